//! A sentence for a step in which a broken rule makes a server do what the right ones wouldn't: what it does, against what it knows,
//! and the right rule. Says nothing where both do the same.

use super::so_far::SoFar;
use super::words::{ballot_of, list, value_text};
use crate::paxos::{Ballot, BrokenRule, Cluster, Proposal, Proposed, Reaction, RegisterMsg, Rule, ServerState, react};
use stateright::actor::Id;

/// What goes wrong in this step; `None` if nothing does.
pub(super) fn explain_wrong(
    so_far: &SoFar<'_>,
    cluster: Cluster<'_>,
    before: &ServerState,
    src: Id,
    msg: &RegisterMsg,
    name: &impl Fn(Id) -> String,
) -> Option<String> {
    let broken = cluster.rules.broken?;
    let reaction = react(cluster, before, src, msg);
    let told =
        Told { so_far, cluster, before, src, ballot: ballot_of(msg), me: name(cluster.me), from: name(src), name };
    let right = react(cluster.right(), before, src, msg);
    if reaction == right {
        // It does as the right ones would, but on what was counted or told wrongly before.
        return told.misled(broken, &reaction);
    }
    let Reaction::Acted { rule, next, .. } = &reaction else {
        if let Reaction::Ignored(_) = right {
            return None;
        }
        return Some(format!(
            "{} takes no notice of it: it compares ballots by their rounds alone. The right rule: {}",
            name(cluster.me),
            broken.text().right
        ));
    };
    let what = told.what(broken, *rule, next.as_deref().unwrap_or(before));
    Some(format!("{what} The right rule: {}", broken.text().right))
}

struct Told<'a, N> {
    so_far: &'a SoFar<'a>,
    cluster: Cluster<'a>,
    before: &'a ServerState,
    src: Id,
    /// What the message names.
    ballot: Option<Ballot>,
    me: String,
    from: String,
    name: &'a N,
}

impl<N: Fn(Id) -> String> Told<'_, N> {
    fn what(&self, broken: BrokenRule, rule: Rule, next: &ServerState) -> String {
        let Told { so_far, me, from, .. } = self;
        let own = self.before.ballot;
        match rule {
            Rule::BallotStarted(ballot) => format!(
                "{me} is asked to write by {from}, and starts ballot {ballot}.{}",
                self.mistaken("It counts its own promise as if it had")
            ),
            Rule::BallotStartedAlone { ballot, proposed } if broken == BrokenRule::ReportsPromisedBallot => format!(
                "{me} is asked to write by {from}, and starts ballot {ballot}. Its own promise is the one that it needs, and it \
                 proposes {}.{}{}",
                value_text(proposed.proposal.value),
                self.mistaken("It counts the promise as if it had"),
                if proposed.is_decided { self.decides(proposed.proposal) } else { String::new() }
            ),
            Rule::BallotStartedAlone { ballot, proposed } => format!(
                "{me} is asked to write by {from}, and starts ballot {ballot}. {}, and {}",
                if broken == BrokenRule::QuorumOfOne {
                    "It takes its own promise for a quorum"
                } else {
                    "Its own promise is the one that it needs"
                },
                self.proposes(proposed, next)
            ),
            Rule::BallotPromised(ballot) if broken == BrokenRule::ReportsPromisedBallot => {
                format!("{me} promises ballot {ballot}.{}", self.mistaken("The promise tells that it has"))
            }
            Rule::BallotPromised(ballot) => format!(
                "{me} promises ballot {ballot}, though it had promised {own}. {}",
                match self.before.accepted {
                    None => so_far.nothing_accepted(self.cluster.me).to_owned(),
                    Some((accepted, proposal)) => {
                        format!("The promise tells that it accepted {} in {accepted}.", value_text(proposal.value))
                    }
                }
            ),
            Rule::PromiseCounted { .. } if self.has_proposed() => {
                format!("{me} notes {from}'s promise for {own}, but it has its quorum and has proposed already.")
            }
            Rule::PromiseCounted { promises } => {
                // Accepts of a ballot that it led before it crashed make it look as if it had.
                let proposed = if broken == BrokenRule::CountsRepeatedReplies && !self.before.accepts.is_empty() {
                    ", and doesn't propose, as it has counted accepts already"
                } else {
                    ""
                };
                let quorum = self.cluster.promise_quorum();
                format!("{me} counts {}: {promises} of {quorum}{proposed}.", self.reply("promise"))
            }
            Rule::QuorumPromised(proposed) => format!(
                "{me} counts {}, which makes {quorum} of {quorum}, and {}",
                self.reply("promise"),
                self.proposes(proposed, next),
                quorum = self.cluster.promise_quorum(),
            ),
            Rule::ProposalAccepted(ballot, proposal) => format!(
                "{me} accepts {} in ballot {ballot}{}. {}",
                value_text(proposal.value),
                match broken {
                    BrokenRule::AcceptDoesNotPromise if next.ballot == Ballot::zero() => {
                        match so_far.has_taken_part(self.cluster.me) {
                            false => ", and has still promised nothing".to_owned(),
                            true => ", and still knows of no promise".to_owned(),
                        }
                    }
                    BrokenRule::AcceptDoesNotPromise => format!(", and its promise stays at {}", next.ballot),
                    _ => format!(", though it has promised {own}"),
                },
                so_far.with_vote(self.cluster.me, ballot, proposal)
            ),
            Rule::AcceptCounted { accepts } => {
                format!("{me} counts {}: {accepts} of {}.", self.reply("accept"), self.cluster.accept_quorum())
            }
            Rule::QuorumAccepted(proposal) => format!(
                "{me} counts {}, which makes {quorum} of {quorum}, and decides {}{}. {}",
                self.reply("accept"),
                value_text(proposal.value),
                next.accepted
                    .and_then(|(ballot, proposal)| so_far.unfounded(ballot, proposal))
                    .map_or(String::new(), |though| format!(", {though}")),
                match broken {
                    BrokenRule::RepliesAfterOwnAccept if self.before.accepts.contains(&self.cluster.me) => {
                        format!("It tells the others; {} was told when it proposed.", (self.name)(proposal.requester))
                    }
                    BrokenRule::RepliesAfterOwnAccept => "It tells the others alone.".to_owned(),
                    _ => format!("It tells {}, whose write it is.", so_far.told_of(proposal)),
                },
                quorum = self.cluster.accept_quorum(),
            ),
            Rule::DecisionLearned(ballot, proposal) => so_far.learns(me, from, ballot, proposal),
            Rule::ReadAnswered(value) => format!(
                "{me} knows of no decision, and answers {from}'s read all the same, with {}.",
                match self.before.accepted {
                    Some((ballot, _)) => format!("{}, which it accepted in {ballot}", value_text(value)),
                    None if so_far.has_voted(self.cluster.me) => {
                        "nothing, as it remembers nothing that it accepted".to_owned()
                    }
                    None => "nothing, as it has accepted nothing".to_owned(),
                }
            ),
        }
    }

    /// A sentence for what the right rules would have a server do, too, where what it knows is wrong.
    fn misled(&self, broken: BrokenRule, reaction: &Reaction) -> Option<String> {
        let Told { me, from, before, .. } = self;
        let Reaction::Acted { rule, .. } = reaction else { return None };
        match (broken, *rule) {
            (BrokenRule::CountsEarlierReplies, Rule::PromiseCounted { promises })
                if before.prepares.contains_key(&self.src) =>
            {
                Some(format!(
                    "{me} has counted a promise of {from} before, for this ballot or an earlier one, so it still has {promises}."
                ))
            }
            (BrokenRule::CountsEarlierReplies, Rule::AcceptCounted { accepts })
                if before.accepts.contains(&self.src) =>
            {
                Some(format!(
                    "{me} has counted an accept of {from} before, for this ballot or an earlier one, so it still has {accepts}."
                ))
            }
            (
                BrokenRule::ReportsPromisedBallot,
                Rule::QuorumPromised(Proposed { adopted: Some(ballot), proposal, is_decided }),
            ) => Some(format!(
                "{from}'s promise makes {quorum} of {quorum} for {own}. The highest ballot that it is told of is {ballot}, with {value}, \
                 so {me} proposes {value}: but what is told is what was promised, which needn't be where it was accepted.{}",
                if is_decided { self.decides(proposal) } else { String::new() },
                quorum = self.cluster.promise_quorum(),
                own = before.ballot,
                value = value_text(proposal.value),
            )),
            _ => None,
        }
    }

    /// Whether a promise for this ballot comes when the leader has proposed, by replies that it counted wrongly.
    fn has_proposed(&self) -> bool {
        let Told { cluster, before, .. } = self;
        let counts_wrongly =
            matches!(cluster.rules.broken, Some(BrokenRule::CountsEarlierReplies | BrokenRule::CountsRepeatedReplies));
        counts_wrongly && before.accepts.contains(&cluster.me)
    }

    /// What a server that keeps one ballot tells of what it has accepted.
    fn mistaken(&self, begin: &str) -> String {
        match self.before.accepted {
            Some((accepted_in, proposal)) => format!(
                " {begin} accepted {} in {}, which it has only promised: it accepted it in {accepted_in}.",
                value_text(proposal.value),
                self.before.ballot
            ),
            None => String::new(),
        }
    }

    /// A reply that is counted, and why it shouldn't be.
    fn reply(&self, what: &str) -> String {
        let Told { cluster, before, from, .. } = self;
        match cluster.rules.broken {
            Some(BrokenRule::CountsRepeatedReplies) => {
                let is_repeated = match what {
                    "promise" => before.prepares.contains_key(&self.src),
                    _ => before.accepts.contains(&self.src),
                };
                format!("{from}'s {what} for {}{}", before.ballot, if is_repeated { " once more" } else { "" })
            }
            Some(BrokenRule::CountsEarlierReplies) => {
                let meant = self.ballot.map(|ballot| format!(" for {ballot}")).unwrap_or_default();
                format!("{from}'s {what}{meant} as one for {}", before.ballot)
            }
            Some(BrokenRule::CountsStaleReplies) => {
                format!("{from}'s {what} for a ballot of its own, though it has promised {} since", before.ballot)
            }
            _ => format!("{from}'s {what}"),
        }
    }

    /// What a leader proposes, against what it was told.
    fn proposes(&self, proposed: Proposed, next: &ServerState) -> String {
        let Proposed { adopted, proposal, is_decided } = proposed;
        let value = value_text(proposal.value);
        let accepted =
            |(ballot, proposal): (Ballot, Proposal)| format!("accepted {} in {ballot}", value_text(proposal.value));
        let own = next.prepares.get(&self.cluster.me).copied().flatten();
        let others = next.prepares.iter().filter(|(id, _)| **id != self.cluster.me);
        let told = others.filter_map(|(id, told)| Some(format!("{} {}", (self.name)(*id), accepted((*told)?))));
        let told = list(&told.collect::<Vec<_>>());
        let knows = match (own.map(accepted), told.is_empty()) {
            (None, true) => String::new(),
            (None, false) => format!(", though it is told that {told}"),
            (Some(own), true) => format!(", though it {own} itself"),
            (Some(own), false) => format!(", though it {own} itself, and is told that {told}"),
        };
        let which = match adopted {
            Some(ballot) => format!("proposes {value} of ballot {ballot}"),
            None if self.before.accepts.contains(&self.cluster.me) => format!("proposes {value} again"),
            None => format!("proposes its own {value}"),
        };
        let replies = self.cluster.rules.broken == Some(BrokenRule::RepliesAfterOwnAccept);
        let then = match (is_decided, replies) {
            (true, _) => self.decides(proposal),
            (false, true) => {
                format!(" It tells {} at once that its write is done.", (self.name)(proposal.requester))
            }
            (false, false) => String::new(),
        };
        format!("{which}{knows}.{then}")
    }

    /// What comes of a proposal where the leader's own accept is enough.
    fn decides(&self, proposal: Proposal) -> String {
        format!(
            " {}: it decides, and tells {}, whose write it is.",
            match self.cluster.rules.broken {
                Some(BrokenRule::QuorumOfOne) => "It takes its own accept for a quorum, too",
                _ => "One accept is a quorum here",
            },
            self.so_far.told_of(proposal)
        )
    }
}
