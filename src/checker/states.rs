//! The states that a search has seen, packed, and where it finds their successors. Grows its table and widens its layout as needed,
//! and says when it can't.

use super::layout::{Layout, Packed, Row};
use super::room::Room;
use super::space::{Sink, Space};
use super::visited::{Hashed, Home, Inserted, Visited};
use super::{Bound, Bounds, Status, Why};

/// Packed states that were seen.
pub(super) struct States<const W: usize> {
    pub(super) layout: Layout,
    pub(super) visited: Visited<W>,
    /// The space's, when all its numbers were seen to fit.
    revision: Option<u64>,
}

/// Some states' successors, one state's after another's.
#[derive(Default)]
pub(super) struct Block<const W: usize> {
    pub(super) successors: Vec<Packed<W>>,
    /// Where each state's successors end.
    pub(super) ends: Vec<usize>,
    hashes: Vec<Hashed>,
    homes: Vec<(Home, Packed<W>)>,
}

/// Successors that a block keeps room for.
const KEPT: usize = 1 << 14;

/// Most successors in a block.
const SUCCESSORS_MAX: usize = u32::MAX as usize;

/// Why a state isn't expanded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Halt {
    /// A number has outgrown its column.
    TooNarrow,
    /// There's no room for what comes of it.
    Stopped(Why),
}

impl From<Why> for Halt {
    fn from(why: Why) -> Self {
        Halt::Stopped(why)
    }
}

impl<const W: usize> Block<W> {
    pub(super) fn clear(&mut self) {
        self.successors.clear();
        self.ends.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Clears it, and lets go of the room that an uncommonly large one took.
    pub(super) fn leave(&mut self, room: &mut Room) {
        self.clear();
        self.hashes.clear();
        self.homes.clear();
        if self.successors.capacity() > KEPT {
            room.shrink(&mut self.successors, KEPT);
            room.shrink(&mut self.hashes, KEPT);
            room.shrink(&mut self.homes, KEPT);
        }
    }

    /// Lets go of all.
    pub(super) fn give_back(self, room: &mut Room) {
        room.drop(self.successors);
        room.drop(self.ends);
        room.drop(self.hashes);
        room.drop(self.homes);
    }
}

/// Packs successors of a state.
pub(super) struct Packer<'a, const W: usize> {
    layout: &'a Layout,
    from: Packed<W>,
    to: Packed<W>,
    out: &'a mut Vec<Packed<W>>,
    room: &'a mut Room,
    /// Why there's no room for all of them.
    refused: Option<Why>,
}

impl<'a, const W: usize> Packer<'a, W> {
    #[inline]
    pub(super) fn new(layout: &'a Layout, state: &Packed<W>, out: &'a mut Vec<Packed<W>>, room: &'a mut Room) -> Self {
        Packer { layout, from: *state, to: *state, out, room, refused: None }
    }

    /// # Errors
    /// If there was no room for all successors.
    #[inline]
    pub(super) fn end(self) -> Result<(), Why> {
        self.refused.map_or(Ok(()), Err)
    }

    #[cold]
    fn has_grown(&mut self) -> bool {
        // Which successor of its state each one is is a number of 32 bits.
        let has_numbers = if self.out.len() < SUCCESSORS_MAX { Ok(()) } else { Err(Why::Numbers) };
        self.refused = self.refused.or(has_numbers.and_then(|()| self.room.reserve(self.out, 1)).err());
        self.refused.is_none()
    }
}

impl<const W: usize> Sink for Packer<'_, W> {
    #[inline]
    fn change(&mut self, column: usize, old: u32, new: u32) {
        self.layout.change(&mut self.to, column, old, new);
    }

    #[inline]
    fn done(&mut self) {
        if self.out.len() < self.out.capacity() || self.has_grown() {
            self.out.push(self.to);
        }
        self.to = self.from;
    }
}

impl<const W: usize> States<W> {
    /// # Errors
    /// If there's no memory for what it starts with, or the bound forbids to take it.
    pub(super) fn new(layout: Layout, room: &mut Room) -> Result<Self, Why> {
        Ok(States { layout, visited: Visited::new(room)?, revision: None })
    }

    /// Makes sure that all numbers which the space has given by now can be packed.
    ///
    /// # Errors
    /// If one can't.
    pub(super) fn keep_up<S: Space>(&mut self, space: &S) -> Result<(), Halt> {
        if self.revision != Some(space.revision()) {
            if !(0..space.columns()).all(|column| self.layout.fits(column, space.count(column))) {
                return Err(Halt::TooNarrow);
            }
            self.revision = Some(space.revision());
        }
        Ok(())
    }

    /// Adds a state's successors to a block.
    ///
    /// # Errors
    /// If one of them can't be packed, or there's no room for all; then the block is as before.
    #[inline]
    pub(super) fn expand<S: Space>(
        &mut self,
        space: &mut S,
        state: &Packed<W>,
        block: &mut Block<W>,
        room: &mut Room,
    ) -> Result<(), Halt> {
        let before = block.successors.len();
        let row = self.layout.row(state);
        room.reserve(&mut block.ends, 1)?;
        let mut packer = Packer::new(&self.layout, state, &mut block.successors, room);
        let mut is_known = space.successors(&row, &mut packer);
        let mut packed = packer.end();
        if !is_known {
            block.successors.truncate(before);
            space.work_out(&row, room)?;
            self.keep_up(space)?;
            let mut packer = Packer::new(&self.layout, state, &mut block.successors, room);
            is_known = space.successors(&row, &mut packer);
            packed = packer.end();
        }
        if let Err(why) = packed {
            block.successors.truncate(before);
            return Err(why.into());
        }
        assert!(is_known, "all was worked out");
        block.ends.push(block.successors.len());
        Ok(())
    }

    /// Looks up the homes of a block's states all at once.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    pub(super) fn prepare(&self, block: &mut Block<W>, room: &mut Room) -> Result<(), Why> {
        block.hashes.clear();
        room.reserve(&mut block.hashes, block.successors.len())?;
        block.hashes.extend(block.successors.iter().map(Hashed::of));
        block.homes.clear();
        room.reserve(&mut block.homes, block.successors.len())?;
        block.homes.extend(block.hashes.iter().map(|&hash| self.visited.look(hash)));
        Ok(())
    }

    /// Inserts the block's successor at an index.
    ///
    /// # Errors
    /// If it's new, and a bound or the memory forbids to take it.
    #[inline]
    pub(super) fn insert(
        &mut self,
        block: &mut Block<W>,
        index: usize,
        bounds: Bounds,
        room: &mut Room,
    ) -> Result<Inserted, Status> {
        let state = block.successors[index];
        let (home, seen) = block.homes[index];
        if seen == state {
            return Ok(Inserted::Known);
        }
        if bounds.states_max.is_some_and(|max| self.visited.len() as u64 >= max) {
            return if self.visited.contains(&state) {
                Ok(Inserted::Known)
            } else {
                Err(Status::Bounded(Bound::States))
            };
        }
        match self.visited.insert(&state, home) {
            Inserted::Full => self.insert_again(block, index, room).map_err(Status::Stopped),
            inserted => Ok(inserted),
        }
    }

    /// Lets the table of the block's successor at an index grow, and then inserts it.
    #[cold]
    fn insert_again(&mut self, block: &mut Block<W>, index: usize, room: &mut Room) -> Result<Inserted, Why> {
        loop {
            self.visited.grow(block.homes[index].0, room)?;
            for (home, &hash) in block.homes.iter_mut().zip(&block.hashes).skip(index) {
                *home = self.visited.look(hash);
            }
            match self.visited.insert(&block.successors[index], block.homes[index].0) {
                Inserted::Full => {}
                inserted => return Ok(inserted),
            }
        }
    }

    /// Adds a state.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    pub(super) fn add(&mut self, state: &Packed<W>, room: &mut Room) -> Result<(), Why> {
        loop {
            let (home, _) = self.visited.look(Hashed::of(state));
            match self.visited.insert(state, home) {
                Inserted::Full => self.visited.grow(home, room)?,
                Inserted::New | Inserted::Known => return Ok(()),
            }
        }
    }

    pub(super) fn row(&self, state: &Packed<W>) -> Row {
        self.layout.row(state)
    }

    /// The same states in another layout, or with more words: a table after another, so that they aren't there twice.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more; then only their number is left here.
    pub(super) fn repacked<const V: usize>(&mut self, layout: Layout, room: &mut Room) -> Result<States<V>, Why> {
        let mut states = States::new(layout, room)?;
        while let Some(table) = self.visited.take_table() {
            let mut taken = table.iter().filter(|place| **place != [0; W]);
            let added = taken.try_for_each(|state| {
                let state = repacked(&self.layout, &states.layout, state);
                states.add(&state, room)
            });
            room.drop(table);
            if let Err(why) = added {
                self.visited.leave(room);
                states.visited.leave(room);
                return Err(why);
            }
        }
        Ok(states)
    }
}

/// A state in another layout. This is rare, and would be put into all that is made for each number of words.
#[inline(never)]
pub(super) fn repacked<const W: usize, const V: usize>(from: &Layout, to: &Layout, state: &Packed<W>) -> Packed<V> {
    to.pack(&from.row(state))
}

/// States in another layout, in their order.
///
/// # Errors
/// If there's no memory, or the bound forbids to take more.
pub(super) fn all_repacked<const W: usize, const V: usize>(
    from: &Layout,
    to: &Layout,
    states: &[Packed<W>],
    room: &mut Room,
) -> Result<Vec<Packed<V>>, Why> {
    let mut all = Vec::new();
    room.reserve_exact(&mut all, states.len())?;
    all.extend(states.iter().map(|state| repacked(from, to, state)));
    Ok(all)
}
