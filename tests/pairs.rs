//! What more may happen takes no discovery away: for every rule and every property, a setting beside one that has all its runs and
//! more. What is found or violated in the smaller must be so in the larger, in at most as many steps.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::checker::{Bounds, Options, Search, Status, Verdict};
use paxos_lab::model::{
    Crashing, EVERY, LINEARIZABLE, NetworkKind, PROPERTIES, PaxosModelCfg, REPLIES_FOLLOW, VALUE_CHOSEN,
};
use paxos_lab::paxos::{BrokenRule, Storage};
use stateright::Expectation;

/// Most states of a search. What the larger setting's has not come to by then isn't decided.
const STATES_MAX: u64 = 30_000;

/// A setting with all runs of another.
struct Larger {
    what: &'static str,
    smaller: PaxosModelCfg,
    config: PaxosModelCfg,
    /// The properties that this isn't true of.
    but: &'static [&'static str],
}

/// What has all runs of a setting on an unordered network, and of the same on an ordered one.
fn larger(smaller: PaxosModelCfg) -> Vec<Larger> {
    let servers = PaxosModelCfg { crashing: Crashing::Servers, ..smaller };
    let beside = |what, config| Larger { what, smaller, config, but: &[] };
    let all = [
        beside("lossy", PaxosModelCfg { lossy: true, ..smaller }),
        beside("delivered again", PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..smaller }),
        // A client that crashes and comes back asks again, which is another operation, as in stateright's examples, unless clients ask
        // again anyway: then it's the same one.
        Larger {
            what: "asked again",
            smaller,
            config: PaxosModelCfg { retries: smaller.retries + 1, ..smaller },
            but: if smaller.may_crash(smaller.server_count) && smaller.max_crashes > 0 { &[LINEARIZABLE] } else { &[] },
        },
        beside("a crash more", PaxosModelCfg { max_crashes: smaller.max_crashes + 1, ..servers }),
        Larger {
            what: "everyone crashes",
            smaller: PaxosModelCfg { max_crashes: 1, ..servers },
            config: PaxosModelCfg { max_crashes: 1, crashing: Crashing::Everyone, ..smaller },
            but: &[],
        },
        beside("a partition", PaxosModelCfg { partitions: smaller.partitions + 1, ..smaller }),
        // Servers come first, so that everybody keeps its number; the new client's write stays in flight.
        beside("a client more", PaxosModelCfg { client_count: smaller.client_count + 1, ..smaller }),
        // A client writes again where it would have read. Its second write may stay in flight, so that servers do the same; a reply to a
        // read comes later, if at all.
        Larger {
            what: "a write more",
            smaller,
            config: PaxosModelCfg { put_count: smaller.put_count + 1, ..smaller },
            but: &[LINEARIZABLE, VALUE_CHOSEN, REPLIES_FOLLOW],
        },
        // A reply that nobody waits for makes way for the next on an ordered network, where stateright records it as a return.
        Larger {
            what: "out of order",
            smaller: PaxosModelCfg { network: NetworkKind::Ordered, ..smaller },
            config: smaller,
            but: &[LINEARIZABLE],
        },
    ];
    all.into_iter().filter(|pair| pair.config.validate().is_ok()).collect()
}

/// The steps to what is found of each property, and to how many steps everything is known.
fn searched(config: PaxosModelCfg, properties: &[usize], exhaustive: bool) -> (Vec<Option<u32>>, u32) {
    let bounds = Bounds { states_max: Some(STATES_MAX), ..Bounds::default() };
    let space = config.into_space_asked(properties).unwrap();
    let mut search = Search::new(space, Options { bounds, exhaustive, ..Options::default() }).unwrap();
    while search.advance(10_000).status == Status::Running {}
    let steps = search.verdicts().into_iter().map(|property| match property.verdict {
        Verdict::Found { steps } | Verdict::Violated { steps } => Some(steps),
        _ => None,
    });
    let progress = search.progress();
    let known = match progress.status {
        Status::Complete | Status::Decided => u32::MAX,
        // The states of the last depth, where the initial one has depth 1, aren't all known.
        _ => progress.depth.saturating_sub(2),
    };
    (steps.collect(), known)
}

/// Pairs of a setting and a property that were decided, and that weren't.
#[derive(Debug, Default)]
struct Count {
    decided: usize,
    open: usize,
}

fn check(usual: PaxosModelCfg) -> Count {
    let rules = BrokenRule::ALL.into_iter().map(Some).chain([None]);
    let mut count = Count::default();
    for broken in rules {
        let config = match broken {
            Some(rule) if rule.is_of_disk() => PaxosModelCfg {
                broken,
                storage: Storage::Durable,
                max_crashes: 1,
                crashing: Crashing::Servers,
                ..usual
            },
            _ => PaxosModelCfg { broken, ..usual },
        };
        if config.validate().is_err() {
            continue;
        }
        let mut known: Vec<(PaxosModelCfg, Vec<Option<u32>>)> = Vec::new();
        for Larger { what, smaller, config, but } in larger(config) {
            // Eventually is about how runs end, and one that goes on needn't end so.
            let asked = |place: &usize| PROPERTIES[*place].expectation != Expectation::Eventually;
            let all: Vec<usize> = EVERY.into_iter().filter(asked).collect();
            let before = match known.iter().find(|(config, _)| *config == smaller) {
                Some((_, steps)) => steps.clone(),
                None => searched(smaller, &all, true).0,
            };
            known.push((smaller, before.clone()));
            let found = all.iter().zip(before).filter_map(|(place, steps)| Some((*place, steps?)));
            let found: Vec<(usize, u32)> = found.filter(|(place, _)| !but.contains(&PROPERTIES[*place].name)).collect();
            let places: Vec<usize> = found.iter().map(|(place, _)| *place).collect();
            if places.is_empty() {
                continue;
            }
            let (after, depth) = searched(config, &places, false);
            for ((place, steps), after) in found.into_iter().zip(after) {
                let name = PROPERTIES[place].name;
                match after {
                    Some(after) => {
                        assert!(after <= steps, "{name}, {what}: {after} steps, and {steps} without; {config:?}");
                        count.decided += 1;
                    }
                    None if depth >= steps => panic!("{name}, {what}: lost, after {steps} steps without; {config:?}"),
                    None => count.open += 1,
                }
            }
        }
    }
    println!("{count:?}");
    count
}

#[test]
fn nothing_is_lost_with_two_clients() {
    let count = check(PaxosModelCfg::default());
    assert!(count.decided >= 700, "{count:?}");
}

#[test]
fn nothing_is_lost_with_two_servers_and_one_client() {
    let count = check(PaxosModelCfg { client_count: 1, server_count: 2, ..PaxosModelCfg::default() });
    assert!(count.decided >= 250, "{count:?}");
}

#[test]
fn nothing_is_lost_with_quorums_that_do_not_meet() {
    let count = check(PaxosModelCfg { promise_quorum: Some(2), accept_quorum: Some(1), ..PaxosModelCfg::default() });
    assert!(count.decided >= 700, "{count:?}");
}

#[test]
fn nothing_is_lost_where_a_server_is_alone_and_forgets() {
    let alone = PaxosModelCfg {
        server_count: 1,
        promise_quorum: Some(1),
        max_crashes: 1,
        crashing: Crashing::Servers,
        ..PaxosModelCfg::default()
    };
    for accept_quorum in [None, Some(1)] {
        let count = check(PaxosModelCfg { accept_quorum, ..alone });
        assert!(count.decided >= 250, "{count:?}");
    }
}

#[test]
fn nothing_is_lost_where_clients_and_faults_are_many() {
    let many = PaxosModelCfg {
        lossy: true,
        max_crashes: 1,
        crashing: Crashing::Servers,
        retries: 1,
        put_count: 2,
        ..PaxosModelCfg::default()
    };
    let count = check(many);
    assert!(count.decided >= 550, "{count:?}");
}
