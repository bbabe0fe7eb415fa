//! A search never takes more memory than it may, by any order, with any number of threads; and where there's no memory left, it ends
//! and says so. An allocator that counts is what it's held against.
#![cfg(not(target_arch = "wasm32"))]

use cap::Cap;
use paxos_lab::checker::{Actors, Bounds, Job, Options, Search, Space, Status, Strategy, Threads, Verdict, Whole, Why};
use stateright::actor::{Actor, ActorModel, Id, Network, Out};
use stateright::{Expectation, Model, Property};
use std::alloc::System;
use std::borrow::Cow;
use std::thread;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// What isn't counted: what is small and of a fixed size, and the threads themselves.
const BESIDE: usize = 64 << 10;

#[derive(Clone, Copy)]
struct Team(usize);

impl Threads for Team {
    fn count(&self) -> usize {
        self.0
    }

    fn run(&self, jobs: Vec<Job<'_>>) {
        thread::scope(|scope| jobs.into_iter().for_each(|job| drop(scope.spawn(job))));
    }
}

/// A tree without an end; every state has three successors, and in every level some lead to what is known.
struct Tree;

impl Model for Tree {
    type State = u64;
    type Action = u64;

    fn init_states(&self) -> Vec<u64> {
        vec![1]
    }

    fn actions(&self, _: &u64, actions: &mut Vec<u64>) {
        actions.extend([0, 1, 2]);
    }

    fn next_state(&self, last: &u64, action: u64) -> Option<u64> {
        Some(last.wrapping_mul(3).wrapping_add(action).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (8 * (action % 2)))
    }

    fn properties(&self) -> Vec<Property<Tree>> {
        vec![Property::always("not 0", |_, state| *state != 0)]
    }
}

/// A chain without an end, so that ways and levels are many and not wide; `eventually` goes it alone.
struct Chain;

impl Model for Chain {
    type State = u32;
    type Action = ();

    fn init_states(&self) -> Vec<u32> {
        vec![0]
    }

    fn actions(&self, _: &u32, actions: &mut Vec<()>) {
        actions.push(());
    }

    fn next_state(&self, last: &u32, (): ()) -> Option<u32> {
        Some(last + 1)
    }

    fn properties(&self) -> Vec<Property<Chain>> {
        vec![Property::eventually("no end", |_, state| *state == u32::MAX)]
    }
}

/// One state after another has so many successors that it alone takes more than all before.
struct Bursts;

/// What its actions take.
const BURST: usize = 8 * 100_000;

impl Model for Bursts {
    type State = u64;
    type Action = u64;

    fn init_states(&self) -> Vec<u64> {
        vec![1]
    }

    fn actions(&self, state: &u64, actions: &mut Vec<u64>) {
        actions.extend(0..(*state).min(100_000));
    }

    fn next_state(&self, last: &u64, action: u64) -> Option<u64> {
        Some(last.wrapping_mul(100_003).wrapping_add(action + 1))
    }

    fn properties(&self) -> Vec<Property<Bursts>> {
        vec![Property::always("small", |_, state| *state != u64::MAX)]
    }
}

/// Passes numbers on, which grow for ever, and counts what it has heard.
#[derive(Clone)]
struct Gossip;

impl Actor for Gossip {
    type Msg = u32;
    type Timer = ();
    type State = u32;
    type Storage = ();
    type Random = ();

    fn on_start(&self, id: Id, _: &Option<()>, out: &mut Out<Self>) -> u32 {
        let number = u32::try_from(usize::from(id)).unwrap();
        out.send(Id::from((number as usize + 1) % 4), number);
        number
    }

    fn on_msg(&self, id: Id, heard: &mut Cow<'_, u32>, _: Id, number: u32, out: &mut Out<Self>) {
        *heard.to_mut() += number + 1;
        out.send(Id::from((usize::from(id) + 1) % 4), (**heard) % 1_000);
    }
}

fn gossip() -> Actors<Gossip, (), ()> {
    let model = ActorModel::new((), ())
        .actors([Gossip, Gossip, Gossip, Gossip])
        .init_network(Network::new_unordered_nonduplicating([]))
        .property(Expectation::Always, "short", |_, state| *state.actor_states[0] != u32::MAX);
    Actors::new(model).unbounded()
}

const STRATEGIES: [Strategy; 3] = [Strategy::BreadthFirst, Strategy::DepthFirst, Strategy::RandomWalks { seed: 7 }];

/// Searches with a bound, and with no more memory than it allows and the model's own code takes: if it took more, that would end the
/// program, or the search for another reason. Tells how far it came.
fn bounded<S: Space + Sync>(
    (space, own): (S, usize),
    strategy: Strategy,
    bytes_max: u64,
    team: Option<Team>,
    slice: u32,
) -> (u64, u64) {
    let before = MEMORY.allocated();
    MEMORY.set_limit(before + usize::try_from(bytes_max).unwrap() + BESIDE + own).unwrap();
    let bounds = Bounds { bytes_max: Some(bytes_max), ..Bounds::default() };
    let mut search = Search::new(space, Options { strategy, bounds, exhaustive: true }).unwrap();
    while advanced(&mut search, team, slice) == Status::Running {}
    MEMORY.set_limit(usize::MAX).unwrap();
    let progress = search.progress();
    assert_eq!(progress.status, Status::Stopped(Why::Bytes), "{strategy:?} {bytes_max}");
    assert!(progress.bytes <= bytes_max, "{strategy:?} {bytes_max}: {progress:?}");
    // What is counted is what there is.
    let taken = MEMORY.allocated() - before;
    assert!(taken.abs_diff(usize::try_from(progress.bytes).unwrap()) <= BESIDE, "{strategy:?} {taken} {progress:?}");
    assert_eq!(search.verdicts()[0].verdict, Verdict::Stopped(Why::Bytes));
    (progress.generated, progress.unique)
}

fn advanced<S: Space + Sync>(search: &mut Search<S>, team: Option<Team>, slice: u32) -> Status {
    match team {
        Some(team) => search.advance_with(&team, slice).status,
        None => search.advance(slice).status,
    }
}

/// Searches for as long as there's memory.
fn exhausted<S: Space + Sync>(space: S, strategy: Strategy, bytes: usize, team: Option<Team>) {
    MEMORY.set_limit(MEMORY.allocated() + bytes).unwrap();
    let mut search = Search::new(space, Options { strategy, ..Options::default() }).unwrap();
    while advanced(&mut search, team, 10_000) == Status::Running {}
    MEMORY.set_limit(usize::MAX).unwrap();
    assert_eq!(search.progress().status, Status::Stopped(Why::Memory), "{strategy:?} {bytes}");
    assert_eq!(search.verdicts()[0].verdict, Verdict::Stopped(Why::Memory));
}

/// One test, as the allocator is everybody's.
#[test]
fn no_search_takes_more_than_it_may_and_none_ends_the_program() {
    for bytes_max in [1, 170_000, 300_000, 1_000_000, 3_300_000, 12_000_000] {
        for strategy in STRATEGIES {
            let alone = [
                bounded((Whole::new(Tree), 0), strategy, bytes_max, None, 10_000),
                bounded((Whole::new(Chain), 0), strategy, bytes_max, None, 10_000),
                bounded((Whole::new(Bursts), BURST), strategy, bytes_max, None, 10_000),
                bounded((gossip(), 0), strategy, bytes_max, None, 10_000),
            ];
            for (team, slice) in [(None, 77), (Some(Team(1)), 10_000), (Some(Team(2)), 100_000), (Some(Team(5)), 3_000)]
            {
                let same = [
                    bounded((Whole::new(Tree), 0), strategy, bytes_max, team, slice),
                    bounded((Whole::new(Chain), 0), strategy, bytes_max, team, slice),
                    bounded((Whole::new(Bursts), BURST), strategy, bytes_max, team, slice),
                    bounded((gossip(), 0), strategy, bytes_max, team, slice),
                ];
                assert_eq!(same, alone, "{strategy:?} {bytes_max} {slice}");
            }
        }
    }
    for bytes in [1_000_000, 3_300_000, 10_000_000, 33_000_000] {
        for strategy in STRATEGIES {
            for team in [None, Some(Team(2))] {
                exhausted(Whole::new(Tree), strategy, bytes, team);
                exhausted(Whole::new(Chain), strategy, bytes, team);
                exhausted(gossip(), strategy, bytes, team);
            }
        }
    }
}
