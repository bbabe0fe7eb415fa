//! Every row of `oracle.txt`: the model's states are counted alike by this project's search and by stateright's own checkers.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{Bound, Search, Space, Status, Strategy, Whole};
use paxos_lab::model::{PaxosAction, PaxosModel, PaxosModelCfg, VALUE_CHOSEN};
use paxos_lab::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg};
use stateright::actor::{ActorModelAction, Id};
use stateright::{Checker, CheckerBuilder, Expectation, Model};
use support::{model, searched};

/// Past this, whole states would take many gigabytes.
const LARGE: u64 = 1_000_000;

struct Row {
    config: PaxosModelCfg,
    depth_max: Option<u32>,
    counts: Counts,
}

#[derive(Debug, PartialEq)]
struct Counts {
    generated: u64,
    unique: u64,
    depth: u32,
}

fn rows() -> Vec<Row> {
    let rows: Vec<Row> = include_str!("oracle.txt").lines().filter(|line| !line.starts_with('#')).map(parse).collect();
    assert_eq!(rows.len(), 37);
    rows
}

fn parse(line: &str) -> Row {
    let [servers, clients, network, lossy, crashes, depth_max, generated, unique, depth] =
        line.split_whitespace().collect::<Vec<_>>().try_into().expect("nine columns");
    Row {
        config: PaxosModelCfg {
            server_count: servers.parse().unwrap(),
            client_count: clients.parse().unwrap(),
            network: network.parse().unwrap(),
            put_count: 1,
            lossy: lossy == "yes",
            max_crashes: crashes.parse().unwrap(),
            ..PaxosModelCfg::default()
        },
        depth_max: depth_max.parse().ok(),
        counts: Counts {
            generated: generated.parse().unwrap(),
            unique: unique.parse().unwrap(),
            depth: depth.parse().unwrap(),
        },
    }
}

fn counts<S: Space>(search: &Search<S>) -> Counts {
    let progress = search.progress();
    Counts { generated: progress.generated, unique: progress.unique, depth: progress.depth }
}

fn counts_of_stateright(checker: &impl Checker<PaxosModel>) -> Counts {
    Counts {
        generated: checker.state_count() as u64,
        unique: checker.unique_state_count() as u64,
        depth: u32::try_from(checker.max_depth()).unwrap(),
    }
}

/// Stateright stops once every property has a discovery, and drops states on the way; one that never has any keeps it going.
fn whole(config: PaxosModelCfg) -> CheckerBuilder<PaxosModel> {
    model(config).property(Expectation::Always, "explored", |_, _| true).checker()
}

#[test]
fn our_breadth_first_search_counts_every_row() {
    for Row { config, depth_max, counts: expected } in rows() {
        let search = searched(config.into_space().unwrap(), Strategy::BreadthFirst, depth_max, 10_000);
        assert_eq!(counts(&search), expected, "{config:?} {depth_max:?}");
        let status = search.progress().status;
        let whole = if depth_max.is_some() { Status::Bounded(Bound::Depth) } else { Status::Complete };
        assert_eq!(status, whole, "{config:?} {depth_max:?}");
    }
}

#[test]
fn whole_states_are_counted_like_packed_ones() {
    for Row { config, depth_max, counts: expected } in rows() {
        if expected.unique < LARGE {
            let search = searched(Whole::new(model(config)), Strategy::BreadthFirst, depth_max, 10_000);
            assert_eq!(counts(&search), expected, "{config:?} {depth_max:?}");
        }
    }
}

// Depth-first, a state may be met deep before it is met near, so with a bound the counts depend on the order; and its depth is that
// of its own paths, which is the same here only where stateright says so too.
#[test]
fn our_depth_first_search_counts_every_unbounded_row() {
    for Row { config, depth_max, counts: expected } in rows() {
        if depth_max.is_none() {
            let found = counts(&searched(config.into_space().unwrap(), Strategy::DepthFirst, None, 10_000));
            assert_eq!((found.generated, found.unique), (expected.generated, expected.unique), "{config:?}");
        }
    }
}

#[test]
fn stateright_breadth_first_counts_every_row() {
    for Row { config, depth_max, counts: expected } in rows() {
        let mut checker = whole(config);
        if let Some(depth) = depth_max {
            checker = checker.target_max_depth(depth as usize);
        }
        assert_eq!(counts_of_stateright(&checker.spawn_bfs().join()), expected, "{config:?} {depth_max:?}");
    }
}

#[test]
fn stateright_depth_first_counts_every_unbounded_row() {
    for Row { config, depth_max, counts: expected } in rows() {
        if depth_max.is_some() {
            continue;
        }
        let found = counts_of_stateright(&whole(config).threads(2).spawn_dfs().join());
        assert_eq!((found.generated, found.unique), (expected.generated, expected.unique), "{config:?}");
    }
}

#[test]
fn the_users_setting_holds_and_has_the_users_discovery_by_both_of_staterights_checkers() {
    let bfs = model(PaxosModelCfg::default()).checker().spawn_bfs().join();
    assert_eq!(counts_of_stateright(&bfs), Counts { generated: 32_971, unique: 16_668, depth: 21 });
    bfs.assert_properties();
    bfs.assert_discovery(VALUE_CHOSEN, eight_steps());
    let dfs = model(PaxosModelCfg::default()).checker().spawn_dfs().join();
    assert_eq!(dfs.unique_state_count(), 16_668);
    dfs.assert_properties();
    dfs.assert_discovery(VALUE_CHOSEN, eight_steps());
}

fn eight_steps() -> Vec<PaxosAction> {
    let [s0, s1, s2, c4] = [0, 1, 2, 4].map(Id::from);
    let ballot = Ballot { round: 1, server: s1 };
    let proposal = Proposal { request_id: 4, requester: c4, value: 'B' };
    let deliver = |src, dst, msg| ActorModelAction::Deliver { src, dst, msg };
    let internal = RegisterMsg::Internal;
    vec![
        deliver(c4, s1, RegisterMsg::Put(4, 'B')),
        deliver(s1, s0, internal(PaxosMsg::Prepare { ballot })),
        deliver(s0, s1, internal(PaxosMsg::Prepared { ballot, last_accepted: None })),
        deliver(s1, s2, internal(PaxosMsg::Accept { ballot, proposal })),
        deliver(s2, s1, internal(PaxosMsg::Accepted { ballot })),
        deliver(s1, c4, RegisterMsg::PutOk(4)),
        deliver(s1, s2, internal(PaxosMsg::Decided { ballot, proposal })),
        deliver(c4, s2, RegisterMsg::Get(8)),
    ]
}
