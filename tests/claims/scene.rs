//! An action, with what was so before it and what is so after it, and what the words of a sentence mean there. Judges no sentence.

use super::gathered::{Gathered, server};
use paxos_lab::explain::{actor_name, value_text};
use paxos_lab::model::{PaxosAction, PaxosModelCfg, PaxosState};
use paxos_lab::paxos::{Ballot, BrokenRule, PaxosMsg, Proposal, RegisterMsg, ServerState};
use stateright::actor::{ActorModelAction, Id, majority};
use std::collections::BTreeSet;

/// An action, with what was so before it and what is so after it.
pub(super) struct Scene<'a> {
    pub(super) config: PaxosModelCfg,
    pub(super) before: &'a PaxosState,
    /// `None` if it has no effect.
    pub(super) after: Option<&'a PaxosState>,
    pub(super) so_far: &'a Gathered,
    /// With this step.
    pub(super) now: &'a Gathered,
    pub(super) action: &'a PaxosAction,
}

/// The words that stand where a form has a gap.
pub(super) type Words<'a> = [&'a str];

impl Scene<'_> {
    pub(super) fn id(&self, name: &str) -> Id {
        let all = (0..self.config.participants()).map(Id::from);
        let mut named = all.filter(|id| actor_name(*id, self.config.server_count) == name);
        named.next().unwrap_or(Id::from(self.config.participants()))
    }

    pub(super) fn name(&self, id: Id) -> String {
        actor_name(id, self.config.server_count)
    }

    /// Who the step happens to.
    pub(super) fn me(&self) -> Id {
        match self.action {
            ActorModelAction::Deliver { dst, .. } => *dst,
            ActorModelAction::Recover(id) | ActorModelAction::Crash(id) | ActorModelAction::Timeout(id, _) => *id,
            other => panic!("{other:?} happens to nobody"),
        }
    }

    pub(super) fn was(&self) -> &ServerState {
        server(self.before, self.me()).expect("a server's step")
    }

    pub(super) fn is(&self) -> &ServerState {
        server(self.after.expect("a step with an effect"), self.me()).expect("a server's step")
    }

    /// What the message is about.
    pub(super) fn told(&self) -> (Option<Ballot>, Option<Proposal>) {
        match self.action {
            ActorModelAction::Deliver { msg: RegisterMsg::Internal(msg), .. } => match *msg {
                PaxosMsg::Prepare { ballot } | PaxosMsg::Accepted { ballot } => (Some(ballot), None),
                PaxosMsg::Prepared { ballot, .. } => (Some(ballot), None),
                PaxosMsg::Accept { ballot, proposal } | PaxosMsg::Decided { ballot, proposal } => {
                    (Some(ballot), Some(proposal))
                }
            },
            _ => (None, None),
        }
    }

    pub(super) fn src(&self) -> Id {
        match self.action {
            ActorModelAction::Deliver { src, .. } => *src,
            other => panic!("{other:?} is no delivery"),
        }
    }

    pub(super) fn choosing(&self) -> usize {
        self.config.accept_quorum.unwrap_or_else(|| majority(self.config.server_count))
    }

    pub(super) fn promises_needed(&self) -> usize {
        self.needed(self.config.promise_quorum)
    }

    pub(super) fn accepts_needed(&self) -> usize {
        self.needed(self.config.accept_quorum)
    }

    pub(super) fn needed(&self, said: Option<usize>) -> usize {
        let is_one = self.config.broken == Some(BrokenRule::QuorumOfOne);
        said.unwrap_or(if is_one { 1 } else { majority(self.config.server_count) })
    }

    /// Whether a quorum has accepted the value in this ballot by now.
    pub(super) fn is_chosen(&self, value: &str, ballot: Ballot) -> bool {
        self.now.voters(ballot, value).len() >= self.choosing()
    }

    /// Whether exactly these have accepted the value in this ballot, and are too few; as `nobody has`, `only S0 has`.
    pub(super) fn only(&self, value: &str, ballot: Ballot, who: &str) -> bool {
        let voters = self.now.voters(ballot, value);
        let said = match who {
            "nobody has" => BTreeSet::new(),
            _ => self.names(who.trim_start_matches("only ").trim_end_matches(" has").trim_end_matches(" have")),
        };
        voters.len() < self.choosing() && voters == said
    }

    /// S0, S1 and S2.
    pub(super) fn names(&self, list: &str) -> BTreeSet<Id> {
        list.replace(" and ", ", ").split(", ").map(|name| self.id(name)).collect()
    }

    pub(super) fn is_me(&self, name: &str) -> bool {
        self.id(name) == self.me()
    }

    pub(super) fn has_forgotten(&self, at: &str) -> bool {
        let was = self.was();
        let known = was.accepted.map_or(was.ballot, |(accepted_in, _)| accepted_in.max(was.ballot));
        let took_part = self.so_far.took_part.get(&self.me());
        took_part == Some(&ballot(at)) && took_part > Some(&known)
    }

    pub(super) fn proposed(&self) -> String {
        self.is().accepted.map(|(_, proposal)| value_text(proposal.value)).expect("who proposes accepts it")
    }

    /// S0 accepted 'A' in (1, S0), S1 accepted ... and S2 accepted ...
    pub(super) fn all_told(&self, list: &str) -> bool {
        let told = self.is().prepares.iter().filter(|(id, _)| **id != self.me());
        let told = told.filter_map(|(id, told)| Some((self.name(*id), (*told)?)));
        let told: Vec<String> = told
            .map(|(name, (at, proposal))| format!("{name} accepted {} in {at}", value_text(proposal.value)))
            .collect();
        list.replace(") and ", "), ") == told.join(", ")
    }

    /// The leader tells others if there are any, and the client whose write it is.
    pub(super) fn tells(&self, whom: &str) -> bool {
        let requester = self.is().accepted.expect("decided").1.requester;
        let requester = self.name(requester);
        match self.config.server_count {
            1 => whom == requester,
            _ => whom == format!("the others, and {requester}"),
        }
    }
}

pub(super) fn ballot(text: &str) -> Ballot {
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let parts = inside.and_then(|text| text.split_once(", S"));
    let read = parts.and_then(|(round, server)| Some((round.parse().ok()?, server.parse::<usize>().ok()?)));
    // What is no ballot is none that there is.
    read.map_or(Ballot { round: u32::MAX, ..Ballot::zero() }, |(round, server)| Ballot {
        round,
        server: Id::from(server),
    })
}

pub(super) fn number(text: &str) -> usize {
    text.parse().unwrap_or(usize::MAX)
}
