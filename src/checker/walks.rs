//! Random walks: one run after another, each from the initial state until it can't go on, or comes to the bound of depth. Which
//! successor each step takes depends on the seed alone.

use super::layout::{Layout, Packed};
use super::room::Room;
use super::space::Space;
use super::states::{Block, Halt, States, repacked};
use super::tally::{Discovery, Path, Tally, counted};
use super::visited::Inserted;
use super::{Status, random_at};

/// The order of random walks.
pub(super) struct Walks<const W: usize> {
    initial: Packed<W>,
    seed: u64,
    /// Random numbers that were drawn.
    drawn: u64,
    /// Where the walk is, if there is one.
    state: Option<Packed<W>>,
    way: Path,
    block: Block<W>,
}

impl<const W: usize> Walks<W> {
    pub(super) fn new(initial: Packed<W>, seed: u64) -> Self {
        Walks { initial, seed, drawn: 0, state: None, way: Path::default(), block: Block::default() }
    }

    /// The way to the state that is being expanded.
    pub(super) fn expanding(&self) -> Path {
        self.way.clone()
    }

    /// Takes at most `budget` steps; to begin a walk is one.
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
            self.step(space, states, tally)?;
            *budget -= 1;
            if tally.is_decided() || !tally.status.is_running() {
                break;
            }
        }
        Ok(())
    }

    fn step<S: Space>(&mut self, space: &mut S, states: &mut States<W>, tally: &mut Tally) -> Result<(), Halt> {
        let Some(state) = self.state else {
            self.way.successors.clear();
            self.state = Some(self.initial);
            return Ok(());
        };
        let depth = self.way.successors.len() + 1;
        if tally.bounds().depth_max.is_some_and(|max| depth >= max as usize) {
            self.state = None;
            return Ok(());
        }
        self.block.clear();
        states.expand(space, &state, &mut self.block, &mut tally.room)?;
        if self.block.successors.is_empty() {
            self.state = None;
            return Ok(());
        }
        // Only what is taken is drawn, so that a step that there is no room for is none.
        let chosen = self.chosen(self.block.successors.len());
        self.way.push(counted(chosen), &mut tally.room)?;
        self.drawn += u64::from(self.block.successors.len() > 1);
        let next = self.block.successors[chosen];
        self.block.clear();
        self.block.successors.push(next);
        self.state = Some(next);
        tally.generated += 1;
        if let Err(status) = self.take(space, states, tally) {
            tally.status = status;
        }
        Ok(())
    }

    fn take<S: Space>(&mut self, space: &S, states: &mut States<W>, tally: &mut Tally) -> Result<(), Status> {
        let bounds = tally.bounds();
        states.prepare(&mut self.block, &mut tally.room).map_err(Status::Stopped)?;
        if states.insert(&mut self.block, 0, bounds, &mut tally.room)? == Inserted::New {
            tally.depth = tally.depth.max(counted(self.way.successors.len() + 1));
            if tally.is_watching(space.alarms()) {
                let row = states.row(&self.block.successors[0]);
                let discovery = |room: &mut Room| self.way.and(&[], room).map(Discovery::After);
                tally.check(space, &row, discovery).map_err(Status::Stopped)?;
            }
        }
        self.block.leave(&mut tally.room);
        Ok(())
    }

    /// A number below `count`; the only one there is isn't drawn.
    fn chosen(&self, count: usize) -> usize {
        if count == 1 {
            return 0;
        }
        usize::try_from(random_at(self.seed, self.drawn) % count as u64).expect("below a length")
    }

    /// The same in another layout; nothing is left here to go on with.
    pub(super) fn repacked<const V: usize>(&mut self, from: &Layout, to: &Layout, room: &mut Room) -> Walks<V> {
        let again = |state: &Packed<W>| repacked(from, to, state);
        std::mem::take(&mut self.block).give_back(room);
        Walks {
            initial: again(&self.initial),
            seed: self.seed,
            drawn: self.drawn,
            state: self.state.as_ref().map(again),
            way: std::mem::take(&mut self.way),
            block: Block::default(),
        }
    }
}
