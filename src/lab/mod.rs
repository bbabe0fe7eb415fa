//! The one door: the page, the tests and whoever else drives a run or a check says a [`Command`] and gets [`Event`]s. Holds one
//! run and at most one check. Never reads a clock: whoever holds the door decides when a check goes on.

mod catalogue;
mod check;
mod command;
mod event;
mod gallery;
mod question;
mod shrink;
mod stage;
mod verdict;
mod view;

pub use crate::model::{ExpectationName, OwnProperty};
pub use crate::trace::{
    CheckOptions, CheckPlan, Format, LinkTheme, Look, Proof, Simulation, StrategyName, Theme, Until,
};
pub use command::{BranchRun, Command, StopReason};
pub use event::*;
pub use gallery::*;
pub use verdict::*;
pub use view::*;

use crate::checker::Threads;
use crate::model::{Limits, PaxosModelCfg};
use crate::session::{Branch, STEPS_MAX, Session, Step, TurningPoint};
use crate::trace::{self, Content, Exported, Link, Replayed};
use check::Check;
use shrink::Shrinking;
use std::rc::Rc;

/// A run on the stage, and a check of a model.
pub struct Lab {
    session: Session,
    check: Option<Check>,
    shrinking: Option<Shrinking>,
    told: Told,
}

/// What the other side knows, so that only what is new has to be told.
#[derive(Default)]
struct Told {
    steps: Vec<Rc<Step>>,
    branches: Option<(u32, Vec<BranchView>)>,
}

impl Default for Lab {
    fn default() -> Self {
        Lab::new()
    }
}

impl Lab {
    /// Starts with the user's setting, and no check.
    pub fn new() -> Self {
        let session = Session::new(PaxosModelCfg::default()).expect("the default is valid");
        Lab { session, check: None, shrinking: None, told: Told::default() }
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
            Command::Configure { config } => self.load(config, &[], 0, 0),
            Command::Load { config, branches, shown, step } => self.load(config, &branches, shown, step),
            Command::Open { text } => self.open(&text),
            Command::Export { format, theme } => {
                let Exported { file, media_type, text } = trace::export(&self.session, format, theme);
                Ok(vec![Event::Exported { format, file: file.to_owned(), media_type: media_type.to_owned(), text }])
            }
            Command::Gallery => Ok(vec![gallery::gallery()]),
            Command::Share { simulation, check } => Ok(vec![self.share(&simulation, &check)]),
            Command::Act { action } => {
                self.session.act(action).map_err(|e| e.to_string())?;
                Ok(self.changed())
            }
            Command::Simulate { seed, steps, until } => self.simulate(seed, steps, until),
            Command::Seek { step } => {
                self.session.seek(step as usize).map_err(|e| e.to_string())?;
                Ok(vec![self.state()])
            }
            Command::ShowBranch { branch, step } => {
                self.session.show(branch, step as usize).map_err(|e| e.to_string())?;
                Ok(self.changed())
            }
            Command::Fork => {
                self.session.fork().map_err(|e| e.to_string())?;
                Ok(self.changed())
            }
            Command::NameBranch { branch, name } => {
                self.session.rename(branch, &name).map_err(|e| e.to_string())?;
                Ok(self.changed_branches().into_iter().collect())
            }
            Command::DeleteBranch { branch } => {
                self.session.delete(branch).map_err(|e| e.to_string())?;
                Ok(self.changed())
            }
            Command::CompareBranch { branch } => {
                let other = self.session.find(branch).map_err(|e| e.to_string())?;
                Ok(vec![Event::Compared(stage::comparison(&self.session, other))])
            }
            Command::CheckStart { run, options } => {
                let check = Check::start(run, self.session.model().cfg, options)?;
                let view = check.view();
                self.check = Some(check);
                Ok(vec![Event::Check(view)])
            }
            Command::Estimate { options } => {
                Ok(vec![Event::Estimated { text: check::guess(self.session.model().cfg, options)? }])
            }
            Command::Ask { own } => Ok(vec![Event::Asked(question::asked(&self.session, &own))]),
            Command::Vocabulary => Ok(vec![question::vocabulary()]),
            Command::CheckAdvance { run, budget } => Ok(self.with_check(run, |check| check.advance(budget))),
            Command::CheckStop { run, why } => Ok(self.with_check(run, |check| check.stop(why))),
            Command::ShrinkStart { run, property } => {
                let shrinking = Shrinking::start(run, &self.session, property as usize)?;
                let events = vec![self.shrink_view(&shrinking)];
                self.shrinking = Some(shrinking);
                Ok(events)
            }
            Command::ShrinkAdvance { run, budget } => self.with_shrinking(run, |shrinking| shrinking.advance(budget)),
            Command::ShrinkStop { run } => self.with_shrinking(run, Shrinking::stop),
            Command::OpenDiscovery { run, property } => self.open_discovery(run, property as usize),
        }
    }

    fn load(
        &mut self,
        config: PaxosModelCfg,
        branches: &[BranchRun],
        shown: u32,
        step: u32,
    ) -> Result<Vec<Event>, String> {
        self.replace(replayed(config, branches)?, shown, step)
    }

    /// Puts another session on the stage, if it can be shown there.
    fn replace(&mut self, mut session: Session, shown: u32, step: u32) -> Result<Vec<Event>, String> {
        let count = session.branches().len();
        let branch = session.branches().get(shown as usize).map(|branch| branch.id());
        let branch = branch.ok_or_else(|| format!("Branch {shown} is to be shown, and there are only {count}."))?;
        session.show(branch, step as usize).map_err(|e| e.to_string())?;
        Ok(self.put_on_stage(session))
    }

    fn put_on_stage(&mut self, session: Session) -> Vec<Event> {
        self.session = session;
        self.shrinking = None;
        self.told = Told::default();
        let config = self.session.model().cfg;
        let configured = Event::Configured {
            config,
            limits: Limits::OF_PAXOS,
            actors: stage::actors(&self.session),
            runs: self.session.branches().iter().map(Branch::actions).collect(),
            rules: catalogue::rules(),
            properties: catalogue::properties(),
        };
        [vec![configured], self.changed()].concat()
    }

    fn open(&mut self, text: &str) -> Result<Vec<Event>, String> {
        let Link { config, content, look } = trace::read(text)?;
        let mut opened = OpenedView { proof: None, message: String::new(), simulation: None, check: None, look };
        let mut events = match content {
            Content::Start => {
                opened.message = "The link has settings, and no run.".to_owned();
                self.load(config, &[], 0, 0)?
            }
            Content::Run(record) => {
                let Replayed { session, proof, message } = trace::replay(config, &record).map_err(|e| e.to_string())?;
                (opened.proof, opened.message) = (Some(proof), message);
                self.put_on_stage(session)
            }
            Content::Simulation(simulation) => {
                opened.message = format!("The link's simulation, with seed {}, was run.", simulation.seed);
                opened.simulation = Some(simulation);
                let start = self.load(config, &[], 0, 0)?;
                [start, self.simulate(simulation.seed, simulation.steps, simulation.until)?].concat()
            }
            Content::Check(plan) => {
                opened.message = "The link asks for this check; it has not begun.".to_owned();
                opened.check = Some(plan);
                self.load(config, &[], 0, 0)?
            }
        };
        events.push(Event::Opened(opened));
        Ok(events)
    }

    fn share(&self, simulation: &Simulation, check: &CheckPlan) -> Event {
        let config = self.session.model().cfg;
        Event::Shared {
            run: trace::link(&self.session),
            simulation: trace::simulation_text(&config, simulation),
            check: trace::check_text(&config, check),
            command: trace::check_command(&config, check),
        }
    }

    /// A discovery of the stage's own configuration is one more branch of its run.
    fn open_discovery(&mut self, run: u32, property: usize) -> Result<Vec<Event>, String> {
        let check = self.check.as_mut().filter(|check| check.run() == run);
        let discovery =
            check.and_then(|check| Some((check.config(), check.discovery_name(property)?, check.path(property)?)));
        let (config, name, actions) = discovery.ok_or("This check has no discovery of that property.")?;
        if self.session.model().cfg == config {
            self.session.add(Some(&name), &actions).map_err(|e| e.to_string())?;
            return Ok(self.changed());
        }
        self.replace(replayed(config, &[BranchRun { name: Some(name), actions }])?, 0, 0)
    }

    fn simulate(&mut self, seed: u32, steps: u32, until: Option<Until>) -> Result<Vec<Event>, String> {
        let first = self.session.cursor();
        let mut ended = SimulationEnd::Bound;
        for _ in 0..(STEPS_MAX.saturating_sub(first)).min(steps as usize) {
            let Some(action) = self.session.choose(seed) else {
                ended = SimulationEnd::Finished;
                break;
            };
            let before = stage::truths(&self.session);
            if let Err(error) = self.session.act(action) {
                // Steps that were taken before it stay, and are told.
                if self.session.cursor() == first {
                    return Err(error.to_string());
                }
                break;
            }
            let is_reached = match until {
                None => false,
                Some(Until::Decided) => self.session.shown().turning_points.contains(&TurningPoint::Decided),
                Some(Until::PropertyChanged) => stage::truths(&self.session) != before,
            };
            if is_reached {
                ended = SimulationEnd::Reached;
                break;
            }
        }
        // The bound may fall on the very end of the run, and then it isn't what ended it.
        if ended == SimulationEnd::Bound && self.session.choose(seed).is_none() {
            ended = SimulationEnd::Finished;
        }
        let taken = u32::try_from(self.session.cursor() - first).expect("bounded by the run's length");
        let mut events = self.changed();
        events.push(Event::Simulated { seed, steps: taken, ended });
        Ok(events)
    }

    /// What to tell after the stage has changed: steps and branches, if they are news, and the state shown.
    fn changed(&mut self) -> Vec<Event> {
        let steps = self.session.steps();
        let same = self.told.steps.iter().zip(steps).take_while(|(told, is)| Rc::ptr_eq(told, is)).count();
        let is_news = same < steps.len() || same < self.told.steps.len();
        let keep = u32::try_from(same).expect("bounded by the run's length");
        let trace = is_news.then(|| Event::Trace { keep, steps: stage::steps(&self.session, same) });
        self.told.steps.truncate(same);
        self.told.steps.extend_from_slice(&steps[same..]);
        let branches = self.changed_branches();
        trace.into_iter().chain(branches).chain([self.state()]).collect()
    }

    fn changed_branches(&mut self) -> Option<Event> {
        let (shown, branches) = (self.session.branch().id(), stage::branches(&self.session));
        if self.told.branches.as_ref().is_some_and(|told| told.0 == shown && told.1 == branches) {
            return None;
        }
        self.told.branches = Some((shown, branches.clone()));
        Some(Event::Branches { shown, branches })
    }

    fn state(&self) -> Event {
        Event::State(stage::state(&self.session))
    }

    fn with_check(&mut self, run: u32, change: impl FnOnce(&mut Check)) -> Vec<Event> {
        let Some(check) = self.check.as_mut().filter(|check| check.run() == run) else { return Vec::new() };
        change(check);
        vec![Event::Check(check.view())]
    }

    /// What has ended is told once; if it is shorter than every branch, it becomes one, and is shown at its end.
    fn with_shrinking(&mut self, run: u32, change: impl FnOnce(&mut Shrinking)) -> Result<Vec<Event>, String> {
        let Some(mut shrinking) = self.shrinking.take_if(|shrinking| shrinking.run() == run) else {
            return Ok(Vec::new());
        };
        change(&mut shrinking);
        let mut events = vec![self.shrink_view(&shrinking)];
        if shrinking.is_running() {
            self.shrinking = Some(shrinking);
        } else if let Some(actions) = shrinking.shorter(&self.session) {
            self.session.add(Some(&shrinking.name()), &actions).map_err(|e| e.to_string())?;
            self.session.seek(actions.len()).map_err(|e| e.to_string())?;
            events.extend(self.changed());
        }
        Ok(events)
    }

    fn shrink_view(&self, shrinking: &Shrinking) -> Event {
        let shortest = self
            .check
            .as_ref()
            .and_then(|check| shrinking.proved(check.config(), check.is_breadth_first(), &check.view()));
        Event::Shrink(shrinking.view(&self.session, shortest))
    }
}

/// A run made anew from its branches' actions.
fn replayed(config: PaxosModelCfg, branches: &[BranchRun]) -> Result<Session, String> {
    let mut session = Session::new(config).map_err(|e| e.to_string())?;
    for (place, BranchRun { name, actions }) in branches.iter().enumerate() {
        if place > 0 {
            session.add(name.as_deref(), actions).map_err(|e| e.to_string())?;
            continue;
        }
        for action in actions {
            session.act(*action).map_err(|e| e.to_string())?;
        }
        if let Some(name) = name {
            session.rename(session.branch().id(), name).map_err(|e| e.to_string())?;
        }
    }
    Ok(session)
}

#[cfg(test)]
mod tests;
