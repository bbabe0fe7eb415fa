//! What makes no difference any more in a participant's state, and which messages on their way to it don't. A hint to the checker, which
//! proves it anew for every setting.

use super::{NetworkKind, PaxosModelCfg};
use crate::checker::Hint;
use crate::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg, ServerState};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{Actor, Envelope, Id};
use std::collections::{BTreeMap, BTreeSet};

type State = RegisterActorState<ServerState, u64>;

/// What can be left out of a state of servers and clients, whoever they are.
pub fn hint<A>() -> Hint<A, PaxosModelCfg>
where
    A: Actor<State = State, Msg = RegisterMsg>,
{
    Hint { simpler, is_dead }
}

/// A simpler state that reacts alike; `None` if there is none.
fn simpler<A>(cfg: &PaxosModelCfg, _: &A, id: Id, state: &State) -> Option<State> {
    match state {
        // What a broken rule still looks at isn't known here.
        _ if cfg.broken.is_some() => None,
        RegisterActorState::Server(server) => Some(RegisterActorState::Server(simpler_server(cfg, id, server))),
        RegisterActorState::Client { .. } => None,
    }
}

fn simpler_server(cfg: &PaxosModelCfg, id: Id, server: &ServerState) -> ServerState {
    if server.is_decided {
        // All that is left to do is to answer reads with the value.
        let accepted = server.accepted.map(|(_, proposal)| {
            (Ballot::zero(), Proposal { request_id: 0, requester: Id::from(0), value: proposal.value })
        });
        return ServerState { accepted, is_decided: true, ..ServerState::default() };
    }
    let mut simple = server.clone();
    if server.proposal.is_some() && server.ballot.server != id {
        // Another server's ballot is above its own, which it will never come back to. Who has proposed doesn't propose again.
        simple.prepares = BTreeMap::new();
        simple.accepts = BTreeSet::new();
        simple.proposal = Some(Proposal { request_id: 0, requester: Id::from(0), value: '-' });
    } else if server.accepts.contains(&id) && comes_once(cfg) {
        // It has proposed: who has promised still counts, but not what had been accepted.
        simple.prepares.values_mut().for_each(|last_accepted| *last_accepted = None);
    }
    simple
}

/// Whether no server ever counts a promise for the same ballot twice.
fn comes_once(cfg: &PaxosModelCfg) -> bool {
    cfg.max_crashes == 0 && cfg.network != NetworkKind::UnorderedDuplicating
}

/// Whether a message on its way to a participant will never have an effect again.
fn is_dead<A>(cfg: &PaxosModelCfg, _: &A, _: Id, state: &State, envelope: Envelope<&RegisterMsg>) -> bool {
    if cfg.max_crashes > 0 || cfg.network == NetworkKind::Ordered || cfg.broken.is_some() {
        return false;
    }
    match state {
        RegisterActorState::Server(server) => is_dead_for_server(server, envelope.msg),
        // A property reads the answers to reads, so these are kept.
        RegisterActorState::Client { awaiting, .. } => match envelope.msg {
            RegisterMsg::PutOk(request_id) => awaiting.is_none_or(|awaited| *request_id < awaited),
            _ => false,
        },
    }
}

fn is_dead_for_server(server: &ServerState, msg: &RegisterMsg) -> bool {
    if server.is_decided {
        return !matches!(msg, RegisterMsg::Get(_));
    }
    match msg {
        RegisterMsg::Put(..) => server.proposal.is_some(),
        RegisterMsg::Get(_) | RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) => false,
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => *ballot <= server.ballot,
        RegisterMsg::Internal(
            PaxosMsg::Prepared { ballot, .. } | PaxosMsg::Accept { ballot, .. } | PaxosMsg::Accepted { ballot },
        ) => *ballot < server.ballot,
        RegisterMsg::Internal(PaxosMsg::Decided { .. }) => false,
    }
}
