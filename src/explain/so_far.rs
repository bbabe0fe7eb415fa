//! What is known of the whole run, which no server is: what a vote makes of a proposal, whether what a server takes for chosen is so, and
//! what a server has forgotten. Never says what a server does.

use super::words::{actor_name, list, value_text};
use crate::model::{Ledger, PaxosModel};
use crate::moment::Moment;
use crate::paxos::{Ballot, Proposal, ServerState, Value};
use stateright::actor::Id;
use stateright::actor::register::RegisterActorState;

/// The run up to a step.
pub(super) struct SoFar<'a> {
    pub(super) model: &'a PaxosModel,
    pub(super) step: &'a Moment,
}

/// A ballot above the one that a server goes by, in which it took part all the same.
pub(super) enum Beyond {
    /// It still knows that it accepted in it.
    Accepted(Ballot),
    /// It knows no more of it.
    Forgotten(Ballot),
}

impl SoFar<'_> {
    fn name(&self, id: Id) -> String {
        actor_name(id, self.model.cfg.server_count)
    }

    fn names<'i>(&self, ids: impl IntoIterator<Item = &'i Id>) -> String {
        list(&ids.into_iter().map(|id| self.name(*id)).collect::<Vec<_>>())
    }

    /// What a server's vote makes of the ballot's proposal: accepted by some, or chosen.
    pub(super) fn with_vote(&self, server: Id, ballot: Ballot, proposal: Proposal) -> String {
        let (servers, quorum) = (self.model.cfg.server_count, self.model.cfg.choosing_quorum());
        let votes = self.step.votes();
        let value = value_text(proposal.value);
        if let Some((earlier, ..)) = votes.chosen(quorum).find(|(_, chosen, _)| chosen.value == proposal.value) {
            return format!("{value} is chosen already, in {earlier}.");
        }
        let others: Vec<String> = votes.chosen_values(quorum).into_iter().map(value_text).collect();
        let mut voters = votes.of(ballot, proposal);
        let is_new = voters.insert(server);
        let have = voters.len();
        if have >= quorum {
            let make = format!("{} make {have} of {servers}, a quorum", self.names(&voters));
            return match (others.is_empty(), self.is_decided_by_some(proposal.value)) {
                (true, false) => format!("{make}: from now on {value} is chosen, though no server knows it yet."),
                (true, true) => format!("{make}: from now on {value} is chosen."),
                (false, _) => format!("{make}: now {value} is chosen beside {}, which must never be.", list(&others)),
            };
        }
        match (&others[..], is_new) {
            ([], true) => format!(
                "Accepted isn't chosen yet: that takes {quorum} servers, and this is the {} to accept it in {ballot}.",
                ordinal(have)
            ),
            ([], false) => format!(
                "Accepted isn't chosen yet: that takes {quorum} servers, and this one had accepted it in {ballot} before."
            ),
            ([other], _) => {
                let (earlier, ..) = votes.chosen(quorum).next().expect("a value is chosen");
                format!("Yet {other} is chosen already, in {earlier}: no second value may ever be chosen.")
            }
            (others, _) => format!("Yet {} are chosen already, which must never be.", list(others)),
        }
    }

    fn is_decided_by_some(&self, value: Value) -> bool {
        self.step.state.actor_states.iter().any(|actor| match &**actor {
            RegisterActorState::Server(server) => {
                server.is_decided && server.accepted.is_some_and(|(_, proposal)| proposal.value == value)
            }
            RegisterActorState::Client { .. } => false,
        })
    }

    /// Why a proposal isn't chosen in a ballot, for who takes it for chosen; `None` if it is.
    pub(super) fn unfounded(&self, ballot: Ballot, proposal: Proposal) -> Option<String> {
        let voters = self.step.votes().of(ballot, proposal);
        (voters.len() < self.model.cfg.choosing_quorum()).then(|| {
            let have = match voters.len() {
                0 => "nobody has".to_owned(),
                1 => format!("only {} has", self.names(&voters)),
                _ => format!("only {} have", self.names(&voters)),
            };
            format!("though no quorum has accepted it in {ballot}: {have}")
        })
    }

    fn took_part(&self, server: Id) -> Option<Ballot> {
        self.step.state.history.ledger.as_deref().and_then(|ledger: &Ledger| ledger.promised(server))
    }

    /// Whether a server has ever led, promised or accepted.
    pub(super) fn has_taken_part(&self, server: Id) -> bool {
        self.took_part(server).is_some()
    }

    /// Whether a server took part in this ballot, or a higher one: to be told of a decision is not to.
    pub(super) fn has_promised(&self, server: Id, ballot: Ballot) -> bool {
        self.took_part(server).is_some_and(|highest| highest >= ballot)
    }

    /// The highest ballot in which a server took part, if it's above the one that it goes by.
    pub(super) fn beyond(&self, server: Id, knows: &ServerState) -> Option<Beyond> {
        let highest = self.took_part(server).filter(|highest| *highest > knows.ballot)?;
        let is_known = knows.accepted.is_some_and(|(accepted_in, _)| accepted_in >= highest);
        Some(if is_known { Beyond::Accepted(highest) } else { Beyond::Forgotten(highest) })
    }

    /// The same, if nothing of what it knows tells it.
    pub(super) fn forgotten(&self, server: Id, knows: &ServerState) -> Option<Ballot> {
        match self.beyond(server, knows)? {
            Beyond::Accepted(_) => None,
            Beyond::Forgotten(ballot) => Some(ballot),
        }
    }

    /// Why a promise carries no value.
    pub(super) fn nothing_accepted(&self, server: Id) -> &'static str {
        match self.has_voted(server) {
            false => "It has accepted nothing, so the promise carries no value.",
            true => "It remembers nothing that it accepted, so the promise carries no value.",
        }
    }

    /// Whether a server has ever accepted anything.
    pub(super) fn has_voted(&self, server: Id) -> bool {
        self.step.votes().chosen(1).any(|(_, _, servers)| servers.contains(&server))
    }

    /// A server is told of a decision.
    pub(super) fn learns(&self, me: &str, from: &str, ballot: Ballot, proposal: Proposal) -> String {
        let value = value_text(proposal.value);
        match self.unfounded(ballot, proposal) {
            None => format!("{me} learns from {from} that {value} was chosen in {ballot}."),
            Some(though) => {
                format!("{me} hears from {from} that {value} was chosen, and takes it for chosen, {though}.")
            }
        }
    }

    /// Whom a leader tells that it has decided a proposal.
    pub(super) fn told_of(&self, proposal: Proposal) -> String {
        let requester = self.name(proposal.requester);
        if self.model.cfg.server_count == 1 { requester } else { format!("the others, and {requester}") }
    }
}

fn ordinal(place: usize) -> String {
    match place {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        _ => format!("{place}th"),
    }
}
