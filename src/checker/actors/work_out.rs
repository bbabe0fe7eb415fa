//! What is worked out once, by the model's own code, and looked up from then on: a component's moves, what an event does to a
//! situation, what a component becomes when something arrives, and the history that follows a step.

use super::Actors;
use super::column::{CRASH, Column, Effect, Event, Move};
use super::histories::{BEYOND, Label};
use super::inbox::Kind;
use super::situation::{Occasion, Situation};
use crate::checker::Why;
use crate::checker::room::Room;
use stateright::actor::{Actor, Envelope, Id, LossyNetwork};
use std::fmt::Debug;
use std::hash::Hash;

/// A step of an actor and its inbox.
pub(super) struct Step {
    pub(super) situation: u32,
    pub(super) inbox: Vec<u32>,
    pub(super) sends: u32,
    pub(super) label: u32,
}

impl<A, C, H> Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash + PartialEq,
{
    pub(super) fn envelope(&mut self, src: Id, dst: Id, msg: A::Msg, room: &mut Room) -> Result<(usize, u32), Why> {
        let column = self.column_of(dst);
        Ok((column, self.columns[column].envelopes.number(Envelope { src, dst, msg }, room)?))
    }

    /// The steps of a component, worked out.
    #[cold]
    pub(super) fn explore(
        &mut self,
        column: usize,
        component: u32,
        room: &mut Room,
    ) -> Result<std::ops::Range<usize>, Why> {
        let situation = self.columns[column].component(component).situation;
        let inbox = self.columns[column].inbox(component).to_vec();
        let mut moves = Vec::new();
        for event in self.events(column, situation, &inbox, room)? {
            let Some(Step { situation, inbox, sends, label }) = self.step(column, situation, &inbox, event, room)?
            else {
                continue;
            };
            let last = match event {
                // What was delivered last changes nothing that anybody does, so a reduced state leaves it out.
                Event::Deliver(envelope) if self.kind == Kind::Duplicating && self.hint.is_none() => {
                    self.last(Some((column, envelope)), room)? + 1
                }
                Event::Crash => CRASH,
                _ => 0,
            };
            let before = self.attempt.replace((column, event));
            let target = self.component(column, situation, inbox, room)?;
            self.attempt = before;
            moves.push((event, Move { target, sends, label, last }));
        }
        self.columns[column].set_moves(component, &moves, room)
    }

    /// What may happen to a situation and an inbox, in stateright's order of actions.
    pub(super) fn events(
        &mut self,
        column: usize,
        situation: u32,
        inbox: &[u32],
        room: &mut Room,
    ) -> Result<Vec<Event>, Why> {
        let own = &mut self.columns[column];
        let envelopes: Vec<u32> = own.deliverable(inbox).into_iter().map(|at| inbox[at]).collect();
        let mut events = Vec::new();
        if self.model.lossy_network == LossyNetwork::Yes {
            let boundary = self.boundary;
            let may_lose = |envelope: &u32| {
                boundary.is_none_or(|boundary| (boundary.may_lose)(&self.model.cfg, own.envelopes.value(*envelope)))
            };
            events.extend(envelopes.iter().copied().filter(may_lose).map(Event::Drop));
        }
        if column == self.model.actors.len() {
            return Ok(events);
        }
        events.extend(envelopes.iter().map(|&envelope| Event::Deliver(envelope)));
        let Situation { timers, random, crashed, .. } = own.situations.value(situation);
        let mut timers: Vec<A::Timer> = timers.iter().cloned().collect();
        timers.sort();
        let mut random: Vec<(String, Vec<A::Random>)> =
            random.map.iter().map(|(key, choices)| (key.clone(), choices.clone())).collect();
        random.sort();
        let is_crashed = *crashed;
        for timer in timers {
            events.push(Event::Timeout(own.timers.number(timer, room)?));
        }
        if is_crashed {
            events.push(Event::Recover);
        } else if self.model.max_crashes > 0
            && self.boundary.is_none_or(|boundary| (boundary.may_crash)(&self.model.cfg, Id::from(column)))
        {
            events.push(Event::Crash);
        }
        for (key, mut choices) in random {
            choices.sort();
            for choice in choices {
                events.push(Event::Random(own.choices.number((key.clone(), choice), room)?));
            }
        }
        Ok(events)
    }

    /// What an event does to a situation and an inbox; `None` if it's no step.
    pub(super) fn step(
        &mut self,
        column: usize,
        situation: u32,
        inbox: &[u32],
        event: Event,
        room: &mut Room,
    ) -> Result<Option<Step>, Why> {
        let after = |own: &Column<A>| own.inbox_after(inbox, event);
        if let Event::Drop(_) = event {
            return Ok(Some(Step { situation, inbox: after(&self.columns[column]), sends: 0, label: 0 }));
        }
        let effect = self.effect(column, situation, event, room)?;
        let own = &self.columns[column];
        Ok(effect.map(|Effect { situation, to_itself, sends, label }| {
            let inbox = own.with(after(own), &to_itself);
            Step { situation, inbox, sends, label }
        }))
    }

    pub(super) fn last(&mut self, envelope: Option<(usize, u32)>, room: &mut Room) -> Result<u32, Why> {
        let known = self.lasts.len();
        let number = self.lasts.number(envelope, room)?;
        self.revision += (self.lasts.len() - known) as u64;
        Ok(number)
    }

    pub(super) fn effect(
        &mut self,
        column: usize,
        situation: u32,
        event: Event,
        room: &mut Room,
    ) -> Result<Option<Effect>, Why> {
        if let Some(known) = self.columns[column].effects.get(&(situation, event)) {
            return Ok(known.clone());
        }
        let before = self.attempt.replace((column, event));
        let effect = self.run(column, situation, event, room)?;
        self.attempt = before;
        self.columns[column].set_effect(situation, event, effect.clone(), room)?;
        Ok(effect)
    }

    /// Lets the actor do it.
    fn run(&mut self, column: usize, situation: u32, event: Event, room: &mut Room) -> Result<Option<Effect>, Why> {
        let own = &self.columns[column];
        let id = Id::from(column);
        let occasion = match event {
            Event::Deliver(envelope) => {
                let Envelope { src, msg, .. } = own.envelopes.value(envelope);
                Occasion::Message { src: *src, msg, ordered: self.kind == Kind::Ordered }
            }
            Event::Timeout(timer) => Occasion::Timeout(own.timers.value(timer)),
            Event::Crash => Occasion::Crash,
            Event::Recover => Occasion::Recover,
            Event::Random(choice) => {
                let (key, random) = own.choices.value(choice);
                Occasion::Random { key, random }
            }
            Event::Drop(_) => unreachable!("a loss isn't the actor's"),
        };
        let outcome = own.situations.value(situation).react(&self.model.actors[column], id, occasion);
        let Some(outcome) = outcome else { return Ok(None) };
        let received = match event {
            Event::Deliver(envelope) => Some((column, envelope)),
            _ => None,
        };
        let sent = outcome.sent.into_iter().map(|(dst, msg)| self.envelope(id, dst, msg, room));
        let sent = sent.collect::<Result<Vec<_>, Why>>()?;
        let to = |to: usize| sent.iter().filter(move |(column, _)| *column == to).map(|(_, envelope)| *envelope);
        let mut parcels = Vec::new();
        for other in (0..self.columns.len()).filter(|&other| other != column) {
            let envelopes: Vec<u32> = to(other).collect();
            if !envelopes.is_empty() {
                parcels.push((other, self.columns[other].parcel(&envelopes, room)?));
            }
        }
        Ok(Some(Effect {
            situation: self.columns[column].situation(outcome.situation, room)?,
            to_itself: to(column).collect(),
            sends: self.sends.number(&parcels, room)?,
            label: self.histories.label(Label { received, sent }, room)?,
        }))
    }

    #[cold]
    pub(super) fn arrive(&mut self, column: usize, parcel: u32, component: u32, room: &mut Room) -> Result<u32, Why> {
        let own = &self.columns[column];
        let situation = own.component(component).situation;
        let inbox = own.with(own.inbox(component).to_vec(), own.parcel_at(parcel));
        let next = self.component(column, situation, inbox, room)?;
        self.columns[column].set_arrival(parcel, component, next, room)?;
        Ok(next)
    }

    #[cold]
    pub(super) fn record(&mut self, label: u32, history: u32, room: &mut Room) -> Result<u32, Why> {
        let Label { received, sent } = self.histories.label_at(label);
        let envelope = |&(column, envelope): &(usize, u32)| {
            let Envelope { src, dst, msg } = self.columns[column].envelopes.value(envelope);
            Envelope { src: *src, dst: *dst, msg }
        };
        let mut next = None;
        let before = self.histories.history(history);
        if let Some(received) = received {
            next = (self.model.record_msg_in)(&self.model.cfg, before, envelope(received));
        }
        for sent in sent {
            let before = next.as_ref().unwrap_or(before);
            next = (self.model.record_msg_out)(&self.model.cfg, before, envelope(sent)).or(next);
        }
        let allows = self.boundary.and_then(|boundary| boundary.allows);
        let is_beyond = |next: &H| allows.is_some_and(|allows| !allows(&self.model.cfg, next));
        let next = match next {
            None => history,
            Some(next) if is_beyond(&next) => BEYOND,
            Some(next) => self.history(next, room)?,
        };
        self.histories.set_next(label, history, next, room)?;
        Ok(next)
    }
}
