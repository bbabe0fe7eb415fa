//! Gives each distinct value a number, counted from 0 in the order in which they come. Two values share a number only if they are
//! equal; the hash is for speed alone.

use super::Why;
use super::room::Room;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Most numbers of one kind: the largest two of 32 bits stand for what has none.
const NUMBERS_MAX: usize = u32::MAX as usize - 1;

/// The number of what comes after so many.
///
/// # Errors
/// If there are as many as there are numbers.
fn next_number(len: usize) -> Result<u32, Why> {
    if len < NUMBERS_MAX { u32::try_from(len).map_err(|_| Why::Numbers) } else { Err(Why::Numbers) }
}

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
}

impl<T: Hash + PartialEq> Numbered<T> {
    /// The number of a value, a new one if the value is.
    ///
    /// # Errors
    /// If it's new, and there's no memory for it, or no number, or the bound forbids to take it; then it has none.
    pub(super) fn number(&mut self, value: T, room: &mut Room) -> Result<u32, Why> {
        let Numbered { values, by_value } = self;
        let hash = hash_of(&value);
        if let Some(number) = by_value.find(hash, |&number| values[number as usize] == value) {
            return Ok(*number);
        }
        let number = next_number(values.len())?;
        room.reserve(values, 1)?;
        room.reserve_in_table(by_value, |&number| hash_of(&values[number as usize]))?;
        values.push(value);
        by_value.insert_unique(hash, number, |&number| hash_of(&values[number as usize]));
        Ok(number)
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
    ///
    /// # Errors
    /// As [`Numbered::number`].
    pub(super) fn number(&mut self, new: &[u32], room: &mut Room) -> Result<u32, Why> {
        let Lists { items, ends, by_list } = self;
        let hash = hash_of(&new);
        if let Some((number, _)) = by_list.find(hash, |&(number, _)| list(items, ends, number) == new) {
            return Ok(*number);
        }
        let number = next_number(ends.len())?;
        room.reserve(items, new.len())?;
        room.reserve(ends, 1)?;
        room.reserve_in_table(by_list, |&(_, hash)| hash)?;
        items.extend(new);
        ends.push(items.len());
        by_list.insert_unique(hash, (number, hash), |&(_, hash)| hash);
        Ok(number)
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
        let mut room = Room::new(None);
        let numbers = ["a", "b", "a", "c", "b"].map(|word| words.number(word, &mut room).unwrap());
        assert_eq!(numbers, [0, 1, 0, 2, 1]);
        assert_eq!((*words.value(2), words.len()), ("c", 3));
    }

    #[test]
    fn equal_lists_get_one_number() {
        let mut lists = Lists::default();
        let mut room = Room::new(None);
        let numbers = [&[][..], &[1, 2], &[1], &[], &[1, 2]].map(|list| lists.number(list, &mut room).unwrap());
        assert_eq!(numbers, [0, 1, 2, 0, 1]);
        assert_eq!([0, 1, 2].map(|number| lists.list(number)), [&[][..], &[1, 2], &[1]]);
    }

    #[test]
    fn what_there_is_no_room_for_gets_no_number_and_the_others_keep_theirs() {
        for max in 0..2_000 {
            let mut room = Room::new(Some(max));
            let (mut values, mut lists) = (Numbered::default(), Lists::default());
            let numbered = (0..100_u64).take_while(|value| values.number(*value, &mut room).is_ok()).count();
            let listed = (0..100_u32).take_while(|value| lists.number(&[*value; 3], &mut room).is_ok()).count();
            assert!(room.used() <= max);
            for (number, value) in (0..).zip(0..numbered as u64) {
                assert_eq!((values.number(value, &mut room), *values.value(number)), (Ok(number), value));
            }
            for (number, value) in (0..).zip(0..u32::try_from(listed).unwrap()) {
                assert_eq!(lists.number(&[value; 3], &mut room), Ok(number));
            }
        }
    }

    #[test]
    fn numbers_come_to_an_end_before_those_that_stand_for_none() {
        assert_eq!(next_number(0), Ok(0));
        assert_eq!(next_number(NUMBERS_MAX - 1), Ok(u32::MAX - 2));
        assert_eq!([NUMBERS_MAX, NUMBERS_MAX + 1, usize::MAX].map(next_number), [Err(Why::Numbers); 3]);
    }
}
