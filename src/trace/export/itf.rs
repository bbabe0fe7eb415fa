//! A run in Apalache's Informal Trace Format, which model checkers and their tools read: every state as plain values, and the action
//! that led to it. Everything without an order is sorted. Never reads a trace; that is in `itf_read`.
//!
//! Source: Apalache, ADR 015, "Informal Trace Format in JSON".

use super::Run;
use super::itf_read::ItfRun;
use super::told::{configuration, count, explained, name};
use crate::model::{Cut, Division, PaxosModelCfg, PaxosState, envelopes};
use crate::paxos::{
    Ballot, BrokenRule, PaxosMsg, Proposal, RegisterMsg, RequestId, ServerState, Storage, Stored, Value as Written,
};
use serde_json::{Value, json};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{Envelope, Id, Network};

/// The version of what stands under [`OWN_KEY`].
pub(super) const VERSION: u64 = 1;
/// What only this lab knows, the configuration and the link: JSON in a text, as some readers take nothing but texts there.
pub(super) const OWN_KEY: &str = "paxos-lab";
/// The variables of every state; [`PARTITION`] is one more where there may be any.
pub(super) const VARS: [&str; 5] = ["servers", "clients", "network", "crashed", "action"];
const PARTITION: &str = "partition";
/// Where the format is described.
const DESCRIPTION: &str = "https://apalache-mc.org/docs/adr/015adr-trace.html";
/// Readers that take a number for a double lose digits from here on.
const NUMBER_MAX: u64 = (1 << 53) - 1;

/// The run as an ITF trace, one state a line.
pub(super) fn itf(run: &Run<'_>) -> String {
    let steps = count(run.steps.len() - 1, "step");
    let own = json!({ "version": VERSION, "config": run.model.cfg, "link": run.link });
    let meta = json!({
        "format": "ITF",
        "format-description": DESCRIPTION,
        "description": format!("A run of Single Decree Paxos, {steps}: {}", configuration(&run.model.cfg)),
        OWN_KEY: own.to_string(),
    });
    let mut file = format!("{{\n  \"#meta\": {meta},\n  \"vars\": {},\n  \"states\": [", json!(vars(&run.model.cfg)));
    for number in 0..run.steps.len() {
        let comma = if number == 0 { "" } else { "," };
        file.push_str(&format!("{comma}\n    {}", state(run, number)));
    }
    file.push_str("\n  ]\n}\n");
    file
}

/// The variables of every state of this configuration.
pub(super) fn vars(config: &PaxosModelCfg) -> Vec<&'static str> {
    VARS.into_iter().chain(config.divider().map(|_| PARTITION)).collect()
}

/// The first state of a trace that isn't as it would be exported now; past the end of the shorter one if one ends earlier.
pub(crate) fn first_difference(run: &Run<'_>, read: &ItfRun) -> Option<usize> {
    let (ours, theirs) = (run.steps.len(), read.states.len());
    let both = ours.min(theirs);
    (0..both).find(|&number| state(run, number) != read.states[number]).or_else(|| (ours != theirs).then_some(both))
}

fn state(run: &Run<'_>, number: usize) -> Value {
    let step = &run.steps[number];
    let (mut servers, mut clients) = (Vec::new(), Vec::new());
    for (id, actor) in step.state.actor_states.iter().enumerate().take(run.model.cfg.participants()) {
        let name = name(run, id);
        match &**actor {
            RegisterActorState::Server(state) => {
                let mut server = server(run, state);
                if run.model.cfg.storage == Storage::Durable {
                    server["disk"] = option(step.state.actor_storages[id].map(|stored| disk(run, stored)));
                }
                servers.push((name.into(), server));
            }
            RegisterActorState::Client { awaiting, op_count } => {
                let awaiting = option(awaiting.map(integer));
                let mut client = json!({ "awaiting": awaiting, "op_count": integer(*op_count) });
                if run.model.cfg.retries > 0 {
                    client["retries_left"] = json!(step.state.timers_set[id].iter().max().copied().unwrap_or(0));
                }
                clients.push((name.into(), client));
            }
        }
    }
    let crashed = (0..).zip(&step.state.crashed).filter(|(_, crashed)| **crashed);
    let action =
        step.action.as_ref().map(|(index, _)| json!({ "index": index, "label": explained(run, number).label }));
    let mut state = json!({
        "#meta": { "index": number },
        "servers": map(servers),
        "clients": map(clients),
        "network": network(run, &step.state),
        "crashed": set(crashed.map(|(id, _): (usize, _)| name(run, id).into()).collect()),
        "action": option(action),
    });
    if let Some(divider) = run.model.cfg.divider() {
        state[PARTITION] = partition(run, &step.state, divider);
    }
    state
}

/// The groups of servers that can't reach each other, and how many partitions have begun.
fn partition(run: &Run<'_>, state: &PaxosState, divider: usize) -> Value {
    let group = |cut: Cut, wanted| {
        let own = (0..run.model.cfg.server_count).filter(|server| cut.group(*server) == wanted);
        set(own.map(|server| name(run, server).into()).collect())
    };
    let holds = match state.history.division {
        Division::Divided(cut) => Some(tuple(&[group(cut, 0), group(cut, 1)])),
        Division::Whole | Division::Crossed => None,
    };
    let begun = match &*state.actor_states[divider] {
        RegisterActorState::Client { op_count, .. } => *op_count,
        RegisterActorState::Server(_) => 0,
    };
    json!({ "holds": option(holds), "begun": integer(begun) })
}

fn disk(run: &Run<'_>, stored: Stored) -> Value {
    json!({
        "ballot": ballot(run, stored.ballot),
        "accepted": accepted(run, stored.accepted),
        "is_decided": stored.is_decided,
    })
}

fn server(run: &Run<'_>, server: &ServerState) -> Value {
    let promises = server.prepares.iter().map(|(id, last)| (name(run, *id).into(), accepted(run, *last)));
    let mut value = json!({
        "ballot": ballot(run, server.ballot),
        "proposal": option(server.proposal.map(|proposed| proposal(run, proposed))),
        "prepares": map(promises.collect()),
        "accepts": set(server.accepts.iter().map(|id| name(run, *id).into()).collect()),
        "accepted": accepted(run, server.accepted),
        "is_decided": server.is_decided,
    });
    if run.model.cfg.broken == Some(BrokenRule::CountsRepeatedReplies) {
        value["repeats"] = json!(server.repeats);
    }
    value
}

fn network(run: &Run<'_>, state: &PaxosState) -> Value {
    let is_between_two = |envelope: &&Envelope<RegisterMsg>| envelope.src != envelope.dst;
    match &state.network {
        Network::UnorderedDuplicating(_, last) => {
            let all = envelopes(&state.network).iter().map(|envelope| sent(run, envelope)).collect();
            let last = option(last.as_ref().filter(is_between_two).map(|envelope| sent(run, envelope)));
            variant("UnorderedDuplicating", json!({ "in_flight": set(all), "last_delivered": last }))
        }
        Network::UnorderedNonDuplicating(counts) => {
            let mut all = envelopes(&state.network);
            all.dedup();
            let counted = all.iter().map(|envelope| (sent(run, envelope), json!(counts[envelope])));
            variant("UnorderedNonduplicating", map(counted.collect()))
        }
        Network::Ordered(flows) => {
            let flows = flows.iter().filter(|((src, dst), _)| src != dst);
            let flow = |(&(src, dst), queue): (&(Id, Id), &std::collections::VecDeque<RegisterMsg>)| {
                let queue: Vec<Value> = queue.iter().map(|msg| message(run, msg)).collect();
                (tuple(&[name(run, src).into(), name(run, dst).into()]), queue.into())
            };
            variant("Ordered", map(flows.map(flow).collect()))
        }
    }
}

fn sent(run: &Run<'_>, Envelope { src, dst, msg }: &Envelope<RegisterMsg>) -> Value {
    json!({ "src": name(run, *src), "dst": name(run, *dst), "msg": message(run, msg) })
}

fn message(run: &Run<'_>, msg: &RegisterMsg) -> Value {
    let request = |id: RequestId| json!({ "request": integer(id) });
    let request_with = |id: RequestId, value: Written| json!({ "request": integer(id), "value": written(value) });
    let proposed =
        |at: Ballot, proposed: Proposal| json!({ "ballot": ballot(run, at), "proposal": proposal(run, proposed) });
    match msg {
        RegisterMsg::Put(id, value) => variant("Put", request_with(*id, *value)),
        RegisterMsg::Get(id) => variant("Get", request(*id)),
        RegisterMsg::PutOk(id) => variant("PutOk", request(*id)),
        RegisterMsg::GetOk(id, value) => variant("GetOk", request_with(*id, *value)),
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot: at }) => {
            variant("Prepare", json!({ "ballot": ballot(run, *at) }))
        }
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot: at, last_accepted }) => {
            let last = accepted(run, *last_accepted);
            variant("Prepared", json!({ "ballot": ballot(run, *at), "last_accepted": last }))
        }
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) => variant("Accept", proposed(*ballot, *proposal)),
        RegisterMsg::Internal(PaxosMsg::Accepted { ballot: at }) => {
            variant("Accepted", json!({ "ballot": ballot(run, *at) }))
        }
        RegisterMsg::Internal(PaxosMsg::Decided { ballot, proposal }) => {
            variant("Decided", proposed(*ballot, *proposal))
        }
    }
}

fn accepted(run: &Run<'_>, accepted: Option<(Ballot, Proposal)>) -> Value {
    option(accepted.map(|(at, proposed)| tuple(&[ballot(run, at), proposal(run, proposed)])))
}

fn ballot(run: &Run<'_>, ballot: Ballot) -> Value {
    json!({ "round": ballot.round, "server": name(run, ballot.server) })
}

fn proposal(run: &Run<'_>, proposal: Proposal) -> Value {
    json!({
        "request": integer(proposal.request_id),
        "requester": name(run, proposal.requester),
        "value": written(proposal.value),
    })
}

/// A value is a text of one character; the register before the first write is the empty text.
fn written(value: Written) -> Value {
    if value == Written::default() { "".into() } else { value.to_string().into() }
}

fn integer(number: u64) -> Value {
    if number <= NUMBER_MAX { number.into() } else { json!({ "#bigint": number.to_string() }) }
}

fn map(entries: Vec<(Value, Value)>) -> Value {
    let entries: Vec<Value> = entries.into_iter().map(|(key, value)| json!([key, value])).collect();
    json!({ "#map": entries })
}

fn set(members: Vec<Value>) -> Value {
    json!({ "#set": members })
}

fn tuple(parts: &[Value]) -> Value {
    json!({ "#tup": parts })
}

fn variant(tag: &str, value: Value) -> Value {
    json!({ "tag": tag, "value": value })
}

fn option(value: Option<Value>) -> Value {
    value.map_or_else(|| variant("None", tuple(&[])), |value| variant("Some", value))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{played, run};
    use super::*;

    #[test]
    fn a_number_that_a_double_would_round_is_a_text() {
        assert_eq!(integer(7), json!(7));
        assert_eq!(integer(1 << 53), json!({ "#bigint": "9007199254740992" }));
    }

    #[test]
    fn a_state_has_every_part() {
        let session = played("client_count=1 server_count=1", &["Put 'A' to S0"]);
        let state = state(&run(&session), 1);
        assert_eq!(state["action"], json!({ "tag": "Some", "value": { "index": 0, "label": "Put 'A' to S0" } }));
        let proposal = json!({ "request": 1, "requester": "C1", "value": "A" });
        let server = json!({
            "ballot": { "round": 1, "server": "S0" },
            "proposal": { "tag": "Some", "value": proposal },
            "prepares": { "#map": [["S0", { "tag": "None", "value": { "#tup": [] } }]] },
            "accepts": { "#set": [] },
            "accepted": { "tag": "None", "value": { "#tup": [] } },
            "is_decided": false,
        });
        assert_eq!(state["servers"], json!({ "#map": [["S0", server]] }));
        assert_eq!(state["network"], json!({ "tag": "UnorderedNonduplicating", "value": { "#map": [] } }));
    }
}
