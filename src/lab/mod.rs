//! The one door: the page, the tests and whoever else drives a run or a check says a [`Command`] and gets [`Event`]s. Holds one
//! run and at most one check. Never reads a clock: whoever holds the door decides when a check goes on.

mod catalogue;
mod check;
mod command;
mod elsewhere;
mod event;
mod gallery;
mod question;
mod shrink;
mod stage;
mod verdict;
mod view;
mod work;

pub use crate::model::{ExpectationName, OwnProperty};
pub use crate::trace::{
    CheckOptions, CheckPlan, Format, LinkTheme, Look, Proof, Simulation, StrategyName, Theme, Until,
};
pub use command::{BranchRun, Command, StopReason};
pub(crate) use elsewhere::elsewhere;
pub use event::*;
pub use gallery::*;
pub use verdict::*;
pub use view::*;

use crate::checker::Threads;
use crate::model::{Limits, PaxosModelCfg};
use crate::session::{Branch, Session, Step};
use crate::trace::{self, Content, Exported, Link, Replay};
use check::Check;
use shrink::Shrinking;
use std::collections::VecDeque;
use std::rc::Rc;
use work::{FIRST_BUDGET, Outcome, Simulating, Work};

/// A run on the stage, and a check of a model.
pub struct Lab {
    session: Session,
    check: Option<Check>,
    shrinking: Option<Shrinking>,
    /// What takes long, the one that goes on first.
    works: VecDeque<Work>,
    told: Told,
}

/// Most works at once: as many as a person can have asked for.
const WORKS_MAX: usize = 8;

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
        Lab { session, check: None, shrinking: None, works: VecDeque::new(), told: Told::default() }
    }

    /// Carries out a command, or begins to: what takes long is answered by [`Event::Working`], and goes on as
    /// [`Command::WorkAdvance`] says. A command that can't be carried out is answered by [`Event::Failed`], and changes nothing but
    /// that it may end, before, a work that it is in the way of.
    pub fn handle(&mut self, command: Command) -> Vec<Event> {
        let mut events = self.make_way_for(&command);
        match self.carry_out(command) {
            Ok(answer) => events.extend(answer),
            Err(message) => events.push(Event::Failed { message }),
        }
        events
    }

    /// As [`Lab::handle`], for whoever can wait and has nothing else going on: what takes long is done to its end.
    pub fn handle_to_the_end(&mut self, command: Command) -> Vec<Event> {
        let mut events = self.handle(command);
        while matches!(events.last(), Some(Event::Working { .. })) {
            events.pop();
            events.extend(self.handle(Command::WorkAdvance { budget: u32::MAX }));
            events.retain(|event| *event != Event::WorkEnded);
        }
        events
    }

    /// As [`Command::CheckAdvance`], on several threads if the check is breadth-first; its answers are the same.
    pub fn check_advance_with(&mut self, threads: &dyn Threads, run: u32, budget: u32) -> Vec<Event> {
        self.with_check(run, |check| check.advance_with(threads, budget))
    }

    fn carry_out(&mut self, command: Command) -> Result<Vec<Event>, String> {
        match command {
            Command::Configure { config } => self.begin(Work::load(config, &[], 0, 0)?),
            Command::Load { config, branches, shown, step } => self.begin(Work::load(config, &branches, shown, step)?),
            Command::Open { text } => self.open(&text),
            Command::Export { format, theme } => self.begin(Work::export(&self.session, format, theme)),
            Command::Gallery => Ok(vec![gallery::gallery()]),
            Command::Share { simulation, check } => Ok(vec![self.share(&simulation, &check)]),
            Command::Act { action } => {
                self.session.act(action).map_err(|e| e.to_string())?;
                Ok(self.changed())
            }
            Command::Simulate { seed, steps, until } => {
                let simulation = Simulation { seed, steps, until };
                self.begin(Work::Simulate(Box::new(Simulating::on_stage(&simulation))))
            }
            Command::WorkAdvance { budget } => self.go_on(budget),
            Command::WorkStop => Ok(self.stop_works()),
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
            Command::Estimate { options } => self.begin(Work::estimate(self.session.model().cfg, options)?),
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

    /// What takes the stage ends all that goes on; what only leaves a step ends a run that goes on from it, and goes on itself from the
    /// step that is shown.
    fn make_way_for(&mut self, command: &Command) -> Vec<Event> {
        match command {
            Command::Configure { .. } | Command::Load { .. } | Command::Open { .. } => self.stop_works(),
            Command::OpenDiscovery { run, .. } => {
                let check = self.check.as_ref().filter(|check| check.run() == *run);
                let is_branch = check.is_none_or(|check| check.config() == self.session.model().cfg);
                if is_branch { self.stop_simulation() } else { self.stop_works() }
            }
            Command::Act { .. }
            | Command::Simulate { .. }
            | Command::Seek { .. }
            | Command::ShowBranch { .. }
            | Command::Fork
            | Command::DeleteBranch { .. } => self.stop_simulation(),
            _ => Vec::new(),
        }
    }

    /// Begins a work, or lets it wait for its turn.
    fn begin(&mut self, work: Work) -> Result<Vec<Event>, String> {
        if self.works.len() >= WORKS_MAX {
            return Err(format!("There are {WORKS_MAX} things going on already; stop them, or wait for one to end."));
        }
        if !self.works.is_empty() {
            let working = working(&work);
            self.works.push_back(work);
            return Ok(vec![working]);
        }
        match work.advance(&mut self.session, FIRST_BUDGET)? {
            Ok(outcome) => Ok(self.told_of(outcome)),
            Err(work) => {
                let working = working(&work);
                self.works.push_back(work);
                Ok(vec![working])
            }
        }
    }

    /// Goes on with the work whose turn it is.
    fn go_on(&mut self, budget: u32) -> Result<Vec<Event>, String> {
        let Some(work) = self.works.pop_front() else { return Ok(Vec::new()) };
        let mut events = match work.advance(&mut self.session, budget) {
            Ok(Err(work)) => {
                let working = working(&work);
                self.works.push_front(work);
                return Ok(vec![working]);
            }
            Ok(Ok(outcome)) => self.told_of(outcome),
            Err(message) => vec![Event::Failed { message }],
        };
        events.push(Event::WorkEnded);
        Ok(events)
    }

    /// Ends all works where they stand, the first first.
    fn stop_works(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(work) = self.works.pop_front() {
            events.extend(self.stopped(work));
        }
        events
    }

    /// Ends the run that goes on from the step shown, if one does; its steps stay, and the step shown stays shown.
    fn stop_simulation(&mut self) -> Vec<Event> {
        let is_simulation = |work: &Work| matches!(work, Work::Simulate(simulating) if simulating.aside.is_none());
        let Some(place) = self.works.iter().position(is_simulation) else { return Vec::new() };
        let work = self.works.remove(place);
        work.map_or(Vec::new(), |work| self.stopped(work))
    }

    fn stopped(&mut self, work: Work) -> Vec<Event> {
        let what = match work {
            Work::Simulate(simulating) if simulating.aside.is_none() => {
                let events = self.stop_on_stage(simulating);
                return [events, vec![Event::WorkEnded]].concat();
            }
            Work::Simulate(_) | Work::Open(..) | Work::Load(_) => "Opening the run",
            Work::Export(..) => "The export",
            Work::Estimate(_) => "The estimate",
        };
        vec![Event::Failed { message: format!("{what} was stopped, and nothing has changed.") }, Event::WorkEnded]
    }

    /// The steps that were taken are told, and the step where they began is shown again.
    fn stop_on_stage(&mut self, mut simulating: Box<Simulating>) -> Vec<Event> {
        simulating.turn(&mut self.session);
        let mut events = self.changed();
        simulating.turn(&mut self.session);
        events.extend(self.changed());
        events.push(simulated(&simulating));
        events
    }

    fn told_of(&mut self, outcome: Outcome) -> Vec<Event> {
        match outcome {
            Outcome::Loaded(session) => self.put_on_stage(*session),
            Outcome::Opened(session, view) => {
                let mut events = self.put_on_stage(*session);
                events.push(Event::Opened(view));
                events
            }
            Outcome::Simulated(mut simulating) => match simulating.aside.take() {
                None => {
                    simulating.turn(&mut self.session);
                    let mut events = self.changed();
                    events.push(simulated(&simulating));
                    events
                }
                Some((session, view)) => {
                    let mut events = self.put_on_stage(session);
                    events.extend([simulated(&simulating), Event::Opened(view)]);
                    events
                }
            },
            Outcome::Exported(format, Exported { file, media_type, text }) => {
                vec![Event::Exported { format, file: file.to_owned(), media_type: media_type.to_owned(), text }]
            }
            Outcome::Estimated(text) => vec![Event::Estimated { text }],
        }
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
        let opened = |message: &str| OpenedView {
            proof: None,
            message: message.to_owned(),
            simulation: None,
            check: None,
            look,
        };
        let start = || Session::new(config).map_err(|e| e.to_string());
        let (session, view) = match content {
            Content::Run(record) => {
                let replay = Replay::new(config, record).map_err(|e| e.to_string())?;
                return self.begin(Work::Open(Box::new(replay), look));
            }
            Content::Simulation(simulation) => {
                let message = format!("The link's simulation, with seed {}, was run.", simulation.seed);
                let view = OpenedView { simulation: Some(simulation), ..opened(&message) };
                return self.begin(Work::Simulate(Box::new(Simulating::aside(start()?, &simulation, view))));
            }
            Content::Start => (start()?, opened("The link has settings, and no run.")),
            Content::Check(plan) => {
                let view = opened("The link asks for this check; it has not begun.");
                (start()?, OpenedView { check: Some(plan), ..view })
            }
        };
        Ok(self.told_of(Outcome::Opened(Box::new(session), view)))
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
        self.begin(Work::load(config, &[BranchRun { name: Some(name), actions }], 0, 0)?)
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
        let view = self.shrink_view(&shrinking);
        if shrinking.is_running() {
            self.shrinking = Some(shrinking);
            return Ok(vec![view]);
        }
        let Some(actions) = shrinking.shorter(&self.session) else { return Ok(vec![view]) };
        let mut events = self.stop_simulation();
        events.push(view);
        // What was told by then stays told, whatever becomes of the branch.
        match self.session.add(Some(&shrinking.name()), &actions) {
            Ok(()) => {
                self.session.seek(actions.len()).expect("it was added");
                events.extend(self.changed());
            }
            Err(error) => events.push(Event::Failed { message: error.to_string() }),
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

fn working(work: &Work) -> Event {
    let (done, of) = work.progress();
    let count = |steps: usize| u32::try_from(steps).unwrap_or(u32::MAX);
    Event::Working { done: count(done), of: count(of) }
}

fn simulated(simulating: &Simulating) -> Event {
    let steps = u32::try_from(simulating.taken).expect("bounded by the run's length");
    Event::Simulated { seed: simulating.seed, steps, ended: simulating.ended }
}

#[cfg(test)]
mod tests;
