//! One way a run may go, from its start, and what it's called. Never takes a step.

use super::{BranchError, NAME_MAX, Step};
use std::rc::Rc;

/// One way the run may go, from its start.
pub struct Branch {
    pub(super) id: u32,
    pub(super) name: String,
    /// Those it has in common with another branch are the same objects.
    pub(super) steps: Vec<Rc<Step>>,
}

impl Branch {
    /// Its number, which no other branch of the session ever has.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All its steps, the start first.
    pub fn steps(&self) -> &[Rc<Step>] {
        &self.steps
    }

    /// Its actions, each by its place among those of its state.
    pub fn actions(&self) -> Vec<u32> {
        (1..self.steps.len()).filter_map(|step| self.action(step)).collect()
    }

    /// The last step that it has in common with another branch.
    pub fn parts_from(&self, other: &Branch) -> usize {
        let both = self.steps.len().min(other.steps.len());
        let (mut same, mut end) = (0, both);
        // Once they part they never meet again.
        while same + 1 < end {
            let middle = usize::midpoint(same, end);
            if Rc::ptr_eq(&self.steps[middle], &other.steps[middle]) { same = middle } else { end = middle }
        }
        same
    }

    pub(super) fn action(&self, step: usize) -> Option<u32> {
        self.steps.get(step)?.action.as_ref().map(|(index, _)| *index)
    }
}

/// What a branch is called that nobody has named.
pub(super) fn usual_name(id: u32) -> String {
    if id == 0 { "First run".to_owned() } else { format!("Branch {id}") }
}

/// A name without what stands around it, if it may be one.
pub(super) fn fitting_name(name: &str) -> Result<String, BranchError> {
    let name = name.trim();
    match name.chars().count() {
        1..=NAME_MAX => Ok(name.to_owned()),
        length => Err(BranchError::Name { length }),
    }
}
