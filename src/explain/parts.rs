//! A whole state as named parts within parts, and what a step has changed in it. Every actor, the network and the history of
//! operations: nothing of the state is left out, and a part that is equal looks equal.

use super::words::{actor_name, groups_text, message_text, operation_text, value_text};
use crate::model::{Division, PaxosModel, PaxosState, envelopes};
use crate::moment::{Moment, Operation};
use crate::paxos::{Ballot, Proposal, RegisterMsg, ServerState, Storage, Stored};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{Id, Network};
use std::collections::BTreeMap;

/// A part of a state: a value, or parts of its own.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// Its name, unlike those beside it.
    pub name: String,
    /// Its value; empty if it has parts.
    pub value: String,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part in two states.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    /// Its name.
    pub name: String,
    /// Its value before; `None` if it wasn't there.
    pub before: Option<String>,
    /// Its value after; `None` if it is gone.
    pub after: Option<String>,
    /// Whether it, or a part of it, isn't the same.
    pub differs: bool,
    /// Its parts in both.
    pub parts: Vec<Difference>,
}

/// The state after a step, in parts.
pub fn parts(model: &PaxosModel, step: &Moment) -> Vec<Part> {
    let state = &step.state;
    let actors = state.actor_states.iter().take(model.cfg.participants()).enumerate().map(|(id, actor)| {
        let name = actor_name(Id::from(id), model.cfg.server_count);
        let mut parts = match &**actor {
            RegisterActorState::Server(server) => server_parts(model, server),
            RegisterActorState::Client { awaiting, op_count } => vec![
                leaf(
                    "waits for",
                    awaiting.map_or("nothing".to_owned(), |request| format!("the reply to request {request}")),
                ),
                leaf("requests so far", op_count.to_string()),
            ],
        };
        if model.cfg.storage == Storage::Durable && id < model.cfg.server_count {
            parts.push(branch("on disk", state.actor_storages[id].as_ref().map_or(Vec::new(), disk_parts)));
        }
        if model.cfg.retries > 0 && id >= model.cfg.server_count {
            let left = state.timers_set[id].iter().max().copied().unwrap_or(0);
            parts.push(leaf("may ask again", if left == 1 { "once".to_owned() } else { format!("{left} times") }));
        }
        if model.cfg.max_crashes > 0 {
            parts.push(leaf("crashed", yes_or_no(state.crashed[id])));
        }
        branch(&name, parts)
    });
    let mut all: Vec<Part> = actors.collect();
    all.push(branch("network", network_parts(model, state)));
    if let Some(partition) = partition_part(model, state) {
        all.push(partition);
    }
    all.push(branch("history", history_parts(model, &step.operations)));
    all
}

/// What has become of each part; `before` is empty for the first state.
pub fn differences(before: &[Part], after: &[Part]) -> Vec<Difference> {
    let was: BTreeMap<&str, &Part> = before.iter().map(|part| (part.name.as_str(), part)).collect();
    let is: BTreeMap<&str, &Part> = after.iter().map(|part| (part.name.as_str(), part)).collect();
    let gone =
        before.iter().filter(|part| !is.contains_key(part.name.as_str())).map(|part| difference(Some(part), None));
    let here = after.iter().map(|part| difference(was.get(part.name.as_str()).copied(), Some(part)));
    here.chain(gone).collect()
}

fn difference(before: Option<&Part>, after: Option<&Part>) -> Difference {
    let inside = |part: Option<&Part>| part.map_or(Vec::new(), |part| part.parts.clone());
    Difference {
        name: after.or(before).expect("one of the two").name.clone(),
        before: before.map(|part| part.value.clone()),
        after: after.map(|part| part.value.clone()),
        differs: before != after,
        parts: differences(&inside(before), &inside(after)),
    }
}

fn server_parts(model: &PaxosModel, server: &ServerState) -> Vec<Part> {
    let name = |id: Id| actor_name(id, model.cfg.server_count);
    let promises = server.prepares.iter().map(|(id, accepted)| leaf(&name(*id), accepted_text(*accepted)));
    let accepts = server.accepts.iter().map(|id| leaf(&name(*id), "accepted".to_owned()));
    vec![
        leaf("promised ballot", promised_text(server.ballot)),
        leaf("accepted", accepted_text(server.accepted)),
        leaf("has decided", yes_or_no(server.is_decided)),
        leaf("drives", server.proposal.map_or("nothing".to_owned(), |proposal| proposal_text(model, proposal))),
        branch("promises counted", promises.collect()),
        branch("accepts counted", accepts.collect()),
    ]
}

fn disk_parts(stored: &Stored) -> Vec<Part> {
    vec![
        leaf("promised ballot", promised_text(stored.ballot)),
        leaf("accepted", accepted_text(stored.accepted)),
        leaf("has decided", yes_or_no(stored.is_decided)),
    ]
}

fn promised_text(ballot: Ballot) -> String {
    if ballot == Ballot::zero() { "none yet".to_owned() } else { ballot.to_string() }
}

fn accepted_text(accepted: Option<(Ballot, Proposal)>) -> String {
    accepted.map_or("nothing".to_owned(), |(ballot, proposal)| format!("{} in {ballot}", value_text(proposal.value)))
}

fn proposal_text(model: &PaxosModel, proposal: Proposal) -> String {
    let requester = actor_name(proposal.requester, model.cfg.server_count);
    format!("{} of {requester}, request {}", value_text(proposal.value), proposal.request_id)
}

fn network_parts(model: &PaxosModel, state: &PaxosState) -> Vec<Part> {
    let name = |id: Id| actor_name(id, model.cfg.server_count);
    let text = |src: Id, dst: Id, msg: &RegisterMsg| format!("{} → {} {}", name(src), name(dst), in_full(msg));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    match &state.network {
        Network::Ordered(flows) => {
            let flows = flows.iter().filter(|((src, dst), _)| src != dst);
            let flow = |(&(src, dst), queue): (&(Id, Id), &std::collections::VecDeque<RegisterMsg>)| {
                let waiting = (1..).zip(queue).map(|(place, msg): (u32, _)| leaf(&place.to_string(), in_full(msg)));
                branch(&format!("{} → {}", name(src), name(dst)), waiting.collect())
            };
            return flows.map(flow).collect();
        }
        Network::UnorderedDuplicating(..) | Network::UnorderedNonDuplicating(_) => {
            envelopes(&state.network).iter().for_each(|e| *counts.entry(text(e.src, e.dst, &e.msg)).or_default() += 1);
        }
    }
    let in_flight = |count: usize| if count == 1 { "in flight".to_owned() } else { format!("in flight {count} times") };
    counts.into_iter().map(|(envelope, count)| leaf(&envelope, in_flight(count))).collect()
}

fn partition_part(model: &PaxosModel, state: &PaxosState) -> Option<Part> {
    let RegisterActorState::Client { op_count, .. } = &*state.actor_states[model.cfg.divider()?] else { return None };
    let holds = match state.history.division {
        Division::Divided(cut) => groups_text(cut, model.cfg.server_count),
        Division::Whole | Division::Crossed => "no".to_owned(),
    };
    Some(branch("partition", vec![leaf("holds", holds), leaf("begun so far", op_count.to_string())]))
}

/// As [`message_text`], with the request, which two writes of the same value differ by.
fn in_full(msg: &RegisterMsg) -> String {
    let request = match msg {
        RegisterMsg::Put(id, _) | RegisterMsg::Get(id) | RegisterMsg::PutOk(id) | RegisterMsg::GetOk(id, _) => id,
        RegisterMsg::Internal(_) => return message_text(msg),
    };
    format!("{}, request {request}", message_text(msg))
}

fn history_parts(model: &PaxosModel, operations: &[Operation]) -> Vec<Part> {
    let clients = (model.cfg.server_count..model.cfg.participants()).map(Id::from);
    let of_client = |client: Id| {
        let own = operations.iter().filter(|operation| operation.client == client);
        let parts = (1..)
            .zip(own)
            .map(|(place, operation): (u32, _)| leaf(&format!("operation {place}"), span_text(operation)));
        branch(&actor_name(client, model.cfg.server_count), parts.collect())
    };
    clients.map(of_client).collect()
}

fn span_text(operation: &Operation) -> String {
    let what = operation_text(operation);
    match operation.returned_in {
        Some(step) => format!("{what}: called in step {}, returned in step {step}", operation.called_in),
        None => format!("{what}: called in step {}, open", operation.called_in),
    }
}

fn yes_or_no(truth: bool) -> String {
    if truth { "yes".to_owned() } else { "no".to_owned() }
}

fn leaf(name: &str, value: String) -> Part {
    Part { name: name.to_owned(), value, parts: Vec::new() }
}

fn branch(name: &str, parts: Vec<Part>) -> Part {
    Part { name: name.to_owned(), value: String::new(), parts }
}
