//! What can be asked of the lab. Plain tagged records, generated as TypeScript types for the page, so that a forgotten case doesn't
//! compile there. Holds no logic.

use crate::model::OwnProperty;
use crate::model::PaxosModelCfg;
use crate::trace::{CheckOptions, CheckPlan, Format, Simulation, Theme, Until};
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
    /// Opens what somebody shared: a link, a whole address with a link after its `#`, or the text of a file that was exported as JSON
    /// or ITF. Answered like `configure`, and by `opened`; what can't be read is `failed` and changes nothing.
    Open {
        /// It.
        text: String,
    },
    /// Asks for the gallery and the lessons. Answered by `gallery`.
    Gallery,
    /// Asks for links. Answered by `shared`.
    Share {
        /// A simulation of the configuration.
        simulation: Simulation,
        /// A check of the configuration.
        check: CheckPlan,
    },
    /// Exports the run shown. Answered by `exported`.
    Export {
        /// As what.
        format: Format,
        /// The colours of a picture.
        #[serde(default)]
        theme: Theme,
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
    /// Reads a property of one's own, and answers it in the state shown. Answered by `asked`.
    Ask {
        /// The property.
        own: OwnProperty,
    },
    /// Asks what a property of one's own can speak of. Answered by `vocabulary`.
    Vocabulary,
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
    /// Begins to shrink the branch shown, up to its first state that violates an `always` property or is an example of a `sometimes`
    /// one, in place of what was shrunk before. Answered by `shrink`.
    ShrinkStart {
        /// A name for it; events carry it.
        run: u32,
        /// The property's index.
        property: u32,
    },
    /// Goes on shrinking for a while. Answered by `shrink`, and at the end like `showBranch` if a shorter run than any branch was
    /// found, which then is a branch.
    ShrinkAdvance {
        /// Its name; another's is answered by nothing.
        run: u32,
        /// Steps to replay at most in this slice.
        budget: u32,
    },
    /// Ends shrinking where it stands, and keeps what is shorter. Answered as when it ends by itself.
    ShrinkStop {
        /// Its name.
        run: u32,
    },
    /// Puts a discovery of the check on the stage, at its start: as a branch if the stage has the check's configuration, and
    /// otherwise like `load`.
    OpenDiscovery {
        /// The check's name.
        run: u32,
        /// The property's index.
        property: u32,
    },
    /// Goes on for a while with the work that a command has begun and that was answered by `working`. Answered by `working` again, or by
    /// what the command is answered by in the end; by nothing if there is no work.
    WorkAdvance {
        /// Steps to take at most in this slice.
        budget: u32,
    },
    /// Ends that work where it stands. Answered by what the command is answered by in the end, as far as there is any, or else `failed`.
    WorkStop,
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

/// On whose account a check is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum StopReason {
    /// The person's.
    Person,
    /// A limit of time.
    Time,
}
