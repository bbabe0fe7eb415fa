//! The reaction as a stateright actor, so that the very same code is checked, played in the page and spawned on a network.
//! Adds no rule of its own but what it saves, and when.

use super::messages::{Ballot, Proposal, RegisterMsg};
use super::reaction::{Cluster, Reaction, Rule, ServerState, react};
use super::rules::{BrokenRule, Rules, Storage};
use serde::{Deserialize, Serialize};
use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;

/// A server: proposer, acceptor and learner at once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaxosActor {
    /// All servers but itself.
    pub peers: Vec<Id>,
    /// What it goes by.
    pub rules: Rules,
}

/// What a server has on disk: what an acceptor must never forget, and what it has learned. A leader's proposal isn't there; who comes
/// back leads nothing.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// See [`ServerState::ballot`].
    pub ballot: Ballot,
    /// See [`ServerState::accepted`].
    pub accepted: Option<(Ballot, Proposal)>,
    /// See [`ServerState::is_decided`].
    pub is_decided: bool,
}

/// The timer of a client that asks again: how often it still may. Servers have none.
pub type RetriesLeft = u8;

impl PaxosActor {
    /// The cluster as the server `me` sees it.
    pub fn cluster(&self, me: Id) -> Cluster<'_> {
        Cluster { me, peers: &self.peers, rules: self.rules }
    }

    /// What has to be on disk in this state.
    fn stored(&self, state: &ServerState) -> Stored {
        let ServerState { ballot, accepted, is_decided, .. } = *state;
        match self.rules.broken {
            Some(BrokenRule::ForgetsAccepted) => Stored { ballot, accepted: None, is_decided: false },
            _ => Stored { ballot, accepted, is_decided },
        }
    }

    /// What a step has to save before anything is sent.
    fn saves(&self, before: &ServerState, rule: Rule, next: &ServerState) -> Option<Stored> {
        let is_skipped = match self.rules.broken {
            Some(BrokenRule::ReusesBallot) => {
                matches!(rule, Rule::BallotStarted(_) | Rule::BallotStartedAlone { .. } | Rule::QuorumPromised(_))
            }
            Some(BrokenRule::ForgetsPromise) => matches!(rule, Rule::BallotPromised(_)),
            _ => false,
        };
        let stored = self.stored(next);
        let is_new = stored != self.stored(before);
        (self.rules.storage == Storage::Durable && is_new && !is_skipped).then_some(stored)
    }
}

impl Actor for PaxosActor {
    type Msg = RegisterMsg;
    type State = ServerState;
    type Timer = RetriesLeft;
    type Random = ();
    type Storage = Stored;

    fn on_start(&self, _: Id, storage: &Option<Stored>, _: &mut Out<Self>) -> ServerState {
        let empty = ServerState::default();
        match *storage {
            Some(Stored { ballot, accepted, is_decided }) => ServerState { ballot, accepted, is_decided, ..empty },
            None => empty,
        }
    }

    // The state stays borrowed exactly when no rule writes to it: stateright takes that, with nothing sent, for "no effect".
    fn on_msg(&self, id: Id, state: &mut Cow<'_, ServerState>, src: Id, msg: RegisterMsg, out: &mut Out<Self>) {
        if let Reaction::Acted { rule, next, sends } = react(self.cluster(id), state, src, &msg) {
            if let Some(stored) = next.as_deref().and_then(|next| self.saves(state, rule, next)) {
                out.save(stored);
            }
            for (dst, msg) in sends {
                out.send(dst, msg);
            }
            if let Some(next) = next {
                *state = Cow::Owned(*next);
            }
        }
    }

    fn name(&self) -> String {
        "Paxos Server".to_owned()
    }
}
