//! The set of states that were seen: flat tables that hold the states themselves, so that no two are ever taken for one.
//!
//! The first bits of a state's hash tell its table, the next its home in it; it lies there or in the next free place after it, and a
//! table doesn't wrap around. As there are many tables, and one grows at a time, no growth takes long, nor much memory beside. When a
//! table grows depends on what lies in it alone, and neither on slices nor on threads.
//!
//! ```text
//! home      0   1   2   3   4   5   | spare
//! places  [ a | . | c | d | e | . ] | . .      c and d have home 2, and e has 3 or 4
//! ```

use super::Why;
use super::layout::Packed;
use super::room::{Room, bytes_of};

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
    /// Where it should grow before it takes more.
    len_max: usize,
}

const TABLE_BITS: u32 = 6;
pub(super) const TABLES: usize = 1 << TABLE_BITS;
/// What a table starts with.
const HOMES_MIN: usize = 1 << 8;
/// Places after the last home, at least. The longest row of places in use is rarely longer at this load; when it is, more are added.
const SPARE: usize = 1 << 6;

/// What came of an attempt to insert.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Inserted {
    New,
    Known,
    /// It isn't there, and its table has to grow first.
    Full,
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
    pub(super) fn table(self) -> usize {
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

/// Some of the tables, and what they have taken since they are somebody's own.
pub(super) struct Owner<'a, const W: usize> {
    first: usize,
    tables: &'a mut [Table<W>],
    room: Room,
}

impl<const W: usize> Owner<'_, W> {
    /// Whether a state lies in its tables.
    #[inline]
    pub(super) fn has(&self, hash: Hashed) -> bool {
        hash.table().wrapping_sub(self.first) < self.tables.len()
    }

    /// As [`Visited::look`].
    #[inline]
    pub(super) fn look(&self, hash: Hashed) -> (Home, Packed<W>) {
        self.tables[hash.table() - self.first].look(hash)
    }

    /// As [`Visited::insert`].
    #[inline]
    pub(super) fn insert(&mut self, state: &Packed<W>, home: Home) -> Inserted {
        self.tables[home.table - self.first].insert(state, home.place)
    }

    /// As [`Visited::grow`].
    ///
    /// # Errors
    /// As there.
    pub(super) fn grow(&mut self, home: Home) -> Result<(), Why> {
        self.tables[home.table - self.first].grow(&mut self.room)
    }
}

impl<const W: usize> Visited<W> {
    /// # Errors
    /// If there's no memory for what it starts with, or the bound forbids to take it.
    pub(super) fn new(room: &mut Room) -> Result<Self, Why> {
        let mut visited = Visited { tables: Vec::new(), len: 0 };
        for _ in 0..TABLES {
            match Table::new(HOMES_MIN, SPARE, room) {
                Ok(table) => visited.tables.push(table),
                Err(why) => {
                    visited.leave(room);
                    return Err(why);
                }
            }
        }
        Ok(visited)
    }

    pub(super) fn len(&self) -> usize {
        self.len
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

    /// Inserts a state, unless its table is full.
    #[inline]
    pub(super) fn insert(&mut self, state: &Packed<W>, home: Home) -> Inserted {
        let inserted = self.tables[home.table].insert(state, home.place);
        self.len += usize::from(inserted == Inserted::New);
        inserted
    }

    /// Lets the table grow in which a state would lie; all homes in it are others then.
    ///
    /// # Errors
    /// If there's no memory, or the bound forbids to take more; then the table is as before.
    #[cold]
    pub(super) fn grow(&mut self, home: Home, room: &mut Room) -> Result<(), Why> {
        self.tables[home.table].grow(room)
    }

    /// Bytes that are taken beside what is taken now, at most, while as many states are inserted in each table.
    pub(super) fn growth(&self, more: &[usize; TABLES]) -> u64 {
        let growth = |(table, more): (&Table<W>, &usize)| {
            let mut homes = table.homes;
            while len_max(homes) < table.len + more {
                homes = grown(homes);
            }
            if homes > table.homes { 2 * bytes_of::<Packed<W>>(homes + table.spare()) } else { 0 }
        };
        self.tables.iter().zip(more).map(growth).sum()
    }

    /// Lends the tables to so many owners at most, each of whom can insert without the others; then calls on them.
    pub(super) fn share(&mut self, owners: usize, room: &mut Room, call: impl FnOnce(&mut [Owner<'_, W>])) {
        let each = self.tables.len().div_ceil(owners);
        let bytes: u64 = self.tables.iter().map(Table::bytes).sum();
        let share = |(index, tables)| {
            let mut room = Room::new(None);
            // It can't be refused, as nothing bounds it; the tables give it back when they grow.
            let _ = room.take(bytes);
            Owner { first: index * each, tables, room }
        };
        call(&mut (0..).zip(self.tables.chunks_mut(each)).map(share).collect::<Vec<_>>());
        self.len = self.tables.iter().map(|table| table.len).sum();
        room.changed(bytes, self.tables.iter().map(Table::bytes).sum());
    }

    /// Takes a table out, with its free places; how many states there were in all is still known.
    pub(super) fn take_table(&mut self) -> Option<Vec<Packed<W>>> {
        self.tables.pop().map(|table| table.places)
    }

    /// Lets go of all states but their number.
    pub(super) fn leave(&mut self, room: &mut Room) {
        self.tables.drain(..).for_each(|table| room.drop(table.places));
    }
}

impl<const W: usize> Table<W> {
    fn new(homes: usize, spare: usize, room: &mut Room) -> Result<Self, Why> {
        let mut places = Vec::new();
        room.reserve_exact(&mut places, homes + spare)?;
        places.resize(homes + spare, [0; W]);
        Ok(Table { places, homes, len: 0, len_max: len_max(homes) })
    }

    fn spare(&self) -> usize {
        self.places.len() - self.homes
    }

    fn bytes(&self) -> u64 {
        bytes_of::<Packed<W>>(self.places.capacity())
    }

    #[inline]
    fn look(&self, hash: Hashed) -> (Home, Packed<W>) {
        let place = hash.home(self.homes);
        (Home { table: hash.table(), place }, self.places[place])
    }

    #[inline]
    fn insert(&mut self, state: &Packed<W>, home: usize) -> Inserted {
        for place in &mut self.places[home..] {
            if *place == *state {
                return Inserted::Known;
            }
            if *place == [0; W] {
                if self.len >= self.len_max {
                    return Inserted::Full;
                }
                *place = *state;
                self.len += 1;
                return Inserted::New;
            }
        }
        Inserted::Full
    }

    /// To twice the homes; or, if it has enough of them and the row of places in use at its end is too long, to twice the spare.
    fn grow(&mut self, room: &mut Room) -> Result<(), Why> {
        let mut larger = match self.len >= self.len_max {
            true => Table::new(grown(self.homes), self.spare(), room)?,
            false => Table::new(self.homes, 2 * self.spare().max(SPARE), room)?,
        };
        for state in self.places.iter().filter(|place| **place != [0; W]) {
            // As homes double, whoever lay so far behind the last home lies no farther behind it now, so the spare is enough.
            let mut at = Hashed::of(state).home(larger.homes);
            while larger.places[at] != [0; W] {
                at += 1;
            }
            larger.places[at] = *state;
        }
        larger.len = self.len;
        room.drop(std::mem::replace(self, larger).places);
        Ok(())
    }
}

fn len_max(homes: usize) -> usize {
    homes / 4 * 3
}

fn grown(homes: usize) -> usize {
    homes * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn insert<const W: usize>(visited: &mut Visited<W>, state: [u32; W], room: &mut Room) -> Result<Inserted, Why> {
        loop {
            let (home, _) = visited.look(Hashed::of(&state));
            match visited.insert(&state, home) {
                Inserted::Full => visited.grow(home, room)?,
                inserted => return Ok(inserted),
            }
        }
    }

    #[test]
    fn it_holds_what_a_plain_set_holds_however_often_it_grows() {
        let mut room = Room::new(None);
        let mut visited = Visited::new(&mut room).unwrap();
        let mut plain = BTreeSet::new();
        for step in 0..200_000_u32 {
            let state = [step.wrapping_mul(0x9e37_79b9) >> 12, step % 3 + 1];
            let is_new = insert(&mut visited, state, &mut room) == Ok(Inserted::New);
            assert_eq!(is_new, plain.insert(state));
        }
        assert_eq!(visited.len(), plain.len());
        assert!(plain.iter().all(|state| visited.contains(state)));
        assert!(!visited.contains(&[u32::MAX, 1]));
        assert_eq!(room.used(), visited.tables.iter().map(Table::bytes).sum::<u64>());
        let taken = std::iter::from_fn(|| visited.take_table()).flatten().filter(|state| *state != [0; 2]);
        assert_eq!(taken.collect::<BTreeSet<_>>(), plain);
        assert_eq!(visited.len(), plain.len());
    }

    #[test]
    fn states_of_one_home_are_kept_apart_up_to_the_end_of_a_table_and_beyond() {
        let mut room = Room::new(None);
        let mut visited = Visited::<1>::new(&mut room).unwrap();
        let is_last = |state: &u32| {
            let hash = Hashed::of(&[*state]);
            (hash.table(), hash.home(HOMES_MIN)) == (0, HOMES_MIN - 1)
        };
        let alike: Vec<u32> = (1..).filter(is_last).take(3 * SPARE).collect();
        for (known, &state) in alike.iter().enumerate() {
            assert_eq!(insert(&mut visited, [state], &mut room), Ok(Inserted::New));
            assert!(alike[..=known].iter().all(|state| visited.contains(&[*state])));
            assert!(!alike[known + 1..].iter().any(|state| visited.contains(&[*state])));
            assert_eq!(insert(&mut visited, [state], &mut room), Ok(Inserted::Known));
        }
        assert_eq!(visited.len(), alike.len());
    }

    #[test]
    fn a_table_that_may_not_grow_stays_as_it_is() {
        for max in [0, 100_000, 200_000, 300_000, 1_000_000] {
            let mut room = Room::new(Some(max));
            let Ok(mut visited) = Visited::<2>::new(&mut room) else {
                assert_eq!(room.used(), 0);
                continue;
            };
            let states = (1..).map(|number: u32| [number, number.wrapping_mul(77)]);
            let taken: Vec<_> = states.take_while(|state| insert(&mut visited, *state, &mut room).is_ok()).collect();
            assert!(room.used() <= max);
            assert_eq!(visited.len(), taken.len());
            assert!(taken.iter().all(|state| visited.contains(state)));
        }
    }

    #[test]
    fn what_growth_takes_is_never_more_than_foretold() {
        let mut room = Room::new(None);
        let mut visited = Visited::<2>::new(&mut room).unwrap();
        let mut number = 0;
        for more in [10, 20_000, 5, 100_000] {
            let states: Vec<_> = (number..number + more).map(|number: u32| [number, !number]).collect();
            number += more;
            let mut by_table = [0; TABLES];
            states.iter().for_each(|state| by_table[Hashed::of(state).table()] += 1);
            let mut bounded = Room::new(Some(room.used() + visited.growth(&by_table)));
            bounded.take(room.used()).unwrap();
            for state in states {
                assert_eq!(insert(&mut visited, state, &mut bounded), Ok(Inserted::New));
            }
            room = bounded;
        }
    }
}
