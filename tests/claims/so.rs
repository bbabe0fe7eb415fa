//! What several forms claim alike, held to the states and to the votes.

use super::forms::gaps;
use super::gathered::server;
use super::scene::{Scene, Words, ballot, number};
use paxos_lab::explain::value_text;
use paxos_lab::model::PaxosState;
use paxos_lab::paxos::{Ballot, BrokenRule, PaxosMsg, Proposal, RegisterMsg};
use stateright::actor::{ActorModelAction, Id};
use std::collections::BTreeSet;

impl Scene<'_> {
    /// The value that the message asks to accept.
    pub(super) fn voted(&self) -> String {
        self.told().1.map(|proposal| value_text(proposal.value)).expect("an Accept")
    }
}

pub(super) fn asks(s: &Scene<'_>, server: &str, again: bool) -> bool {
    let (client, server) = (s.me(), s.id(server));
    let new: Vec<_> = s.now.asked.difference(&s.so_far.asked).collect();
    if again { new.is_empty() } else { matches!(new[..], [(who, _, whom)] if (*who, *whom) == (client, server)) }
}

pub(super) fn starts(s: &Scene<'_>, started: &str, over: &str) -> bool {
    let was = s.was();
    s.is().ballot == ballot(started)
        && match over {
            "the first it knows of" => was.ballot == Ballot::zero() && was.accepted.is_none(),
            "as it has promised none" => was.ballot == Ballot::zero() && was.accepted.is_some(),
            _ => {
                let seen = gaps("above the {} it had seen", over).map(|words| ballot(words[0]));
                seen == Some(was.ballot) && s.is().ballot.round > was.ballot.round
            }
        }
}

pub(super) fn proposes(s: &Scene<'_>, what: &str) -> bool {
    let (what, rest) = what.split_once(", though it ").unwrap_or((what, ""));
    let value = format!("{} ", s.proposed());
    let is_value = |text: &str| format!("{text} ").starts_with(&value);
    let is_so = match what.strip_prefix("its own ") {
        Some(own) => is_value(own) && s.is().accepted.is_some_and(|(_, proposal)| is_own(s, proposal)),
        None => is_value(what),
    };
    let adopted = what.split_once(" of ballot ").map(|(_, at)| ballot(at));
    let is_adopted = adopted.is_none_or(|at| s.is().prepares.values().flatten().any(|(told, _)| *told == at));
    let own = |text: &str| {
        let words = gaps("accepted {} in {} itself", text).expect("what it accepted itself");
        s.so_far.voters(ballot(words[1]), words[0]).contains(&s.me())
    };
    let knows = match rest.split_once(", and is told that ") {
        Some((itself, others)) => own(itself) && s.all_told(others),
        None => match rest.strip_prefix("is told that ") {
            Some(others) => s.all_told(others),
            None => rest.is_empty() || own(rest),
        },
    };
    is_so && is_adopted && knows
}

/// Whether the write is one that its leader was asked for, as far as it knows.
pub(super) fn is_own(s: &Scene<'_>, proposal: Proposal) -> bool {
    match s.action {
        ActorModelAction::Deliver { src, msg: RegisterMsg::Put(request, _), .. } => {
            (proposal.requester, proposal.request_id) == (*src, *request)
        }
        _ => s.was().proposal == Some(proposal),
    }
}

pub(super) fn is_decided_rightly(s: &Scene<'_>) -> bool {
    let (at, proposal) = s.is().accepted.expect("who has decided has accepted");
    s.is_chosen(&value_text(proposal.value), at)
}

pub(super) fn had_promised(s: &Scene<'_>, how: &str) -> bool {
    let (me, was) = (s.me(), s.was().ballot);
    if how == "it had promised none before" {
        return !s.so_far.promised.contains_key(&me);
    }
    if how == "it knows of none that it promised" {
        return was == Ballot::zero() && s.was().accepted.is_some();
    }
    if let Some(words) = gaps("it remembers none, though it had taken part in {}", how) {
        return was == Ballot::zero() && s.has_forgotten(words[0]);
    }
    if let Some(words) = gaps("higher than the {} it had promised, while it has forgotten that it took part in {}", how)
    {
        return was == ballot(words[0]) && s.has_forgotten(words[1]);
    }
    let had = gaps("higher than the {} it had promised", how).map(|words| ballot(words[0]));
    if let Some(words) = gaps("higher than the {} it knew of", how) {
        return was == ballot(words[0]) && s.so_far.took_part.get(&me).is_none_or(|highest| *highest < was);
    }
    had == Some(was) && s.is().ballot > was && has_promised(s)
}

/// Whether it has taken part in the ballot that it goes by, or a higher one.
pub(super) fn has_promised(s: &Scene<'_>) -> bool {
    s.so_far.took_part.get(&s.me()).is_some_and(|highest| *highest >= s.was().ballot)
}

pub(super) fn accepted_before(s: &Scene<'_>, value: &str, at: &str) -> bool {
    let had = s.was().accepted.map(|(at, proposal)| (at, value_text(proposal.value)));
    had == Some((ballot(at), value.to_owned())) && s.so_far.voters(ballot(at), value).contains(&s.me())
}

pub(super) fn mistaken(s: &Scene<'_>, w: &Words<'_>) -> bool {
    accepted_before(s, w[0], w[2])
        && s.was().ballot == ballot(w[1])
        && !s.so_far.voters(ballot(w[1]), w[0]).contains(&s.me())
}

pub(super) fn counts(s: &Scene<'_>, reply: &str) -> bool {
    let from = s.name(s.src());
    if let Some(words) = gaps("{}'s {} for {} once more", reply) {
        return words[0] == from && s.told().0 == Some(ballot(words[2])) && {
            let was = s.was();
            was.prepares.contains_key(&s.src()) || was.accepts.contains(&s.src())
        };
    }
    if let Some(words) = gaps("{}'s {} for {} as one for {}", reply) {
        return words[0] == from && s.told().0 == Some(ballot(words[2])) && s.was().ballot == ballot(words[3]);
    }
    if let Some(words) = gaps("{}'s {} for a ballot of its own, though it has promised {} since", reply) {
        return words[0] == from
            && s.was().ballot == ballot(words[2])
            && s.told().0.is_some_and(|told| told.server == s.me());
    }
    if let Some(words) = gaps("{}'s {} for {}", reply) {
        return words[0] == from && s.told().0 == Some(ballot(words[2]));
    }
    gaps("{}'s {}", reply).is_some_and(|words| words[0] == from && ["promise", "accept"].contains(&words[1]))
}

pub(super) fn counted_so(s: &Scene<'_>, have: &str, of: &str) -> bool {
    let is = s.is();
    match s.action {
        ActorModelAction::Deliver { msg: RegisterMsg::Internal(PaxosMsg::Prepared { .. }), .. } => {
            number(of) == s.promises_needed()
                && number(have)
                    == is.prepares.len() + if s.was().accepts.is_empty() { usize::from(is.repeats) } else { 0 }
        }
        _ => number(of) == s.accepts_needed() && number(have) == counted_accepts(s),
    }
}

pub(super) fn counted_accepts(s: &Scene<'_>) -> usize {
    s.is().accepts.len() + usize::from(s.is().repeats)
}

pub(super) fn counts_accept(s: &Scene<'_>, w: &Words<'_>) -> bool {
    s.told().0 == Some(ballot(w[2]))
        && number(w[3]) == counted_accepts(s)
        && number(w[4]) == s.accepts_needed()
        && counted_accepts(s) < s.accepts_needed()
}

pub(super) fn makes_promises(s: &Scene<'_>, w: &Words<'_>) -> bool {
    w[1] == w[2]
        && number(w[1]) == s.promises_needed()
        && s.is().prepares.len() == s.promises_needed()
        && s.told().0 == Some(ballot(w[3]))
}

pub(super) fn makes_accepts(s: &Scene<'_>, w: &Words<'_>) -> bool {
    w[1] == w[2]
        && number(w[1]) == s.accepts_needed()
        && s.is().accepts.len() + usize::from(s.was().repeats) == s.accepts_needed()
        && s.was().ballot == ballot(w[3])
        && s.proposed() == w[5]
}

pub(super) fn highest_told(s: &Scene<'_>, at: &str, value: &str) -> bool {
    let told = || s.is().prepares.values().flatten();
    told().any(|(told, proposal)| *told == ballot(at) && value_text(proposal.value) == value)
        && told().all(|(told, _)| match s.config.broken {
            Some(BrokenRule::BallotWithoutServer) => told.round <= ballot(at).round,
            _ => *told <= ballot(at),
        })
}

pub(super) fn accepts(s: &Scene<'_>, value: &str, at: &str) -> bool {
    s.now.voters(ballot(at), value).contains(&s.me()) && s.voted() == value
}

pub(super) fn becomes_chosen(s: &Scene<'_>, w: &Words<'_>, beside: &[String]) -> bool {
    let at = s.told().0.expect("an Accept");
    let voters = s.now.voters(at, w[3]);
    s.names(w[0]) == voters
        && number(w[1]) == voters.len()
        && number(w[2]) == s.config.server_count
        && voters.len() >= s.choosing()
        && !s.so_far.values(s.choosing()).contains(w[3])
        && s.so_far.values(s.choosing()) == beside.iter().cloned().collect()
}

/// 'A', 'B' and 'C'.
pub(super) fn values(list: &str) -> BTreeSet<String> {
    list.replace(" and ", ", ").split(", ").map(str::to_owned).collect()
}

pub(super) fn decided(state: &PaxosState) -> BTreeSet<String> {
    let servers = (0..state.actor_states.len()).filter_map(|id| server(state, Id::from(id)));
    let decided = servers.filter(|server| server.is_decided).filter_map(|server| server.accepted);
    decided.map(|(_, proposal)| value_text(proposal.value)).collect()
}

pub(super) fn forgot_all(s: &Scene<'_>) -> bool {
    s.was().ballot == Ballot::zero() && s.so_far.took_part.contains_key(&s.me()) && s.config.max_crashes > 0
}

pub(super) fn is_elsewhere(s: &Scene<'_>, at: &str) -> bool {
    s.was().ballot == ballot(at) && s.told().0.is_some_and(|told| told != ballot(at)) && ballot(at) != Ballot::zero()
}
