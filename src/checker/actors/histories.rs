//! The histories that were met, and what each becomes when messages are received and sent. The model's own recorders are the only
//! source of that; each is asked once for each history and label.

use crate::checker::numbered::Numbered;
use crate::checker::pairs::Pairs;
use std::hash::Hash;

/// Histories by number.
pub(super) struct Histories<H> {
    histories: Numbered<H>,
    labels: Numbered<Label>,
    /// By history and label: the history that follows.
    next: Pairs,
}

/// Stands for the history that follows a step where none can, as it is beyond the boundary. No history has this number: memory ends
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
        let mut histories =
            Histories { histories: Numbered::default(), labels: Numbered::default(), next: Pairs::new() };
        histories.label(Label::default());
        histories
    }

    pub(super) fn len(&self) -> usize {
        self.histories.len()
    }

    pub(super) fn history(&self, history: u32) -> &H {
        self.histories.value(history)
    }

    pub(super) fn number(&mut self, history: H) -> u32 {
        self.histories.number(history)
    }

    /// The number of a label; the empty one has 0.
    pub(super) fn label(&mut self, label: Label) -> u32 {
        self.labels.number(label)
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
    pub(super) fn set_next(&mut self, label: u32, history: u32, next: u32) {
        self.next.insert(history, label, next);
    }

    pub(super) fn bytes(&self) -> usize {
        self.histories.bytes() + self.labels.bytes() + self.next.bytes()
    }
}
