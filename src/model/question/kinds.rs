//! The kinds of an expression's parts, each with how it is found out.

use super::facts::{Element, Scene};
use super::vocabulary::SUBJECTS;

pub(super) type Ask<T> = Box<dyn Fn(&Scene<'_>) -> T + Send + Sync>;
pub(super) type AskText = Box<dyn for<'a> Fn(&Scene<'a>) -> &'a str + Send + Sync>;
pub(super) type AskElement = Box<dyn for<'a> Fn(&Scene<'a>) -> Element<'a> + Send + Sync>;
pub(super) type AskList = Box<dyn for<'a> Fn(&Scene<'a>) -> Vec<Element<'a>> + Send + Sync>;

/// A part of an expression: how it is found out, by its kind.
pub(super) enum Part {
    Bool(Ask<bool>),
    Int {
        ask: Ask<i64>,
        /// `-most <= the number <= most`.
        most: i64,
    },
    Text(AskText),
    /// An item of a subject, and where it is bound.
    Item {
        subject: usize,
        slot: usize,
    },
    List(Kind, AskList),
}

/// What is in a list.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Bool,
    Int { most: i64 },
    Text,
    Item { subject: usize },
}

impl Kind {
    pub(super) fn is_like(self, other: Kind) -> bool {
        matches!((self, other), (Kind::Int { .. }, Kind::Int { .. })) || self == other
    }

    /// In the plural.
    pub(super) fn many(self) -> &'static str {
        match self {
            Kind::Bool => "true or false",
            Kind::Int { .. } => "numbers",
            Kind::Text => "texts",
            Kind::Item { subject } => SUBJECTS[subject].name,
        }
    }
}

/// More items than any list has, and more characters than any text.
pub(super) const ITEMS_MAX: i64 = 1 << 20;
/// Numbers in a state are smaller: every round, request and message takes a step.
pub(super) const NUMBER_MAX: i64 = 1 << 24;
