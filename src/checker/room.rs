//! The memory that a search takes, and how much it may. Every table asks here before it grows, so that a bound is never exceeded, not
//! even while what a table holds is copied into a larger one; and memory that there isn't is told of, and never ends the program.

use super::Why;
use hashbrown::{HashMap, HashTable};
use std::hash::{BuildHasher, Hash};
use std::hint::black_box;

/// What is taken, and how much may be, in bytes.
#[derive(Debug)]
pub struct Room {
    used: u64,
    max: u64,
}

/// What a vector grows to at least.
const ITEMS_MIN: usize = 4;
/// What a hash table takes beside its buckets, at most; and the fewest buckets.
const TABLE_BYTES: u64 = 32;
const BUCKETS_MIN: u64 = 4;
/// Memory that must be left when something has grown, for all that is small and can't be refused until something grows again.
const MARGIN: usize = 32 << 10;

impl Room {
    /// Nothing is taken, and so much may be; as much as there is, if it's `None`.
    #[must_use]
    pub fn new(max: Option<u64>) -> Self {
        Room { used: 0, max: max.unwrap_or(u64::MAX) }
    }

    /// Bytes that are taken.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Bytes that may be taken yet.
    pub(super) fn left(&self) -> u64 {
        self.max - self.used
    }

    pub(super) fn is_bounded(&self) -> bool {
        self.max < u64::MAX
    }

    /// Counts bytes that something else is about to take.
    ///
    /// # Errors
    /// If the bound forbids it.
    pub fn take(&mut self, bytes: u64) -> Result<(), Why> {
        self.ask(bytes)?;
        self.used += bytes;
        Ok(())
    }

    /// Counts bytes that are taken no more.
    pub fn give(&mut self, bytes: u64) {
        debug_assert!(bytes <= self.used, "what is given was taken");
        self.used = self.used.saturating_sub(bytes);
    }

    fn ask(&self, bytes: u64) -> Result<(), Why> {
        if bytes > self.left() { Err(Why::Bytes) } else { Ok(()) }
    }

    /// Makes room in a vector for so many more items; it doubles at least.
    ///
    /// # Errors
    /// If there's no memory, or hardly any afterwards, or the bound forbids to take more; the items are as before.
    #[inline]
    pub fn reserve<T>(&mut self, items: &mut Vec<T>, more: usize) -> Result<(), Why> {
        if items.capacity() - items.len() >= more { Ok(()) } else { self.grow(items, more) }
    }

    #[cold]
    fn grow<T>(&mut self, items: &mut Vec<T>, more: usize) -> Result<(), Why> {
        let needed = items.len().saturating_add(more);
        self.reserve_exact(items, needed.max(items.capacity().saturating_mul(2)).max(ITEMS_MIN))
    }

    /// Lets a vector have this capacity, if it has less.
    ///
    /// # Errors
    /// As [`Room::reserve`].
    pub(super) fn reserve_exact<T>(&mut self, items: &mut Vec<T>, capacity: usize) -> Result<(), Why> {
        if capacity <= items.capacity() {
            return Ok(());
        }
        // The old ones are still there while they are copied.
        self.ask(bytes_of::<T>(capacity))?;
        let before = bytes_of::<T>(items.capacity());
        items.try_reserve_exact(capacity - items.len()).map_err(|_| Why::Memory)?;
        self.used += bytes_of::<T>(items.capacity()) - before;
        has_margin()
    }

    /// Adds an item to a vector.
    ///
    /// # Errors
    /// As [`Room::reserve`].
    #[inline]
    pub fn push<T>(&mut self, items: &mut Vec<T>, item: T) -> Result<(), Why> {
        self.reserve(items, 1)?;
        items.push(item);
        Ok(())
    }

    /// Lets go of a vector.
    pub(super) fn drop<T>(&mut self, items: Vec<T>) {
        self.give(bytes_of::<T>(items.capacity()));
    }

    /// Lets go of what a vector takes for more than so many items, none of which it has.
    pub(super) fn shrink<T>(&mut self, items: &mut Vec<T>, capacity: usize) {
        let before = bytes_of::<T>(items.capacity());
        items.shrink_to(capacity);
        self.give(before - bytes_of::<T>(items.capacity()));
    }

    /// Makes room in a table for one item more.
    ///
    /// # Errors
    /// As [`Room::reserve`].
    #[inline]
    pub(super) fn reserve_in_table<T>(
        &mut self,
        table: &mut HashTable<T>,
        hash_of: impl Fn(&T) -> u64,
    ) -> Result<(), Why> {
        if table.len() < table.capacity() {
            return Ok(());
        }
        let before = table.allocation_size() as u64;
        self.ask(grown_table::<T>(before))?;
        table.try_reserve(1, hash_of).map_err(|_| Why::Memory)?;
        self.changed(before, table.allocation_size() as u64);
        has_margin()
    }

    /// Makes room in a map for one entry more.
    ///
    /// # Errors
    /// As [`Room::reserve`].
    #[inline]
    pub(super) fn reserve_in_map<K, V, S>(&mut self, map: &mut HashMap<K, V, S>) -> Result<(), Why>
    where
        K: Eq + Hash,
        S: BuildHasher,
    {
        if map.len() < map.capacity() {
            return Ok(());
        }
        let before = map.allocation_size() as u64;
        self.ask(grown_table::<(K, V)>(before))?;
        map.try_reserve(1).map_err(|_| Why::Memory)?;
        self.changed(before, map.allocation_size() as u64);
        has_margin()
    }

    /// Counts what takes as many bytes now, and took others before.
    pub(super) fn changed(&mut self, before: u64, now: u64) {
        self.used = self.used.saturating_add(now).saturating_sub(before);
    }
}

fn has_margin() -> Result<(), Why> {
    let mut margin = Vec::<u8>::new();
    let reserved = margin.try_reserve_exact(MARGIN);
    // Else the compiler may see that nobody uses it, and take it for granted.
    black_box(&margin);
    reserved.map_err(|_| Why::Memory)
}

/// Bytes of a vector with this capacity.
pub(super) fn bytes_of<T>(capacity: usize) -> u64 {
    (capacity as u64).saturating_mul(size_of::<T>() as u64)
}

/// What a hash table takes after it has grown, at most: it doubles.
fn grown_table<T>(before: u64) -> u64 {
    before.saturating_mul(2).max(BUCKETS_MIN * (size_of::<T>() as u64 + 1) + TABLE_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::FxBuildHasher;

    #[test]
    fn what_is_copied_counts_twice_while_it_is() {
        let mut room = Room::new(Some(1_000));
        let mut items: Vec<u8> = Vec::new();
        room.reserve_exact(&mut items, 400).unwrap();
        assert_eq!(room.reserve_exact(&mut items, 601), Err(Why::Bytes));
        assert_eq!((items.capacity(), room.used()), (400, 400));
        room.reserve_exact(&mut items, 600).unwrap();
        assert_eq!((items.capacity(), room.used(), room.left()), (600, 600, 400));
        room.shrink(&mut items, 100);
        assert_eq!(room.used(), 100);
        room.drop(items);
        assert_eq!(room.used(), 0);
    }

    #[test]
    fn whatever_grows_is_counted_as_it_is_and_stays_within_the_bound() {
        for max in 0..3_000 {
            let mut room = Room::new(Some(max));
            let (mut items, mut table, mut map) = (Vec::new(), HashTable::new(), HashMap::with_hasher(FxBuildHasher));
            for item in 0..1_000_u32 {
                let pushed = room.push(&mut items, item).is_ok();
                let hash_of = |item: &u32| u64::from(*item) << 40 | u64::from(*item);
                let has_place = room.reserve_in_table(&mut table, hash_of).is_ok();
                if has_place {
                    table.insert_unique(hash_of(&item), item, hash_of);
                }
                if room.reserve_in_map(&mut map).is_ok() {
                    map.insert(u64::from(item), item);
                }
                if !pushed && !has_place {
                    break;
                }
            }
            let taken = 4 * items.capacity() + table.allocation_size() + map.allocation_size();
            assert_eq!(room.used(), taken as u64);
            assert!(room.used() <= max);
        }
    }

    #[test]
    fn memory_that_is_not_there_is_told_of() {
        let mut room = Room::new(None);
        let mut items: Vec<u64> = Vec::new();
        assert_eq!(room.reserve(&mut items, usize::MAX), Err(Why::Memory));
        assert_eq!(room.reserve_exact(&mut items, usize::MAX / 32), Err(Why::Memory));
        assert_eq!(room.used(), 0);
    }
}
