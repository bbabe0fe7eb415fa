//! A step of a run: the state after it, which message it concerned, which it sent, and what is known by then of the whole run.
//! Made from the step before and an action alone.

use super::moves::{Move, trail};
use crate::model::{PaxosAction, PaxosModel, PaxosState, VALUE_CHOSEN, Votes, envelopes};
use crate::paxos::{RegisterMsg, RequestId, Value};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Envelope, Id, Network};
use stateright::{Expectation, Model, Property};

/// The start, or an action and what came of it.
pub struct Step {
    /// The action's index and itself; `None` for the start.
    pub action: Option<(u32, PaxosAction)>,
    /// The action's name, as links have it; `None` for the start.
    pub named: Option<Move>,
    /// All steps so far in 32 bits; 0 for the start.
    pub trail: u32,
    /// The state after it.
    pub state: PaxosState,
    /// The message that it delivered or dropped.
    pub message: Option<Message>,
    /// What it sent, in order.
    pub sent: Vec<Message>,
    /// What is in flight after it, in the order in which it was sent.
    pub in_flight: Vec<Message>,
    /// What clients have asked for so far, in the order in which they asked.
    pub operations: Vec<Operation>,
    /// The first reply that its client wasn't waiting for, as messages in order can bring it.
    pub unasked: Option<Unasked>,
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

/// A client's write or read, from its call to its return.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Operation {
    /// Who asked.
    pub client: Id,
    /// The value to be written; `None` for a read.
    pub written: Option<Value>,
    /// The step in which it was asked for.
    pub called_in: u32,
    /// The step in which its reply arrived; `None` while it is open, which it stays for ever if its client crashes.
    pub returned_in: Option<u32>,
    /// What a read returned.
    pub read: Option<Value>,
    /// The number of the message that asked for it.
    pub request: u32,
    /// The number of the message that was its reply.
    pub reply: Option<u32>,
    /// The last reply that its client got before its next operation, whether or not it was waiting for it: the step, and the value if
    /// it told of one. The sums of links are made from it, so it stays as it is.
    pub told: Option<(u32, Option<Value>)>,
}

/// A reply that nobody was waiting for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unasked {
    /// Who got it.
    pub client: Id,
    /// In which step.
    pub step: u32,
}

/// What can become true in a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TurningPoint {
    /// A server decides.
    Decided,
    /// "value chosen" becomes true.
    ValueChosen,
    /// The property at this place, which must always be true, becomes false.
    Violated(usize),
}

impl Step {
    /// Who has accepted what so far.
    ///
    /// # Panics
    /// If it isn't a session's.
    pub fn votes(&self) -> &Votes {
        self.state.history.votes().expect("a session records votes")
    }

    /// The start of every run: each client has asked for its first write.
    pub(super) fn start(model: &PaxosModel) -> Step {
        let state = model.init_states().remove(0);
        let sent: Vec<Message> = (0..)
            .zip(envelopes(&state.network))
            .map(|(number, envelope)| Message { number, sent_in: 0, envelope })
            .collect();
        Step {
            action: None,
            named: None,
            trail: 0,
            message: None,
            messages_sent: count(sent.len()),
            in_flight: sent.clone(),
            operations: (0..model.cfg.participants()).filter_map(|id| called(&state, &sent, Id::from(id), 0)).collect(),
            unasked: None,
            sent,
            turning_points: Vec::new(),
            state,
        }
    }

    /// The step with this number that the action makes, which leads to `state`.
    pub(super) fn follow(
        &self,
        model: &PaxosModel,
        number: u32,
        action: (u32, PaxosAction),
        named: Move,
        state: PaxosState,
    ) -> Step {
        let mut in_flight = self.in_flight.clone();
        let concerned =
            concerned(&action.1).and_then(|envelope| in_flight.iter().position(|message| message.envelope == envelope));
        let message = concerned.map(|at| in_flight[at].clone());
        // A duplicating network keeps what it delivers.
        let keeps = matches!(action.1, ActorModelAction::Deliver { .. })
            && matches!(state.network, Network::UnorderedDuplicating(..));
        if let (Some(at), false) = (concerned, keeps) {
            in_flight.remove(at);
        }
        let sent: Vec<Message> = (self.messages_sent..)
            .zip(new_envelopes(&in_flight, &state.network))
            .map(|(message, envelope)| Message { number: message, sent_in: number, envelope })
            .collect();
        in_flight.extend(sent.iter().cloned());
        let mut operations = self.operations.clone();
        let reply = message.as_ref().filter(|_| matches!(action.1, ActorModelAction::Deliver { .. }));
        let reply = reply.and_then(|message| Some((message, answered(&message.envelope)?)));
        let is_awaited =
            |(message, id): &(&Message, RequestId)| awaited(&self.state, message.envelope.dst) == Some(*id);
        if let Some(reply) = reply {
            heard(&mut operations, reply.0, number, is_awaited(&reply));
        }
        let unasked = reply
            .filter(|reply| !is_awaited(reply))
            .map(|(message, _)| Unasked { client: message.envelope.dst, step: number });
        let calls = |client: &Id| {
            model.cfg.retries == 0 || !operations.iter().any(|one| one.client == *client && one.returned_in.is_none())
        };
        // Where clients ask again, one that comes back and waits still asks for the same.
        let caller = caller(&self.state, &action.1, &state).filter(calls);
        operations.extend(caller.and_then(|client| called(&state, &in_flight, client, number)));
        Step {
            turning_points: turning_points(model, &self.state, &state),
            messages_sent: self.messages_sent + count(sent.len()),
            named: Some(named),
            trail: trail(self.trail, &action.1),
            action: Some(action),
            state,
            message,
            sent,
            in_flight,
            operations,
            unasked: self.unasked.or(unasked),
        }
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

/// The client that begins an operation in this step.
fn caller(before: &PaxosState, action: &PaxosAction, after: &PaxosState) -> Option<Id> {
    match action {
        ActorModelAction::Recover(id) => Some(*id),
        ActorModelAction::Deliver { dst, .. } if awaited(before, *dst) != awaited(after, *dst) => Some(*dst),
        _ => None,
    }
}

/// The operation that a client has begun just now: it is the one whose request it has sent and waits for.
fn called(state: &PaxosState, in_flight: &[Message], client: Id, number: u32) -> Option<Operation> {
    let awaited = awaited(state, client)?;
    let own = in_flight.iter().rev().filter(|message| message.envelope.src == client);
    let (request, written) = own.into_iter().find_map(|message| match message.envelope.msg {
        RegisterMsg::Put(id, value) if id == awaited => Some((message.number, Some(value))),
        RegisterMsg::Get(id) if id == awaited => Some((message.number, None)),
        _ => None,
    })?;
    Some(Operation {
        client,
        written,
        called_in: number,
        returned_in: None,
        read: None,
        request,
        reply: None,
        told: None,
    })
}

/// Which request a message is the reply to.
fn answered(envelope: &Envelope<RegisterMsg>) -> Option<RequestId> {
    match envelope.msg {
        RegisterMsg::PutOk(id) | RegisterMsg::GetOk(id, _) => Some(id),
        _ => None,
    }
}

fn awaited(state: &PaxosState, id: Id) -> Option<RequestId> {
    match &*state.actor_states[usize::from(id)] {
        RegisterActorState::Client { awaiting, .. } => *awaiting,
        RegisterActorState::Server(_) => None,
    }
}

/// A reply is for its client's last operation, as a client has one at a time, and ends it if the client was waiting for it.
fn heard(operations: &mut [Operation], reply: &Message, number: u32, is_awaited: bool) {
    let Some(operation) = operations.iter_mut().rfind(|operation| operation.client == reply.envelope.dst) else {
        return;
    };
    let value = match reply.envelope.msg {
        RegisterMsg::GetOk(_, value) => Some(value),
        _ => None,
    };
    operation.told = Some((number, value));
    if is_awaited {
        operation.returned_in = Some(number);
        operation.reply = Some(reply.number);
        operation.read = value;
    }
}

fn turning_points(model: &PaxosModel, before: &PaxosState, after: &PaxosState) -> Vec<TurningPoint> {
    let decided = |state: &PaxosState| {
        let servers = state.actor_states.iter();
        servers.filter(|actor| matches!(&***actor, RegisterActorState::Server(server) if server.is_decided)).count()
    };
    let holds = |name, state| (model.property(name).condition)(model, state);
    let is_broken = |property: &Property<PaxosModel>| {
        let is_true = |state| (property.condition)(model, state);
        property.expectation == Expectation::Always && is_true(before) && !is_true(after)
    };
    let mut points = Vec::new();
    if decided(after) > decided(before) {
        points.push(TurningPoint::Decided);
    }
    if holds(VALUE_CHOSEN, after) && !holds(VALUE_CHOSEN, before) {
        points.push(TurningPoint::ValueChosen);
    }
    let properties = model.properties.iter().enumerate();
    points
        .extend(properties.filter(|(_, property)| is_broken(property)).map(|(place, _)| TurningPoint::Violated(place)));
    points
}

/// The envelopes of a network beyond those known to be in flight.
fn new_envelopes(in_flight: &[Message], network: &Network<RegisterMsg>) -> Vec<Envelope<RegisterMsg>> {
    let mut known: Vec<&Envelope<RegisterMsg>> = in_flight.iter().map(|message| &message.envelope).collect();
    let mut new = envelopes(network);
    new.retain(|envelope| match known.iter().position(|other| *other == envelope) {
        Some(at) => {
            known.swap_remove(at);
            false
        }
        None => true,
    });
    new
}

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).expect("runs and what they send are bounded by STEPS_MAX")
}
