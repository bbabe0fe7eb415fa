//! An interactive run: the states it went through, which message each step concerned, and which step is shown. The run is defined
//! by its configuration and its actions alone; everything else is derived by replay. Never draws anything, never reads a clock.

use crate::checker::random_at;
use crate::model::{ConfigError, LINEARIZABLE, PaxosAction, PaxosModel, PaxosModelCfg, PaxosState, VALUE_CHOSEN};
use crate::paxos::{RegisterMsg, Value};
use stateright::Model;
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Envelope, Network};
use std::fmt;

/// Longest run. A run is for a person to read; the checker keeps its own states. It also bounds what a stranger's run can cost.
pub const STEPS_MAX: usize = 5_000;

/// A run and the step of it that is shown.
pub struct Session {
    model: PaxosModel,
    steps: Vec<Step>,
    cursor: usize,
}

/// The start, or an action and what came of it.
pub struct Step {
    /// The action's index and itself; `None` for the start.
    pub action: Option<(u32, PaxosAction)>,
    /// The state after it.
    pub state: PaxosState,
    /// The message that it delivered or dropped.
    pub message: Option<Message>,
    /// What it sent, in order.
    pub sent: Vec<Message>,
    /// What is in flight after it, in the order in which it was sent.
    pub in_flight: Vec<Message>,
    /// What each actor has read so far.
    pub read: Vec<Option<Value>>,
    /// What became true.
    pub turning_points: Vec<TurningPoint>,
    messages_sent: u32,
}

/// A message of the run. Equal envelopes are kept apart by their numbers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// Counted from 0 over the run.
    pub number: u32,
    /// The step that sent it.
    pub sent_in: u32,
    /// From whom, to whom, what.
    pub envelope: Envelope<RegisterMsg>,
}

/// What can become true in a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TurningPoint {
    /// A server decides.
    Decided,
    /// "value chosen" becomes true.
    ValueChosen,
    /// "linearizable" becomes false.
    Violated,
}

/// Why a run can't go on as asked; the session is as it was before.
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
            StepError::NoSuchStep { step, last } => write!(f, "There is no step {step}; the run's last is {last}."),
        }
    }
}

impl std::error::Error for StepError {}

impl Session {
    /// Starts a run.
    ///
    /// # Errors
    /// Unless the configuration is valid.
    pub fn new(config: PaxosModelCfg) -> Result<Self, ConfigError> {
        let model = config.into_model()?;
        let state = model.init_states().remove(0);
        let sent: Vec<Message> = (0..)
            .zip(envelopes(&state.network))
            .map(|(number, envelope)| Message { number, sent_in: 0, envelope })
            .collect();
        let start = Step {
            action: None,
            message: None,
            messages_sent: count(sent.len()),
            in_flight: sent.clone(),
            sent,
            read: vec![None; model.actors.len()],
            turning_points: Vec::new(),
            state,
        };
        Ok(Session { model, steps: vec![start], cursor: 0 })
    }

    /// The model that is run.
    pub fn model(&self) -> &PaxosModel {
        &self.model
    }

    /// All steps, the start first; those after [`Session::cursor`] are what stepping back left ahead.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The index of the step shown.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The step shown.
    pub fn shown(&self) -> &Step {
        &self.steps[self.cursor]
    }

    /// The actions of the state shown, in their canonical order, with the states that they lead to; `None`: no effect.
    pub fn actions(&self) -> Vec<(PaxosAction, Option<PaxosState>)> {
        let state = &self.shown().state;
        let mut actions = Vec::new();
        self.model.actions(state, &mut actions);
        let with_next = actions.into_iter().map(|action| {
            let next = self.model.next_state(state, action.clone());
            (action, next)
        });
        with_next.collect()
    }

    /// Takes an action of the state shown. What lies ahead stays if it begins with the same action, and is cut off otherwise.
    ///
    /// # Errors
    /// Unless the state has this action, it has an effect, and the run has fewer than [`STEPS_MAX`] steps.
    pub fn act(&mut self, index: u32) -> Result<(), StepError> {
        if self
            .steps
            .get(self.cursor + 1)
            .is_some_and(|ahead| ahead.action.as_ref().is_some_and(|(at, _)| *at == index))
        {
            self.cursor += 1;
            return Ok(());
        }
        let step = self.cursor + 1;
        if step > STEPS_MAX {
            return Err(StepError::TooLong);
        }
        let mut actions = self.actions();
        let available = actions.len();
        if index as usize >= available {
            return Err(StepError::NoSuchAction { step, action: index, available });
        }
        let (action, next) = actions.swap_remove(index as usize);
        let next = next.ok_or(StepError::NoEffect { step, action: index })?;
        self.steps.truncate(step);
        self.steps.push(follow(&self.model, &self.steps[self.cursor], count(step), (index, action), next));
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

    /// Shows another step of the run.
    ///
    /// # Errors
    /// Unless `step` is in the run.
    pub fn seek(&mut self, step: usize) -> Result<(), StepError> {
        let last = self.steps.len() - 1;
        if step > last {
            return Err(StepError::NoSuchStep { step, last });
        }
        self.cursor = step;
        Ok(())
    }
}

/// The step that `action` makes of `before`.
fn follow(model: &PaxosModel, before: &Step, number: u32, action: (u32, PaxosAction), state: PaxosState) -> Step {
    let mut in_flight = before.in_flight.clone();
    let concerned =
        concerned(&action.1).and_then(|envelope| in_flight.iter().position(|message| message.envelope == envelope));
    let message = concerned.map(|at| in_flight[at].clone());
    // A duplicating network keeps what it delivers.
    let keeps = matches!(action.1, ActorModelAction::Deliver { .. })
        && matches!(state.network, Network::UnorderedDuplicating(..));
    if let (Some(at), false) = (concerned, keeps) {
        in_flight.remove(at);
    }
    let mut known: Vec<&Envelope<RegisterMsg>> = in_flight.iter().map(|message| &message.envelope).collect();
    let mut new = envelopes(&state.network);
    new.retain(|envelope| match known.iter().position(|other| *other == envelope) {
        Some(at) => {
            known.swap_remove(at);
            false
        }
        None => true,
    });
    let sent: Vec<Message> = (before.messages_sent..)
        .zip(new)
        .map(|(message, envelope)| Message { number: message, sent_in: number, envelope })
        .collect();
    in_flight.extend(sent.iter().cloned());
    let mut read = before.read.clone();
    match &action.1 {
        ActorModelAction::Deliver { dst, msg: RegisterMsg::GetOk(_, value), .. } => {
            read[usize::from(*dst)] = Some(*value);
        }
        ActorModelAction::Recover(id) => read[usize::from(*id)] = None,
        _ => {}
    }
    Step {
        turning_points: turning_points(model, &before.state, &state),
        messages_sent: before.messages_sent + count(sent.len()),
        action: Some(action),
        state,
        message,
        sent,
        in_flight,
        read,
    }
}

/// The envelope that an action is about.
pub fn concerned(action: &PaxosAction) -> Option<Envelope<RegisterMsg>> {
    match action {
        ActorModelAction::Deliver { src, dst, msg } => Some(Envelope { src: *src, dst: *dst, msg: msg.clone() }),
        ActorModelAction::Drop(envelope) => Some(envelope.clone()),
        _ => None,
    }
}

fn turning_points(model: &PaxosModel, before: &PaxosState, after: &PaxosState) -> Vec<TurningPoint> {
    let decided = |state: &PaxosState| {
        let servers = state.actor_states.iter();
        servers.filter(|actor| matches!(&***actor, RegisterActorState::Server(server) if server.is_decided)).count()
    };
    let holds = |name, state| (model.property(name).condition)(model, state);
    let mut points = Vec::new();
    if decided(after) > decided(before) {
        points.push(TurningPoint::Decided);
    }
    if holds(VALUE_CHOSEN, after) && !holds(VALUE_CHOSEN, before) {
        points.push(TurningPoint::ValueChosen);
    }
    if holds(LINEARIZABLE, before) && !holds(LINEARIZABLE, after) {
        points.push(TurningPoint::Violated);
    }
    points
}

/// Every envelope in flight, as often as it is, in an order that depends on nothing but the envelopes.
fn envelopes(network: &Network<RegisterMsg>) -> Vec<Envelope<RegisterMsg>> {
    let mut all: Vec<Envelope<RegisterMsg>> = match network {
        Network::UnorderedDuplicating(set, _) => set.iter().cloned().collect(),
        Network::UnorderedNonDuplicating(counts) => {
            counts.iter().flat_map(|(envelope, count)| std::iter::repeat_n(envelope.clone(), *count)).collect()
        }
        Network::Ordered(flows) => {
            let in_order = flows.iter().flat_map(|(&(src, dst), messages)| {
                messages.iter().map(move |msg| Envelope { src, dst, msg: msg.clone() })
            });
            return in_order.collect();
        }
    };
    all.sort();
    all
}

fn count(length: usize) -> u32 {
    u32::try_from(length).expect("runs and what they send are bounded by STEPS_MAX")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session::new(PaxosModelCfg::default()).unwrap()
    }

    #[test]
    fn a_delivery_takes_the_message_out_of_flight_and_sends_others() {
        let mut session = session();
        assert_eq!(session.shown().in_flight.len(), 2);
        session.act(0).unwrap();
        let step = session.shown();
        assert_eq!(step.message.as_ref().map(|message| message.number), Some(0));
        assert_eq!(step.sent.iter().map(|message| message.number).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(step.in_flight.iter().map(|message| message.number).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn stepping_back_keeps_what_is_ahead_until_another_action_is_taken() {
        let mut session = session();
        session.act(0).unwrap();
        session.seek(0).unwrap();
        session.act(0).unwrap();
        assert_eq!((session.cursor(), session.steps().len()), (1, 2));
        session.act(0).unwrap();
        session.seek(0).unwrap();
        session.act(1).unwrap();
        assert_eq!((session.cursor(), session.steps().len()), (1, 2));
    }

    #[test]
    fn a_seed_means_one_run() {
        let run = |seed| {
            let mut session = session();
            let mut actions = Vec::new();
            while let Some(action) = session.choose(seed) {
                session.act(action).unwrap();
                actions.push(action);
            }
            actions
        };
        assert_eq!(run(42), run(42));
        assert_ne!(run(42), run(43));
    }

    #[test]
    fn an_action_that_is_not_there_changes_nothing() {
        let mut session = session();
        let error = session.act(2).unwrap_err();
        assert_eq!(error.to_string(), "Step 1 doesn't fit: it is action 2, and the actions there are 0 to 1.");
        assert_eq!(session.seek(1).unwrap_err().to_string(), "There is no step 1; the run's last is 0.");
        assert_eq!((session.cursor(), session.steps().len()), (0, 1));
    }

    #[test]
    fn a_duplicating_network_keeps_what_it_delivers() {
        let config = PaxosModelCfg { network: "unordered_duplicating".parse().unwrap(), ..Default::default() };
        let mut session = Session::new(config).unwrap();
        session.act(0).unwrap();
        assert_eq!(session.shown().in_flight.len(), 4);
    }
}
