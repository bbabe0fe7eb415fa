//! A property of one's own behind the door: whether it can be read, what it is in the state shown, and what it can speak of.

use super::{AskedView, Event, SubjectView, VocabularyView, WordView};
use crate::model::{EXAMPLES, FUNCTIONS, OwnProperty, PaxosModelCfg, QUESTION_MAX, Question, SUBJECTS};
use crate::session::Session;

/// Runs at random, and steps of each, in which a property is tried before a check begins.
const TRIED_RUNS: u32 = 4;
const TRIED_STEPS: usize = 30;

/// What becomes of a property in the state shown.
pub(super) fn asked(session: &Session, own: &OwnProperty) -> AskedView {
    let view = |holds, wrong, from, to| AskedView { text: own.text.clone(), holds, wrong, from, to };
    let at = |characters: usize| {
        let units: usize = own.text.chars().take(characters).map(char::len_utf16).sum();
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    match Question::read(own) {
        Err(wrong) => view(None, Some(wrong.message), at(wrong.from), at(wrong.to)),
        Ok(question) => match question.answer(&session.model().cfg, &session.shown().state) {
            Ok(holds) => view(Some(holds), None, 0, 0),
            Err(wrong) => view(None, Some(wrong), 0, at(usize::MAX)),
        },
    }
}

/// Tries a property in states of a few runs, so that most of what is wrong with it is told before a check begins.
pub(super) fn tried(config: PaxosModelCfg, question: &Question) -> Result<(), String> {
    for seed in 0..TRIED_RUNS {
        let mut session = Session::new(config).map_err(|e| e.to_string())?;
        loop {
            let answer = question.answer(&config, &session.shown().state);
            answer.map_err(|wrong| format!("Your property can't be checked. {wrong}"))?;
            let Some(action) = session.choose(seed).filter(|_| session.cursor() < TRIED_STEPS) else { break };
            session.act(action).map_err(|e| e.to_string())?;
        }
    }
    Ok(())
}

/// What a property can speak of.
pub(super) fn vocabulary() -> Event {
    let word = |text: &str, meaning: &str| WordView { text: text.to_owned(), meaning: meaning.to_owned() };
    let subjects = SUBJECTS.iter().map(|subject| SubjectView {
        name: subject.name.to_owned(),
        meaning: subject.meaning.to_owned(),
        fields: subject
            .fields
            .iter()
            .map(|field| word(field.name, &format!("{}: {}", field.kind, field.meaning)))
            .collect(),
    });
    Event::Vocabulary(VocabularyView {
        subjects: subjects.collect(),
        functions: FUNCTIONS.iter().map(|(name, meaning)| word(name, meaning)).collect(),
        examples: EXAMPLES.iter().map(|(meaning, text)| word(text, meaning)).collect(),
        length_max: u32::try_from(QUESTION_MAX).expect("a few hundred"),
    })
}
