//! Nearest first: one depth after another, each state's successors in their order, so that every discovery is a shortest one.

use super::layout::{Layout, Packed};
use super::parents::{Parents, growth};
use super::part::Part;
use super::space::Space;
use super::states::{Block, States, TooNarrow, repacked};
use super::tally::{Discovery, Path, Tally};
use super::visited::Inserted;
use super::{Bounds, Status, Why};
use std::ops::Range;

/// Successors that are looked up together. As many as keep the memory busy, and few enough to stay in the nearest cache.
const BLOCK: usize = 64;

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
    pub(super) fn new(initial: Option<Packed<W>>) -> Self {
        let mut parents = Parents::default();
        initial.iter().for_each(|_| parents.found(0));
        Breadth {
            level: initial.into_iter().collect(),
            at: 0,
            depth: 1,
            widths: Vec::new(),
            next: Vec::new(),
            parents,
            block: Block::new(),
            parts: Vec::new(),
            ahead: 0,
        }
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

    pub(super) fn bytes(&self) -> usize {
        (self.level.capacity() + self.next.capacity()) * size_of::<Packed<W>>() + self.parents.bytes()
    }

    /// The way to the state that was found as this one.
    pub(super) fn way_to(&self, state: usize) -> Path {
        Path { successors: self.parents.path(state), back_to: None }
    }

    /// The way to the state that is being expanded.
    pub(super) fn expanding(&self) -> Path {
        self.way_to(self.parents.expanded_len() + self.block.ends.len() + self.ahead)
    }

    /// Expands at most `budget` states.
    ///
    /// # Errors
    /// If a state can't be packed in this layout; everything before it is done.
    pub(super) fn advance<S: Space>(
        &mut self,
        space: &mut S,
        states: &mut States<W>,
        tally: &mut Tally,
        budget: &mut usize,
    ) -> Result<(), TooNarrow> {
        while *budget > 0 && tally.is_going_on() {
            self.go_deeper(tally);
            if self.level.is_empty() {
                return Ok(());
            }
            self.block.clear();
            let mut outcome = Ok(());
            for state in self.level[self.at..].iter().take(*budget) {
                outcome = states.expand(space, state, &mut self.block);
                if outcome.is_err() || self.block.successors.len() >= BLOCK {
                    break;
                }
            }
            *budget -= self.block.ends.len();
            if !self.block.is_empty()
                && let Err(status) = self.take(space, states, tally)
            {
                tally.status = status;
            }
            outcome?;
        }
        Ok(())
    }

    /// Goes on to the next depth when this one is done, unless the bound forbids it.
    pub(super) fn go_deeper(&mut self, tally: &mut Tally) {
        if self.at == self.level.len() {
            self.leave_level();
            self.at = 0;
            self.depth += 1;
            std::mem::swap(&mut self.level, &mut self.next);
        }
        let is_at_bound = tally.bounds().depth_max.is_some_and(|max| self.depth >= max);
        if is_at_bound && !self.level.is_empty() {
            tally.cut_by_depth = true;
            self.leave_level();
        }
    }

    fn leave_level(&mut self) {
        if !self.level.is_empty() {
            self.widths.push(self.level.len() as u64);
            self.level.clear();
        }
    }

    /// Takes in what was expanded: a state after another, so that a bound ends the search where it would without blocks.
    fn take<S: Space>(&mut self, space: &S, states: &mut States<W>, tally: &mut Tally) -> Result<(), Status> {
        let bounds = tally.bounds();
        self.reserve(self.block.successors.len(), bounds, || states.visited.bytes() as u64 + space.bytes())?;
        let mut block = std::mem::replace(&mut self.block, Block::new());
        states.prepare(&mut block, bounds, |states| (states.visited.bytes() + self.bytes()) as u64 + space.bytes())?;
        let mut start = 0;
        for &end in &block.ends {
            let is_new = |states: &mut States<W>, at| Ok(states.insert(&block, at, bounds)? == Inserted::New);
            self.take_state(&block.successors, start..end, space, states, tally, is_new)?;
            start = end;
            if tally.is_decided() {
                break;
            }
        }
        self.block = block;
        Ok(())
    }

    /// Makes room for so many states more; `beside` are the bytes that the rest of the search takes.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    pub(super) fn reserve(&mut self, more: usize, bounds: Bounds, beside: impl FnOnce() -> u64) -> Result<(), Status> {
        if let Some(max) = bounds.bytes_max {
            let next = growth(self.next.capacity(), self.next.len() + more) * size_of::<Packed<W>>();
            let grown = next + self.parents.growth(more);
            if grown > 0 && (self.bytes() + grown) as u64 + beside() > max {
                return Err(Status::Stopped(Why::Bytes));
            }
        }
        self.next.try_reserve(more).map_err(|_| Status::Stopped(Why::Memory))?;
        self.parents.reserve(more).map_err(|_| Status::Stopped(Why::Memory))
    }

    /// Takes in one state's successors, as far as they're new.
    #[inline]
    pub(super) fn take_state<S: Space>(
        &mut self,
        successors: &[Packed<W>],
        span: Range<usize>,
        space: &S,
        states: &mut States<W>,
        tally: &mut Tally,
        mut is_new: impl FnMut(&mut States<W>, usize) -> Result<bool, Status>,
    ) -> Result<(), Status> {
        let mut children = 0;
        for (which, at) in (0..).zip(span) {
            tally.generated += 1;
            if !is_new(states, at)? {
                continue;
            }
            let state = successors[at];
            self.next.push(state);
            self.parents.found(which);
            children += 1;
            tally.depth = self.depth + 1;
            if tally.is_watching(space.alarms()) {
                let discovery = || Discovery::At { state: self.parents.found_len() - 1, steps: self.depth };
                tally.check(space, &states.row(&state), discovery);
            }
        }
        self.parents.expanded(children);
        self.at += 1;
        Ok(())
    }

    pub(super) fn repacked<const V: usize>(self, from: &Layout, to: &Layout) -> Breadth<V> {
        let again = |states: Vec<Packed<W>>| states.iter().map(|state| repacked(from, to, state)).collect();
        Breadth {
            level: again(self.level),
            at: self.at,
            depth: self.depth,
            widths: self.widths,
            next: again(self.next),
            parents: self.parents,
            block: Block::new(),
            parts: Vec::new(),
            ahead: 0,
        }
    }
}
