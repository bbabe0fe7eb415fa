//! Deepest first: the successor that was found last is expanded next.

use super::layout::{Layout, Packed};
use super::room::Room;
use super::space::Space;
use super::states::{Block, Halt, States, repacked};
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
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    pub(super) fn new(initial: Packed<W>, room: &mut Room) -> Result<Self, Why> {
        let mut stack = Vec::new();
        room.push(&mut stack, Found { state: initial, depth: 1, which: 0 })?;
        Ok(Depth { stack, way: Path::default(), block: Block::default() })
    }

    /// States known and not yet expanded.
    pub(super) fn frontier(&self) -> usize {
        self.stack.len()
    }

    /// The way to the state that is being expanded.
    pub(super) fn expanding(&self) -> Path {
        self.way.clone()
    }

    /// The way to the state that was found last.
    pub(super) fn asked(&self) -> Path {
        let mut way = self.way.clone();
        way.successors.extend(self.stack.last().filter(|found| found.depth > 1).map(|found| found.which));
        way
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
                self.way.push(which, &mut tally.room)?;
            }
            let deeper = depth.checked_add(1).ok_or(Why::Numbers)?;
            self.block.clear();
            states.expand(space, &state, &mut self.block, &mut tally.room)?;
            self.stack.pop();
            *budget -= 1;
            if let Err(status) = self.take(space, states, tally, deeper) {
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
        states.prepare(block, &mut tally.room).map_err(Status::Stopped)?;
        for (which, index) in (0..).zip(0..block.successors.len()) {
            tally.generated += 1;
            tally.room.reserve(stack, 1).map_err(Status::Stopped)?;
            if states.insert(block, index, bounds, &mut tally.room)? != Inserted::New {
                continue;
            }
            let state = block.successors[index];
            stack.push(Found { state, depth, which });
            tally.depth = tally.depth.max(depth);
            if tally.is_watching(space.alarms()) {
                let discovery = |room: &mut Room| way.and(&[which], room).map(Discovery::After);
                tally.check(space, &states.row(&state), discovery).map_err(Status::Stopped)?;
            }
        }
        block.leave(&mut tally.room);
        Ok(())
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
    ) -> Result<Depth<V>, Why> {
        let again = |Found { state, depth, which }: &Found<W>| Found {
            state: repacked(from, to, state),
            depth: *depth,
            which: *which,
        };
        let mut stack = Vec::new();
        room.reserve_exact(&mut stack, self.stack.len())?;
        stack.extend(self.stack.iter().map(again));
        room.drop(std::mem::take(&mut self.stack));
        std::mem::take(&mut self.block).give_back(room);
        Ok(Depth { stack, way: std::mem::take(&mut self.way), block: Block::default() })
    }
}
