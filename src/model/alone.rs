//! What a server that is alone proposes, accepts and decides. It has nobody to tell, so no message says it: it is worked out, by the
//! server's own code, from the writes that reach it. Never looks at the server's state.

use super::{NetworkKind, PaxosModelCfg};
use crate::paxos::{PaxosActor, RegisterMsg, RequestId, ServerState, Stored, Value};
use stateright::actor::{Actor, Command, Id, Out};
use std::borrow::Cow;

/// The server.
pub(super) const ALONE: usize = 0;

/// A client's write: whose, and what.
pub(super) type Write = (Id, RequestId, Value);

/// The server as the last write that it acted on has left it.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(super) struct Alone {
    state: ServerState,
    stored: Option<Stored>,
    /// A write that it acted on only if it has crashed since.
    doubtful: Option<Write>,
}

impl Alone {
    /// The server after a write has arrived, if it acted on it.
    pub(super) fn asked(&mut self, config: &PaxosModelCfg, write: Write) -> Option<&ServerState> {
        self.doubtful = None;
        if self.acts(config, write) {
            return Some(&self.state);
        }
        // On an ordered network a write arrives without an effect too. On any other it had one, so the server has forgotten that it
        // leads already.
        if config.network == NetworkKind::Ordered {
            self.doubtful = (config.max_crashes > 0).then_some(write);
            return None;
        }
        self.comes_back(config, write)
    }

    /// The server after a reply to a write, if only that tells that it acted on it. One that takes a promise and no accept for a
    /// quorum never replies, so on an ordered network what it accepts after a crash isn't known.
    pub(super) fn replied(&mut self, config: &PaxosModelCfg) -> Option<&ServerState> {
        let write = self.doubtful.take()?;
        self.comes_back(config, write)
    }

    fn comes_back(&mut self, config: &PaxosModelCfg, write: Write) -> Option<&ServerState> {
        self.state = server(config).on_start(Id::from(ALONE), &self.stored, &mut Out::new());
        self.acts(config, write).then_some(&self.state)
    }

    fn acts(&mut self, config: &PaxosModelCfg, (client, request, value): Write) -> bool {
        let mut state = Cow::Borrowed(&self.state);
        let mut out = Out::new();
        server(config).on_msg(Id::from(ALONE), &mut state, client, RegisterMsg::Put(request, value), &mut out);
        let Cow::Owned(next) = state else { return false };
        for command in out {
            if let Command::Save(stored) = command {
                self.stored = Some(stored);
            }
        }
        self.state = next;
        true
    }
}

fn server(config: &PaxosModelCfg) -> PaxosActor {
    PaxosActor { peers: Vec::new(), rules: config.rules() }
}
