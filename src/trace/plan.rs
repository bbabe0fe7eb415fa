//! What can be run on a configuration besides a run that is known step by step: a random simulation, or a check; and where it ends.
//! Plain data, for links and for the lab. Runs nothing.

use crate::model::{EVERY, OwnProperty, PROPERTIES, Question, USUAL};
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct CheckPlan {
    /// How to search.
    pub options: CheckOptions,
    /// Most seconds, `1 <= seconds_max`; whoever holds the clock stops it then.
    pub seconds_max: Option<u32>,
}

/// How to search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, Tsify)]
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
    /// Check this property alone, by its place in [`PROPERTIES`].
    pub only: Option<u32>,
    /// Check every property there is, and not the user's two.
    pub every: bool,
    /// Check a property of one's own; alone, unless others are asked for.
    pub own: Option<OwnProperty>,
    /// Go on over the whole space even when every property has its discovery.
    pub exhaustive: bool,
}

impl CheckOptions {
    /// The places of the properties that are checked.
    ///
    /// # Errors
    /// If there is no property at the place that is asked for.
    pub fn asked(&self) -> Result<Vec<usize>, String> {
        let last = PROPERTIES.len() - 1;
        match self.only.map(|place| place as usize) {
            Some(place) if place > last => Err(format!("Property {place} is to be checked, and they are 0 to {last}.")),
            Some(place) => Ok(vec![place]),
            None if self.every => Ok(EVERY.to_vec()),
            None if self.own.is_some() => Ok(Vec::new()),
            None => Ok(USUAL.to_vec()),
        }
    }

    /// The property of one's own that is checked.
    ///
    /// # Errors
    /// One sentence, if it can't be read.
    pub fn question(&self) -> Result<Option<Question>, String> {
        let read = |own| Question::read(own).map_err(|wrong| format!("Your property can't be read. {wrong}"));
        self.own.as_ref().map(read).transpose()
    }
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
