//! A run made shorter: steps are left out for as long as it still ends in what it is to show, a counterexample or an example. Goes on
//! in slices and can be left between any two; the same run gives the same result. Never reads a clock, never touches a session.
//!
//! The order is that of delta debugging (A. Zeller and R. Hildebrandt, *Simplifying and Isolating Failure-Inducing Input*, 2002):
//!
//! ```text
//! halves -> quarters -> ... -> single steps -> [none can be left out] -> pairs of steps -> [none can be left out] -> done
//!                                   ^------------- [a pair was left out] ------------------'
//! ```
//!
//! What comes out is **locally minimal**: if any single step is left out, and with it all that can't happen any more, the rest no
//! longer shows it. It need not be the shortest run there is; a breadth-first check finds that one.

use crate::model::{PaxosAction, PaxosModel, PaxosState, has_effect};
use crate::session::{Session, Step};
use stateright::{Expectation, Model, Property};
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

/// Runs up to this long are tried without each pair of steps: some 2,000 pairs, a moment.
const PAIRS_STEPS_MAX: usize = 64;
/// How many steps apart the states are that are kept. A trial begins at one of them, so it takes up to so many steps more than it would
/// have to, and a long run takes that much less memory.
const KEPT_EVERY: usize = 16;

/// A run that is being shortened.
pub struct Shrink {
    model: Rc<PaxosModel>,
    property: usize,
    tried: u64,
    from: usize,
    /// The shortest so far: each action with its place among those of its state.
    best: Vec<(u32, PaxosAction)>,
    /// The states before its first step and each [`KEPT_EVERY`]th from there.
    kept: Vec<PaxosState>,
    phase: Phase,
    trial: Option<Trial>,
}

/// What is left out next.
#[derive(Clone, Copy)]
enum Phase {
    /// Nothing: the run as it was given.
    Given,
    /// `size` steps at `at`; `is_shorter`: something was left out since `at` was 0.
    Chunks {
        size: usize,
        at: usize,
        is_shorter: bool,
    },
    /// Two steps, the first before the second.
    Pairs {
        first: usize,
        second: usize,
    },
    Done,
}

/// A replay of the best run with some steps left out.
struct Trial {
    without: [Range<usize>; 2],
    /// The step of the best run that is next.
    next: usize,
    state: PaxosState,
    /// The steps that were taken, and of the states before them those that are kept.
    taken: Vec<(u32, PaxosAction)>,
    kept: Vec<PaxosState>,
    /// Steps before these, the same as in the best run: a multiple of [`KEPT_EVERY`].
    same: usize,
}

/// Why a run can't be shrunk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ShrinkError {
    /// There is no such property.
    NoSuchProperty,
    /// An `eventually` is of whole runs, and no state shows it.
    Eventually,
    /// No state of the run shows it.
    NotShown {
        /// The property's name.
        property: &'static str,
        /// Whether an example was looked for, and not a counterexample.
        is_example: bool,
    },
}

impl fmt::Display for ShrinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShrinkError::NoSuchProperty => f.write_str("There is no such property to shrink a run for."),
            ShrinkError::Eventually => {
                f.write_str("A run can be shrunk for an always or a sometimes property, and this is neither.")
            }
            ShrinkError::NotShown { property, is_example: false } => {
                write!(f, "This run can't be shrunk: \"{property}\" is true in all its states.")
            }
            ShrinkError::NotShown { property, is_example: true } => {
                write!(f, "This run can't be shrunk: \"{property}\" is true in none of its states.")
            }
        }
    }
}

impl std::error::Error for ShrinkError {}

/// What the condition of a property is in a state that is what a run to it ends in: false for an `always`, true for a `sometimes`.
fn wanted(property: &Property<PaxosModel>) -> bool {
    matches!(property.expectation, Expectation::Sometimes)
}

/// Whether a step is what a run to the property at this place ends in: an `always` that is false, a `sometimes` that is true.
pub fn is_shown(model: &PaxosModel, property: usize, step: &Step) -> bool {
    step.truths.holds(property) == wanted(&model.properties[property])
}

/// The state after an action, and the action's place; `None` if it can't be taken or does nothing.
fn follow(model: &PaxosModel, state: &PaxosState, action: &PaxosAction) -> Option<(u32, PaxosState)> {
    let mut actions = Vec::new();
    model.actions(state, &mut actions);
    let (place, _) = (0..).zip(&actions).find(|(_, other)| *other == action)?;
    if !has_effect(model, state, action) {
        return None;
    }
    Some((place, model.next_state(state, action.clone())?))
}

impl Shrink {
    /// Prepares to shorten the branch that a session shows. What follows its first state that shows the property is cut.
    ///
    /// # Errors
    /// Unless the property is an `always` or a `sometimes` of the model, and a state of the run shows it.
    pub fn new(session: &Session, property: usize) -> Result<Self, ShrinkError> {
        let model = session.model();
        let named = model.properties.get(property).ok_or(ShrinkError::NoSuchProperty)?;
        let (name, is_example) = match named.expectation {
            Expectation::Always => (named.name, false),
            Expectation::Sometimes => (named.name, true),
            Expectation::Eventually => return Err(ShrinkError::Eventually),
        };
        let shows = session.steps().iter().position(|step| is_shown(model, property, step));
        let last = shows.ok_or(ShrinkError::NotShown { property: name, is_example })?;
        let best: Vec<_> = session.steps()[..=last].iter().filter_map(|step| step.action.clone()).collect();
        let (from, phase) = (best.len(), if best.is_empty() { Phase::Done } else { Phase::Given });
        let model = session.shared_model();
        Ok(Shrink { model, property, from, tried: 0, best, kept: Vec::new(), phase, trial: None })
    }

    /// Takes at most `budget` steps of replays, and at least one. True while there is more to try.
    pub fn advance(&mut self, budget: u32) -> bool {
        for _ in 0..budget.max(1) {
            let Some(mut trial) = self.trial.take().or_else(|| self.begin()) else { return false };
            match self.step(&mut trial) {
                None => self.trial = Some(trial),
                Some(is_shorter) => self.end(trial, is_shorter),
            }
        }
        !self.is_done()
    }

    /// Whether no single step can be left out.
    pub fn is_done(&self) -> bool {
        matches!(self.phase, Phase::Done)
    }

    /// How many steps the run had, up to the first state that shows the property.
    pub fn from(&self) -> usize {
        self.from
    }

    /// How many shorter runs were tried.
    pub fn tried(&self) -> u64 {
        self.tried
    }

    /// The shortest run so far.
    pub fn best(&self) -> impl ExactSizeIterator<Item = &PaxosAction> {
        self.best.iter().map(|(_, action)| action)
    }

    /// The shortest run so far, each step by its place among the actions of its state.
    pub fn best_places(&self) -> Vec<u32> {
        self.best.iter().map(|(place, _)| *place).collect()
    }

    fn chunks_of(&self, size: usize) -> Phase {
        if self.best.is_empty() { Phase::Done } else { Phase::Chunks { size, at: 0, is_shorter: false } }
    }

    fn begin(&mut self) -> Option<Trial> {
        let without = match self.phase {
            Phase::Given => {
                let state = self.model.init_states().remove(0);
                let (taken, kept) = (Vec::new(), vec![state.clone()]);
                return Some(Trial { without: [0..0, 0..0], next: 0, state, taken, kept, same: 0 });
            }
            Phase::Chunks { size, at, .. } => [at..at + size, 0..0],
            Phase::Pairs { first, second } => [first..first + 1, second..second + 1],
            Phase::Done => return None,
        };
        self.tried += 1;
        let place = without[0].start / KEPT_EVERY;
        let (same, state) = (place * KEPT_EVERY, self.kept[place].clone());
        Some(Trial { without, next: same, taken: Vec::new(), kept: vec![state.clone()], state, same })
    }

    /// One step of a replay; whether it shows the property, once that is known.
    fn step(&self, trial: &mut Trial) -> Option<bool> {
        while let Some(left_out) = trial.without.iter().find(|range| range.contains(&trial.next)) {
            trial.next = left_out.end;
        }
        let Some((_, action)) = self.best.get(trial.next) else { return Some(false) };
        trial.next += 1;
        let (place, next) = follow(&self.model, &trial.state, action)?;
        trial.taken.push((place, action.clone()));
        trial.state = next;
        let property = &self.model.properties[self.property];
        if (property.condition)(&self.model, &trial.state) == wanted(property) {
            return Some(true);
        }
        if trial.taken.len().is_multiple_of(KEPT_EVERY) {
            trial.kept.push(trial.state.clone());
        }
        None
    }

    fn end(&mut self, trial: Trial, is_shorter: bool) {
        if is_shorter {
            self.best.truncate(trial.same);
            self.best.extend(trial.taken);
            self.kept.truncate(trial.same / KEPT_EVERY);
            self.kept.extend(trial.kept);
        }
        self.phase = self.phase_after(is_shorter);
    }

    fn phase_after(&self, was_shorter: bool) -> Phase {
        let length = self.best.len();
        match self.phase {
            Phase::Given => self.chunks_of(length.div_ceil(2)),
            Phase::Chunks { size, at, is_shorter } => {
                // What stands there now wasn't tried.
                let at = if was_shorter { at } else { at + size };
                let is_shorter = is_shorter || was_shorter;
                match size {
                    _ if at < length => Phase::Chunks { size, at, is_shorter },
                    2.. => self.chunks_of(size.div_ceil(2).min(length.div_ceil(2))),
                    _ if is_shorter => self.chunks_of(1),
                    _ => self.pairs_from(0, 1),
                }
            }
            Phase::Pairs { .. } if was_shorter => self.chunks_of(1),
            Phase::Pairs { first, second } if second + 1 < length => Phase::Pairs { first, second: second + 1 },
            Phase::Pairs { first, .. } => self.pairs_from(first + 1, first + 2),
            Phase::Done => Phase::Done,
        }
    }

    fn pairs_from(&self, first: usize, second: usize) -> Phase {
        let length = self.best.len();
        if second < length && length <= PAIRS_STEPS_MAX { Phase::Pairs { first, second } } else { Phase::Done }
    }
}

#[cfg(test)]
mod tests;
