//! A state as lists of records that a question goes through. Only the lists that it names are made.

use super::vocabulary::SUBJECTS;
use crate::model::{PaxosModelCfg, PaxosState, envelopes};
use crate::paxos::{Ballot, PaxosMsg, RegisterMsg, ServerState, Value as Written};
use cel::Value;
use cel::objects::Key;
use stateright::actor::Envelope;
use stateright::actor::register::RegisterActorState;
use std::collections::HashMap;
use std::sync::Arc;

/// The names of each list's fields, made once.
pub(super) struct Names(Vec<Vec<Key>>);

impl Names {
    pub(super) fn new() -> Self {
        let key = |name: &str| Key::String(Arc::new(name.to_owned()));
        Names(SUBJECTS.iter().map(|subject| subject.fields.iter().map(|field| key(field.name)).collect()).collect())
    }

    /// One of the lists, by its place among the subjects.
    pub(super) fn list(&self, subject: usize, config: &PaxosModelCfg, state: &PaxosState) -> Value {
        let items: Vec<Vec<Value>> = match subject {
            0 => servers(config, state),
            1 => clients(config, state),
            2 => envelopes(&state.network).iter().map(message).collect(),
            _ => operations(state),
        };
        let record = |values: Vec<Value>| {
            let map: HashMap<Key, Value> = self.0[subject].iter().cloned().zip(values).collect();
            Value::Map(map.into())
        };
        Value::List(Arc::new(items.into_iter().map(record).collect()))
    }
}

fn servers(config: &PaxosModelCfg, state: &PaxosState) -> Vec<Vec<Value>> {
    let actors = (0..config.server_count).filter_map(|id| match &*state.actor_states[id] {
        RegisterActorState::Server(server) => Some(server_values(id, server, state.crashed[id])),
        RegisterActorState::Client { .. } => None,
    });
    actors.collect()
}

fn server_values(id: usize, server: &ServerState, crashed: bool) -> Vec<Value> {
    let (round, leader) = ballot(Some(server.ballot));
    let (accepted_round, accepted_leader) = ballot(server.accepted.map(|(ballot, _)| ballot));
    let accepted = server.accepted.map(|(_, proposal)| proposal.value);
    let is_own = usize::from(server.ballot.server) == id && server.ballot > Ballot::zero();
    vec![
        whole(id),
        text(&format!("S{id}")),
        Value::Bool(crashed),
        round,
        leader,
        value(accepted),
        accepted_round,
        accepted_leader,
        Value::Bool(is_own && !server.is_decided),
        whole(server.prepares.len()),
        whole(server.accepts.len()),
        value(accepted.filter(|_| server.is_decided)),
    ]
}

fn clients(config: &PaxosModelCfg, state: &PaxosState) -> Vec<Vec<Value>> {
    let actors = (config.server_count..state.actor_states.len()).filter_map(|id| match &*state.actor_states[id] {
        RegisterActorState::Client { awaiting, op_count } => {
            let asked = Value::Int(i64::try_from(*op_count).unwrap_or(i64::MAX));
            let crashed = Value::Bool(state.crashed[id]);
            Some(vec![whole(id), text(&format!("C{id}")), crashed, Value::Bool(awaiting.is_some()), asked])
        }
        RegisterActorState::Server(_) => None,
    });
    actors.collect()
}

fn message(envelope: &Envelope<RegisterMsg>) -> Vec<Value> {
    let (kind, of, carried) = match &envelope.msg {
        RegisterMsg::Put(_, value) => ("Put", None, Some(*value)),
        RegisterMsg::Get(_) => ("Get", None, None),
        RegisterMsg::PutOk(_) => ("PutOk", None, None),
        RegisterMsg::GetOk(_, value) => ("GetOk", None, Some(*value)),
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => ("Prepare", Some(*ballot), None),
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted }) => {
            ("Prepared", Some(*ballot), last_accepted.map(|(_, proposal)| proposal.value))
        }
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) => ("Accept", Some(*ballot), Some(proposal.value)),
        RegisterMsg::Internal(PaxosMsg::Accepted { ballot }) => ("Accepted", Some(*ballot), None),
        RegisterMsg::Internal(PaxosMsg::Decided { ballot, proposal }) => {
            ("Decided", Some(*ballot), Some(proposal.value))
        }
    };
    let (round, leader) = ballot(of);
    vec![text(kind), whole(envelope.src.into()), whole(envelope.dst.into()), round, leader, value(carried)]
}

fn operations(state: &PaxosState) -> Vec<Vec<Value>> {
    let noted = state.history.ledger.iter().flat_map(|ledger| ledger.operations());
    noted
        .map(|(client, operation)| {
            let kind = if operation.written.is_some() { "write" } else { "read" };
            let told = operation.written.or(operation.read);
            vec![whole(client.into()), text(kind), value(told), Value::Bool(operation.is_done)]
        })
        .collect()
}

/// A ballot's round and server.
fn ballot(ballot: Option<Ballot>) -> (Value, Value) {
    match ballot.filter(|ballot| *ballot > Ballot::zero()) {
        Some(Ballot { round, server }) => (Value::Int(i64::from(round)), whole(server.into())),
        None => (Value::Int(0), Value::Int(-1)),
    }
}

fn value(value: Option<Written>) -> Value {
    text(&value.filter(|value| *value != Written::default()).map(String::from).unwrap_or_default())
}

fn text(text: &str) -> Value {
    Value::String(Arc::new(text.to_owned()))
}

fn whole(number: usize) -> Value {
    Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
