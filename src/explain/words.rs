//! Names of actors, and a message in a line. Never says what it leads to: that is in `why`.

use crate::model::Cut;
use crate::moment::Operation;
use crate::paxos::{Ballot, PaxosMsg, Proposal, RegisterMsg, Value};
use stateright::actor::Id;

/// S0, C3: servers and clients share one numbering, as in the model.
pub fn actor_name(id: Id, server_count: usize) -> String {
    let id = usize::from(id);
    format!("{}{id}", if id < server_count { 'S' } else { 'C' })
}

/// The two groups of servers of a partition: S0 | S1, S2.
pub fn groups_text(cut: Cut, server_count: usize) -> String {
    let group = |wanted| {
        let own = (0..server_count).filter(|server| cut.group(*server) == wanted);
        own.map(|server| actor_name(Id::from(server), server_count)).collect::<Vec<_>>().join(", ")
    };
    format!("{} | {}", group(0), group(1))
}

/// A value as a person reads it; the register before the first write has none.
pub fn value_text(value: Value) -> String {
    if value == Value::default() { "nothing".to_owned() } else { format!("'{value}'") }
}

/// A client's operation in two words: write 'A'.
pub fn operation_text(operation: &Operation) -> String {
    match (operation.written, operation.read) {
        (Some(value), _) => format!("write {}", value_text(value)),
        (None, Some(value)) => format!("read {}", value_text(value)),
        (None, None) => "read".to_owned(),
    }
}

/// A count with thousands apart: 16,668.
pub fn number(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Words in a row: a, b and c.
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The message's kind, by the paper's name.
pub fn kind_of(msg: &RegisterMsg) -> &'static str {
    match msg {
        RegisterMsg::Put(..) => "Put",
        RegisterMsg::Get(_) => "Get",
        RegisterMsg::PutOk(_) => "PutOk",
        RegisterMsg::GetOk(..) => "GetOk",
        RegisterMsg::Internal(PaxosMsg::Prepare { .. }) => "Prepare",
        RegisterMsg::Internal(PaxosMsg::Prepared { .. }) => "Prepared",
        RegisterMsg::Internal(PaxosMsg::Accept { .. }) => "Accept",
        RegisterMsg::Internal(PaxosMsg::Accepted { .. }) => "Accepted",
        RegisterMsg::Internal(PaxosMsg::Decided { .. }) => "Decided",
    }
}

/// The ballot that the message belongs to; clients' messages belong to none.
pub fn ballot_of(msg: &RegisterMsg) -> Option<Ballot> {
    match msg {
        RegisterMsg::Internal(
            PaxosMsg::Prepare { ballot }
            | PaxosMsg::Prepared { ballot, .. }
            | PaxosMsg::Accept { ballot, .. }
            | PaxosMsg::Accepted { ballot }
            | PaxosMsg::Decided { ballot, .. },
        ) => Some(*ballot),
        _ => None,
    }
}

/// The whole message in a line.
pub fn message_text(msg: &RegisterMsg) -> String {
    match msg {
        RegisterMsg::Put(_, value) => format!("Put {}", value_text(*value)),
        RegisterMsg::Get(_) => "Get".to_owned(),
        RegisterMsg::PutOk(_) => "PutOk".to_owned(),
        RegisterMsg::GetOk(_, value) => format!("GetOk {}", value_text(*value)),
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => format!("Prepare {ballot}"),
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted: None }) => format!("Prepared {ballot}"),
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted: Some((at, Proposal { value, .. })) }) => {
            format!("Prepared {ballot}, accepted {} in {at}", value_text(*value))
        }
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) => {
            format!("Accept {ballot} {}", value_text(proposal.value))
        }
        RegisterMsg::Internal(PaxosMsg::Accepted { ballot }) => format!("Accepted {ballot}"),
        RegisterMsg::Internal(PaxosMsg::Decided { ballot, proposal }) => {
            format!("Decided {ballot} {}", value_text(proposal.value))
        }
    }
}

/// What the message carries besides its kind, for where there is little room.
pub fn short_text(msg: &RegisterMsg) -> String {
    match msg {
        RegisterMsg::Put(_, value) | RegisterMsg::GetOk(_, value) => value_text(*value),
        RegisterMsg::Get(_) | RegisterMsg::PutOk(_) => String::new(),
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted: Some((_, proposal)) }) => {
            format!("{ballot} {}", value_text(proposal.value))
        }
        RegisterMsg::Internal(
            PaxosMsg::Prepare { ballot } | PaxosMsg::Prepared { ballot, .. } | PaxosMsg::Accepted { ballot },
        ) => ballot.to_string(),
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal } | PaxosMsg::Decided { ballot, proposal }) => {
            format!("{ballot} {}", value_text(proposal.value))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 16_668, 1_194_428].map(number), ["0", "999", "1,000", "16,668", "1,194,428"]);
    }

    #[test]
    fn a_promise_says_what_was_accepted() {
        let ballot = Ballot { round: 2, server: Id::from(1) };
        let proposal = Proposal { request_id: 3, requester: Id::from(3), value: 'A' };
        let last_accepted = Some((Ballot { round: 1, server: Id::from(0) }, proposal));
        let promise = RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted });
        assert_eq!(message_text(&promise), "Prepared (2, S1), accepted 'A' in (1, S0)");
    }
}
