//! Models and options that nobody would wish for: what can't be searched rightly is refused in a sentence, what panics is told, and
//! whatever else is strange comes to an end with the right answer.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{
    Actors, Bound, Bounds, Job, Options, Panicked, Progress, Reads, Search, Space, Status, Strategy, Threads, Verdict,
    Whole, Why,
};
use stateright::actor::{Actor, ActorModel, Id, Network, Out};
use stateright::{Expectation, Model, Property};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use support::searched;

const STRATEGIES: [Strategy; 3] = [Strategy::BreadthFirst, Strategy::DepthFirst, Strategy::RandomWalks { seed: 1 }];

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

/// A model whose parts are functions.
#[derive(Clone)]
struct Made {
    initial: fn() -> Vec<u64>,
    boundary: fn(u64) -> bool,
    actions: fn(u64) -> Vec<u64>,
    next: fn(u64, u64) -> Option<u64>,
    properties: fn() -> Vec<Property<Made>>,
}

/// Counts from 0 to 9, in ones and twos.
const COUNTER: Made = Made {
    initial: || vec![0],
    boundary: |_| true,
    actions: |_| vec![1, 2],
    next: |state, action| Some(state + action).filter(|next| *next < 10),
    properties: || vec![Property::always("small", |_, state| *state < 100)],
};

impl Model for Made {
    type State = u64;
    type Action = u64;

    fn init_states(&self) -> Vec<u64> {
        (self.initial)()
    }

    fn within_boundary(&self, state: &u64) -> bool {
        (self.boundary)(*state)
    }

    fn actions(&self, state: &u64, actions: &mut Vec<u64>) {
        actions.extend((self.actions)(*state));
    }

    fn next_state(&self, last: &u64, action: u64) -> Option<u64> {
        (self.next)(*last, action)
    }

    fn properties(&self) -> Vec<Property<Made>> {
        (self.properties)()
    }
}

fn refused(model: Made, options: Options) -> String {
    Search::new(Whole::new(model), options).err().expect("it's refused").to_string()
}

fn bounds(bounds: Bounds) -> Options {
    Options { bounds, ..Options::default() }
}

/// So many properties, of which the last alone is violated.
fn many<M: Model<State = u64>>(count: usize) -> Vec<Property<M>> {
    let holds = (1..count).map(|_| Property::always("holds", |_: &M, _: &u64| true));
    holds.chain([Property::always("below five", |_: &M, state: &u64| *state < 5)]).collect()
}

#[test]
fn as_many_properties_as_can_be_are_answered_rightly_and_more_are_refused() {
    for strategy in STRATEGIES {
        let model = Made { properties: || many(64), ..COUNTER };
        let mut search = Search::new(Whole::new(model), Options { strategy, ..Options::default() }).unwrap();
        search.advance(1_000);
        let verdicts = search.verdicts();
        assert!(matches!(verdicts[63].verdict, Verdict::Violated { .. }), "{strategy:?}");
        assert!(!verdicts[..63].iter().any(|property| matches!(property.verdict, Verdict::Violated { .. })));
    }
    let sentence = |count| format!("The model has {count} properties, and can have at most 64 to be checked at once.");
    assert_eq!(refused(Made { properties: || many(65), ..COUNTER }, Options::default()), sentence(65));
    assert_eq!(refused(Made { properties: || many(200), ..COUNTER }, Options::default()), sentence(200));
}

/// Adds up the messages that it gets; `panics_at` breaks it.
#[derive(Clone)]
struct Adder {
    panics_at: u32,
}

impl Actor for Adder {
    type Msg = u32;
    type Timer = ();
    type State = u32;
    type Storage = ();
    type Random = ();

    fn on_start(&self, id: Id, _: &Option<()>, out: &mut Out<Self>) -> u32 {
        // The first gets twelve of them, and the second three.
        (0..if id == Id::from(1) { 12 } else { 3 })
            .for_each(|number| out.send(Id::from(1 - usize::from(id)), 1 << number));
        0
    }

    fn on_msg(&self, _: Id, sum: &mut Cow<'_, u32>, _: Id, number: u32, _: &mut Out<Self>) {
        *sum.to_mut() += number;
        assert!(**sum != self.panics_at, "the sum is {}", self.panics_at);
    }
}

fn adders(panics_at: u32) -> ActorModel<Adder, (), ()> {
    ActorModel::new((), ())
        .actors([Adder { panics_at }, Adder { panics_at }])
        .init_network(Network::new_unordered_nonduplicating([]))
}

#[test]
fn one_of_many_properties_of_actors_is_asked_alone() {
    let model = || {
        let mut model = adders(u32::MAX);
        for number in 0..99 {
            let name = format!("holds {number}").leak();
            model = model.property(Expectation::Always, name, |_, _| true);
        }
        model.property(Expectation::Sometimes, "all", |_, state| *state.actor_states[0] == 0xfff)
    };
    let refused = Search::new(Actors::new(model()), Options::default()).err().unwrap().to_string();
    assert_eq!(refused, "The model has 100 properties, and can have at most 64 to be checked at once.");
    let spaces = [
        Actors::new(model()).only(99),
        Actors::new(model())
            .reads("all", Reads::AnyActor(|(), id, sum| usize::from(id) == 0 && *sum == 0xfff))
            .only(99),
    ];
    for space in spaces {
        let mut search = Search::new(space, Options::default()).unwrap();
        while search.advance(10_000).status == Status::Running {}
        assert_eq!(search.verdicts()[0].verdict, Verdict::Found { steps: 12 });
    }
}

#[test]
fn a_model_has_one_initial_state() {
    let none = "The model has no initial state within its boundary, and must have one.";
    assert_eq!(refused(Made { initial: Vec::new, ..COUNTER }, Options::default()), none);
    assert_eq!(refused(Made { boundary: |state| state > 0, ..COUNTER }, Options::default()), none);
    let three = "The model has 3 initial states, and must have one.";
    assert_eq!(refused(Made { initial: || vec![0, 0, 1], ..COUNTER }, Options::default()), three);
}

/// The first of two lies beyond the boundary, and was taken for the start of every way.
#[test]
fn a_way_starts_at_the_initial_state_within_the_boundary() {
    let model = Made {
        initial: || vec![50, 0],
        boundary: |state| state < 10,
        actions: |state| if state < 10 { vec![7, 1, 2] } else { vec![1] },
        properties: || vec![Property::always("not four", |_, state| *state != 4)],
        ..COUNTER
    };
    let mut search = Search::new(Whole::new(model), Options::default()).unwrap();
    while search.advance(1).status == Status::Running {}
    assert_eq!(search.path(0), Some(vec![2, 2]));
}

#[test]
fn bounds_of_nothing_are_refused_and_the_least_are_met() {
    let zero = |options| refused(COUNTER, options);
    assert_eq!(
        zero(bounds(Bounds { depth_max: Some(0), ..Bounds::default() })),
        "The bound on depth is 0, and must be at least 1."
    );
    assert_eq!(
        zero(bounds(Bounds { states_max: Some(0), ..Bounds::default() })),
        "The bound on states is 0, and must be at least 1."
    );
    assert_eq!(
        zero(bounds(Bounds { bytes_max: Some(0), ..Bounds::default() })),
        "The bound on bytes is 0, and must be at least 1."
    );
    for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst] {
        let ended = |bounds| {
            let options = Options { strategy, bounds, exhaustive: false };
            let mut search = Search::new(Whole::new(COUNTER), options).unwrap();
            let progress = search.advance(u32::MAX);
            (progress.status, progress.unique)
        };
        assert_eq!(
            ended(Bounds { depth_max: Some(1), ..Bounds::default() }),
            (Status::Bounded(Bound::Depth), 1),
            "{strategy:?}"
        );
        assert_eq!(ended(Bounds { states_max: Some(1), ..Bounds::default() }), (Status::Bounded(Bound::States), 1));
        assert_eq!(ended(Bounds { bytes_max: Some(1), ..Bounds::default() }), (Status::Stopped(Why::Bytes), 0));
    }
}

#[test]
fn a_search_without_room_to_begin_has_ended_and_can_be_asked_all_the_same() {
    let options = bounds(Bounds { bytes_max: Some(1_000), ..Bounds::default() });
    let mut search = Search::new(Whole::new(COUNTER), options).unwrap();
    let before = search.progress();
    assert_eq!(before.status, Status::Stopped(Why::Bytes));
    assert_eq!(search.advance(u32::MAX), before);
    assert_eq!(search.advance_with(&Team(2), 7), before);
    assert_eq!((search.path(0), search.back_to(0), search.widths()), (None, None, vec![]));
    assert_eq!(search.verdicts()[0].verdict, Verdict::Stopped(Why::Bytes));
}

#[test]
fn a_search_can_be_stopped_before_it_begins_and_goes_no_further_after_its_end() {
    for strategy in STRATEGIES {
        let options = Options { strategy, ..Options::default() };
        let mut search = Search::new(Whole::new(COUNTER), options).unwrap();
        assert_eq!(search.advance(0).status, Status::Running);
        search.stop(Why::Time);
        let stopped = search.progress();
        assert_eq!((stopped.status, stopped.unique), (Status::Stopped(Why::Time), 1));
        assert_eq!(search.advance(u32::MAX), stopped);
        search.stop(Why::Person);
        assert_eq!(search.progress(), stopped);
    }
    let mut search = searched(Whole::new(COUNTER), Strategy::BreadthFirst, None, u32::MAX);
    let complete = search.progress();
    search.stop(Why::Person);
    assert_eq!((search.advance(u32::MAX), search.progress()), (complete, complete));
    assert_eq!(complete.status, Status::Complete);
}

#[test]
fn no_actions_no_successors_and_loops_alone_are_a_whole_space() {
    let models = [
        Made { actions: |_| Vec::new(), ..COUNTER },
        Made { next: |_, _| None, ..COUNTER },
        Made { next: |state, _| Some(state), ..COUNTER },
        Made { next: |state, action| Some(state + action), boundary: |state| state == 0, ..COUNTER },
    ];
    for model in models {
        for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst] {
            let search = searched(Whole::new(model.clone()), strategy, None, 1);
            assert_eq!((search.progress().status, search.progress().unique), (Status::Complete, 1));
            assert_eq!(search.verdicts()[0].verdict, Verdict::Holds);
        }
        let options = Options { strategy: Strategy::RandomWalks { seed: 1 }, ..Options::default() };
        let mut search = Search::new(Whole::new(model), options).unwrap();
        assert_eq!(search.advance(1_000).unique, 1);
    }
}

#[test]
fn a_model_without_properties_is_counted() {
    let model = Made { properties: Vec::new, ..COUNTER };
    let search = searched(Whole::new(model), Strategy::BreadthFirst, None, u32::MAX);
    assert_eq!((search.progress().status, search.progress().unique), (Status::Complete, 10));
    assert!(search.verdicts().is_empty());
}

#[test]
fn a_million_actions_of_one_state_are_gone_through_and_told() {
    let model = Made {
        actions: |state| if state < 3 { (1..=1_000_000).collect() } else { Vec::new() },
        next: |state, action| Some(state + action),
        properties: || vec![Property::always("not the last", |_, state| *state != 1_000_002)],
        ..COUNTER
    };
    for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst] {
        let mut search = searched(Whole::new(model.clone()), strategy, None, 1_000);
        let progress = search.progress();
        assert_eq!((progress.status, progress.unique, progress.generated), (Status::Complete, 1_000_003, 3_000_001));
        let way = search.path(0).unwrap();
        assert_eq!(way.iter().map(|index| index + 1).sum::<u32>(), 1_000_002, "{strategy:?}");
    }
}

/// Equal to nothing, not even to itself, or with a hash that is another each time.
#[derive(Clone, Debug)]
struct Liar {
    number: u32,
    is_never_equal: bool,
}

static HASHED: AtomicU32 = AtomicU32::new(0);

impl Hash for Liar {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u32(if self.is_never_equal { 0 } else { HASHED.fetch_add(1, Ordering::Relaxed) % 8 });
    }
}

impl PartialEq for Liar {
    fn eq(&self, other: &Self) -> bool {
        !self.is_never_equal && self.number == other.number
    }
}

struct Lies {
    is_never_equal: bool,
}

impl Model for Lies {
    type State = Liar;
    type Action = u32;

    fn init_states(&self) -> Vec<Liar> {
        vec![Liar { number: 0, is_never_equal: self.is_never_equal }]
    }

    fn actions(&self, _: &Liar, actions: &mut Vec<u32>) {
        actions.extend([1, 2]);
    }

    fn next_state(&self, last: &Liar, action: u32) -> Option<Liar> {
        Some(Liar { number: (last.number + action) % 10, ..*last })
    }

    fn properties(&self) -> Vec<Property<Lies>> {
        vec![
            Property::always("below seven", |_, state: &Liar| state.number < 7),
            Property::eventually("never", |_, state: &Liar| state.number > 10),
        ]
    }
}

#[test]
fn states_that_lie_about_being_equal_are_searched_within_bounds_and_ways_to_them_are_told() {
    for is_never_equal in [true, false] {
        for strategy in STRATEGIES {
            let bounds = Bounds { states_max: Some(2_000), depth_max: Some(300), ..Bounds::default() };
            let options = Options { strategy, bounds, exhaustive: true };
            let mut search = Search::new(Whole::new(Lies { is_never_equal }), options).unwrap();
            for _ in 0..5_000 {
                search.advance(1);
                // To tell a way while the search goes on gives new numbers to what is never equal.
                if let Some(way) = search.path(0) {
                    let sum = way.iter().fold(0, |sum, index| (sum + index + 1) % 10);
                    assert!(sum >= 7, "{strategy:?} {way:?}");
                }
            }
            assert!(search.progress().unique <= 2_000);
            assert_eq!(search.panic(), None);
        }
    }
}

/// How a search ends whose model panics, whatever the slices and the threads.
fn panicked<S: Space + Sync>(space: impl Fn() -> S, strategy: Strategy) -> (Progress, Vec<Verdict>, Panicked) {
    let ended = |team: Option<Team>, slice| {
        let options = Options { strategy, ..Options::default() };
        let mut search = Search::new(space(), options).unwrap();
        while search.progress().status == Status::Running {
            match team {
                Some(team) => search.advance_with(&team, slice),
                None => search.advance(slice),
            };
        }
        assert_eq!(search.progress().status, Status::Stopped(Why::Panic), "{strategy:?}");
        let verdicts = search.verdicts().into_iter().map(|property| property.verdict).collect();
        let progress = Progress { bytes: 0, ..search.progress() };
        (progress, verdicts, search.panic().unwrap().clone())
    };
    let one_by_one = ended(None, 1);
    assert_eq!(ended(None, 50_000), one_by_one);
    assert_eq!(ended(Some(Team(3)), 50_000), one_by_one);
    one_by_one
}

#[test]
fn whatever_part_of_a_model_panics_is_told_with_the_way_there() {
    let (begins, small) = (vec![], "this is too much");
    let models: [(Made, &str, Vec<u32>); 8] = [
        (Made { initial: || panic!("no start"), ..COUNTER }, "no start", begins.clone()),
        (Made { boundary: |_| panic!("no bounds"), ..COUNTER }, "no bounds", begins.clone()),
        (Made { properties: || panic!("no questions"), ..COUNTER }, "no questions", begins.clone()),
        (
            Made { properties: || vec![Property::always("asked", |_, _| panic!("no answer"))], ..COUNTER },
            "no answer",
            begins.clone(),
        ),
        (Made { actions: |_| panic!("no actions"), ..COUNTER }, "no actions", begins),
        // The two that add up to 3 in the order of actions: one, and then two.
        (
            Made { actions: |state| if state == 3 { panic!("{}", "this is too much") } else { vec![1, 2] }, ..COUNTER },
            small,
            vec![0, 1],
        ),
        (
            Made {
                properties: || {
                    vec![Property::always(
                        "asked",
                        |_, state| if *state == 3 { panic!("this is too much") } else { true },
                    )]
                },
                ..COUNTER
            },
            small,
            vec![0, 1],
        ),
        (
            Made { boundary: |state| if state == 3 { panic!("this is too much") } else { true }, ..COUNTER },
            small,
            vec![0, 1],
        ),
    ];
    for (model, message, way) in models {
        let (.., panicked) = panicked(|| Whole::new(model.clone()), Strategy::BreadthFirst);
        assert_eq!(panicked, Panicked { message: message.to_owned(), path: way });
    }
}

#[test]
fn a_panic_is_told_whatever_the_order() {
    let by_steps = Made {
        next: |state, action| if state + action == 7 { panic!("seven") } else { Some(state + action) },
        ..COUNTER
    };
    let by_answers = Made {
        properties: || vec![Property::always("asked", |_, state| if *state == 7 { panic!("seven") } else { true })],
        ..COUNTER
    };
    for model in [by_steps, by_answers] {
        for strategy in STRATEGIES {
            let (.., panicked) = panicked(|| Whole::new(model.clone()), strategy);
            assert_eq!(panicked.message, "seven");
            assert_eq!(panicked.path.iter().map(|index| index + 1).sum::<u32>(), 7, "{strategy:?}");
        }
    }
    let eventually = Made {
        properties: || {
            vec![Property::eventually("asked", |_, state| if *state == 7 { panic!("seven") } else { false })]
        },
        ..COUNTER
    };
    let (.., panicked) = panicked(|| Whole::new(eventually.clone()), Strategy::BreadthFirst);
    assert_eq!(panicked.path.iter().map(|index| index + 1).sum::<u32>(), 7);
}

/// Everything before it is done, so what is violated there is found, and a panic behind the last answer is none.
#[test]
fn what_comes_before_a_panic_is_found() {
    let model = Made {
        next: |state, action| if state + action == 7 { panic!("seven") } else { Some(state + action) },
        properties: || {
            vec![
                Property::always("below five", |_, state| *state < 5),
                Property::always("small", |_, state| *state < 100),
            ]
        },
        ..COUNTER
    };
    let (_, verdicts, _) = panicked(|| Whole::new(model.clone()), Strategy::BreadthFirst);
    assert_eq!(verdicts, [Verdict::Violated { steps: 3 }, Verdict::Stopped(Why::Panic)]);
    for slice in [1, 10, 1_000] {
        let alone = Made { properties: || many(1), ..model.clone() };
        let mut search = Search::new(Whole::new(alone), Options::default()).unwrap();
        while search.advance(slice).status == Status::Running {}
        assert_eq!((search.progress().status, search.panic()), (Status::Decided, None));
    }
}

#[test]
fn actors_that_panic_on_any_thread_are_told_as_by_one() {
    for panics_at in [0xfff, 0x0f0, 0x801] {
        let space = || {
            let model = adders(panics_at);
            Actors::new(model.property(Expectation::Always, "holds", |_, _| true)).unbounded()
        };
        let (progress, _, panicked) = panicked(space, Strategy::BreadthFirst);
        assert_eq!(panicked.message, format!("the sum is {panics_at}"));
        assert_eq!(panicked.path.len(), panics_at.count_ones() as usize, "{progress:?}");
    }
}

#[test]
fn a_boundary_and_a_condition_of_actors_that_panic_on_any_thread_are_told_as_by_one() {
    let by_boundary = || {
        Actors::new(adders(u32::MAX).property(Expectation::Always, "holds", |_, _| true).within_boundary(
            |(), state| {
                assert!(*state.actor_states[0] != 0x07f, "beyond");
                true
            },
        ))
    };
    let (.., panicked_there) = panicked(by_boundary, Strategy::BreadthFirst);
    // The last step is the one that can't be told: the boundary is asked for all steps of a state at once.
    assert_eq!((panicked_there.message.as_str(), panicked_there.path.len()), ("beyond", 6));
    let by_condition = || {
        Actors::new(adders(u32::MAX).property(Expectation::Always, "asked", |_, state| {
            assert!(*state.actor_states[0] != 0x07f, "beyond");
            true
        }))
        .unbounded()
    };
    let (.., panicked_there) = panicked(by_condition, Strategy::BreadthFirst);
    assert_eq!((panicked_there.message.as_str(), panicked_there.path.len()), ("beyond", 7));
    let by_part = || {
        let model = adders(u32::MAX).property(Expectation::Always, "asked", |_, _| true);
        let reads = Reads::EveryActor(|(), _: Id, sum: &u32| {
            assert!(*sum != 0x07f, "beyond");
            true
        });
        Actors::new(model).reads("asked", reads).unbounded()
    };
    let (.., panicked_there) = panicked(by_part, Strategy::BreadthFirst);
    assert_eq!((panicked_there.message.as_str(), panicked_there.path.len()), ("beyond", 7));
}

static CALLS: AtomicU32 = AtomicU32::new(0);

/// A model that does what it did only so often.
#[test]
fn a_panic_while_a_way_is_told_ends_nothing_but_the_telling() {
    let model = Made {
        next: |state, action| {
            assert!(CALLS.fetch_add(1, Ordering::Relaxed) < 1_000, "not again");
            Some(state + action).filter(|next| *next < 10)
        },
        properties: || many(1),
        ..COUNTER
    };
    let mut search = Search::new(Whole::new(model), Options::default()).unwrap();
    while search.advance(10).status == Status::Running {}
    assert_eq!(search.path(0), Some(vec![0, 1, 1]));
    CALLS.store(1_000, Ordering::Relaxed);
    assert_eq!(search.path(0), None);
    assert_eq!(search.panic().unwrap().message, "not again");
    assert_eq!(search.progress().status, Status::Decided);
    assert_eq!(search.verdicts()[0].verdict, Verdict::Violated { steps: 3 });
}
