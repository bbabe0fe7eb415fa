//! What is worked out once, by the model's own code, and looked up from then on: a component's moves, what an event does to a
//! situation, what a component becomes when something arrives, and the history that follows a step.

use super::Actors;
use super::column::{CRASH, Column, Effect, Event, Move};
use super::histories::{BEYOND, Label};
use super::inbox::Kind;
use super::situation::{Occasion, Situation};
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
    pub(super) fn envelope(&mut self, src: Id, dst: Id, msg: A::Msg) -> (usize, u32) {
        let column = self.column_of(dst);
        (column, self.columns[column].envelopes.number(Envelope { src, dst, msg }))
    }

    /// The steps of a component, worked out.
    #[cold]
    pub(super) fn explore(&mut self, column: usize, component: u32) -> std::ops::Range<usize> {
        let situation = self.columns[column].component(component).situation;
        let inbox = self.columns[column].inbox(component).to_vec();
        let mut moves = Vec::new();
        for event in self.events(column, situation, &inbox) {
            let Some(Step { situation, inbox, sends, label }) = self.step(column, situation, &inbox, event) else {
                continue;
            };
            let last = match event {
                // What was delivered last changes nothing that anybody does, so a reduced state leaves it out.
                Event::Deliver(envelope) if self.kind == Kind::Duplicating && self.hint.is_none() => {
                    self.last(Some((column, envelope))) + 1
                }
                Event::Crash => CRASH,
                _ => 0,
            };
            moves.push((event, Move { target: self.component(column, situation, inbox), sends, label, last }));
        }
        self.columns[column].set_moves(component, moves)
    }

    /// What may happen to a situation and an inbox, in stateright's order of actions.
    pub(super) fn events(&mut self, column: usize, situation: u32, inbox: &[u32]) -> Vec<Event> {
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
            return events;
        }
        events.extend(envelopes.iter().map(|&envelope| Event::Deliver(envelope)));
        let Situation { timers, random, crashed, .. } = own.situations.value(situation);
        let mut timers: Vec<A::Timer> = timers.iter().cloned().collect();
        timers.sort();
        let mut random: Vec<(String, Vec<A::Random>)> =
            random.map.iter().map(|(key, choices)| (key.clone(), choices.clone())).collect();
        random.sort();
        let is_crashed = *crashed;
        events.extend(timers.into_iter().map(|timer| Event::Timeout(own.timers.number(timer))));
        if is_crashed {
            events.push(Event::Recover);
        } else if self.model.max_crashes > 0
            && self.boundary.is_none_or(|boundary| (boundary.may_crash)(&self.model.cfg, Id::from(column)))
        {
            events.push(Event::Crash);
        }
        for (key, mut choices) in random {
            choices.sort();
            events.extend(choices.into_iter().map(|choice| Event::Random(own.choices.number((key.clone(), choice)))));
        }
        events
    }

    /// What an event does to a situation and an inbox; `None` if it's no step.
    pub(super) fn step(&mut self, column: usize, situation: u32, inbox: &[u32], event: Event) -> Option<Step> {
        let after = |own: &Column<A>| own.inbox_after(inbox, event);
        if let Event::Drop(_) = event {
            return Some(Step { situation, inbox: after(&self.columns[column]), sends: 0, label: 0 });
        }
        let Effect { situation, to_itself, sends, label } = self.effect(column, situation, event)?;
        let own = &self.columns[column];
        Some(Step { situation, inbox: own.with(after(own), &to_itself), sends, label })
    }

    pub(super) fn last(&mut self, envelope: Option<(usize, u32)>) -> u32 {
        let known = self.lasts.len();
        let number = self.lasts.number(envelope);
        self.revision += (self.lasts.len() - known) as u64;
        number
    }

    pub(super) fn effect(&mut self, column: usize, situation: u32, event: Event) -> Option<Effect> {
        if let Some(known) = self.columns[column].effects.get(&(situation, event)) {
            return known.clone();
        }
        self.attempt = Some((column, event));
        let effect = self.run(column, situation, event);
        self.attempt = None;
        self.columns[column].effects.insert((situation, event), effect.clone());
        effect
    }

    /// Lets the actor do it.
    fn run(&mut self, column: usize, situation: u32, event: Event) -> Option<Effect> {
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
        let outcome = own.situations.value(situation).react(&self.model.actors[column], id, occasion)?;
        let received = match event {
            Event::Deliver(envelope) => Some((column, envelope)),
            _ => None,
        };
        let sent: Vec<_> = outcome.sent.into_iter().map(|(dst, msg)| self.envelope(id, dst, msg)).collect();
        let to = |to: usize| sent.iter().filter(move |(column, _)| *column == to).map(|(_, envelope)| *envelope);
        let to_itself = to(column).collect();
        let parcels: Vec<(usize, Vec<u32>)> = (0..self.columns.len())
            .filter(|&other| other != column)
            .map(|other| (other, to(other).collect()))
            .collect();
        let parcels = parcels.into_iter().filter(|(_, envelopes)| !envelopes.is_empty());
        let parcels: Vec<_> =
            parcels.map(|(other, envelopes)| (other, self.columns[other].parcel(envelopes))).collect();
        Some(Effect {
            situation: self.columns[column].situations.number(outcome.situation),
            to_itself,
            sends: self.sends.number(&parcels),
            label: self.histories.label(Label { received, sent }),
        })
    }

    #[cold]
    pub(super) fn arrive(&mut self, column: usize, parcel: u32, component: u32) -> u32 {
        let own = &self.columns[column];
        let situation = own.component(component).situation;
        let inbox = own.with(own.inbox(component).to_vec(), own.parcel_at(parcel));
        let next = self.component(column, situation, inbox);
        self.columns[column].set_arrival(parcel, component, next);
        next
    }

    #[cold]
    pub(super) fn record(&mut self, label: u32, history: u32) -> u32 {
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
            Some(next) => self.history(next),
        };
        self.histories.set_next(label, history, next);
        next
    }
}
