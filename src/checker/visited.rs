//! The set of states that were seen: one flat table that holds the states themselves, so that no two are ever taken for one.
//!
//! A state's home is given by the top bits of its hash; it lies there or in the next free place after it, and the table doesn't wrap
//! around. Homes keep their order when the table grows, so that growing is one sweep from the end, in place.
//!
//! ```text
//! home      0   1   2   3   4   5   | spare
//! places  [ a | . | c | d | e | . ] | . .      c and d have home 2, and e has 3 or 4
//! ```

use super::layout::Packed;
use std::collections::TryReserveError;

/// States, each at most once. A place is all zero when it's free, which no state is.
pub(super) struct Visited<const W: usize> {
    places: Vec<Packed<W>>,
    /// Places that are some state's home; the rest at the end is spare.
    homes: usize,
    len: usize,
    /// States that the homes may hold before the table should grow.
    len_max: usize,
}

/// What a table starts with.
const HOMES_MIN: usize = 1 << 12;
/// Places after the last home. The longest row of places in use is far shorter at this load; if it ever isn't, more are added.
const SPARE: usize = 1 << 10;

/// What came of an attempt to insert.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Inserted {
    New,
    Known,
}

impl<const W: usize> Visited<W> {
    pub(super) fn new() -> Self {
        let mut table = Visited { places: Vec::new(), homes: 0, len: 0, len_max: 0 };
        table.resize(HOMES_MIN).expect("a small table");
        table
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<Packed<W>>()
    }

    /// Bytes that the next growth takes in addition.
    pub(super) fn growth(&self) -> usize {
        (grown(self.homes) - self.homes) * size_of::<Packed<W>>()
    }

    /// Whether another state asks for growth first.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.len >= self.len_max
    }

    /// Makes room.
    ///
    /// # Errors
    /// If there's no memory; the table stays as it is.
    pub(super) fn grow(&mut self) -> Result<(), TryReserveError> {
        self.resize(grown(self.homes))
    }

    /// The state's home, and what lies there now. To ask this of a block of states before inserting them lets the memory
    /// answer for all of them at once.
    #[inline]
    pub(super) fn look(&self, state: &Packed<W>) -> (usize, Packed<W>) {
        let home = home_of(state, self.homes);
        (home, self.places[home])
    }

    /// Inserts a state, from its home on.
    ///
    /// # Errors
    /// If there's no spare place left, and no memory for another.
    #[inline]
    pub(super) fn insert(&mut self, state: &Packed<W>, home: usize) -> Result<Inserted, TryReserveError> {
        let mut at = home;
        loop {
            let Some(place) = self.places.get_mut(at) else {
                self.places.try_reserve(1)?;
                self.places.push([0; W]);
                continue;
            };
            if *place == *state {
                return Ok(Inserted::Known);
            }
            if *place == [0; W] {
                *place = *state;
                self.len += 1;
                return Ok(Inserted::New);
            }
            at += 1;
        }
    }

    /// Whether a state is there, from its home on.
    pub(super) fn contains(&self, state: &Packed<W>, home: usize) -> bool {
        let places = self.places[home..].iter().take_while(|place| **place != [0; W]);
        places.into_iter().any(|place| place == state)
    }

    /// Every state, in no order that matters.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Packed<W>> {
        self.places.iter().filter(|place| **place != [0; W])
    }

    /// Sweeps from the end, one row of neighbouring places after another: all of a row's new homes lie at or behind its old places,
    /// so nothing that hasn't moved is in the way.
    fn resize(&mut self, homes: usize) -> Result<(), TryReserveError> {
        let old = self.places.len();
        let places = old.max(homes + SPARE);
        self.places.try_reserve_exact(places - old)?;
        self.places.resize(places, [0; W]);
        self.homes = homes;
        self.len_max = homes / 16 * 13;
        let mut row = Vec::new();
        let mut end = old;
        while end > 0 {
            if self.places[end - 1] == [0; W] {
                end -= 1;
                continue;
            }
            row.clear();
            while end > 0 && self.places[end - 1] != [0; W] {
                end -= 1;
                row.push(std::mem::replace(&mut self.places[end], [0; W]));
            }
            for state in row.drain(..).rev() {
                let mut at = home_of(&state, homes);
                while self.places.get(at).is_some_and(|place| *place != [0; W]) {
                    at += 1;
                }
                match self.places.get_mut(at) {
                    Some(place) => *place = state,
                    None => self.places.push(state),
                }
            }
        }
        Ok(())
    }
}

fn grown(homes: usize) -> usize {
    homes / 2 * 3
}

/// The top 32 bits of the hash, scaled to the number of homes.
#[inline]
#[allow(clippy::cast_possible_truncation)] // below `homes`
fn home_of<const W: usize>(state: &Packed<W>, homes: usize) -> usize {
    let mut hash = 0_u64;
    for pair in state.chunks(2) {
        let word = u64::from(pair[0]) | u64::from(*pair.get(1).unwrap_or(&0)) << 32;
        hash = (hash.rotate_left(32) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (((hash >> 32) * homes as u64) >> 32) as usize
}
