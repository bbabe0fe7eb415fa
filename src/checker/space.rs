//! What a search needs to know of a model: states as rows of small numbers, and the rows that follow one.

use super::layout::Row;
use super::room::Room;
use super::{Certificate, Unsupported, Why};
use stateright::Model;

/// A model's states as rows of numbers. Equal states have equal rows, and no others do. Numbers are given when a state is first
/// met, counted from 0 in each column, so a search is a pure function of its model and its options.
pub trait Space {
    /// The model whose states they are.
    type Model: Model;

    /// The model.
    fn model(&self) -> &Self::Model;

    /// Columns in use, at most [`COLUMNS_MAX`](super::layout::COLUMNS_MAX).
    fn columns(&self) -> usize;

    /// How many numbers were given in a column; each is below.
    fn count(&self, column: usize) -> usize;

    /// Changes whenever a number was given in any column.
    fn revision(&self) -> u64;

    /// The initial states within the model's boundary.
    ///
    /// # Errors
    /// If there's no room for what is met there.
    fn initial(&mut self, room: &mut Room) -> Result<Vec<Row>, Why>;

    /// Tells all states that follow one, those within the model's boundary, always in the same order. False if something has to be
    /// worked out first; then what the sink was told is void.
    fn successors(&self, row: &Row, sink: &mut impl Sink) -> bool;

    /// Works out all that [`Space::successors`] has to look up for this row. All that grows asks for room.
    ///
    /// # Errors
    /// If there's no room for what is met there; what was worked out before stays.
    fn work_out(&mut self, row: &Row, room: &mut Room) -> Result<(), Why>;

    /// The action that leads to the successor that [`Space::successors`] tells as this one, counted from 0, by its index among the
    /// model's actions of `state`, which is the row's own, or one that a reduced row stands for. `None` if it isn't among them.
    fn action_index(
        &mut self,
        row: &Row,
        successor: usize,
        state: &<Self::Model as Model>::State,
        room: &mut Room,
    ) -> Option<u32>;

    /// If the model's own code panicked: the index of the action that was tried among the model's actions of that state.
    fn attempt_index(&self, state: &<Self::Model as Model>::State) -> Option<u32>;

    /// The state that a row stands for.
    fn state(&self, row: &Row) -> <Self::Model as Model>::State;

    /// Whether the condition of the model's property with this index is true in a state. The answer may be remembered, if there's
    /// room.
    fn is_true(&self, property: usize, row: &Row, room: &mut Room) -> bool;

    /// The properties (bit 0 is the first) that have, or may have, a discovery in a state that can be told by now. What isn't
    /// among them needn't be asked.
    fn alarms(&self) -> u64;

    /// Why this space can't be searched, if there's a reason.
    fn objection(&self) -> Option<Unsupported> {
        None
    }

    /// Whether rows stand for more than the states themselves, which is proved afterwards.
    fn is_reduced(&self) -> bool {
        false
    }

    /// Goes on proving that rows stand for what they should, if they're reduced ones. The budget is counted down.
    ///
    /// # Errors
    /// If there's no room for what is met there.
    fn certify(&mut self, _budget: &mut usize, _room: &mut Room) -> Result<Certificate, Why> {
        Ok(Certificate::Sound { compared: 0 })
    }
}

/// Takes the successors of a row, each as what differs from it.
pub trait Sink {
    /// In the successor that is being told, the number of a column; a column is told at most once.
    fn change(&mut self, column: usize, old: u32, new: u32);

    /// It's complete, and the next begins.
    fn done(&mut self);
}
