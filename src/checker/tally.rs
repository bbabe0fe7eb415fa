//! What a search has counted and found out so far, whatever its order.

use super::layout::Row;
use super::space::Space;
use super::{Bounds, Options, Status};
use stateright::{Expectation, Model};
use std::collections::VecDeque;

/// Counts, discoveries, and how it stands.
pub(super) struct Tally {
    pub(super) options: Options,
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

impl Discovery {
    /// Actions on the way to it.
    pub(super) fn steps(&self) -> u32 {
        match self {
            Discovery::At { steps, .. } => *steps,
            Discovery::After(path) => u32::try_from(path.successors.len()).expect("a way is shorter than memory"),
        }
    }
}

impl Tally {
    pub(super) fn new<S: Space>(space: &S, options: Options) -> Self {
        let properties = space.model().properties();
        let is_eventually =
            |(_, property): &(usize, &stateright::Property<S::Model>)| property.expectation == Expectation::Eventually;
        let bits = |is_one: fn(&Expectation) -> bool| {
            let bit = |(index, property): (usize, &stateright::Property<S::Model>)| {
                u64::from(is_one(&property.expectation)) << index
            };
            properties.iter().enumerate().map(bit).sum()
        };
        let eventually: VecDeque<_> =
            properties.iter().enumerate().filter(is_eventually).map(|(index, _)| index).collect();
        Tally {
            options,
            is_eventually_alone: !options.exhaustive && !properties.is_empty() && eventually.len() == properties.len(),
            generated: 0,
            depth: 0,
            cut_by_depth: false,
            status: Status::Running,
            discoveries: properties.iter().map(|_| None).collect(),
            discovered: bits(|expectation| *expectation == Expectation::Sometimes),
            open: bits(|expectation| *expectation != Expectation::Eventually),
            eventually,
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
    #[cold]
    pub(super) fn check<S: Space>(&mut self, space: &S, row: &Row, discovery: impl Fn() -> Discovery) {
        for index in 0..self.discoveries.len() {
            let is_asked = self.open & space.alarms() & (1 << index) != 0;
            if is_asked && space.is_true(index, row) == (self.discovered >> index & 1 == 1) {
                self.open &= !(1 << index);
                self.discoveries[index] = Some(discovery());
            }
        }
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
            self.depth = self.depth.max(u32::try_from(depth).expect("a way is shorter than memory"));
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
