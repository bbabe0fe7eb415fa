//! Every sentence against the change that it tells of, which is read off the states before and after alone: who, which ballots and
//! values, how many of how many, and what was chosen by then. For every outcome of the right rules, on random runs of every kind of
//! setting; that no sentence claims more than is so, whatever rule is broken, is for `tests/claims`.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::explain::{actor_name, explain, value_text};
use paxos_lab::model::{Crashing, Dividing, NetworkKind, PaxosAction, PaxosModelCfg, PaxosState};
use paxos_lab::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg, ServerState, Storage};
use paxos_lab::session::Session;
use stateright::Model;
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Id};
use std::collections::{BTreeMap, BTreeSet};

/// Who has accepted what. A leader that crashed and forgot may use a ballot again, for another proposal.
type Votes = BTreeMap<(Ballot, Proposal), BTreeSet<Id>>;

/// A step, its sentence, and what the sentence has to say.
struct Told<'a> {
    config: PaxosModelCfg,
    before: &'a PaxosState,
    /// None if the action has no effect.
    after: Option<&'a PaxosState>,
    votes: &'a Votes,
    why: String,
    /// Which kind of sentence it turned out to be.
    kinds: &'a mut BTreeSet<&'static str>,
}

impl Told<'_> {
    fn says(&mut self, kind: &'static str, words: &[String]) {
        self.kinds.insert(kind);
        for word in words {
            assert!(self.why.contains(word.as_str()), "{kind}: {word:?} isn't said by {:?}", self.why);
        }
    }

    fn name(&self, id: Id) -> String {
        actor_name(id, self.config.server_count)
    }

    fn promise_quorum(&self) -> usize {
        self.config.promise_quorum.unwrap_or(self.config.server_count / 2 + 1)
    }

    fn accept_quorum(&self) -> usize {
        self.config.accept_quorum.unwrap_or(self.config.server_count / 2 + 1)
    }

    fn chosen(&self) -> Vec<(Ballot, Proposal)> {
        let all = self.votes.iter().filter(|(_, servers)| servers.len() >= self.accept_quorum());
        all.map(|(vote, _)| *vote).collect()
    }

    /// Whether a server has forgotten where it took part: then it says so, which `tests/claims` is about.
    fn has_forgotten(&self) -> bool {
        self.why.contains("forgotten") || self.why.contains("remembers no")
    }

    fn check(&mut self, action: &PaxosAction) {
        match Dividing::of(&self.config, action) {
            None => (),
            Some(Dividing::Begins(_)) => return self.says("partition", &["Until the partition heals".to_owned()]),
            Some(Dividing::Heals(_)) => return self.says("heals", &["The partition is over: it ".to_owned()]),
            Some(Dividing::Never) => return self.says("never", &["What stands for a partition".to_owned()]),
        }
        match action {
            ActorModelAction::Deliver { src, dst, msg } => self.check_delivery(*src, *dst, msg),
            ActorModelAction::Drop(envelope) => {
                self.says("lost", &[format!("loses {}'s", self.name(envelope.src)), self.name(envelope.dst)]);
            }
            ActorModelAction::Crash(id) if self.after.is_none() => {
                self.says("may not crash", &[format!("{} is a client", self.name(*id))]);
            }
            ActorModelAction::Crash(id) => self.says("crash", &[format!("{} crashes", self.name(*id))]),
            ActorModelAction::Recover(id) => {
                let after = self.after.expect("who has crashed can recover");
                if self.config.storage == Storage::Durable
                    && let (Some(before), Some(server)) = (server(self.before, *id), server(after, *id))
                    && before.ballot > Ballot::zero()
                {
                    assert_eq!((server.ballot, server.accepted), (before.ballot, before.accepted));
                    let accepted = server.accepted.map_or("nothing accepted".to_owned(), |(at, proposal)| {
                        format!("{} accepted in {at}", value_text(proposal.value))
                    });
                    let is_on_disk = format!("with what is on its disk: ballot {} promised", server.ballot);
                    return self.says("recover with a disk", &[self.name(*id), is_on_disk, accepted]);
                }
                if let Some(server) = server(after, *id) {
                    assert_eq!(*server, ServerState::default());
                }
                self.says("recover", &[format!("{} comes back as it was at the start", self.name(*id))]);
            }
            ActorModelAction::Timeout(id, _) => match self.after {
                Some(_) => self.says("asks again", &[format!("{} has waited long enough", self.name(*id))]),
                None => self.says("doesn't ask again", &[format!("{} isn't waiting", self.name(*id))]),
            },
            ActorModelAction::SelectRandom { .. } => panic!("Paxos has none"),
        }
    }

    fn check_delivery(&mut self, src: Id, dst: Id, msg: &RegisterMsg) {
        if self.before.crashed[usize::from(dst)] {
            assert!(self.after.is_none());
            return self.says("crashed", &[format!("{} has crashed", self.name(dst))]);
        }
        if self.why.starts_with("It is held up") {
            assert!(self.after.is_none());
            return self.says("held up", &[format!("from {} to {}", self.name(src), self.name(dst))]);
        }
        // An ordered network takes out what has no effect, so that what waits behind it can follow.
        let is_taken_out = self.after.is_some() && self.config.network == NetworkKind::Ordered;
        match (server(self.before, dst), self.after.map(|after| server(after, dst))) {
            (Some(before), Some(Some(after))) if is_taken_out && refuses(before, msg) => {
                assert_eq!(before, after);
                self.check_ignored(dst, msg, before);
            }
            (Some(before), Some(Some(after))) => self.check_server(src, dst, msg, before, after),
            (Some(before), None) => self.check_ignored(dst, msg, before),
            (None, None) => self.says("client ignores", &[format!("{} isn't waiting", self.name(dst))]),
            (None, Some(_)) if self.why.contains("isn't waiting") => {
                let after = self.after.unwrap();
                assert_eq!(self.before.actor_states[usize::from(dst)], after.actor_states[usize::from(dst)]);
                self.says("client ignores", &[self.name(dst)]);
            }
            (None, Some(_)) => self.check_client(src, dst, msg),
            (Some(_), Some(None)) => panic!("a server stays one"),
        }
    }

    fn check_client(&mut self, src: Id, dst: Id, msg: &RegisterMsg) {
        let (me, from) = (self.name(dst), self.name(src));
        let network = &self.after.unwrap().network;
        let sent = network.iter_deliverable().any(|e| e.src == dst && matches!(e.msg, RegisterMsg::Get(_)));
        match msg {
            RegisterMsg::GetOk(_, value) => {
                self.says("has read", &[format!("{me} has read {} from {from}", value_text(*value))])
            }
            RegisterMsg::PutOk(_) if self.why.contains("what is written") => {
                assert!(sent || self.config.network.name() == "ordered");
                self.says("reads next", &[format!("{me} hears from {from} that its write is done")]);
            }
            RegisterMsg::PutOk(_) => {
                self.says("writes next", &[format!("{me} hears from {from}"), "to write".to_owned()])
            }
            _ => panic!("clients get replies alone"),
        }
    }

    fn check_ignored(&mut self, dst: Id, msg: &RegisterMsg, before: &ServerState) {
        let me = self.name(dst);
        let own = before.ballot.to_string();
        if before.is_decided {
            return self.says("ignored: decided", &[format!("{me} has decided")]);
        }
        match msg {
            RegisterMsg::Put(..) => {
                let driven = before.proposal.expect("only who drives a write refuses another");
                self.says("ignored: leads", &[me, value_text(driven.value), self.name(driven.requester)]);
            }
            RegisterMsg::Get(_) => self.says("ignored: undecided", &[format!("{me} knows of no decision")]),
            RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => {
                assert!(*ballot <= before.ballot);
                self.says("ignored: prepare", &[format!("{me} has promised {own}")]);
            }
            RegisterMsg::Internal(PaxosMsg::Prepared { ballot, .. } | PaxosMsg::Accepted { ballot })
                if before.proposal.is_none() && *ballot == before.ballot =>
            {
                self.says("ignored: leads nothing", &[format!("{me} led {own} before it crashed")]);
            }
            RegisterMsg::Internal(PaxosMsg::Prepared { .. } | PaxosMsg::Accepted { .. })
                if before.ballot == Ballot::zero() =>
            {
                self.says("ignored: forgotten", &[format!("{me} has forgotten in a crash what it led")]);
            }
            RegisterMsg::Internal(PaxosMsg::Prepared { ballot, .. }) => {
                assert_ne!(*ballot, before.ballot);
                self.says("ignored: promise", &[format!("{me} is in ballot {own} now")]);
            }
            RegisterMsg::Internal(PaxosMsg::Accept { ballot, .. }) => {
                assert!(*ballot < before.ballot);
                self.says("ignored: accept", &[format!("{me} has promised {own}"), "lower ballot".to_owned()]);
            }
            RegisterMsg::Internal(PaxosMsg::Accepted { ballot }) => {
                assert_ne!(*ballot, before.ballot);
                self.says("ignored: accepted", &[format!("{me} is in ballot {own} now")]);
            }
            other => panic!("{other:?} always has an effect, or is never sent to a server"),
        }
    }

    fn check_server(&mut self, src: Id, dst: Id, msg: &RegisterMsg, before: &ServerState, after: &ServerState) {
        let (me, from) = (self.name(dst), self.name(src));
        let (promise_quorum, quorum) = (self.promise_quorum(), self.accept_quorum());
        let (own, ballot) = (before.ballot, after.ballot);
        let of_quorum = |count: usize| format!("{count} of the {quorum} it needs");
        match msg {
            RegisterMsg::Put(_, value) => {
                assert!(ballot > own && after.proposal.map(|p| p.value) == Some(*value) && after.prepares.len() == 1);
                let above =
                    if own == Ballot::zero() { "the first it knows of".to_owned() } else { format!("above the {own}") };
                let counted = match self.config.server_count {
                    1 => "there is nobody to reply".to_owned(),
                    _ => format!("1 of the {promise_quorum} it needs"),
                };
                let starts = format!("starts ballot {ballot}, {above}");
                self.says("starts", &[format!("asked to write by {from}"), starts, counted]);
            }
            RegisterMsg::Get(_) => {
                let (_, proposal) = before.accepted.unwrap();
                assert!(self.why.contains(&value_text(proposal.value)));
                self.says("answers", &[format!("answers {from}'s read with ")]);
            }
            RegisterMsg::Internal(PaxosMsg::Prepare { .. }) => {
                assert!(ballot > own && before.accepted == after.accepted);
                let kind = if self.has_forgotten() { "promises, and has forgotten" } else { "promises" };
                let than = match (own == Ballot::zero(), self.has_forgotten()) {
                    (true, false) => "promised none before".to_owned(),
                    (true, true) => "remembers n".to_owned(),
                    (false, _) => format!("higher than the {own}"),
                };
                self.says(kind, &[format!("{me} promises ballot {ballot}"), than]);
                match before.accepted {
                    None => self.says("promises, empty", &["carries no value".to_owned()]),
                    Some((at, p)) => {
                        self.says("promises, with a value", &[format!("accepted {} in {at}", value_text(p.value))])
                    }
                }
            }
            RegisterMsg::Internal(PaxosMsg::Prepared { .. }) => self.check_promise(src, dst, before, after),
            RegisterMsg::Internal(PaxosMsg::Accept { .. }) => {
                let (at, proposal) = after.accepted.unwrap();
                let accepts = format!(
                    "accept{} {} in ballot {at}",
                    if before.accepted == after.accepted { "ed" } else { "s" },
                    value_text(proposal.value)
                );
                if before.accepted == after.accepted {
                    return self.says("accepts again", &[me, accepts]);
                }
                self.says("accepts", &[me, accepts]);
                self.check_vote(dst, at, proposal);
            }
            RegisterMsg::Internal(PaxosMsg::Accepted { .. }) => match (after.is_decided, before.accepts.contains(&src))
            {
                (true, _) => {
                    assert_eq!(after.accepts.len(), quorum);
                    let proposal = after.proposal.unwrap();
                    let (value, is_chosen) = (value_text(proposal.value), self.chosen().contains(&(own, proposal)));
                    let learns = match is_chosen {
                        true => format!("{me} learns that {value} is chosen"),
                        false => format!("{me} takes {value} for chosen"),
                    };
                    self.says(
                        if is_chosen { "decides" } else { "decides wrongly" },
                        &[format!("{quorum} of {quorum} in {own}"), learns, self.name(proposal.requester)],
                    );
                }
                (false, true) => self.says("counts an accept again", &[format!("{me} has counted {from}'s accept")]),
                (false, false) if after.accepts.len() > quorum => {
                    self.says("an accept too many", &[format!("{}, more than the {quorum}", after.accepts.len())])
                }
                (false, false) => {
                    self.says("counts an accept", &[format!("{from}'s accept"), of_quorum(after.accepts.len())])
                }
            },
            RegisterMsg::Internal(PaxosMsg::Decided { .. }) => {
                assert!(!before.is_decided && after.is_decided);
                let (at, proposal) = after.accepted.unwrap();
                let value = value_text(proposal.value);
                match self.chosen().contains(&(at, proposal)) {
                    true => self.says("learns", &[format!("{me} learns from {from} that {value} was chosen in {at}")]),
                    false => self.says("is told wrongly", &[format!("{me} hears from {from} that {value} was chosen")]),
                }
            }
            RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) => panic!("replies go to clients"),
        }
    }

    fn check_promise(&mut self, src: Id, dst: Id, before: &ServerState, after: &ServerState) {
        let (me, from, quorum) = (self.name(dst), self.name(src), self.promise_quorum());
        let own = before.ballot;
        let proposes = after.prepares.len() == quorum;
        if before.prepares.contains_key(&src) {
            return if proposes {
                self.says(
                    "a promise once more",
                    &[format!("{from}'s promise for {own} arrives once more"), format!("{quorum} of {quorum} again")],
                );
            } else if before.accepts.contains(&dst) {
                self.says("a promise too many, again", &["has proposed already".to_owned()]);
            } else {
                self.says(
                    "counts a promise again",
                    &[format!(
                        "{me} has counted {from}'s promise for {own} before, so it still has {}",
                        after.prepares.len()
                    )],
                );
            };
        }
        if !proposes {
            assert_eq!(before.accepted, after.accepted);
            return if after.prepares.len() < quorum {
                self.says(
                    "counts a promise",
                    &[format!("{from}'s promise for {own}: {} of the {quorum}", after.prepares.len())],
                );
            } else {
                self.says(
                    "a promise too many",
                    &[format!("{me} notes {from}'s promise for {own}"), "has proposed already".to_owned()],
                );
            };
        }
        let (at, proposal) = after.accepted.expect("a leader accepts what it proposes");
        assert_eq!((at, Some(proposal)), (own, after.proposal));
        let promised = || after.prepares.values().flatten();
        match promised().map(|(ballot, _)| *ballot).max() {
            None => self.says(
                "proposes its own",
                &[
                    format!("{quorum} of {quorum} for {own}"),
                    format!("free to propose its own {}", value_text(proposal.value)),
                ],
            ),
            Some(adopted) => {
                assert!(promised().any(|told| *told == (adopted, proposal)));
                self.says(
                    "adopts",
                    &[format!("is {adopted}, and its"), format!("must propose {}", value_text(proposal.value))],
                );
                let own_value = before.proposal.unwrap().value;
                if own_value != proposal.value {
                    self.says("adopts instead", &[format!("instead of its own {}", value_text(own_value))]);
                }
            }
        }
    }

    /// What a vote made of the proposal.
    fn check_vote(&mut self, voter: Id, ballot: Ballot, proposal: Proposal) {
        let mut voters = self.votes.get(&(ballot, proposal)).cloned().unwrap_or_default();
        let is_new = voters.insert(voter);
        let (have, quorum, servers) = (voters.len(), self.accept_quorum(), self.config.server_count);
        let chosen = self.chosen();
        let value = value_text(proposal.value);
        let names: Vec<String> = voters.iter().map(|id| self.name(*id)).collect();
        let make = format!("make {have} of {servers}, a quorum: ");
        let same = chosen.iter().find(|(_, chosen)| chosen.value == proposal.value);
        match (same, &chosen[..]) {
            (Some((earlier, _)), _) => {
                self.says("chosen before", &[format!("{value} is chosen already, in {earlier}")])
            }
            (None, []) if have < quorum && is_new => {
                self.says("not chosen yet", &[format!("takes {quorum} servers"), format!("to accept it in {ballot}")])
            }
            (None, []) if have < quorum => self
                .says("no new vote", &[format!("takes {quorum} servers"), format!("accepted it in {ballot} before")]),
            (None, []) => {
                self.says("chosen now", &[vec![format!("{make}from now on {value} is chosen")], names].concat())
            }
            (None, [(earlier, other), ..]) if have < quorum => {
                let other = value_text(other.value);
                let is_one = chosen.iter().all(|(_, chosen)| value_text(chosen.value) == other);
                let words = if is_one { format!("Yet {other} is chosen already, in {earlier}") } else { other };
                self.says("chosen otherwise", &[words]);
            }
            (None, _) => {
                self.says("two are chosen", &[vec![format!("{make}now {value} is chosen beside")], names].concat())
            }
        }
    }
}

fn server(state: &PaxosState, id: Id) -> Option<&ServerState> {
    match &*state.actor_states[usize::from(id)] {
        RegisterActorState::Server(server) => Some(server),
        RegisterActorState::Client { .. } => None,
    }
}

/// Whether a server has no rule for a message.
fn refuses(server: &ServerState, msg: &RegisterMsg) -> bool {
    match msg {
        RegisterMsg::Get(_) => !server.is_decided,
        _ if server.is_decided => true,
        RegisterMsg::Put(..) => server.proposal.is_some(),
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => *ballot <= server.ballot,
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, .. }) => *ballot < server.ballot,
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot, .. } | PaxosMsg::Accepted { ballot }) => {
            *ballot != server.ballot || server.proposal.is_none()
        }
        _ => false,
    }
}

/// Notes who has accepted what in this step; neither to learn a decision nor to make one is to accept.
fn vote(votes: &mut Votes, before: &PaxosState, action: &PaxosAction, after: &PaxosState) {
    let ActorModelAction::Deliver { dst, msg, .. } = action else { return };
    let (Some(was), Some(is)) = (server(before, *dst), server(after, *dst)) else { return };
    let accepts = matches!(
        msg,
        RegisterMsg::Put(..) | RegisterMsg::Internal(PaxosMsg::Prepared { .. } | PaxosMsg::Accept { .. })
    );
    if let (true, true, Some(vote)) = (accepts, was.accepted != is.accepted, is.accepted) {
        votes.entry(vote).or_default().insert(*dst);
    }
}

/// Values that a sentence names are there in the step.
fn names_only_what_is_there(why: &str, there: &[&str]) {
    for (at, _) in why.match_indices('\'') {
        let mut rest = why[at + 1..].chars();
        if let (Some(value), Some('\'')) = (rest.next(), rest.next()) {
            assert!(there.iter().any(|there| there.contains(&format!("{value:?}"))), "{value} is in {why:?} alone");
        }
    }
}

/// Settings of every kind, but for quorums of one, where a leader needs nobody.
fn settings() -> Vec<PaxosModelCfg> {
    let mut all = support::settings(&[1, 2, 3, 5], &[1, 2, 3], &[0, 1]);
    for network in NetworkKind::ALL {
        for (server_count, quorums) in
            [(3, None), (3, Some((3, 2))), (3, Some((2, 3))), (4, Some((2, 2))), (5, Some((2, 4)))]
        {
            for (max_crashes, storage) in [(0, Storage::Volatile), (2, Storage::Volatile), (2, Storage::Durable)] {
                for (retries, partitions) in [(0, 0), (2, 0), (0, 1), (1, 2)] {
                    all.push(PaxosModelCfg {
                        client_count: 3,
                        server_count,
                        network,
                        lossy: retries == 1,
                        max_crashes,
                        crashing: Crashing::Servers,
                        storage,
                        retries,
                        partitions,
                        promise_quorum: quorums.map(|(promises, _)| promises),
                        accept_quorum: quorums.map(|(_, accepts)| accepts),
                        ..PaxosModelCfg::default()
                    });
                }
            }
        }
    }
    all
}

#[test]
fn every_sentence_is_true_of_its_step() {
    let mut kinds = BTreeSet::new();
    let mut sentences = 0;
    for (index, config) in settings().into_iter().enumerate() {
        for seed in 0..2 {
            let mut session = Session::new(config).unwrap();
            let mut votes = Votes::new();
            for _ in 0..90 {
                let before = session.here().clone();
                let there = format!("{:?} {votes:?}", before.state);
                for (action, has_effect) in session.actions() {
                    let next =
                        if *has_effect { session.model().next_state(&before.state, action.clone()) } else { None };
                    let why = explain(session.model(), &before, action).why;
                    assert!(why.ends_with('.') && why.len() < 400, "{why}");
                    names_only_what_is_there(&why, &[&there, &format!("{action:?} {next:?}")]);
                    let mut told = Told {
                        config,
                        before: &before.state,
                        after: next.as_ref(),
                        votes: &votes,
                        why,
                        kinds: &mut kinds,
                    };
                    told.check(action);
                    sentences += 1;
                }
                let Some(action) = session.choose(seed * 1_000 + u32::try_from(index).unwrap()) else { break };
                session.act(action).unwrap();
                let (_, action) = session.shown().action.as_ref().unwrap();
                vote(&mut votes, &before.state, action, &session.here().state);
            }
        }
    }
    assert!(sentences > 100_000, "{sentences}");
    let all = [
        "a promise once more",
        "a promise too many",
        "a promise too many, again",
        "accepts",
        "accepts again",
        "adopts",
        "adopts instead",
        "an accept too many",
        "answers",
        "asks again",
        "chosen before",
        "chosen now",
        "chosen otherwise",
        "client ignores",
        "counts a promise",
        "counts a promise again",
        "counts an accept",
        "counts an accept again",
        "crash",
        "crashed",
        "decides",
        "decides wrongly",
        "has read",
        "heals",
        "held up",
        "ignored: accept",
        "ignored: accepted",
        "ignored: decided",
        "ignored: forgotten",
        "ignored: leads",
        "ignored: leads nothing",
        "ignored: prepare",
        "ignored: promise",
        "ignored: undecided",
        "is told wrongly",
        "learns",
        "lost",
        "may not crash",
        "never",
        "no new vote",
        "not chosen yet",
        "partition",
        "promises",
        "promises, and has forgotten",
        "promises, empty",
        "promises, with a value",
        "proposes its own",
        "reads next",
        "recover",
        "recover with a disk",
        "starts",
        "two are chosen",
        "writes next",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
}
