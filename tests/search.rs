//! How a search behaves: slices, bounds, stops, discoveries and seeds.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{Bound, Bounds, Options, Search, Status, Strategy, Verdict, Whole, Why};
use paxos_lab::model::{LINEARIZABLE, PaxosModelCfg, PaxosSpace, VALUE_CHOSEN};
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
    (session.model().property(VALUE_CHOSEN).condition)(session.model(), &session.shown().state)
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
    let eventually = Counter { initial: vec![0], property: Property::eventually("ten", |_, state| *state == 10) };
    let refused = Search::new(Whole::new(eventually), Options::default()).err().expect("refused");
    assert_eq!(refused.to_string(), "\"ten\" is an eventually property, and these can't be checked rightly here.");
    let two = Counter { initial: vec![0, 1], property: Property::always("true", |_, _| true) };
    let refused = Search::new(Whole::new(two), Options::default()).err().expect("refused");
    assert_eq!(refused.to_string(), "The model has 2 initial states, and must have one.");
}
