//! The one door: the page, the tests and whoever else drives a run or a check says a [`Command`] and gets [`Event`]s. Holds one
//! run and at most one check. Never reads a clock: whoever holds the door decides when a check goes on.

mod check;
mod command;
mod event;
mod stage;

pub use command::{CheckOptions, Command, StopReason, StrategyName};
pub use event::*;

use crate::checker::Threads;
use crate::model::{Limits, PaxosModelCfg};
use crate::session::{STEPS_MAX, Session};
use check::Check;

/// A run on the stage, and a check of a model.
pub struct Lab {
    session: Session,
    check: Option<Check>,
}

impl Default for Lab {
    fn default() -> Self {
        Lab::new()
    }
}

impl Lab {
    /// Starts with the user's setting, and no check.
    pub fn new() -> Self {
        Lab { session: Session::new(PaxosModelCfg::default()).expect("the default is valid"), check: None }
    }

    /// Carries out a command. One that can't be is answered by a single [`Event::Failed`], and changes nothing.
    pub fn handle(&mut self, command: Command) -> Vec<Event> {
        self.carry_out(command).unwrap_or_else(|message| vec![Event::Failed { message }])
    }

    /// As [`Command::CheckAdvance`], on several threads if the check is breadth-first; its answers are the same.
    pub fn check_advance_with(&mut self, threads: &dyn Threads, run: u32, budget: u32) -> Vec<Event> {
        self.with_check(run, |check| check.advance_with(threads, budget))
    }

    fn carry_out(&mut self, command: Command) -> Result<Vec<Event>, String> {
        match command {
            Command::Configure { config } => self.load(config, &[], 0),
            Command::Load { config, actions, step } => self.load(config, &actions, step),
            Command::Act { action } => {
                let kept = self.kept_if(action);
                self.session.act(action).map_err(|e| e.to_string())?;
                Ok(self.changed(kept))
            }
            Command::Simulate { seed, steps } => self.simulate(seed, steps),
            Command::Seek { step } => {
                self.session.seek(step as usize).map_err(|e| e.to_string())?;
                Ok(vec![self.state()])
            }
            Command::CheckStart { run, options } => {
                let check = Check::start(run, self.session.model().cfg, options)?;
                let view = check.view();
                self.check = Some(check);
                Ok(vec![Event::Check(view)])
            }
            Command::CheckAdvance { run, budget } => Ok(self.with_check(run, |check| check.advance(budget))),
            Command::CheckStop { run, why } => Ok(self.with_check(run, |check| check.stop(why))),
            Command::OpenDiscovery { run, property } => {
                let check = self.check.as_mut().filter(|check| check.run() == run);
                let discovery = check.and_then(|check| Some((check.config(), check.path(property as usize)?)));
                let (config, actions) = discovery.ok_or("This check has no discovery of that property.")?;
                self.load(config, &actions, 0)
            }
        }
    }

    fn load(&mut self, config: PaxosModelCfg, actions: &[u32], step: u32) -> Result<Vec<Event>, String> {
        let mut session = Session::new(config).map_err(|e| e.to_string())?;
        for action in actions {
            session.act(*action).map_err(|e| e.to_string())?;
        }
        session.seek(step as usize).map_err(|e| e.to_string())?;
        self.session = session;
        let configured = Event::Configured { config, limits: Limits::OF_PAXOS, actors: stage::actors(&self.session) };
        Ok([vec![configured], self.changed(0)].concat())
    }

    fn simulate(&mut self, seed: u32, steps: u32) -> Result<Vec<Event>, String> {
        let first = self.session.cursor();
        let mut kept = self.session.steps().len();
        let mut finished = false;
        let room = STEPS_MAX.saturating_sub(first);
        for _ in 0..room.min(steps as usize) {
            let Some(action) = self.session.choose(seed) else {
                finished = true;
                break;
            };
            kept = kept.min(self.kept_if(action));
            self.session.act(action).map_err(|e| e.to_string())?;
        }
        // The bound may fall on the very end of the run, and then it isn't what ended it.
        finished = finished || self.session.choose(seed).is_none();
        let taken = u32::try_from(self.session.cursor() - first).expect("bounded by the run's length");
        let mut events = self.changed(kept);
        events.push(Event::Simulated { seed, steps: taken, finished });
        Ok(events)
    }

    /// How many of the steps known outside stay, if this action is taken now.
    fn kept_if(&self, action: u32) -> usize {
        let ahead = self.session.steps().get(self.session.cursor() + 1);
        let is_same = ahead.is_some_and(|step| step.action.as_ref().is_some_and(|(index, _)| *index == action));
        if is_same { self.session.steps().len() } else { self.session.cursor() + 1 }
    }

    /// What to tell when steps from `kept` on are new: the steps, if any, and the state shown.
    fn changed(&self, kept: usize) -> Vec<Event> {
        let new = stage::steps(&self.session, kept);
        let keep = u32::try_from(kept).expect("bounded by the run's length");
        let trace = (!new.is_empty()).then_some(Event::Trace { keep, steps: new });
        trace.into_iter().chain([self.state()]).collect()
    }

    fn state(&self) -> Event {
        Event::State(stage::state(&self.session))
    }

    fn with_check(&mut self, run: u32, change: impl FnOnce(&mut Check)) -> Vec<Event> {
        let Some(check) = self.check.as_mut().filter(|check| check.run() == run) else { return Vec::new() };
        change(check);
        vec![Event::Check(check.view())]
    }
}

#[cfg(test)]
mod tests;
