//! Why a property's condition is true or false in a state: which quorum has accepted what, which read returned what, in which order
//! the operations may have happened. Never decides whether it holds.

use super::facts::{chosen, fact};
use super::history::{account, replies};
use super::words::{actor_name, value_text};
use crate::model::{CHOSEN_STAYS_CHOSEN, LINEARIZABLE, PaxosModel, VALUE_CHOSEN};
use crate::moment::Moment;
use crate::paxos::{RegisterMsg, Value};
use stateright::actor::Id;

/// What the state after a step has to do with a property.
pub fn detail(model: &PaxosModel, step: &Moment, property: &str) -> String {
    match property {
        LINEARIZABLE => {
            format!("{}{}", replies(&step.operations, model.cfg.server_count), account(model, step).sentence)
        }
        VALUE_CHOSEN => format!("{} {}", chosen(model, step), answer_in_flight(model, step)),
        CHOSEN_STAYS_CHOSEN => chosen(model, step),
        _ => fact(model, step, property),
    }
}

fn answer_in_flight(model: &PaxosModel, step: &Moment) -> String {
    let mut answers: Vec<(Id, Id, Value)> = step
        .state
        .network
        .iter_deliverable()
        .filter_map(|envelope| match envelope.msg {
            RegisterMsg::GetOk(_, value) if *value != Value::default() => Some((envelope.src, envelope.dst, *value)),
            _ => None,
        })
        .collect();
    answers.sort_unstable();
    let name = |id: Id| actor_name(id, model.cfg.server_count);
    match answers.first() {
        Some((server, client, value)) => format!(
            "{} answers {}'s read with {}, so this property is true here.",
            name(*server),
            name(*client),
            value_text(*value)
        ),
        None => {
            "No reply to a read with a written value is in flight, which is what this property asks for.".to_owned()
        }
    }
}
