//! What takes long, in slices: runs that are replayed, simulated or exported, and estimates. Until it has ended nothing that was told of
//! the stage has changed, so that whoever looks at the stage can go on there. Never reads a clock.

use super::check::Guess;
use super::stage::truths;
use super::{BranchRun, CheckOptions, OpenedView, Simulation, SimulationEnd, Until};
use crate::model::PaxosModelCfg;
use crate::session::{Place, STEPS_MAX, Session, TurningPoint};
use crate::trace::{self, Exported, Exporting, Format, Look, Replayed, Theme};
use std::collections::VecDeque;

/// What is done of a command before the first time it is asked to go on: what is short is answered at once.
pub(super) const FIRST_BUDGET: u32 = 100;

/// What goes on.
pub(super) enum Work {
    /// Branches are replayed, to take the stage.
    Load(Box<Loading>),
    /// A run that was shared is replayed, to take the stage.
    Open(Box<trace::Replay>, Look),
    /// A run goes on at random.
    Simulate(Box<Simulating>),
    /// A run is exported.
    Export(Box<Exporting>, Format),
    /// The number of states is estimated.
    Estimate(Box<Guess>),
}

/// What has come of it.
pub(super) enum Outcome {
    /// A session that takes the stage, at its start or where it stands.
    Loaded(Box<Session>),
    /// The same, of something that was shared.
    Opened(Box<Session>, OpenedView),
    /// A run that went on, on the stage or in a session that takes it.
    Simulated(Box<Simulating>),
    /// An export.
    Exported(Format, Exported),
    /// An estimate, if there is something to estimate.
    Estimated(Option<String>),
}

impl Work {
    /// Branches that are to take the stage: the one at the place `shown`, at a step.
    pub(super) fn load(config: PaxosModelCfg, branches: &[BranchRun], shown: u32, step: u32) -> Result<Self, String> {
        let session = Session::new(config).map_err(|e| e.to_string())?;
        let of = branches.iter().map(|branch| branch.actions.len()).sum();
        let rest = branches.iter().cloned().collect();
        let actions = VecDeque::new();
        let loading = Loading { session, rest, actions, is_begun: false, name: None, shown, step, done: 0, of };
        Ok(Work::Load(Box::new(loading)))
    }

    /// What was exported of the branch shown.
    pub(super) fn export(session: &Session, format: Format, theme: Theme) -> Self {
        Work::Export(Box::new(Exporting::new(session, format, theme)), format)
    }

    /// How many states there may be.
    pub(super) fn estimate(config: PaxosModelCfg, options: CheckOptions) -> Result<Self, String> {
        Ok(Work::Estimate(Box::new(Guess::new(config, options)?)))
    }

    /// How far it is, and of how much; 0 if that isn't known.
    pub(super) fn progress(&self) -> (usize, usize) {
        match self {
            Work::Load(loading) => (loading.done, loading.of),
            Work::Open(replay, _) => replay.progress(),
            Work::Simulate(simulating) => (simulating.taken, simulating.steps),
            Work::Export(exporting, _) => exporting.progress(),
            Work::Estimate(guess) => guess.progress(),
        }
    }

    /// Goes on for at most `budget` steps, and at least one: what has come of it, or itself if there is more to do.
    pub(super) fn advance(self, stage: &mut Session, budget: u32) -> Result<Result<Outcome, Work>, String> {
        match self {
            Work::Load(mut loading) => Ok(match loading.advance(budget)? {
                false => Err(Work::Load(loading)),
                true => Ok(Outcome::Loaded(Box::new(loading.shown()?))),
            }),
            Work::Open(replay, look) => Ok(match replay.advance(budget) {
                Err(replay) => Err(Work::Open(Box::new(replay), look)),
                Ok(Replayed { session, proof, message }) => {
                    let view = OpenedView { proof: Some(proof), message, simulation: None, check: None, look };
                    Ok(Outcome::Opened(Box::new(session), view))
                }
            }),
            Work::Simulate(mut simulating) => Ok(match simulating.advance(stage, budget)? {
                false => Err(Work::Simulate(simulating)),
                true => Ok(Outcome::Simulated(simulating)),
            }),
            Work::Export(mut exporting, format) => Ok(match exporting.advance(budget) {
                None => Err(Work::Export(exporting, format)),
                Some(exported) => Ok(Outcome::Exported(format, exported?)),
            }),
            Work::Estimate(mut guess) => Ok(match guess.advance(budget) {
                None => Err(Work::Estimate(guess)),
                Some(text) => Ok(Outcome::Estimated(text)),
            }),
        }
    }
}

/// Branches that are replayed.
pub(super) struct Loading {
    session: Session,
    rest: VecDeque<BranchRun>,
    /// What is left of the branch that is replayed.
    actions: VecDeque<u32>,
    /// Whether the first branch is, or was.
    is_begun: bool,
    /// What the first branch is called, while that is replayed.
    name: Option<String>,
    shown: u32,
    step: u32,
    done: usize,
    of: usize,
}

impl Loading {
    /// Whether that was all.
    fn advance(&mut self, budget: u32) -> Result<bool, String> {
        let mut left = budget.max(1);
        loop {
            while let Some(action) = self.actions.front().copied() {
                if left == 0 {
                    return Ok(false);
                }
                self.session.act(action).map_err(|e| e.to_string())?;
                self.actions.pop_front();
                (left, self.done) = (left - 1, self.done + 1);
            }
            if let Some(name) = self.name.take() {
                self.session.rename(self.session.branch().id(), &name).map_err(|e| e.to_string())?;
            }
            let Some(BranchRun { name, actions }) = self.rest.pop_front() else { return Ok(true) };
            if !self.is_begun {
                (self.is_begun, self.name, self.actions) = (true, name, actions.into());
                continue;
            }
            let has = self.session.begin(name.as_deref(), &actions).map_err(|e| e.to_string())?;
            self.done += has;
            self.actions = actions[has..].iter().copied().collect();
        }
    }

    /// The session, at the step that is to be shown.
    fn shown(mut self) -> Result<Session, String> {
        let count = self.session.branches().len();
        let branch = self.session.branches().get(self.shown as usize).map(|branch| branch.id());
        let branch =
            branch.ok_or_else(|| format!("Branch {} is to be shown, and there are only {count}.", self.shown))?;
        self.session.show(branch, self.step as usize).map_err(|e| e.to_string())?;
        Ok(self.session)
    }
}

/// A run that goes on at random.
pub(super) struct Simulating {
    /// The session that goes on, if it isn't the stage's, and what it was asked for by.
    pub(super) aside: Option<(Session, OpenedView)>,
    /// On the stage: where the run has come to, once its turn has come. Between two slices the stage shows where it began.
    ahead: Option<Place>,
    pub(super) seed: u32,
    /// Steps that it may take at most.
    pub(super) steps: usize,
    until: Option<Until>,
    pub(super) taken: usize,
    pub(super) ended: SimulationEnd,
}

impl Simulating {
    /// From the step that the stage shows when its turn comes.
    pub(super) fn on_stage(simulation: &Simulation) -> Self {
        Self::new(simulation, None)
    }

    /// From the start of a session that then takes the stage.
    pub(super) fn aside(session: Session, simulation: &Simulation, opened: OpenedView) -> Self {
        Self::new(simulation, Some((session, opened)))
    }

    fn new(simulation: &Simulation, aside: Option<(Session, OpenedView)>) -> Self {
        let Simulation { seed, steps, until } = *simulation;
        let steps = STEPS_MAX.min(steps as usize);
        Simulating { aside, ahead: None, seed, steps, until, taken: 0, ended: SimulationEnd::Stopped }
    }

    /// Whether that was all. The stage stands where it stood.
    fn advance(&mut self, stage: &mut Session, budget: u32) -> Result<bool, String> {
        match self.aside.take() {
            Some((mut session, opened)) => {
                let ended = self.go(&mut session, budget);
                self.aside = Some((session, opened));
                ended
            }
            None => {
                if self.ahead.is_none() {
                    self.steps = self.steps.min(STEPS_MAX.saturating_sub(stage.cursor()));
                    self.ahead = Some(stage.place());
                }
                self.turn(stage);
                let ended = self.go(stage, budget);
                self.turn(stage);
                ended
            }
        }
    }

    /// Puts the stage where the run has come to; a second time, back where it began.
    pub(super) fn turn(&mut self, stage: &mut Session) {
        if let Some(ahead) = &mut self.ahead {
            stage.swap(ahead);
        }
    }

    fn go(&mut self, session: &mut Session, budget: u32) -> Result<bool, String> {
        for _ in 0..budget.max(1) {
            // The bound may fall on the very end of the run, and then it isn't what ended it.
            let Some(action) = session.choose(self.seed) else {
                self.ended = SimulationEnd::Finished;
                return Ok(true);
            };
            if self.taken == self.steps {
                self.ended = SimulationEnd::Bound;
                return Ok(true);
            }
            let before = truths(session);
            if let Err(error) = session.act(action) {
                // Steps that were taken before it stay, and are told.
                self.ended = SimulationEnd::Stopped;
                return if self.taken == 0 { Err(error.to_string()) } else { Ok(true) };
            }
            self.taken += 1;
            let is_reached = match self.until {
                None => false,
                Some(Until::Decided) => {
                    session.shown().turning_points.iter().any(|point| matches!(point, TurningPoint::Decided { .. }))
                }
                Some(Until::PropertyChanged) => truths(session) != before,
            };
            if is_reached {
                self.ended = SimulationEnd::Reached;
                return Ok(true);
            }
        }
        Ok(false)
    }
}
