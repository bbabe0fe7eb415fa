//! The states that a search has seen, packed, and where it finds their successors. Grows its table and widens its layout as needed,
//! and says when it can't.

use super::layout::{Layout, Packed, Row};
use super::space::{Sink, Space};
use super::visited::{Hashed, Home, Inserted, Visited};
use super::{Bound, Bounds, Status, Why};

/// Packed states that were seen.
pub(super) struct States<const W: usize> {
    pub(super) layout: Layout,
    pub(super) visited: Visited<W>,
    revision: u64,
    /// The space has grown since the bytes were counted.
    is_to_weigh: bool,
}

/// Some states' successors, one state's after another's.
pub(super) struct Block<const W: usize> {
    pub(super) successors: Vec<Packed<W>>,
    /// Where each state's successors end.
    pub(super) ends: Vec<usize>,
    hashes: Vec<Hashed>,
    homes: Vec<(Home, Packed<W>)>,
}

/// A number has outgrown its column.
#[derive(Debug)]
pub(super) struct TooNarrow;

impl<const W: usize> Block<W> {
    pub(super) fn new() -> Self {
        Block { successors: Vec::new(), ends: Vec::new(), hashes: Vec::new(), homes: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.successors.clear();
        self.ends.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Packs successors of a state.
pub(super) struct Packer<'a, const W: usize> {
    layout: &'a Layout,
    from: Packed<W>,
    to: Packed<W>,
    out: &'a mut Vec<Packed<W>>,
}

impl<'a, const W: usize> Packer<'a, W> {
    #[inline]
    pub(super) fn new(layout: &'a Layout, state: &Packed<W>, out: &'a mut Vec<Packed<W>>) -> Self {
        Packer { layout, from: *state, to: *state, out }
    }
}

impl<const W: usize> Sink for Packer<'_, W> {
    #[inline]
    fn change(&mut self, column: usize, old: u32, new: u32) {
        self.layout.change(&mut self.to, column, old, new);
    }

    #[inline]
    fn done(&mut self) {
        self.out.push(self.to);
        self.to = self.from;
    }
}

impl<const W: usize> States<W> {
    pub(super) fn new(layout: Layout) -> Self {
        States { layout, visited: Visited::new(), revision: 0, is_to_weigh: false }
    }

    /// Adds a state's successors to a block.
    ///
    /// # Errors
    /// If one of them can't be packed; then the block is as before.
    #[inline]
    pub(super) fn expand<S: Space>(
        &mut self,
        space: &mut S,
        state: &Packed<W>,
        block: &mut Block<W>,
    ) -> Result<(), TooNarrow> {
        let before = block.successors.len();
        let row = self.layout.row(state);
        let mut packer = Packer::new(&self.layout, state, &mut block.successors);
        if space.successors(&row, &mut packer) {
            block.ends.push(block.successors.len());
            return Ok(());
        }
        block.successors.truncate(before);
        space.work_out(&row);
        if space.revision() != self.revision {
            if !(0..space.columns()).all(|column| self.layout.fits(column, space.count(column))) {
                block.successors.truncate(before);
                return Err(TooNarrow);
            }
            self.revision = space.revision();
            self.is_to_weigh = true;
        }
        let mut packer = Packer::new(&self.layout, state, &mut block.successors);
        assert!(space.successors(&row, &mut packer), "all was worked out");
        block.ends.push(block.successors.len());
        Ok(())
    }

    /// Makes sure that a whole block can be inserted, and looks up the homes of its states all at once.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    pub(super) fn prepare(
        &mut self,
        block: &mut Block<W>,
        bounds: Bounds,
        bytes: impl Fn(&Self) -> u64,
    ) -> Result<(), Status> {
        let too_many = |states: &Self, growth| bounds.bytes_max.is_some_and(|max| bytes(states) + growth > max);
        if std::mem::take(&mut self.is_to_weigh) && too_many(self, 0) {
            return Err(Status::Stopped(Why::Bytes));
        }
        block.hashes.clear();
        block.hashes.extend(block.successors.iter().map(Hashed::of));
        for &hash in &block.hashes {
            while let Some(growth) = self.visited.growth(hash) {
                if too_many(self, growth as u64) {
                    return Err(Status::Stopped(Why::Bytes));
                }
                self.visited.grow(hash).map_err(|_| Status::Stopped(Why::Memory))?;
            }
        }
        block.homes.clear();
        block.homes.extend(block.hashes.iter().map(|&hash| self.visited.look(hash)));
        Ok(())
    }

    /// Inserts the block's successor at an index.
    ///
    /// # Errors
    /// If it's new, and a bound or the memory forbids to take it.
    #[inline]
    pub(super) fn insert(&mut self, block: &Block<W>, index: usize, bounds: Bounds) -> Result<Inserted, Status> {
        let state = &block.successors[index];
        let (home, seen) = block.homes[index];
        if seen == *state {
            return Ok(Inserted::Known);
        }
        if bounds.states_max.is_some_and(|max| self.visited.len() as u64 >= max) {
            return if self.visited.contains(state) {
                Ok(Inserted::Known)
            } else {
                Err(Status::Bounded(Bound::States))
            };
        }
        self.visited.insert(state, home).map_err(|_| Status::Stopped(Why::Memory))
    }

    /// Adds the first state.
    ///
    /// # Panics
    /// If there's no memory for it.
    pub(super) fn add(&mut self, state: &Packed<W>) {
        let (home, _) = self.visited.look(Hashed::of(state));
        self.visited.insert(state, home).expect("memory for one state");
    }

    pub(super) fn row(&self, state: &Packed<W>) -> Row {
        self.layout.row(state)
    }

    /// The same states in another layout, or with more words.
    ///
    /// # Errors
    /// If there's no memory.
    pub(super) fn repacked<const V: usize>(&self, layout: Layout) -> Result<States<V>, Status> {
        let mut states = States::new(layout);
        for state in self.visited.iter() {
            let state = repacked(&self.layout, &states.layout, state);
            let hash = Hashed::of(&state);
            while states.visited.growth(hash).is_some() {
                states.visited.grow(hash).map_err(|_| Status::Stopped(Why::Memory))?;
            }
            let (home, _) = states.visited.look(hash);
            states.visited.insert(&state, home).map_err(|_| Status::Stopped(Why::Memory))?;
        }
        Ok(states)
    }
}

/// A state in another layout. This is rare, and would be put into all that is made for each number of words.
#[inline(never)]
pub(super) fn repacked<const W: usize, const V: usize>(from: &Layout, to: &Layout, state: &Packed<W>) -> Packed<V> {
    to.pack(&from.row(state))
}
