//! A sentence for every action: who, by which rule, and why, with the ballots and values of this very step; and for one without
//! effect, why it has none.

use super::so_far::{Beyond, SoFar};
use super::words::{actor_name, groups_text, kind_of, message_text, value_text};
use super::wrong::explain_wrong;
use crate::model::{Dividing, Division, Participant, PaxosAction, PaxosModel, PaxosModelCfg};
use crate::moment::{Message, Moment};
use crate::paxos::{
    Ballot, BrokenRule, Ignored, PaxosActor, Proposed, Reaction, RegisterMsg, RetriesLeft, Rule, ServerState, Storage,
    Stored, react,
};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{Actor, ActorModelAction, Command, Id, Out, is_no_op};
use std::borrow::Cow;

/// What an action does, in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Explanation {
    /// In a few words: `Prepare (1, S1) to S0`.
    pub label: String,
    /// In a sentence or two.
    pub why: String,
}

/// Explains the start of a run.
pub fn explain_start(config: &PaxosModelCfg) -> Explanation {
    Explanation {
        label: "Start".to_owned(),
        why: format!(
            "Every client has sent its {}write. No server knows anything yet.",
            if config.put_count == 1 { "" } else { "first " }
        ),
    }
}

/// Explains what `action` does at the moment `before`, or why it does nothing.
pub fn explain(model: &PaxosModel, before: &Moment, action: &PaxosAction) -> Explanation {
    let name = |id: Id| actor_name(id, model.cfg.server_count);
    if let Some(dividing) = Dividing::of(&model.cfg, action) {
        return explain_dividing(model, before, dividing);
    }
    let (label, why) = match action {
        ActorModelAction::Deliver { src, dst, msg } => {
            (format!("{} to {}", message_text(msg), name(*dst)), explain_delivery(model, before, *src, *dst, msg))
        }
        ActorModelAction::Drop(envelope) => (
            format!("Lose {} to {}", message_text(&envelope.msg), name(envelope.dst)),
            format!(
                "The network loses {}'s {} to {}. Nobody can tell this from a long delay.",
                name(envelope.src),
                kind_of(&envelope.msg),
                name(envelope.dst)
            ),
        ),
        ActorModelAction::Crash(id) => (
            format!("Crash {}", name(*id)),
            if model.cfg.may_crash(usize::from(*id)) {
                format!("{} crashes: until it recovers, no message reaches it.", name(*id))
            } else {
                format!("{} is a client, and the settings let only servers crash.", name(*id))
            },
        ),
        ActorModelAction::Recover(id) => (
            format!("Recover {}", name(*id)),
            match before.state.actor_storages[usize::from(*id)] {
                None => format!("{} comes back as it was at the start: it kept nothing on disk.", name(*id)),
                Some(stored) => {
                    let so_far = SoFar { model, step: before };
                    format!("{} comes back with what is on its disk: {}.", name(*id), stored_text(&so_far, stored))
                }
            },
        ),
        ActorModelAction::Timeout(id, left) => {
            (format!("Timeout at {}", name(*id)), explain_timeout(model, before, *id, *left))
        }
        ActorModelAction::SelectRandom { actor, .. } => {
            (format!("Choice of {}", name(*actor)), format!("{} makes a random choice.", name(*actor)))
        }
    };
    Explanation { label, why }
}

fn explain_dividing(model: &PaxosModel, before: &Moment, dividing: Dividing) -> Explanation {
    let servers = model.cfg.server_count;
    let (label, why) = match dividing {
        Dividing::Begins(cut) => (
            format!("Partition {}", groups_text(cut, servers)),
            "Until the partition heals, nothing is delivered from one side to the other: messages wait. Clients reach every server."
                .to_owned(),
        ),
        Dividing::Heals(cut) => {
            let is_held = |message: &&Message| cut.parts(&model.cfg, message.envelope.src, message.envelope.dst);
            // What it held up may still wait, behind other messages or for who has crashed.
            let held = match before.in_flight.iter().filter(is_held).count() {
                0 => "it held up nothing".to_owned(),
                1 => "it no longer holds up the message that was to cross it".to_owned(),
                many => format!("it no longer holds up the {many} messages that were to cross it"),
            };
            (format!("Heal {}", groups_text(cut, servers)), format!("The partition is over: {held}."))
        }
        Dividing::Never => ("Nothing".to_owned(), "What stands for a partition can't be lost, and doesn't crash.".to_owned()),
    };
    Explanation { label, why }
}

fn explain_delivery(model: &PaxosModel, step: &Moment, src: Id, dst: Id, msg: &RegisterMsg) -> String {
    let (state, at) = (&step.state, usize::from(dst));
    let name = |id: Id| actor_name(id, model.cfg.server_count);
    if state.crashed[at] {
        return format!("{} has crashed, so nothing reaches it until it recovers.", name(dst));
    }
    if let Division::Divided(cut) = state.history.division
        && cut.parts(&model.cfg, src, dst)
    {
        let groups = groups_text(cut, model.cfg.server_count);
        return format!(
            "It is held up: the partition {groups} lets nothing from {} to {} until it heals.",
            name(src),
            name(dst)
        );
    }
    match (model.actors[at].server(), &*state.actor_states[at]) {
        (Some(server), RegisterActorState::Server(before)) => {
            let so_far = SoFar { model, step };
            explain_wrong(&so_far, server.cluster(dst), before, src, msg, &name)
                .unwrap_or_else(|| explain_server(&so_far, server, before, src, dst, msg, &name))
        }
        (_, before) => explain_client(&model.actors[at], before, src, dst, msg, &name),
    }
}

/// What is on a disk.
fn stored_text(so_far: &SoFar<'_>, stored: Stored) -> String {
    let Stored { ballot, accepted, is_decided } = stored;
    let promised = if ballot == Ballot::zero() { "no ballot".to_owned() } else { format!("ballot {ballot}") };
    let accepted = match accepted {
        None => "nothing accepted".to_owned(),
        Some((in_ballot, proposal)) => format!(
            "{} accepted in {in_ballot}{}",
            value_text(proposal.value),
            match (is_decided, so_far.unfounded(in_ballot, proposal)) {
                (false, _) => String::new(),
                (true, None) => ", which it knows to be chosen".to_owned(),
                (true, Some(though)) => format!(", which it takes for chosen, {though}"),
            }
        ),
    };
    format!("{promised} promised, and {accepted}; of what it led, nothing")
}

fn explain_timeout(model: &PaxosModel, before: &Moment, id: Id, left: RetriesLeft) -> String {
    let name = |id: Id| actor_name(id, model.cfg.server_count);
    let (client, at) = (&model.actors[usize::from(id)], usize::from(id));
    let mut out = Out::new();
    client.on_timeout(id, &mut Cow::Borrowed(&*before.state.actor_states[at]), &left, &mut out);
    let asked = out.iter().find_map(|command| match command {
        Command::Send(server, msg) => Some((*server, msg)),
        _ => None,
    });
    match asked {
        None => format!("{} isn't waiting for a reply any more.", name(id)),
        Some((server, msg)) => format!(
            "{} has waited long enough for the reply to its {}, and asks {} {}. {}",
            name(id),
            kind_of(msg),
            name(server),
            // It asks the servers in turn.
            if model.cfg.retries + 1 - usize::from(left) < model.cfg.server_count { "too" } else { "again" },
            match left {
                1 => "It asks no more after that.".to_owned(),
                2 => "It may ask once more after that.".to_owned(),
                _ => format!("It may ask {} times more after that.", left - 1),
            }
        ),
    }
}

fn explain_server(
    so_far: &SoFar<'_>,
    server: &PaxosActor,
    before: &ServerState,
    src: Id,
    dst: Id,
    msg: &RegisterMsg,
    name: &impl Fn(Id) -> String,
) -> String {
    let cluster = server.cluster(dst);
    let (me, from) = (name(dst), name(src));
    let (promise_quorum, accept_quorum) = (cluster.promise_quorum(), cluster.accept_quorum());
    let own = before.ballot;
    let has = if so_far.has_promised(dst, own) { "has promised" } else { "knows of" };
    let repeated = if before.repeats > 0 { ", with replies that were counted twice" } else { "" };
    match react(cluster, before, src, msg) {
        Reaction::Acted { rule, .. } => match rule {
            Rule::BallotStarted(ballot) => format!(
                "{me} is asked to write by {from}, so it starts ballot {ballot}, {}{}",
                match (own == Ballot::zero(), before.accepted) {
                    (true, None) => "the first it knows of".to_owned(),
                    (true, Some(_)) => "as it has promised none".to_owned(),
                    (false, _) => format!("above the {own} it had seen"),
                },
                match (so_far.model.cfg.server_count, so_far.forgotten(dst, before)) {
                    // In the model as it is given, a leader counts when a reply arrives.
                    (1, _) =>
                        ". It counts promises as replies arrive, and there is nobody to reply: it goes no further."
                            .to_owned(),
                    (_, forgotten) => format!(
                        ", and asks the others to close every lower ballot. Its own promise is 1 of the {promise_quorum} it \
                         needs.{}",
                        forgotten.map_or(String::new(), |ballot| {
                            format!(" It had taken part in {ballot}, and has forgotten it.")
                        })
                    ),
                }
            ),
            Rule::BallotStartedAlone { ballot, proposed } => format!(
                "{me} is asked to write by {from}, so it starts ballot {ballot}. Its own promise is the one that it needs, so it \
                 proposes {}{} and accepts it itself.{}",
                value_text(proposed.proposal.value),
                match proposed.adopted {
                    Some(adopted) => format!(", which it had accepted in {adopted},"),
                    None => String::new(),
                },
                decided_at_once(so_far, proposed)
            ),
            Rule::BallotPromised(ballot) => format!(
                "{me} promises ballot {ballot}: {}. {}",
                match (own == Ballot::zero(), so_far.forgotten(dst, before)) {
                    (true, None) if before.accepted.is_some() => "it knows of none that it promised".to_owned(),
                    (true, None) => "it had promised none before".to_owned(),
                    (true, Some(forgotten)) => format!("it remembers none, though it had taken part in {forgotten}"),
                    (false, None) if so_far.has_promised(dst, own) => format!("higher than the {own} it had promised"),
                    (false, None) => format!("higher than the {own} it knew of"),
                    (false, Some(forgotten)) => format!(
                        "higher than the {own} it had promised, while it has forgotten that it took part in {forgotten}"
                    ),
                },
                match before.accepted {
                    None => so_far.nothing_accepted(dst).to_owned(),
                    Some((accepted, proposal)) => format!(
                        "The promise tells that it accepted {} in {accepted}, as that may be chosen already.",
                        value_text(proposal.value)
                    ),
                }
            ),
            Rule::PromiseCounted { .. } if before.accepts.contains(&dst) => {
                format!("{me} notes {from}'s promise for {own}, but it has its quorum and has proposed already.")
            }
            Rule::PromiseCounted { promises } if before.prepares.contains_key(&src) => {
                format!("{me} has counted {from}'s promise for {own} before, so it still has {promises}.")
            }
            Rule::PromiseCounted { promises } => {
                format!("{me} counts {from}'s promise for {own}: {promises} of the {promise_quorum} it needs.")
            }
            Rule::QuorumPromised(Proposed { proposal, .. }) if before.prepares.contains_key(&src) => format!(
                "{from}'s promise for {own} arrives once more. {me} counts {promise_quorum} of {promise_quorum} again, and proposes \
                 {}.",
                match before.proposal {
                    Some(earlier) if earlier != proposal => format!(
                        "{} in the same ballot, where it had proposed {}",
                        value_text(proposal.value),
                        value_text(earlier.value)
                    ),
                    _ => format!("{} again", value_text(proposal.value)),
                }
            ),
            Rule::QuorumPromised(proposed @ Proposed { adopted: None, proposal, .. }) => format!(
                "{from}'s promise makes {promise_quorum} of {promise_quorum} for {own}{}. No promise in this quorum tells of an \
                 accepted value, so {me} is free to propose its own {}, and accepts it itself.{}",
                if closes_lower_ballots(&so_far.model.cfg, promise_quorum) {
                    ": no lower ballot can be chosen any more"
                } else {
                    ""
                },
                value_text(proposal.value),
                decided_at_once(so_far, proposed)
            ),
            Rule::QuorumPromised(proposed @ Proposed { adopted: Some(ballot), proposal, .. }) => format!(
                "{from}'s promise makes {promise_quorum} of {promise_quorum} for {own}. By these promises the highest ballot \
                 that anyone accepted in is {ballot}, and its {value} may be chosen already: {me} must propose {value}{}.{}",
                match before.proposal {
                    Some(wanted) if wanted != proposal => {
                        format!(" instead of its own {}", value_text(wanted.value))
                    }
                    _ => String::new(),
                },
                decided_at_once(so_far, proposed),
                value = value_text(proposal.value),
            ),
            Rule::ProposalAccepted(ballot, proposal) if before.accepted == Some((ballot, proposal)) => {
                format!(
                    "{me} has accepted {} in ballot {ballot} before, and says so again.",
                    value_text(proposal.value)
                )
            }
            Rule::ProposalAccepted(ballot, proposal) => format!(
                "{me} accepts {} in ballot {ballot}: {}. {}",
                value_text(proposal.value),
                match (own == Ballot::zero(), so_far.beyond(dst, before)) {
                    (true, None) => "it has promised nothing yet".to_owned(),
                    (false, None) => "it has promised no higher one".to_owned(),
                    (_, Some(Beyond::Accepted(higher))) => {
                        format!("it goes by no higher promise, though it has accepted in {higher}")
                    }
                    (_, Some(Beyond::Forgotten(higher))) => {
                        format!("it knows of no higher promise, and has forgotten that it took part in {higher}")
                    }
                },
                so_far.with_vote(dst, ballot, proposal)
            ),
            Rule::AcceptCounted { accepts } if before.accepts.contains(&src) => {
                format!("{me} has counted {from}'s accept in {own} before, so it still has {accepts}.")
            }
            Rule::AcceptCounted { accepts } if accepts > accept_quorum => format!(
                "{me} counts {from}'s accept in {own}: {accepts}, more than the {accept_quorum} it needs, and it decides only as \
                 they become {accept_quorum}."
            ),
            Rule::AcceptCounted { accepts } => {
                format!("{me} counts {from}'s accept in {own}: {accepts} of the {accept_quorum} it needs{repeated}.")
            }
            Rule::QuorumAccepted(proposal) => format!(
                "{from}'s accept makes {accept_quorum} of {accept_quorum} in {own}{repeated}, and {me} {}. It tells {}, whose write it \
                 is.",
                match so_far.unfounded(own, proposal) {
                    None => format!("learns that {} is chosen: it is decided", value_text(proposal.value)),
                    Some(though) => {
                        format!("takes {} for chosen, and decides it, {though}", value_text(proposal.value))
                    }
                },
                so_far.told_of(proposal)
            ),
            Rule::DecisionLearned(ballot, proposal) => so_far.learns(&me, &from, ballot, proposal),
            Rule::ReadAnswered(value) => {
                let value = value_text(value);
                match before.accepted.and_then(|(ballot, proposal)| so_far.unfounded(ballot, proposal)) {
                    None => format!("{me} knows the decision, so it answers {from}'s read with {value}."),
                    Some(though) => {
                        format!("{me} takes {value} for chosen, and answers {from}'s read with it, {though}.")
                    }
                }
            }
        },
        Reaction::Ignored(why) => match why {
            Ignored::AlreadyDecided => format!("{me} has decided, so only reads matter to it."),
            Ignored::AlreadyLeads(other) => format!(
                "{me} drives a write already, {} of {}. In Single Decree Paxos a server drives one.",
                value_text(other.value),
                name(other.requester)
            ),
            Ignored::PrepareNotAbove(promised) => {
                format!("{me} {has} {promised}, and a promise is for higher ballots only.")
            }
            Ignored::PromiseForOtherBallot(_) if own == Ballot::zero() => {
                format!("{me} has forgotten in a crash what it led, so a promise counts for nothing.")
            }
            Ignored::PromiseForOtherBallot(promised) => {
                format!("{me} is in ballot {promised} now, so a promise for another ballot counts for nothing.")
            }
            Ignored::AcceptBelow(promised) => {
                format!("{me} {has} {promised}, so it accepts nothing in a lower ballot.")
            }
            Ignored::AcceptedForOtherBallot(_) if own == Ballot::zero() => {
                format!("{me} has forgotten in a crash what it led, so an accept counts for nothing.")
            }
            Ignored::AcceptedForOtherBallot(promised) => {
                format!("{me} is in ballot {promised} now, so an accept in another ballot counts for nothing.")
            }
            Ignored::LeadsNothing(ballot) => {
                format!("{me} led {ballot} before it crashed, and remembers nothing of it.")
            }
            Ignored::ReadBeforeDecision if so_far.model.cfg.server_count == 1 => {
                format!("{me} knows of no decision, so it can't answer a read yet.")
            }
            Ignored::ReadBeforeDecision => {
                format!("{me} knows of no decision, and one may exist elsewhere, so it can't answer a read yet.")
            }
            Ignored::ReplyToClient => format!("{me} is a server, and this is a reply to a client."),
        },
    }
}

/// What comes of a proposal where one accept is a quorum.
fn decided_at_once(so_far: &SoFar<'_>, proposed: Proposed) -> String {
    if !proposed.is_decided {
        return String::new();
    }
    format!(" One accept is a quorum here, so it is decided: it tells {}.", so_far.told_of(proposed.proposal))
}

/// Whether a quorum of promises keeps every lower ballot from being chosen from then on: where each quorum of accepts needs one of
/// those who promised, and they keep their word.
fn closes_lower_ballots(config: &PaxosModelCfg, promise_quorum: usize) -> bool {
    let is_kept = match config.broken {
        None => true,
        Some(rule) => matches!(
            rule,
            BrokenRule::IgnoresLastAccepted
                | BrokenRule::AdoptsLowest
                | BrokenRule::AdoptsAny
                | BrokenRule::ReadsBeforeDecision
                | BrokenRule::RepliesAfterOwnAccept
        ),
    };
    let is_remembered = config.max_crashes == 0 || config.storage == Storage::Durable;
    is_kept && is_remembered && promise_quorum + config.choosing_quorum() > config.server_count
}

/// Clients are stateright's own, so what they do is read off their reaction.
fn explain_client(
    client: &Participant,
    before: &<Participant as Actor>::State,
    src: Id,
    dst: Id,
    msg: &RegisterMsg,
    name: &impl Fn(Id) -> String,
) -> String {
    let (me, from) = (name(dst), name(src));
    let mut out = Out::new();
    let mut after = Cow::Borrowed(before);
    client.on_msg(dst, &mut after, src, msg.clone(), &mut out);
    if is_no_op::<Participant>(&after, &out) {
        return format!("{me} isn't waiting for this reply any more.");
    }
    let next = out.iter().find_map(|command| match command {
        Command::Send(to, RegisterMsg::Put(_, value)) => {
            Some(format!("asks {} to write {} next", name(*to), value_text(*value)))
        }
        Command::Send(to, RegisterMsg::Get(_)) => Some(format!("asks {} what is written", name(*to))),
        _ => None,
    });
    match (msg, next) {
        (RegisterMsg::GetOk(_, value), _) => format!("{me} has read {} from {from}.", value_text(*value)),
        (_, Some(next)) => format!("{me} hears from {from} that its write is done, and {next}."),
        (_, None) => format!("{me} hears from {from} that its write is done."),
    }
}
