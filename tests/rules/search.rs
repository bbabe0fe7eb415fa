//! Counterexamples to what is said of broken rules, looked for where nobody has looked: every pair of quorums that meet, 3 to 5 servers, 2
//! and 3 clients, each network; with crashes and disks where a rule needs them. `search.txt` is what came of it.
//!
//! `UPDATE=1 cargo test --test rules -- --ignored` searches all of it again, in some minutes; those lines that take a moment are searched
//! again on every run, and what the catalogue says is held to all of them.

use super::searched;
use paxos_lab::checker::{Bounds, Options, Search, Status, Strategy, Verdict};
use paxos_lab::gallery::configuration;
use paxos_lab::model::{NetworkKind, PaxosModelCfg};
use paxos_lab::paxos::BrokenRule;
use paxos_lab::trace::property_named;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// States of a search, nearest first.
const STATES_MAX: u64 = 50_000;
/// States of the random walks that follow, where those weren't all.
const WALKED_MAX: u64 = 10_000;
/// Steps of those walks, so that they end wherever they go.
const WALKED_STEPS_MAX: u64 = 200_000;
/// Lines of so few states are searched again on every run.
const QUICK_MAX: u64 = 100_000;

/// What is searched: a rule, in settings that differ by their quorums alone.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    rule: BrokenRule,
    settings: String,
    property: String,
    /// Quorums with which it is violated, and what was seen of it; shortest unless by a walk.
    violated: Vec<(Quorums, Steps)>,
    holds: Vec<Quorums>,
    /// Quorums with which nothing was found before the bounds.
    unknown: Vec<Quorums>,
    states: u64,
}

/// Of promises and of accepts; those that the rule itself sets if none.
type Quorums = Option<(usize, usize)>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Steps {
    Shortest(u32),
    AtMost(u32),
}

/// What has to happen beside, for a rule to matter.
fn beside(rule: BrokenRule) -> &'static [&'static str] {
    const CRASH: &str = "&max_crashes=1&crashing=servers&storage=durable";
    const CRASH_AND_LEAD_AGAIN: &str = "&puts=2&max_crashes=1&crashing=servers&storage=durable";
    match rule {
        BrokenRule::ForgetsPromise | BrokenRule::ForgetsAccepted => &[CRASH],
        BrokenRule::ReusesBallot => &[CRASH_AND_LEAD_AGAIN],
        BrokenRule::CountsEarlierReplies => &["&puts=2", CRASH_AND_LEAD_AGAIN],
        BrokenRule::BallotWithoutServer => &["", CRASH],
        BrokenRule::RepliesAfterOwnAccept => &["&puts=2"],
        _ => &[""],
    }
}

fn properties(rule: BrokenRule) -> &'static [&'static str] {
    match rule {
        BrokenRule::ReadsBeforeDecision | BrokenRule::RepliesAfterOwnAccept => &["agreement", "linearizable"],
        _ => &["agreement"],
    }
}

/// Every line, with nothing found yet.
fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    for rule in BrokenRule::ALL {
        for (beside, property) in
            beside(rule).iter().flat_map(|beside| properties(rule).iter().map(move |p| (beside, p)))
        {
            for (servers, clients) in [(3, 2), (3, 3), (4, 2), (4, 3), (5, 2), (5, 3)] {
                for network in NetworkKind::ALL {
                    lines.push(Line {
                        rule,
                        settings: format!("servers={servers}&clients={clients}&network={}{beside}", network.name()),
                        property: (*property).to_owned(),
                        violated: Vec::new(),
                        holds: Vec::new(),
                        unknown: Vec::new(),
                        states: 0,
                    });
                }
            }
        }
    }
    lines
}

impl Line {
    fn config(&self, quorums: Quorums) -> PaxosModelCfg {
        PaxosModelCfg {
            broken: Some(self.rule),
            promise_quorum: quorums.map(|(promises, _)| promises),
            accept_quorum: quorums.map(|(_, accepts)| accepts),
            ..configuration(&format!("{}&broken={}", self.settings, self.rule.name())).unwrap()
        }
    }

    /// Where quorums needn't meet, two values may be decided by the right rules too.
    fn quorums(&self) -> Vec<Quorums> {
        if self.rule == BrokenRule::QuorumOfOne {
            return vec![None];
        }
        let servers = self.config(None).server_count;
        let all = (1..=servers).flat_map(|promises| (1..=servers).map(move |accepts| (promises, accepts)));
        all.filter(|(promises, accepts)| promises + accepts > servers).map(Some).collect()
    }

    fn search(&self) -> Line {
        let mut line = Line { violated: Vec::new(), holds: Vec::new(), unknown: Vec::new(), states: 0, ..self.clone() };
        let property = property_named(&self.property).unwrap() as usize;
        for quorums in self.quorums() {
            let config = self.config(quorums);
            let bounds = Bounds { states_max: Some(STATES_MAX), ..Bounds::default() };
            let (verdict, states) = searched(config, property, bounds);
            line.states += states;
            match verdict {
                Verdict::Violated { steps } => line.violated.push((quorums, Steps::Shortest(steps))),
                Verdict::Holds => line.holds.push(quorums),
                _ => match walked(config, property) {
                    Some(steps) => line.violated.push((quorums, Steps::AtMost(steps))),
                    None => line.unknown.push(quorums),
                },
            }
        }
        line
    }

    fn text(&self) -> String {
        let plain = |all: &[Quorums]| all.iter().map(|one| quorums_text(*one)).collect::<Vec<_>>().join(", ");
        let violated = self.violated.iter().map(|(quorums, steps)| match steps {
            Steps::Shortest(steps) => format!("{} in {steps}", quorums_text(*quorums)),
            Steps::AtMost(steps) => format!("{} within {steps}", quorums_text(*quorums)),
        });
        let violated = violated.collect::<Vec<_>>().join(", ");
        let Line { settings, property, holds, unknown, states, .. } = self;
        let [holds, unknown] = [plain(holds), plain(unknown)];
        format!("{} | {settings} | {property} | {violated} | {holds} | {unknown} | {states}", self.rule.name())
    }

    fn read(text: &str) -> Line {
        let [rule, settings, property, violated, holds, unknown, states] =
            text.split(" | ").map(str::trim).collect::<Vec<_>>().try_into().expect("seven columns");
        let parts = |list: &str| list.split(", ").filter(|one| !one.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let violated = parts(violated).into_iter().map(|one| match one.split_once(" in ") {
            Some((quorums, steps)) => (read_quorums(quorums), Steps::Shortest(steps.parse().unwrap())),
            None => {
                let (quorums, steps) = one.split_once(" within ").expect("in or within");
                (read_quorums(quorums), Steps::AtMost(steps.parse().unwrap()))
            }
        });
        let plain = |list| parts(list).iter().map(|one| read_quorums(one)).collect();
        Line {
            rule: BrokenRule::ALL.into_iter().find(|known| known.name() == rule).expect("a rule's name"),
            settings: settings.to_owned(),
            property: property.to_owned(),
            violated: violated.collect(),
            holds: plain(holds),
            unknown: plain(unknown),
            states: states.parse().unwrap(),
        }
    }
}

fn quorums_text(quorums: Quorums) -> String {
    quorums.map_or("its own".to_owned(), |(promises, accepts)| format!("{promises}+{accepts}"))
}

fn read_quorums(text: &str) -> Quorums {
    let (promises, accepts) = text.split_once('+')?;
    Some((promises.parse().unwrap(), accepts.parse().unwrap()))
}

/// The steps after which a random walk violates it, if one does before the bounds.
fn walked(config: PaxosModelCfg, property: usize) -> Option<u32> {
    let bounds = Bounds { states_max: Some(WALKED_MAX), ..Bounds::default() };
    let options = Options { strategy: Strategy::RandomWalks { seed: 1 }, bounds, ..Options::default() };
    let mut search = Search::new(config.into_space_asked(&[property]).unwrap(), options).unwrap();
    while search.advance(10_000).status == Status::Running && search.progress().generated < WALKED_STEPS_MAX {}
    match search.verdicts()[0].verdict {
        Verdict::Violated { steps } => Some(steps),
        _ => None,
    }
}

const HEAD: &str = "# rule that is broken | settings but for quorums | property | quorums of promises + accepts with which it is violated: in so many \
                    steps (shortest), or within (by a random walk) | with which it holds | with which nothing was found before the bounds | states\n";

fn known() -> Vec<Line> {
    include_str!("search.txt").lines().filter(|line| !line.starts_with('#')).map(Line::read).collect()
}

/// Searches these lines, on two threads; in the order in which they are given.
fn all_searched(lines: &[Line]) -> Vec<Line> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(vec![None; lines.len()]));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((place, line)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|place| Some((place, lines.get(place)?)))
                {
                    let found = line.search();
                    eprintln!("{place} of {}: {}", lines.len(), found.text());
                    done.lock().unwrap_or_else(PoisonError::into_inner)[place] = Some(found);
                }
            });
        }
    });
    done.into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .into_iter()
        .map(|line| line.expect("each is searched"))
        .collect()
}

#[test]
#[ignore = "takes minutes"]
fn all_of_it_is_found_again() {
    let mut text = HEAD.to_owned();
    for line in all_searched(&lines()) {
        writeln!(text, "{}", line.text()).unwrap();
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules/search.txt"), text).unwrap();
    } else {
        assert_eq!(text, include_str!("search.txt"));
    }
}

#[test]
fn all_of_it_was_searched_and_what_takes_a_moment_is_found_again() {
    let known = known();
    assert_eq!(known.len(), lines().len());
    for (was, asked) in known.iter().zip(lines()) {
        assert_eq!((was.rule, &was.settings, &was.property), (asked.rule, &asked.settings, &asked.property));
    }
    for line in &known {
        let mut seen: Vec<_> = line
            .violated
            .iter()
            .map(|(quorums, _)| *quorums)
            .chain(line.holds.clone())
            .chain(line.unknown.clone())
            .collect();
        seen.sort();
        assert_eq!(seen, line.quorums(), "{}", line.text());
    }
    let quick: Vec<_> = known.into_iter().filter(|line| line.states <= QUICK_MAX && line.unknown.is_empty()).collect();
    assert!(quick.len() >= 50, "{}", quick.len());
    assert_eq!(all_searched(&quick), quick);
}

/// Where the catalogue says that a rule changes nothing of what is asked, in the words that say so.
fn is_said_to_be_harmless(line: &Line, quorums: Quorums) -> Option<&'static str> {
    let config = line.config(quorums);
    let (promises, accepts) = quorums.unwrap_or_default();
    // Each client asks once, and a server leads once: two clients make two ballots.
    let third_ballot = config.client_count == 2 && config.put_count == 1;
    let of_agreement = line.property == "agreement";
    match line.rule {
        BrokenRule::AdoptsLowest | BrokenRule::AdoptsAny | BrokenRule::ReportsPromisedBallot => {
            third_ballot.then_some("It takes a third ballot")
        }
        BrokenRule::BallotWithoutServer => {
            (2 * promises > config.server_count).then_some("at most one of the two gets a quorum")
        }
        BrokenRule::CountsRepeatedReplies => {
            (promises <= 2 && accepts <= 2).then_some("It takes quorums of three or more")
        }
        BrokenRule::CountsEarlierReplies => (config.max_crashes == 0).then_some("It takes a server that leads twice"),
        BrokenRule::ReadsBeforeDecision | BrokenRule::RepliesAfterOwnAccept => {
            of_agreement.then_some("What servers decide is as it was")
        }
        _ => None,
    }
}

#[test]
fn where_a_rule_is_said_to_be_harmless_no_counterexample_was_found() {
    let (mut harmless, mut proved) = (0, 0);
    for line in known() {
        for quorums in line.quorums() {
            let Some(words) = is_said_to_be_harmless(&line, quorums) else { continue };
            assert!(line.rule.text().consequence.contains(words), "{:?}: {words}", line.rule);
            assert!(line.violated.iter().all(|(other, _)| *other != quorums), "{words}: {}", line.text());
            harmless += 1;
            proved += usize::from(line.holds.contains(&quorums));
        }
    }
    // Of the others nothing is known but that none was found before the bounds.
    assert!(harmless > 1_000 && proved > 200, "{harmless}, {proved}");
}

/// What the one table says isn't denied by the other.
#[test]
fn both_tables_agree() {
    for line in known() {
        for found in paxos_lab::gallery::found() {
            for quorums in line.quorums() {
                let (config, config_found) = (line.config(quorums), found.config);
                let sizes = |config: PaxosModelCfg| {
                    let majority = config.server_count / 2 + 1;
                    (config.promise_quorum.unwrap_or(majority), config.accept_quorum.unwrap_or(majority))
                };
                let is_same = PaxosModelCfg { promise_quorum: None, accept_quorum: None, ..config }
                    == PaxosModelCfg { promise_quorum: None, accept_quorum: None, ..config_found }
                    && sizes(config) == sizes(config_found);
                if !is_same || property_named(&line.property) != u32::try_from(found.property).ok() {
                    continue;
                }
                let seen = line.violated.iter().find(|(other, _)| *other == quorums).map(|(_, steps)| *steps);
                match (seen, found.steps) {
                    (None, None) => {}
                    (Some(Steps::Shortest(steps)), shortest) => assert_eq!(Some(steps), shortest, "{}", line.text()),
                    (Some(Steps::AtMost(most)), Some(steps)) => assert!(steps <= most, "{}", line.text()),
                    (Some(Steps::AtMost(_)), None) => panic!("{}", line.text()),
                    (None, Some(_)) => assert!(line.unknown.contains(&quorums), "{}", line.text()),
                }
            }
        }
    }
}
