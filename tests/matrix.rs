//! Every kind of setting, against stateright's own breadth-first search run on the same: as far as a few thousand states go.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::Strategy;
use paxos_lab::model::PaxosModelCfg;
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
