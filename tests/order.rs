//! Orders of operations: against a twin that tries every permutation, against stateright's tester, and against histories that others
//! have judged. What is said of a history that has no order is held to the history alone.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::explain::account;
use paxos_lab::explain::order::{Because, Order, order, precedes};
use paxos_lab::model::{Crashing, NetworkKind, Operations, PaxosModelCfg};
use paxos_lab::moment::Operation;
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::Session;
use proptest::prelude::*;
use stateright::Model;
use stateright::actor::Id;
use stateright::semantics::register::{Register, RegisterOp, RegisterRet};
use stateright::semantics::{ConsistencyTester, LinearizabilityTester};

fn operation(
    client: usize,
    written: Option<char>,
    called_in: u32,
    returned_in: Option<u32>,
    read: Option<char>,
) -> Operation {
    Operation { client: Id::from(client), written, called_in, returned_in, read, request: 0, reply: None, told: None }
}

fn write(client: usize, value: char, called_in: u32, returned_in: impl Into<Option<u32>>) -> Operation {
    operation(client, Some(value), called_in, returned_in.into(), None)
}

/// `'_'` is nothing, what a register holds at first.
fn read(client: usize, value: char, called_in: u32, returned_in: u32) -> Operation {
    operation(client, None, called_in, Some(returned_in), Some(if value == '_' { char::default() } else { value }))
}

/// The most operations that can have returned in an order of some of them, by trying all.
fn most(operations: &[Operation], placed: &mut Vec<usize>, last: char) -> usize {
    let here = placed.iter().filter(|place| operations[**place].returned_in.is_some()).count();
    let mut best = here;
    for next in 0..operations.len() {
        let waits =
            (0..operations.len()).any(|one| !placed.contains(&one) && precedes(&operations[one], &operations[next]));
        let one = &operations[next];
        let is_possible = one.written.is_some() || one.read == Some(last);
        if placed.contains(&next) || waits || !is_possible {
            continue;
        }
        placed.push(next);
        best = best.max(most(operations, placed, one.written.unwrap_or(last)));
        placed.pop();
    }
    best
}

/// What stateright's tester says. In a step first comes what returns, and then what is called.
fn is_linearizable(operations: &[Operation]) -> bool {
    let mut tester = LinearizabilityTester::new(Register(char::default()));
    let last = operations.iter().filter_map(|one| one.returned_in.max(Some(one.called_in))).max().unwrap_or(0);
    for step in 0..=last {
        for one in operations.iter().filter(|one| one.returned_in == Some(step)) {
            let ret = one.read.map_or(RegisterRet::WriteOk, RegisterRet::ReadOk);
            tester.on_return(one.client, ret).expect("its call is open");
        }
        for one in operations.iter().filter(|one| one.called_in == step) {
            tester
                .on_invoke(one.client, one.written.map_or(RegisterOp::Read, RegisterOp::Write))
                .expect("none is open");
        }
    }
    tester.is_consistent()
}

/// Holds what is said to the operations.
fn assert_true(operations: &[Operation]) {
    let returned = |places: &[usize]| places.iter().filter(|place| operations[**place].returned_in.is_some()).count();
    let all = operations.iter().filter(|one| one.returned_in.is_some()).count();
    let said = order(operations);
    let told = match &said {
        Order::Explained(order) => order,
        Order::Unexplained { longest, .. } => longest,
    };
    let mut last = char::default();
    for (at, place) in told.iter().enumerate() {
        let one = &operations[*place];
        assert!(!told[at + 1..].iter().any(|later| precedes(&operations[*later], one)), "in time: {said:?}");
        let left_out = |other: &usize| !told.contains(other) && precedes(&operations[*other], one);
        assert!(!(0..operations.len()).any(|other| left_out(&other)), "nothing before it is left out: {said:?}");
        assert!(!told[at + 1..].contains(place), "once: {said:?}");
        match one.written {
            Some(value) => last = value,
            None => assert_eq!(one.read, Some(last), "{said:?}"),
        }
    }
    match said {
        Order::Explained(_) => assert_eq!(returned(told), all),
        Order::Unexplained { longest, misfit, because } => {
            assert!(!longest.contains(&misfit) && returned(&longest) < all);
            assert!(operations[misfit].written.is_none() && operations[misfit].read != Some(last));
            assert_because(operations, misfit, because, last);
        }
    }
}

fn assert_because(operations: &[Operation], misfit: usize, because: Because, last_written: char) {
    let value = |place: usize| operations[place].written.or(operations[place].read).unwrap();
    let writes = |value: char| operations.iter().filter(move |one| one.written == Some(value));
    let is_before = |first: usize, second: usize| precedes(&operations[first], &operations[second]);
    match because {
        Because::NoValue => assert_eq!(operations[misfit].read, None),
        Because::NeverWritten => assert_eq!(writes(value(misfit)).count(), 0),
        Because::NotYetWritten => assert!(writes(value(misfit)).all(|write| precedes(&operations[misfit], write))),
        Because::Emptied { read, after } => {
            assert!(value(read) == char::default() && value(after) != char::default() && is_before(after, read));
        }
        Because::Contradiction { x, y, z, d } => {
            assert!(is_before(x, y) && is_before(z, d));
            assert!(value(x) == value(d) && value(y) == value(z) && value(x) != value(y));
            assert!(writes(value(x)).count() == 1 && writes(value(y)).count() == 1);
        }
        Because::Stuck { last } => assert_eq!(last, last_written),
    }
}

/// Clients that call and return one after another; `values` is how many there are to write.
fn history(clients: usize, length: usize, values: u8) -> impl Strategy<Value = Vec<Operation>> {
    let event = (0..clients, 0..3u8, 0..values, any::<bool>());
    prop::collection::vec(event, 0..length).prop_map(move |events| {
        let mut all: Vec<Operation> = Vec::new();
        let mut step = 0;
        for (client, kind, value, at_once) in events {
            let of = |one: &Operation| one.client == Id::from(client);
            let written = (kind != 0).then_some(char::from(b'A' + value));
            let open = all.iter().position(|one| of(one) && one.returned_in.is_none());
            // Who has a reply may call again in the same step, and nobody else acts in it.
            let is_same = at_once && all.iter().any(|one| of(one) && one.returned_in == Some(step)) && open.is_none();
            step += u32::from(!is_same);
            match open {
                Some(place) => {
                    all[place].returned_in = Some(step);
                    all[place].read = all[place]
                        .written
                        .is_none()
                        .then(|| if value == 0 { char::default() } else { char::from(b'A' + value) });
                }
                None => all.push(operation(client, written, step, None, None)),
            }
        }
        all
    })
}

/// The same, each value written once.
fn with_values_apart(mut all: Vec<Operation>) -> Vec<Operation> {
    for (value, one) in (b'A'..).zip(all.iter_mut().filter(|one| one.written.is_some())) {
        one.written = Some(char::from(value));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn an_order_is_found_if_there_is_one_and_else_the_longest(operations in history(4, 14, 3)) {
        let all = operations.iter().filter(|one| one.returned_in.is_some()).count();
        let most = most(&operations, &mut Vec::new(), char::default());
        prop_assert_eq!(is_linearizable(&operations), most == all);
        match order(&operations) {
            Order::Explained(_) => prop_assert_eq!(most, all),
            Order::Unexplained { longest, .. } => {
                prop_assert_eq!(longest.iter().filter(|place| operations[**place].returned_in.is_some()).count(), most);
                prop_assert!(most < all);
            }
        }
        assert_true(&operations);
    }

    #[test]
    fn longer_histories_are_judged_as_by_the_tester(operations in history(6, 40, 4)) {
        prop_assert_eq!(matches!(order(&operations), Order::Explained(_)), is_linearizable(&operations));
        assert_true(&operations);
    }

    /// Where each value is written once, why there is no order can always be seen from four operations (Gibbons and Korach, *Testing
    /// Shared Memories*, 1997).
    #[test]
    fn where_each_value_is_written_once_the_reason_is_plain(operations in history(4, 24, 6).prop_map(with_values_apart)) {
        if let Order::Unexplained { because, .. } = order(&operations) {
            prop_assert!(!matches!(because, Because::Stuck { .. }), "{:?}", because);
        }
        assert_true(&operations);
    }
}

#[test]
fn histories_that_others_have_judged_are_judged_alike() {
    let judged = [
        // MIT 6.824, 2017, quiz II, section VII: the second reader may be before the write, which the first is after.
        (vec![write(0, 'A', 0, 100), read(1, 'A', 25, 75), read(2, '_', 30, 60)], true),
        // The same quiz: once somebody has read the new value, the old one is gone.
        (vec![write(0, 'A', 0, 100), read(1, 'A', 10, 30), read(2, '_', 40, 90)], false),
        // Stateright's own tests of its tester: a write that is open may have happened, or not.
        (vec![write(0, 'B', 0, None), read(1, '_', 1, 2)], true),
        (vec![operation(0, None, 0, Some(2), Some('B')), write(1, 'B', 1, None)], true),
        (vec![read(0, 'B', 0, 1)], false),
        (vec![read(0, 'B', 0, 1), write(1, 'B', 2, None)], false),
        // ETH Zurich, 2020: sequentially consistent, and not linearizable.
        (vec![write(0, 'A', 0, 1), write(1, 'B', 2, 3), read(0, 'A', 4, 5)], false),
    ];
    for (operations, verdict) in judged {
        assert_eq!(matches!(order(&operations), Order::Explained(_)), verdict, "{operations:?}");
        assert_eq!(is_linearizable(&operations), verdict);
        assert_true(&operations);
    }
}

#[test]
fn each_reason_is_given_where_it_is_the_plainest() {
    let because = |operations: &[Operation]| match order(operations) {
        Order::Unexplained { because, .. } => because,
        Order::Explained(order) => panic!("{order:?} explains it"),
    };
    assert_eq!(because(&[read(3, 'B', 0, 1)]), Because::NeverWritten);
    assert_eq!(because(&[read(3, 'B', 0, 1), write(4, 'B', 2, 3)]), Because::NotYetWritten);
    assert_eq!(because(&[write(4, 'A', 0, 1), read(3, '_', 2, 3)]), Because::Emptied { read: 1, after: 0 });
    let stale = [write(3, 'A', 0, 1), write(4, 'B', 2, 3), read(5, 'A', 4, 5)];
    assert_eq!(because(&stale), Because::Contradiction { x: 0, y: 1, z: 1, d: 2 });
    let inverted =
        [write(3, 'A', 0, 9), write(4, 'B', 0, 9), read(5, 'A', 1, 2), read(5, 'B', 3, 4), read(6, 'A', 5, 6)];
    assert_eq!(because(&inverted), Because::Contradiction { x: 2, y: 3, z: 3, d: 4 });
    // 'A' is written twice, so nothing can be said of all that has to do with it.
    let twice = [write(3, 'A', 0, 1), write(3, 'A', 2, 3), write(4, 'B', 4, 5), read(5, 'A', 6, 7)];
    assert_eq!(because(&twice), Because::Stuck { last: 'B' });
    assert_eq!(because(&[operation(3, None, 0, Some(1), None)]), Because::NoValue);
}

#[test]
fn the_account_of_a_run_agrees_with_the_tester_in_every_state() {
    let usual = PaxosModelCfg::default();
    let crashing = PaxosModelCfg { max_crashes: 1, ..usual };
    let mut settings = vec![
        usual,
        crashing,
        PaxosModelCfg { retries: 2, ..crashing },
        PaxosModelCfg { retries: 1, put_count: 2, network: NetworkKind::UnorderedDuplicating, ..crashing },
        PaxosModelCfg { network: NetworkKind::Ordered, put_count: 3, client_count: 3, ..usual },
        PaxosModelCfg { network: NetworkKind::Ordered, lossy: true, retries: 3, ..usual },
        PaxosModelCfg { promise_quorum: Some(1), accept_quorum: Some(1), put_count: 4, client_count: 4, ..usual },
    ];
    settings.extend(BrokenRule::ALL.map(|rule| PaxosModelCfg {
        broken: Some(rule),
        client_count: 4,
        put_count: 2,
        max_crashes: usize::from(rule.is_of_disk()),
        crashing: Crashing::Servers,
        storage: if rule.is_of_disk() { Storage::Durable } else { Storage::Volatile },
        ..usual
    }));
    let mut unexplained = 0;
    for config in settings {
        for seed in 0..40 {
            let mut session = Session::new(config).unwrap();
            // The same run in a model that remembers every operation, in stateright's tester.
            let model = config.into_model().unwrap();
            let mut state = model.init_states().remove(0);
            while session.cursor() < 80 {
                let Some(action) = session.choose(seed) else { break };
                session.act(action).unwrap();
                let (_, action) = session.shown().action.clone().unwrap();
                state = model.next_state(&state, action).unwrap();
                let account = account(session.model(), session.here());
                let holds = state.history.operations.is_consistent();
                assert_eq!(account.is_explained, holds, "{config:?}, seed {seed}: {}", account.sentence);
                assert_eq!(session.here().state.history.operations.is_consistent(), holds, "{config:?}, seed {seed}");
                unexplained += usize::from(!holds);
            }
        }
    }
    assert!(unexplained > 1_000, "{unexplained} states without an order");
}

#[test]
fn an_open_write_has_a_place_only_if_somebody_read_it() {
    assert_eq!(order(&[write(3, 'A', 0, None), write(4, 'B', 0, 1)]), Order::Explained(vec![1]));
    assert_eq!(
        order(&[write(3, 'A', 0, None), write(4, 'B', 0, 1), read(5, 'A', 2, 3)]),
        Order::Explained(vec![1, 0, 2])
    );
    assert_eq!(order(&[]), Order::Explained(Vec::new()));
}

#[test]
fn long_histories_take_no_time() {
    // Six clients at once, over and over: without a memory of what was tried this would never end.
    let mut operations = Vec::new();
    for round in 0..40u32 {
        for client in 3..9 {
            let value = char::from(b'A' + u8::try_from(client - 3).unwrap());
            operations.push(write(client, value, round * 10, round * 10 + 9));
        }
    }
    operations.push(read(9, 'Z', 1_000, 1_001));
    assert!(matches!(order(&operations), Order::Unexplained { because: Because::NeverWritten, .. }));
}

/// What happens in a history: to which client, and what it asks or is told if that is its turn.
#[derive(Clone, Copy, Debug)]
enum Turn {
    Write(usize, char),
    Read(usize),
    Done(usize),
    Told(usize, char),
}

fn turn() -> impl Strategy<Value = Turn> {
    let (client, value) = (0..4_usize, prop::sample::select(vec!['\0', 'A', 'B', 'C']));
    prop_oneof![
        (client.clone(), value.clone()).prop_map(|(client, value)| Turn::Write(client, value)),
        client.clone().prop_map(Turn::Read),
        client.clone().prop_map(Turn::Done),
        (client, value).prop_map(|(client, value)| Turn::Told(client, value)),
    ]
}

fn take(operations: &mut Operations, turn: Turn) -> bool {
    match turn {
        Turn::Write(client, value) => operations.on_invoke(client.into(), RegisterOp::Write(value)).is_ok(),
        Turn::Read(client) => operations.on_invoke(client.into(), RegisterOp::Read).is_ok(),
        Turn::Done(client) => operations.on_return(client.into(), RegisterRet::WriteOk).is_ok(),
        Turn::Told(client, value) => operations.on_return(client.into(), RegisterRet::ReadOk(value)).is_ok(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Turns that would break the history are left out but for one in eight, so that there are long ones too.
    #[test]
    fn stateright_gives_the_same_answer_after_every_event(turns in prop::collection::vec((turn(), 0..8_u8), 0..40)) {
        let config = PaxosModelCfg::default();
        let mut remembered = config.into_model().unwrap().init_history.operations;
        let mut followed = config.into_model_watched().unwrap().init_history.operations;
        let mut taken = 0;
        for (turn, broken) in turns {
            let is_history = take(&mut remembered.clone(), turn);
            prop_assert_eq!(is_history, take(&mut followed.clone(), turn));
            if taken < 12 && (is_history || broken == 0) {
                take(&mut remembered, turn);
                take(&mut followed, turn);
                taken += 1;
            }
            prop_assert_eq!(remembered.is_consistent(), followed.is_consistent());
        }
    }
}
