//! What a search has counted and found out so far, whatever its order.

use super::layout::Row;
use super::room::Room;
use super::space::Space;
use super::{Bounds, Options, Status, Why};
use stateright::Expectation;
use std::collections::VecDeque;

/// Counts, discoveries, and how it stands.
pub(super) struct Tally {
    pub(super) options: Options,
    /// What all of the search takes.
    pub(super) room: Room,
    /// The model's properties: their names, and what is expected of them.
    pub(super) properties: Vec<(&'static str, Expectation)>,
    pub(super) generated: u64,
    pub(super) depth: u32,
    pub(super) cut_by_depth: bool,
    pub(super) status: Status,
    /// By property.
    pub(super) discoveries: Vec<Option<Discovery>>,
    /// What each property's condition is where the property is discovered; bits as in [`Space::alarms`].
    discovered: u64,
    /// Properties that single states can decide and none has yet.
    open: u64,
    /// `eventually` properties whose turn hasn't come; they have a search of their own each.
    eventually: VecDeque<usize>,
    /// Whether nothing else is asked, so that their searches are all there is to count.
    pub(super) is_eventually_alone: bool,
    /// Whether a condition is being asked for a new state, or was when the model's code panicked.
    pub(super) is_asking: bool,
}

/// Where a property was discovered.
#[derive(Clone, Debug)]
pub(super) enum Discovery {
    /// At the state found as this one, by a breadth-first search.
    At { state: usize, steps: u32 },
    /// At the end of a way.
    After(Path),
}

/// A way from the initial state, as which successor each state on it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    pub(super) successors: Vec<u32>,
    /// The state on it to which it comes back, for a way that goes round for ever.
    pub(super) back_to: Option<u32>,
}

impl Path {
    /// A copy of it, with more successors.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    pub(super) fn and(&self, more: &[u32], room: &mut Room) -> Result<Path, Why> {
        let mut successors = Vec::new();
        room.reserve_exact(&mut successors, self.successors.len() + more.len())?;
        successors.extend(self.successors.iter().chain(more));
        Ok(Path { successors, back_to: self.back_to })
    }

    /// Goes on by a successor.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more, or steps can't be counted any more.
    pub(super) fn push(&mut self, successor: u32, room: &mut Room) -> Result<(), Why> {
        if self.successors.len() >= STEPS_MAX {
            return Err(Why::Numbers);
        }
        room.push(&mut self.successors, successor)
    }
}

/// Most steps of a way, so that they and its states can be counted in 32 bits.
pub(super) const STEPS_MAX: usize = u32::MAX as usize - 1;

/// What has been counted, in 32 bits.
///
/// # Panics
/// If it can't be.
pub(super) fn counted(count: usize) -> u32 {
    u32::try_from(count).expect("no way is longer than can be counted")
}

impl Discovery {
    /// Actions on the way to it.
    pub(super) fn steps(&self) -> u32 {
        match self {
            Discovery::At { steps, .. } => *steps,
            Discovery::After(path) => counted(path.successors.len()),
        }
    }
}

impl Tally {
    /// # Panics
    /// If there are more than [`PROPERTIES_MAX`](super::PROPERTIES_MAX) properties.
    pub(super) fn new(properties: Vec<(&'static str, Expectation)>, options: Options) -> Self {
        let bits = |is_one: fn(&Expectation) -> bool| {
            let bit = |index: usize, (_, expectation): &(_, Expectation)| u64::from(is_one(expectation)) << index;
            properties.iter().enumerate().map(|(index, property)| bit(index, property)).sum()
        };
        let is_eventually =
            |(_, (_, expectation)): &(usize, &(_, Expectation))| *expectation == Expectation::Eventually;
        let eventually: VecDeque<_> =
            properties.iter().enumerate().filter(is_eventually).map(|(index, _)| index).collect();
        Tally {
            options,
            room: Room::new(options.bounds.bytes_max),
            is_eventually_alone: !options.exhaustive && !properties.is_empty() && eventually.len() == properties.len(),
            is_asking: false,
            generated: 0,
            depth: 0,
            cut_by_depth: false,
            status: Status::Running,
            discoveries: properties.iter().map(|_| None).collect(),
            discovered: bits(|expectation| *expectation == Expectation::Sometimes),
            open: bits(|expectation| *expectation != Expectation::Eventually),
            eventually,
            properties,
        }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.options.bounds
    }

    /// Whether any property may be discovered in a state that is found now.
    #[inline]
    pub(super) fn is_watching(&self, alarms: u64) -> bool {
        self.open & alarms != 0
    }

    /// Looks whether a new state decides a property.
    ///
    /// # Errors
    /// If there's no room for the way there.
    #[cold]
    pub(super) fn check<S: Space>(
        &mut self,
        space: &S,
        row: &Row,
        discovery: impl Fn(&mut Room) -> Result<Discovery, Why>,
    ) -> Result<(), Why> {
        for index in 0..self.discoveries.len() {
            let is_asked = self.open & space.alarms() & (1 << index) != 0;
            if is_asked && self.is_true(space, index, row) == (self.discovered >> index & 1 == 1) {
                self.discoveries[index] = Some(discovery(&mut self.room)?);
                self.open &= !(1 << index);
            }
        }
        Ok(())
    }

    fn is_true<S: Space>(&mut self, space: &S, property: usize, row: &Row) -> bool {
        self.is_asking = true;
        let is_true = space.is_true(property, row, &mut self.room);
        self.is_asking = false;
        is_true
    }

    /// The `eventually` property whose turn it is.
    pub(super) fn next_eventually(&mut self) -> Option<usize> {
        self.eventually.pop_front()
    }

    /// Whether every property that single states can decide is decided, and that's enough.
    pub(super) fn is_decided(&self) -> bool {
        self.open == 0 && !self.options.exhaustive && !self.discoveries.is_empty()
    }

    /// Counts a state that was entered in search of a run that avoids a condition.
    pub(super) fn count_avoiding(&mut self, successors: usize, depth: usize) {
        if self.is_eventually_alone {
            self.generated += successors as u64;
            self.depth = self.depth.max(counted(depth));
        }
    }

    /// Whether it goes on and has something to find out.
    pub(super) fn is_going_on(&self) -> bool {
        self.status.is_running() && !self.is_decided()
    }

    pub(super) fn is_any_undiscovered(&self) -> bool {
        self.discoveries.iter().any(Option::is_none)
    }
}
