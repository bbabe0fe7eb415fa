//! A property of one's own: a condition on a state in the Common Expression Language, over the words of [`SUBJECTS`]. What is read once
//! ends in every state: the language has no loops but those over lists, their nesting and the text's length are bounded, and nothing
//! outside the state can be asked for.

mod values;
mod vocabulary;

pub use vocabulary::{EXAMPLES, FUNCTIONS, Field, SUBJECTS, Subject};

use super::ledger::Kept;
use super::{PaxosModelCfg, PaxosState};
use crate::checker::Parts;
use cel::common::ast::{EntryExpr, Expr, LiteralValue};
use cel::parser::PrattParser;
use cel::{Context, Env, IdedExpr, Value};
use serde::{Deserialize, Serialize};
use stateright::Expectation;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use tsify::Tsify;
use values::Names;

/// The name of the property that a question is.
pub const OWN: &str = "your property";
/// Longest question, in characters.
pub const QUESTION_MAX: usize = 400;
/// Deepest nesting of brackets.
const BRACKETS_MAX: usize = 24;
/// Deepest nesting of all else.
const DEPTH_MAX: u16 = 250;
/// Deepest nesting of `exists`, `all`, `filter` and `map`.
const LISTS_MAX: usize = 2;
/// Characters of what is said of an answer that there isn't.
const WRONG_MAX: usize = 160;

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

/// Why a text is no question, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QuestionError {
    /// One sentence: what is wrong, and what is allowed.
    pub message: String,
    /// The first character that is wrong, `from <= length` in characters.
    pub from: usize,
    /// The first after it that isn't, `from <= to`.
    pub to: usize,
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "At character {}: {}", self.from + 1, self.message)
    }
}

/// A question that can be answered in every state, as far as can be told from its text.
#[derive(Clone)]
pub struct Question(Arc<Inner>);

struct Inner {
    expectation: ExpectationName,
    program: IdedExpr,
    env: Arc<Env>,
    names: Names,
    /// The places of the lists that it names.
    subjects: Vec<usize>,
    /// How often it was asked.
    asked: AtomicU64,
    /// What was wrong in the first state in which it had no answer.
    failure: OnceLock<String>,
}

impl Question {
    /// Reads a question.
    ///
    /// # Errors
    /// Unless it has at most [`QUESTION_MAX`] characters, is an expression of the language, names only what there is, and isn't nested too
    /// deeply.
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
        let env = Arc::new(Env::stdlib());
        let parser = PrattParser::new().max_recursion_depth(DEPTH_MAX);
        let program = parser.parse(text).map_err(|errors| syntax(text, &errors))?;
        let mut check = Check { text, bound: Vec::new(), subjects: Vec::new() };
        check.expression(&program)?;
        let mut subjects = check.subjects;
        subjects.sort_unstable();
        subjects.dedup();
        let expectation = own.expectation;
        let inner = Inner {
            expectation,
            program,
            env,
            names: Names::new(),
            subjects,
            asked: AtomicU64::new(0),
            failure: OnceLock::new(),
        };
        Ok(Question(Arc::new(inner)))
    }

    /// What is expected of it.
    pub fn expectation(&self) -> ExpectationName {
        self.0.expectation
    }

    /// Which parts of a state it reads.
    pub(super) fn parts(&self) -> Parts {
        let names = |name| self.0.subjects.iter().any(|subject| SUBJECTS[*subject].name == name);
        Parts {
            actors: names("servers") || names("clients"),
            history: names("operations"),
            envelopes: names("messages"),
        }
    }

    /// What has to be recorded of a run for it.
    pub(super) fn kept(&self) -> Kept {
        Kept { operations: self.parts().history, ..Kept::default() }
    }

    /// Whether it is so in a state.
    ///
    /// # Errors
    /// One sentence, if it has no answer there, as when a text is added to a number.
    pub fn answer(&self, config: &PaxosModelCfg, state: &PaxosState) -> Result<bool, String> {
        let Inner { program, env, names, subjects, .. } = &*self.0;
        let mut context = Context::with_env(env.clone());
        for subject in subjects {
            context.add_variable_from_value(SUBJECTS[*subject].name, names.list(*subject, config, state));
        }
        match Value::resolve(program, &context) {
            Ok(Value::Bool(is_so)) => Ok(is_so),
            Ok(other) => {
                let is = cut(&format!("{other:?}"));
                Err(format!("It has to be true or false, and is {is}."))
            }
            Err(error) => Err(format!("It has no answer in some state: {}.", cut(&error.to_string()))),
        }
    }

    /// As [`Question::answer`]; where there is none, that is noted, and what it says then is no discovery.
    pub(super) fn is_so(&self, config: &PaxosModelCfg, state: &PaxosState) -> bool {
        self.0.asked.fetch_add(1, Ordering::Relaxed);
        self.answer(config, state).unwrap_or_else(|wrong| {
            // Another thread may have noted another state's.
            let _ = self.0.failure.set(wrong);
            self.0.expectation != ExpectationName::Sometimes
        })
    }

    /// In how many states, or combinations of the parts that it reads, it was asked by a check.
    pub fn asked(&self) -> u64 {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// What was wrong where it had no answer, if there was such a state; then nothing that was found by it counts.
    pub fn failure(&self) -> Option<&str> {
        self.0.failure.get().map(String::as_str)
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

/// Where the parser stopped; it tells lines, and columns in bytes.
fn syntax(text: &str, errors: &cel::ParseErrors) -> QuestionError {
    let length = text.chars().count();
    let (line, column) = errors.errors.first().map_or((1, 1), |error| error.pos);
    let count = |one: isize| usize::try_from(one - 1).unwrap_or(0);
    let before: usize = text.split_inclusive('\n').take(count(line)).map(str::len).sum();
    let from = text.char_indices().take_while(|(at, _)| *at < before + count(column)).count();
    let message = match text.chars().nth(from) {
        None => "It ends too early: something is missing here.".to_owned(),
        Some(character) => format!("{} can't stand here.", quoted(&character.to_string())),
    };
    QuestionError { message, from, to: (from + 1).min(length).max(from) }
}

/// Looks for names that there aren't, and for what takes too long.
struct Check<'a> {
    text: &'a str,
    /// The names that lists around here give to their items.
    bound: Vec<String>,
    subjects: Vec<usize>,
}

impl Check<'_> {
    fn expression(&mut self, expression: &IdedExpr) -> Result<(), QuestionError> {
        match &expression.expr {
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => {
                self.field(&select.field)?;
                self.expression(&select.operand)
            }
            Expr::Call(call) => {
                self.function(&call.func_name)?;
                call.target.iter().map(|target| &**target).chain(&call.args).try_for_each(|part| self.expression(part))
            }
            Expr::List(list) => list.elements.iter().try_for_each(|element| self.expression(element)),
            Expr::Comprehension(list) => {
                self.expression(&list.iter_range)?;
                let known = self.bound.len();
                self.bound.extend([list.iter_var.clone(), list.accu_var.clone()]);
                self.bound.extend(list.iter_var2.clone());
                if self.bound.iter().filter(|name| **name == list.accu_var).count() > LISTS_MAX {
                    return Err(self.wrong(
                        &list.iter_var,
                        format!("Lists are gone through in each other too often: at most {LISTS_MAX} times."),
                    ));
                }
                for part in [&list.accu_init, &list.loop_cond, &list.loop_step, &list.result] {
                    self.expression(part)?;
                }
                self.bound.truncate(known);
                Ok(())
            }
            Expr::Literal(LiteralValue::Double(_)) => {
                Err(self.wrong(".", "Numbers are whole here, as nothing of a state is a fraction.".to_owned()))
            }
            Expr::Literal(_) | Expr::Unspecified => Ok(()),
            Expr::Map(map) => {
                let mut entries = map.entries.iter().filter_map(|entry| match &entry.expr {
                    EntryExpr::MapEntry(entry) => Some(entry),
                    EntryExpr::StructField(_) => None,
                });
                entries.try_for_each(|entry| {
                    self.expression(&entry.key)?;
                    self.expression(&entry.value)
                })
            }
            Expr::Struct(record) => {
                let name = record.type_name.clone();
                Err(self
                    .wrong(&name, "Nothing is made here: ask of servers, clients, messages and operations.".to_owned()))
            }
        }
    }

    fn name(&mut self, name: &str) -> Result<(), QuestionError> {
        if self.bound.iter().any(|bound| bound == name) {
            return Ok(());
        }
        match SUBJECTS.iter().position(|subject| subject.name == name) {
            Some(subject) => {
                self.subjects.push(subject);
                Ok(())
            }
            None => {
                let known: Vec<&str> =
                    SUBJECTS.iter().map(|subject| subject.name).chain(self.bound.iter().map(String::as_str)).collect();
                let message = suggestion(&format!("There is no {}", quoted(name)), name, &known);
                Err(self.wrong(name, message))
            }
        }
    }

    fn field(&self, name: &str) -> Result<(), QuestionError> {
        let known: Vec<&str> =
            SUBJECTS.iter().flat_map(|subject| subject.fields.iter().map(|field| field.name)).collect();
        if known.contains(&name) {
            return Ok(());
        }
        Err(self.wrong(name, suggestion(&format!("Nothing has a {}", quoted(name)), name, &known)))
    }

    fn function(&self, name: &str) -> Result<(), QuestionError> {
        let known = FUNCTIONS.map(|(name, _)| name);
        if known.contains(&name) || !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Ok(());
        }
        Err(self.wrong(name, suggestion(&format!("There is no {}()", cut(name)), name, &known)))
    }

    /// At the first place where this word stands outside quotes, or the whole text.
    fn wrong(&self, word: &str, message: String) -> QuestionError {
        let characters: Vec<char> = self.text.chars().collect();
        let word: Vec<char> = word.chars().collect();
        let is_part = |at: Option<usize>| {
            at.and_then(|at| characters.get(at))
                .is_some_and(|character| character.is_alphanumeric() || *character == '_')
        };
        let is_name = word.first().is_some_and(|first| first.is_alphanumeric() || *first == '_');
        let mut quote: Option<char> = None;
        for at in 0..characters.len() {
            match (quote, characters[at]) {
                (None, mark @ ('"' | '\'')) => quote = Some(mark),
                (Some(open), mark) if open == mark => quote = None,
                _ => {}
            }
            let end = at + word.len();
            let is_alone = !is_name || (!is_part(at.checked_sub(1)) && !is_part(Some(end)));
            if quote.is_none() && !word.is_empty() && characters[at..].starts_with(&word) && is_alone {
                return QuestionError { message, from: at, to: end };
            }
        }
        QuestionError { message, from: 0, to: characters.len() }
    }
}

/// What is wrong with a name, and what may have been meant.
fn suggestion(wrong: &str, name: &str, known: &[&str]) -> String {
    match known.iter().map(|known| (distance(name, known), known)).min() {
        Some((distance, known)) if distance <= 1 + name.chars().count() / 3 => {
            format!("{wrong}; did you mean {known}?")
        }
        _ => format!("{wrong}; there are {}.", known.join(", ")),
    }
}

/// Characters to be changed, put in or left out to make one word of the other (Levenshtein, 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, character) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for place in 0..other.len() {
            let changed = diagonal + usize::from(character != other[place]);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(24).collect();
    if text.chars().nth(24).is_some() {
        short.push('…');
    }
    format!("{short:?}")
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(WRONG_MAX).collect();
    if text.chars().nth(WRONG_MAX).is_some() {
        short.push('…');
    }
    short
}
