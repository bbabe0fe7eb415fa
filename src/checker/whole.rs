//! The states of any model, each kept whole and named by one number. For models that aren't made of actors.

use super::layout::{COLUMNS_MAX, Row};
use super::numbered::Numbered;
use super::space::{Sink, Space};
use stateright::Model;
use std::hash::Hash;

/// The states of a model.
pub struct Whole<M: Model> {
    model: M,
    states: Numbered<M::State>,
    attempt: Option<u32>,
    /// The state whose successors were worked out last, and they.
    worked_out: Option<(u32, Vec<u32>)>,
}

impl<M> Whole<M>
where
    M: Model,
    M::State: Clone + Hash + PartialEq,
{
    /// The states of a model.
    pub fn new(model: M) -> Self {
        Whole { model, states: Numbered::default(), attempt: None, worked_out: None }
    }

    fn row(&mut self, state: M::State) -> Row {
        let mut row = [0; COLUMNS_MAX];
        row[0] = self.states.number(state);
        row
    }

    /// The steps from a state: the index of each one's action, and where it leads.
    fn steps(&mut self, row: &Row) -> Vec<(u32, M::State)> {
        let state = self.states.value(row[0]);
        let mut actions = Vec::new();
        self.model.actions(state, &mut actions);
        let mut steps = Vec::new();
        // An attempt that never came back stays one, although other steps are asked for to tell the way to it.
        let before = self.attempt;
        for (index, action) in (0..).zip(actions) {
            self.attempt = Some(index);
            if let Some(next) = self.model.next_state(state, action)
                && self.model.within_boundary(&next)
            {
                steps.push((index, next));
            }
        }
        self.attempt = before;
        steps
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

    fn initial(&mut self) -> Vec<Row> {
        let states = self.model.init_states();
        let states: Vec<_> = states.into_iter().filter(|state| self.model.within_boundary(state)).collect();
        states.into_iter().map(|state| self.row(state)).collect()
    }

    fn successors(&self, row: &Row, sink: &mut impl Sink) -> bool {
        let Some((_, successors)) = self.worked_out.as_ref().filter(|(state, _)| *state == row[0]) else {
            return false;
        };
        for &next in successors {
            sink.change(0, row[0], next);
            sink.done();
        }
        true
    }

    fn work_out(&mut self, row: &Row) {
        let steps = self.steps(row);
        let successors = steps.into_iter().map(|(_, next)| self.states.number(next)).collect();
        self.worked_out = Some((row[0], successors));
    }

    fn action_index(&mut self, row: &Row, successor: usize, _: &M::State) -> Option<u32> {
        self.steps(row).get(successor).map(|(index, _)| *index)
    }

    fn attempt_index(&self, _: &M::State) -> Option<u32> {
        self.attempt
    }

    fn state(&self, row: &Row) -> M::State {
        self.states.value(row[0]).clone()
    }

    fn is_true(&self, property: usize, row: &Row) -> bool {
        let property = self.model.properties().swap_remove(property);
        (property.condition)(&self.model, self.states.value(row[0]))
    }

    fn alarms(&self) -> u64 {
        u64::MAX
    }

    fn bytes(&self) -> u64 {
        self.states.bytes() as u64
    }
}
