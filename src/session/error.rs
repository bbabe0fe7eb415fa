//! Why a run can't go on as asked; the session is as it was before. Each is one sentence that says what is allowed.

use super::{BRANCHES_MAX, NAME_MAX, STEPS_MAX, STEPS_OF_ALL_MAX};
use std::fmt;

/// Why a step can't be taken or shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum StepError {
    /// The state has fewer actions.
    NoSuchAction {
        /// The step that it was to be.
        step: usize,
        /// What was asked for.
        action: u32,
        /// How many there are.
        available: usize,
    },
    /// The action is there and does nothing.
    NoEffect {
        /// The step that it was to be.
        step: usize,
        /// What was asked for.
        action: u32,
    },
    /// The run has [`STEPS_MAX`] steps.
    TooLong,
    /// There are [`BRANCHES_MAX`] branches.
    TooManyBranches,
    /// All branches together have [`STEPS_OF_ALL_MAX`] steps.
    TooManySteps,
    /// The step isn't in the run.
    NoSuchStep {
        /// What was asked for.
        step: usize,
        /// The run's last.
        last: usize,
    },
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StepError::NoSuchAction { step, available: 0, .. } => {
                write!(f, "Step {step} doesn't fit: no action is left there.")
            }
            StepError::NoSuchAction { step, action, available } => {
                write!(
                    f,
                    "Step {step} doesn't fit: it is action {action}, and the actions there are 0 to {}.",
                    available - 1
                )
            }
            StepError::NoEffect { step, action } => {
                write!(f, "Step {step} doesn't fit: action {action} has no effect there.")
            }
            StepError::TooLong => write!(f, "A run has at most {STEPS_MAX} steps."),
            StepError::TooManyBranches => {
                write!(f, "There are {BRANCHES_MAX} branches, which is the most; delete one to try another way.")
            }
            StepError::TooManySteps => write!(
                f,
                "All branches together have {STEPS_OF_ALL_MAX} steps, which is the most; delete one to go on."
            ),
            StepError::NoSuchStep { step, last } => write!(f, "There is no step {step}; the run's last is {last}."),
        }
    }
}

impl std::error::Error for StepError {}

/// Why a branch can't be shown or changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BranchError {
    /// None has this number.
    NoSuchBranch,
    /// The only branch stays.
    OnlyOne,
    /// A name has 1 to [`NAME_MAX`] characters.
    Name {
        /// How many this one has.
        length: usize,
    },
    /// A step of it can't be taken or shown.
    Step(StepError),
}

impl From<StepError> for BranchError {
    fn from(error: StepError) -> Self {
        BranchError::Step(error)
    }
}

impl fmt::Display for BranchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BranchError::NoSuchBranch => f.write_str("There is no such branch any more."),
            BranchError::OnlyOne => f.write_str("This is the only branch, and one has to stay."),
            BranchError::Name { length } => {
                write!(f, "The name of a branch has {length} characters, and must have 1 to {NAME_MAX}.")
            }
            BranchError::Step(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BranchError {}
