//! A run in Apalache's Informal Trace Format, which model checkers and their tools read: every state as plain values, and the action
//! that led to it. Everything without an order is sorted. Never reads a trace; that is in `itf_read`.
//!
//! Source: Apalache, ADR 015, "Informal Trace Format in JSON".

use super::Run;
use super::told::{configuration, count};
use crate::explain::actor_name;
use crate::model::{Cut, Division, PaxosModelCfg, PaxosState, envelopes};
use crate::moment::Moment;
use crate::paxos::{
    Ballot, BrokenRule, PaxosMsg, Proposal, RegisterMsg, RequestId, ServerState, Storage, Stored, Value as Written,
};
use crate::session::Step;
use crate::trace::FILE_MAX;
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

/// A run that is written as an ITF trace, one state a line.
pub(super) struct Writer {
    file: String,
    moment: Moment,
    next: usize,
}

impl Writer {
    /// Begins with what stands before the states.
    pub(super) fn new(run: &Run<'_>) -> Self {
        let config = &run.model.cfg;
        let steps = count(run.steps.len() - 1, "step");
        let own = json!({ "version": VERSION, "config": config, "link": run.link });
        let meta = json!({
            "format": "ITF",
            "format-description": DESCRIPTION,
            "description": format!("A run of Single Decree Paxos, {steps}: {}", configuration(config)),
            OWN_KEY: own.to_string(),
        });
        let file = format!("{{\n  \"#meta\": {meta},\n  \"vars\": {},\n  \"states\": [", json!(vars(config)));
        Writer { file, moment: Moment::start(run.model), next: 0 }
    }

    /// States written so far.
    pub(super) fn written(&self) -> usize {
        self.next
    }

    /// Writes the next state.
    ///
    /// # Errors
    /// One sentence, if the file would be longer than one that can be read.
    pub(super) fn write(&mut self, run: &Run<'_>) -> Result<(), String> {
        let step = &run.steps[self.next];
        if let Some((_, action)) = &step.action {
            self.moment.go(run.model, action);
        }
        let comma = if self.next == 0 { "" } else { "," };
        let state = state(&run.model.cfg, step, &self.moment, self.next);
        self.file.push_str(&format!("{comma}\n    {state}"));
        if self.file.len() + END.len() > FILE_MAX {
            return Err(format!(
                "As ITF, which has every state, this run would have more than {FILE_MAX} bytes at step {} already, and a file may \
                 have no more; as JSON it is short.",
                self.next
            ));
        }
        self.next += 1;
        Ok(())
    }

    /// The whole file.
    pub(super) fn end(self) -> String {
        self.file + END
    }
}

/// What stands after the states.
const END: &str = "\n  ]\n}\n";

/// The variables of every state of this configuration.
pub(super) fn vars(config: &PaxosModelCfg) -> Vec<&'static str> {
    VARS.into_iter().chain(config.divider().map(|_| PARTITION)).collect()
}

/// The state after a step, at this moment.
pub(crate) fn state(config: &PaxosModelCfg, step: &Step, Moment { state, .. }: &Moment, number: usize) -> Value {
    let (mut servers, mut clients) = (Vec::new(), Vec::new());
    for (id, actor) in state.actor_states.iter().enumerate().take(config.participants()) {
        let name = name(config, id);
        match &**actor {
            RegisterActorState::Server(server_state) => {
                let mut server = server(config, server_state);
                if config.storage == Storage::Durable {
                    server["disk"] = option(state.actor_storages[id].map(|stored| disk(config, stored)));
                }
                servers.push((name.into(), server));
            }
            RegisterActorState::Client { awaiting, op_count } => {
                let awaiting = option(awaiting.map(integer));
                let mut client = json!({ "awaiting": awaiting, "op_count": integer(*op_count) });
                if config.retries > 0 {
                    client["retries_left"] = json!(state.timers_set[id].iter().max().copied().unwrap_or(0));
                }
                clients.push((name.into(), client));
            }
        }
    }
    let crashed = (0..).zip(&state.crashed).filter(|(_, crashed)| **crashed);
    let action = step.action.as_ref().map(|(index, _)| json!({ "index": index, "label": step.told.label }));
    let mut value = json!({
        "#meta": { "index": number },
        "servers": map(servers),
        "clients": map(clients),
        "network": network(config, state),
        "crashed": set(crashed.map(|(id, _): (usize, _)| name(config, id).into()).collect()),
        "action": option(action),
    });
    if let Some(divider) = config.divider() {
        value[PARTITION] = partition(config, state, divider);
    }
    value
}

/// The groups of servers that can't reach each other, and how many partitions have begun.
fn partition(config: &PaxosModelCfg, state: &PaxosState, divider: usize) -> Value {
    let group = |cut: Cut, wanted| {
        let own = (0..config.server_count).filter(|server| cut.group(*server) == wanted);
        set(own.map(|server| name(config, server).into()).collect())
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

fn name(config: &PaxosModelCfg, id: impl Into<Id>) -> String {
    actor_name(id.into(), config.server_count)
}

fn disk(config: &PaxosModelCfg, stored: Stored) -> Value {
    json!({
        "ballot": ballot(config, stored.ballot),
        "accepted": accepted(config, stored.accepted),
        "is_decided": stored.is_decided,
    })
}

fn server(config: &PaxosModelCfg, server: &ServerState) -> Value {
    let promises = server.prepares.iter().map(|(id, last)| (name(config, *id).into(), accepted(config, *last)));
    let mut value = json!({
        "ballot": ballot(config, server.ballot),
        "proposal": option(server.proposal.map(|proposed| proposal(config, proposed))),
        "prepares": map(promises.collect()),
        "accepts": set(server.accepts.iter().map(|id| name(config, *id).into()).collect()),
        "accepted": accepted(config, server.accepted),
        "is_decided": server.is_decided,
    });
    if config.broken == Some(BrokenRule::CountsRepeatedReplies) {
        value["repeats"] = json!(server.repeats);
    }
    value
}

fn network(config: &PaxosModelCfg, state: &PaxosState) -> Value {
    let is_between_two = |envelope: &&Envelope<RegisterMsg>| envelope.src != envelope.dst;
    match &state.network {
        Network::UnorderedDuplicating(_, last) => {
            let all = envelopes(&state.network).iter().map(|envelope| sent(config, envelope)).collect();
            let last = option(last.as_ref().filter(is_between_two).map(|envelope| sent(config, envelope)));
            variant("UnorderedDuplicating", json!({ "in_flight": set(all), "last_delivered": last }))
        }
        Network::UnorderedNonDuplicating(counts) => {
            let mut all = envelopes(&state.network);
            all.dedup();
            let counted = all.iter().map(|envelope| (sent(config, envelope), json!(counts[envelope])));
            variant("UnorderedNonduplicating", map(counted.collect()))
        }
        Network::Ordered(flows) => {
            let flows = flows.iter().filter(|((src, dst), _)| src != dst);
            let flow = |(&(src, dst), queue): (&(Id, Id), &std::collections::VecDeque<RegisterMsg>)| {
                let queue: Vec<Value> = queue.iter().map(|msg| message(config, msg)).collect();
                (tuple(&[name(config, src).into(), name(config, dst).into()]), queue.into())
            };
            variant("Ordered", map(flows.map(flow).collect()))
        }
    }
}

fn sent(config: &PaxosModelCfg, Envelope { src, dst, msg }: &Envelope<RegisterMsg>) -> Value {
    json!({ "src": name(config, *src), "dst": name(config, *dst), "msg": message(config, msg) })
}

fn message(config: &PaxosModelCfg, msg: &RegisterMsg) -> Value {
    let request = |id: RequestId| json!({ "request": integer(id) });
    let request_with = |id: RequestId, value: Written| json!({ "request": integer(id), "value": written(value) });
    let proposed = |at: Ballot, proposed: Proposal| json!({ "ballot": ballot(config, at), "proposal": proposal(config, proposed) });
    match msg {
        RegisterMsg::Put(id, value) => variant("Put", request_with(*id, *value)),
        RegisterMsg::Get(id) => variant("Get", request(*id)),
        RegisterMsg::PutOk(id) => variant("PutOk", request(*id)),
        RegisterMsg::GetOk(id, value) => variant("GetOk", request_with(*id, *value)),
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot: at }) => {
            variant("Prepare", json!({ "ballot": ballot(config, *at) }))
        }
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot: at, last_accepted }) => {
            let last = accepted(config, *last_accepted);
            variant("Prepared", json!({ "ballot": ballot(config, *at), "last_accepted": last }))
        }
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) => variant("Accept", proposed(*ballot, *proposal)),
        RegisterMsg::Internal(PaxosMsg::Accepted { ballot: at }) => {
            variant("Accepted", json!({ "ballot": ballot(config, *at) }))
        }
        RegisterMsg::Internal(PaxosMsg::Decided { ballot, proposal }) => {
            variant("Decided", proposed(*ballot, *proposal))
        }
    }
}

fn accepted(config: &PaxosModelCfg, accepted: Option<(Ballot, Proposal)>) -> Value {
    option(accepted.map(|(at, proposed)| tuple(&[ballot(config, at), proposal(config, proposed)])))
}

fn ballot(config: &PaxosModelCfg, ballot: Ballot) -> Value {
    json!({ "round": ballot.round, "server": name(config, ballot.server) })
}

fn proposal(config: &PaxosModelCfg, proposal: Proposal) -> Value {
    json!({
        "request": integer(proposal.request_id),
        "requester": name(config, proposal.requester),
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
    use super::super::tests::played;
    use super::*;

    #[test]
    fn a_number_that_a_double_would_round_is_a_text() {
        assert_eq!(integer(7), json!(7));
        assert_eq!(integer(1 << 53), json!({ "#bigint": "9007199254740992" }));
    }

    #[test]
    fn a_state_has_every_part() {
        let session = played("client_count=1 server_count=1", &["Put 'A' to S0"]);
        let state = state(&session.model().cfg, session.shown(), session.here(), 1);
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
