//! Every row of `oracle.txt`: the model's states are counted alike by this project's search and by stateright's own checkers.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::checker::{Bound, Bounds, Keep, Options, Parts, Search, Status, Strategy, Verdict, Whole, Why};
use paxos_lab::model::{History, LINEARIZABLE, Participant, PaxosModel, PaxosModelCfg, PaxosState, VALUE_CHOSEN};
use paxos_lab::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg};
use paxos_lab::session::Session;
use stateright::actor::{ActorModelAction, Id};
use stateright::{Checker, CheckerBuilder, Expectation, Model, Property};

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
        },
        depth_max: depth_max.parse().ok(),
        counts: Counts {
            generated: generated.parse().unwrap(),
            unique: unique.parse().unwrap(),
            depth: depth.parse().unwrap(),
        },
    }
}

fn model(config: PaxosModelCfg) -> PaxosModel {
    config.into_model().unwrap()
}

type InParts = Parts<Participant, History>;

fn searched<K: Keep<PaxosState>>(
    config: PaxosModelCfg,
    strategy: Strategy,
    depth_max: Option<u32>,
    slice: u32,
    keep: K,
) -> Search<PaxosModel, K> {
    let options = Options { strategy, bounds: Bounds { depth_max, states_max: None }, exhaustive: true };
    let mut search = Search::with(model(config), options, keep).unwrap();
    while search.advance(slice).status == Status::Running {}
    search
}

fn counted(
    config: PaxosModelCfg,
    strategy: Strategy,
    depth_max: Option<u32>,
    slice: u32,
) -> Search<PaxosModel, InParts> {
    searched(config, strategy, depth_max, slice, InParts::default())
}

fn counts<K: Keep<PaxosState>>(search: &Search<PaxosModel, K>) -> Counts {
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
        let search = counted(config, Strategy::BreadthFirst, depth_max, 10_000);
        assert_eq!(counts(&search), expected, "{config:?} {depth_max:?}");
        let status = search.progress().status;
        let whole = if depth_max.is_some() { Status::Bounded(Bound::Depth) } else { Status::Complete };
        assert_eq!(status, whole, "{config:?} {depth_max:?}");
    }
}

#[test]
fn whole_states_are_counted_like_states_in_parts() {
    for Row { config, depth_max, counts: expected } in rows() {
        if expected.unique < LARGE {
            let search = searched(config, Strategy::BreadthFirst, depth_max, 10_000, Whole);
            assert_eq!(counts(&search), expected, "{config:?} {depth_max:?}");
        }
    }
}

#[test]
fn a_state_kept_in_parts_comes_back_as_it_was() {
    for Row { config, .. } in rows() {
        let mut parts = InParts::default();
        let mut session = Session::new(config).unwrap();
        let mut all = vec![(parts.keep(&session.shown().state), session.shown().state.clone())];
        for seed in 0..3 {
            session.seek(0).unwrap();
            for _ in 0..40 {
                let Some(action) = session.choose(seed) else { break };
                session.act(action).unwrap();
                all.push((parts.keep(&session.shown().state), session.shown().state.clone()));
            }
        }
        for (kept, state) in &all {
            assert!(parts.state(kept) == *state, "{config:?}");
            for (other_kept, other) in &all {
                assert_eq!(kept == other_kept, state == other, "{config:?}");
            }
        }
    }
}

// Depth-first, a state may be met deep before it is met near, so with a bound the counts depend on the order; and its depth is that
// of its own paths, which is the same here only where stateright says so too.
#[test]
fn our_depth_first_search_counts_every_unbounded_row() {
    for Row { config, depth_max, counts: expected } in rows() {
        if depth_max.is_none() {
            let found = counts(&counted(config, Strategy::DepthFirst, None, 10_000));
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

fn eight_steps() -> Vec<ActorModelAction<RegisterMsg, (), ()>> {
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

#[test]
fn breadth_first_finds_the_shortest_discovery_and_its_path_replays_to_it() {
    let search = counted(PaxosModelCfg::default(), Strategy::BreadthFirst, None, 1_000);
    let verdicts = search.verdicts();
    assert_eq!((verdicts[0].name, verdicts[0].verdict), (LINEARIZABLE, Verdict::Holds));
    assert_eq!((verdicts[1].name, verdicts[1].verdict), (VALUE_CHOSEN, Verdict::Found { steps: 8 }));
    assert_eq!(search.path(0), None);
    for strategy in [Strategy::BreadthFirst, Strategy::DepthFirst, Strategy::RandomWalks { seed: 3 }] {
        let options = Options { strategy, ..Options::default() };
        let mut search = Search::new(model(PaxosModelCfg::default()), options).unwrap();
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
    let whole = counted(config, Strategy::BreadthFirst, None, u32::MAX);
    for slice in [1, 7, 100] {
        let sliced = counted(config, Strategy::BreadthFirst, None, slice);
        assert_eq!(counts(&sliced), counts(&whole));
        assert_eq!(sliced.path(1), whole.path(1));
    }
}

#[test]
fn a_bound_on_states_is_never_exceeded_and_never_called_the_whole_space() {
    for states_max in [1, 2, 100, 16_667] {
        let bounds = Bounds { depth_max: None, states_max: Some(states_max) };
        let options = Options { bounds, ..Options::default() };
        let mut search = Search::new(model(PaxosModelCfg::default()), options).unwrap();
        while search.advance(10).status == Status::Running {}
        assert_eq!(search.progress().unique, states_max);
        assert_eq!(search.progress().status, Status::Bounded(Bound::States));
        assert_eq!(search.verdicts()[0].verdict, Verdict::Bounded(Bound::States));
    }
    let bounds = Bounds { depth_max: None, states_max: Some(16_668) };
    let mut exact = Search::new(model(PaxosModelCfg::default()), Options { bounds, ..Options::default() }).unwrap();
    while exact.advance(10).status == Status::Running {}
    assert_eq!(exact.progress().status, Status::Complete);
}

#[test]
fn a_stopped_search_claims_nothing_and_stays_stopped() {
    let mut search = Search::new(model(PaxosModelCfg::default()), Options::default()).unwrap();
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
        let mut search = Search::new(model(PaxosModelCfg::default()), options).unwrap();
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
    let search = counted(config, Strategy::BreadthFirst, None, 100);
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
    let mut search = Search::new(counter, Options::default()).unwrap();
    while search.advance(1).status == Status::Running {}
    assert_eq!(search.progress().status, Status::Decided);
    assert_eq!(search.verdicts()[0].verdict, Verdict::Violated { steps: 3 });
    assert_eq!(search.path(0), Some(vec![1, 1, 1]));
}

#[test]
fn the_initial_state_is_checked_too() {
    let counter = Counter { initial: vec![9], property: Property::always("below six", |_, state| *state < 6) };
    let search = Search::new(counter, Options::default()).unwrap();
    assert_eq!(search.verdicts()[0].verdict, Verdict::Violated { steps: 0 });
}

#[test]
fn what_cannot_be_answered_rightly_is_refused() {
    let eventually = Counter { initial: vec![0], property: Property::eventually("ten", |_, state| *state == 10) };
    let refused = Search::new(eventually, Options::default()).err().expect("refused");
    assert_eq!(refused.to_string(), "\"ten\" is an eventually property, and these can't be checked rightly here.");
    let two = Counter { initial: vec![0, 1], property: Property::always("true", |_, _| true) };
    let refused = Search::new(two, Options::default()).err().expect("refused");
    assert_eq!(refused.to_string(), "The model has 2 initial states, and must have one.");
}
