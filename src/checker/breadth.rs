//! Nearest first: one depth after another, each state's successors in their order, so that every discovery is a shortest one.

use super::layout::{Layout, Packed};
use super::parents::Parents;
use super::space::Space;
use super::states::{Block, States, TooNarrow, repacked};
use super::tally::{Discovery, Path, Tally};
use super::visited::Inserted;
use super::{Status, Why};

/// Successors that are looked up together. As many as keep the memory busy, and few enough to stay in the nearest cache.
const BLOCK: usize = 64;

/// The order of a breadth-first search.
pub(super) struct Breadth<const W: usize> {
    /// The states of the depth that is being expanded, and how many of them are.
    level: Vec<Packed<W>>,
    at: usize,
    depth: u32,
    next: Vec<Packed<W>>,
    parents: Parents,
    block: Block<W>,
}

impl<const W: usize> Breadth<W> {
    pub(super) fn new(initial: Option<Packed<W>>) -> Self {
        let mut parents = Parents::default();
        initial.iter().for_each(|_| parents.found(0));
        Breadth {
            level: initial.into_iter().collect(),
            at: 0,
            depth: 1,
            next: Vec::new(),
            parents,
            block: Block::new(),
        }
    }

    /// States known and not yet expanded.
    pub(super) fn frontier(&self) -> usize {
        self.level.len() - self.at + self.next.len()
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
        self.way_to(self.parents.expanded_len() + self.block.ends.len())
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
        while *budget > 0 && tally.status.is_running() {
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
    fn go_deeper(&mut self, tally: &mut Tally) {
        if self.at == self.level.len() {
            self.level.clear();
            self.at = 0;
            self.depth += 1;
            std::mem::swap(&mut self.level, &mut self.next);
        }
        let is_at_bound = tally.bounds().depth_max.is_some_and(|max| self.depth >= max);
        if is_at_bound && !self.level.is_empty() {
            tally.cut_by_depth = true;
            self.level.clear();
        }
    }

    /// Takes in what was expanded: a state after another, so that a bound ends the search where it would without blocks.
    fn take<S: Space>(&mut self, space: &S, states: &mut States<W>, tally: &mut Tally) -> Result<(), Status> {
        let Breadth { level, at, depth, next, parents, block } = self;
        let bounds = tally.bounds();
        let room = block.successors.len();
        let frontier = (level.capacity() + next.capacity()) * size_of::<Packed<W>>();
        states.prepare(block, bounds, |states| {
            (states.visited.bytes() + frontier + parents.bytes()) as u64 + space.bytes()
        })?;
        next.try_reserve(room).map_err(|_| Status::Stopped(Why::Memory))?;
        parents.reserve(room).map_err(|_| Status::Stopped(Why::Memory))?;
        let mut start = 0;
        for &end in &block.ends {
            let mut children = 0;
            for (which, index) in (0..).zip(start..end) {
                tally.generated += 1;
                if states.insert(block, index, bounds)? == Inserted::Known {
                    continue;
                }
                let state = &block.successors[index];
                next.push(*state);
                parents.found(which);
                children += 1;
                tally.depth = *depth + 1;
                if tally.is_watching(space.alarms()) {
                    let found = states.visited.len() - 1;
                    tally.check(space, &states.row(state), || Discovery::At { state: found, steps: *depth });
                }
            }
            parents.expanded(children);
            start = end;
            *at += 1;
            if tally.is_decided() {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn repacked<const V: usize>(self, from: &Layout, to: &Layout) -> Breadth<V> {
        let again = |states: Vec<Packed<W>>| states.iter().map(|state| repacked(from, to, state)).collect();
        Breadth {
            level: again(self.level),
            at: self.at,
            depth: self.depth,
            next: again(self.next),
            parents: self.parents,
            block: Block::new(),
        }
    }
}
