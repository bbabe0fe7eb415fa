//! What a property reads of a state. One that reads a part only is asked once for each part that is met, and not in every state.

use super::{Actors, Watch};
use crate::checker::Why;
use crate::checker::room::{Room, bytes_of};
use stateright::actor::{Actor, ActorModelState, Envelope, Id};
use std::fmt::Debug;
use std::hash::Hash;

/// A condition over a part of a state. The types hold it to what it says that it reads.
pub enum Reads<A: Actor, C, H> {
    /// The history.
    History(fn(&C, &H) -> bool),
    /// Whether some envelope that can be delivered, or lost, is one of these.
    AnyDeliverable(fn(&C, Envelope<&A::Msg>) -> bool),
    /// Whether some actor's state is one of these.
    AnyActor(fn(&C, Id, &A::State) -> bool),
    /// Whether every actor's state is one of these.
    EveryActor(fn(&C, Id, &A::State) -> bool),
    /// What the actors' states are together: the marks of each, and a condition on the marks that any of them has.
    Together(fn(&C, Id, &A::State) -> u64, fn(&C, u64) -> bool),
}

/// What the properties see of a component.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Seen {
    /// The properties whose condition is true of it, as far as they read it.
    pub(super) truths: u64,
    /// Its marks, for each property that reads marks.
    pub(super) marks: Vec<(usize, u64)>,
}

impl Seen {
    pub(super) fn marks_for(&self, property: usize) -> u64 {
        self.marks.iter().find(|(of, _)| *of == property).map_or(0, |(_, marks)| *marks)
    }
}

impl<A: Actor, C, H> Reads<A, C, H> {
    /// The condition in a whole state, for those who have one.
    pub fn is_true(&self, cfg: &C, state: &ActorModelState<A, H>) -> bool {
        let mut actors = (0..).map(Id::from).zip(&state.actor_states);
        match self {
            Reads::History(condition) => condition(cfg, &state.history),
            Reads::AnyDeliverable(condition) => {
                state.network.iter_deliverable().any(|envelope| condition(cfg, envelope))
            }
            Reads::AnyActor(condition) => actors.any(|(id, state)| condition(cfg, id, state)),
            Reads::EveryActor(condition) => actors.all(|(id, state)| condition(cfg, id, state)),
            Reads::Together(marks, condition) => {
                condition(cfg, actors.fold(0, |all, (id, state)| all | marks(cfg, id, state)))
            }
        }
    }
}

impl<A: Actor, C, H> Clone for Reads<A, C, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Actor, C, H> Copy for Reads<A, C, H> {}

impl<A, C, H> Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash + PartialEq,
{
    /// The number of a situation and an inbox, without what the hint leaves out; it's looked at if it's new.
    pub(super) fn component(
        &mut self,
        column: usize,
        situation: u32,
        inbox: Vec<u32>,
        room: &mut Room,
    ) -> Result<u32, Why> {
        let (situation, inbox) = self.reduced(column, situation, inbox, room)?;
        let component = self.columns[column].number(situation, &inbox, room)?;
        // It's new, or there was no room for it when it was.
        if component as usize == self.seen[column].len() {
            let seen = self.seen_of(column, situation, self.columns[column].inbox(component));
            let alarms = self.alarmed_by(seen.truths);
            room.take(bytes_of::<(usize, u64)>(seen.marks.capacity()))?;
            room.push(&mut self.seen[column], seen)?;
            self.alarms |= alarms;
            self.revision += 1;
        }
        Ok(component)
    }

    /// What the properties see of a situation and an inbox.
    pub(super) fn seen_of(&self, column: usize, situation: u32, inbox: &[u32]) -> Seen {
        let cfg = &self.model.cfg;
        let own = &self.columns[column];
        let actor = || (Id::from(column), &*own.situations.value(situation).state);
        let is_nobody = column == self.nobody();
        let mut seen = Seen::default();
        for (index, watch) in self.watches.iter().enumerate() {
            let is_true = match watch.reads {
                Some(Reads::AnyDeliverable(condition)) => own.any_deliverable(inbox, |Envelope { src, dst, msg }| {
                    condition(cfg, Envelope { src: *src, dst: *dst, msg })
                }),
                Some(Reads::AnyActor(condition)) if !is_nobody => {
                    let (id, state) = actor();
                    condition(cfg, id, state)
                }
                Some(Reads::EveryActor(condition)) if !is_nobody => {
                    let (id, state) = actor();
                    condition(cfg, id, state)
                }
                Some(Reads::EveryActor(_)) => true,
                Some(Reads::Together(marks, _)) if !is_nobody => {
                    let (id, state) = actor();
                    seen.marks.push((index, marks(cfg, id, state)));
                    false
                }
                Some(Reads::AnyActor(_) | Reads::History(_) | Reads::Together(..)) | None => false,
            };
            seen.truths |= u64::from(is_true) << index;
        }
        seen
    }

    /// The properties that a part with these truths alone discovers.
    fn alarmed_by(&self, truths: u64) -> u64 {
        let alarm = |(index, watch): (usize, &Watch<A, C, H>)| {
            let is_true = truths >> index & 1 == 1;
            let alone = match watch.reads {
                Some(Reads::AnyDeliverable(_) | Reads::AnyActor(_)) => is_true && watch.discovered,
                Some(Reads::EveryActor(_)) => !is_true && !watch.discovered,
                Some(Reads::History(_) | Reads::Together(..)) | None => false,
            };
            u64::from(alone) << index
        };
        self.watches.iter().enumerate().map(alarm).sum()
    }

    pub(super) fn history(&mut self, history: H, room: &mut Room) -> Result<u32, Why> {
        let number = self.histories.number(history, room)?;
        if number as usize == self.truths_of_histories.len() {
            let (mut truths, mut alarms) = (0, 0);
            for (index, watch) in self.watches.iter().enumerate() {
                if let Some(Reads::History(condition)) = watch.reads {
                    let is_true = condition(&self.model.cfg, self.histories.history(number));
                    truths |= u64::from(is_true) << index;
                    alarms |= u64::from(is_true == watch.discovered) << index;
                }
            }
            room.push(&mut self.truths_of_histories, truths)?;
            self.alarms |= alarms;
            self.revision += 1;
        }
        Ok(number)
    }
}
