//! What there is to see and to learn: scenarios and broken rules, each with what a check is expected to find; lessons, each a run with
//! words beside it. Claims nothing to whoever looks: what is expected is for tests, and what is shown is found anew by a check.

mod entries;
mod found;
mod lesson;

pub use entries::ENTRIES;
pub use found::{Found, found, found_of, found_text, settings_text};
pub use lesson::{Answer, Lesson, LessonError, Page, Played, lessons, played};

use crate::model::PaxosModelCfg;
use crate::trace;
use serde::Serialize;
use tsify::Tsify;

/// Something to look at, and to check.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name, unlike any other's.
    pub id: &'static str,
    /// What it is about.
    pub kind: Kind,
    /// In a few words.
    pub title: &'static str,
    /// What is done, in a sentence.
    pub sentence: &'static str,
    /// What can come of it, or why nothing does, in a sentence.
    pub consequence: &'static str,
    /// The property that it is about, by its name.
    pub property: &'static str,
    /// The configuration, as a link has it.
    pub settings: &'static str,
    /// What a check of it finds.
    pub expected: Expected,
    /// The right rule.
    pub right: Option<Right>,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Paxos as it should be.
    Scenario,
    /// A rule that is broken.
    BrokenRule,
    /// Quorums, or disks, that don't do.
    Setting,
}

/// The right rule beside a wrong one, in the same model.
#[derive(Clone, Copy, Debug)]
pub struct Right {
    /// It, in a sentence.
    pub text: &'static str,
    /// Where it is stated.
    pub source: &'static str,
    /// The configuration, as a link has it.
    pub settings: &'static str,
    /// What a check of it finds.
    pub expected: Expected,
}

/// What a check finds, nearest states first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected {
    /// A counterexample of so many steps, and no shorter one.
    Violated(u32),
    /// An example of so many steps, and no shorter one.
    Found(u32),
    /// So many states, and the property is true in all of them.
    Holds(u64),
}

/// The configuration that an entry or a lesson names.
///
/// # Errors
/// One sentence, unless it is one.
pub fn configuration(settings: &str) -> Result<PaxosModelCfg, String> {
    Ok(trace::read(settings)?.config)
}
