//! The histories that were met, and what each becomes when messages are received and sent. The model's own recorders are the only
//! source of that; each is asked once for each history and label.

use crate::checker::Why;
use crate::checker::numbered::Numbered;
use crate::checker::pairs::Pairs;
use crate::checker::room::{Room, bytes_of};
use std::hash::Hash;

/// Histories by number.
pub(super) struct Histories<H> {
    histories: Numbered<H>,
    labels: Numbered<Label>,
    /// By history and label: the history that follows.
    next: Pairs,
}

/// Stands for the history that follows a step where none can, as it is beyond the boundary. No history has this number: numbers end
/// before.
pub(super) const BEYOND: u32 = u32::MAX - 1;

/// What a step shows to the recorders: a message received, and then messages sent, each as a column and an envelope of it.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(super) struct Label {
    pub(super) received: Option<(usize, u32)>,
    pub(super) sent: Vec<(usize, u32)>,
}

impl<H: Hash + PartialEq> Histories<H> {
    pub(super) fn new() -> Self {
        Histories { histories: Numbered::default(), labels: Numbered::default(), next: Pairs::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.histories.len()
    }

    pub(super) fn history(&self, history: u32) -> &H {
        self.histories.value(history)
    }

    pub(super) fn number(&mut self, history: H, room: &mut Room) -> Result<u32, Why> {
        self.histories.number(history, room)
    }

    /// The number of a label; the empty one, which is the first, has 0.
    pub(super) fn label(&mut self, label: Label, room: &mut Room) -> Result<u32, Why> {
        let (known, bytes) = (self.labels.len(), bytes_of::<(usize, u32)>(label.sent.capacity()));
        let number = self.labels.number(label, room)?;
        if self.labels.len() > known {
            room.take(bytes)?;
        }
        Ok(number)
    }

    pub(super) fn label_at(&self, label: u32) -> &Label {
        self.labels.value(label)
    }

    /// The history that follows, or [`BEYOND`], if that was worked out.
    #[inline]
    pub(super) fn next(&self, label: u32, history: u32) -> Option<u32> {
        self.next.get(history, label)
    }

    /// Writes down the history that follows.
    pub(super) fn set_next(&mut self, label: u32, history: u32, next: u32, room: &mut Room) -> Result<(), Why> {
        self.next.insert(history, label, next, room)
    }
}
