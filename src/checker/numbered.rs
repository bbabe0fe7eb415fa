//! Gives each distinct value a number, counted from 0 in the order in which they come. Two values share a number only if they are
//! equal; the hash is for speed alone.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Values and their numbers.
pub(super) struct Numbered<T> {
    values: Vec<T>,
    by_value: HashTable<u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Numbered { values: Vec::new(), by_value: HashTable::new() }
    }
}

impl<T> Numbered<T> {
    /// How many there are; each number is below.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value with a number that was given.
    pub(super) fn value(&self, number: u32) -> &T {
        &self.values[number as usize]
    }

    /// Memory, without what hangs off the values.
    pub(super) fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>() + self.by_value.allocation_size()
    }
}

impl<T: Hash + PartialEq> Numbered<T> {
    /// The number of a value, a new one if the value is.
    pub(super) fn number(&mut self, value: T) -> u32 {
        let Numbered { values, by_value } = self;
        let hash = hash_of(&value);
        if let Some(number) = by_value.find(hash, |&number| values[number as usize] == value) {
            return *number;
        }
        let number = u32::try_from(values.len()).expect("memory ends before 2^32 values");
        values.push(value);
        by_value.insert_unique(hash, number, |&number| hash_of(&values[number as usize]));
        number
    }
}

/// Lists of numbers and their numbers. All lists lie in one, so that none has to be allocated.
#[derive(Default)]
pub(super) struct Lists {
    items: Vec<u32>,
    /// Where each list ends, which is where the next one starts.
    ends: Vec<usize>,
    by_list: HashTable<(u32, u64)>,
}

impl Lists {
    /// The list with a number that was given.
    pub(super) fn list(&self, number: u32) -> &[u32] {
        list(&self.items, &self.ends, number)
    }

    /// The number of a list, a new one if the list is.
    pub(super) fn number(&mut self, new: &[u32]) -> u32 {
        let Lists { items, ends, by_list } = self;
        let hash = hash_of(&new);
        if let Some((number, _)) = by_list.find(hash, |&(number, _)| list(items, ends, number) == new) {
            return *number;
        }
        let number = u32::try_from(ends.len()).expect("memory ends before 2^32 lists");
        items.extend(new);
        ends.push(items.len());
        by_list.insert_unique(hash, (number, hash), |&(_, hash)| hash);
        number
    }

    pub(super) fn bytes(&self) -> usize {
        self.items.capacity() * size_of::<u32>()
            + self.ends.capacity() * size_of::<usize>()
            + self.by_list.allocation_size()
    }
}

fn list<'a>(items: &'a [u32], ends: &[usize], number: u32) -> &'a [u32] {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &items[start..ends[number]]
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_get_one_number() {
        let mut words = Numbered::default();
        assert_eq!(["a", "b", "a", "c", "b"].map(|word| words.number(word)), [0, 1, 0, 2, 1]);
        assert_eq!((*words.value(2), words.len()), ("c", 3));
    }

    #[test]
    fn equal_lists_get_one_number() {
        let mut lists = Lists::default();
        assert_eq!([&[][..], &[1, 2], &[1], &[], &[1, 2]].map(|list| lists.number(list)), [0, 1, 2, 0, 1]);
        assert_eq!([0, 1, 2].map(|number| lists.list(number)), [&[][..], &[1, 2], &[1]]);
    }
}
