//! Other models than Paxos: the checker is as exact on them, and stateright's own searches say the same of each.
#![cfg(not(target_arch = "wasm32"))]

mod attiya_bar_noy_dolev;
mod register;
mod single_copy;
mod small_systems;
#[path = "../support/mod.rs"]
mod support;
mod two_phase_commit;

use paxos_lab::checker::{Actors, Space, Strategy, Verdict};
use stateright::actor::{Actor, ActorModel, ActorModelState};
use stateright::{Checker, Expectation, Model};
use std::fmt::Debug;
use std::hash::Hash;
use support::searched;

/// How a search of the whole space ends: states generated, unique states, depth, and what is known of each property.
type Ending = (u64, u64, u32, Vec<Verdict>);

fn ending<S: Space>(space: S, strategy: Strategy) -> Ending {
    let search = searched(space, strategy, None, 100);
    let progress = search.progress();
    let verdicts = search.verdicts().into_iter().map(|property| property.verdict).collect();
    (progress.generated, progress.unique, progress.depth, verdicts)
}

/// Searches the whole space of an actor model by both checkers, and compares what they have seen; ours by breadth, which must also
/// say the same as ours by depth.
fn explored<A, C, H>(model: impl Fn() -> ActorModel<A, C, H>) -> Ending
where
    A: Actor + Send + Sync + 'static,
    A::Msg: Ord + Send + Sync,
    A::State: Send + Sync,
    A::Timer: Ord + Send + Sync,
    A::Random: Send + Sync,
    A::Storage: Send + Sync,
    C: Send + Sync + 'static,
    H: Clone + Debug + Hash + PartialEq + Send + Sync + 'static,
    ActorModelState<A, H>: PartialEq,
{
    // Stateright stops once every property has a discovery; one that never has any keeps it going.
    let whole = || model().property(Expectation::Always, "explored", |_, _| true);
    let by_breadth = ending(Actors::new(whole()), Strategy::BreadthFirst);
    let by_depth = ending(Actors::new(whole()), Strategy::DepthFirst);
    let theirs = whole().checker().spawn_bfs().join();
    let counts = (theirs.state_count() as u64, theirs.unique_state_count() as u64);
    assert_eq!((by_breadth.0, by_breadth.1), counts);
    assert_eq!((by_depth.0, by_depth.1), counts);
    assert_eq!(by_breadth.2 as usize, theirs.max_depth());
    let by_depth_of_theirs = whole().checker().spawn_dfs().join();
    assert_eq!(by_depth_of_theirs.unique_state_count() as u64, by_depth.1);
    let discoveries = theirs.discoveries();
    for ((property, verdict), by_depth) in whole().properties().iter().zip(&by_breadth.3).zip(&by_depth.3) {
        // Stateright's answer on eventually properties isn't right where ways join or go round.
        if property.expectation != Expectation::Eventually {
            assert_eq!(discoveries.contains_key(property.name), is_discovery(verdict), "{}", property.name);
        }
        assert_eq!(is_discovery(verdict), is_discovery(by_depth), "{}", property.name);
    }
    by_breadth
}

fn is_discovery(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Found { .. } | Verdict::Violated { .. })
}
