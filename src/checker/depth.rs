//! Deepest first: the successor that was found last is expanded next.

use super::layout::{Layout, Packed};
use super::parents::growth;
use super::space::Space;
use super::states::{Block, States, TooNarrow, repacked};
use super::tally::{Discovery, Path, Tally};
use super::visited::Inserted;
use super::{Status, Why};

/// The order of a depth-first search.
pub(super) struct Depth<const W: usize> {
    stack: Vec<Found<W>>,
    /// The way to the state that is being expanded.
    way: Path,
    block: Block<W>,
}

/// A state that was found and isn't expanded yet.
struct Found<const W: usize> {
    state: Packed<W>,
    depth: u32,
    /// Which successor of the one before it it is.
    which: u32,
}

impl<const W: usize> Depth<W> {
    pub(super) fn new(initial: Option<Packed<W>>) -> Self {
        let found = |state| Found { state, depth: 1, which: 0 };
        Depth { stack: initial.into_iter().map(found).collect(), way: Path::default(), block: Block::new() }
    }

    /// States known and not yet expanded.
    pub(super) fn frontier(&self) -> usize {
        self.stack.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.stack.capacity() * size_of::<Found<W>>() + self.way.successors.capacity() * size_of::<u32>()
    }

    /// The way to the state that is being expanded.
    pub(super) fn expanding(&self) -> Path {
        self.way.clone()
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
        while *budget > 0 {
            let Some(&Found { state, depth, which }) = self.stack.last() else { break };
            if tally.bounds().depth_max.is_some_and(|max| depth >= max) {
                tally.cut_by_depth = true;
                self.stack.pop();
                *budget -= 1;
                continue;
            }
            if depth > 1 {
                self.way.successors.truncate(depth as usize - 2);
                self.way.successors.push(which);
            }
            self.block.clear();
            states.expand(space, &state, &mut self.block)?;
            self.stack.pop();
            *budget -= 1;
            if let Err(status) = self.take(space, states, tally, depth + 1) {
                tally.status = status;
            }
            if !tally.is_going_on() {
                break;
            }
        }
        Ok(())
    }

    fn take<S: Space>(
        &mut self,
        space: &S,
        states: &mut States<W>,
        tally: &mut Tally,
        depth: u32,
    ) -> Result<(), Status> {
        let bounds = tally.bounds();
        let Depth { stack, way, block } = self;
        let bytes = |states: &States<W>| {
            (states.visited.bytes() + stack.capacity() * size_of::<Found<W>>()) as u64 + space.bytes()
        };
        states.prepare(block, bounds, bytes)?;
        if let Some(max) = bounds.bytes_max {
            let grown = growth(stack.capacity(), stack.len() + block.successors.len()) * size_of::<Found<W>>();
            if grown > 0 && bytes(states) + grown as u64 > max {
                return Err(Status::Stopped(Why::Bytes));
            }
        }
        stack.try_reserve(block.successors.len()).map_err(|_| Status::Stopped(Why::Memory))?;
        for (which, index) in (0..).zip(0..block.successors.len()) {
            tally.generated += 1;
            if states.insert(block, index, bounds)? == Inserted::Known {
                continue;
            }
            let state = block.successors[index];
            stack.push(Found { state, depth, which });
            tally.depth = tally.depth.max(depth);
            if tally.is_watching(space.alarms()) {
                tally.check(space, &states.row(&state), || {
                    let mut way = way.clone();
                    way.successors.push(which);
                    Discovery::After(way)
                });
            }
        }
        Ok(())
    }

    pub(super) fn repacked<const V: usize>(self, from: &Layout, to: &Layout) -> Depth<V> {
        let again = |Found { state, depth, which }: Found<W>| Found { state: repacked(from, to, &state), depth, which };
        Depth { stack: self.stack.into_iter().map(again).collect(), way: self.way, block: Block::new() }
    }
}
