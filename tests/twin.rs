//! The checker against a dumb twin: a few lines that keep whole states in a list, over random small systems of actors. Whatever a
//! random actor does, on whatever network, both must see the same states at the same distances and say the same of properties.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{Actors, Bound, Bounds, Options, Reads, Search, Status, Strategy, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Strategy as Random;
use stateright::actor::{Actor, ActorModel, ActorModelState, Envelope, Id, LossyNetwork, Network, Out, model_timeout};
use stateright::{Expectation, Model, Property};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use support::searched;

/// States of an actor, and kinds of messages, timers and choices.
const STATES: u8 = 3;
const KINDS: u8 = 2;
/// Messages on their way at the same time, so that spaces are small.
const MESSAGES_MAX: usize = 3;

/// What an actor does on one occasion.
#[derive(Clone, Debug)]
struct Reaction {
    /// `None` leaves the state untouched.
    next: Option<u8>,
    sends: Vec<(usize, u8)>,
    set_timer: Option<u8>,
    cancel_timer: Option<u8>,
    choose: Option<Vec<u8>>,
    save: bool,
}

/// An actor by tables: what it does at the start, on a message, on a timeout and on a choice, in each state.
#[derive(Clone, Debug)]
struct Table {
    start: Reaction,
    on_msg: Vec<Reaction>,
    on_timeout: Vec<Reaction>,
    on_random: Vec<Reaction>,
}

impl Table {
    fn at<'a>(&self, reactions: &'a [Reaction], state: u8, kind: u8) -> &'a Reaction {
        &reactions[usize::from(state * KINDS + kind)]
    }
}

fn act(reaction: &Reaction, state: &mut Cow<'_, u8>, out: &mut Out<Table>) {
    for &(dst, msg) in &reaction.sends {
        out.send(Id::from(dst), msg);
    }
    if let Some(timer) = reaction.set_timer {
        out.set_timer(timer, model_timeout());
    }
    if let Some(timer) = reaction.cancel_timer {
        out.cancel_timer(timer);
    }
    if let Some(choices) = &reaction.choose {
        out.choose_random("choice", choices.clone());
    }
    if let Some(next) = reaction.next {
        *state = Cow::Owned(next);
    }
    if reaction.save {
        out.save(**state);
    }
}

impl Actor for Table {
    type Msg = u8;
    type Timer = u8;
    type State = u8;
    type Storage = u8;
    type Random = u8;

    fn on_start(&self, _: Id, storage: &Option<u8>, out: &mut Out<Self>) -> u8 {
        let mut state = Cow::Owned(storage.unwrap_or_default());
        let kept = *state;
        act(&self.start, &mut state, out);
        if storage.is_some() { kept } else { *state }
    }

    fn on_msg(&self, _: Id, state: &mut Cow<'_, u8>, src: Id, msg: u8, out: &mut Out<Self>) {
        let kind = (msg + u8::try_from(usize::from(src)).unwrap()) % KINDS;
        act(self.at(&self.on_msg, **state, kind), state, out);
    }

    fn on_timeout(&self, _: Id, state: &mut Cow<'_, u8>, timer: &u8, out: &mut Out<Self>) {
        act(self.at(&self.on_timeout, **state, *timer), state, out);
    }

    fn on_random(&self, _: Id, state: &mut Cow<'_, u8>, random: &u8, out: &mut Out<Self>) {
        act(self.at(&self.on_random, **state, *random), state, out);
    }
}

/// What a history keeps: how many messages came and went, up to a few.
type History = (u8, u8);
type System = ActorModel<Table, (), History>;
type State = ActorModelState<Table, History>;

#[derive(Clone, Debug)]
struct Setting {
    actors: Vec<Table>,
    network: u8,
    lossy: bool,
    max_crashes: usize,
    records: bool,
    /// The state of the first actor that properties look for.
    sought: u8,
}

fn is_small(state: &State) -> bool {
    state.network.len() <= MESSAGES_MAX
}

fn system(setting: &Setting) -> System {
    let network = match setting.network {
        0 => Network::new_ordered([]),
        1 => Network::new_unordered_duplicating([]),
        _ => Network::new_unordered_nonduplicating([]),
    };
    let model = ActorModel::new((), (0, setting.sought))
        .actors(setting.actors.clone())
        .init_network(network)
        .lossy_network(if setting.lossy { LossyNetwork::Yes } else { LossyNetwork::No })
        .max_crashes(setting.max_crashes)
        .within_boundary(|(), state| is_small(state));
    let model = if setting.records {
        model
            .record_msg_in(|(), history, envelope| (*envelope.msg == 0).then_some(((history.0 + 1) % 4, history.1)))
            .record_msg_out(|(), history, envelope| (*envelope.msg == 1).then_some(((history.0 + 2) % 4, history.1)))
    } else {
        model
    };
    model
        .property(Expectation::Always, "history", |_, state| state.history.0 != 3)
        .property(Expectation::Sometimes, "somebody", |_, state| {
            state.actor_states.iter().any(|actor| **actor == state.history.1)
        })
        .property(Expectation::Always, "everybody", |_, state| state.actor_states.iter().all(|actor| **actor != 2))
        .property(Expectation::Sometimes, "message", |_, state| {
            state.network.iter_deliverable().any(|envelope| *envelope.msg == 1 && usize::from(envelope.dst) == 1)
        })
        .property(Expectation::Always, "no message", |_, state| {
            !state.network.iter_deliverable().any(|envelope| *envelope.msg == 0 && usize::from(envelope.src) == 1)
        })
        .property(Expectation::Sometimes, "all alike", |_, state| state.actor_states.iter().all(|actor| **actor == 1))
        .property(Expectation::Always, "whole", |_, state| state.crashed.iter().all(|crashed| !crashed))
        .property(Expectation::Eventually, "settled", |_, state| *state.actor_states[0] == state.history.1)
}

/// The system as the checker takes it, with what each property reads, for those that read a part.
fn space(setting: &Setting) -> Actors<Table, (), History> {
    Actors::new(system(setting))
        .reads("history", Reads::History(|(), history| history.0 != 3))
        .reads("everybody", Reads::EveryActor(|(), _, state| *state != 2))
        .reads("message", Reads::AnyDeliverable(|(), Envelope { dst, msg, .. }| *msg == 1 && usize::from(dst) == 1))
        .reads("all alike", Reads::EveryActor(|(), _, state| *state == 1))
}

/// All states of a model in the order of their distance, and the answers for its properties.
struct Twin {
    generated: u64,
    depths: Vec<u32>,
    /// By property: the depth of the nearest discovery.
    discoveries: Vec<Option<u32>>,
}

struct Explored {
    states: Vec<State>,
    next: Vec<Vec<usize>>,
    twin: Twin,
}

fn explore(model: &System, depth_max: u32) -> Explored {
    let mut states = Vec::new();
    let mut next = Vec::new();
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut twin = Twin { generated: 0, depths: Vec::new(), discoveries: Vec::new() };
    let mut place = |state: State, depth, states: &mut Vec<State>, twin: &mut Twin| {
        twin.generated += 1;
        let mut hasher = DefaultHasher::new();
        state.hash(&mut hasher);
        let alike = places.entry(hasher.finish()).or_default();
        if let Some(&known) = alike.iter().find(|&&known| states[known] == state) {
            return known;
        }
        alike.push(states.len());
        states.push(state);
        twin.depths.push(depth);
        states.len() - 1
    };
    for state in model.init_states() {
        if model.within_boundary(&state) {
            place(state, 1, &mut states, &mut twin);
        }
    }
    let mut at = 0;
    while at < states.len() {
        let mut steps = Vec::new();
        if twin.depths[at] < depth_max {
            for state in model.next_states(&states[at]) {
                if model.within_boundary(&state) {
                    let depth = twin.depths[at] + 1;
                    steps.push(place(state, depth, &mut states, &mut twin));
                }
            }
        }
        next.push(steps);
        at += 1;
    }
    for Property { expectation, condition, .. } in model.properties() {
        let is_discovery = |state: &_| condition(model, state) == (expectation == Expectation::Sometimes);
        let first = states.iter().position(is_discovery).map(|at| twin.depths[at]);
        twin.discoveries.push(first.filter(|_| expectation != Expectation::Eventually));
    }
    Explored { states, next, twin }
}

/// Whether some run never comes to a state in which the condition holds: by taking away, as long as there are any, the states in which
/// it holds and those that aren't the end and all of whose successors were taken away.
fn can_avoid(explored: &Explored, holds: impl Fn(&State) -> bool) -> bool {
    let mut avoids: Vec<bool> = explored.states.iter().map(|state| !holds(state)).collect();
    loop {
        let escapes = |at: usize| explored.next[at].is_empty() || explored.next[at].iter().any(|&next| avoids[next]);
        let gone: Vec<usize> = (0..avoids.len()).filter(|&at| avoids[at] && !escapes(at)).collect();
        if gone.is_empty() {
            return avoids.first().copied().unwrap_or_default();
        }
        gone.into_iter().for_each(|at| avoids[at] = false);
    }
}

fn reaction() -> impl Random<Value = Reaction> {
    let sends = vec((0..4_usize, 0..KINDS), 0..2);
    let maybe = || proptest::option::weighted(0.2, 0..KINDS);
    let choices = proptest::option::weighted(0.15, vec(0..KINDS, 0..3));
    (proptest::option::of(0..STATES), sends, maybe(), maybe(), choices, proptest::bool::weighted(0.2)).prop_map(
        |(next, sends, set_timer, cancel_timer, choose, save)| Reaction {
            next,
            sends,
            set_timer,
            cancel_timer,
            choose,
            save,
        },
    )
}

fn setting() -> impl Random<Value = Setting> {
    let reactions = || vec(reaction(), usize::from(STATES * KINDS));
    let table = (reaction(), reactions(), reactions(), reactions())
        .prop_map(|(start, on_msg, on_timeout, on_random)| Table { start, on_msg, on_timeout, on_random });
    (vec(table, 2..4), 0..3_u8, any::<bool>(), 0..2_usize, any::<bool>(), 0..STATES).prop_map(
        |(actors, network, lossy, max_crashes, records, sought)| Setting {
            actors,
            network,
            lossy,
            max_crashes,
            records,
            sought,
        },
    )
}

/// Past this depth the twin doesn't go, as it is slow.
const DEPTH_MAX: u32 = 9;

fn steps(verdict: Verdict) -> Option<u32> {
    match verdict {
        Verdict::Found { steps } | Verdict::Violated { steps } => Some(steps),
        _ => None,
    }
}

/// Goes the way to a discovery with the model alone; panics unless it proves what was said.
fn replay(model: &System, path: &[u32], property: usize, back_to: Option<u32>) {
    let property = &model.properties()[property];
    let mut states = model.init_states();
    for &action in path {
        let state = states.last().unwrap();
        let mut actions = Vec::new();
        model.actions(state, &mut actions);
        states.push(model.next_state(state, actions.swap_remove(action as usize)).unwrap());
    }
    let last = states.last().unwrap();
    let holds = |state: &_| (property.condition)(model, state);
    match property.expectation {
        Expectation::Sometimes => assert!(holds(last)),
        Expectation::Always => assert!(!holds(last)),
        Expectation::Eventually => {
            assert!(!states.iter().any(holds));
            match back_to {
                Some(place) => assert!(states[place as usize] == *last && (place as usize) < states.len() - 1),
                None => assert!(!model.next_states(last).iter().any(|next| model.within_boundary(next))),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_checker_and_its_dumb_twin_see_the_same(setting in setting()) {
        let model = system(&setting);
        let explored = explore(&model, DEPTH_MAX);
        let twin = &explored.twin;
        let is_whole = twin.depths.iter().all(|&depth| depth < DEPTH_MAX);
        let depth_max = if is_whole { None } else { Some(DEPTH_MAX) };
        let mut search = searched(space(&setting), Strategy::BreadthFirst, depth_max, 7);
        let progress = search.progress();
        let nothing = twin.depths.is_empty();
        prop_assert_eq!(progress.unique, twin.depths.len() as u64);
        prop_assert_eq!(progress.generated, twin.generated);
        prop_assert_eq!(progress.depth, twin.depths.iter().copied().max().unwrap_or_default());
        prop_assert_eq!(progress.status, if is_whole { Status::Complete } else { Status::Bounded(Bound::Depth) });
        for (index, property) in search.verdicts().into_iter().enumerate() {
            if let Some(path) = search.path(index) {
                replay(&model, &path, index, search.back_to(index));
                prop_assert_eq!(steps(property.verdict), Some(u32::try_from(path.len()).unwrap()));
            }
            if property.expectation != Expectation::Eventually {
                prop_assert_eq!(steps(property.verdict), twin.discoveries[index].map(|depth| depth - 1), "{}", property.name);
            } else if is_whole && !nothing {
                let condition = model.properties()[index].condition;
                let avoids = can_avoid(&explored, |state| condition(&model, state));
                prop_assert_eq!(steps(property.verdict).is_some(), avoids);
            }
        }
        if is_whole {
            let deep = searched(space(&setting), Strategy::DepthFirst, None, 5);
            prop_assert_eq!((deep.progress().unique, deep.progress().generated), (progress.unique, progress.generated));
            for (breadth, depth) in search.verdicts().into_iter().zip(deep.verdicts()) {
                prop_assert_eq!(steps(breadth.verdict).is_some(), steps(depth.verdict).is_some());
            }
        }
        for states_max in [1, twin.depths.len() as u64 / 2 + 1] {
            let bounds = Bounds { states_max: Some(states_max), depth_max, ..Bounds::default() };
            let options = Options { bounds, exhaustive: true, ..Options::default() };
            let mut bounded = Search::new(space(&setting), options).unwrap();
            while bounded.advance(3).status == Status::Running {}
            prop_assert_eq!(bounded.progress().unique, states_max.min(twin.depths.len() as u64));
        }
    }
}

/// Without this, the test above could pass on systems that do nothing.
#[test]
fn the_random_systems_are_worth_looking_at() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut large = 0;
    let mut whole = 0;
    let mut decided = [[0; 2]; 8];
    for _ in 0..200 {
        let setting = setting().new_tree(&mut runner).unwrap().current();
        let explored = explore(&system(&setting), DEPTH_MAX);
        large += usize::from(explored.states.len() > 50);
        whole += usize::from(explored.twin.depths.iter().all(|&depth| depth < DEPTH_MAX));
        for (count, discovery) in decided.iter_mut().zip(&explored.twin.discoveries) {
            count[usize::from(discovery.is_some())] += 1;
        }
    }
    assert!(large > 60 && whole > 60, "{large} {whole}");
    assert!(decided[..7].iter().all(|[open, found]| *open > 10 && *found > 10), "{decided:?}");
}
