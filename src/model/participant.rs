//! A server, or stateright's register client, which here may also ask again when no reply comes. Clients' own behaviour is
//! stateright's; the timer is all that is added. Behind them, if there may be partitions, is who begins them.

use super::partition::Divider;
use crate::paxos::{PaxosActor, RegisterMsg, RetriesLeft, ServerState, Stored};
use stateright::actor::register::{RegisterActor, RegisterActorState};
use stateright::actor::{Actor, Id, Out, model_timeout};
use std::borrow::Cow;

/// Who takes part in a run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Participant {
    /// A server, or a client that writes and then reads.
    Register {
        /// What it is to stateright.
        register: RegisterActor<PaxosActor>,
        /// How often it asks again, if it's a client: each time the server after the one that it asked last.
        retries: RetriesLeft,
    },
    /// Who begins partitions.
    Divider(Divider),
}

impl Participant {
    /// The server, if it's one.
    pub fn server(&self) -> Option<&PaxosActor> {
        match self {
            Participant::Register { register: RegisterActor::Server(server), .. } => Some(server),
            _ => None,
        }
    }

    /// A client's request once more, and to whom, when its timer fires with this many retries left.
    fn request_again(&self, id: Id, state: &<Self as Actor>::State, left: RetriesLeft) -> Option<(Id, RegisterMsg)> {
        let Participant::Register { register: RegisterActor::Client { put_count, server_count }, retries } = self
        else {
            return None;
        };
        let RegisterActorState::Client { awaiting, op_count } = state else { return None };
        let (index, request_id) = (usize::from(id), (*awaiting)?);
        let operation = usize::try_from(*op_count).expect("bounded by the writes of a client");
        let times = usize::from(retries.saturating_sub(left)) + 1;
        let server = (index + operation - 1 + times) % server_count;
        let msg = match written(index - server_count, operation).filter(|_| operation <= *put_count) {
            Some(value) => RegisterMsg::Put(request_id, value),
            None => RegisterMsg::Get(request_id),
        };
        Some((Id::from(server), msg))
    }
}

/// What the client with this place among the clients writes as its nth operation, which counts from 1; stateright's clients write A,
/// B, C first, and Z, Y, X from then on.
pub fn written(client: usize, operation: usize) -> Option<char> {
    let place = u8::try_from(client).ok()?;
    match operation {
        0 => None,
        1 => Some((b'A' + place).into()),
        _ => Some((b'Z' - place).into()),
    }
}

/// The request that a client waits for.
fn awaited(state: &<Participant as Actor>::State) -> Option<u64> {
    match state {
        RegisterActorState::Client { awaiting, .. } => *awaiting,
        RegisterActorState::Server(_) => None,
    }
}

impl Actor for Participant {
    type Msg = RegisterMsg;
    type State = RegisterActorState<ServerState, u64>;
    type Timer = RetriesLeft;
    type Random = ();
    type Storage = Stored;

    fn on_start(&self, id: Id, storage: &Option<Stored>, out: &mut Out<Self>) -> Self::State {
        let (register, retries) = match self {
            Participant::Register { register, retries } => (register, *retries),
            Participant::Divider(divider) => return divider.on_start(out),
        };
        let mut own = Out::new();
        let state = register.on_start(id, storage, &mut own);
        out.append(&mut own);
        if retries > 0 && awaited(&state).is_some() {
            out.set_timer(retries, model_timeout());
        }
        state
    }

    fn on_msg(&self, id: Id, state: &mut Cow<'_, Self::State>, src: Id, msg: RegisterMsg, out: &mut Out<Self>) {
        let (register, retries) = match self {
            Participant::Register { register, retries } => (register, *retries),
            Participant::Divider(divider) => return divider.on_msg(state, &msg, out),
        };
        let before = awaited(state);
        let mut own = Out::new();
        register.on_msg(id, state, src, msg, &mut own);
        out.append(&mut own);
        let after = awaited(state);
        if retries > 0 && before != after {
            (1..=retries).for_each(|left| out.cancel_timer(left));
            if after.is_some() {
                out.set_timer(retries, model_timeout());
            }
        }
    }

    fn on_timeout(&self, id: Id, state: &mut Cow<'_, Self::State>, timer: &RetriesLeft, out: &mut Out<Self>) {
        if let Participant::Divider(divider) = self {
            divider.on_timeout(id, state, *timer, out);
        } else if let Some((server, request)) = self.request_again(id, state, *timer) {
            out.send(server, request);
            if *timer > 1 {
                out.set_timer(timer - 1, model_timeout());
            }
        }
    }

    fn name(&self) -> String {
        match self {
            Participant::Register { register, .. } => register.name(),
            Participant::Divider(_) => "Partitions".to_owned(),
        }
    }
}
