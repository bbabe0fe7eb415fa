//! A property of one's own: a condition on a state in the Common Expression Language, over the words of [`SUBJECTS`]. What is read once
//! has an answer in every state: the kinds of all its parts are known, it has no loops but those over lists, and their nesting and the
//! text's length are bounded.

mod facts;
mod kinds;
mod lists;
mod mistakes;
mod reading;
mod tokens;
mod vocabulary;

pub use facts::{Fact, facts};
pub use mistakes::QuestionError;
pub use vocabulary::{EXAMPLES, FUNCTIONS, Field, FieldKind, SUBJECTS, Subject};

use super::ledger::Kept;
use super::{PaxosModelCfg, PaxosState};
use crate::checker::Parts;
use cel::parser::PrattParser;
use facts::Scene;
use reading::Reading;
use serde::{Deserialize, Serialize};
use stateright::Expectation;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tsify::Tsify;

/// The name of the property that a question is.
pub const OWN: &str = "your property";
/// Longest question, in characters.
pub const QUESTION_MAX: usize = 400;
/// Deepest nesting of brackets.
const BRACKETS_MAX: usize = 24;
/// Deepest nesting of all else.
const DEPTH_MAX: u16 = 250;
/// Deepest nesting of `exists`, `all`, `filter` and `map`.
const LISTS_MAX: usize = 3;

/// What is expected of a property's condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ExpectationName {
    /// True in every state.
    Always,
    /// True in some state.
    #[default]
    Sometimes,
    /// True at some point of every run.
    Eventually,
}

impl From<&Expectation> for ExpectationName {
    fn from(expectation: &Expectation) -> Self {
        match expectation {
            Expectation::Always => ExpectationName::Always,
            Expectation::Sometimes => ExpectationName::Sometimes,
            Expectation::Eventually => ExpectationName::Eventually,
        }
    }
}

/// A question as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnProperty {
    /// What is expected.
    pub expectation: ExpectationName,
    /// The condition, at most [`QUESTION_MAX`] characters.
    pub text: String,
}

/// A question that has an answer in every state.
#[derive(Clone)]
pub struct Question(Arc<Inner>);

struct Inner {
    expectation: ExpectationName,
    reading: Reading,
    /// How often it was asked.
    asked: AtomicU64,
}

impl Question {
    /// Reads a question.
    ///
    /// # Errors
    /// Unless it has at most [`QUESTION_MAX`] characters, is an expression of the language, names only what there is, puts together only
    /// what is of one kind, is true or false, and isn't nested too deeply.
    pub fn read(own: &OwnProperty) -> Result<Question, QuestionError> {
        let text = own.text.as_str();
        let length = text.chars().count();
        let whole = |message: String| QuestionError { message, from: 0, to: length };
        if text.trim().is_empty() {
            return Err(whole("Say what is to be true, as in servers.exists(s, s.leads).".to_owned()));
        }
        if length > QUESTION_MAX {
            return Err(QuestionError {
                message: format!("It has {length} characters, and may have at most {QUESTION_MAX}."),
                from: QUESTION_MAX,
                to: length,
            });
        }
        shallow(text)?;
        let parser = PrattParser::new().max_recursion_depth(DEPTH_MAX);
        let expression = parser.parse(text).map_err(|errors| mistakes::syntax(text, &errors))?;
        let reading = reading::read(text, &expression)?;
        Ok(Question(Arc::new(Inner { expectation: own.expectation, reading, asked: AtomicU64::new(0) })))
    }

    /// What is expected of it.
    pub fn expectation(&self) -> ExpectationName {
        self.0.expectation
    }

    /// Which parts of a state it reads.
    pub(super) fn parts(&self) -> Parts {
        Parts {
            actors: self.names("servers") || self.names("clients"),
            history: self.names("operations") || self.names("ballots"),
            envelopes: self.names("messages"),
        }
    }

    fn names(&self, subject: &str) -> bool {
        self.0.reading.subjects.iter().any(|place| SUBJECTS[*place].name == subject)
    }

    /// What has to be recorded of a run for it.
    pub(super) fn kept(&self) -> Kept {
        Kept { operations: self.names("operations"), votes: self.names("ballots"), ..Kept::default() }
    }

    /// Whether it is so in a state.
    pub fn answer(&self, config: &PaxosModelCfg, state: &PaxosState) -> bool {
        let Reading { ask, subjects, literals } = &self.0.reading;
        let mut seen = [const { Vec::new() }; SUBJECTS.len()];
        for &subject in subjects {
            seen[subject] = facts(subject, config, state);
        }
        ask(&Scene::new(&seen, literals))
    }

    /// As [`Question::answer`], counted.
    pub(super) fn is_so(&self, config: &PaxosModelCfg, state: &PaxosState) -> bool {
        self.0.asked.fetch_add(1, Ordering::Relaxed);
        self.answer(config, state)
    }

    /// In how many states, or combinations of the parts that it reads, it was asked by a check.
    pub fn asked(&self) -> u64 {
        self.0.asked.load(Ordering::Relaxed)
    }
}

/// It is the same in all states of a model, so it tells none apart.
impl PartialEq for Question {
    fn eq(&self, _: &Question) -> bool {
        true
    }
}

impl Hash for Question {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Question")
    }
}

/// Whether the text is shallow enough for a parser that goes into brackets by calling itself.
fn shallow(text: &str) -> Result<(), QuestionError> {
    let (mut depth, mut signs) = (0_usize, 0);
    for (at, character) in text.chars().enumerate() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        signs = if matches!(character, '!' | '-' | '?') { signs + 1 } else { 0 };
        if depth > BRACKETS_MAX || signs > BRACKETS_MAX {
            let message =
                format!("It is nested too deeply: at most {BRACKETS_MAX} brackets or signs may stand in each other.");
            return Err(QuestionError { message, from: at, to: at + 1 });
        }
    }
    Ok(())
}
