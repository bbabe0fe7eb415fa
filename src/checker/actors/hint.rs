//! What the author of the actors says can be left out of a state. It is never believed: see [`certificate`](super::certificate).

use super::Actors;
use crate::checker::Why;
use crate::checker::room::Room;
use stateright::actor::{Actor, Envelope, Id};
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

/// Simplifies an actor's state.
pub type Simpler<A, C> = fn(&C, &A, Id, &<A as Actor>::State) -> Option<<A as Actor>::State>;
/// Tells of an envelope on its way to an actor in some state.
pub type IsDead<A, C> = fn(&C, &A, Id, &<A as Actor>::State, Envelope<&<A as Actor>::Msg>) -> bool;

/// What can be left out of a state without changing what the actors do from then on.
pub struct Hint<A: Actor, C> {
    /// A simpler state of the actor that reacts like this one, now and ever after; `None` if there's none.
    pub simpler: Simpler<A, C>,
    /// Whether an envelope on its way to an actor in this state will never have an effect again.
    pub is_dead: IsDead<A, C>,
}

impl<A: Actor, C> Clone for Hint<A, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Actor, C> Copy for Hint<A, C> {}

impl<A, C, H> Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash + PartialEq,
{
    /// A situation and an inbox without what the hint leaves out, if there's a hint.
    pub(super) fn reduced(
        &mut self,
        column: usize,
        situation: u32,
        inbox: Vec<u32>,
        room: &mut Room,
    ) -> Result<(u32, Vec<u32>), Why> {
        let Some(hint) = self.hint.filter(|_| column < self.nobody()) else { return Ok((situation, inbox)) };
        let (cfg, actor, id) = (&self.model.cfg, &self.model.actors[column], Id::from(column));
        let own = &mut self.columns[column];
        let state = Arc::clone(&own.situations.value(situation).state);
        let is_dead = |envelope: u32| {
            let Envelope { src, dst, msg } = own.envelopes.value(envelope);
            (hint.is_dead)(cfg, actor, id, &state, Envelope { src: *src, dst: *dst, msg })
        };
        let inbox = inbox.into_iter().filter(|&envelope| !is_dead(envelope)).collect();
        let Some(simpler) = (hint.simpler)(cfg, actor, id, &state) else { return Ok((situation, inbox)) };
        let mut next = own.situations.value(situation).clone();
        next.state = Arc::new(simpler);
        Ok((own.situation(next, room)?, inbox))
    }
}
