//! Who has accepted what, ballot by ballot, over a whole run: what "chosen" means, whether or not anybody knows. No server reads it.

use crate::paxos::{Ballot, Proposal, Value};
use stateright::actor::Id;
use std::collections::{BTreeMap, BTreeSet};

/// The votes cast so far. A leader that crashed and forgot may use a ballot again, so a ballot alone doesn't name what was voted on.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Votes(BTreeMap<(Ballot, Proposal), BTreeSet<Id>>);

impl Votes {
    /// Notes that a server accepts. To learn a decision isn't to vote.
    pub(super) fn cast(&mut self, server: Id, ballot: Ballot, proposal: Proposal) {
        self.0.entry((ballot, proposal)).or_default().insert(server);
    }

    /// Who has accepted this proposal in this ballot.
    pub fn of(&self, ballot: Ballot, proposal: Proposal) -> BTreeSet<Id> {
        self.0.get(&(ballot, proposal)).cloned().unwrap_or_default()
    }

    /// What a quorum has accepted in the same ballot, lowest ballot first, and who: *Paxos Made Simple*, section 2.1.
    pub fn chosen(&self, quorum: usize) -> impl Iterator<Item = (Ballot, Proposal, &BTreeSet<Id>)> {
        self.all().filter(move |(_, _, servers)| servers.len() >= quorum)
    }

    /// What was accepted in which ballot, lowest ballot first, and who has.
    pub fn all(&self) -> impl Iterator<Item = (Ballot, Proposal, &BTreeSet<Id>)> {
        self.0.iter().map(|((ballot, proposal), servers)| (*ballot, *proposal, servers))
    }

    /// The values that are chosen, each once.
    pub fn chosen_values(&self, quorum: usize) -> BTreeSet<Value> {
        self.chosen(quorum).map(|(_, proposal, _)| proposal.value).collect()
    }
}
