//! What can be run on a configuration besides a run that is known step by step: a random simulation, or a check; and where it ends.
//! Plain data, for links and for the lab. Runs nothing.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// Random steps from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Simulation {
    /// The seed; the same one means the same run for ever.
    pub seed: u32,
    /// The bound, `1 <= steps`.
    pub steps: u32,
    /// What else ends it.
    #[serde(default)]
    pub until: Option<Until>,
}

/// What ends a simulation before its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Until {
    /// A server decides.
    Decided,
    /// The condition of a property becomes true or false.
    PropertyChanged,
}

/// A check, and how long it may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CheckPlan {
    /// How to search.
    pub options: CheckOptions,
    /// Most seconds, `1 <= seconds_max`; whoever holds the clock stops it then.
    pub seconds_max: Option<u32>,
}

/// How to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CheckOptions {
    /// The order in which states are visited.
    pub strategy: StrategyName,
    /// The seed of random walks.
    pub seed: u32,
    /// Depth as stateright counts it: the initial state has depth 1, and states at the bound aren't expanded.
    pub depth_max: Option<u32>,
    /// Most unique states.
    pub states_max: Option<u32>,
    /// Most memory for the states, in megabytes.
    pub memory_max: Option<u32>,
    /// Search reduced states, and prove that they tell the truth.
    pub reduce: bool,
    /// Check this property alone, by its place among the model's; all of them unless said.
    pub only: Option<u32>,
    /// Go on over the whole space even when every property has its discovery.
    pub exhaustive: bool,
}

/// The order in which states are visited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum StrategyName {
    /// Nearest first, so discoveries are the shortest.
    #[default]
    BreadthFirst,
    /// Deepest first.
    DepthFirst,
    /// One run after another. Never exhaustive.
    RandomWalks,
}
