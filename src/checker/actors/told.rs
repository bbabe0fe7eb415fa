//! From stateright's states and actions to numbers, and back.

use super::column::Event;
use super::situation::Situation;
use super::{Actors, Kind};
use crate::checker::Why;
use crate::checker::layout::{COLUMNS_MAX, Row};
use crate::checker::room::Room;
use stateright::Model;
use stateright::actor::{Actor, ActorModelAction, ActorModelState, Envelope, Id, Network};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

impl<A, C, H> Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash + PartialEq,
{
    /// The row that stands for a state.
    pub(super) fn row(&mut self, state: &ActorModelState<A, H>, room: &mut Room) -> Result<Row, Why> {
        let mut row = [0; COLUMNS_MAX];
        for (column, (situation, inbox)) in self.parts(state, room)?.into_iter().enumerate() {
            row[column] = self.component(column, situation, inbox, room)?;
        }
        row[self.history_column()] = self.history(state.history.clone(), room)?;
        if let Network::UnorderedDuplicating(_, Some(last)) = &state.network {
            let last = self.envelope(last.src, last.dst, last.msg.clone(), room)?;
            row[self.last_column()] = self.last(Some(last), room)?;
        }
        Ok(row)
    }

    /// A state's situations and inboxes, column by column.
    pub(super) fn parts(
        &mut self,
        state: &ActorModelState<A, H>,
        room: &mut Room,
    ) -> Result<Vec<(u32, Vec<u32>)>, Why> {
        let mut envelopes: Vec<Envelope<A::Msg>> = Vec::new();
        match &state.network {
            Network::UnorderedDuplicating(set, _) => {
                envelopes.extend(set.iter().cloned());
                envelopes.sort();
            }
            Network::UnorderedNonDuplicating(counts) => {
                for (envelope, &count) in counts.iter() {
                    envelopes.extend(std::iter::repeat_n(envelope.clone(), count));
                }
                envelopes.sort();
            }
            Network::Ordered(flows) => {
                for (&(src, dst), flow) in flows {
                    envelopes.extend(flow.iter().map(|msg| Envelope { src, dst, msg: msg.clone() }));
                }
            }
        }
        let mut inboxes = vec![Vec::new(); self.columns.len()];
        for Envelope { src, dst, msg } in envelopes {
            let (column, envelope) = self.envelope(src, dst, msg, room)?;
            inboxes[column] = self.columns[column].with(std::mem::take(&mut inboxes[column]), &[envelope]);
        }
        let mut situation = |column: usize| {
            if column == self.nobody() {
                return Ok(0);
            }
            let situation = Situation {
                state: Arc::clone(&state.actor_states[column]),
                timers: state.timers_set[column].clone(),
                random: state.random_choices[column].clone(),
                crashed: state.crashed[column],
                storage: state.actor_storages[column].clone(),
            };
            self.columns[column].situation(situation, room)
        };
        (0..).zip(inboxes).map(|(column, inbox)| Ok((situation(column)?, inbox))).collect()
    }

    /// The state that a row stands for.
    pub(super) fn whole(&self, row: &Row) -> ActorModelState<A, H> {
        let actors = self.model.actors.len();
        let mut state = ActorModelState {
            actor_states: Vec::with_capacity(actors),
            network: self.network(row),
            timers_set: Vec::with_capacity(actors),
            random_choices: Vec::with_capacity(actors),
            crashed: Vec::with_capacity(actors),
            history: self.histories.history(row[self.history_column()]).clone(),
            actor_storages: Vec::with_capacity(actors),
        };
        for (own, &component) in self.columns[..actors].iter().zip(row) {
            let situation = own.situations.value(own.component(component).situation).clone();
            state.actor_states.push(situation.state);
            state.timers_set.push(situation.timers);
            state.random_choices.push(situation.random);
            state.crashed.push(situation.crashed);
            state.actor_storages.push(situation.storage);
        }
        state
    }

    fn network(&self, row: &Row) -> Network<A::Msg> {
        let sent = self.columns.iter().zip(row).flat_map(|(own, &component)| {
            own.inbox(component).iter().map(|&envelope| own.envelopes.value(envelope).clone())
        });
        match self.kind {
            Kind::Duplicating => {
                let last = *self.lasts.value(row[self.last_column()]);
                let last = last.map(|(column, envelope)| self.columns[column].envelopes.value(envelope).clone());
                Network::new_unordered_duplicating_with_last_msg(sent, last)
            }
            Kind::Nonduplicating => Network::new_unordered_nonduplicating(sent),
            Kind::Ordered => {
                let mut flows = BTreeMap::<(Id, Id), VecDeque<A::Msg>>::new();
                for Envelope { src, dst, msg } in sent {
                    flows.entry((src, dst)).or_default().push_back(msg);
                }
                Network::Ordered(flows)
            }
        }
    }

    /// The index of an event of a column among the actions of a state.
    pub(super) fn index_of(&self, column: usize, event: Event, state: &ActorModelState<A, H>) -> Option<u32> {
        let action = self.told(column, event);
        let mut actions = Vec::new();
        self.model.actions(state, &mut actions);
        (0..).zip(&actions).find(|(_, known)| **known == action).map(|(index, _)| index)
    }

    /// An event of a column as stateright's action.
    pub(super) fn told(&self, column: usize, event: Event) -> ActorModelAction<A::Msg, A::Timer, A::Random> {
        let own = &self.columns[column];
        let id = Id::from(column);
        match event {
            Event::Drop(envelope) => ActorModelAction::Drop(own.envelopes.value(envelope).clone()),
            Event::Deliver(envelope) => {
                let Envelope { src, dst, msg } = own.envelopes.value(envelope).clone();
                ActorModelAction::Deliver { src, dst, msg }
            }
            Event::Timeout(timer) => ActorModelAction::Timeout(id, own.timers.value(timer).clone()),
            Event::Crash => ActorModelAction::Crash(id),
            Event::Recover => ActorModelAction::Recover(id),
            Event::Random(choice) => {
                let (key, random) = own.choices.value(choice).clone();
                ActorModelAction::SelectRandom { actor: id, key, random }
            }
        }
    }
}
