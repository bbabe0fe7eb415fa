//! A run as somebody recorded it, in a link or a file, and what becomes of it when it is replayed here: it fits and has its sum, or
//! it fits as far as some step. Never guesses: what doesn't fit is told, and what fits until then is kept.

use super::export::{ItfRun, itf_state};
use crate::explain::explain;
use crate::model::{ConfigError, PaxosModelCfg};
use crate::session::{Move, MoveKind, Session, StepError};
use serde::Serialize;
use tsify::Tsify;

/// A run as it was recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// What was done, step by step.
    pub steps: Vec<Expected>,
    /// By what it can prove that it means what it meant.
    pub evidence: Evidence,
    /// The step to show, the last unless said; `<= steps.len()`.
    pub step: Option<usize>,
}

/// What was kept of where a run led.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Evidence {
    /// Nothing.
    #[default]
    None,
    /// The run's sum.
    Sum(u32),
    /// Every state, as ITF has it.
    States(ItfRun),
}

/// A step as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// By its name.
    Named(Move),
    /// By its index among the actions, and what it was called, if that was kept.
    Indexed {
        /// The index.
        action: u32,
        /// As "Deliver" labels are: "Prepare (1, S0) to S1".
        label: Option<String>,
    },
}

/// What a replay has proved.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Proof {
    /// Every step fits and the sum is the same: the run means what it meant.
    Verified,
    /// Every step fits; there was no sum to prove the rest.
    Unproved,
    /// Every step fits, and the run doesn't end as it did.
    Differs,
    /// A step doesn't fit.
    Misfit,
}

/// A run after its replay.
pub struct Replayed {
    /// The steps that fit, and the step to show.
    pub session: Session,
    /// What is proved.
    pub proof: Proof,
    /// The same in a sentence, with what was expected and what there is.
    pub message: String,
}

/// A record that is replayed, in slices.
pub struct Replay {
    session: Session,
    record: Record,
    /// The first step after which the state isn't as it was written.
    difference: Option<usize>,
}

/// Replays a record to its end.
///
/// # Errors
/// Unless the configuration is valid.
pub fn replay(config: PaxosModelCfg, record: &Record) -> Result<Replayed, ConfigError> {
    let mut replay = Replay::new(config, record.clone())?;
    loop {
        match replay.advance(u32::MAX) {
            Ok(replayed) => return Ok(replayed),
            Err(more) => replay = more,
        }
    }
}

impl Replay {
    /// Begins.
    ///
    /// # Errors
    /// Unless the configuration is valid.
    pub fn new(config: PaxosModelCfg, record: Record) -> Result<Self, ConfigError> {
        let mut replay = Replay { session: Session::new(config)?, record, difference: None };
        replay.compare();
        Ok(replay)
    }

    /// The steps that were taken, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.session.cursor(), self.record.steps.len())
    }

    /// Takes at most `budget` steps, and at least one.
    ///
    /// # Errors
    /// With itself, if there is more to do.
    #[allow(clippy::result_large_err, reason = "it isn't an error, and goes on")]
    pub fn advance(mut self, budget: u32) -> Result<Replayed, Self> {
        for _ in 0..budget.max(1) {
            let number = self.session.cursor();
            let Some(expected) = self.record.steps.get(number) else { return Ok(self.end()) };
            if let Err(why) = take(&mut self.session, expected) {
                let kept = match number {
                    0 => "The run is at its start.".to_owned(),
                    1 => "The step before it does, and is on the stage.".to_owned(),
                    fit => format!("The {fit} steps before it do, and are on the stage."),
                };
                let message = format!("Step {} no longer fits: {why}. {kept}", number + 1);
                return Ok(Replayed { session: self.session, proof: Proof::Misfit, message });
            }
            self.compare();
        }
        Err(self)
    }

    /// Compares the state that the replay has come to with the one that was written, if one was.
    fn compare(&mut self) {
        let Evidence::States(read) = &self.record.evidence else { return };
        let number = self.session.cursor();
        let same = read.states.get(number).is_some_and(|written| {
            let state = itf_state(&self.session.model().cfg, self.session.shown(), self.session.here(), number);
            serde_json::from_str::<serde_json::Value>(written).is_ok_and(|written| written == state)
        });
        if !same {
            self.difference.get_or_insert(number);
        }
    }

    fn end(self) -> Replayed {
        let Replay { mut session, record, difference } = self;
        let steps = match record.steps.len() {
            0 => "as far as it goes".to_owned(),
            1 => "in its one step".to_owned(),
            count => format!("in all its {count} steps"),
        };
        let (proof, message) = match &record.evidence {
            Evidence::None => (
                Proof::Unproved,
                format!("The run fits {steps}. It came without a sum, so nothing proves that it ends as it did."),
            ),
            Evidence::Sum(kept) if *kept == super::sum_of(&session) => {
                (Proof::Verified, format!("Verified: the run fits {steps} and ends as it did."))
            }
            Evidence::Sum(_) => (Proof::Differs, format!("The run fits {steps} and doesn't end as it did: {ALTERED}.")),
            Evidence::States(_) => match difference {
                None => (Proof::Verified, format!("Verified: the run fits {steps} and has the states it had.")),
                Some(step) => (
                    Proof::Differs,
                    format!("The run fits {steps}, but the state after step {step} isn't as it was: {ALTERED}."),
                ),
            },
        };
        // A step that isn't in the run is refused where the record is read.
        let _ = session.seek(record.step.unwrap_or(record.steps.len()));
        Replayed { session, proof, message }
    }
}

/// Why a run may differ.
const ALTERED: &str = "the rules have changed since, or what was shared was altered";

/// Takes a step, or says in words that complete "Step 3 no longer fits: " what was expected and what there is.
fn take(session: &mut Session, expected: &Expected) -> Result<(), String> {
    match expected {
        Expected::Named(named) => {
            let action = session.find_move(*named).map_err(|there| expected_move(*named, there))?;
            session.act(action).map_err(|error| without_effect(session, action, error))
        }
        Expected::Indexed { action, label } => {
            let actions = session.actions();
            let there =
                actions.get(*action as usize).map(|(action, _)| explain(session.model(), session.here(), action).label);
            match (label, there) {
                (_, None) => Err(format!("it is action {action}, and {}", there_are(actions.len()))),
                (Some(label), Some(there)) if *label != there => Err(format!(
                    "{} was expected, and action {action} is \"{there}\" there",
                    super::link::quoted(label)
                )),
                _ => session.act(*action).map_err(|error| without_effect(session, *action, error)),
            }
        }
    }
}

fn there_are(actions: usize) -> String {
    match actions {
        0 => "no action is left there".to_owned(),
        1 => "the only action there is 0".to_owned(),
        count => format!("the actions there are 0 to {}", count - 1),
    }
}

fn without_effect(session: &Session, action: u32, error: StepError) -> String {
    match error {
        StepError::NoEffect { .. } => {
            let actions = session.actions();
            let label = explain(session.model(), session.here(), &actions[action as usize].0).label;
            format!("\"{label}\" has no effect there")
        }
        error => error.to_string().trim_end_matches('.').to_owned(),
    }
}

fn expected_move(Move { kind, place }: Move, there: u32) -> String {
    let what = match kind {
        MoveKind::Other => "a step that delivers nothing",
        MoveKind::Request => "a client's request",
        MoveKind::Reply => "a reply to a client",
        MoveKind::Prepare => "a Prepare",
        MoveKind::Prepared => "a Prepared",
        MoveKind::Accept => "an Accept",
        MoveKind::Accepted => "an Accepted",
        MoveKind::Decided => "a Decided",
    };
    match (place, there) {
        (_, 0) => format!("{what} was expected, and there is none"),
        (_, there) => format!("{what} was expected, number {} of its kind, and there are only {there}", place + 1),
    }
}
