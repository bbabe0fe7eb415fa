//! How each state of a breadth-first search was reached, in two bytes a state: how many new states it led to, and which successor of
//! its parent it was. States are counted in the order in which they were found, and are expanded in that order, so that the children
//! of one parent follow each other, and the parent of any is found by counting back.
//!
//! ```text
//! state          0 | 1  2  3 | 4  5 | 6
//! new children   3   2  0  1
//! which          -   0  1  4   0  2   0        the way to 6: successor 4 of the first state, then successor 0
//! ```

use super::Why;
use super::room::{Room, bytes_of};

/// What is known of parents and children.
#[derive(Default)]
pub(super) struct Parents {
    /// By state, in the order of finding; the initial state, which is none, counts as 0.
    which: Small,
    /// By state, in the order of expanding, which is the same.
    children: Small,
}

impl Parents {
    /// Notes that a state was found, as which successor of its parent.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more.
    #[inline]
    pub(super) fn found(&mut self, which: u32, room: &mut Room) -> Result<(), Why> {
        self.which.push(which, room)
    }

    /// Notes that a state was expanded.
    ///
    /// # Errors
    /// As [`Parents::found`].
    #[inline]
    pub(super) fn expanded(&mut self, children: u32, room: &mut Room) -> Result<(), Why> {
        self.children.push(children, room)
    }

    /// How many states were found.
    pub(super) fn found_len(&self) -> usize {
        self.which.bytes.len()
    }

    /// How many states were expanded.
    pub(super) fn expanded_len(&self) -> usize {
        self.children.bytes.len()
    }

    /// The bytes that as many states more take, found and expanded, at most, while what holds them grows.
    pub(super) fn growth(&self, more: usize) -> u64 {
        let grown = |small: &Small| growth::<u8>(&small.bytes, more) + growth::<(usize, u32)>(&small.large, more);
        grown(&self.which) + grown(&self.children)
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

/// The bytes that a vector takes beside what it takes now, at most, while it grows by so many items.
pub(super) fn growth<T>(items: &Vec<T>, more: usize) -> u64 {
    let needed = items.len() + more;
    if needed > items.capacity() { bytes_of::<T>(needed.max(2 * items.capacity())).saturating_mul(2) } else { 0 }
}

/// Numbers that are nearly always below 255, a byte each.
#[derive(Default)]
struct Small {
    bytes: Vec<u8>,
    /// The others and where they are, from the first on.
    large: Vec<(usize, u32)>,
}

impl Small {
    #[inline]
    fn push(&mut self, number: u32, room: &mut Room) -> Result<(), Why> {
        if number >= u32::from(u8::MAX) {
            room.push(&mut self.large, (self.bytes.len(), number))?;
        }
        room.push(&mut self.bytes, u8::try_from(number).unwrap_or(u8::MAX))
    }

    fn at(&self, index: usize) -> u32 {
        match self.bytes[index] {
            u8::MAX => {
                let at = self.large.binary_search_by_key(&index, |(at, _)| *at);
                self.large[at.expect("what is no byte is here")].1
            }
            small => small.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_state_is_found_by_counting_back() {
        let mut room = Room::new(None);
        let mut parents = Parents::default();
        parents.found(0, &mut room).unwrap();
        [0, 1, 400].into_iter().for_each(|which| parents.found(which, &mut room).unwrap());
        parents.expanded(3, &mut room).unwrap();
        [0, 2].into_iter().for_each(|which| parents.found(which, &mut room).unwrap());
        parents.expanded(2, &mut room).unwrap();
        parents.expanded(0, &mut room).unwrap();
        parents.found(7, &mut room).unwrap();
        assert_eq!(parents.path(0), [0; 0]);
        assert_eq!(parents.path(3), [400]);
        assert_eq!(parents.path(5), [0, 2]);
        assert_eq!(parents.path(6), [400, 7], "its parent is being expanded");
        parents.expanded(1, &mut room).unwrap();
        assert_eq!(parents.path(6), [400, 7]);
    }

    #[test]
    fn more_children_than_a_byte_can_count() {
        let mut room = Room::new(None);
        let mut parents = Parents::default();
        parents.found(0, &mut room).unwrap();
        (0..300).for_each(|which| parents.found(which, &mut room).unwrap());
        parents.expanded(300, &mut room).unwrap();
        parents.found(1, &mut room).unwrap();
        parents.expanded(1, &mut room).unwrap();
        assert_eq!(parents.path(300), [299]);
        assert_eq!(parents.path(301), [0, 1]);
    }
}
