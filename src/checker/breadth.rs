//! Nearest first: one depth after another, each state's successors in their order, so that every discovery is a shortest one.

use super::layout::{Layout, Packed};
use super::parents::{Parents, growth};
use super::part::Part;
use super::room::Room;
use super::space::Space;
use super::states::{Block, Halt, States, all_repacked};
use super::tally::{Discovery, Path, Tally};
use super::visited::Inserted;
use super::{Status, Why};

/// Successors that are looked up together. As many as keep the memory busy, and few enough to stay in the nearest cache.
const BLOCK: usize = 64;
/// States that are expanded before that, if they have few successors.
const BLOCK_STATES: usize = 256;

/// The order of a breadth-first search.
pub(super) struct Breadth<const W: usize> {
    /// The states of the depth that is being expanded, and how many of them are.
    pub(super) level: Vec<Packed<W>>,
    pub(super) at: usize,
    depth: u32,
    /// How many states each depth before this one had.
    widths: Vec<u64>,
    next: Vec<Packed<W>>,
    parents: Parents,
    pub(super) block: Block<W>,
    /// What several threads work on.
    pub(super) parts: Vec<Part<W>>,
    /// How far the state that is being expanded is ahead of what was taken in, beside the block.
    pub(super) ahead: usize,
}

impl<const W: usize> Breadth<W> {
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    pub(super) fn new(initial: Packed<W>, room: &mut Room) -> Result<Self, Why> {
        let mut parents = Parents::default();
        parents.found(0, room)?;
        let mut level = Vec::new();
        room.push(&mut level, initial)?;
        Ok(Breadth {
            level,
            at: 0,
            depth: 1,
            widths: Vec::new(),
            next: Vec::new(),
            parents,
            block: Block::default(),
            parts: Vec::new(),
            ahead: 0,
        })
    }

    /// States that were found.
    pub(super) fn found(&self) -> usize {
        self.parents.found_len()
    }

    /// States of this depth that are still to be expanded.
    pub(super) fn left(&self) -> usize {
        self.level.len() - self.at
    }

    /// States known and not yet expanded.
    pub(super) fn frontier(&self) -> usize {
        self.left() + self.next.len()
    }

    /// How many states each depth has, as far as is known.
    pub(super) fn widths(&self) -> Vec<u64> {
        let known = [self.level.len() as u64, self.next.len() as u64];
        self.widths.iter().copied().chain(known).take_while(|width| *width > 0).collect()
    }

    /// The way to the state that was found as this one.
    pub(super) fn way_to(&self, state: usize) -> Path {
        Path { successors: self.parents.path(state), back_to: None }
    }

    /// The way to the state that is being expanded.
    pub(super) fn expanding(&self) -> Path {
        self.way_to(self.parents.expanded_len() + self.block.ends.len() + self.ahead)
    }

    /// The way to the state that was found last.
    pub(super) fn asked(&self) -> Path {
        self.way_to(self.parents.found_len() - 1)
    }

    /// Expands at most `budget` states.
    ///
    /// # Errors
    /// If a state can't be packed in this layout, or there's no room for it; everything before it is done.
    pub(super) fn advance<S: Space>(
        &mut self,
        space: &mut S,
        states: &mut States<W>,
        tally: &mut Tally,
        budget: &mut usize,
    ) -> Result<(), Halt> {
        while *budget > 0 && tally.is_going_on() {
            self.go_deeper(tally)?;
            if self.level.is_empty() {
                return Ok(());
            }
            self.block.clear();
            let mut outcome = Ok(());
            for state in self.level[self.at..].iter().take((*budget).min(BLOCK_STATES)) {
                outcome = states.expand(space, state, &mut self.block, &mut tally.room);
                if outcome.is_err() || self.block.successors.len() >= BLOCK {
                    break;
                }
            }
            *budget -= self.block.ends.len();
            self.catch_up(space, states, tally);
            outcome?;
        }
        Ok(())
    }

    /// Takes in what was expanded.
    pub(super) fn catch_up<S: Space>(&mut self, space: &S, states: &mut States<W>, tally: &mut Tally) {
        if !self.block.is_empty()
            && let Err(status) = self.take(space, states, tally)
        {
            tally.status = status;
        }
    }

    /// Goes on to the next depth when this one is done, unless the bound forbids it.
    ///
    /// # Errors
    /// If there's no room, or depths can't be counted any more.
    pub(super) fn go_deeper(&mut self, tally: &mut Tally) -> Result<(), Why> {
        if self.at == self.level.len() {
            self.leave_level(&mut tally.room)?;
            self.at = 0;
            // The states of the next depth are counted as one deeper than this.
            self.depth = self.depth.checked_add(1).filter(|depth| *depth < u32::MAX).ok_or(Why::Numbers)?;
            std::mem::swap(&mut self.level, &mut self.next);
        }
        let is_at_bound = tally.bounds().depth_max.is_some_and(|max| self.depth >= max);
        if is_at_bound && !self.level.is_empty() {
            tally.cut_by_depth = true;
            self.leave_level(&mut tally.room)?;
        }
        Ok(())
    }

    fn leave_level(&mut self, room: &mut Room) -> Result<(), Why> {
        if !self.level.is_empty() {
            room.push(&mut self.widths, self.level.len() as u64)?;
            self.level.clear();
        }
        Ok(())
    }

    /// Takes in what was expanded: a state after another, so that a bound ends the search where it would without blocks.
    fn take<S: Space>(&mut self, space: &S, states: &mut States<W>, tally: &mut Tally) -> Result<(), Status> {
        let mut block = std::mem::take(&mut self.block);
        let taken = self.take_block(&mut block, space, states, tally);
        block.leave(&mut tally.room);
        self.block = block;
        taken
    }

    fn take_block<S: Space>(
        &mut self,
        block: &mut Block<W>,
        space: &S,
        states: &mut States<W>,
        tally: &mut Tally,
    ) -> Result<(), Status> {
        let bounds = tally.bounds();
        states.prepare(block, &mut tally.room).map_err(Status::Stopped)?;
        let mut start = 0;
        for index in 0..block.ends.len() {
            let end = block.ends[index];
            let mut children = 0;
            for (which, at) in (0..).zip(start..end) {
                tally.generated += 1;
                if states.insert(block, at, bounds, &mut tally.room)? == Inserted::New {
                    children += 1;
                    self.take_new(which, block.successors[at], space, states, tally).map_err(Status::Stopped)?;
                }
            }
            self.take_expanded(children, tally).map_err(Status::Stopped)?;
            start = end;
            if tally.is_decided() {
                break;
            }
        }
        Ok(())
    }

    /// Takes in a successor that is new.
    #[inline]
    pub(super) fn take_new<S: Space>(
        &mut self,
        which: u32,
        state: Packed<W>,
        space: &S,
        states: &States<W>,
        tally: &mut Tally,
    ) -> Result<(), Why> {
        tally.room.reserve(&mut self.next, 1)?;
        self.parents.found(which, &mut tally.room)?;
        self.next.push(state);
        tally.depth = self.depth + 1;
        if tally.is_watching(space.alarms()) {
            let at = Discovery::At { state: self.parents.found_len() - 1, steps: self.depth };
            tally.check(space, &states.row(&state), |_| Ok(at.clone()))?;
        }
        Ok(())
    }

    /// Notes that the next state of this depth was expanded.
    #[inline]
    pub(super) fn take_expanded(&mut self, children: u32, tally: &mut Tally) -> Result<(), Why> {
        self.parents.expanded(children, &mut tally.room)?;
        self.at += 1;
        Ok(())
    }

    /// Bytes that are taken beside what is taken now, at most, while so many states are taken in.
    pub(super) fn growth(&self, more: usize) -> u64 {
        growth(&self.next, more) + self.parents.growth(more)
    }

    /// The same in another layout; nothing is left here to go on with.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more; then all is as before.
    pub(super) fn repacked<const V: usize>(
        &mut self,
        from: &Layout,
        to: &Layout,
        room: &mut Room,
    ) -> Result<Breadth<V>, Why> {
        let level = all_repacked(from, to, &self.level, room)?;
        let next = match all_repacked(from, to, &self.next, room) {
            Ok(next) => next,
            Err(why) => {
                room.drop(level);
                return Err(why);
            }
        };
        room.drop(std::mem::take(&mut self.level));
        room.drop(std::mem::take(&mut self.next));
        std::mem::take(&mut self.block).give_back(room);
        std::mem::take(&mut self.parts).into_iter().for_each(|part| room.give(part.bytes()));
        Ok(Breadth {
            level,
            at: self.at,
            depth: self.depth,
            widths: std::mem::take(&mut self.widths),
            next,
            parents: std::mem::take(&mut self.parents),
            block: Block::default(),
            parts: Vec::new(),
            ahead: 0,
        })
    }
}
