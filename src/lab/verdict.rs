//! How a check stands, as the lab tells it. Plain records, generated as TypeScript types for the page. Holds no logic.

use super::ExpectationName;
use crate::model::PaxosModelCfg;
use serde::Serialize;
use tsify::Tsify;

/// How a check stands.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Its name.
    pub run: u32,
    /// Whether it goes on, and if not, why.
    pub status: CheckStatus,
    /// The status in words, for when it has ended.
    pub summary: String,
    /// All states computed, repeats included.
    pub generated: u64,
    /// Distinct states.
    pub unique: u64,
    /// As stateright counts it: the initial state has depth 1.
    pub depth: u32,
    /// States known and not yet expanded.
    pub frontier: u64,
    /// How many states each depth has, as far as is known; empty unless the search is breadth-first.
    pub widths: Vec<u64>,
    /// Memory of the tables, in bytes.
    pub bytes: u64,
    /// Whether reduced states, which then are what is counted, were proved to tell the truth; none if states aren't reduced.
    pub certificate: Option<CertificateView>,
    /// How often a property of one's own was asked; none if there is none.
    pub asked: Option<u64>,
    /// Every property's verdict so far.
    pub properties: Vec<VerdictView>,
    /// Where the broken rule goes wrong; none unless it was checked to the end and nothing went wrong.
    pub elsewhere: Option<ElsewhereView>,
}

/// Where a broken rule was found to go wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct ElsewhereView {
    /// It, in a sentence.
    pub text: String,
    /// The settings.
    pub config: PaxosModelCfg,
    /// The place of the property that is violated in them.
    pub property: u32,
}

/// How it stands with the proof that reduced states tell the truth about all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum CertificateView {
    /// There is more to compare.
    Pending,
    /// They do.
    Sound {
        /// Pairs that were compared: a state of an actor, and the reduced one that stands for it.
        compared: u64,
    },
    /// They don't, so that nothing is known.
    Refuted {
        /// One sentence: who would have done what.
        why: String,
    },
}

/// Whether a check goes on, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum CheckStatus {
    /// It goes on.
    Running,
    /// The whole space was searched.
    Complete,
    /// Every property has its discovery, so it ended early.
    Decided,
    /// A bound of depth or states ended it.
    Bounded,
    /// The person, or memory, ended it.
    Stopped,
}

/// A property's verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct VerdictView {
    /// Its name.
    pub name: String,
    /// What is expected of it.
    pub expectation: ExpectationName,
    /// The verdict.
    pub verdict: VerdictName,
    /// The verdict in words.
    pub text: String,
    /// Steps of the discovery, which can be opened; `None` if there is none.
    pub steps: Option<u32>,
}

/// The verdicts. Only the first four are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum VerdictName {
    /// True in the whole space.
    Holds,
    /// A counterexample is in hand.
    Violated,
    /// An example is in hand.
    Found,
    /// No example in the whole space.
    Never,
    /// None within the bounds, or within what can be seen by the one who searched.
    Bounded,
    /// Ended before an answer.
    Stopped,
    /// Not yet known.
    Pending,
}
