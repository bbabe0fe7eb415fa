//! Partitions: while one holds, no message between the two groups of servers that it cuts apart is delivered. What was sent stays
//! in flight, and arrives once the partition has healed. Clients reach every server.
//!
//! Stateright's models have no such step, so it's one actor more, behind the clients. A timer for each cut begins a partition: the
//! actor sends itself a message, whose delivery heals it. Which deliveries are none is for the model's boundary to say.

use super::{History, PaxosModelCfg};
use crate::paxos::{RegisterMsg, RequestId};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Envelope, Id, Network, Out, model_timeout};
use std::borrow::Cow;

/// The two groups of a partition. Group 0 is the one of the first server.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Cut(u8);

/// Requests of the divider tell the cut in so many low bits, and above them which partition of the run it is.
const CUT_BITS: u32 = u8::BITS;

impl Cut {
    /// Every way to cut these servers in two: `2^(servers - 1) - 1`.
    pub fn all(server_count: usize) -> impl Iterator<Item = Cut> {
        (1..1_u8 << server_count.saturating_sub(1)).map(Cut)
    }

    /// The group of a server, 0 or 1.
    pub fn group(self, server: usize) -> usize {
        usize::from((u16::from(self.0) << 1) >> server & 1)
    }

    /// Whether it is between these two.
    pub fn parts(self, config: &PaxosModelCfg, one: Id, other: Id) -> bool {
        let (one, other) = (usize::from(one), usize::from(other));
        one.max(other) < config.server_count && self.group(one) != self.group(other)
    }

    fn request(self, begun: u64) -> RequestId {
        begun << CUT_BITS | u64::from(self.0)
    }

    fn of_request(request: RequestId) -> Cut {
        Cut(u8::try_from(request & ((1 << CUT_BITS) - 1)).expect("so many bits"))
    }
}

/// What has become of the network by now.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Division {
    /// No partition holds.
    #[default]
    Whole,
    /// One does.
    Divided(Cut),
    /// A message was delivered across it, which can't be.
    Crossed,
}

impl Division {
    /// Whether a message can't be delivered until a partition has healed.
    pub fn holds_up(self, config: &PaxosModelCfg, envelope: &Envelope<RegisterMsg>) -> bool {
        matches!(self, Division::Divided(cut) if cut.parts(config, envelope.src, envelope.dst))
    }

    /// The division after a message that is sent.
    pub(super) fn said(self, envelope: &Envelope<&RegisterMsg>) -> Division {
        match envelope.msg {
            RegisterMsg::Get(request) if is_own(envelope) => Division::Divided(Cut::of_request(*request)),
            _ => self,
        }
    }

    /// The division after a message that arrives.
    pub(super) fn heard(self, config: &PaxosModelCfg, envelope: &Envelope<&RegisterMsg>) -> Division {
        match self {
            _ if is_own(envelope) => Division::Whole,
            Division::Divided(cut) if cut.parts(config, envelope.src, envelope.dst) => Division::Crossed,
            _ => self,
        }
    }
}

/// Whether a state can be as far as partitions go: nothing has crossed one, and no message of the divider's to itself was lost.
pub(super) fn is_possible(config: &PaxosModelCfg, state: &super::PaxosState) -> bool {
    let Some(divider) = config.divider() else { return true };
    let History { division, .. } = state.history;
    let RegisterActorState::Client { awaiting, op_count } = &*state.actor_states[divider] else { return false };
    let expected = match &state.network {
        // It keeps what it has delivered.
        Network::UnorderedDuplicating(..) => *op_count,
        _ => u64::from(awaiting.is_some()),
    };
    let own = state.network.iter_deliverable().filter(is_own);
    division != Division::Crossed && own.count() as u64 == expected
}

/// Whether somebody sends a message to itself, which nobody but the divider does.
pub(super) fn is_own<M>(envelope: &Envelope<M>) -> bool {
    envelope.src == envelope.dst
}

/// A step that begins or heals a partition.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dividing {
    /// It begins.
    Begins(Cut),
    /// It heals.
    Heals(Cut),
    /// Nothing that can be: to lose or to crash what isn't there.
    Never,
}

impl Dividing {
    /// What of this kind an action is; `None` if it's one of a server, a client or the network between them.
    pub fn of(config: &PaxosModelCfg, action: &super::PaxosAction) -> Option<Dividing> {
        let divider = Id::from(config.divider()?);
        match action {
            ActorModelAction::Timeout(id, cut) if *id == divider => Some(Dividing::Begins(Cut(*cut))),
            ActorModelAction::Deliver { dst, msg: RegisterMsg::Get(request), .. } if *dst == divider => {
                Some(Dividing::Heals(Cut::of_request(*request)))
            }
            ActorModelAction::Drop(Envelope { dst: id, .. })
            | ActorModelAction::Crash(id)
            | ActorModelAction::Recover(id)
                if *id == divider =>
            {
                Some(Dividing::Never)
            }
            _ => None,
        }
    }
}

/// Who begins partitions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Divider {
    /// Servers that it can cut apart.
    pub server_count: usize,
    /// How many partitions may begin in a run.
    pub partitions: u64,
}

type State = RegisterActorState<crate::paxos::ServerState, u64>;

impl Divider {
    pub(super) fn on_start(&self, out: &mut Out<super::Participant>) -> State {
        self.set_timers(0, out);
        RegisterActorState::Client { awaiting: None, op_count: 0 }
    }

    pub(super) fn on_timeout(&self, id: Id, state: &mut Cow<'_, State>, cut: u8, out: &mut Out<super::Participant>) {
        let RegisterActorState::Client { awaiting: None, op_count } = **state else { return };
        let request = Cut(cut).request(op_count + 1);
        Cut::all(self.server_count).for_each(|cut| out.cancel_timer(cut.0));
        *state.to_mut() = RegisterActorState::Client { awaiting: Some(request), op_count: op_count + 1 };
        out.send(id, RegisterMsg::Get(request));
    }

    pub(super) fn on_msg(&self, state: &mut Cow<'_, State>, msg: &RegisterMsg, out: &mut Out<super::Participant>) {
        let RegisterActorState::Client { awaiting: Some(awaited), op_count } = **state else { return };
        if *msg == RegisterMsg::Get(awaited) {
            *state.to_mut() = RegisterActorState::Client { awaiting: None, op_count };
            self.set_timers(op_count, out);
        }
    }

    /// Another partition may begin, if not all have.
    fn set_timers(&self, begun: u64, out: &mut Out<super::Participant>) {
        if begun < self.partitions {
            Cut::all(self.server_count).for_each(|cut| out.set_timer(cut.0, model_timeout()));
        }
    }
}
