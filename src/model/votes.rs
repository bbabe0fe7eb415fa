//! Who has accepted what, ballot by ballot, over a whole run: what "chosen" means, whether or not anybody knows. Derived from a
//! run's steps; no server and no property reads it.

use super::{PaxosAction, PaxosState};
use crate::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Id};
use std::collections::{BTreeMap, BTreeSet};

/// The votes cast so far. A leader that crashed and forgot may use a ballot again, so a ballot alone doesn't name what was voted on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Votes(BTreeMap<(Ballot, Proposal), BTreeSet<Id>>);

impl Votes {
    /// Notes what the step from `before` to `after` adds. To learn a decision isn't to vote.
    pub fn note(&mut self, before: &PaxosState, action: &PaxosAction, after: &PaxosState) {
        let ActorModelAction::Deliver { dst, msg, .. } = action else { return };
        if matches!(msg, RegisterMsg::Internal(PaxosMsg::Decided { .. })) {
            return;
        }
        let (was, is) = (accepted(before, *dst), accepted(after, *dst));
        if let (true, Some(vote)) = (was != is, is) {
            self.0.entry(vote).or_default().insert(*dst);
        }
    }

    /// Who has accepted this proposal in this ballot.
    pub fn of(&self, ballot: Ballot, proposal: Proposal) -> BTreeSet<Id> {
        self.0.get(&(ballot, proposal)).cloned().unwrap_or_default()
    }

    /// What a quorum has accepted in the same ballot, lowest ballot first, and who: *Paxos Made Simple*, section 2.1.
    pub fn chosen(&self, quorum: usize) -> impl Iterator<Item = (Ballot, Proposal, &BTreeSet<Id>)> {
        let all = self.0.iter().map(|((ballot, proposal), servers)| (*ballot, *proposal, servers));
        all.filter(move |(_, _, servers)| servers.len() >= quorum)
    }
}

fn accepted(state: &PaxosState, id: Id) -> Option<(Ballot, Proposal)> {
    match &*state.actor_states[usize::from(id)] {
        RegisterActorState::Server(server) => server.accepted,
        RegisterActorState::Client { .. } => None,
    }
}
