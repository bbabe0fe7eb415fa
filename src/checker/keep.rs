//! How a search keeps a state: whole, or as the numbers of its parts, which many states share. Both are exact: two states are kept
//! alike only if they are equal. Never looks into an actor, a message or a history beyond comparing it.
//!
//! ```text
//! state = actor 0 .. actor n, history, envelopes in flight
//!           |          |         |          |
//!          17          4         9       3, 3, 12        <- the numbers that are kept
//! ```

use stateright::actor::{Actor, ActorModelState, Envelope, Id, Network, RandomChoices, Timers};
use std::collections::hash_map::{DefaultHasher, HashMap};
use std::collections::{BTreeMap, VecDeque};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Keeps states of type `S` and gives them back.
pub trait Keep<S> {
    /// A state as it is kept.
    type Kept: Clone + Hash + PartialEq;

    /// What to keep of a state; equal states and no others are kept alike.
    fn keep(&mut self, state: &S) -> Self::Kept;

    /// The state that was kept.
    fn state(&self, kept: &Self::Kept) -> S;

    /// Bytes that a kept state takes beside those of its type; what it shares with others isn't counted.
    fn bytes_beside(kept: &Self::Kept) -> usize;
}

/// Keeps states as they are: for any model.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whole;

impl<S: Clone + Hash + PartialEq> Keep<S> for Whole {
    type Kept = S;

    fn keep(&mut self, state: &S) -> S {
        state.clone()
    }

    fn state(&self, kept: &S) -> S {
        kept.clone()
    }

    /// What hangs off a whole state can't be seen from here.
    fn bytes_beside(_: &S) -> usize {
        0
    }
}

/// Keeps states of an actor system as numbers of parts: almost every part of a state is part of others too.
pub struct Parts<A: Actor, H> {
    actors: Numbered<Situation<A>>,
    histories: Numbered<H>,
    envelopes: Numbered<Envelope<A::Msg>>,
    actor_count: Option<usize>,
}

/// An actor with all that is its own.
struct Situation<A: Actor> {
    state: Arc<A::State>,
    timers: Timers<A::Timer>,
    random: RandomChoices<A::Random>,
    crashed: bool,
    storage: Option<A::Storage>,
}

// Derived, these would ask of the actor what only its state has to be.
impl<A: Actor> Clone for Situation<A> {
    fn clone(&self) -> Self {
        Situation {
            state: Arc::clone(&self.state),
            timers: self.timers.clone(),
            random: self.random.clone(),
            crashed: self.crashed,
            storage: self.storage.clone(),
        }
    }
}

impl<A: Actor> PartialEq for Situation<A> {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
            && self.timers == other.timers
            && self.random == other.random
            && self.crashed == other.crashed
            && self.storage == other.storage
    }
}

impl<A: Actor> Hash for Situation<A> {
    fn hash<S: Hasher>(&self, hasher: &mut S) {
        self.state.hash(hasher);
        self.timers.hash(hasher);
        self.random.hash(hasher);
        self.crashed.hash(hasher);
        self.storage.hash(hasher);
    }
}

/// Stands for no last message; no part has this number.
const NONE: u32 = u32::MAX;

/// The first number of the envelopes tells the kind of network.
const DUPLICATING: u32 = 0;
const NONDUPLICATING: u32 = 1;
const ORDERED: u32 = 2;

impl<A: Actor, H> Default for Parts<A, H> {
    fn default() -> Self {
        Parts {
            actors: Numbered::default(),
            histories: Numbered::default(),
            envelopes: Numbered::default(),
            actor_count: None,
        }
    }
}

impl<A, H> Parts<A, H>
where
    A: Actor,
{
    /// The network as numbers, alike for equal networks whatever the order in which their envelopes are stored.
    fn keep_network(&mut self, network: &Network<A::Msg>, numbers: &mut Vec<u32>) {
        let first = numbers.len() + 1;
        match network {
            Network::UnorderedDuplicating(set, last) => {
                numbers.push(DUPLICATING);
                numbers.extend(set.iter().map(|envelope| self.envelopes.number(envelope)));
                numbers[first..].sort_unstable();
                numbers.push(last.as_ref().map_or(NONE, |envelope| self.envelopes.number(envelope)));
            }
            Network::UnorderedNonDuplicating(counts) => {
                numbers.push(NONDUPLICATING);
                for (envelope, count) in counts.iter() {
                    let number = self.envelopes.number(envelope);
                    numbers.extend(std::iter::repeat_n(number, *count));
                }
                numbers[first..].sort_unstable();
            }
            Network::Ordered(flows) => {
                numbers.push(ORDERED);
                for (&(src, dst), flow) in flows {
                    let number = |msg: &A::Msg| self.envelopes.number(&Envelope { src, dst, msg: msg.clone() });
                    numbers.extend(flow.iter().map(number));
                }
            }
        }
    }

    fn network(&self, numbers: &[u32]) -> Network<A::Msg> {
        let (kind, envelopes) = numbers.split_first().expect("a network has its kind");
        let sent =
            |numbers: &[u32]| numbers.iter().map(|number| self.envelopes.part(*number).clone()).collect::<Vec<_>>();
        match *kind {
            DUPLICATING => {
                let (last, set) = envelopes.split_last().expect("a duplicating network has a last message or none");
                let last = (*last != NONE).then(|| self.envelopes.part(*last).clone());
                Network::new_unordered_duplicating_with_last_msg(sent(set), last)
            }
            NONDUPLICATING => Network::new_unordered_nonduplicating(sent(envelopes)),
            _ => {
                let mut flows = BTreeMap::<(Id, Id), VecDeque<A::Msg>>::new();
                for Envelope { src, dst, msg } in sent(envelopes) {
                    flows.entry((src, dst)).or_default().push_back(msg);
                }
                Network::Ordered(flows)
            }
        }
    }
}

impl<A, H> Keep<ActorModelState<A, H>> for Parts<A, H>
where
    A: Actor,
    H: Clone + Hash + PartialEq,
{
    type Kept = Box<[u32]>;

    /// # Panics
    /// If a state has another number of actors than the one before: a model's states all have the same.
    fn keep(&mut self, state: &ActorModelState<A, H>) -> Box<[u32]> {
        let actors = state.actor_states.len();
        assert_eq!(*self.actor_count.get_or_insert(actors), actors, "a model has one number of actors");
        let mut numbers = Vec::with_capacity(2 * actors + 2 + state.network.len());
        for actor in 0..actors {
            numbers.push(self.actors.number(&Situation {
                state: Arc::clone(&state.actor_states[actor]),
                timers: state.timers_set[actor].clone(),
                random: state.random_choices[actor].clone(),
                crashed: state.crashed[actor],
                storage: state.actor_storages[actor].clone(),
            }));
        }
        numbers.push(self.histories.number(&state.history));
        self.keep_network(&state.network, &mut numbers);
        numbers.into_boxed_slice()
    }

    fn state(&self, kept: &Box<[u32]>) -> ActorModelState<A, H> {
        let (actors, rest) = kept.split_at(self.actor_count.expect("it was kept, so there are actors"));
        let (history, network) = rest.split_first().expect("a state has a history");
        let mut state = ActorModelState {
            actor_states: Vec::with_capacity(actors.len()),
            network: self.network(network),
            timers_set: Vec::with_capacity(actors.len()),
            random_choices: Vec::with_capacity(actors.len()),
            crashed: Vec::with_capacity(actors.len()),
            history: self.histories.part(*history).clone(),
            actor_storages: Vec::with_capacity(actors.len()),
        };
        for number in actors {
            let Situation { state: actor, timers, random, crashed, storage } = self.actors.part(*number).clone();
            state.actor_states.push(actor);
            state.timers_set.push(timers);
            state.random_choices.push(random);
            state.crashed.push(crashed);
            state.actor_storages.push(storage);
        }
        state
    }

    fn bytes_beside(kept: &Box<[u32]>) -> usize {
        size_of_val::<[u32]>(kept)
    }
}

/// Gives each distinct value a number, counted from 0 in the order in which they come.
struct Numbered<T> {
    parts: Vec<T>,
    /// From a value's hash to the numbers of those that have it.
    by_hash: HashMap<u64, Vec<u32>>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Numbered { parts: Vec::new(), by_hash: HashMap::new() }
    }
}

impl<T> Numbered<T> {
    fn part(&self, number: u32) -> &T {
        &self.parts[number as usize]
    }
}

impl<T: Clone + Hash + PartialEq> Numbered<T> {
    fn number(&mut self, part: &T) -> u32 {
        let mut hasher = DefaultHasher::new();
        part.hash(&mut hasher);
        let alike = self.by_hash.entry(hasher.finish()).or_default();
        if let Some(number) = alike.iter().find(|number| self.parts[**number as usize] == *part) {
            return *number;
        }
        let number = u32::try_from(self.parts.len()).ok().filter(|number| *number < NONE);
        let number = number.expect("memory ends before 2^32 parts");
        alike.push(number);
        self.parts.push(part.clone());
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_get_one_number() {
        let mut words = Numbered::default();
        assert_eq!(["a", "b", "a", "c", "b"].map(|word| words.number(&word)), [0, 1, 0, 2, 1]);
        assert_eq!(*words.part(2), "c");
    }
}
