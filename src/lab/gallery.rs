//! The gallery as the page gets it: entries and lessons, without what a check is expected to find, as that is for a check to say. Plain
//! records, generated as TypeScript types for the page.

use super::Event;
use crate::gallery::{Answer, ENTRIES, Entry, Kind, Lesson, Page, Played, Right, configuration, lessons, played};
use crate::model::{PROPERTIES, PaxosModelCfg};
use serde::Serialize;
use tsify::Tsify;

/// Something to look at, and to check.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct EntryView {
    /// Its name, unlike any other's.
    pub id: String,
    /// What it is about.
    pub kind: Kind,
    /// In a few words.
    pub title: String,
    /// What is done, in a sentence.
    pub sentence: String,
    /// What comes of it, or why nothing does, in a sentence.
    pub consequence: String,
    /// The place of the property that it is about.
    pub property: u32,
    /// The configuration.
    pub config: PaxosModelCfg,
    /// The right rule, if the entry's is wrong.
    pub right: Option<RightView>,
}

/// The right rule beside a wrong one.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct RightView {
    /// It, in a sentence.
    pub text: String,
    /// Where it is stated.
    pub source: String,
    /// The same model with it.
    pub config: PaxosModelCfg,
}

/// A lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct LessonView {
    /// Its name, unlike any other's.
    pub id: String,
    /// In a few words.
    pub title: String,
    /// What it is about, in a sentence.
    pub sentence: String,
    /// Its pages, in order.
    pub pages: Vec<PageView>,
}

/// A page of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct PageView {
    /// What is said, a paragraph each.
    pub text: Vec<String>,
    /// The configuration that is on the stage.
    pub config: PaxosModelCfg,
    /// The actions that have happened when the page has been shown, each by its index in its state.
    pub actions: Vec<u32>,
    /// The step that the page begins at.
    pub first: u32,
    /// What to think about before going on.
    pub question: Option<String>,
    /// What is shown to whoever asks.
    pub answer: Option<AnswerView>,
}

/// The answer to a page's question.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct AnswerView {
    /// It, in a sentence or two.
    pub text: String,
    /// The page's actions, and those that show the answer.
    pub actions: Vec<u32>,
    /// The name of the gallery's entry that proves it.
    pub check: Option<String>,
}

pub(super) fn gallery() -> Event {
    Event::Gallery {
        entries: ENTRIES.iter().map(entry_view).collect(),
        lessons: lessons().into_iter().map(lesson_view).collect(),
    }
}

/// What is in the gallery is part of the program, and a test reads all of it.
fn known(settings: &str) -> PaxosModelCfg {
    configuration(settings).expect("a configuration")
}

fn entry_view(entry: &Entry) -> EntryView {
    let place = PROPERTIES.iter().position(|known| known.name == entry.property).expect("a property");
    EntryView {
        id: entry.id.to_owned(),
        kind: entry.kind,
        title: entry.title.to_owned(),
        sentence: entry.sentence.to_owned(),
        consequence: entry.consequence.to_owned(),
        property: wire(place),
        config: known(entry.settings),
        right: entry.right.map(|Right { text, source, settings, .. }| RightView {
            text: text.to_owned(),
            source: source.to_owned(),
            config: known(settings),
        }),
    }
}

fn lesson_view(lesson: Lesson) -> LessonView {
    let played = played(&lesson).expect("a lesson that plays");
    let Lesson { id, title, sentence, pages } = lesson;
    LessonView { id, title, sentence, pages: pages.into_iter().zip(played).map(page_view).collect() }
}

fn page_view((page, played): (Page, Played)) -> PageView {
    let Page { text, question, answer, .. } = page;
    let Played { config, actions, first, answer: answer_actions } = played;
    let answer = answer.map(|Answer { text, check, .. }| AnswerView { text, actions: answer_actions, check });
    PageView { text, config, actions, first: wire(first), question, answer }
}

fn wire(count: usize) -> u32 {
    u32::try_from(count).expect("bounded by the length of a lesson")
}
