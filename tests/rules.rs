//! Every rule that can be broken, in the smallest settings that show it: this lab's checker and stateright's own find the same, and with
//! the right rule in its place nothing is violated. The table is `rules/table.txt`.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::checker::{Bounds, Options, Search, Status, Verdict};
use paxos_lab::model::{EVERY, NetworkKind, PROPERTIES, PaxosModelCfg};
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::Session;
use paxos_lab::trace::{self, property_named};
use stateright::{Checker, Expectation, Model};
use std::collections::BTreeSet;

/// What is known of a property in a setting.
#[derive(Debug, PartialEq)]
struct Found {
    /// Of the shortest counterexample; `None` if it holds.
    steps: Option<u32>,
    unique: u64,
}

struct Row {
    config: PaxosModelCfg,
    property: usize,
    found: Found,
}

fn table() -> Vec<Row> {
    include_str!("rules/table.txt").lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

fn row(line: &str) -> Row {
    let [rule, setting, property, steps, unique] =
        line.split(" | ").map(str::trim).collect::<Vec<_>>().try_into().expect("five columns");
    let setting = trace::read(setting).expect("the setting's part of a link").config;
    let broken = BrokenRule::ALL.into_iter().find(|known| known.name() == rule);
    assert!(broken.is_some() || rule == "none", "{rule}");
    Row {
        config: PaxosModelCfg { broken, ..setting },
        property: property_named(property).expect("a property's name") as usize,
        found: Found {
            steps: (steps != "holds").then(|| steps.parse().expect("a number")),
            unique: unique.parse().expect("a number"),
        },
    }
}

/// The verdict of this lab's checker, and how many states it saw.
fn searched(config: PaxosModelCfg, property: usize, bounds: Bounds) -> (Verdict, u64) {
    let space = config.into_space_asked(&[property]).unwrap();
    let mut search = Search::new(space, Options { bounds, ..Options::default() }).unwrap();
    while search.advance(50_000).status == Status::Running {}
    (search.verdicts()[0].verdict, search.progress().unique)
}

#[test]
fn the_lab_finds_what_the_table_says() {
    for Row { config, property, found } in table() {
        let (verdict, unique) = searched(config, property, Bounds::default());
        let steps = match verdict {
            Verdict::Violated { steps } => Some(steps),
            Verdict::Holds => None,
            other => panic!("{other:?}"),
        };
        assert_eq!(Found { steps, unique }, found, "{config:?}: {}", PROPERTIES[property].name);
    }
}

#[test]
fn stateright_finds_the_same() {
    for Row { config, property, found } in table() {
        if found.unique > 400_000 {
            continue;
        }
        let name = PROPERTIES[property].name;
        let checker = config.into_model_asked(&[property]).unwrap().checker().threads(1).spawn_bfs().join();
        let steps = checker.discovery(name).map(|path| u32::try_from(path.into_actions().len()).unwrap());
        assert_eq!(steps, found.steps, "{config:?}: {name}");
        if steps.is_none() {
            assert_eq!(checker.unique_state_count() as u64, found.unique, "{config:?}: {name}");
        }
    }
}

#[test]
fn with_the_right_rule_nothing_is_violated() {
    let bounds = Bounds { states_max: Some(300_000), ..Bounds::default() };
    for Row { config, property, .. } in table() {
        if config.broken.is_some() {
            let (verdict, _) = searched(PaxosModelCfg { broken: None, ..config }, property, bounds);
            assert!(matches!(verdict, Verdict::Holds | Verdict::Bounded(_)), "{config:?}: {verdict:?}");
        }
    }
}

#[test]
fn every_rule_is_in_the_table_and_each_but_one_is_seen_to_fail() {
    let rows = table();
    let known: BTreeSet<_> = rows.iter().filter_map(|row| row.config.broken).collect();
    assert_eq!(known, BTreeSet::from(BrokenRule::ALL));
    let harmful = |row: &&Row| row.found.steps.is_some() && PROPERTIES[row.property].name != "ballots are unique";
    let seen: BTreeSet<_> = rows.iter().filter(harmful).filter_map(|row| row.config.broken).collect();
    let unseen: Vec<_> = known.difference(&seen).collect();
    assert_eq!(unseen, [&BrokenRule::BallotWithoutServer]);
}

/// Two quorums that share a server for every pair of sizes that need it: Howard, Malkhi, Spiegelman, *Flexible Paxos* (2016).
#[test]
fn quorums_are_safe_exactly_when_they_meet() {
    let agreement = property_named("agreement").unwrap() as usize;
    for server_count in [2, 3, 4] {
        for promises in 1..=server_count {
            for accepts in 1..=server_count {
                let config = PaxosModelCfg {
                    server_count,
                    promise_quorum: Some(promises),
                    accept_quorum: Some(accepts),
                    ..PaxosModelCfg::default()
                };
                let (verdict, _) = searched(config, agreement, Bounds::default());
                let holds = verdict == Verdict::Holds;
                assert_eq!(holds, promises + accepts > server_count, "{config:?}: {verdict:?}");
            }
        }
    }
}

/// What the properties that are right of Paxos say of the user's model, and stateright of the same.
#[test]
fn every_property_of_the_users_model() {
    let config = PaxosModelCfg::default();
    let stateright = config.into_model_asked(&EVERY).unwrap().checker().threads(1).spawn_dfs().join();
    for place in EVERY {
        let definition = &PROPERTIES[place];
        let (verdict, _) = searched(config, place, Bounds::default());
        let (name, is_discovered) =
            (definition.name, matches!(verdict, Verdict::Violated { .. } | Verdict::Found { .. }));
        match definition.expectation {
            Expectation::Always => assert_eq!(verdict, Verdict::Holds, "{name}"),
            Expectation::Sometimes => assert!(is_discovered, "{name}: {verdict:?}"),
            // Who loses a duel is never answered, as nothing is tried again.
            Expectation::Eventually => assert!(is_discovered, "{name}: {verdict:?}"),
        }
        if definition.expectation != Expectation::Eventually {
            assert_eq!(stateright.discovery(name).is_some(), is_discovered, "{name}");
        }
    }
}

/// Random runs of every rule, with every fault: nobody panics, and what is shown of each step can be shown.
#[test]
fn no_rule_and_no_fault_makes_anybody_panic() {
    let rules = BrokenRule::ALL.into_iter().map(Some).chain([None]);
    for (seed, broken) in (0..).zip(rules) {
        for network in NetworkKind::ALL {
            for storage in Storage::ALL {
                let is_of_disk = broken.is_some_and(BrokenRule::is_of_disk);
                let config = PaxosModelCfg {
                    client_count: 3,
                    network,
                    lossy: true,
                    max_crashes: 2,
                    retries: 2,
                    put_count: 2,
                    storage: if is_of_disk { Storage::Durable } else { storage },
                    broken,
                    ..PaxosModelCfg::default()
                };
                let mut session = Session::new(config).unwrap();
                while let (Some(action), true) = (session.choose(seed), session.cursor() < 200) {
                    session.act(action).unwrap();
                    assert!(!session.shown().told.why.is_empty());
                }
            }
        }
    }
}

/// A leader that crashed and forgot may start its ballot again, and be told of accepts from before: it decides all the same.
#[test]
fn a_decision_from_before_a_crash_has_a_value() {
    let mut session = Session::new(PaxosModelCfg { max_crashes: 1, ..PaxosModelCfg::default() }).unwrap();
    for _ in 0..400 {
        let Some(action) = session.choose(14) else { break };
        session.act(action).unwrap();
    }
    assert!(session.cursor() > 72);
}
