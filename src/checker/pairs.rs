//! Answers that were worked out for pairs of numbers: one flat table with open addressing, as it's asked for every step of a search.

use super::Why;
use super::room::Room;

/// A table from pairs of numbers to a number.
pub(super) struct Pairs {
    /// Twice as many as there are entries, at least; a power of two.
    places: Vec<Entry>,
    len: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    pair: (u32, u32),
    /// [`FREE`] if there's nothing here.
    answer: u32,
}

/// No answer is this number: numbers end before.
const FREE: u32 = u32::MAX;
/// What it starts with, which isn't counted.
const PLACES_MIN: usize = 16;

impl Pairs {
    pub(super) fn new() -> Self {
        Pairs { places: vec![Entry { pair: (0, 0), answer: FREE }; PLACES_MIN], len: 0 }
    }

    /// The answer for a pair, if it was written down.
    #[inline]
    pub(super) fn get(&self, first: u32, second: u32) -> Option<u32> {
        let Entry { pair, answer } = self.places[self.place(first, second)];
        debug_assert!(answer == FREE || pair == (first, second));
        (answer != FREE).then_some(answer)
    }

    /// Writes down the answer for a pair.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more; then it isn't.
    pub(super) fn insert(&mut self, first: u32, second: u32, answer: u32, room: &mut Room) -> Result<(), Why> {
        if 2 * self.len >= self.places.len() {
            let len = 2 * self.places.len();
            let mut grown = Vec::new();
            room.reserve_exact(&mut grown, len)?;
            grown.resize(len, Entry { pair: (0, 0), answer: FREE });
            let old = std::mem::replace(&mut self.places, grown);
            for entry in old.iter().filter(|entry| entry.answer != FREE) {
                let place = self.place(entry.pair.0, entry.pair.1);
                self.places[place] = *entry;
            }
            if old.len() > PLACES_MIN {
                room.drop(old);
            }
        }
        let place = self.place(first, second);
        self.len += usize::from(self.places[place].answer == FREE);
        self.places[place] = Entry { pair: (first, second), answer };
        Ok(())
    }

    /// All pairs and their answers, in no order that matters.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let known = self.places.iter().filter(|entry| entry.answer != FREE);
        known.map(|entry| (entry.pair.0, entry.pair.1, entry.answer))
    }

    /// Where a pair is, or would be.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // below the number of places
    fn place(&self, first: u32, second: u32) -> usize {
        let mask = self.places.len() - 1;
        let hash = (u64::from(first) << 32 | u64::from(second)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut at = (hash >> 32) as usize & mask;
        while self.places[at].answer != FREE && self.places[at].pair != (first, second) {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_keeps_its_own_answer() {
        let mut room = Room::new(None);
        let mut pairs = Pairs::new();
        assert_eq!(pairs.get(0, 0), None);
        for first in 0..50 {
            for second in 0..40 {
                pairs.insert(first, second, first * 100 + second, &mut room).unwrap();
            }
        }
        pairs.insert(3, 4, 7, &mut room).unwrap();
        assert_eq!((pairs.get(3, 4), pairs.get(49, 39), pairs.get(39, 49)), (Some(7), Some(4939), None));
        assert_eq!(pairs.len, 2000);
    }
}
