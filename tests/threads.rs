//! Several threads find what one finds, in the same order, whatever they do when.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{Bounds, Job, Options, Search, Status, Threads, Verdict};
use paxos_lab::model::{NetworkKind, PaxosModelCfg};
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// So many, and in which order they come to their jobs.
#[derive(Clone, Copy, Debug)]
enum Team {
    AtOnce(usize),
    LastFirst(usize),
    /// Every other job isn't done, for want of threads, and that panics.
    TooFew(usize),
}

impl Threads for Team {
    fn count(&self) -> usize {
        let (Team::AtOnce(count) | Team::LastFirst(count) | Team::TooFew(count)) = *self;
        count
    }

    fn run(&self, jobs: Vec<Job<'_>>) {
        assert!(jobs.len() <= self.count());
        match self {
            Team::AtOnce(_) => thread::scope(|scope| jobs.into_iter().for_each(|job| drop(scope.spawn(job)))),
            Team::LastFirst(_) => jobs.into_iter().rev().for_each(|job| job()),
            Team::TooFew(_) => {
                jobs.into_iter().step_by(2).for_each(|job| job());
                panic::resume_unwind(Box::new("no more threads"));
            }
        }
    }
}

const TEAMS: [Team; 5] = [Team::AtOnce(1), Team::AtOnce(2), Team::LastFirst(3), Team::AtOnce(7), Team::LastFirst(64)];

/// All that can be told of a search, but for the bytes of its tables: counts after every slice, and how it ends.
type Told = (Vec<u64>, Status, Vec<Verdict>, [Option<Vec<u32>>; 2]);

fn told(config: PaxosModelCfg, options: Options, team: Option<&dyn Threads>, slice: u32) -> Told {
    let mut search = Search::new(config.into_space().unwrap(), options).unwrap();
    let mut counts = Vec::new();
    loop {
        let progress = match team {
            Some(team) => search.advance_with(team, slice),
            None => search.advance(slice),
        };
        counts.extend([progress.generated, progress.unique, progress.depth.into(), progress.frontier]);
        if progress.status != Status::Running {
            let verdicts = search.verdicts().into_iter().map(|property| property.verdict).collect();
            return (counts, progress.status, verdicts, [search.path(0), search.path(1)]);
        }
    }
}

#[test]
fn any_number_of_threads_goes_through_the_same_states_slice_by_slice() {
    let base = PaxosModelCfg::default();
    let settings = [
        base,
        PaxosModelCfg { client_count: 3, ..base },
        PaxosModelCfg { client_count: 4, network: NetworkKind::Ordered, ..base },
        PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..base },
        PaxosModelCfg { server_count: 5, client_count: 4, lossy: true, ..base },
        // Here linearizability is violated early.
        PaxosModelCfg { max_crashes: 2, client_count: 3, ..base },
        PaxosModelCfg { partitions: 1, ..base },
    ];
    for config in settings {
        for exhaustive in [false, true] {
            let bounds = Bounds { states_max: Some(150_000), ..Bounds::default() };
            let options = Options { bounds, exhaustive, ..Options::default() };
            for slice in [7_001, 100_000] {
                let alone = told(config, options, None, slice);
                for team in TEAMS {
                    assert_eq!(told(config, options, Some(&team), slice), alone, "{config:?} {team:?}");
                }
            }
        }
    }
}

/// Does jobs of the second round alone, and only some of them.
struct LateTooFew(AtomicUsize);

impl Threads for LateTooFew {
    fn count(&self) -> usize {
        5
    }

    fn run(&self, jobs: Vec<Job<'_>>) {
        let is_first_round = self.0.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
        match is_first_round {
            true => Team::LastFirst(5).run(jobs),
            false => Team::TooFew(5).run(jobs),
        }
    }
}

#[test]
fn threads_that_there_are_not_enough_of_change_nothing() {
    let config = PaxosModelCfg { client_count: 3, ..PaxosModelCfg::default() };
    let bounds = Bounds { states_max: Some(150_000), ..Bounds::default() };
    let options = Options { bounds, ..Options::default() };
    let alone = told(config, options, None, 50_000);
    assert_eq!(told(config, options, Some(&Team::TooFew(4)), 50_000), alone);
    assert_eq!(told(config, options, Some(&LateTooFew(AtomicUsize::new(0))), 50_000), alone);
}

#[test]
fn bounds_are_met_as_exactly() {
    let config = PaxosModelCfg { client_count: 3, ..PaxosModelCfg::default() };
    for bounds in [
        Bounds { states_max: Some(123_457), ..Bounds::default() },
        Bounds { depth_max: Some(15), ..Bounds::default() },
        Bounds { bytes_max: Some(9_000_000), ..Bounds::default() },
        Bounds { bytes_max: Some(23_456_789), ..Bounds::default() },
    ] {
        let options = Options { bounds, ..Options::default() };
        let alone = told(config, options, None, 50_000);
        for team in [Team::AtOnce(2), Team::LastFirst(5)] {
            assert_eq!(told(config, options, Some(&team), 50_000), alone, "{bounds:?}");
            let mut search = Search::new(config.into_space().unwrap(), options).unwrap();
            while search.advance_with(&team, 50_000).status == Status::Running {}
            assert!(search.progress().bytes <= bounds.bytes_max.unwrap_or(u64::MAX));
        }
    }
}

#[test]
fn a_million_states_on_two_threads() {
    let config = PaxosModelCfg { client_count: 3, ..PaxosModelCfg::default() };
    let options = Options { exhaustive: true, ..Options::default() };
    let (counts, status, verdicts, paths) = told(config, options, Some(&Team::AtOnce(2)), u32::MAX);
    assert_eq!((counts, status), (vec![2_420_477, 1_194_428, 28, 0], Status::Complete));
    assert_eq!(verdicts, [Verdict::Holds, Verdict::Found { steps: 8 }]);
    assert_eq!(paths[1], told(config, options, None, u32::MAX).3[1]);
}
