//! What can be asked of the lab. Plain tagged records, generated as TypeScript types for the page, so that a forgotten case doesn't
//! compile there. Holds no logic.

use crate::model::PaxosModelCfg;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// What a person, or a program, asks of the lab.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Command {
    /// Starts anew with another configuration. Answered by `configured`, `trace` and `state`.
    Configure {
        /// The new configuration.
        config: PaxosModelCfg,
    },
    /// Replays a run, with its branches, from their actions. Answered like `configure`; a run that doesn't fit is `failed` and
    /// changes nothing.
    Load {
        /// The configuration it was made with.
        config: PaxosModelCfg,
        /// Its branches; none is a run that has not begun.
        branches: Vec<BranchRun>,
        /// The place of the one to show, `< branches.length`, or 0.
        shown: u32,
        /// The step of it to show, `<= actions.length`.
        step: u32,
    },
    /// Takes an action of the state shown. What was ahead of it, if it differs, stays as a branch.
    Act {
        /// Its index.
        action: u32,
    },
    /// Takes random actions until none is left or the bound is reached. The choice depends on the seed and on the step alone, so
    /// that a seed means the same run for ever.
    Simulate {
        /// The seed.
        seed: u32,
        /// The bound, `1 <= steps`.
        steps: u32,
        /// What else ends it.
        #[serde(default)]
        until: Option<Until>,
    },
    /// Shows another step of the run.
    Seek {
        /// The step, at most the run's last.
        step: u32,
    },
    /// Shows another branch. Answered by `trace`, `branches` and `state`.
    ShowBranch {
        /// Its number.
        branch: u32,
        /// The step of it to show.
        step: u32,
    },
    /// Begins a branch that ends at the step shown. Answered like `showBranch`.
    Fork,
    /// Gives a branch another name. Answered by `branches`.
    NameBranch {
        /// Its number.
        branch: u32,
        /// The name, of 1 to 40 characters.
        name: String,
    },
    /// Deletes a branch that isn't the only one. Answered by `branches` and `state`, and by `trace` if it was shown.
    DeleteBranch {
        /// Its number.
        branch: u32,
    },
    /// Compares another branch with the one shown, where they part. Answered by `compared`.
    CompareBranch {
        /// Its number.
        branch: u32,
    },
    /// Starts a check of the configuration in place of the one before. Answered by `check`.
    CheckStart {
        /// A name for this check; events carry it.
        run: u32,
        /// What to do, and when to stop.
        options: CheckOptions,
    },
    /// Guesses how many states a check with these options has to go through. Answered by `estimated`.
    Estimate {
        /// The options; bounds and orders make no difference.
        options: CheckOptions,
    },
    /// Goes on checking for a while. Answered by `check`.
    CheckAdvance {
        /// The check's name; another's is answered by nothing.
        run: u32,
        /// States to expand at most in this slice.
        budget: u32,
    },
    /// Ends a check where it stands. Answered by `check`.
    CheckStop {
        /// The check's name.
        run: u32,
        /// On whose account.
        why: StopReason,
    },
    /// Puts a discovery of the check on the stage, at its start: as a branch if the stage has the check's configuration, and
    /// otherwise like `load`.
    OpenDiscovery {
        /// The check's name.
        run: u32,
        /// The property's index.
        property: u32,
    },
}

/// A branch, as it can be replayed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(deny_unknown_fields)]
pub struct BranchRun {
    /// Its name; a usual one if it has none.
    #[serde(default)]
    pub name: Option<String>,
    /// Each step's place among the actions of its state.
    pub actions: Vec<u32>,
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

/// On whose account a check is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum StopReason {
    /// The person's.
    Person,
    /// A limit of time.
    Time,
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
