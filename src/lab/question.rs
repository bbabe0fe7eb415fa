//! A property of one's own behind the door: whether it can be read, what it is in the state shown, and what it can speak of.

use super::{AskedView, Event, SubjectView, VocabularyView, WordView};
use crate::model::{EXAMPLES, FUNCTIONS, OwnProperty, QUESTION_MAX, Question, SUBJECTS};
use crate::session::Session;

/// What becomes of a property in the state shown.
pub(super) fn asked(session: &Session, own: &OwnProperty) -> AskedView {
    let view = |holds, wrong, from, to| AskedView { text: own.text.clone(), holds, wrong, from, to };
    let at = |characters: usize| {
        let units: usize = own.text.chars().take(characters).map(char::len_utf16).sum();
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    match Question::read(own) {
        Err(wrong) => view(None, Some(wrong.message), at(wrong.from), at(wrong.to)),
        Ok(question) => view(Some(question.answer(&session.model().cfg, &session.here().state)), None, 0, 0),
    }
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
            .map(|field| word(field.name, &format!("{}: {}", field.kind.name(), field.meaning)))
            .collect(),
    });
    Event::Vocabulary(VocabularyView {
        subjects: subjects.collect(),
        functions: FUNCTIONS.iter().map(|(name, meaning)| word(name, meaning)).collect(),
        examples: EXAMPLES.iter().map(|(meaning, text)| word(text, meaning)).collect(),
        length_max: u32::try_from(QUESTION_MAX).expect("a few hundred"),
    })
}
