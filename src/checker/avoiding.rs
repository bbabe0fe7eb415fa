//! Whether a run can avoid a condition for ever, which is what violates an `eventually` property: a run that ends, or goes round for
//! ever, in states in which the condition is false. No fairness is assumed, so going round is a run like any other.
//!
//! Only states in which the condition is false are entered, deepest first. A state that was left again without a find is never
//! entered a second time, as every run from it comes to the condition; so joins and cycles are answered rightly.
//!
//! ```text
//! initial -> a -> b -> c        c has no successor: a run that ends without the condition
//!                 ^    v
//!                 +--- d        d leads to b, which is on the way to it: a run that goes round without it
//! ```

use super::layout::{Layout, Packed};
use super::room::Room;
use super::space::Space;
use super::states::{Block, Halt, States, all_repacked, repacked};
use super::tally::{Discovery, Path, STEPS_MAX, Tally, counted};
use super::{Status, Why};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// The order of a search for a run that avoids a condition.
pub(super) struct Avoiding<const W: usize> {
    property: usize,
    /// The initial state, until it was entered.
    initial: Option<Packed<W>>,
    /// The states on the way, each with the successors that are still to be looked at.
    way: Vec<Step<W>>,
    /// Where on the way a state is.
    places: HashMap<Packed<W>, u32, FxBuildHasher>,
    block: Block<W>,
}

struct Step<const W: usize> {
    state: Packed<W>,
    /// Which successor of the one before it it is.
    which: u32,
    successors: Vec<Packed<W>>,
    looked_at: usize,
}

impl<const W: usize> Avoiding<W> {
    pub(super) fn new(property: usize, initial: Packed<W>) -> Self {
        let places = HashMap::with_hasher(FxBuildHasher);
        Avoiding { property, initial: Some(initial), way: Vec::new(), places, block: Block::default() }
    }

    /// States on the way, which it may have to go back to.
    pub(super) fn frontier(&self) -> usize {
        self.way.len() + usize::from(self.initial.is_some())
    }

    /// The way to the last state that was entered; what is being expanded may be a successor of it.
    fn path(&self, room: &mut Room) -> Result<Path, Why> {
        let mut path = Path::default();
        for step in self.way.iter().skip(1) {
            path.push(step.which, room)?;
        }
        Ok(path)
    }

    /// The way to the state that is being looked at or expanded.
    pub(super) fn expanding(&self) -> Path {
        let mut path = self.path(&mut Room::new(None)).unwrap_or_default();
        path.successors.extend(self.way.last().map(|step| counted(step.looked_at.saturating_sub(1))));
        path
    }

    /// Enters at most `budget` states.
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
        while *budget > 0 && self.frontier() > 0 && tally.status.is_running() {
            *budget -= 1;
            let (state, which) = match (self.initial, self.way.last_mut()) {
                (Some(initial), _) => (initial, 0),
                (None, Some(step)) => {
                    let Some(&state) = step.successors.get(step.looked_at) else {
                        self.places.remove(&step.state);
                        self.way.pop().into_iter().for_each(|step| tally.room.drop(step.successors));
                        continue;
                    };
                    step.looked_at += 1;
                    (state, step.looked_at - 1)
                }
                (None, None) => return Ok(()),
            };
            if let Err(halt) = self.look_at(space, states, tally, state, counted(which)) {
                if let Some(step) = self.way.last_mut().filter(|_| self.initial.is_none()) {
                    // It was taken too early.
                    step.looked_at -= 1;
                }
                return Err(halt);
            }
            self.initial = None;
        }
        Ok(())
    }

    fn look_at<S: Space>(
        &mut self,
        space: &mut S,
        states: &mut States<W>,
        tally: &mut Tally,
        state: Packed<W>,
        which: u32,
    ) -> Result<(), Halt> {
        if space.is_true(self.property, &states.row(&state), &mut tally.room) {
            return Ok(());
        }
        if let Some(&place) = self.places.get(&state) {
            return Ok(self.find(tally, which, Some(place))?);
        }
        if states.visited.contains(&state) {
            return Ok(());
        }
        if tally.bounds().depth_max.is_some_and(|max| self.way.len() + 1 >= max as usize) {
            // It can't be told from a state whose successors are cut off by the bound.
            tally.cut_by_depth = true;
            return Ok(());
        }
        if self.way.len() >= STEPS_MAX {
            return Err(Why::Numbers.into());
        }
        self.block.clear();
        states.expand(space, &state, &mut self.block, &mut tally.room)?;
        let mut successors = Vec::new();
        tally.room.reserve_exact(&mut successors, self.block.successors.len())?;
        successors.extend_from_slice(&self.block.successors);
        tally.count_avoiding(successors.len(), self.way.len() + 1);
        match self.take(states, tally, &state) {
            Err(status) => {
                tally.room.drop(successors);
                tally.status = status;
            }
            Ok(()) if successors.is_empty() => self.find(tally, which, None)?,
            Ok(()) => {
                self.places.insert(state, counted(self.way.len()));
                self.way.push(Step { state, which, successors, looked_at: 0 });
            }
        }
        Ok(())
    }

    /// Notes a state as seen, and makes room for it on the way.
    fn take(&mut self, states: &mut States<W>, tally: &mut Tally, state: &Packed<W>) -> Result<(), Status> {
        let bounds = tally.bounds();
        let Avoiding { way, places, block, .. } = self;
        block.leave(&mut tally.room);
        let room = &mut tally.room;
        let has_room = room
            .push(&mut block.successors, *state)
            .and_then(|()| states.prepare(block, room))
            .and_then(|()| room.reserve(way, 1))
            .and_then(|()| room.reserve_in_map(places));
        has_room.map_err(Status::Stopped)?;
        states.insert(block, 0, bounds, room).map(|_| ())
    }

    /// A run without the condition: to the successor that is looked at, and from there nowhere, or back to a place on the way.
    fn find(&mut self, tally: &mut Tally, which: u32, back_to: Option<u32>) -> Result<(), Why> {
        let mut path = self.path(&mut tally.room)?;
        if !self.way.is_empty() {
            path.push(which, &mut tally.room)?;
        }
        path.back_to = back_to;
        tally.discoveries[self.property] = Some(Discovery::After(path));
        self.way.drain(..).for_each(|step| tally.room.drop(step.successors));
        self.places.clear();
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
    ) -> Result<Avoiding<V>, Why> {
        let again = |state: &Packed<W>| repacked(from, to, state);
        let mut repacked = Avoiding {
            property: self.property,
            initial: self.initial.as_ref().map(again),
            way: Vec::new(),
            places: HashMap::with_hasher(FxBuildHasher),
            block: Block::default(),
        };
        match repacked.take_over(&self.way, from, to, room) {
            Ok(()) => {
                self.give_back(room);
                Ok(repacked)
            }
            Err(why) => {
                repacked.give_back(room);
                Err(why)
            }
        }
    }

    fn take_over<const V: usize>(
        &mut self,
        way: &[Step<V>],
        from: &Layout,
        to: &Layout,
        room: &mut Room,
    ) -> Result<(), Why> {
        room.reserve_exact(&mut self.way, way.len())?;
        for step in way {
            let state = repacked(from, to, &step.state);
            let successors = all_repacked(from, to, &step.successors, room)?;
            self.way.push(Step { state, which: step.which, successors, looked_at: step.looked_at });
            room.reserve_in_map(&mut self.places)?;
            self.places.insert(state, counted(self.way.len() - 1));
        }
        Ok(())
    }

    /// Lets go of all.
    pub(super) fn give_back(&mut self, room: &mut Room) {
        let mut way = std::mem::take(&mut self.way);
        way.drain(..).for_each(|step| room.drop(step.successors));
        room.drop(way);
        room.give(self.places.allocation_size() as u64);
        self.places = HashMap::with_hasher(FxBuildHasher);
        std::mem::take(&mut self.block).give_back(room);
    }
}
