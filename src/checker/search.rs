//! A plain search that keeps every state and compares states by equality, so that no two are ever taken for one. Works on any
//! stateright `Model`; never starts a thread.

use super::keep::{Keep, Whole};
use super::{Bound, Options, Progress, PropertyVerdict, Status, Strategy, Unsupported, Verdict, Why, random_at};
use stateright::{Expectation, Model, Property};
use std::collections::VecDeque;
use std::collections::hash_map::{DefaultHasher, HashMap};
use std::hash::{Hash, Hasher};

/// A search over the states of `M`, which `K` keeps.
pub struct Search<M: Model, K: Keep<M::State> = Whole> {
    model: M,
    keep: K,
    options: Options,
    properties: Vec<Property<M>>,
    /// For each property, the path to its discovery.
    discoveries: Vec<Option<Vec<u32>>>,
    nodes: Vec<Node<K::Kept>>,
    bytes_beside: u64,
    /// From a state's hash to the first node of that hash; the others follow by `Node::next_alike`.
    /// From a state's hash to the first node of that hash; the others follow by `Node::next_alike`.
    by_hash: HashMap<u64, u32>,
    /// Nodes to expand: taken from the front breadth-first and from the back depth-first.
    open: VecDeque<u32>,
    walk: Walk<M::State>,
    generated: u64,
    depth: u32,
    cut_by_depth: bool,
    status: Status,
}

struct Node<T> {
    kept: T,
    parent: Option<u32>,
    action: u32,
    depth: u32,
    next_alike: Option<u32>,
}

/// Where a random walk is.
struct Walk<S> {
    state: Option<S>,
    path: Vec<u32>,
    drawn: u64,
}

impl<M> Search<M>
where
    M: Model,
    M::State: Clone + Hash + PartialEq,
{
    /// Prepares a search that keeps states whole.
    ///
    /// # Errors
    /// As [`Search::with`].
    pub fn new(model: M, options: Options) -> Result<Self, Unsupported> {
        Search::with(model, options, Whole)
    }
}

impl<M, K> Search<M, K>
where
    M: Model,
    M::State: Clone,
    K: Keep<M::State>,
{
    /// Prepares a search; the initial state is counted and checked at once.
    ///
    /// # Errors
    /// Unless the model has one initial state, and no property that can't be answered rightly.
    pub fn with(model: M, options: Options, keep: K) -> Result<Self, Unsupported> {
        let properties = model.properties();
        if let Some(property) = properties.iter().find(|p| p.expectation == Expectation::Eventually) {
            return Err(Unsupported::Eventually(property.name));
        }
        let [initial]: [M::State; 1] =
            model.init_states().try_into().map_err(|states: Vec<_>| Unsupported::InitialStates(states.len()))?;
        let mut search = Search {
            discoveries: properties.iter().map(|_| None).collect(),
            model,
            keep,
            options,
            properties,
            nodes: Vec::new(),
            bytes_beside: 0,
            by_hash: HashMap::new(),
            open: VecDeque::new(),
            walk: Walk { state: None, path: Vec::new(), drawn: 0 },
            generated: 0,
            depth: 0,
            cut_by_depth: false,
            status: Status::Running,
        };
        search.reach(initial, None, 0, 1);
        search.settle();
        Ok(search)
    }

    /// Expands at most `budget` states (takes as many steps, in random walks), and tells how far it is.
    pub fn advance(&mut self, budget: u32) -> Progress {
        for _ in 0..budget {
            if self.status != Status::Running {
                break;
            }
            match self.options.strategy {
                Strategy::BreadthFirst => self.open.pop_front().into_iter().for_each(|node| self.expand(node)),
                Strategy::DepthFirst => self.open.pop_back().into_iter().for_each(|node| self.expand(node)),
                Strategy::RandomWalks { seed } => self.take_random_step(seed),
            }
            self.settle();
        }
        self.progress()
    }

    /// Ends the search where it stands; one that has ended already stays as it is.
    pub fn stop(&mut self, why: Why) {
        if self.status == Status::Running {
            self.status = Status::Stopped(why);
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let node_bytes = size_of::<Node<K::Kept>>() + size_of::<(u64, u32)>();
        Progress {
            generated: self.generated,
            unique: self.nodes.len() as u64,
            depth: self.depth,
            frontier: self.open.len() as u64,
            bytes: (self.nodes.capacity() * node_bytes) as u64 + self.bytes_beside,
            status: self.status,
        }
    }

    /// What is known of each property, in the model's order.
    pub fn verdicts(&self) -> Vec<PropertyVerdict> {
        let verdict_of = |property: &Property<M>, discovery: &Option<Vec<u32>>| {
            let sometimes = property.expectation == Expectation::Sometimes;
            match (discovery, self.status) {
                (Some(path), _) if sometimes => Verdict::Found { steps: steps_of(path) },
                (Some(path), _) => Verdict::Violated { steps: steps_of(path) },
                (None, Status::Complete) if sometimes => Verdict::Never,
                (None, Status::Complete) => Verdict::Holds,
                (None, Status::Bounded(bound)) => Verdict::Bounded(bound),
                (None, Status::Stopped(why)) => Verdict::Stopped(why),
                (None, Status::Running | Status::Decided) => Verdict::Pending,
            }
        };
        let verdicts = self.properties.iter().zip(&self.discoveries).map(|(property, discovery)| PropertyVerdict {
            name: property.name,
            expectation: property.expectation.clone(),
            verdict: verdict_of(property, discovery),
        });
        verdicts.collect()
    }

    /// The discovery of the property with this index, as the index of each step's action among the actions of its state; `None`
    /// if there is no discovery or no such property.
    pub fn path(&self, property: usize) -> Option<Vec<u32>> {
        self.discoveries.get(property)?.clone()
    }

    fn expand(&mut self, node: u32) {
        let Node { depth, ref kept, .. } = self.nodes[node as usize];
        if self.options.bounds.depth_max.is_some_and(|max| depth >= max) {
            self.cut_by_depth = true;
            return;
        }
        let state = self.keep.state(kept);
        let mut actions = Vec::new();
        self.model.actions(&state, &mut actions);
        for (index, action) in (0..).zip(actions) {
            let Some(next) = self.model.next_state(&state, action) else { continue };
            if self.model.within_boundary(&next) {
                self.reach(next, Some(node), index, depth + 1);
            }
            if self.status != Status::Running {
                return;
            }
        }
    }

    /// Counts a state, and if it's new and no bound forbids, keeps and checks it.
    fn reach(&mut self, state: M::State, parent: Option<u32>, action: u32, depth: u32) {
        self.generated += 1;
        let kept = self.keep.keep(&state);
        let hash = hash_of(&kept);
        let mut alike = self.by_hash.get(&hash).copied();
        let mut last = None;
        while let Some(at) = alike {
            if self.nodes[at as usize].kept == kept {
                return;
            }
            last = alike;
            alike = self.nodes[at as usize].next_alike;
        }
        let new = u32::try_from(self.nodes.len()).expect("memory ends before 2^32 states");
        if self.options.bounds.states_max.is_some_and(|max| u64::from(new) >= max) {
            self.status = Status::Bounded(Bound::States);
            return;
        }
        match last {
            Some(at) => self.nodes[at as usize].next_alike = Some(new),
            None => {
                self.by_hash.insert(hash, new);
            }
        }
        self.bytes_beside += K::bytes_beside(&kept) as u64;
        self.nodes.push(Node { kept, parent, action, depth, next_alike: None });
        self.depth = self.depth.max(depth);
        self.open.push_back(new);
        self.check(new, &state);
    }

    fn check(&mut self, node: u32, state: &M::State) {
        for index in 0..self.properties.len() {
            let property = &self.properties[index];
            let holds = (property.condition)(&self.model, state);
            let is_discovery = holds == (property.expectation == Expectation::Sometimes);
            if is_discovery && self.discoveries[index].is_none() {
                self.discoveries[index] = Some(self.path_to(node));
            }
        }
    }

    fn path_to(&self, node: u32) -> Vec<u32> {
        if let Strategy::RandomWalks { .. } = self.options.strategy {
            return self.walk.path.clone();
        }
        let mut path = Vec::new();
        let mut at = &self.nodes[node as usize];
        while let Some(parent) = at.parent {
            path.push(at.action);
            at = &self.nodes[parent as usize];
        }
        path.reverse();
        path
    }

    /// One step of a random walk; a walk that can't go on starts anew.
    fn take_random_step(&mut self, seed: u64) {
        let Some(state) = self.walk.state.take() else {
            self.walk.path.clear();
            self.walk.state = self.model.init_states().into_iter().next();
            return;
        };
        let depth = steps_of(&self.walk.path) + 1;
        if self.options.bounds.depth_max.is_some_and(|max| depth >= max) {
            return;
        }
        let mut actions = Vec::new();
        self.model.actions(&state, &mut actions);
        let mut next_states: Vec<(u32, M::State)> = (0..)
            .zip(actions)
            .filter_map(|(index, action)| Some((index, self.model.next_state(&state, action)?)))
            .filter(|(_, next)| self.model.within_boundary(next))
            .collect();
        if next_states.is_empty() {
            return;
        }
        let chosen = random_at(seed, self.walk.drawn) % next_states.len() as u64;
        self.walk.drawn += 1;
        let (action, next) = next_states.swap_remove(usize::try_from(chosen).expect("below a length"));
        self.walk.path.push(action);
        self.reach(next.clone(), None, action, depth + 1);
        self.open.clear();
        self.walk.state = Some(next);
    }

    fn settle(&mut self) {
        if self.status != Status::Running {
            return;
        }
        let is_walk = matches!(self.options.strategy, Strategy::RandomWalks { .. });
        let is_decided = !self.discoveries.is_empty() && self.discoveries.iter().all(Option::is_some);
        if is_decided && !self.options.exhaustive {
            self.status = Status::Decided;
        } else if self.open.is_empty() && !is_walk {
            self.status = if self.cut_by_depth { Status::Bounded(Bound::Depth) } else { Status::Complete };
        }
    }
}

fn steps_of(path: &[u32]) -> u32 {
    u32::try_from(path.len()).expect("a path is no longer than the nodes are many")
}

/// The hasher's keys are fixed, so the order of work is the same in every run; exactness doesn't depend on the hash.
fn hash_of(state: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    state.hash(&mut hasher);
    hasher.finish()
}
