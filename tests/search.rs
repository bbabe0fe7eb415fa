//! How a search behaves: slices, bounds, stops, discoveries and seeds.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{Bound, Bounds, Options, Progress, Search, Status, Strategy, Verdict, Whole, Why};
use paxos_lab::model::{LINEARIZABLE, NetworkKind, PaxosModelCfg, PaxosSpace, VALUE_CHOSEN};
use paxos_lab::session::Session;
use stateright::{Model, Property};
use support::searched;

fn space() -> PaxosSpace {
    PaxosModelCfg::default().into_space().unwrap()
}

#[test]
fn breadth_first_finds_the_shortest_discovery_and_its_path_replays_to_it() {
    let mut search = searched(space(), Strategy::BreadthFirst, None, 1_000);
    let verdicts = search.verdicts();
    assert_eq!((verdicts[0].name, verdicts[0].verdict), (LINEARIZABLE, Verdict::Holds));
    assert_eq!((verdicts[1].name, verdicts[1].verdict), (VALUE_CHOSEN, Verdict::Found { steps: 8 }));
    assert_eq!(search.path(0), None);
    for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst, Strategy::RandomWalks { seed: 3 }] {
        let options = Options { strategy, ..Options::default() };
        let mut search = Search::new(space(), options).unwrap();
        while search.path(1).is_none() {
            search.advance(1);
        }
        let path = search.path(1).unwrap();
        let mut session = Session::new(PaxosModelCfg::default()).unwrap();
        for (step, action) in path.iter().enumerate() {
            assert!(!value_chosen(&session), "{strategy:?}: step {step} has it already");
            session.act(*action).unwrap();
        }
        assert!(value_chosen(&session), "{strategy:?}");
    }
}

fn value_chosen(session: &Session) -> bool {
    (session.model().property(VALUE_CHOSEN).condition)(session.model(), &session.here().state)
}

#[test]
fn slices_change_nothing() {
    let config = PaxosModelCfg { client_count: 1, ..PaxosModelCfg::default() };
    let mut whole = searched(config.into_space().unwrap(), Strategy::BreadthFirst, None, u32::MAX);
    for slice in [1, 7, 100] {
        let mut sliced = searched(config.into_space().unwrap(), Strategy::BreadthFirst, None, slice);
        let (sliced_progress, whole_progress) = (sliced.progress(), whole.progress());
        assert_eq!(
            (sliced_progress.generated, sliced_progress.unique),
            (whole_progress.generated, whole_progress.unique)
        );
        assert_eq!(sliced.path(1), whole.path(1));
    }
}

#[test]
fn a_search_ends_with_the_answer_whatever_the_slices() {
    let config = PaxosModelCfg { client_count: 4, network: NetworkKind::Ordered, ..PaxosModelCfg::default() };
    for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst] {
        let decided = [1, 100, u32::MAX].map(|slice| {
            let options = Options { strategy, ..Options::default() };
            let mut search = Search::new(config.into_space().unwrap(), options).unwrap();
            while search.advance(slice).status == Status::Running {}
            let Progress { generated, unique, depth, status, .. } = search.progress();
            (status, generated, unique, depth, search.verdicts(), search.path(0))
        });
        assert_eq!(decided[0].0, Status::Decided);
        assert_eq!((&decided[1], &decided[2]), (&decided[0], &decided[0]));
    }
}

#[test]
fn a_bound_on_bytes_ends_a_search_in_time() {
    let config = PaxosModelCfg { client_count: 4, ..PaxosModelCfg::default() };
    for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst, Strategy::RandomWalks { seed: 3 }] {
        for bytes_max in [3_000_000, 7_654_321] {
            let bounds = Bounds { bytes_max: Some(bytes_max), ..Bounds::default() };
            let mut search =
                Search::new(config.into_space().unwrap(), Options { strategy, bounds, ..Options::default() }).unwrap();
            while search.advance(1_000).status == Status::Running {}
            let progress = search.progress();
            assert_eq!(progress.status, Status::Stopped(Why::Bytes));
            assert_eq!(search.verdicts()[0].verdict, Verdict::Stopped(Why::Bytes));
            assert!(progress.bytes <= bytes_max, "{strategy:?} {progress:?}");
            assert!(progress.bytes >= bytes_max / 4, "{strategy:?} {progress:?}");
        }
    }
}

#[test]
fn a_bound_on_states_is_never_exceeded_and_never_called_the_whole_space() {
    for states_max in [1, 2, 100, 16_667] {
        let bounds = Bounds { states_max: Some(states_max), ..Bounds::default() };
        let options = Options { bounds, ..Options::default() };
        let mut search = Search::new(space(), options).unwrap();
        while search.advance(10).status == Status::Running {}
        assert_eq!(search.progress().unique, states_max);
        assert_eq!(search.progress().status, Status::Bounded(Bound::States));
        assert_eq!(search.verdicts()[0].verdict, Verdict::Bounded(Bound::States));
    }
    let bounds = Bounds { states_max: Some(16_668), ..Bounds::default() };
    let mut exact = Search::new(space(), Options { bounds, ..Options::default() }).unwrap();
    while exact.advance(10).status == Status::Running {}
    assert_eq!(exact.progress().status, Status::Complete);
}

#[test]
fn a_stopped_search_claims_nothing_and_stays_stopped() {
    let mut search = Search::new(space(), Options::default()).unwrap();
    search.advance(100);
    search.stop(Why::Person);
    let before = search.progress();
    assert_eq!(search.advance(100), before);
    assert_eq!(search.verdicts()[0].verdict, Verdict::Stopped(Why::Person));
    search.stop(Why::Time);
    assert_eq!(search.progress().status, Status::Stopped(Why::Person));
}

#[test]
fn a_seed_means_the_same_walks_and_another_seed_means_others() {
    let walked = |seed| {
        let options = Options { strategy: Strategy::RandomWalks { seed }, ..Options::default() };
        let mut search = Search::new(space(), options).unwrap();
        let progress = search.advance(5_000);
        assert_eq!(progress.status, Status::Running, "random walks never end by themselves");
        (progress.unique, progress.generated, search.path(1))
    };
    assert_eq!(walked(7), walked(7));
    assert_ne!(walked(7), walked(8));
}

#[test]
fn one_server_alone_never_decides() {
    let config = PaxosModelCfg { server_count: 1, ..PaxosModelCfg::default() };
    let search = searched(config.into_space().unwrap(), Strategy::BreadthFirst, None, 100);
    assert_eq!(search.verdicts()[1].verdict, Verdict::Never);
}

/// Two numbers that count up, with properties that a search must refuse or decide.
struct Counter {
    initial: Vec<u8>,
    property: Property<Counter>,
}

impl Model for Counter {
    type State = u8;
    type Action = u8;

    fn init_states(&self) -> Vec<u8> {
        self.initial.clone()
    }

    fn actions(&self, _: &u8, actions: &mut Vec<u8>) {
        actions.extend([1, 2]);
    }

    fn next_state(&self, last: &u8, action: u8) -> Option<u8> {
        last.checked_add(action).filter(|next| *next <= 10)
    }

    fn properties(&self) -> Vec<Property<Counter>> {
        vec![self.property.clone()]
    }
}

#[test]
fn any_model_is_searched_and_a_violation_is_the_shortest() {
    let counter = Counter { initial: vec![0], property: Property::always("below six", |_, state| *state < 6) };
    let mut search = Search::new(Whole::new(counter), Options::default()).unwrap();
    while search.advance(1).status == Status::Running {}
    assert_eq!(search.progress().status, Status::Decided);
    assert_eq!(search.verdicts()[0].verdict, Verdict::Violated { steps: 3 });
    assert_eq!(search.path(0), Some(vec![1, 1, 1]));
}

#[test]
fn the_initial_state_is_checked_too() {
    let counter = Counter { initial: vec![9], property: Property::always("below six", |_, state| *state < 6) };
    let search = Search::new(Whole::new(counter), Options::default()).unwrap();
    assert_eq!(search.verdicts()[0].verdict, Verdict::Violated { steps: 0 });
}

#[test]
fn what_cannot_be_answered_rightly_is_refused() {
    let two = Counter { initial: vec![0, 1], property: Property::always("true", |_, _| true) };
    let refused = Search::new(Whole::new(two), Options::default()).err().expect("refused");
    assert_eq!(refused.to_string(), "The model has 2 initial states, and must have one.");
}

/// Numbers with arrows between them, from 0 on.
struct Arrows(&'static [(u8, u8)]);

impl Model for Arrows {
    type State = u8;
    type Action = u8;

    fn init_states(&self) -> Vec<u8> {
        vec![0]
    }

    fn actions(&self, state: &u8, actions: &mut Vec<u8>) {
        actions.extend(self.0.iter().filter(|(from, _)| from == state).map(|(_, to)| to));
    }

    fn next_state(&self, _: &u8, action: u8) -> Option<u8> {
        Some(action)
    }

    fn properties(&self) -> Vec<Property<Arrows>> {
        vec![Property::eventually("nine", |_, state| *state == 9)]
    }
}

/// The verdict on "eventually nine", the counterexample's states, and where it goes back to.
fn eventually_nine(arrows: &'static [(u8, u8)]) -> (Verdict, Vec<u8>, Option<u32>) {
    let answers = [Strategy::BreadthFirst, Strategy::DepthFirst].map(|strategy| {
        let mut search = searched(Whole::new(Arrows(arrows)), strategy, None, 1);
        assert_eq!(search.progress().status, Status::Complete);
        let mut states = vec![0];
        for action in search.path(0).unwrap_or_default() {
            let mut actions = Vec::new();
            Arrows(arrows).actions(states.last().unwrap(), &mut actions);
            states.push(actions[action as usize]);
        }
        (search.verdicts()[0].verdict, states, search.back_to(0))
    });
    assert_eq!(answers[0], answers[1]);
    answers[0].clone()
}

#[test]
fn eventually_holds_where_every_run_comes_to_it_joins_and_later_cycles_included() {
    assert_eq!(eventually_nine(&[(0, 1), (0, 2), (1, 3), (2, 3), (3, 9), (9, 4), (4, 9)]).0, Verdict::Holds);
    assert_eq!(eventually_nine(&[(0, 9), (9, 0)]).0, Verdict::Holds);
}

#[test]
fn eventually_is_violated_by_a_run_that_ends_without_it() {
    // 3 is first come to after 9, where all is well, and then without 9.
    let (verdict, states, back_to) = eventually_nine(&[(0, 9), (9, 3), (0, 2), (2, 3)]);
    assert_eq!((verdict, back_to), (Verdict::Violated { steps: 2 }, None));
    assert_eq!(states, [0, 2, 3]);
}

#[test]
fn eventually_is_violated_by_a_run_that_goes_round_without_it() {
    let (verdict, states, back_to) = eventually_nine(&[(0, 1), (1, 2), (2, 1), (2, 9)]);
    assert_eq!((verdict, back_to), (Verdict::Violated { steps: 3 }, Some(1)));
    assert_eq!(states, [0, 1, 2, 1]);
    assert_eq!(eventually_nine(&[(0, 0), (0, 9)]).2, Some(0), "to stay is to go round");
}

#[test]
fn eventually_alone_counts_the_states_that_it_enters() {
    let options = Options::default();
    let mut search =
        Search::new(Whole::new(Arrows(&[(0, 1), (0, 2), (1, 3), (2, 3), (3, 9), (9, 4)])), options).unwrap();
    let progress = search.advance(100);
    assert_eq!((progress.status, search.verdicts()[0].verdict), (Status::Decided, Verdict::Holds));
    // 0, 1, 2 and 3, with the start and their five arrows; neither 9 nor what comes after it.
    assert_eq!((progress.unique, progress.generated, progress.depth), (4, 6, 3));
}

#[test]
fn eventually_is_left_open_where_a_bound_cuts_off() {
    let mut search = searched(Whole::new(Arrows(&[(0, 1), (1, 2), (2, 9)])), Strategy::BreadthFirst, Some(3), 10);
    assert_eq!(search.verdicts()[0].verdict, Verdict::Bounded(Bound::Depth));
    assert_eq!(search.path(0), None);
}

/// Counts up in ones and twos, and breaks in the step from 3 by two.
struct Brittle;

impl Model for Brittle {
    type State = u8;
    type Action = u8;

    fn init_states(&self) -> Vec<u8> {
        vec![0]
    }

    fn actions(&self, _: &u8, actions: &mut Vec<u8>) {
        actions.extend([1, 2]);
    }

    fn next_state(&self, last: &u8, action: u8) -> Option<u8> {
        assert!((*last, action) != (3, 2), "five is {}", "out");
        Some(last + action).filter(|next| *next < 9)
    }

    fn properties(&self) -> Vec<Property<Brittle>> {
        vec![Property::always("true", |_, _| true)]
    }
}

#[test]
fn a_model_that_panics_ends_the_search_with_what_it_said_and_the_way_there() {
    for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst, Strategy::RandomWalks { seed: 1 }] {
        let mut search = Search::new(Whole::new(Brittle), Options { strategy, ..Options::default() }).unwrap();
        while search.advance(100).status == Status::Running {}
        assert_eq!(search.progress().status, Status::Stopped(Why::Panic));
        assert_eq!(search.verdicts()[0].verdict, Verdict::Stopped(Why::Panic));
        let panicked = search.panic().unwrap();
        assert_eq!(panicked.message, "five is out");
        // Action 0 adds one and action 1 adds two.
        let (last, way) = panicked.path.split_last().unwrap();
        assert_eq!((way.iter().map(|action| action + 1).sum::<u32>(), last + 1), (3, 2), "{strategy:?}");
    }
}
