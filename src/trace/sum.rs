//! The sum of a run: 32 bits of what the model was, what was done, and where it has led, by which a link proves on arrival that it
//! still means what it meant. Guards against changed rules and damaged links, not against forgers. Reads states, and never changes one.
//!
//! What is summed is part of every link there is. A field that is added to a state or to the configuration is added here only where
//! it isn't what it was without that field.

use super::link::{config_text, quoted};
use crate::model::{NetworkKind, PaxosModelCfg, PaxosState};
use crate::moment::{Moment, Operation};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use stateright::actor::Envelope;
use stateright::actor::register::RegisterActorState;
use std::fmt::Write;

/// What the model is called, as long as its rules are these.
const MODEL: &str = "single decree paxos 1";

/// The sum of a run with this configuration, these steps in 32 bits, and this end.
pub fn sum(config: &PaxosModelCfg, trail: u32, end: &Moment) -> u32 {
    crc32fast::hash(canonical(config, trail, end).as_bytes())
}

/// A sum's characters.
pub(super) fn write(sum: u32) -> String {
    URL_SAFE_NO_PAD.encode(sum.to_be_bytes())
}

/// The sum that these characters stand for, if [`write()`] made them.
pub(super) fn read(text: &str) -> Option<u32> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// What to say of characters that are no sum.
pub(super) fn wrong(of: &str, text: &str) -> String {
    format!("The {of}'s sum is {}, and must have 6 characters of base64.", quoted(text))
}

/// A text that two runs share only if they are the same (but for trails that meet by chance), whatever machine wrote it.
fn canonical(config: &PaxosModelCfg, trail: u32, end: &Moment) -> String {
    let Moment { state, in_flight, operations, .. } = end;
    let mut text = format!("{MODEL}\n{}\n{trail}\n", config_text(config));
    for (id, crashed) in state.crashed.iter().enumerate() {
        writeln!(text, "{}{}", actor(state, id), if *crashed { " crashed" } else { "" }).expect("a string takes it");
        if let Some(stored) = &state.actor_storages[id] {
            writeln!(text, "disk {}", json(stored)).expect("a string takes it");
        }
        if let Some(left) = state.timers_set[id].iter().max() {
            writeln!(text, "timer {left}").expect("a string takes it");
        }
    }
    let mut flying: Vec<_> = in_flight.iter().map(|message| &message.envelope).collect();
    match config.network {
        // A row of messages from one actor to another, whose order counts.
        NetworkKind::Ordered => flying.sort_by_key(|envelope| (envelope.src, envelope.dst)),
        _ => flying.sort(),
    }
    for Envelope { src, dst, msg } in flying {
        writeln!(text, "{}", json(&(src, dst, msg))).expect("a string takes it");
    }
    for Operation { client, written, called_in, told, .. } in operations {
        let (told_in, read) = told.unzip();
        writeln!(text, "{}", json(&(client, written, called_in, told_in, read.flatten()))).expect("a string takes it");
    }
    text
}

fn actor(state: &PaxosState, id: usize) -> String {
    match &*state.actor_states[id] {
        RegisterActorState::Server(server) => {
            let prepares: Vec<_> = server.prepares.iter().collect();
            let told =
                json(&(server.ballot, server.proposal, prepares, &server.accepts, server.accepted, server.is_decided));
            if server.repeats == 0 { told } else { format!("{told} {}", server.repeats) }
        }
        RegisterActorState::Client { awaiting, op_count } => json(&(awaiting, op_count)),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data is JSON")
}
