//! An interactive run and its branches: the steps it went through, which of them is shown, and what was chosen otherwise. A branch
//! is defined by its configuration and its actions alone; everything else is derived by replay. Never draws anything, never reads a
//! clock.

mod branch;
mod error;
mod moves;
mod step;

pub use branch::Branch;
pub use error::{BranchError, StepError};
pub use moves::{Move, MoveKind};
pub use step::{Step, Truths, TurningPoint};

use crate::checker::random_at;
use crate::explain::{explain, explain_start};
use crate::model::{ConfigError, PaxosAction, PaxosModel, PaxosModelCfg};
use crate::moment::{Happened, Moment};
use branch::{fitting_name, usual_name};
use moves::trail;
use std::cell::OnceCell;
use std::rc::Rc;
use step::{decides, decision, turning_points};

/// Longest run. A run is for a person to read; the checker keeps its own states. It also bounds what a stranger's run can cost.
pub const STEPS_MAX: usize = 5_000;
/// Most branches of a run.
pub const BRANCHES_MAX: usize = 64;
/// Most steps of all branches together, those that they share counted once.
pub const STEPS_OF_ALL_MAX: usize = 20_000;
/// Longest name of a branch, in characters.
pub const NAME_MAX: usize = 40;
/// How many steps apart the moments are that a run keeps. All others are made again from the one before, in at most so many steps: the
/// fewer, the sooner any step is shown; the more, the less memory a long run takes.
const SNAPSHOT_EVERY: usize = 64;

/// A run, the branches it has grown, and the step that is shown.
pub struct Session {
    model: Rc<PaxosModel>,
    branches: Vec<Branch>,
    /// The place of the branch shown.
    shown: usize,
    cursor: usize,
    here: Here,
    next_id: u32,
    /// Steps of all branches, those that they share counted once.
    taken: usize,
}

/// The step shown, and what is known there.
struct Here {
    step: Rc<Step>,
    moment: Moment,
    /// The actions there, once they were asked for.
    actions: OnceCell<Vec<(PaxosAction, bool)>>,
}

impl Here {
    fn new(step: Rc<Step>, moment: Moment) -> Self {
        Here { step, moment, actions: OnceCell::new() }
    }
}

/// Where a session stands: a step of a branch.
pub struct Place {
    shown: usize,
    cursor: usize,
    here: Here,
}

impl Session {
    /// Starts a run.
    ///
    /// # Errors
    /// Unless the configuration is valid.
    pub fn new(config: PaxosModelCfg) -> Result<Self, ConfigError> {
        let model = Rc::new(config.into_model_watched()?);
        let moment = Moment::start(&model);
        let start = Rc::new(Step {
            action: None,
            named: None,
            trail: 0,
            told: explain_start(&config),
            message: None,
            sent: moment.in_flight.clone(),
            turning_points: Vec::new(),
            truths: Truths::of(&model, &moment),
            sum: OnceCell::new(),
            snapshot: Some(Box::new(moment.clone())),
        });
        let first = Branch { id: 0, name: usual_name(0), steps: vec![Rc::clone(&start)] };
        let here = Here::new(start, moment);
        Ok(Session { model, branches: vec![first], shown: 0, cursor: 0, here, next_id: 1, taken: 0 })
    }

    /// The model that is run.
    pub fn model(&self) -> &PaxosModel {
        &self.model
    }

    /// The same, for whoever keeps it.
    pub fn shared_model(&self) -> Rc<PaxosModel> {
        Rc::clone(&self.model)
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

    /// What is known at the step shown.
    pub fn here(&self) -> &Moment {
        &self.here.moment
    }

    /// What was known at the step before the one shown; `None` at the start.
    pub fn before(&self) -> Option<Moment> {
        self.cursor.checked_sub(1).map(|step| self.moment(self.branch(), step))
    }

    /// What was known at a step of a branch, `step < branch.steps().len()`.
    pub fn moment(&self, branch: &Branch, step: usize) -> Moment {
        let known = |at: usize| {
            let one = &branch.steps[at];
            if Rc::ptr_eq(one, &self.here.step) { Some(&self.here.moment) } else { one.snapshot.as_deref() }
        };
        let nearest = (0..=step).rev().find_map(|at| Some((at, known(at)?.clone())));
        let (from, mut moment) = nearest.expect("the start is kept");
        for step in &branch.steps[from + 1..=step] {
            self.go_on(&mut moment, step);
        }
        moment
    }

    fn go_on(&self, moment: &mut Moment, step: &Step) {
        let (_, action) = step.action.as_ref().expect("only the start has none");
        moment.go(&self.model, action);
    }

    /// The actions of the state shown, in their canonical order, and whether each has an effect.
    pub fn actions(&self) -> &[(PaxosAction, bool)] {
        self.here.actions.get_or_init(|| self.here().actions(&self.model))
    }

    /// The index of the action of the state shown that has this name.
    ///
    /// # Errors
    /// With the number of actions of that kind, if there are too few.
    pub fn find_move(&self, named: Move) -> Result<u32, u32> {
        named.find(self.actions().iter().map(|(action, _)| action))
    }

    /// Takes an action of the state shown. If a branch goes on from here with this action, the run follows it; otherwise it goes on
    /// at the end of its branch, or grows a new one, and what lies ahead stays.
    ///
    /// # Errors
    /// Unless the state has this action, it has an effect, the run has fewer than [`STEPS_MAX`] steps and there is room for a branch.
    pub fn act(&mut self, index: u32) -> Result<(), StepError> {
        let step = self.cursor + 1;
        if let Some(branch) = self.branch_that_goes_on(index) {
            let taken = Rc::clone(&self.branches[branch].steps[step]);
            let mut moment = self.here().clone();
            self.go_on(&mut moment, &taken);
            (self.shown, self.cursor, self.here) = (branch, step, Here::new(taken, moment));
            return Ok(());
        }
        if step > STEPS_MAX {
            return Err(StepError::TooLong);
        }
        let is_new = step < self.steps().len();
        self.has_room(1, is_new)?;
        let actions = self.actions();
        let available = actions.len();
        let Some((action, has_effect)) = actions.get(index as usize) else {
            return Err(StepError::NoSuchAction { step, action: index, available });
        };
        if !has_effect {
            return Err(StepError::NoEffect { step, action: index });
        }
        let named = Move::of(actions.iter().map(|(action, _)| action), index as usize);
        let here = self.follow(step, (index, action.clone()), named);
        if is_new {
            let steps = self.steps()[..step].to_vec();
            self.grow(None, steps);
        }
        self.branches[self.shown].steps.push(Rc::clone(&here.step));
        self.taken += 1;
        (self.cursor, self.here) = (step, here);
        Ok(())
    }

    /// The step with this number that an action makes, and what is known then.
    fn follow(&self, number: usize, action: (u32, PaxosAction), named: Move) -> Here {
        let (model, before) = (&self.model, self.shown());
        let told = explain(model, self.here(), &action.1);
        let decided = decides(&action.1).and_then(|server| decision(self.here(), server));
        let mut moment = self.here().clone();
        let Happened { message, sent } = moment.go(model, &action.1);
        let truths = Truths::of(model, &moment);
        let step = Step {
            turning_points: turning_points(model, &action.1, (decided, before.truths), (&moment, truths)),
            trail: trail(before.trail, &action.1),
            named: Some(named),
            action: Some(action),
            told,
            message,
            sent,
            truths,
            sum: OnceCell::new(),
            snapshot: number.is_multiple_of(SNAPSHOT_EVERY).then(|| Box::new(moment.clone())),
        };
        Here::new(Rc::new(step), moment)
    }

    /// Shows a step of the branch at a place.
    fn stand_at(&mut self, place: usize, step: usize) {
        let branch = &self.branches[place];
        let here = Here::new(Rc::clone(&branch.steps[step]), self.moment(branch, step));
        (self.shown, self.cursor, self.here) = (place, step, here);
    }

    /// The random choice that `seed` makes at the state shown; `None` if no action has an effect. Depends on the seed, the state
    /// and the number of the step alone.
    pub fn choose(&self, seed: u32) -> Option<u32> {
        let enabled: Vec<u32> =
            (0..).zip(self.actions()).filter(|(_, (_, has_effect))| *has_effect).map(|(index, _)| index).collect();
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
        self.stand_at(self.shown, step);
        Ok(())
    }

    /// Shows another branch, at one of its steps.
    ///
    /// # Errors
    /// Unless there is such a branch with such a step.
    pub fn show(&mut self, id: u32, step: usize) -> Result<(), BranchError> {
        let place = self.place_of(id)?;
        let last = self.branches[place].steps.len() - 1;
        if step > last {
            return Err(BranchError::Step(StepError::NoSuchStep { step, last }));
        }
        self.stand_at(place, step);
        Ok(())
    }

    /// Replays actions from the start as a branch of its own, and shows its start. One that has these very actions already is shown
    /// instead.
    ///
    /// # Errors
    /// Unless every action fits and there is room; then nothing has changed.
    pub fn add(&mut self, name: Option<&str>, actions: &[u32]) -> Result<(), BranchError> {
        let before = (self.shown, self.cursor, self.next_id, self.taken);
        let added = self.begin(name, actions).and_then(|taken| {
            actions[taken..].iter().try_for_each(|action| self.act(*action))?;
            Ok(self.seek(0)?)
        });
        if added.is_err() {
            // Whatever it has grown is thrown away.
            let (shown, cursor, next_id, taken) = before;
            self.branches.retain(|branch| branch.id < next_id);
            (self.next_id, self.taken) = (next_id, taken);
            self.stand_at(shown, cursor);
        }
        added
    }

    /// Begins a branch that is to have these actions, and shows it where it parts from all others; how many of the actions it has by
    /// then. One that has these very actions already is shown instead, at its end.
    ///
    /// # Errors
    /// Unless the name is one, and there is room for a branch; then nothing has changed.
    pub fn begin(&mut self, name: Option<&str>, actions: &[u32]) -> Result<usize, BranchError> {
        let name = name.map(fitting_name).transpose()?;
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
            self.stand_at(place, actions.len());
            return Ok(actions.len());
        }
        let (place, shared) = (0..)
            .zip(&self.branches)
            .map(|(place, branch)| (place, fits(branch)))
            .max_by_key(|&(place, shared)| (shared, std::cmp::Reverse(place)))
            .expect("there is always a branch");
        self.has_room(0, true)?;
        let steps = self.branches[place].steps[..=shared].to_vec();
        self.grow(name, steps);
        self.stand_at(self.shown, shared);
        Ok(shared)
    }

    /// Where the session stands.
    pub fn place(&self) -> Place {
        let here = Here::new(Rc::clone(&self.here.step), self.here.moment.clone());
        Place { shown: self.shown, cursor: self.cursor, here }
    }

    /// Stands at another place, and keeps in it where it stood. No branch has been deleted since the place was taken.
    pub fn swap(&mut self, place: &mut Place) {
        std::mem::swap(&mut self.shown, &mut place.shown);
        std::mem::swap(&mut self.cursor, &mut place.cursor);
        std::mem::swap(&mut self.here, &mut place.here);
    }

    /// Grows a branch that ends at the step shown, and shows it. At the end of a branch that is the branch itself.
    ///
    /// # Errors
    /// Unless there is room.
    pub fn fork(&mut self) -> Result<(), BranchError> {
        let actions: Vec<u32> = (1..=self.cursor).filter_map(|step| self.branch().action(step)).collect();
        self.add(None, &actions)?;
        self.stand_at(self.shown, actions.len());
        Ok(())
    }

    /// Gives a branch another name.
    ///
    /// # Errors
    /// Unless there is such a branch, and the name has 1 to [`NAME_MAX`] characters.
    pub fn rename(&mut self, id: u32, name: &str) -> Result<(), BranchError> {
        let place = self.place_of(id)?;
        self.branches[place].name = fitting_name(name)?;
        Ok(())
    }

    /// Deletes a branch. If it was shown, the one it grew from is, where they part.
    ///
    /// # Errors
    /// Unless there is such a branch, and it isn't the only one.
    pub fn delete(&mut self, id: u32) -> Result<(), BranchError> {
        let place = self.place_of(id)?;
        if self.branches.len() == 1 {
            return Err(BranchError::OnlyOne);
        }
        let (nearest, common) = self.nearest(place, 0..self.branches.len());
        self.taken -= self.branches[place].steps.len() - 1 - common;
        if place == self.shown {
            self.stand_at(nearest, self.cursor.min(common));
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
        Ok(&self.branches[self.place_of(id)?])
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

    fn place_of(&self, id: u32) -> Result<usize, BranchError> {
        self.branches.iter().position(|branch| branch.id == id).ok_or(BranchError::NoSuchBranch)
    }
}

#[cfg(test)]
mod tests;
