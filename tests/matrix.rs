//! Every kind of setting, against stateright's own breadth-first search run on the same: as far as a few thousand states go.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{Strategy, Whole};
use paxos_lab::model::{NetworkKind, PaxosModelCfg};
use stateright::{Checker, Expectation, Model};
use support::{model, searched, settings};

/// As deep as both can go in a moment: the more can happen in a state, the less deep.
fn depth_max(config: &PaxosModelCfg) -> u32 {
    match (config.lossy, config.max_crashes) {
        (false, 0) => 10,
        (true, 0) => 7,
        (_, _) => 5,
    }
}

#[test]
fn every_kind_of_setting_is_counted_like_stateright_does() {
    let settings = settings(&[1, 2, 3, 4, 5], &[1, 2, 3], &[0, 1, 2]);
    assert_eq!(settings.len(), 540);
    let mut states = 0;
    for config in settings {
        let depth = depth_max(&config);
        // Stateright stops once every property has a discovery, and drops states on the way; one that never has any keeps it going.
        let whole = model(config).property(Expectation::Always, "explored", |_, _| true);
        let theirs = whole.checker().target_max_depth(depth as usize).spawn_bfs().join();
        let ours = searched(config.into_space().unwrap(), Strategy::BreadthFirst, Some(depth), 1_000).progress();
        assert_eq!(
            (ours.generated, ours.unique, ours.depth as usize),
            (theirs.state_count() as u64, theirs.unique_state_count() as u64, theirs.max_depth()),
            "{config:?}"
        );
        states += ours.unique;
    }
    assert!(states > 500_000, "{states}");
}

/// Stateright tells states apart by 64 bits of hash, and hashes the timers of all actors without saying where one's end and the next
/// one's begin: that C3 may still ask again and C4 may not is to it the same as the reverse. States kept whole aren't mixed up.
#[test]
fn where_clients_have_timers_states_are_counted_one_by_one() {
    let mut mixed_up = 0;
    for network in NetworkKind::ALL {
        for (lossy, retries, partitions) in [(false, 1, 0), (true, 1, 0), (true, 2, 0), (true, 1, 1)] {
            let config = PaxosModelCfg { network, lossy, retries, partitions, ..PaxosModelCfg::default() };
            let ours = searched(config.into_space().unwrap(), Strategy::BreadthFirst, Some(5), 1_000).progress();
            let whole = searched(Whole::new(model(config)), Strategy::BreadthFirst, Some(5), 1_000).progress();
            assert_eq!((ours.generated, ours.unique, ours.depth), (whole.generated, whole.unique, whole.depth));
            let endless = model(config).property(Expectation::Always, "explored", |_, _| true);
            let theirs = endless.checker().target_max_depth(5).spawn_bfs().join().unique_state_count() as u64;
            assert!(theirs <= ours.unique, "{config:?}: {theirs}");
            mixed_up += ours.unique - theirs;
        }
    }
    assert!(mixed_up > 0, "stateright tells them apart by now: compare with it again");
}
