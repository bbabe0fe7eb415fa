//! How a step is named among those that its state allows: by what kind of thing happens, and by its place among its kind. Says more
//! than a bare index, so that a run that no longer fits can be told from one that does, and takes fewer bits. Never takes a step.

use crate::model::PaxosAction;
use crate::paxos::{PaxosMsg, RegisterMsg};
use serde::Serialize;
use stateright::actor::{ActorModelAction, Envelope};

/// A step's name, which links carry.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Move {
    /// What happens.
    pub kind: MoveKind,
    /// Which one, of the actions of that kind, in the canonical order; from 0.
    pub place: u32,
}

/// What happens in a step, as far as links tell it apart. The numbers are part of every link there is: they stay for ever.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum MoveKind {
    /// Nothing is delivered: a message is lost, somebody crashes or comes back, a timer fires, a choice is made, a
    /// partition begins or heals.
    Other = 0,
    /// A client's request is delivered.
    Request = 1,
    /// A reply to a client is delivered.
    Reply = 2,
    /// A `Prepare` is delivered.
    Prepare = 3,
    /// A `Prepared` is delivered.
    Prepared = 4,
    /// An `Accept` is delivered.
    Accept = 5,
    /// An `Accepted` is delivered.
    Accepted = 6,
    /// A `Decided` is delivered.
    Decided = 7,
}

impl MoveKind {
    /// Every kind, each at the place of its number.
    pub const ALL: [MoveKind; 8] = [
        MoveKind::Other,
        MoveKind::Request,
        MoveKind::Reply,
        MoveKind::Prepare,
        MoveKind::Prepared,
        MoveKind::Accept,
        MoveKind::Accepted,
        MoveKind::Decided,
    ];

    fn of(action: &PaxosAction) -> MoveKind {
        let ActorModelAction::Deliver { src, dst, msg } = action else { return MoveKind::Other };
        match msg {
            // A partition heals.
            _ if src == dst => MoveKind::Other,
            RegisterMsg::Put(..) | RegisterMsg::Get(_) => MoveKind::Request,
            RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) => MoveKind::Reply,
            RegisterMsg::Internal(PaxosMsg::Prepare { .. }) => MoveKind::Prepare,
            RegisterMsg::Internal(PaxosMsg::Prepared { .. }) => MoveKind::Prepared,
            RegisterMsg::Internal(PaxosMsg::Accept { .. }) => MoveKind::Accept,
            RegisterMsg::Internal(PaxosMsg::Accepted { .. }) => MoveKind::Accepted,
            RegisterMsg::Internal(PaxosMsg::Decided { .. }) => MoveKind::Decided,
        }
    }
}

/// The trail of a run that goes on with this action: 32 bits of what was done, in order. Part of every link there is, so what is
/// told of an action here stays as it is for ever.
pub(super) fn trail(so_far: u32, action: &PaxosAction) -> u32 {
    let text = match action {
        ActorModelAction::Deliver { src, dst, msg } => json("deliver", &(src, dst, msg)),
        ActorModelAction::Drop(Envelope { src, dst, msg }) => json("drop", &(src, dst, msg)),
        ActorModelAction::Timeout(id, left) => json("timeout", &(id, left)),
        ActorModelAction::Crash(id) => json("crash", id),
        ActorModelAction::Recover(id) => json("recover", id),
        ActorModelAction::SelectRandom { actor, key, random: () } => json("random", &(actor, key)),
    };
    let mut sum = crc32fast::Hasher::new_with_initial(so_far);
    sum.update(text.as_bytes());
    sum.finalize()
}

fn json(what: &str, value: &impl Serialize) -> String {
    format!("{what} {}", serde_json::to_string(value).expect("plain data is JSON"))
}

impl Move {
    /// The name of the action at `index`, `< actions.len()`.
    pub(super) fn of<'a>(mut actions: impl Iterator<Item = &'a PaxosAction>, index: usize) -> Move {
        let mut seen = [0; MoveKind::ALL.len()];
        for action in actions.by_ref().take(index) {
            seen[MoveKind::of(action) as usize] += 1;
        }
        let kind = MoveKind::of(actions.next().expect("the index is one of an action"));
        Move { kind, place: seen[kind as usize] }
    }

    /// The index of the action with this name.
    ///
    /// # Errors
    /// With the number of actions of this kind, if it isn't above the name's place.
    pub(super) fn find<'a>(self, actions: impl Iterator<Item = &'a PaxosAction>) -> Result<u32, u32> {
        let mut seen = 0;
        for (index, action) in (0..).zip(actions) {
            if MoveKind::of(action) != self.kind {
                continue;
            }
            if seen == self.place {
                return Ok(index);
            }
            seen += 1;
        }
        Err(seen)
    }
}
