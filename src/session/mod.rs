//! An interactive run and its branches: the steps it went through, which of them is shown, and what was chosen otherwise. A branch
//! is defined by its configuration and its actions alone; everything else is derived by replay. Never draws anything, never reads a
//! clock.

mod error;
mod moves;
mod step;

pub use error::{BranchError, StepError};
pub use moves::{Move, MoveKind};
pub use step::{Message, Operation, Step, TurningPoint, Unasked, concerned};

use crate::checker::random_at;
use crate::model::{ConfigError, PaxosAction, PaxosModel, PaxosModelCfg, PaxosState};
use stateright::Model;
use std::rc::Rc;
use step::count;

/// Longest run. A run is for a person to read; the checker keeps its own states. It also bounds what a stranger's run can cost.
pub const STEPS_MAX: usize = 5_000;
/// Most branches of a run.
pub const BRANCHES_MAX: usize = 64;
/// Most steps of all branches together, those that they share counted once.
pub const STEPS_OF_ALL_MAX: usize = 20_000;
/// Longest name of a branch, in characters.
pub const NAME_MAX: usize = 40;

/// A run, the branches it has grown, and the step that is shown.
pub struct Session {
    model: PaxosModel,
    branches: Vec<Branch>,
    /// The place of the branch shown.
    shown: usize,
    cursor: usize,
    next_id: u32,
    /// Steps of all branches, those that they share counted once.
    taken: usize,
}

/// One way the run may go, from its start.
pub struct Branch {
    id: u32,
    name: String,
    /// Those it has in common with another branch are the same objects.
    steps: Vec<Rc<Step>>,
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

    fn action(&self, step: usize) -> Option<u32> {
        self.steps.get(step)?.action.as_ref().map(|(index, _)| *index)
    }
}

impl Session {
    /// Starts a run.
    ///
    /// # Errors
    /// Unless the configuration is valid.
    pub fn new(config: PaxosModelCfg) -> Result<Self, ConfigError> {
        let model = config.into_model_watched()?;
        let first = Branch { id: 0, name: usual_name(0), steps: vec![Rc::new(Step::start(&model))] };
        Ok(Session { model, branches: vec![first], shown: 0, cursor: 0, next_id: 1, taken: 0 })
    }

    /// The model that is run.
    pub fn model(&self) -> &PaxosModel {
        &self.model
    }

    /// All branches, in the order in which they grew.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The branch shown.
    pub fn branch(&self) -> &Branch {
        &self.branches[self.shown]
    }

    /// All steps of the branch shown, the start first; those after [`Session::cursor`] are what stepping back left ahead.
    pub fn steps(&self) -> &[Rc<Step>] {
        &self.branch().steps
    }

    /// The index of the step shown.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The step shown.
    pub fn shown(&self) -> &Step {
        &self.steps()[self.cursor]
    }

    /// The actions of the state shown, in their canonical order, with the states that they lead to; `None`: no effect.
    pub fn actions(&self) -> Vec<(PaxosAction, Option<PaxosState>)> {
        let state = &self.shown().state;
        let mut actions = Vec::new();
        self.model.actions(state, &mut actions);
        let with_next = actions.into_iter().map(|action| {
            let next = self.model.next_state(state, action.clone());
            let next = next.filter(|next| (self.model.within_boundary)(&self.model.cfg, next));
            (action, next)
        });
        with_next.collect()
    }

    /// The index of the action of the state shown that has this name.
    ///
    /// # Errors
    /// With the number of actions of that kind, if there are too few.
    pub fn find_move(&self, named: Move) -> Result<u32, u32> {
        let mut actions = Vec::new();
        self.model.actions(&self.shown().state, &mut actions);
        named.find(actions.iter())
    }

    /// Takes an action of the state shown. If a branch goes on from here with this action, the run follows it; otherwise it goes on
    /// at the end of its branch, or grows a new one, and what lies ahead stays.
    ///
    /// # Errors
    /// Unless the state has this action, it has an effect, the run has fewer than [`STEPS_MAX`] steps and there is room for a branch.
    pub fn act(&mut self, index: u32) -> Result<(), StepError> {
        let step = self.cursor + 1;
        if let Some(branch) = self.branch_that_goes_on(index) {
            (self.shown, self.cursor) = (branch, step);
            return Ok(());
        }
        if step > STEPS_MAX {
            return Err(StepError::TooLong);
        }
        let is_new = step < self.steps().len();
        self.has_room(1, is_new)?;
        let mut actions = self.actions();
        let available = actions.len();
        if index as usize >= available {
            return Err(StepError::NoSuchAction { step, action: index, available });
        }
        let named = Move::of(actions.iter().map(|(action, _)| action), index as usize);
        let (action, next) = actions.swap_remove(index as usize);
        let next = next.ok_or(StepError::NoEffect { step, action: index })?;
        let taken = Rc::new(self.shown().follow(&self.model, count(step), (index, action), named, next));
        if is_new {
            let steps = self.steps()[..step].to_vec();
            self.grow(None, steps);
        }
        self.branches[self.shown].steps.push(taken);
        self.taken += 1;
        self.cursor = step;
        Ok(())
    }

    /// The random choice that `seed` makes at the state shown; `None` if no action has an effect. Depends on the seed, the state
    /// and the number of the step alone.
    pub fn choose(&self, seed: u32) -> Option<u32> {
        let enabled: Vec<u32> =
            (0..).zip(self.actions()).filter(|(_, (_, next))| next.is_some()).map(|(index, _)| index).collect();
        if enabled.is_empty() {
            return None;
        }
        let drawn = random_at(u64::from(seed), self.cursor as u64) % enabled.len() as u64;
        Some(enabled[usize::try_from(drawn).expect("below a length")])
    }

    /// Shows another step of the branch.
    ///
    /// # Errors
    /// Unless `step` is in the branch.
    pub fn seek(&mut self, step: usize) -> Result<(), StepError> {
        let last = self.steps().len() - 1;
        if step > last {
            return Err(StepError::NoSuchStep { step, last });
        }
        self.cursor = step;
        Ok(())
    }

    /// Shows another branch, at one of its steps.
    ///
    /// # Errors
    /// Unless there is such a branch with such a step.
    pub fn show(&mut self, id: u32, step: usize) -> Result<(), BranchError> {
        let place = self.place(id)?;
        let last = self.branches[place].steps.len() - 1;
        if step > last {
            return Err(BranchError::Step(StepError::NoSuchStep { step, last }));
        }
        (self.shown, self.cursor) = (place, step);
        Ok(())
    }

    /// Replays actions from the start as a branch of its own, and shows its start. One that has these very actions already is shown
    /// instead.
    ///
    /// # Errors
    /// Unless every action fits and there is room; then nothing has changed.
    pub fn add(&mut self, name: Option<&str>, actions: &[u32]) -> Result<(), BranchError> {
        let name = name.map(fitting_name).transpose()?;
        let before = (self.shown, self.cursor, self.next_id, self.taken);
        let added = self.replay(name, actions);
        if added.is_err() {
            // Whatever it has grown is thrown away.
            self.branches.retain(|branch| branch.id < before.2);
            (self.shown, self.cursor, self.next_id, self.taken) = before;
        }
        added
    }

    fn replay(&mut self, name: Option<String>, actions: &[u32]) -> Result<(), BranchError> {
        if actions.len() > STEPS_MAX {
            return Err(StepError::TooLong.into());
        }
        let fits = |branch: &Branch| {
            (1..).zip(actions).take_while(|&(step, action)| branch.action(step) == Some(*action)).count()
        };
        let same = self
            .branches
            .iter()
            .position(|branch| branch.steps.len() == actions.len() + 1 && fits(branch) == actions.len());
        if let Some(place) = same {
            (self.shown, self.cursor) = (place, 0);
            return Ok(());
        }
        let (place, shared) = (0..)
            .zip(&self.branches)
            .map(|(place, branch)| (place, fits(branch)))
            .max_by_key(|&(place, shared)| (shared, std::cmp::Reverse(place)))
            .expect("there is always a branch");
        self.has_room(0, true)?;
        let steps = self.branches[place].steps[..=shared].to_vec();
        self.grow(name, steps);
        self.cursor = shared;
        for action in &actions[shared..] {
            let place = self.shown;
            self.act(*action)?;
            debug_assert_eq!(self.shown, place, "it parts from every other branch");
        }
        self.cursor = 0;
        Ok(())
    }

    /// Begins a branch that ends at the step shown, and shows it. At the end of a branch that is the branch itself.
    ///
    /// # Errors
    /// Unless there is room.
    pub fn fork(&mut self) -> Result<(), BranchError> {
        let actions: Vec<u32> = (1..=self.cursor).filter_map(|step| self.branch().action(step)).collect();
        self.add(None, &actions)?;
        self.cursor = actions.len();
        Ok(())
    }

    /// Gives a branch another name.
    ///
    /// # Errors
    /// Unless there is such a branch, and the name has 1 to [`NAME_MAX`] characters.
    pub fn rename(&mut self, id: u32, name: &str) -> Result<(), BranchError> {
        let place = self.place(id)?;
        self.branches[place].name = fitting_name(name)?;
        Ok(())
    }

    /// Deletes a branch. If it was shown, the one it grew from is, where they part.
    ///
    /// # Errors
    /// Unless there is such a branch, and it isn't the only one.
    pub fn delete(&mut self, id: u32) -> Result<(), BranchError> {
        let place = self.place(id)?;
        if self.branches.len() == 1 {
            return Err(BranchError::OnlyOne);
        }
        let (nearest, common) = self.nearest(place, 0..self.branches.len());
        self.taken -= self.branches[place].steps.len() - 1 - common;
        if place == self.shown {
            (self.shown, self.cursor) = (nearest, self.cursor.min(common));
        }
        self.branches.remove(place);
        if self.shown > place {
            self.shown -= 1;
        }
        Ok(())
    }

    /// The branch with this number.
    ///
    /// # Errors
    /// Unless there is one.
    pub fn find(&self, id: u32) -> Result<&Branch, BranchError> {
        Ok(&self.branches[self.place(id)?])
    }

    /// From which earlier branch each grew, and the last step that they have in common; the first grew from none.
    pub fn origins(&self) -> Vec<Option<(u32, usize)>> {
        let origin = |place| {
            let (from, common) = self.nearest(place, 0..place);
            (self.branches[from].id, common)
        };
        (0..self.branches.len()).map(|place| (place > 0).then(|| origin(place))).collect()
    }

    /// Of some branches, the first that has most steps in common with the one at `place`.
    fn nearest(&self, place: usize, among: std::ops::Range<usize>) -> (usize, usize) {
        let others = among.filter(|&other| other != place);
        let common = others.map(|other| (other, self.branches[place].parts_from(&self.branches[other])));
        common.max_by_key(|&(other, common)| (common, std::cmp::Reverse(other))).expect("there is another branch")
    }

    /// A branch that has come here as this one has, and goes on with this action; the one shown first.
    fn branch_that_goes_on(&self, index: u32) -> Option<usize> {
        let here = &self.steps()[self.cursor];
        let goes_on = |branch: &Branch| {
            branch.action(self.cursor + 1) == Some(index) && Rc::ptr_eq(&branch.steps[self.cursor], here)
        };
        if goes_on(self.branch()) { Some(self.shown) } else { self.branches.iter().position(goes_on) }
    }

    fn has_room(&self, steps: usize, for_branch: bool) -> Result<(), StepError> {
        if for_branch && self.branches.len() == BRANCHES_MAX {
            return Err(StepError::TooManyBranches);
        }
        if self.taken + steps > STEPS_OF_ALL_MAX {
            return Err(StepError::TooManySteps);
        }
        Ok(())
    }

    fn grow(&mut self, name: Option<String>, steps: Vec<Rc<Step>>) {
        let id = self.next_id;
        self.next_id += 1;
        self.branches.push(Branch { id, name: name.unwrap_or_else(|| usual_name(id)), steps });
        self.shown = self.branches.len() - 1;
    }

    fn place(&self, id: u32) -> Result<usize, BranchError> {
        self.branches.iter().position(|branch| branch.id == id).ok_or(BranchError::NoSuchBranch)
    }
}

fn usual_name(id: u32) -> String {
    if id == 0 { "First run".to_owned() } else { format!("Branch {id}") }
}

fn fitting_name(name: &str) -> Result<String, BranchError> {
    let name = name.trim();
    match name.chars().count() {
        1..=NAME_MAX => Ok(name.to_owned()),
        length => Err(BranchError::Name { length }),
    }
}

#[cfg(test)]
mod tests;
