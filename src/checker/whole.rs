//! The states of any model, each kept whole and named by one number. For models that aren't made of actors.

use super::Why;
use super::layout::{COLUMNS_MAX, Row};
use super::numbered::Numbered;
use super::room::Room;
use super::space::{Sink, Space};
use stateright::Model;
use std::hash::Hash;

/// The states of a model.
pub struct Whole<M: Model> {
    model: M,
    states: Numbered<M::State>,
    attempt: Option<u32>,
    /// The state whose successors were worked out last, if any was, and they.
    worked_out: Option<u32>,
    successors: Vec<u32>,
}

impl<M> Whole<M>
where
    M: Model,
    M::State: Clone + Hash + PartialEq,
{
    /// The states of a model.
    pub fn new(model: M) -> Self {
        Whole { model, states: Numbered::default(), attempt: None, worked_out: None, successors: Vec::new() }
    }

    fn row(&mut self, state: M::State, room: &mut Room) -> Result<Row, Why> {
        let mut row = [0; COLUMNS_MAX];
        row[0] = self.states.number(state, room)?;
        Ok(row)
    }

    /// Calls with each step from a state: the index of its action, and where it leads.
    fn each_step(
        &mut self,
        state: u32,
        mut call: impl FnMut(&mut Self, u32, M::State) -> Result<(), Why>,
    ) -> Result<(), Why> {
        let mut actions = Vec::new();
        self.model.actions(self.states.value(state), &mut actions);
        // An attempt that never came back stays one, although other steps are asked for to tell the way to it.
        let before = self.attempt;
        for (index, action) in (0..).zip(actions) {
            self.attempt = Some(index);
            if let Some(next) = self.model.next_state(self.states.value(state), action)
                && self.model.within_boundary(&next)
            {
                call(self, index, next)?;
            }
        }
        self.attempt = before;
        Ok(())
    }
}

impl<M> Space for Whole<M>
where
    M: Model,
    M::State: Clone + Hash + PartialEq,
{
    type Model = M;

    fn model(&self) -> &M {
        &self.model
    }

    fn columns(&self) -> usize {
        1
    }

    fn count(&self, _: usize) -> usize {
        self.states.len()
    }

    fn revision(&self) -> u64 {
        self.states.len() as u64
    }

    fn initial(&mut self, room: &mut Room) -> Result<Vec<Row>, Why> {
        let states = self.model.init_states();
        let states: Vec<_> = states.into_iter().filter(|state| self.model.within_boundary(state)).collect();
        states.into_iter().map(|state| self.row(state, room)).collect()
    }

    fn successors(&self, row: &Row, sink: &mut impl Sink) -> bool {
        if self.worked_out != Some(row[0]) {
            return false;
        }
        for &next in &self.successors {
            sink.change(0, row[0], next);
            sink.done();
        }
        true
    }

    fn work_out(&mut self, row: &Row, room: &mut Room) -> Result<(), Why> {
        self.worked_out = None;
        self.successors.clear();
        self.each_step(row[0], |this, _, next| {
            let next = this.states.number(next, room)?;
            room.push(&mut this.successors, next)
        })?;
        self.worked_out = Some(row[0]);
        Ok(())
    }

    fn action_index(&mut self, row: &Row, successor: usize, _: &M::State, _: &mut Room) -> Option<u32> {
        let mut indices = Vec::new();
        self.each_step(row[0], |_, index, _| {
            indices.push(index);
            Ok(())
        })
        .ok()?;
        indices.get(successor).copied()
    }

    fn attempt_index(&self, _: &M::State) -> Option<u32> {
        self.attempt
    }

    fn state(&self, row: &Row) -> M::State {
        self.states.value(row[0]).clone()
    }

    fn is_true(&self, property: usize, row: &Row, _: &mut Room) -> bool {
        let property = self.model.properties().swap_remove(property);
        (property.condition)(&self.model, self.states.value(row[0]))
    }

    fn alarms(&self) -> u64 {
        u64::MAX
    }
}
