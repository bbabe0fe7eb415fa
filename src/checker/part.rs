//! A part of some states that are expanded together: one thread expands it, and others insert what belongs into their tables.

use super::Why;
use super::layout::{Layout, Packed};
use super::room::Room;
use super::space::Space;
use super::states::Packer;
use super::visited::{Hashed, Home, Inserted, Owner, TABLES};
use arrayvec::ArrayVec;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Successors that are looked up together.
const BLOCK: usize = 64;

/// A part of a stretch, with what comes of its states.
pub(super) struct Part<const W: usize> {
    pub(super) successors: Vec<Packed<W>>,
    hashes: Vec<Hashed>,
    /// By state: where its successors are.
    pub(super) spans: Vec<Range<usize>>,
    /// The states that have to be worked out first; their spans are empty until then.
    pub(super) left_over: Vec<usize>,
    /// By successor. Each is written by one thread alone.
    is_new: Vec<AtomicBool>,
    /// What all this takes, and may.
    room: Room,
}

impl<const W: usize> Part<W> {
    /// A part with nothing in it, which takes so much at most.
    pub(super) fn new(bytes_max: u64) -> Self {
        Part {
            successors: Vec::new(),
            hashes: Vec::new(),
            spans: Vec::new(),
            left_over: Vec::new(),
            is_new: Vec::new(),
            room: Room::new(Some(bytes_max)),
        }
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> u64 {
        self.room.used()
    }

    pub(super) fn clear(&mut self) {
        self.successors.clear();
        self.hashes.clear();
        self.spans.clear();
        self.left_over.clear();
        self.is_new.clear();
    }

    /// Looks up the successors of its states, as far as there's room for them.
    pub(super) fn expand<S: Space>(&mut self, space: &S, layout: &Layout, states: &[Packed<W>]) {
        self.clear();
        if self.room.reserve(&mut self.spans, states.len()).is_err() {
            return;
        }
        for (at, state) in states.iter().enumerate() {
            let start = self.successors.len();
            let mut packer = Packer::new(layout, state, &mut self.successors, &mut self.room);
            let is_known = space.successors(&layout.row(state), &mut packer);
            if packer.end().is_err() {
                return;
            }
            if !is_known {
                self.successors.truncate(start);
                if self.room.push(&mut self.left_over, at).is_err() {
                    return;
                }
            }
            if self.hash_from(start).is_err() {
                return;
            }
            self.spans.push(start..self.successors.len());
        }
    }

    fn hash_from(&mut self, start: usize) -> Result<(), Why> {
        self.room.reserve(&mut self.hashes, self.successors.len() - start)?;
        self.hashes.extend(self.successors[start..].iter().map(Hashed::of));
        Ok(())
    }

    /// Adds the successors of a state that was left over.
    ///
    /// # Errors
    /// If there's no memory, or its bound forbids to take more.
    pub(super) fn make_up_for(&mut self, left_over: usize, successors: &[Packed<W>]) -> Result<(), Why> {
        let start = self.successors.len();
        self.room.reserve(&mut self.successors, successors.len())?;
        self.successors.extend_from_slice(successors);
        self.hash_from(start)?;
        self.spans[left_over] = start..self.successors.len();
        Ok(())
    }

    /// Makes room for what will be known of each successor.
    ///
    /// # Errors
    /// If there's no memory, or its bound forbids to take more.
    pub(super) fn get_ready(&mut self) -> Result<(), Why> {
        self.room.reserve(&mut self.is_new, self.successors.len())?;
        self.is_new.resize_with(self.successors.len(), AtomicBool::default);
        Ok(())
    }

    /// Counts its successors by the tables in which they would lie.
    pub(super) fn count(&self, by_table: &mut [usize; TABLES]) {
        self.hashes.iter().for_each(|hash| by_table[hash.table()] += 1);
    }

    /// Whether a successor was new when its owner inserted it.
    #[inline]
    pub(super) fn is_new(&self, at: usize) -> bool {
        self.is_new[at].load(Ordering::Relaxed)
    }

    /// Inserts what is the owner's.
    ///
    /// # Errors
    /// If there's no memory.
    pub(super) fn insert(&self, owner: &mut Owner<'_, W>) -> Result<(), Why> {
        let mut near = ArrayVec::<usize, BLOCK>::new();
        for span in &self.spans {
            for at in span.clone() {
                if !owner.has(self.hashes[at]) {
                    continue;
                }
                near.push(at);
                if near.is_full() {
                    self.insert_block(owner, &near)?;
                    near.clear();
                }
            }
        }
        self.insert_block(owner, &near)
    }

    fn insert_block(&self, owner: &mut Owner<'_, W>, near: &[usize]) -> Result<(), Why> {
        // The memory answers for all of them at once.
        let look = |owner: &Owner<'_, W>| near.iter().map(|&at| owner.look(self.hashes[at])).collect();
        let mut homes: ArrayVec<(Home, Packed<W>), BLOCK> = look(owner);
        for (place, &at) in near.iter().enumerate() {
            let state = &self.successors[at];
            let (mut home, seen) = homes[place];
            if seen == *state {
                continue;
            }
            let inserted = loop {
                match owner.insert(state, home) {
                    Inserted::Full => {
                        owner.grow(home)?;
                        homes = look(owner);
                        (home, _) = homes[place];
                    }
                    inserted => break inserted,
                }
            };
            if inserted == Inserted::New {
                self.is_new[at].store(true, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}
