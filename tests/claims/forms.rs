//! Every form that a sentence may have, and what it claims.

use super::gathered::server;
use super::scene::{Scene, Words, ballot, number};
use super::so::*;
use paxos_lab::explain::value_text;
use paxos_lab::paxos::{Ballot, BrokenRule, Proposal, ServerState};
use std::collections::BTreeSet;

/// The words in the gaps of a form, if a sentence has this form.
pub(super) fn gaps<'a>(form: &str, sentence: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = form.split("{}");
    let mut rest = sentence.strip_prefix(parts.next()?)?;
    let parts: Vec<&str> = parts.collect();
    let mut found = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let is_last = place + 1 == parts.len();
        // A ballot has a comma of its own.
        let inside = if rest.starts_with('(') { rest.find(')')? } else { 0 };
        let at = if is_last { rest.len().checked_sub(part.len())? } else { inside + rest.get(inside..)?.find(part)? };
        if !rest.is_char_boundary(at) {
            return None;
        }
        let (gap, after) = (&rest[..at], &rest[at..]);
        rest = after.strip_prefix(part)?;
        found.push(gap);
    }
    rest.is_empty().then_some(found)
}

pub(super) type Claim = (&'static str, fn(&Scene<'_>, &Words<'_>) -> bool);

/// Every form of a sentence, and whether what it claims is so. The first that fits is taken.
pub(super) const CLAIMS: &[Claim] = &[
    // What happens to the network, and to whom.
    ("The network loses {}'s {} to {}", |_, _| true),
    ("Nobody can tell this from a long delay", |_, _| true),
    ("{} crashes: until it recovers, no message reaches it", |s, w| {
        s.is_me(w[0]) && s.after.unwrap().crashed[usize::from(s.me())]
    }),
    ("{} is a client, and the settings let only servers crash", |s, _| s.after.is_none()),
    ("{} comes back as it was at the start: it kept nothing on disk", |s, _| {
        s.before.actor_storages[usize::from(s.me())].is_none()
            && server(s.after.unwrap(), s.me()).is_none_or(|server| *server == ServerState::default())
    }),
    ("{} comes back with what is on its disk: {} promised, and {}; of what it led, nothing", |s, w| {
        let is = s.is();
        let promised =
            if is.ballot == Ballot::zero() { "no ballot".to_owned() } else { format!("ballot {}", is.ballot) };
        let accepted = is.accepted.map_or("nothing accepted".to_owned(), |(at, proposal)| {
            format!("{} accepted in {at}", value_text(proposal.value))
        });
        let rest = w[2].strip_prefix(&accepted[..]);
        let is_believed = match (rest, is.accepted) {
            (Some(""), _) => !is.is_decided,
            (Some(", which it knows to be chosen"), Some((at, proposal))) => {
                is.is_decided && s.is_chosen(&value_text(proposal.value), at)
            }
            (Some(takes), Some((at, proposal))) => {
                let though = format!(", which it takes for chosen, though no quorum has accepted it in {at}: ");
                let who = takes.strip_prefix(&though[..]);
                is.is_decided && who.is_some_and(|who| s.only(&value_text(proposal.value), at, who))
            }
            _ => false,
        };
        w[1] == promised && is_believed && is.proposal.is_none() && is.prepares.is_empty() && is.accepts.is_empty()
    }),
    ("{} isn't waiting for a reply any more", |_, _| true),
    ("{} has waited long enough for the reply to its {}, and asks {} too", |s, w| asks(s, w[2], false)),
    ("{} has waited long enough for the reply to its {}, and asks {} again", |s, w| asks(s, w[2], true)),
    ("It asks no more after that", |s, _| s.after.unwrap().timers_set[usize::from(s.me())].iter().next().is_none()),
    ("It may ask once more after that", |s, _| s.after.unwrap().timers_set[usize::from(s.me())].iter().eq(&[1])),
    ("It may ask {} times more after that", |s, w| {
        s.after.unwrap().timers_set[usize::from(s.me())].iter().all(|left| usize::from(*left) == number(w[0]))
    }),
    ("Until the partition heals, nothing is delivered from one side to the other: messages wait", |_, _| true),
    ("Clients reach every server", |_, _| true),
    ("The partition is over: it held up nothing", |_, _| true),
    ("The partition is over: it no longer holds up the {} to cross it", |_, _| true),
    ("What stands for a partition can't be lost, and doesn't crash", |s, _| s.after.is_none()),
    ("{} has crashed, so nothing reaches it until it recovers", |s, _| s.before.crashed[usize::from(s.me())]),
    ("It is held up: the partition {} lets nothing from {} to {} until it heals", |s, _| s.after.is_none()),
    // Clients.
    ("{} isn't waiting for this reply any more", |s, w| s.is_me(w[0])),
    ("{} has read {} from {}", |s, w| s.is_me(w[0]) && s.id(w[2]) == s.src()),
    ("{} hears from {} that its write is done, and asks {} to write {} next", |s, w| s.is_me(w[0])),
    ("{} hears from {} that its write is done, and asks {} what is written", |s, w| s.is_me(w[0])),
    // A ballot is started.
    (
        "{} is asked to write by {}, so it starts ballot {}, {}, and asks the others to close every lower ballot",
        |s, w| starts(s, w[2], w[3]) && s.config.server_count > 1,
    ),
    ("{} is asked to write by {}, so it starts ballot {}, {}", |s, w| starts(s, w[2], w[3])),
    ("{} is asked to write by {}, so it starts ballot {}", |s, w| s.is().ballot == ballot(w[2])),
    ("{} is asked to write by {}, and starts ballot {}", |s, w| s.is().ballot == ballot(w[2])),
    ("Its own promise is 1 of the {} it needs", |s, w| {
        s.is().prepares.len() == 1 && number(w[0]) == s.promises_needed()
    }),
    ("It had taken part in {}, and has forgotten it", |s, w| s.has_forgotten(w[0])),
    ("It counts promises as replies arrive, and there is nobody to reply: it goes no further", |s, _| {
        s.config.server_count == 1 && s.is().accepted.is_none()
    }),
    (
        "Its own promise is the one that it needs, so it proposes {}, which it had accepted in {}, and accepts it itself",
        |s, w| {
            let had = |(at, proposal): (Ballot, Proposal)| at == ballot(w[1]) && value_text(proposal.value) == w[0];
            s.promises_needed() == 1 && s.proposed() == w[0] && s.was().accepted.is_some_and(had)
        },
    ),
    ("Its own promise is the one that it needs, so it proposes {} and accepts it itself", |s, w| {
        s.promises_needed() == 1 && s.proposed() == w[0] && s.was().accepted.is_none()
    }),
    ("Its own promise is the one that it needs, and it proposes {}", |s, w| {
        s.promises_needed() == 1 && proposes(s, w[0])
    }),
    ("Its own promise is the one that it needs, and proposes {}", |s, w| s.promises_needed() == 1 && proposes(s, w[0])),
    ("It takes its own promise for a quorum, and proposes {}", |s, w| {
        s.config.broken == Some(BrokenRule::QuorumOfOne) && proposes(s, w[0])
    }),
    ("One accept is a quorum here, so it is decided: it tells {}", |s, w| {
        s.is().is_decided && s.tells(w[0]) && s.choosing() == 1 && is_decided_rightly(s)
    }),
    ("One accept is a quorum here: it decides, and tells {}, whose write it is", |s, w| {
        s.is().is_decided && s.tells(w[0]) && s.choosing() == 1 && is_decided_rightly(s)
    }),
    ("It takes its own accept for a quorum, too: it decides, and tells {}, whose write it is", |s, w| {
        s.is().is_decided && s.tells(w[0]) && s.config.broken == Some(BrokenRule::QuorumOfOne)
    }),
    ("It tells {} at once that its write is done", |s, w| {
        s.config.broken == Some(BrokenRule::RepliesAfterOwnAccept)
            && s.id(w[0]) == s.is().accepted.expect("who proposes accepts it").1.requester
    }),
    // A ballot is promised.
    ("{} promises ballot {}: {}", |s, w| s.is_me(w[0]) && s.is().ballot == ballot(w[1]) && had_promised(s, w[2])),
    ("{} promises ballot {}, though it had promised {}", |s, w| {
        let had = s.was().ballot;
        s.is().ballot == ballot(w[1])
            && had == ballot(w[2])
            && had >= ballot(w[1])
            && s.so_far.took_part.contains_key(&s.me())
    }),
    ("{} promises ballot {}", |s, w| s.is_me(w[0]) && s.is().ballot == ballot(w[1])),
    ("It has accepted nothing, so the promise carries no value", |s, _| {
        s.was().accepted.is_none() && !s.so_far.has_voted(s.me())
    }),
    ("It remembers nothing that it accepted, so the promise carries no value", |s, _| {
        s.was().accepted.is_none() && s.so_far.has_voted(s.me())
    }),
    ("The promise tells that it accepted {} in {}, as that may be chosen already", |s, w| {
        accepted_before(s, w[0], w[1])
    }),
    ("The promise tells that it accepted {} in {}", |s, w| accepted_before(s, w[0], w[1])),
    ("The promise tells that it has accepted {} in {}, which it has only promised: it accepted it in {}", |s, w| {
        mistaken(s, w)
    }),
    (
        "It counts the promise as if it had accepted {} in {}, which it has only promised: it accepted it in {}",
        |s, w| mistaken(s, w),
    ),
    (
        "It counts its own promise as if it had accepted {} in {}, which it has only promised: it accepted it in {}",
        |s, w| mistaken(s, w),
    ),
    // Promises are counted.
    ("{} has counted {}'s promise for {} before, so it still has {}", |s, w| {
        s.was().prepares.contains_key(&s.src())
            && s.was().ballot == ballot(w[2])
            && number(w[3]) == s.is().prepares.len()
    }),
    ("{} has counted a promise of {} before, for this ballot or an earlier one, so it still has {}", |s, w| {
        s.was().prepares.contains_key(&s.src()) && number(w[2]) == s.is().prepares.len()
    }),
    ("{} counts {}'s promise for {}: {} of the {} it needs", |s, w| {
        let is = s.is();
        let counted = is.prepares.len() + usize::from(is.repeats);
        s.told().0.is_some_and(|told| told == ballot(w[2]))
            && number(w[3]) == counted
            && number(w[4]) == s.promises_needed()
            && counted < s.promises_needed()
    }),
    ("{} notes {}'s promise for {}, but it has its quorum and has proposed already", |s, w| {
        s.was().accepts.contains(&s.me()) && s.told().0 == Some(ballot(w[2]))
    }),
    ("{} counts {}, which makes {} of {}, and proposes {}", |s, w| {
        w[2] == w[3] && number(w[2]) == s.promises_needed() && counts(s, w[1]) && proposes(s, w[4])
    }),
    ("{} counts {}, which makes {} of {}, and decides {}, though no quorum has accepted it in {}: {}", |s, w| {
        w[2] == w[3]
            && number(w[2]) == s.accepts_needed()
            && counts(s, w[1])
            && s.is().is_decided
            && s.is().accepted.expect("decided").0 == ballot(w[5])
            && s.only(w[4], ballot(w[5]), w[6])
    }),
    ("{} counts {}, which makes {} of {}, and decides {}", |s, w| {
        w[2] == w[3]
            && number(w[2]) == s.accepts_needed()
            && counts(s, w[1])
            && s.is().is_decided
            && s.is_chosen(w[4], s.is().accepted.expect("decided").0)
    }),
    ("{}'s promise for {} arrives once more", |s, w| {
        s.was().prepares.contains_key(&s.src()) && s.told().0 == Some(ballot(w[1]))
    }),
    ("{} counts {} of {} again, and proposes {} again", |s, w| {
        s.was().accepts.contains(&s.me()) && s.proposed() == w[3] && s.was().proposal == s.is().proposal
    }),
    ("{} counts {} of {} again, and proposes {} in the same ballot, where it had proposed {}", |s, w| {
        let had = s.was().proposal.map(|proposal| value_text(proposal.value));
        s.proposed() == w[3] && had.as_deref() == Some(w[4]) && w[3] != w[4]
    }),
    ("{}'s promise makes {} of {} for {}: no lower ballot can be chosen any more", |s, w| makes_promises(s, w)),
    // By a rule that is broken, and what its own words say of it.
    ("{}'s promise makes {} of {} for {}", |s, w| makes_promises(s, w)),
    (
        "The highest ballot that it is told of is {}, with {}, so {} proposes {}: but what is told is what was promised, which needn't be \
      where it was accepted",
        |s, w| {
            s.config.broken == Some(BrokenRule::ReportsPromisedBallot)
                && highest_told(s, w[0], w[1])
                && s.proposed() == w[3]
        },
    ),
    (
        "No promise in this quorum tells of an accepted value, so {} is free to propose its own {}, and accepts it itself",
        |s, w| {
            s.is().prepares.values().all(Option::is_none) && s.proposed() == w[1] && s.was().proposal == s.is().proposal
        },
    ),
    (
        "By these promises the highest ballot that anyone accepted in is {}, and its {} may be chosen already: {} must propose {} instead of its own {}",
        |s, w| {
            let own = s.was().proposal.map(|proposal| value_text(proposal.value));
            highest_told(s, w[0], w[1])
                && w[1] == w[3]
                && s.proposed() == w[3]
                && own.as_deref() == Some(w[4])
                && w[3] != w[4]
        },
    ),
    (
        "By these promises the highest ballot that anyone accepted in is {}, and its {} may be chosen already: {} must propose {}",
        |s, w| highest_told(s, w[0], w[1]) && w[1] == w[3] && s.proposed() == w[3],
    ),
    // Proposals are accepted.
    ("{} has accepted {} in ballot {} before, and says so again", |s, w| {
        s.so_far.voters(ballot(w[2]), w[1]).contains(&s.me())
    }),
    ("{} accepts {} in ballot {}: it has promised nothing yet", |s, w| {
        accepts(s, w[1], w[2]) && !s.so_far.promised.contains_key(&s.me())
    }),
    ("{} accepts {} in ballot {}: it has promised no higher one", |s, w| {
        accepts(s, w[1], w[2]) && s.so_far.promised.get(&s.me()).is_none_or(|promised| *promised <= s.was().ballot)
    }),
    ("{} accepts {} in ballot {}: it goes by no higher promise, though it has accepted in {}", |s, w| {
        accepts(s, w[1], w[2])
            && s.was().ballot <= ballot(w[2])
            && s.was().accepted.is_some_and(|(at, _)| at >= ballot(w[3]) && ballot(w[3]) > s.was().ballot)
            && s.so_far.took_part.get(&s.me()) == Some(&ballot(w[3]))
    }),
    ("{} accepts {} in ballot {}: it knows of no higher promise, and has forgotten that it took part in {}", |s, w| {
        accepts(s, w[1], w[2]) && s.was().ballot <= s.is().ballot && s.has_forgotten(w[3])
    }),
    ("{} accepts {} in ballot {}, and has still promised nothing", |s, w| {
        accepts(s, w[1], w[2]) && !s.so_far.promised.contains_key(&s.me())
    }),
    ("{} accepts {} in ballot {}, and still knows of no promise", |s, w| {
        accepts(s, w[1], w[2]) && s.is().ballot == Ballot::zero()
    }),
    ("{} accepts {} in ballot {}, and its promise stays at {}", |s, w| {
        accepts(s, w[1], w[2]) && s.is().ballot == ballot(w[3]) && s.was().ballot == ballot(w[3])
    }),
    ("{} accepts {} in ballot {}, though it has promised {}", |s, w| {
        accepts(s, w[1], w[2]) && s.was().ballot == ballot(w[3]) && ballot(w[3]) > ballot(w[2])
    }),
    // What a vote makes of it.
    ("Accepted isn't chosen yet: that takes {} servers, and this is the {} to accept it in {}", |s, w| {
        let voters = s.now.voters(ballot(w[2]), &s.voted());
        let nth = ["", "first", "second", "third", "4th", "5th", "6th", "7th"][voters.len()];
        number(w[0]) == s.choosing()
            && w[1] == nth
            && voters.len() < s.choosing()
            && s.so_far.voters(ballot(w[2]), &s.voted()) != voters
            && s.now.values(s.choosing()).is_empty()
    }),
    ("Accepted isn't chosen yet: that takes {} servers, and this one had accepted it in {} before", |s, w| {
        s.so_far.voters(ballot(w[1]), &s.voted()).contains(&s.me()) && s.now.values(s.choosing()).is_empty()
    }),
    ("Yet {} is chosen already, in {}: no second value may ever be chosen", |s, w| {
        let all = s.now.values(s.choosing());
        all == BTreeSet::from([w[0].to_owned()])
            && w[0] != s.voted()
            && s.so_far.chosen(s.choosing()).contains(&(w[0].to_owned(), ballot(w[1])))
    }),
    ("{} is chosen already, in {}", |s, w| {
        w[0] == s.voted() && s.so_far.chosen(s.choosing()).contains(&(w[0].to_owned(), ballot(w[1])))
    }),
    ("Yet {} are chosen already, which must never be", |s, w| {
        s.now.values(s.choosing()) == values(w[0]) && !values(w[0]).contains(&s.voted())
    }),
    ("{} make {} of {}, a quorum: from now on {} is chosen, though no server knows it yet", |s, w| {
        becomes_chosen(s, w, &[]) && !decided(s.after.unwrap()).contains(w[3])
    }),
    ("{} make {} of {}, a quorum: from now on {} is chosen", |s, w| {
        becomes_chosen(s, w, &[]) && decided(s.after.unwrap()).contains(w[3])
    }),
    ("{} make {} of {}, a quorum: now {} is chosen beside {}, which must never be", |s, w| {
        let others: Vec<String> = values(w[4]).into_iter().collect();
        !others.is_empty() && becomes_chosen(s, w, &others)
    }),
    // Accepts are counted.
    ("{} has counted {}'s accept in {} before, so it still has {}", |s, w| {
        s.was().accepts.contains(&s.src()) && number(w[3]) == counted_accepts(s) && s.told().0 == Some(ballot(w[2]))
    }),
    ("{} has counted an accept of {} before, for this ballot or an earlier one, so it still has {}", |s, w| {
        s.was().accepts.contains(&s.src()) && number(w[2]) == counted_accepts(s)
    }),
    ("{} counts {}'s accept in {}: {}, more than the {} it needs, and it decides only as they become {}", |s, w| {
        number(w[3]) == counted_accepts(s)
            && number(w[4]) == s.accepts_needed()
            && counted_accepts(s) > s.accepts_needed()
    }),
    ("{} counts {}'s accept in {}: {} of the {} it needs, with replies that were counted twice", |s, w| {
        counts_accept(s, w) && s.was().repeats > 0
    }),
    ("{} counts {}'s accept in {}: {} of the {} it needs", |s, w| counts_accept(s, w) && s.was().repeats == 0),
    ("{} counts {}: {} of {}, and doesn't propose, as it has counted accepts already", |s, w| {
        counts(s, w[1])
            && counted_so(s, w[2], w[3])
            && !s.was().accepts.is_empty()
            && s.is().accepted == s.was().accepted
    }),
    ("{} counts {}: {} of {}", |s, w| counts(s, w[1]) && counted_so(s, w[2], w[3])),
    // Decisions.
    ("{}'s accept makes {} of {} in {}, and {} learns that {} is chosen: it is decided", |s, w| {
        makes_accepts(s, w) && s.is().is_decided && s.was().repeats == 0 && s.is_chosen(w[5], ballot(w[3]))
    }),
    (
        "{}'s accept makes {} of {} in {}, with replies that were counted twice, and {} learns that {} is chosen: it is decided",
        |s, w| makes_accepts(s, w) && s.is().is_decided && s.was().repeats > 0 && s.is_chosen(w[5], ballot(w[3])),
    ),
    (
        "{}'s accept makes {} of {} in {}, with replies that were counted twice, and {} takes {} for chosen, and decides it, though no \
      quorum has accepted it in {}: {}",
        |s, w| {
            makes_accepts(s, w)
                && s.is().is_decided
                && s.was().repeats > 0
                && w[3] == w[6]
                && s.only(w[5], ballot(w[3]), w[7])
        },
    ),
    (
        "{}'s accept makes {} of {} in {}, and {} takes {} for chosen, and decides it, though no quorum has accepted it in {}: {}",
        |s, w| {
            makes_accepts(s, w)
                && s.is().is_decided
                && s.was().repeats == 0
                && w[3] == w[6]
                && s.only(w[5], ballot(w[3]), w[7])
        },
    ),
    ("It tells {}, whose write it is", |s, w| s.tells(w[0])),
    ("It tells the others; {} was told when it proposed", |s, w| {
        s.is().is_decided
            && s.was().accepts.contains(&s.me())
            && s.id(w[0]) == s.is().accepted.expect("decided").1.requester
    }),
    ("It tells the others alone", |s, _| {
        s.is().is_decided && s.config.broken == Some(BrokenRule::RepliesAfterOwnAccept)
    }),
    ("{} learns from {} that {} was chosen in {}", |s, w| {
        s.is().is_decided
            && s.id(w[1]) == s.src()
            && s.told().0 == Some(ballot(w[3]))
            && s.is_chosen(w[2], ballot(w[3]))
    }),
    (
        "{} hears from {} that {} was chosen, and takes it for chosen, though no quorum has accepted it in {}: {}",
        |s, w| s.is().is_decided && s.told().0 == Some(ballot(w[3])) && s.only(w[2], ballot(w[3]), w[4]),
    ),
    // Reads.
    ("{} knows the decision, so it answers {}'s read with {}", |s, w| {
        let (at, proposal) = s.was().accepted.unwrap();
        s.was().is_decided && value_text(proposal.value) == w[2] && s.is_chosen(w[2], at)
    }),
    ("{} takes {} for chosen, and answers {}'s read with it, though no quorum has accepted it in {}: {}", |s, w| {
        s.was().is_decided && s.was().accepted.unwrap().0 == ballot(w[3]) && s.only(w[1], ballot(w[3]), w[4])
    }),
    ("{} knows of no decision, and answers {}'s read all the same, with {}, which it accepted in {}", |s, w| {
        !s.was().is_decided && accepted_before(s, w[2], w[3])
    }),
    (
        "{} knows of no decision, and answers {}'s read all the same, with nothing, as it has accepted nothing",
        |s, _| !s.was().is_decided && s.was().accepted.is_none() && !s.so_far.has_voted(s.me()),
    ),
    (
        "{} knows of no decision, and answers {}'s read all the same, with nothing, as it remembers nothing that it accepted",
        |s, _| !s.was().is_decided && s.was().accepted.is_none() && s.so_far.has_voted(s.me()),
    ),
    // What has no effect.
    ("{} has decided, so only reads matter to it", |s, _| s.was().is_decided),
    ("{} drives a write already, {} of {}", |s, w| {
        let driven = s.was().proposal.unwrap();
        value_text(driven.value) == w[1] && s.name(driven.requester) == w[2]
    }),
    ("In Single Decree Paxos a server drives one", |_, _| true),
    ("{} has promised {}, and a promise is for higher ballots only", |s, w| {
        s.was().ballot == ballot(w[1]) && has_promised(s)
    }),
    ("{} knows of {}, and a promise is for higher ballots only", |s, w| s.was().ballot == ballot(w[1])),
    ("{} knows of {}, so it accepts nothing in a lower ballot", |s, w| s.was().ballot == ballot(w[1])),
    ("{} has forgotten in a crash what it led, so a promise counts for nothing", |s, _| forgot_all(s)),
    ("{} has forgotten in a crash what it led, so an accept counts for nothing", |s, _| forgot_all(s)),
    ("{} is in ballot {} now, so a promise for another ballot counts for nothing", |s, w| is_elsewhere(s, w[1])),
    ("{} has promised {}, so it accepts nothing in a lower ballot", |s, w| {
        s.was().ballot == ballot(w[1]) && s.told().0.is_some_and(|told| told < ballot(w[1])) && has_promised(s)
    }),
    ("{} is in ballot {} now, so an accept in another ballot counts for nothing", |s, w| is_elsewhere(s, w[1])),
    ("{} led {} before it crashed, and remembers nothing of it", |s, w| {
        s.was().proposal.is_none()
            && s.told().0 == Some(ballot(w[1]))
            && s.so_far.took_part.get(&s.me()) >= s.told().0.as_ref()
    }),
    ("{} knows of no decision, and one may exist elsewhere, so it can't answer a read yet", |s, _| {
        !s.was().is_decided && s.config.server_count > 1
    }),
    ("{} knows of no decision, so it can't answer a read yet", |s, _| !s.was().is_decided),
    ("{} takes no notice of it: it compares ballots by their rounds alone", |s, _| {
        s.config.broken == Some(BrokenRule::BallotWithoutServer)
    }),
];
