//! Random walks: one run after another, each from the initial state until it can't go on, or comes to the bound of depth. Which
//! successor each step takes depends on the seed alone.

use super::layout::{Layout, Packed};
use super::space::Space;
use super::states::{Block, States, TooNarrow, repacked};
use super::tally::{Discovery, Path, Tally};
use super::visited::Inserted;
use super::{Status, random_at};

/// The order of random walks.
pub(super) struct Walks<const W: usize> {
    initial: Option<Packed<W>>,
    seed: u64,
    /// Random numbers that were drawn.
    drawn: u64,
    /// Where the walk is, if there is one.
    state: Option<Packed<W>>,
    way: Path,
    block: Block<W>,
}

impl<const W: usize> Walks<W> {
    pub(super) fn new(initial: Option<Packed<W>>, seed: u64) -> Self {
        Walks { initial, seed, drawn: 0, state: None, way: Path::default(), block: Block::new() }
    }

    /// The way to the state that is being expanded.
    pub(super) fn expanding(&self) -> Path {
        self.way.clone()
    }

    /// Takes at most `budget` steps; to begin a walk is one.
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
            self.step(space, states, tally)?;
            *budget -= 1;
            if tally.is_decided() || !tally.status.is_running() {
                break;
            }
        }
        Ok(())
    }

    fn step<S: Space>(&mut self, space: &mut S, states: &mut States<W>, tally: &mut Tally) -> Result<(), TooNarrow> {
        let Some(state) = self.state else {
            self.way = Path::default();
            self.state = self.initial;
            return Ok(());
        };
        let depth = self.way.successors.len() + 1;
        if tally.bounds().depth_max.is_some_and(|max| depth >= max as usize) {
            self.state = None;
            return Ok(());
        }
        self.block.clear();
        states.expand(space, &state, &mut self.block)?;
        if self.block.successors.is_empty() {
            self.state = None;
            return Ok(());
        }
        let chosen = self.draw(self.block.successors.len());
        let next = self.block.successors[chosen];
        self.block.clear();
        self.block.successors.push(next);
        self.way.successors.push(u32::try_from(chosen).expect("fewer successors than memory has places"));
        self.state = Some(next);
        tally.generated += 1;
        if let Err(status) = self.take(space, states, tally) {
            tally.status = status;
        }
        Ok(())
    }

    fn take<S: Space>(&mut self, space: &S, states: &mut States<W>, tally: &mut Tally) -> Result<(), Status> {
        let bounds = tally.bounds();
        states.prepare(&mut self.block, bounds, |states| states.visited.bytes() as u64 + space.bytes())?;
        if states.insert(&self.block, 0, bounds)? == Inserted::New {
            let depth = u32::try_from(self.way.successors.len() + 1).unwrap_or(u32::MAX);
            tally.depth = tally.depth.max(depth);
            if tally.is_watching(space.alarms()) {
                let row = states.row(&self.block.successors[0]);
                tally.check(space, &row, || Discovery::After(self.way.clone()));
            }
        }
        Ok(())
    }

    /// A number below `count`; the only one there is isn't drawn.
    fn draw(&mut self, count: usize) -> usize {
        if count == 1 {
            return 0;
        }
        let drawn = random_at(self.seed, self.drawn) % count as u64;
        self.drawn += 1;
        usize::try_from(drawn).expect("below a length")
    }

    pub(super) fn repacked<const V: usize>(self, from: &Layout, to: &Layout) -> Walks<V> {
        let again = |state: &Packed<W>| repacked(from, to, state);
        Walks {
            initial: self.initial.as_ref().map(again),
            seed: self.seed,
            drawn: self.drawn,
            state: self.state.as_ref().map(again),
            way: self.way,
            block: Block::new(),
        }
    }
}
