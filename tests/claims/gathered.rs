//! What was done in a run so far, gathered from its states and actions alone. Reads nothing that the model records.

use paxos_lab::explain::value_text;
use paxos_lab::model::{PaxosAction, PaxosState, envelopes};
use paxos_lab::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg, ServerState};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Id};
use std::collections::{BTreeMap, BTreeSet};

pub(super) type Votes = BTreeMap<(Ballot, Proposal), BTreeSet<Id>>;

/// What was done in a run so far, gathered from its states and actions alone.
#[derive(Clone, Default)]
pub(super) struct Gathered {
    pub(super) votes: Votes,
    /// The highest ballot that each server has promised, as an acceptor or as its leader.
    pub(super) promised: BTreeMap<Id, Ballot>,
    /// The same, or accepted in.
    pub(super) took_part: BTreeMap<Id, Ballot>,
    /// Which server was asked for a client's request.
    pub(super) asked: BTreeSet<(Id, u64, Id)>,
}

pub(super) fn server(state: &PaxosState, id: Id) -> Option<&ServerState> {
    match &*state.actor_states[usize::from(id)] {
        RegisterActorState::Server(server) => Some(server),
        RegisterActorState::Client { .. } => None,
    }
}

pub(super) fn raise(highest: &mut BTreeMap<Id, Ballot>, id: Id, ballot: Ballot) {
    let known = highest.entry(id).or_insert(ballot);
    *known = ballot.max(*known);
}

impl Gathered {
    /// The run goes on.
    pub(super) fn after(&self, before: &PaxosState, action: &PaxosAction, after: &PaxosState) -> Gathered {
        let mut next = self.clone();
        for envelope in envelopes(&after.network) {
            if let RegisterMsg::Put(request, _) | RegisterMsg::Get(request) = envelope.msg {
                next.asked.insert((envelope.src, request, envelope.dst));
            }
        }
        let ActorModelAction::Deliver { dst, msg, .. } = action else { return next };
        let (Some(was), Some(is)) = (server(before, *dst), server(after, *dst)) else { return next };
        let proposes = || was.accepts.is_empty() != is.accepts.is_empty() || was.accepted != is.accepted;
        match msg {
            RegisterMsg::Put(..) if was.proposal.is_none() && is.proposal.is_some() => {
                raise(&mut next.promised, *dst, is.ballot);
                raise(&mut next.took_part, *dst, is.ballot);
                if let Some(vote) = is.accepted.filter(|_| is.accepts.contains(dst)) {
                    next.votes.entry(vote).or_default().insert(*dst);
                }
            }
            RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) if was.ballot != is.ballot || *ballot == is.ballot => {
                raise(&mut next.promised, *dst, *ballot);
                raise(&mut next.took_part, *dst, *ballot);
            }
            RegisterMsg::Internal(PaxosMsg::Prepared { .. }) if proposes() && is.accepts.contains(dst) => {
                let vote = is.accepted.expect("who proposes accepts it");
                next.votes.entry(vote).or_default().insert(*dst);
                raise(&mut next.took_part, *dst, vote.0);
            }
            RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal })
                if !was.is_decided && is.accepted == Some((*ballot, *proposal)) =>
            {
                next.votes.entry((*ballot, *proposal)).or_default().insert(*dst);
                raise(&mut next.took_part, *dst, *ballot);
            }
            _ => (),
        }
        next
    }

    pub(super) fn voters(&self, ballot: Ballot, value: &str) -> BTreeSet<Id> {
        let same = self.votes.iter().filter(|((at, proposal), _)| *at == ballot && value_text(proposal.value) == value);
        same.flat_map(|(_, servers)| servers.iter().copied()).collect()
    }

    /// The values that a quorum has accepted in one ballot, and in which.
    pub(super) fn chosen(&self, quorum: usize) -> BTreeSet<(String, Ballot)> {
        let all = self.votes.iter().filter(|(_, servers)| servers.len() >= quorum);
        all.map(|((ballot, proposal), _)| (value_text(proposal.value), *ballot)).collect()
    }

    pub(super) fn values(&self, quorum: usize) -> BTreeSet<String> {
        self.chosen(quorum).into_iter().map(|(value, _)| value).collect()
    }

    pub(super) fn has_voted(&self, id: Id) -> bool {
        self.votes.values().any(|servers| servers.contains(&id))
    }
}
