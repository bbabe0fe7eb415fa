//! No sentence claims what isn't so. Each that is told of a step is one of a known form, and what that form claims is held to the states
//! before and after and to the votes of the run so far, which are gathered here anew: for every rule that can be broken, and for crashes
//! with a disk and without, retries, partitions, and quorums of one's own. A form that isn't known here is refused.
#![cfg(not(target_arch = "wasm32"))]

mod forms;
mod gathered;
mod scene;
mod so;

use forms::{CLAIMS, Claim, gaps};
use gathered::{Gathered, Votes};
use paxos_lab::explain::explain;
use paxos_lab::model::{Crashing, NetworkKind, PaxosAction, PaxosModelCfg, PaxosState, envelopes};
use paxos_lab::paxos::{Ballot, BrokenRule, RegisterMsg, Storage};
use paxos_lab::session::Session;
use scene::{Scene, ballot};
use stateright::Model;
use stateright::actor::majority;
use std::collections::{BTreeMap, BTreeSet};

/// The forms that sentences were found to have, by what is left of them without numbers and values: there are few, and to try each form
/// takes long.
#[derive(Default)]
struct Forms(BTreeMap<String, Option<usize>>);

impl Forms {
    /// The first form of a sentence.
    fn of(&mut self, sentence: &str) -> Option<&'static Claim> {
        let shape = sentence.chars().filter(|c| !c.is_ascii_digit()).collect();
        let first = || CLAIMS.iter().position(|(form, _)| gaps(form, sentence).is_some());
        self.0.entry(shape).or_insert_with(first).map(|place| &CLAIMS[place])
    }
}

/// What is wrong with a sentence of a step.
fn wrong(forms: &mut Forms, scene: &Scene<'_>, why: &str) -> Option<String> {
    let (own, right) = why.split_once(" The right rule: ").map_or((why, None), |(own, right)| (own, Some(right)));
    if right.is_some_and(|right| scene.config.broken.is_none_or(|rule| rule.text().right != right)) {
        return Some("that isn't the rule that is broken".to_owned());
    }
    let sentences = own.strip_suffix('.').unwrap_or(own).split(". ");
    sentences.filter(|sentence| !sentence.is_empty()).find_map(|sentence| match forms.of(sentence) {
        None => Some(format!("no such form is known: {sentence:?}")),
        Some((form, is_so)) => {
            let words = gaps(form, sentence).expect("sentences that differ in numbers alone have one form");
            (!is_so(scene, &words)).then(|| format!("that isn't so: {sentence:?}"))
        }
    })
}

/// Settings with every rule, storage, who crashes, retries, partitions and quorums among them.
fn settings() -> Vec<PaxosModelCfg> {
    let quorums = [
        (None, None),
        (Some(1), Some(3)),
        (Some(3), Some(1)),
        (Some(2), Some(1)),
        (Some(1), Some(1)),
        (Some(3), Some(3)),
    ];
    let crashes = [(0, Storage::Volatile), (2, Storage::Volatile), (2, Storage::Durable)];
    let mut all = Vec::new();
    for (rule, broken) in BrokenRule::ALL.into_iter().map(Some).chain([None]).enumerate() {
        for (index, (promise_quorum, accept_quorum)) in quorums.into_iter().enumerate() {
            for (place, network) in NetworkKind::ALL.into_iter().enumerate() {
                let is_of_disk = broken.is_some_and(BrokenRule::is_of_disk);
                let (max_crashes, storage) = crashes[if is_of_disk { 2 } else { (rule + index + place) % 3 }];
                let config = PaxosModelCfg {
                    // Few operations, as whether they are linearizable is asked of each step.
                    client_count: if index % 2 == 1 { 2 } else { 2 + (rule + place) % 3 },
                    server_count: 3 + index % 3,
                    network,
                    put_count: 1 + index % 2,
                    lossy: (index + place) % 2 == 1,
                    max_crashes,
                    crashing: Crashing::Servers,
                    storage,
                    retries: [0, 1, 3][(index + rule) % 3],
                    partitions: (index + rule) % 2,
                    promise_quorum,
                    accept_quorum,
                    broken,
                };
                if config.validate().is_ok() {
                    all.push(config);
                }
            }
        }
    }
    // Alone, nobody replies; two are each other's quorum; everyone may crash.
    let usual = PaxosModelCfg { server_count: 1, ..PaxosModelCfg::default() };
    all.push(usual);
    all.push(PaxosModelCfg { promise_quorum: Some(1), accept_quorum: Some(1), retries: 1, ..usual });
    all.push(PaxosModelCfg { broken: Some(BrokenRule::QuorumOfOne), max_crashes: 1, ..usual });
    all.push(PaxosModelCfg { server_count: 2, retries: 3, partitions: 2, ..usual });
    all.push(PaxosModelCfg { server_count: 3, max_crashes: 5, lossy: true, client_count: 2, ..usual });
    all
}

/// Every sentence of every action along a run, and what is wrong with those that say what isn't so.
fn follow(
    forms: &mut Forms,
    session: &mut Session,
    steps: usize,
    mut choose: impl FnMut(&Session) -> Option<u32>,
) -> (usize, Vec<String>) {
    let config = session.model().cfg;
    let (mut so_far, mut found, mut sentences) = (Gathered::default(), Vec::new(), 0);
    let mut closed: BTreeSet<Ballot> = BTreeSet::new();
    let start = session.here().state.clone();
    for envelope in envelopes(&start.network) {
        if let RegisterMsg::Put(request, _) = envelope.msg {
            so_far.asked.insert((envelope.src, request, envelope.dst));
        }
    }
    for _ in 0..steps {
        let before = session.here().clone();
        let next_state = |action: &PaxosAction| session.model().next_state(&before.state, action.clone());
        let actions: Vec<(PaxosAction, Option<PaxosState>)> = session
            .actions()
            .iter()
            .map(|(action, has_effect)| (action.clone(), if *has_effect { next_state(action) } else { None }))
            .collect();
        for (action, next) in &actions {
            let now = next.as_ref().map_or_else(|| so_far.clone(), |next| so_far.after(&before.state, action, next));
            let why = explain(session.model(), &before, action).why;
            let scene =
                Scene { config, before: &before.state, after: next.as_ref(), so_far: &so_far, now: &now, action };
            sentences += 1;
            if let Some(wrong) = wrong(forms, &scene, &why) {
                found.push(format!("{wrong}\n  in {why:?}\n  by {action:?}, {config:?}"));
            }
        }
        let Some(index) = choose(session) else { break };
        let (action, next) = &actions[index as usize];
        let next = next.as_ref().expect("an action that has an effect is chosen");
        let why = explain(session.model(), &before, action).why;
        let now = so_far.after(&before.state, action, next);
        let quorum = config.accept_quorum.unwrap_or_else(|| majority(config.server_count));
        for (value, at) in now.chosen(quorum).difference(&so_far.chosen(quorum)) {
            if closed.iter().any(|closed| closed > at) {
                found.push(format!("no lower ballot could be chosen any more, yet {value} is, in {at}: {config:?}"));
            }
        }
        if let Some((own, _)) = why.split_once(": no lower ballot can be chosen any more") {
            closed.insert(ballot(&own[own.rfind('(').expect("a ballot")..]));
        }
        so_far = now;
        session.act(index).unwrap();
        let recorded: Votes =
            session.here().votes().chosen(1).map(|(at, proposal, servers)| ((at, proposal), servers.clone())).collect();
        assert_eq!(recorded, so_far.votes, "{action:?}, {config:?}");
    }
    (sentences, found)
}

#[test]
fn no_sentence_claims_what_the_votes_do_not_bear_out() {
    let (mut forms, mut sentences, mut found) = (Forms::default(), 0, BTreeMap::new());
    for (seed, config) in
        (0..2).flat_map(|round| (0..).zip(settings()).map(move |(place, config)| (place + 1_000 * round, config)))
    {
        let mut session = Session::new(config).unwrap();
        let (told, wrong) = follow(&mut forms, &mut session, 70, |session| session.choose(seed));
        sentences += told;
        for text in wrong {
            // One of each kind is enough to read.
            let kind: String = text.lines().next().unwrap().chars().filter(|c| !c.is_ascii_digit()).collect();
            found.entry(kind).or_insert(text);
        }
    }
    let found: Vec<&String> = found.values().take(40).collect();
    assert!(
        found.is_empty(),
        "{} kinds, as\n{}",
        found.len(),
        found.iter().map(|text| text.as_str()).collect::<Vec<_>>().join("\n")
    );
    assert!(sentences > 100_000, "{sentences}");
}

/// A leader that forgot its ballot leads it again for another value, and counts an accept that was meant for the first.
#[test]
fn what_a_leader_takes_for_chosen_is_not_said_to_be_chosen() {
    let config = PaxosModelCfg {
        client_count: 4,
        max_crashes: 1,
        crashing: Crashing::Servers,
        storage: Storage::Durable,
        broken: Some(BrokenRule::ReusesBallot),
        ..PaxosModelCfg::default()
    };
    let labels = [
        "Put 'A' to S0",
        "Prepare (1, S0) to S1",
        "Prepare (1, S0) to S2",
        "Prepared (1, S0) to S0",
        "Accept (1, S0) 'A' to S2",
        "Crash S0",
        "Recover S0",
        "Put 'D' to S0",
        "Prepared (1, S0) to S0",
        "Accepted (1, S0) to S0",
    ];
    let mut session = Session::new(config).unwrap();
    let mut left = labels.iter();
    let (_, found) = follow(&mut Forms::default(), &mut session, labels.len(), |session| {
        let label = left.next()?;
        let labelled = |action: &PaxosAction| explain(session.model(), session.here(), action).label == *label;
        let place = session.actions().iter().position(|(action, _)| labelled(action));
        Some(u32::try_from(place.unwrap_or_else(|| panic!("no {label}"))).unwrap())
    });
    assert_eq!(found, Vec::<String>::new());
    let last = session.cursor();
    assert_eq!(last, labels.len());
    assert_eq!(
        session.shown().told.why,
        "S2's accept makes 2 of 2 in (1, S0), and S0 takes 'D' for chosen, and decides it, though no quorum has accepted it in (1, S0): \
         only S0 has. It tells the others, and C6, whose write it is."
    );
}
