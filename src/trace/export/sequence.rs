//! A run as the events of a sequence diagram, which each language then writes in its own way: a message stands where it arrived or
//! was lost, and what is in flight stands at the end. Never writes any language.

use super::Run;
use super::told::turned;
use crate::explain::message_text;
use crate::model::Dividing;
use crate::moment::Message;
use stateright::actor::{ActorModelAction, Id};

/// A line of a sequence diagram.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum SequenceEvent {
    /// A message arrived.
    Delivered(SequenceMessage),
    /// A message was lost.
    Lost(SequenceMessage),
    /// A message is in flight at the end.
    InFlight(SequenceMessage),
    /// Something happened to one actor.
    Note {
        /// To whom.
        actor: usize,
        /// What.
        text: String,
    },
    /// Something is true of all.
    NoteOverAll(String),
}

/// A message between two actors.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct SequenceMessage {
    /// The sender.
    pub(super) src: usize,
    /// The receiver.
    pub(super) dst: usize,
    /// The message in a line; the number of its step, if it had one, first.
    pub(super) text: String,
}

/// The events in the order in which they happened.
pub(super) fn sequence(run: &Run<'_>) -> Vec<SequenceEvent> {
    let mut events = Vec::new();
    for number in 1..run.steps.len() {
        happened(run, number, &mut events);
    }
    let in_flight = &run.end.in_flight;
    if !in_flight.is_empty() {
        events.push(SequenceEvent::NoteOverAll("Still in flight".to_owned()));
    }
    events.extend(in_flight.iter().map(|message| SequenceEvent::InFlight(arrow(message, ""))));
    events
}

fn happened(run: &Run<'_>, number: usize, events: &mut Vec<SequenceEvent>) {
    let step = &run.steps[number];
    let Some((_, action)) = &step.action else { return };
    let place = format!("{number}. ");
    if Dividing::of(&run.model.cfg, action).is_some() {
        let text = place + &step.told.label;
        return events.push(SequenceEvent::NoteOverAll(text));
    }
    let note = |id: Id| SequenceEvent::Note { actor: id.into(), text: place.clone() + &step.told.label };
    let message = || arrow(step.message.as_ref().expect("what is delivered or lost was in flight"), &place);
    let (event, about) = match action {
        ActorModelAction::Deliver { dst, .. } => (SequenceEvent::Delivered(message()), *dst),
        ActorModelAction::Drop(envelope) => (SequenceEvent::Lost(message()), envelope.src),
        ActorModelAction::Timeout(id, _) | ActorModelAction::Crash(id) | ActorModelAction::Recover(id) => {
            (note(*id), *id)
        }
        ActorModelAction::SelectRandom { actor, .. } => (note(*actor), *actor),
    };
    events.push(event);
    let turned = turned(run, step).into_iter();
    events.extend(turned.map(|text| SequenceEvent::Note { actor: about.into(), text }));
}

fn arrow(message: &Message, place: &str) -> SequenceMessage {
    let envelope = &message.envelope;
    let text = format!("{place}{}", message_text(&envelope.msg));
    SequenceMessage { src: envelope.src.into(), dst: envelope.dst.into(), text }
}
