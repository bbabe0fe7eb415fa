//! All that is known of a run at one of its steps: the state of the system, which messages are in flight and when they were sent, what
//! clients have asked for and been told. Made from the start and the actions alone, one after the other. Keeps nothing of the steps
//! before but the operations, which are a few words each.

use crate::model::{PaxosAction, PaxosModel, PaxosState, Votes, envelopes, envelopes_beyond, has_effect};
use crate::paxos::{RegisterMsg, RequestId, Value};
use stateright::Model;
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Envelope, Id, Network};

/// A run at one of its steps.
#[derive(Clone)]
pub struct Moment {
    /// The state after the step.
    pub state: PaxosState,
    /// What is in flight after it, in the order in which it was sent.
    pub in_flight: Vec<Message>,
    /// What clients have asked for so far, in the order in which they asked.
    pub operations: Vec<Operation>,
    /// The first reply that its client wasn't waiting for, as messages in order can bring it.
    pub unasked: Option<Unasked>,
    /// The number of the step; 0 for the start.
    number: u32,
    messages_sent: u32,
}

/// What an action does to messages.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Happened {
    /// The message that it delivered or dropped.
    pub message: Option<Message>,
    /// What it sent, in order.
    pub sent: Vec<Message>,
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

impl Moment {
    /// The start of every run: each client has asked for its first write.
    pub fn start(model: &PaxosModel) -> Moment {
        let state = model.init_states().remove(0);
        let in_flight: Vec<Message> = (0..)
            .zip(envelopes(&state.network))
            .map(|(number, envelope)| Message { number, sent_in: 0, envelope })
            .collect();
        Moment {
            number: 0,
            messages_sent: count(in_flight.len()),
            operations: (0..model.cfg.participants())
                .filter_map(|id| called(&state, &in_flight, Id::from(id), 0))
                .collect(),
            unasked: None,
            in_flight,
            state,
        }
    }

    /// Who has accepted what so far.
    ///
    /// # Panics
    /// If the model isn't one that is watched.
    pub fn votes(&self) -> &Votes {
        self.state.history.votes().expect("a model that is watched records votes")
    }

    /// The actions of the state, in their canonical order, and whether each has an effect.
    pub fn actions(&self, model: &PaxosModel) -> Vec<(PaxosAction, bool)> {
        let mut actions = Vec::new();
        model.actions(&self.state, &mut actions);
        let with_effect = actions.into_iter().map(|action| {
            let has_effect = has_effect(model, &self.state, &action);
            (action, has_effect)
        });
        with_effect.collect()
    }

    /// Goes on with an action of the state that has an effect.
    ///
    /// # Panics
    /// If it has none.
    pub fn go(&mut self, model: &PaxosModel, action: &PaxosAction) -> Happened {
        let number = self.number + 1;
        let state = model.next_state(&self.state, action.clone()).expect("an action with an effect");
        let concerned = concerned(action)
            .and_then(|envelope| self.in_flight.iter().position(|message| message.envelope == envelope));
        let is_delivery = matches!(action, ActorModelAction::Deliver { .. });
        // A duplicating network keeps what it delivers.
        let keeps = is_delivery && matches!(state.network, Network::UnorderedDuplicating(..));
        let message = concerned.map(|at| if keeps { self.in_flight[at].clone() } else { self.in_flight.remove(at) });
        let sent: Vec<Message> = (self.messages_sent..)
            .zip(envelopes_beyond(&self.state.network, &state.network))
            .map(|(message, envelope)| Message { number: message, sent_in: number, envelope })
            .collect();
        self.messages_sent += count(sent.len());
        self.in_flight.extend(sent.iter().cloned());
        let reply = message.as_ref().filter(|_| is_delivery);
        let reply = reply.and_then(|message| Some((message, answered(&message.envelope)?)));
        if let Some((reply, request)) = reply {
            let client = reply.envelope.dst;
            let is_awaited = awaited(&self.state, client) == Some(request);
            heard(&mut self.operations, reply, number, is_awaited);
            if !is_awaited {
                self.unasked.get_or_insert(Unasked { client, step: number });
            }
        }
        let calls = |client: &Id| {
            let is_open = |one: &Operation| one.client == *client && one.returned_in.is_none();
            model.cfg.retries == 0 || !self.operations.iter().any(is_open)
        };
        // Where clients ask again, one that comes back and waits still asks for the same.
        let caller = caller(&self.state, action, &state).filter(calls);
        let operation = caller.and_then(|client| called(&state, &self.in_flight, client, number));
        self.operations.extend(operation);
        (self.state, self.number) = (state, number);
        Happened { message, sent }
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

fn count(length: usize) -> u32 {
    u32::try_from(length).expect("runs and what they send are bounded")
}
