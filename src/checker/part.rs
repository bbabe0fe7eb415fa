//! A part of some states that are expanded together: one thread expands it, and others insert what belongs into their tables.

use super::layout::{Layout, Packed};
use super::space::Space;
use super::states::Packer;
use super::visited::{Hashed, Inserted, Owner};
use std::collections::TryReserveError;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// Successors that are looked up together.
const BLOCK: usize = 64;

/// A part of a stretch, with what comes of its states.
#[derive(Default)]
pub(super) struct Part<const W: usize> {
    pub(super) successors: Vec<Packed<W>>,
    hashes: Vec<Hashed>,
    /// By state: where its successors are.
    pub(super) spans: Vec<Range<usize>>,
    /// The states that have to be worked out first; their spans are empty until then.
    pub(super) left_over: Vec<usize>,
    /// By successor. Each is written by one thread alone.
    is_new: Vec<AtomicBool>,
}

impl<const W: usize> Part<W> {
    /// Looks up the successors of its states.
    pub(super) fn expand<S: Space>(&mut self, space: &S, layout: &Layout, states: &[Packed<W>]) {
        self.successors.clear();
        self.hashes.clear();
        self.spans.clear();
        self.left_over.clear();
        for (at, state) in states.iter().enumerate() {
            let start = self.successors.len();
            let mut packer = Packer::new(layout, state, &mut self.successors);
            if !space.successors(&layout.row(state), &mut packer) {
                self.successors.truncate(start);
                self.left_over.push(at);
            }
            self.spans.push(start..self.successors.len());
            self.hashes.extend(self.successors[start..].iter().map(Hashed::of));
        }
    }

    /// Adds the successors of a state that was left over.
    pub(super) fn make_up_for(&mut self, left_over: usize, successors: &mut Vec<Packed<W>>) {
        let start = self.successors.len();
        self.successors.append(successors);
        self.hashes.extend(self.successors[start..].iter().map(Hashed::of));
        self.spans[left_over] = start..self.successors.len();
    }

    /// Makes room for what will be known of each successor.
    pub(super) fn get_ready(&mut self) {
        self.is_new.resize_with(self.successors.len(), AtomicBool::default);
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
    pub(super) fn insert(&self, owner: &mut Owner<'_, W>) -> Result<(), TryReserveError> {
        let mut near = Vec::with_capacity(2 * BLOCK);
        for span in &self.spans {
            near.extend(span.clone().filter(|&at| owner.has(self.hashes[at])));
            if near.len() >= BLOCK {
                self.insert_block(owner, &near)?;
                near.clear();
            }
        }
        self.insert_block(owner, &near)
    }

    fn insert_block(&self, owner: &mut Owner<'_, W>, near: &[usize]) -> Result<(), TryReserveError> {
        for &at in near {
            owner.make_room(self.hashes[at])?;
        }
        // The memory answers for all of them at once.
        let homes: Vec<_> = near.iter().map(|&at| owner.look(self.hashes[at])).collect();
        for (&at, (home, seen)) in near.iter().zip(homes) {
            let state = &self.successors[at];
            let is_new = seen != *state && owner.insert(state, home)? == Inserted::New;
            self.is_new[at].store(is_new, Ordering::Relaxed);
        }
        Ok(())
    }
}
