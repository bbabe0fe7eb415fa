//! How each state of a breadth-first search was reached, in two bytes a state: how many new states it led to, and which successor of
//! its parent it was. States are counted in the order in which they were found, and are expanded in that order, so that the children
//! of one parent follow each other, and the parent of any is found by counting back.
//!
//! ```text
//! state          0 | 1  2  3 | 4  5 | 6
//! new children   3   2  0  1
//! which          -   0  1  4   0  2   0        the way to 6: successor 4 of the first state, then successor 0
//! ```

use std::collections::{BTreeMap, TryReserveError};

/// What is known of parents and children.
#[derive(Default)]
pub(super) struct Parents {
    /// By state, in the order of finding; the initial state, which is none, counts as 0.
    which: Small,
    /// By state, in the order of expanding, which is the same.
    children: Small,
}

impl Parents {
    pub(super) fn found(&mut self, which: u32) {
        self.which.push(which);
    }

    pub(super) fn expanded(&mut self, children: u32) {
        self.children.push(children);
    }

    /// How many states were found.
    pub(super) fn found_len(&self) -> usize {
        self.which.bytes.len()
    }

    /// How many states were expanded.
    pub(super) fn expanded_len(&self) -> usize {
        self.children.bytes.len()
    }

    /// Makes room for as many more.
    ///
    /// # Errors
    /// If there's no memory.
    pub(super) fn reserve(&mut self, more: usize) -> Result<(), TryReserveError> {
        self.which.bytes.try_reserve(more)?;
        self.children.bytes.try_reserve(more)
    }

    /// The bytes that room for as many more takes.
    pub(super) fn growth(&self, more: usize) -> usize {
        let grown = |small: &Small| growth(small.bytes.capacity(), small.bytes.len() + more);
        grown(&self.which) + grown(&self.children)
    }

    pub(super) fn bytes(&self) -> usize {
        self.which.bytes.capacity() + self.children.bytes.capacity()
    }

    /// The way from the initial state to a state, as which successor each next one is.
    pub(super) fn path(&self, mut state: usize) -> Vec<u32> {
        let mut path = Vec::new();
        let mut parent = self.children.bytes.len();
        let mut first_child = 1 + (0..parent).map(|at| self.children.at(at) as usize).sum::<usize>();
        while state > 0 {
            path.push(self.which.at(state));
            while first_child > state {
                parent -= 1;
                first_child -= self.children.at(parent) as usize;
            }
            state = parent;
        }
        path.reverse();
        path
    }
}

/// By how much a vector of this capacity grows to hold as many: it doubles at least.
pub(super) fn growth(capacity: usize, needed: usize) -> usize {
    if needed > capacity { needed.max(2 * capacity) - capacity } else { 0 }
}

/// Numbers that are nearly always below 255, a byte each.
#[derive(Default)]
struct Small {
    bytes: Vec<u8>,
    large: BTreeMap<usize, u32>,
}

impl Small {
    fn push(&mut self, number: u32) {
        if number >= u32::from(u8::MAX) {
            self.large.insert(self.bytes.len(), number);
        }
        self.bytes.push(u8::try_from(number).unwrap_or(u8::MAX));
    }

    fn at(&self, index: usize) -> u32 {
        match self.bytes[index] {
            u8::MAX => self.large[&index],
            small => small.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_state_is_found_by_counting_back() {
        let mut parents = Parents::default();
        parents.found(0);
        [0, 1, 400].into_iter().for_each(|which| parents.found(which));
        parents.expanded(3);
        [0, 2].into_iter().for_each(|which| parents.found(which));
        parents.expanded(2);
        parents.expanded(0);
        parents.found(7);
        assert_eq!(parents.path(0), [0; 0]);
        assert_eq!(parents.path(3), [400]);
        assert_eq!(parents.path(5), [0, 2]);
        assert_eq!(parents.path(6), [400, 7], "its parent is being expanded");
        parents.expanded(1);
        assert_eq!(parents.path(6), [400, 7]);
    }

    #[test]
    fn more_children_than_a_byte_can_count() {
        let mut parents = Parents::default();
        parents.found(0);
        (0..300).for_each(|which| parents.found(which));
        parents.expanded(300);
        parents.found(1);
        parents.expanded(1);
        assert_eq!(parents.path(300), [299]);
        assert_eq!(parents.path(301), [0, 1]);
    }
}
