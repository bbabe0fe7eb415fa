//! Lessons: data files in `lessons/`, in the order in which they are taught. A step is named by what happens in it, as the explanation
//! labels it, so that a file in which something can't happen doesn't play. Never shows anything.

use super::configuration;
use crate::explain::explain;
use crate::model::PaxosModelCfg;
use crate::session::Session;
use serde::Deserialize;
use std::fmt;

const FILES: [&str; 6] = [
    include_str!("lessons/chosen.json"),
    include_str!("lessons/promises.json"),
    include_str!("lessons/adopt.json"),
    include_str!("lessons/duel.json"),
    include_str!("lessons/disk.json"),
    include_str!("lessons/quorums.json"),
];

/// A lesson of a few minutes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its name, unlike any other's.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// What it is about, in a sentence.
    pub sentence: String,
    /// Its pages, in order.
    pub pages: Vec<Page>,
}

/// A page: what is said, and what happens meanwhile.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// What is said, a paragraph each.
    pub text: Vec<String>,
    /// The configuration, as a link has it; the page begins a run of it. Without one, the page before goes on.
    #[serde(default)]
    pub settings: Option<String>,
    /// The labels of the steps that happen.
    #[serde(default, rename = "do")]
    pub steps: Vec<String>,
    /// Properties, by their names, whose conditions are true when they have happened.
    #[serde(default)]
    pub so: Vec<String>,
    /// Properties, by their names, whose conditions are false then.
    #[serde(default)]
    pub not: Vec<String>,
    /// What to think about before going on.
    #[serde(default)]
    pub question: Option<String>,
    /// What is shown to whoever asks.
    #[serde(default)]
    pub answer: Option<Answer>,
}

/// The answer to a page's question.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// It, in a sentence or two.
    pub text: String,
    /// The labels of the steps that show it, after the page's own.
    #[serde(default, rename = "do")]
    pub steps: Vec<String>,
    /// Properties whose conditions are true when they have happened.
    #[serde(default)]
    pub so: Vec<String>,
    /// Properties whose conditions are false then.
    #[serde(default)]
    pub not: Vec<String>,
    /// The gallery's entry that proves it, by its name.
    #[serde(default)]
    pub check: Option<String>,
}

/// What a page puts on the stage.
#[derive(Clone, Debug)]
pub struct Played {
    /// The configuration.
    pub config: PaxosModelCfg,
    /// The actions, each by its index in its state.
    pub actions: Vec<u32>,
    /// Steps that pages before have shown.
    pub first: usize,
    /// The actions with those of the answer.
    pub answer: Vec<u32>,
}

/// Why a lesson doesn't play.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LessonError {
    /// The page, from 0.
    pub page: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page {}: {}", self.page + 1, self.reason)
    }
}

/// Every lesson.
///
/// # Panics
/// If a file isn't a lesson; a test reads them all.
pub fn lessons() -> Vec<Lesson> {
    FILES.iter().map(|file| serde_json::from_str(file).expect("a lesson")).collect()
}

/// What each page of a lesson puts on the stage.
///
/// # Errors
/// If a page's settings are wrong, or a step of it can't happen, or what it says of a property isn't so.
pub fn played(lesson: &Lesson) -> Result<Vec<Played>, LessonError> {
    let mut pages = Vec::new();
    let mut session = None;
    for (page, said) in lesson.pages.iter().enumerate() {
        let wrong = |reason| LessonError { page, reason };
        let began = begun(session.take(), said).map_err(wrong)?;
        let first = began.cursor();
        let (after, answered) = answered(began, said).map_err(wrong)?;
        pages.push(Played {
            config: after.model().cfg,
            actions: after.branch().actions()[..after.cursor()].to_vec(),
            first,
            answer: answered,
        });
        session = Some(after);
    }
    Ok(pages)
}

fn begun(before: Option<Session>, page: &Page) -> Result<Session, String> {
    match (&page.settings, before) {
        (Some(settings), _) => Session::new(configuration(settings)?).map_err(|error| error.to_string()),
        (None, Some(before)) => Ok(before),
        (None, None) => Err("The first page has no settings.".to_owned()),
    }
}

/// The session after the page's own steps, and the actions of its run with the answer's.
fn answered(mut session: Session, page: &Page) -> Result<(Session, Vec<u32>), String> {
    happen(&mut session, &page.steps)?;
    holds(&session, &page.so, &page.not)?;
    let (branch, step) = (session.branch().id(), session.cursor());
    if let Some(answer) = &page.answer {
        happen(&mut session, &answer.steps)?;
        holds(&session, &answer.so, &answer.not)?;
    }
    let actions = session.branch().actions()[..session.cursor()].to_vec();
    session.show(branch, step).map_err(|error| error.to_string())?;
    Ok((session, actions))
}

fn happen(session: &mut Session, labels: &[String]) -> Result<(), String> {
    for label in labels {
        let named = |action: &_| explain(session.model(), session.here(), action).label == *label;
        let found = (0..).zip(session.actions()).find(|(_, (action, has_effect))| *has_effect && named(action));
        let (action, _) = found.ok_or_else(|| format!("\"{label}\" can't happen here."))?;
        session.act(action).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn holds(session: &Session, so: &[String], not: &[String]) -> Result<(), String> {
    let claims = so.iter().map(|name| (name, true)).chain(not.iter().map(|name| (name, false)));
    for (name, expected) in claims {
        let place = session.model().properties.iter().position(|property| property.name == name);
        let place = place.ok_or_else(|| format!("There is no property \"{name}\"."))?;
        if session.shown().truths.holds(place) != expected {
            return Err(format!("\"{name}\" should be {expected} here."));
        }
    }
    Ok(())
}
