//! Who has accepted what, ballot by ballot, over a whole run: what "chosen" means, whether or not anybody knows. Derived from a
//! run's steps; no server and no property reads it.

use super::{PaxosAction, PaxosState};
use crate::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Id};
use std::collections::{BTreeMap, BTreeSet};

/// The votes cast so far.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Votes(BTreeMap<Ballot, Vote>);

/// The votes of one ballot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Vote {
    /// What the ballot's leader proposed.
    pub proposal: Proposal,
    /// Who has accepted it.
    pub servers: BTreeSet<Id>,
}

impl Votes {
    /// Notes what the step from `before` to `after` adds. To learn a decision isn't to vote.
    pub fn note(&mut self, before: &PaxosState, action: &PaxosAction, after: &PaxosState) {
        let ActorModelAction::Deliver { dst, msg, .. } = action else { return };
        if matches!(msg, RegisterMsg::Internal(PaxosMsg::Decided { .. })) {
            return;
        }
        let (was, is) = (accepted(before, *dst), accepted(after, *dst));
        if let (true, Some((ballot, proposal))) = (was != is, is) {
            self.of(ballot, proposal).servers.insert(*dst);
        }
    }

    /// The votes in `ballot`; none yet if nobody voted.
    pub fn in_ballot(&self, ballot: Ballot) -> Option<&Vote> {
        self.0.get(&ballot)
    }

    /// Every ballot in which a quorum has accepted, lowest first. What they proposed is chosen: *Paxos Made Simple*, section 2.1.
    pub fn chosen(&self, quorum: usize) -> impl Iterator<Item = (Ballot, &Vote)> {
        self.0.iter().filter(move |(_, vote)| vote.servers.len() >= quorum).map(|(ballot, vote)| (*ballot, vote))
    }

    fn of(&mut self, ballot: Ballot, proposal: Proposal) -> &mut Vote {
        self.0.entry(ballot).or_insert_with(|| Vote { proposal, servers: BTreeSet::new() })
    }
}

fn accepted(state: &PaxosState, id: Id) -> Option<(Ballot, Proposal)> {
    match &*state.actor_states[usize::from(id)] {
        RegisterActorState::Server(server) => server.accepted,
        RegisterActorState::Client { .. } => None,
    }
}
