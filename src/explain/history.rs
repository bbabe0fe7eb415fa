//! The clients' operations, and in words how they can be explained, or why they can't. Never decides whether they can: that is the
//! tester's, in the model, and a test holds both to the same answer.

use super::order::{Because, Order, order};
use super::words::{actor_name, list, value_text};
use crate::model::PaxosModel;
use crate::moment::{Moment, Operation};

/// What is to be said of the operations of a run so far.
pub struct Account {
    /// For each operation its place in the order that is told, from 1 on; `None` if it has none.
    pub places: Vec<Option<u32>>,
    /// The operation that has no place where all should have one.
    pub misfit: Option<usize>,
    /// The operations that the sentence names, beside the misfit.
    pub named: Vec<usize>,
    /// Whether one order explains every reply.
    pub is_explained: bool,
    /// One order of them, or why there is none.
    pub sentence: String,
}

/// Accounts for the operations of the run up to this step.
pub fn account(model: &PaxosModel, step: &Moment) -> Account {
    let operations = &step.operations;
    let servers = model.cfg.server_count;
    let told = |place: usize| told(&operations[place], servers);
    let name = |operation: &Operation| actor_name(operation.client, servers);
    if let Some(sentence) = broken(step, servers) {
        return Account {
            places: vec![None; operations.len()],
            misfit: None,
            named: Vec::new(),
            is_explained: false,
            sentence,
        };
    }
    let places = |order: &[usize]| {
        let place_of = |operation| (1..).zip(order).find(|(_, other)| **other == operation).map(|(place, _)| place);
        (0..operations.len()).map(place_of).collect()
    };
    match order(operations) {
        Order::Explained(order) => {
            let words: Vec<String> = order.iter().map(|place| done(&operations[*place], servers)).collect();
            let sentence = if words.is_empty() {
                "No operation is complete yet, so nothing has to be explained.".to_owned()
            } else {
                format!("This order explains every reply: {}.", words.join(", then "))
            };
            Account { places: places(&order), misfit: None, named: Vec::new(), is_explained: true, sentence }
        }
        Order::Unexplained { longest, misfit, because } => {
            let read = &operations[misfit];
            let (who, what) = (name(read), value_text(read.read.unwrap_or_default()));
            let sentence = match because {
                Because::NoValue => {
                    format!(
                        "{who}'s read got the reply to a write: {who} had crashed meanwhile, come back, and asked anew."
                    )
                }
                Because::NeverWritten => format!("{who} read {what}, which nobody has written."),
                Because::NotYetWritten => format!("{who} read {what} before anybody had begun to write it."),
                Because::Emptied { read, after } => {
                    format!("{} read nothing after {} had returned.", name(&operations[read]), told(after))
                }
                Because::Contradiction { x, y, z, d } => contradiction(operations, servers, [x, y, z, d]),
                Because::Stuck { last } => {
                    let returned = |operation: &&Operation| operation.returned_in.is_some();
                    let all = operations.iter().filter(returned).count();
                    let placed = longest.iter().map(|place| &operations[*place]).filter(returned).count();
                    let last = value_text(last);
                    format!(
                        "No order explains every reply: the longest has a place for {placed} of the {all} operations that have returned, \
                         and after it {who} can't have read {what}, as {last} is what was written last."
                    )
                }
            };
            Account {
                places: places(&longest),
                misfit: Some(misfit),
                named: because.named().into_iter().filter(|place| *place != misfit).collect(),
                is_explained: false,
                sentence,
            }
        }
    }
}

/// Which replies there were, in a sentence and a space; nothing if there were none.
pub(super) fn replies(operations: &[Operation], servers: usize) -> String {
    let returned = operations.iter().filter(|operation| operation.returned_in.is_some());
    let words: Vec<String> = returned
        .map(|operation| {
            let client = actor_name(operation.client, servers);
            match (operation.written, operation.read) {
                (Some(value), _) => format!("{client}'s write of {} is done", value_text(value)),
                (None, Some(value)) => format!("{client}'s read returned {}", value_text(value)),
                (None, None) => format!("{client}'s read got the reply to a write"),
            }
        })
        .collect();
    if words.is_empty() { String::new() } else { format!("{}. ", list(&words)) }
}

/// Why these operations are no history of one operation a client at a time, which the tester counts as a violation for ever.
fn broken(step: &Moment, servers: usize) -> Option<String> {
    let operations = &step.operations;
    let is_left = |operation: &&Operation| {
        let is_later = |other: &Operation| other.client == operation.client && other.called_in > operation.called_in;
        operation.returned_in.is_none() && operations.iter().any(is_later)
    };
    if let Some(left) = operations.iter().find(is_left) {
        let what = left.written.map_or("read".to_owned(), |value| format!("write of {}", value_text(value)));
        return Some(format!(
            "{} crashed while its {what} was open, came back and called again. Who has two calls open breaks the history, whatever is \
             read.",
            actor_name(left.client, servers)
        ));
    }
    let unasked = step.unasked.as_ref()?;
    Some(format!(
        "{} got a reply in step {} that it wasn't waiting for, which breaks the history, whatever is read.",
        actor_name(unasked.client, servers),
        unasked.step
    ))
}

fn contradiction(operations: &[Operation], servers: usize, [x, y, z, d]: [usize; 4]) -> String {
    let told = |place: usize| told(&operations[place], servers);
    let (last, other) = (&operations[d], &operations[z]);
    let value = value_text(last.written.or(last.read).unwrap_or_default());
    let other = value_text(other.written.or(other.read).unwrap_or_default());
    let client = actor_name(last.client, servers);
    let lead = match last.written {
        None => format!("{client} read {value} after {} had returned", told(z)),
        Some(_) => format!("{} began after {} had returned", told(d), told(z)),
    };
    if y == z {
        return format!("{lead}; that had begun after {} had returned, and nobody wrote {value} again.", told(x));
    }
    format!(
        "{lead}, so {other} came before {value}; but {} had returned before {} began, so {value} came before {other}; and each was \
         written only once.",
        told(x),
        told(y)
    )
}

/// C3's write of 'A'.
fn told(operation: &Operation, servers: usize) -> String {
    let what = match (operation.written, operation.read) {
        (Some(value), _) => format!("write of {}", value_text(value)),
        (None, Some(value)) => format!("read of {}", value_text(value)),
        (None, None) => "read".to_owned(),
    };
    format!("{}'s {what}", actor_name(operation.client, servers))
}

/// C3 writes 'A'.
fn done(operation: &Operation, servers: usize) -> String {
    let client = actor_name(operation.client, servers);
    match operation.written {
        Some(value) => format!("{client} writes {}", value_text(value)),
        None => format!("{client} reads {}", value_text(operation.read.unwrap_or_default())),
    }
}
