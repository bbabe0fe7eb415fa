//! Reduced states tell the truth about all: the same verdicts and the same shortest lengths, for every setting and for rules that are
//! wrong; and a hint that is wrong is found out.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{
    Actors, Bounds, Certificate, Hint, IsDead, Options, Reads, Search, Simpler, Space, Status, Strategy, Verdict, Why,
};
use paxos_lab::model::{LINEARIZABLE, NetworkKind, Operations, Participant, PaxosModelCfg, VALUE_CHOSEN, hint};
use paxos_lab::paxos::{Ballot, PaxosMsg, RegisterMsg, RetriesLeft, ServerState, Stored};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{Actor, ActorModel, Id, Out};
use stateright::semantics::ConsistencyTester;
use stateright::{Expectation, Model};
use std::borrow::Cow;
use support::{model, searched, settings};

/// Larger spaces are left to the benchmark.
const STATES_MAX: u64 = 20_000;

fn run<S: Space>(space: S) -> Search<S> {
    let bounds = Bounds { states_max: Some(STATES_MAX), ..Bounds::default() };
    let mut search = Search::new(space, Options { bounds, exhaustive: true, ..Options::default() }).unwrap();
    while search.advance(1_000).status == Status::Running {}
    search
}

fn verdicts<S: Space>(search: &Search<S>) -> Vec<Verdict> {
    search.verdicts().into_iter().map(|property| property.verdict).collect()
}

#[test]
fn every_setting_has_the_same_verdicts_and_lengths() {
    let mut whole = 0;
    let mut smaller = 0;
    for config in settings(&[1, 2, 3, 5], &[1, 2, 3], &[0, 1]) {
        let full = run(config.into_space().unwrap());
        if full.progress().status != Status::Complete {
            continue;
        }
        let mut reduced = run(config.into_space().unwrap().reduced_by(hint()));
        assert!(
            matches!(reduced.certificate(), Some(Certificate::Sound { .. })),
            "{config:?} {:?}",
            reduced.certificate()
        );
        assert_eq!(reduced.progress().status, Status::Complete, "{config:?}");
        assert_eq!(verdicts(&reduced), verdicts(&full), "{config:?}");
        assert!(reduced.progress().unique <= full.progress().unique, "{config:?}");
        for (property, verdict) in verdicts(&full).into_iter().enumerate() {
            if let Verdict::Found { steps } | Verdict::Violated { steps } = verdict {
                // The way is one of the model's own, step by step.
                assert_eq!(reduced.path(property).map(|path| path.len()), Some(steps as usize), "{config:?}");
            }
        }
        whole += 1;
        smaller += u32::from(reduced.progress().unique < full.progress().unique);
    }
    assert_eq!((whole, smaller), (91, 61));
}

#[test]
fn three_clients_have_far_fewer_states() {
    let config = PaxosModelCfg { client_count: 3, ..PaxosModelCfg::default() };
    let search = searched(config.into_space().unwrap().reduced_by(hint()), Strategy::BreadthFirst, None, 1_000);
    assert_eq!(verdicts(&search), [Verdict::Holds, Verdict::Found { steps: 8 }]);
    assert_eq!(
        (search.progress().unique, search.certificate()),
        (18_900, Some(&Certificate::Sound { compared: 27_996 }))
    );
}

/// A participant that breaks one rule.
#[derive(Clone)]
struct Broken {
    sound: Participant,
    rule: Rule,
}

#[derive(Clone, Copy, Debug)]
enum Rule {
    /// The leader proposes its own value, whatever has been accepted before.
    LastAcceptedIgnored,
    /// The leader alone is a quorum.
    QuorumOfOne,
    /// An acceptor promises, and goes on to accept lower ballots.
    PromiseForgotten,
}

type State = RegisterActorState<ServerState, u64>;

impl Actor for Broken {
    type Msg = RegisterMsg;
    type Timer = RetriesLeft;
    type State = State;
    type Storage = Stored;
    type Random = ();

    fn on_start(&self, id: Id, storage: &Option<Stored>, out: &mut Out<Self>) -> State {
        let mut sound = Out::new();
        let state = self.sound.on_start(id, storage, &mut sound);
        out.append(&mut sound);
        state
    }

    fn on_msg(&self, id: Id, state: &mut Cow<'_, State>, src: Id, msg: RegisterMsg, out: &mut Out<Self>) {
        let promised = server(state).map(|server| server.ballot);
        let mut sends = Out::new();
        let mut hear = |state: &mut Cow<'_, State>, src, msg| self.sound.on_msg(id, state, src, msg, &mut sends);
        match (self.rule, msg) {
            (Rule::LastAcceptedIgnored, RegisterMsg::Internal(PaxosMsg::Prepared { ballot, .. })) => {
                hear(state, src, RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted: None }));
            }
            (Rule::LastAcceptedIgnored, put @ RegisterMsg::Put(..)) => {
                let before = state.clone().into_owned();
                hear(state, src, put);
                if **state != before
                    && let RegisterActorState::Server(server) = state.to_mut()
                {
                    server.prepares.insert(id, None);
                }
            }
            (Rule::QuorumOfOne, put @ RegisterMsg::Put(..)) => {
                let before = state.clone().into_owned();
                hear(state, src, put);
                if **state != before
                    && let Some(ballot) = server(state).map(|server| server.ballot)
                {
                    // As if another had promised and accepted.
                    let other = Id::from(usize::from(usize::from(id) == 0));
                    hear(state, other, RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted: None }));
                    hear(state, other, RegisterMsg::Internal(PaxosMsg::Accepted { ballot }));
                }
            }
            (Rule::PromiseForgotten, prepare @ RegisterMsg::Internal(PaxosMsg::Prepare { .. })) => {
                hear(state, src, prepare);
                if promised != server(state).map(|server| server.ballot)
                    && let RegisterActorState::Server(server) = state.to_mut()
                {
                    server.ballot = promised.expect("a server's");
                }
            }
            (_, msg) => hear(state, src, msg),
        }
        out.append(&mut sends);
    }
}

fn server(state: &State) -> Option<&ServerState> {
    match state {
        RegisterActorState::Server(server) => Some(server),
        RegisterActorState::Client { .. } => None,
    }
}

type BrokenSpace = Actors<Broken, PaxosModelCfg, Operations>;

fn model_of(rule: Rule, config: PaxosModelCfg) -> ActorModel<Broken, PaxosModelCfg, Operations> {
    let sound = model(config);
    ActorModel::new(config, sound.init_history.operations)
        .actors(sound.actors.into_iter().map(|sound| Broken { sound, rule }))
        .init_network(sound.init_network)
        .record_msg_in(RegisterMsg::record_returns)
        .record_msg_out(RegisterMsg::record_invocations)
        .property(Expectation::Always, LINEARIZABLE, |_, state| state.history.is_consistent())
        .property(Expectation::Sometimes, VALUE_CHOSEN, |_, state| {
            state.network.iter_deliverable().any(|envelope| answers_with_a_value(envelope.msg))
        })
}

fn answers_with_a_value(msg: &RegisterMsg) -> bool {
    matches!(msg, RegisterMsg::GetOk(_, value) if *value != '\0')
}

fn broken(rule: Rule, config: PaxosModelCfg) -> BrokenSpace {
    Actors::new(model_of(rule, config))
        .unbounded()
        .reads(LINEARIZABLE, Reads::History(|_, history| history.is_consistent()))
        .reads(VALUE_CHOSEN, Reads::AnyDeliverable(|_, envelope| answers_with_a_value(envelope.msg)))
}

#[test]
fn wrong_rules_are_violated_in_as_many_steps() {
    // The value of the first ballot is read, and then that of another; a leader that needs nobody is the quickest to get there.
    for (rule, steps, counts) in [
        (Rule::LastAcceptedIgnored, 17, (16_903, 1_082)),
        (Rule::QuorumOfOne, 9, (5_153, 397)),
        (Rule::PromiseForgotten, 17, (37_185, 2_232)),
    ] {
        let config = PaxosModelCfg::default();
        let mut full = searched(broken(rule, config), Strategy::BreadthFirst, None, 1_000);
        let mut reduced = searched(broken(rule, config).reduced_by(hint()), Strategy::BreadthFirst, None, 1_000);
        assert_eq!((full.progress().unique, reduced.progress().unique), counts, "{rule:?}");
        assert!(
            matches!(reduced.certificate(), Some(Certificate::Sound { .. })),
            "{rule:?} {:?}",
            reduced.certificate()
        );
        assert_eq!(verdicts(&full)[0], Verdict::Violated { steps }, "{rule:?}");
        assert_eq!(verdicts(&reduced), verdicts(&full), "{rule:?}");
        for search in [&mut full, &mut reduced] {
            assert!(!is_linearizable_after(&broken(rule, config), &search.path(0).unwrap()), "{rule:?}");
        }
    }
}

/// Takes a way in the model itself.
fn is_linearizable_after(space: &BrokenSpace, path: &[u32]) -> bool {
    let model = space.model();
    let mut state = model.init_states().remove(0);
    for &index in path {
        assert!((model.property(LINEARIZABLE).condition)(model, &state));
        let mut actions = Vec::new();
        model.actions(&state, &mut actions);
        state = model.next_state(&state, actions.swap_remove(index as usize)).expect("a step");
    }
    (model.property(LINEARIZABLE).condition)(model, &state)
}

#[test]
fn a_search_for_the_first_violation_is_certified_before_it_is_told() {
    let space = broken(Rule::QuorumOfOne, PaxosModelCfg::default()).reduced_by(hint());
    let mut search = Search::new(space, Options::default()).unwrap();
    while search.advance(1).status == Status::Running {
        let is_proved = matches!(search.certificate(), Some(Certificate::Sound { .. }));
        assert!(is_proved || verdicts(&search).iter().all(|verdict| *verdict == Verdict::Pending));
    }
    assert_eq!(search.progress().status, Status::Decided);
    assert_eq!(verdicts(&search), [Verdict::Violated { steps: 9 }, Verdict::Found { steps: 4 }]);
}

/// A search with a hint that is wrong, by what it leaves out.
fn refuted(wrong: Hint<Participant, PaxosModelCfg>, config: PaxosModelCfg) -> String {
    let space = config.into_space().unwrap().reduced_by(wrong);
    let search = searched(space, Strategy::BreadthFirst, None, 1_000);
    assert_eq!(search.progress().status, Status::Stopped(Why::Hint));
    assert_eq!(verdicts(&search), [Verdict::Stopped(Why::Hint); 2]);
    match search.certificate() {
        Some(Certificate::Refuted { why }) => why.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wrong_hint_is_refuted_and_says_who_would_have_done_what() {
    let right = hint::<Participant>();
    let keep_all: Simpler<Participant, PaxosModelCfg> = |_, _, _, _| None;
    let config = PaxosModelCfg::default();
    // What an acceptor has accepted isn't told to the next leader.
    let forgets: Simpler<Participant, PaxosModelCfg> = |_, _, _, state| match state {
        RegisterActorState::Server(server) if !server.is_decided => {
            Some(RegisterActorState::Server(ServerState { accepted: None, ..server.clone() }))
        }
        _ => None,
    };
    let why = refuted(Hint { simpler: forgets, ..right }, config);
    assert!(why.contains("would have done something else on"), "{why}");
    // What was decided is lost.
    let blanks: Simpler<Participant, PaxosModelCfg> = |_, _, _, state| match state {
        RegisterActorState::Server(server) if server.is_decided => {
            Some(RegisterActorState::Server(ServerState { accepted: None, ..server.clone() }))
        }
        _ => None,
    };
    let why = refuted(Hint { simpler: blanks, ..right }, config);
    assert_eq!(why, "In what it leaves of a state the model's own code panicked: who has decided has accepted.");
    // A leader forgets what others told it that they had accepted.
    let confuses: Simpler<Participant, PaxosModelCfg> = |_, _, _, state| match state {
        RegisterActorState::Server(server) => {
            let mut server = server.clone();
            server.prepares.values_mut().for_each(|last_accepted| *last_accepted = None);
            Some(RegisterActorState::Server(server))
        }
        RegisterActorState::Client { .. } => None,
    };
    let why = refuted(Hint { simpler: confuses, ..right }, config);
    assert!(why.contains("would have done something else on"), "{why}");
    // A proposal of the ballot that was promised is as dead as those below.
    let deafens: IsDead<Participant, PaxosModelCfg> = |_, _, _, state, envelope| match (state, envelope.msg) {
        (RegisterActorState::Server(server), RegisterMsg::Internal(PaxosMsg::Accept { ballot, .. })) => {
            *ballot <= server.ballot
        }
        _ => false,
    };
    let why = refuted(Hint { simpler: keep_all, is_dead: deafens }, config);
    assert!(why.contains("would still have reacted to"), "{why}");
    // Who hasn't heard of any ballot needs no proposal.
    let impatient: IsDead<Participant, PaxosModelCfg> = |_, _, _, state, envelope| match (state, envelope.msg) {
        (RegisterActorState::Server(server), RegisterMsg::Internal(PaxosMsg::Accept { .. })) => {
            server.ballot == Ballot::zero()
        }
        _ => false,
    };
    let why = refuted(Hint { simpler: keep_all, is_dead: impatient }, config);
    assert!(why.ends_with('.'), "{why}");
    // The right hint, where it isn't: an ordered channel is blocked by what nobody reacts to.
    let anywhere: IsDead<Participant, PaxosModelCfg> = |_, _, _, state, envelope| match (state, envelope.msg) {
        (RegisterActorState::Server(server), RegisterMsg::Put(..)) => server.proposal.is_some(),
        _ => false,
    };
    let ordered = PaxosModelCfg { network: NetworkKind::Ordered, server_count: 1, ..config };
    let why = refuted(Hint { simpler: keep_all, is_dead: anywhere }, ordered);
    assert_eq!(why, "On an ordered network every message stands in the way of the next.");
    // Answers to reads are what a property reads.
    let blinds: IsDead<Participant, PaxosModelCfg> = |_, _, _, state, envelope| {
        matches!((state, envelope.msg), (RegisterActorState::Client { awaiting: None, .. }, RegisterMsg::GetOk(..)))
    };
    let lossy = PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, client_count: 1, ..config };
    let why = refuted(Hint { simpler: keep_all, is_dead: blinds }, lossy);
    assert!(why.starts_with("A property would have seen"), "{why}");
}

#[test]
fn what_reduced_states_cannot_tell_is_refused() {
    let refused = |space: BrokenSpace, strategy| {
        let options = Options { strategy, ..Options::default() };
        Search::new(space.reduced_by(hint()), options).err().map(|refused| refused.to_string())
    };
    let config = PaxosModelCfg::default();
    let rule = Rule::QuorumOfOne;
    assert_eq!(
        refused(broken(rule, config), Strategy::RandomWalks { seed: 1 }).as_deref(),
        Some("This can't be checked on reduced states: random walks never come to an end.")
    );
    let with = |expectation| {
        let properties = model_of(rule, config).property(expectation, "whole", |_, _| true);
        refused(Actors::new(properties).unbounded(), Strategy::BreadthFirst).unwrap()
    };
    assert_eq!(
        with(Expectation::Always),
        "This can't be checked on reduced states: \"linearizable\" reads whole states."
    );
    let mut eventually = model_of(rule, config);
    eventually.properties.clear();
    let eventually = eventually.property(Expectation::Eventually, "heard", |_, _| true);
    let eventually = Actors::new(eventually).unbounded().reads("heard", Reads::History(|_, _| true));
    assert_eq!(
        refused(eventually, Strategy::BreadthFirst).as_deref(),
        Some("This can't be checked on reduced states: \"heard\" is an eventually property.")
    );
    let mut bounded = model_of(rule, config);
    bounded.properties.clear();
    assert_eq!(
        refused(Actors::new(bounded), Strategy::BreadthFirst).as_deref(),
        Some("This can't be checked on reduced states: the model has a boundary.")
    );
}
