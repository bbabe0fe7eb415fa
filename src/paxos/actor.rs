//! The reaction as a stateright actor, so that the very same code is checked, played in the page and spawned on a network.
//! Adds no rule of its own.

use super::messages::RegisterMsg;
use super::reaction::{Cluster, Reaction, ServerState, react};
use stateright::actor::{Actor, Id, Out};
use std::borrow::Cow;

/// A server: proposer, acceptor and learner at once.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PaxosActor {
    /// All servers but itself.
    pub peers: Vec<Id>,
}

impl PaxosActor {
    /// The cluster as the server `me` sees it.
    pub fn cluster(&self, me: Id) -> Cluster<'_> {
        Cluster { me, peers: &self.peers }
    }
}

impl Actor for PaxosActor {
    type Msg = RegisterMsg;
    type State = ServerState;
    type Timer = ();
    type Random = ();
    type Storage = ();

    fn on_start(&self, _: Id, _: &Option<()>, _: &mut Out<Self>) -> ServerState {
        ServerState::default()
    }

    // The state stays borrowed exactly when no rule writes to it: stateright takes that, with nothing sent, for "no effect".
    fn on_msg(&self, id: Id, state: &mut Cow<'_, ServerState>, src: Id, msg: RegisterMsg, out: &mut Out<Self>) {
        if let Reaction::Acted { next, sends, .. } = react(self.cluster(id), state, src, &msg) {
            for (dst, msg) in sends {
                out.send(dst, msg);
            }
            if let Some(next) = next {
                *state = Cow::Owned(next);
            }
        }
    }

    fn name(&self) -> String {
        "Paxos Server".to_owned()
    }
}
