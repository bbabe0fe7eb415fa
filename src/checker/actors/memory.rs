//! What conditions of whole states have answered. One that says which parts of a state it reads is asked once for each combination of
//! them, and not in every state.

use crate::checker::room::Room;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::sync::{Mutex, PoisonError};

/// Which parts of a state a condition reads.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Parts {
    /// The actors' own states, and whether they have crashed.
    pub actors: bool,
    /// The history.
    pub history: bool,
    /// The envelopes in flight, which are different in nearly every state, so that nothing is worth remembering.
    pub envelopes: bool,
}

/// The answers of one condition, by the numbers of the parts that it reads.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) parts: Parts,
    answers: Mutex<HashMap<Box<[u32]>, bool, FxBuildHasher>>,
}

impl Memory {
    pub(super) fn new(parts: Parts) -> Self {
        Memory { parts, ..Memory::default() }
    }

    /// The answer to these parts, found out if it isn't known. It's remembered as long as there's room.
    pub(super) fn answer(&self, parts: Box<[u32]>, room: &mut Room, find_out: impl FnOnce() -> bool) -> bool {
        // A condition that panics ends the search, and leaves the answers as they were.
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&known) = answers().get(&parts) {
            return known;
        }
        let answer = find_out();
        let mut answers = answers();
        let key = size_of_val(&*parts) as u64;
        if room.reserve_in_map(&mut answers).is_ok() && room.take(key).is_ok() {
            answers.insert(parts, answer);
        }
        answer
    }
}
