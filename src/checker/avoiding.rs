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
use super::space::Space;
use super::states::{Block, States, TooNarrow, repacked};
use super::tally::{Discovery, Path, Tally};
use super::visited::Inserted;
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
    successors: std::vec::IntoIter<Packed<W>>,
    looked_at: u32,
}

impl<const W: usize> Avoiding<W> {
    pub(super) fn new(property: usize, initial: Packed<W>) -> Self {
        let places = HashMap::with_hasher(FxBuildHasher);
        Avoiding { property, initial: Some(initial), way: Vec::new(), places, block: Block::new() }
    }

    /// States on the way, which it may have to go back to.
    pub(super) fn frontier(&self) -> usize {
        self.way.len() + usize::from(self.initial.is_some())
    }

    pub(super) fn bytes(&self) -> usize {
        self.way.capacity() * size_of::<Step<W>>() + self.places.allocation_size()
    }

    /// The way to the last state that was entered; what is being expanded may be a successor of it.
    fn path(&self) -> Path {
        let steps = self.way.iter().skip(1).map(|step| step.which);
        Path { successors: steps.collect(), back_to: None }
    }

    /// The way to the state that is being expanded.
    pub(super) fn expanding(&self) -> Path {
        let mut path = self.path();
        path.successors.extend(self.way.last().map(|step| step.looked_at - 1));
        path
    }

    /// Enters at most `budget` states.
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
        while *budget > 0 && self.frontier() > 0 && tally.status.is_running() {
            *budget -= 1;
            let (state, which) = match (self.initial, self.way.last_mut()) {
                (Some(initial), _) => (initial, 0),
                (None, Some(step)) => {
                    let Some(state) = step.successors.next() else {
                        self.places.remove(&step.state);
                        self.way.pop();
                        continue;
                    };
                    step.looked_at += 1;
                    (state, step.looked_at - 1)
                }
                (None, None) => return Ok(()),
            };
            if let Err(TooNarrow) = self.look_at(space, states, tally, state, which) {
                if let Some(step) = self.way.last_mut().filter(|_| self.initial.is_none()) {
                    step.put_back(state);
                }
                return Err(TooNarrow);
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
    ) -> Result<(), TooNarrow> {
        if space.is_true(self.property, &states.row(&state)) {
            return Ok(());
        }
        if let Some(&place) = self.places.get(&state) {
            self.find(tally, which, Some(place));
            return Ok(());
        }
        if states.visited.contains(&state) {
            return Ok(());
        }
        if tally.bounds().depth_max.is_some_and(|max| self.way.len() + 1 >= max as usize) {
            // It can't be told from a state whose successors are cut off by the bound.
            tally.cut_by_depth = true;
            return Ok(());
        }
        self.block.clear();
        states.expand(space, &state, &mut self.block)?;
        let successors = self.block.successors.clone();
        tally.count_avoiding(successors.len(), self.way.len() + 1);
        match self.take(space, states, tally, &state) {
            Err(status) => tally.status = status,
            Ok(_) if successors.is_empty() => self.find(tally, which, None),
            Ok(_) => {
                let place = u32::try_from(self.way.len()).expect("a way is shorter than memory");
                self.places.insert(state, place);
                self.way.push(Step { state, which, successors: successors.into_iter(), looked_at: 0 });
            }
        }
        Ok(())
    }

    fn take<S: Space>(
        &mut self,
        space: &S,
        states: &mut States<W>,
        tally: &Tally,
        state: &Packed<W>,
    ) -> Result<Inserted, Status> {
        let bounds = tally.bounds();
        self.block.clear();
        self.block.successors.push(*state);
        let Avoiding { way, places, block, .. } = self;
        let beside = || (way.capacity() * size_of::<Step<W>>() + places.allocation_size()) as u64 + space.bytes();
        states.prepare(block, bounds, |states| states.visited.bytes() as u64 + beside())?;
        self.way.try_reserve(1).map_err(|_| Status::Stopped(Why::Memory))?;
        self.places.try_reserve(1).map_err(|_| Status::Stopped(Why::Memory))?;
        states.insert(&self.block, 0, bounds)
    }

    /// A run without the condition: to the successor that is looked at, and from there nowhere, or back to a place on the way.
    fn find(&mut self, tally: &mut Tally, which: u32, back_to: Option<u32>) {
        let mut path = self.path();
        if !self.way.is_empty() {
            path.successors.push(which);
        }
        path.back_to = back_to;
        tally.discoveries[self.property] = Some(Discovery::After(path));
        self.way.clear();
        self.places.clear();
    }

    pub(super) fn repacked<const V: usize>(self, from: &Layout, to: &Layout) -> Avoiding<V> {
        let again = |state: &Packed<W>| repacked(from, to, state);
        let step = |step: &Step<W>| Step {
            state: again(&step.state),
            which: step.which,
            successors: step.successors.as_slice().iter().map(again).collect::<Vec<_>>().into_iter(),
            looked_at: step.looked_at,
        };
        Avoiding {
            property: self.property,
            initial: self.initial.as_ref().map(again),
            way: self.way.iter().map(step).collect(),
            places: self.places.iter().map(|(state, place)| (again(state), *place)).collect(),
            block: Block::new(),
        }
    }
}

impl<const W: usize> Step<W> {
    /// Puts a successor back that was taken too early.
    fn put_back(&mut self, state: Packed<W>) {
        self.looked_at -= 1;
        let rest = std::mem::take(&mut self.successors);
        self.successors = std::iter::once(state).chain(rest).collect::<Vec<_>>().into_iter();
    }
}
