//! The set of states that were seen: flat tables that hold the states themselves, so that no two are ever taken for one.
//!
//! The first bits of a state's hash tell its table, the next its home in it; it lies there or in the next free place after it, and a
//! table doesn't wrap around. Homes keep their order when a table grows, so that growing is one sweep from the end, in place; and as
//! there are many tables, and one grows at a time, no growth takes long.
//!
//! ```text
//! home      0   1   2   3   4   5   | spare
//! places  [ a | . | c | d | e | . ] | . .      c and d have home 2, and e has 3 or 4
//! ```

use super::layout::Packed;
use std::collections::TryReserveError;

/// States, each at most once.
pub(super) struct Visited<const W: usize> {
    tables: Vec<Table<W>>,
    len: usize,
}

/// A place is all zero when it's free, which no state is.
struct Table<const W: usize> {
    places: Vec<Packed<W>>,
    /// Places that are some state's home; the rest at the end is spare.
    homes: usize,
    len: usize,
}

const TABLE_BITS: u32 = 6;
/// What a table starts with.
const HOMES_MIN: usize = 1 << 8;
/// Places after the last home. The longest row of places in use is rarely longer at this load; when it is, more are added.
const SPARE: usize = 1 << 6;

/// What came of an attempt to insert.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Inserted {
    New,
    Known,
}

/// Where a state would lie: its table, and its home there. Holds until that table grows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    table: usize,
    place: usize,
}

/// A state's hash, of which the top bits are the best.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hashed(u64);

impl Hashed {
    #[inline]
    pub(super) fn of<const W: usize>(state: &Packed<W>) -> Self {
        let mut hash = 0_u64;
        for pair in state.chunks(2) {
            let word = u64::from(pair[0]) | u64::from(*pair.get(1).unwrap_or(&0)) << 32;
            hash = (hash.rotate_left(32) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        Hashed((hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    #[inline]
    #[allow(clippy::cast_possible_truncation)] // a few bits
    fn table(self) -> usize {
        (self.0 >> (u64::BITS - TABLE_BITS)) as usize
    }

    /// The next 32 bits, scaled to the number of homes.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // below `homes`
    fn home(self, homes: usize) -> usize {
        let bits = (self.0 << TABLE_BITS) >> 32;
        ((bits * homes as u64) >> 32) as usize
    }
}

/// Some of the tables.
pub(super) struct Owner<'a, const W: usize> {
    first: usize,
    tables: &'a mut [Table<W>],
}

impl<const W: usize> Owner<'_, W> {
    /// Whether a state lies in its tables.
    #[inline]
    pub(super) fn has(&self, hash: Hashed) -> bool {
        hash.table().wrapping_sub(self.first) < self.tables.len()
    }

    /// Makes room for one of its states, if that's needed.
    ///
    /// # Errors
    /// If there's no memory; the table stays as it is.
    #[inline]
    pub(super) fn make_room(&mut self, hash: Hashed) -> Result<(), TryReserveError> {
        let table = &mut self.tables[hash.table() - self.first];
        while table.is_full() {
            table.resize(grown(table.homes))?;
        }
        Ok(())
    }

    /// As [`Visited::look`].
    #[inline]
    pub(super) fn look(&self, hash: Hashed) -> (Home, Packed<W>) {
        self.tables[hash.table() - self.first].look(hash)
    }

    /// As [`Visited::insert`].
    ///
    /// # Errors
    /// If there's no spare place left, and no memory for another.
    #[inline]
    pub(super) fn insert(&mut self, state: &Packed<W>, home: Home) -> Result<Inserted, TryReserveError> {
        self.tables[home.table - self.first].insert(state, home.place)
    }
}

impl<const W: usize> Visited<W> {
    pub(super) fn new() -> Self {
        Visited { tables: (0..1 << TABLE_BITS).map(|_| Table::new()).collect(), len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn bytes(&self) -> usize {
        self.tables.iter().map(|table| table.places.capacity() * size_of::<Packed<W>>()).sum()
    }

    /// If the state's table should grow before it takes more: the bytes that this takes.
    #[inline]
    pub(super) fn growth(&self, hash: Hashed) -> Option<usize> {
        let table = &self.tables[hash.table()];
        table.is_full().then(|| (grown(table.homes) - table.homes) * size_of::<Packed<W>>())
    }

    /// Makes room in the state's table.
    ///
    /// # Errors
    /// If there's no memory; the table stays as it is.
    pub(super) fn grow(&mut self, hash: Hashed) -> Result<(), TryReserveError> {
        let table = &mut self.tables[hash.table()];
        table.resize(grown(table.homes))
    }

    /// Where a state would lie, and what lies there now. To ask this of a block of states before inserting them lets the memory
    /// answer for all of them at once.
    #[inline]
    pub(super) fn look(&self, hash: Hashed) -> (Home, Packed<W>) {
        self.tables[hash.table()].look(hash)
    }

    /// Whether a state is there.
    pub(super) fn contains(&self, state: &Packed<W>) -> bool {
        let (Home { table, place }, _) = self.look(Hashed::of(state));
        let mut places = self.tables[table].places[place..].iter().take_while(|place| **place != [0; W]);
        places.any(|place| place == state)
    }

    /// Inserts a state.
    ///
    /// # Errors
    /// If there's no spare place left, and no memory for another.
    #[inline]
    pub(super) fn insert(&mut self, state: &Packed<W>, home: Home) -> Result<Inserted, TryReserveError> {
        let inserted = self.tables[home.table].insert(state, home.place)?;
        self.len += usize::from(inserted == Inserted::New);
        Ok(inserted)
    }

    /// Lends the tables to so many owners at most, each of whom can insert without the others; then calls on them.
    pub(super) fn share<T>(&mut self, owners: usize, call: impl FnOnce(Vec<Owner<'_, W>>) -> T) -> T {
        let each = self.tables.len().div_ceil(owners);
        let shares = (0..).zip(self.tables.chunks_mut(each));
        let called = call(shares.map(|(index, tables)| Owner { first: index * each, tables }).collect());
        self.len = self.tables.iter().map(|table| table.len).sum();
        called
    }

    /// Every state, in no order that matters.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Packed<W>> {
        self.tables.iter().flat_map(|table| table.places.iter()).filter(|place| **place != [0; W])
    }
}

impl<const W: usize> Table<W> {
    fn new() -> Self {
        Table { places: vec![[0; W]; HOMES_MIN + SPARE], homes: HOMES_MIN, len: 0 }
    }

    /// Whether it should grow before it takes more.
    #[inline]
    fn is_full(&self) -> bool {
        self.len >= self.homes / 4 * 3
    }

    #[inline]
    fn look(&self, hash: Hashed) -> (Home, Packed<W>) {
        let place = hash.home(self.homes);
        (Home { table: hash.table(), place }, self.places[place])
    }

    #[inline]
    fn insert(&mut self, state: &Packed<W>, home: usize) -> Result<Inserted, TryReserveError> {
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

    /// Sweeps from the end, one row of neighbouring places after another: all of a row's new homes lie at or behind its old places,
    /// so nothing that hasn't moved is in the way.
    fn resize(&mut self, homes: usize) -> Result<(), TryReserveError> {
        let old = self.places.len();
        let new = old.max(homes + SPARE);
        self.places.try_reserve_exact(new - old)?;
        self.places.resize(new, [0; W]);
        self.homes = homes;
        let mut row = Vec::new();
        let mut end = old;
        while end > 0 {
            if self.places[end - 1] == [0; W] {
                end -= 1;
                continue;
            }
            while end > 0 && self.places[end - 1] != [0; W] {
                end -= 1;
                row.push(std::mem::replace(&mut self.places[end], [0; W]));
            }
            for state in row.drain(..).rev() {
                let mut at = Hashed::of(&state).home(homes);
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
    homes * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn insert(visited: &mut Visited<2>, state: [u32; 2]) -> Inserted {
        let hash = Hashed::of(&state);
        while visited.growth(hash).is_some() {
            visited.grow(hash).unwrap();
        }
        visited.insert(&state, visited.look(hash).0).unwrap()
    }

    #[test]
    fn it_holds_what_a_plain_set_holds_however_often_it_grows() {
        let mut visited = Visited::new();
        let mut plain = BTreeSet::new();
        for step in 0..200_000_u32 {
            let state = [step.wrapping_mul(0x9e37_79b9) >> 12, step % 3 + 1];
            let is_new = insert(&mut visited, state) == Inserted::New;
            assert_eq!(is_new, plain.insert(state));
        }
        assert_eq!(visited.len(), plain.len());
        assert_eq!(visited.iter().copied().collect::<BTreeSet<_>>(), plain);
        assert!(plain.iter().all(|state| visited.contains(state)));
        assert!(!visited.contains(&[u32::MAX, 1]));
    }

    #[test]
    fn states_of_one_home_are_kept_apart_up_to_the_end_of_a_table_and_beyond() {
        let mut table = Table::<1>::new();
        let mut visited = Visited { tables: Vec::new(), len: 0 };
        table.places.truncate(HOMES_MIN);
        visited.tables.push(table);
        let home = Home { table: 0, place: HOMES_MIN - 2 };
        for state in 1..10 {
            assert_eq!(visited.insert(&[state], home).unwrap(), Inserted::New);
        }
        for state in 1..10 {
            assert_eq!(visited.insert(&[state], home).unwrap(), Inserted::Known);
        }
    }
}
