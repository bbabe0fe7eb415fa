//! What a search is made of: an order, and the table of states that were seen, in as many words a state as it takes.

use super::avoiding::Avoiding;
use super::breadth::Breadth;
use super::depth::Depth;
use super::layout::{Layout, Row};
use super::room::Room;
use super::space::Space;
use super::states::{Halt, States};
use super::tally::{Discovery, Path, Tally};
use super::together::Threads;
use super::walks::Walks;
use super::{Strategy, Why};

/// Most bits that a state can have. The largest settings of Paxos that end within a tab's memory take less than half.
pub const BITS_MAX: u32 = 256;
const WORDS_MAX: usize = 8;

/// States that are packed anew within a few milliseconds.
const WIDENED_LIGHTLY: usize = 1 << 18;
/// Bits to spare when there are more: enough for every column to double twice, or a few to do so more often.
const SPARE_BITS: u32 = 16;

/// Words of 32 bits that a state has at first.
const WORDS_MIN: usize = 2;

/// A search whose states have so many words as the implementor says.
pub(super) trait Engine<S: Space> {
    /// Expands at most `budget` states.
    ///
    /// # Errors
    /// If a state can't be packed in this layout, or there's no room for it; everything before it is done.
    fn advance(&mut self, space: &mut S, tally: &mut Tally, budget: &mut usize) -> Result<(), Halt>;
    /// As [`Engine::advance`], on several threads.
    ///
    /// # Errors
    /// As there.
    fn advance_with(
        &mut self,
        threads: &dyn Threads,
        space: &mut S,
        tally: &mut Tally,
        budget: &mut usize,
    ) -> Result<(), Halt>
    where
        S: Sync;
    /// Takes in all that comes before the state that is being expanded.
    fn catch_up(&mut self, space: &S, tally: &mut Tally);
    fn unique(&self) -> usize;
    fn frontier(&self) -> usize;
    fn widths(&self) -> Vec<u64>;
    fn path(&self, discovery: &Discovery) -> Path;
    /// The way to the state that is being expanded.
    fn expanding(&self) -> Path;
    /// The way to the state that conditions are being asked for.
    fn asked(&self) -> Path;
    /// The same search, taken over into a layout in which the space's numbers fit.
    ///
    /// # Errors
    /// If a state can't have so many bits, or there's no room; then only what can be told of it is left.
    fn widened(&mut self, layout: Layout, room: &mut Room) -> Result<Box<dyn Engine<S>>, Why>;
    /// Lets go of all that it takes.
    fn leave(&mut self, room: &mut Room);
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

/// A search of all states, in some order.
///
/// # Errors
/// If there's no memory for what it starts with, or the bound forbids to take it.
pub(super) fn main<S: Space>(
    space: &S,
    strategy: Strategy,
    initial: &Row,
    room: &mut Room,
) -> Result<Box<dyn Engine<S>>, Why> {
    let mut states = States::<WORDS_MIN>::new(layout(space).spread(WORDS_MIN), room)?;
    let initial = states.layout.pack(initial);
    states.add(&initial, room)?;
    let order = match strategy {
        Strategy::BreadthFirst => Order::Breadth(Breadth::new(initial, room)?),
        Strategy::DepthFirst => Order::Depth(Depth::new(initial, room)?),
        Strategy::RandomWalks { seed } => Order::Walks(Walks::new(initial, seed)),
    };
    Ok(Box::new(Words { states, order }))
}

/// A search for a run that avoids a property's condition.
///
/// # Errors
/// As [`main`].
pub(super) fn avoiding<S: Space>(
    space: &S,
    property: usize,
    initial: &Row,
    room: &mut Room,
) -> Result<Box<dyn Engine<S>>, Why> {
    let states = States::<WORDS_MAX>::new(layout(space).spread(WORDS_MAX), room)?;
    let order = Order::Avoiding(Avoiding::new(property, states.layout.pack(initial)));
    Ok(Box::new(Words { states, order }))
}

/// The least layout in which a space's numbers fit.
pub(super) fn layout<S: Space>(space: &S) -> Layout {
    Layout::new((0..space.columns()).map(|column| space.count(column)))
}

impl<S: Space, const W: usize> Engine<S> for Words<W> {
    fn advance(&mut self, space: &mut S, tally: &mut Tally, budget: &mut usize) -> Result<(), Halt> {
        self.states.keep_up(space)?;
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
    ) -> Result<(), Halt>
    where
        S: Sync,
    {
        self.states.keep_up(space)?;
        match &mut self.order {
            Order::Breadth(order) => order.advance_with(threads, space, &mut self.states, tally, budget),
            _ => self.advance(space, tally, budget),
        }
    }

    fn catch_up(&mut self, space: &S, tally: &mut Tally) {
        // The other orders take in one state after another.
        if let Order::Breadth(order) = &mut self.order {
            order.catch_up(space, &mut self.states, tally);
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

    fn asked(&self) -> Path {
        match &self.order {
            Order::Breadth(order) => order.asked(),
            Order::Depth(order) => order.asked(),
            // They have gone on to it already.
            Order::Walks(order) => order.expanding(),
            Order::Avoiding(order) => order.expanding(),
        }
    }

    fn widened(&mut self, layout: Layout, room: &mut Room) -> Result<Box<dyn Engine<S>>, Why> {
        // To widen many states takes long, so that then it shall be the last time.
        let spare = if self.states.visited.len() < WIDENED_LIGHTLY { 0 } else { SPARE_BITS };
        // It never gets narrower, so that no code is made for that.
        match (layout.bits() + spare).min(layout.bits().max(BITS_MAX)) {
            0..=64 if W <= 2 => Ok(Box::new(self.repacked::<2>(layout, room)?)),
            0..=96 if W <= 3 => Ok(Box::new(self.repacked::<3>(layout, room)?)),
            0..=128 if W <= 4 => Ok(Box::new(self.repacked::<4>(layout, room)?)),
            0..=BITS_MAX => Ok(Box::new(self.repacked::<8>(layout, room)?)),
            _ => Err(Why::Bits),
        }
    }

    fn leave(&mut self, room: &mut Room) {
        self.states.visited.leave(room);
        if let Order::Avoiding(order) = &mut self.order {
            order.give_back(room);
        }
    }
}

impl<const W: usize> Words<W> {
    /// The same in another layout; nothing is left here to go on with.
    fn repacked<const V: usize>(&mut self, layout: Layout, room: &mut Room) -> Result<Words<V>, Why> {
        let mut states = self.states.repacked::<V>(layout.spread(V), room)?;
        let (from, to) = (&self.states.layout, &states.layout);
        let order = match &mut self.order {
            Order::Breadth(order) => order.repacked(from, to, room).map(Order::Breadth),
            Order::Depth(order) => order.repacked(from, to, room).map(Order::Depth),
            Order::Walks(order) => Ok(Order::Walks(order.repacked(from, to, room))),
            Order::Avoiding(order) => order.repacked(from, to, room).map(Order::Avoiding),
        };
        match order {
            Ok(order) => Ok(Words { states, order }),
            Err(why) => {
                states.visited.leave(room);
                Err(why)
            }
        }
    }
}
