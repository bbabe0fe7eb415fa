//! What a property reads of a state. One that reads a part only is asked once for each part that is met, and not in every state.

use super::Actors;
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
    /// The number of a component, which is looked at if it's new.
    pub(super) fn component(&mut self, column: usize, situation: u32, inbox: Vec<u32>) -> u32 {
        let component = self.columns[column].number(situation, inbox);
        self.meet_components(column);
        component
    }

    pub(super) fn meet_components(&mut self, column: usize) {
        for component in self.truths[column].len()..self.columns[column].len() {
            let component = u32::try_from(component).expect("a number that was given");
            let truths = self.truths_of_component(column, component);
            self.truths[column].push(truths);
            self.revision += 1;
        }
    }

    fn truths_of_component(&mut self, column: usize, component: u32) -> u64 {
        let cfg = &self.model.cfg;
        let own = &self.columns[column];
        let mut truths = 0;
        for (index, watch) in self.watches.iter().enumerate() {
            let actor = || (Id::from(column), &*own.situations.value(own.component(component).situation).state);
            let is_nobody = column == self.model.actors.len();
            let (is_true, decides) = match watch.reads {
                Some(Reads::AnyDeliverable(condition)) => {
                    let inbox = own.inbox(component);
                    let envelopes = own.deliverable(component).into_iter().map(|at| own.envelopes.value(inbox[at]));
                    let is_one = |envelope: &Envelope<A::Msg>| {
                        condition(cfg, Envelope { src: envelope.src, dst: envelope.dst, msg: &envelope.msg })
                    };
                    (envelopes.into_iter().any(is_one), true)
                }
                Some(Reads::AnyActor(condition)) if !is_nobody => {
                    let (id, state) = actor();
                    (condition(cfg, id, state), true)
                }
                Some(Reads::EveryActor(condition)) if !is_nobody => {
                    let (id, state) = actor();
                    (condition(cfg, id, state), false)
                }
                Some(Reads::AnyActor(_)) => (false, true),
                Some(Reads::EveryActor(_)) => (true, false),
                Some(Reads::History(_)) | None => continue,
            };
            truths |= u64::from(is_true) << index;
            if is_true == decides && is_true == watch.discovered {
                self.alarms |= 1 << index;
            }
        }
        truths
    }

    pub(super) fn history(&mut self, history: H) -> u32 {
        let number = self.histories.number(history);
        if number as usize == self.truths_of_histories.len() {
            let mut truths = 0;
            for (index, watch) in self.watches.iter().enumerate() {
                if let Some(Reads::History(condition)) = watch.reads {
                    let is_true = condition(&self.model.cfg, self.histories.history(number));
                    truths |= u64::from(is_true) << index;
                    self.alarms |= u64::from(is_true == watch.discovered) << index;
                }
            }
            self.truths_of_histories.push(truths);
            self.revision += 1;
        }
        number
    }
}
