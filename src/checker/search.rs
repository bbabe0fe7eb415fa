//! A search over the states of a space: one order, one table, and as many words a state as it takes.

use super::avoiding::Avoiding;
use super::breadth::Breadth;
use super::depth::Depth;
use super::layout::{COLUMNS_MAX, Layout, Row};
use super::space::{Sink, Space};
use super::states::{States, TooNarrow};
use super::tally::{Discovery, Path, Tally};
use super::together::Threads;
use super::walks::Walks;
use super::{Bound, Certificate, Options, Progress, PropertyVerdict, Status, Strategy, Unsupported, Verdict, Why};
use stateright::{Expectation, Model};
use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

/// Most bits that a state can have. The largest settings of Paxos that end within a tab's memory take less than half.
pub const BITS_MAX: u32 = 256;
const WORDS_MAX: usize = 8;

/// States that are packed anew within a few milliseconds.
const WIDENED_LIGHTLY: usize = 1 << 18;
/// Bits to spare when there are more: enough for every column to double twice, or a few to do so more often.
const SPARE_BITS: u32 = 16;

/// Words of 32 bits that a state has at first.
const WORDS_MIN: usize = 2;

/// A search over the states of `S`.
pub struct Search<S: Space> {
    space: S,
    tally: Tally,
    main: Box<dyn Engine<S>>,
    /// The search for a run that avoids an `eventually` property, after the main one.
    avoiding: Option<Box<dyn Engine<S>>>,
    /// Whether reduced states told the truth; `None` if states aren't reduced.
    certificate: Option<Certificate>,
    panic: Option<Panicked>,
}

/// The model's own code panicked.
#[derive(Clone, Debug)]
pub struct Panicked {
    /// What it said.
    pub message: String,
    /// The way to the state in which it did, and the action that it was about to take, as in [`Search::path`].
    pub path: Vec<u32>,
}

/// A search whose states have so many words as the implementor says.
trait Engine<S: Space> {
    fn advance(&mut self, space: &mut S, tally: &mut Tally, budget: &mut usize) -> Result<(), TooNarrow>;
    fn advance_with(
        &mut self,
        threads: &dyn Threads,
        space: &mut S,
        tally: &mut Tally,
        budget: &mut usize,
    ) -> Result<(), TooNarrow>
    where
        S: Sync;
    fn unique(&self) -> usize;
    fn frontier(&self) -> usize;
    fn widths(&self) -> Vec<u64>;
    fn bytes(&self) -> usize;
    fn path(&self, discovery: &Discovery) -> Path;
    /// The way to the state that is being expanded.
    fn expanding(&self) -> Path;
    /// The same search, taken over into a layout in which the space's numbers fit; if that can't be, why.
    fn widened(&mut self, layout: Layout) -> Result<Box<dyn Engine<S>>, Status>;
}

struct Words<const W: usize> {
    states: States<W>,
    order: Order<W>,
}

enum Order<const W: usize> {
    Breadth(Breadth<W>),
    Depth(Depth<W>),
    Walks(Walks<W>),
    Avoiding(Avoiding<W>),
}

impl<S: Space> Search<S> {
    /// Prepares a search; the initial state is counted and checked at once.
    ///
    /// # Errors
    /// If the model can't be answered rightly, or its states not packed: see [`Unsupported`].
    pub fn new(mut space: S, options: Options) -> Result<Self, Unsupported> {
        if space.columns() > COLUMNS_MAX {
            return Err(Unsupported::Columns(space.columns()));
        }
        if let Some(objection) = space.objection() {
            return Err(objection);
        }
        let rows = space.initial();
        if rows.len() > 1 {
            return Err(Unsupported::InitialStates(rows.len()));
        }
        let mut tally = Tally::new(&space, options);
        let layout = Layout::new((0..space.columns()).map(|column| space.count(column)));
        let mut states = States::<WORDS_MIN>::new(layout.spread(WORDS_MIN));
        let initial = rows.first().map(|row| {
            tally.generated = 1;
            tally.depth = 1;
            tally.check(&space, row, || Discovery::After(Path::default()));
            let state = states.layout.pack(row);
            states.add(&state);
            state
        });
        let order = match options.strategy {
            Strategy::BreadthFirst => Order::Breadth(Breadth::new(initial)),
            Strategy::DepthFirst => Order::Depth(Depth::new(initial)),
            Strategy::RandomWalks { seed } => Order::Walks(Walks::new(initial, seed)),
        };
        let main = Box::new(Words { states, order });
        let certificate = space.certify(&mut 0);
        if certificate.is_some() && matches!(options.strategy, Strategy::RandomWalks { .. }) {
            return Err(Unsupported::Reduction("random walks never come to an end".to_owned()));
        }
        let mut search = Search { space, tally, main, avoiding: None, certificate, panic: None };
        search.settle();
        Ok(search)
    }

    /// Expands at most `budget` states (takes as many steps, in random walks), and tells how far it is.
    pub fn advance(&mut self, budget: u32) -> Progress {
        self.go_on(budget, |engine, space, tally, left| engine.advance(space, tally, left))
    }

    /// As [`Search::advance`], on several threads if the order is breadth-first. What comes of it is the same.
    pub fn advance_with(&mut self, threads: &dyn Threads, budget: u32) -> Progress
    where
        S: Sync,
    {
        self.go_on(budget, |engine, space, tally, left| engine.advance_with(threads, space, tally, left))
    }

    fn go_on(
        &mut self,
        budget: u32,
        advance: impl Fn(&mut dyn Engine<S>, &mut S, &mut Tally, &mut usize) -> Result<(), TooNarrow>,
    ) -> Progress {
        let mut left = budget as usize;
        while left > 0 && self.tally.status.is_running() {
            let is_to_certify = self.is_searched() && self.certificate == Some(Certificate::Pending);
            let Search { space, tally, main, avoiding, certificate, .. } = self;
            let engine = avoiding.as_mut().unwrap_or(main);
            let work = || {
                if is_to_certify {
                    *certificate = space.certify(&mut left);
                    return Ok(());
                }
                advance(&mut **engine, space, tally, &mut left)
            };
            // The search isn't gone on with after a panic, so it doesn't matter in what state that left it.
            match panic::catch_unwind(AssertUnwindSafe(work)) {
                Ok(Ok(())) => {}
                Ok(Err(TooNarrow)) => self.widen(),
                Err(panicked) => self.note_panic(&*panicked),
            }
            self.settle();
        }
        self.progress()
    }

    /// Ends the search where it stands; one that has ended already stays as it is.
    pub fn stop(&mut self, why: Why) {
        if self.tally.status.is_running() {
            self.tally.status = Status::Stopped(why);
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let avoiding = self.avoiding.as_ref();
        Progress {
            generated: self.tally.generated,
            unique: avoiding.filter(|_| self.tally.is_eventually_alone).unwrap_or(&self.main).unique() as u64,
            depth: self.tally.depth,
            frontier: avoiding.unwrap_or(&self.main).frontier() as u64,
            bytes: (self.main.bytes() + avoiding.map_or(0, |engine| engine.bytes())) as u64 + self.space.bytes(),
            status: self.tally.status,
        }
    }

    /// How many states each depth has, from the initial state's on and as far as is known; only a breadth-first search knows.
    pub fn widths(&self) -> Vec<u64> {
        self.main.widths()
    }

    /// What is known of each property, in the model's order.
    pub fn verdicts(&self) -> Vec<PropertyVerdict> {
        // What reduced states say is nothing without a certificate.
        let is_believed = matches!(self.certificate, None | Some(Certificate::Sound { .. }));
        let verdict_of = |expectation: &Expectation, discovery: &Option<Discovery>| {
            let sometimes = *expectation == Expectation::Sometimes;
            match (discovery.as_ref().filter(|_| is_believed), self.tally.status) {
                (Some(discovery), _) if sometimes => Verdict::Found { steps: discovery.steps() },
                (Some(discovery), _) => Verdict::Violated { steps: discovery.steps() },
                (None, Status::Complete) if sometimes => Verdict::Never,
                (None, Status::Complete) => Verdict::Holds,
                (None, Status::Bounded(bound)) => Verdict::Bounded(bound),
                (None, Status::Stopped(why)) => Verdict::Stopped(why),
                // Decided by a search of its own, to the end.
                (None, Status::Decided) if *expectation == Expectation::Eventually => Verdict::Holds,
                (None, Status::Running | Status::Decided) => Verdict::Pending,
            }
        };
        let properties = self.space.model().properties();
        let verdicts =
            properties.into_iter().zip(&self.tally.discoveries).map(|(property, discovery)| PropertyVerdict {
                verdict: verdict_of(&property.expectation, discovery),
                name: property.name,
                expectation: property.expectation,
            });
        verdicts.collect()
    }

    /// Whether reduced states told the truth; `None` if states aren't reduced.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The discovery of the property with this index, as the index of each step's action among the actions of its state; `None`
    /// if there is no discovery or no such property.
    pub fn path(&mut self, property: usize) -> Option<Vec<u32>> {
        let discovery = self.tally.discoveries.get(property)?.as_ref()?;
        let path = self.main.path(discovery);
        self.go(&path).map(|(indices, ..)| indices)
    }

    /// For a counterexample of an `eventually` property that goes round for ever: the step on its path to which the last one leads
    /// back, counted from 0 for the initial state.
    pub fn back_to(&self, property: usize) -> Option<u32> {
        match self.tally.discoveries.get(property)?.as_ref()? {
            Discovery::After(path) => path.back_to,
            Discovery::At { .. } => None,
        }
    }

    /// The panic of the model's own code that ended the search, if one did.
    pub fn panic(&self) -> Option<&Panicked> {
        self.panic.as_ref()
    }

    /// Whether all that was to be searched is.
    fn is_searched(&self) -> bool {
        let engine = self.avoiding.as_ref().unwrap_or(&self.main);
        engine.frontier() == 0 || (self.avoiding.is_none() && self.tally.is_decided())
    }

    /// Goes a way with the model's own steps: which action each is, and the state it leads to. `None` if the model hasn't these steps,
    /// as a wrong hint can have it.
    fn go(&mut self, path: &Path) -> Option<(Vec<u32>, <S::Model as Model>::State)> {
        let mut row = *self.space.initial().first()?;
        let mut state = self.space.model().init_states().into_iter().next()?;
        let mut indices = Vec::new();
        for &successor in &path.successors {
            let index = self.space.action_index(&row, successor as usize, &state)?;
            let mut actions = Vec::new();
            self.space.model().actions(&state, &mut actions);
            state = self.space.model().next_state(&state, actions.swap_remove(index as usize))?;
            indices.push(index);
            let mut rows = Rows { from: row, to: row, all: Vec::new() };
            self.space.work_out(&row);
            assert!(self.space.successors(&row, &mut rows), "all was worked out");
            row = rows.all[successor as usize];
        }
        Some((indices, state))
    }

    fn widen(&mut self) {
        let layout = Layout::new((0..self.space.columns()).map(|column| self.space.count(column)));
        let engine = self.avoiding.as_mut().unwrap_or(&mut self.main);
        match engine.widened(layout) {
            Ok(wider) => *engine = wider,
            Err(status) => self.tally.status = status,
        }
    }

    fn note_panic(&mut self, panicked: &(dyn Any + Send)) {
        let said = panicked.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = said.or_else(|| panicked.downcast_ref::<String>().cloned()).unwrap_or_default();
        if self.certificate.is_some() {
            // Perhaps no state of the model is like this one.
            let why = format!("In what it leaves of a state the model's own code panicked: {message}.");
            self.certificate = Some(Certificate::Refuted { why });
            self.tally.status = Status::Stopped(Why::Hint);
            return;
        }
        let way = self.avoiding.as_ref().unwrap_or(&self.main).expanding();
        let path = self.go(&way).map(|(mut path, state)| {
            path.extend(self.space.attempt_index(&state));
            path
        });
        self.panic = Some(Panicked { message, path: path.unwrap_or_default() });
        self.tally.status = Status::Stopped(Why::Panic);
    }

    /// Goes on to what is left when an order has come to its end.
    fn settle(&mut self) {
        while self.tally.status.is_running() {
            if !self.is_searched() {
                return;
            }
            match self.certificate {
                Some(Certificate::Pending) => return,
                Some(Certificate::Refuted { .. }) => {
                    self.tally.status = Status::Stopped(Why::Hint);
                    return;
                }
                Some(Certificate::Sound { .. }) | None => {}
            }
            if let Some(property) = self.tally.next_eventually() {
                self.avoiding = self.space.initial().first().map(|row| avoiding::<S>(&self.space, property, row));
                continue;
            }
            let (is_cut, is_decided) = (self.tally.cut_by_depth, self.tally.is_decided());
            self.tally.status = match is_decided && !(is_cut && self.tally.is_any_undiscovered()) {
                true => Status::Decided,
                false if is_cut => Status::Bounded(Bound::Depth),
                false => Status::Complete,
            };
        }
    }
}

impl<S: Space, const W: usize> Engine<S> for Words<W> {
    fn advance(&mut self, space: &mut S, tally: &mut Tally, budget: &mut usize) -> Result<(), TooNarrow> {
        match &mut self.order {
            Order::Breadth(order) => order.advance(space, &mut self.states, tally, budget),
            Order::Depth(order) => order.advance(space, &mut self.states, tally, budget),
            Order::Walks(order) => order.advance(space, &mut self.states, tally, budget),
            Order::Avoiding(order) => order.advance(space, &mut self.states, tally, budget),
        }
    }

    fn advance_with(
        &mut self,
        threads: &dyn Threads,
        space: &mut S,
        tally: &mut Tally,
        budget: &mut usize,
    ) -> Result<(), TooNarrow>
    where
        S: Sync,
    {
        match &mut self.order {
            Order::Breadth(order) => order.advance_with(threads, space, &mut self.states, tally, budget),
            _ => self.advance(space, tally, budget),
        }
    }

    fn unique(&self) -> usize {
        match &self.order {
            // What lies behind the state that decided everything was inserted, but isn't counted.
            Order::Breadth(order) => order.found(),
            _ => self.states.visited.len(),
        }
    }

    fn frontier(&self) -> usize {
        match &self.order {
            Order::Breadth(order) => order.frontier(),
            Order::Depth(order) => order.frontier(),
            Order::Walks(_) => 1,
            Order::Avoiding(order) => order.frontier(),
        }
    }

    fn widths(&self) -> Vec<u64> {
        match &self.order {
            Order::Breadth(order) => order.widths(),
            _ => Vec::new(),
        }
    }

    fn bytes(&self) -> usize {
        self.states.visited.bytes()
            + match &self.order {
                Order::Breadth(order) => order.bytes(),
                Order::Depth(order) => order.bytes(),
                Order::Walks(_) => 0,
                Order::Avoiding(order) => order.bytes(),
            }
    }

    fn path(&self, discovery: &Discovery) -> Path {
        match (discovery, &self.order) {
            (Discovery::After(path), _) => path.clone(),
            (Discovery::At { state, .. }, Order::Breadth(order)) => order.way_to(*state),
            (Discovery::At { .. }, _) => unreachable!("only a breadth-first search counts its states"),
        }
    }

    fn expanding(&self) -> Path {
        match &self.order {
            Order::Breadth(order) => order.expanding(),
            Order::Depth(order) => order.expanding(),
            Order::Walks(order) => order.expanding(),
            Order::Avoiding(order) => order.expanding(),
        }
    }

    fn widened(&mut self, layout: Layout) -> Result<Box<dyn Engine<S>>, Status> {
        // To widen many states takes long, so that then it shall be the last time.
        let spare = if self.states.visited.len() < WIDENED_LIGHTLY { 0 } else { SPARE_BITS };
        // It never gets narrower, so that no code is made for that.
        match (layout.bits() + spare).min(layout.bits().max(BITS_MAX)) {
            0..=64 if W <= 2 => Ok(Box::new(self.repacked::<2>(layout)?)),
            0..=96 if W <= 3 => Ok(Box::new(self.repacked::<3>(layout)?)),
            0..=128 if W <= 4 => Ok(Box::new(self.repacked::<4>(layout)?)),
            0..=BITS_MAX => Ok(Box::new(self.repacked::<8>(layout)?)),
            _ => Err(Status::Stopped(Why::Bits)),
        }
    }
}

impl<const W: usize> Words<W> {
    /// The same in another layout; the order is taken over, and nothing is left here to go on with.
    fn repacked<const V: usize>(&mut self, layout: Layout) -> Result<Words<V>, Status> {
        let states = self.states.repacked::<V>(layout.spread(V))?;
        let (from, to) = (&self.states.layout, &states.layout);
        let order = match std::mem::replace(&mut self.order, Order::Depth(Depth::new(None))) {
            Order::Breadth(order) => Order::Breadth(order.repacked(from, to)),
            Order::Depth(order) => Order::Depth(order.repacked(from, to)),
            Order::Walks(order) => Order::Walks(order.repacked(from, to)),
            Order::Avoiding(order) => Order::Avoiding(order.repacked(from, to)),
        };
        Ok(Words { states, order })
    }
}

/// A search of the space for a run that avoids a property's condition.
fn avoiding<S: Space>(space: &S, property: usize, initial: &Row) -> Box<dyn Engine<S>> {
    let layout = Layout::new((0..space.columns()).map(|column| space.count(column)));
    let states = States::<WORDS_MAX>::new(layout.spread(WORDS_MAX));
    let order = Order::Avoiding(Avoiding::new(property, states.layout.pack(initial)));
    Box::new(Words { states, order })
}

/// Collects successors as rows.
struct Rows {
    from: Row,
    to: Row,
    all: Vec<Row>,
}

impl Sink for Rows {
    fn change(&mut self, column: usize, _: u32, new: u32) {
        self.to[column] = new;
    }

    fn done(&mut self) {
        self.all.push(self.to);
        self.to = self.from;
    }
}
