//! What a question sees of a state: the facts of each list that it names, item by item.

use super::vocabulary::SUBJECTS;
use crate::model::{PaxosModelCfg, PaxosState, envelopes};
use crate::paxos::{Ballot, PaxosMsg, RegisterMsg, ServerState, Value as Written};
use arrayvec::ArrayString;
use stateright::actor::Envelope;
use stateright::actor::register::RegisterActorState;
use std::cell::Cell;

/// Bytes of the longest text in a state, as "Prepared" has.
const TEXT_MAX: usize = 8;

/// What an item says in one of its fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// Whether it is so.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A text.
    Text(ArrayString<TEXT_MAX>),
}

/// One thing that a list goes through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element<'a> {
    /// The place of an item among its subject's.
    Item(usize),
    Bool(bool),
    Int(i64),
    Text(&'a str),
}

/// What a question is answered from.
pub(super) struct Scene<'a> {
    /// The facts of each subject, one item after the other.
    facts: &'a [Vec<Fact>; SUBJECTS.len()],
    /// The texts that are written in the question.
    literals: &'a [String],
    /// What the lists that are being gone through are at, from the outermost on.
    bound: [Cell<Element<'a>>; super::LISTS_MAX],
}

impl<'a> Scene<'a> {
    pub(super) fn new(facts: &'a [Vec<Fact>; SUBJECTS.len()], literals: &'a [String]) -> Self {
        Scene { facts, literals, bound: [const { Cell::new(Element::Bool(false)) }; super::LISTS_MAX] }
    }

    /// How many items a subject has.
    pub(super) fn count(&self, subject: usize) -> usize {
        self.facts[subject].len() / SUBJECTS[subject].fields.len()
    }

    pub(super) fn bind(&self, slot: usize, element: Element<'a>) {
        self.bound[slot].set(element);
    }

    pub(super) fn bound(&self, slot: usize) -> Element<'a> {
        self.bound[slot].get()
    }

    pub(super) fn literal(&self, place: usize) -> &'a str {
        &self.literals[place]
    }

    pub(super) fn fact(&self, subject: usize, slot: usize, field: usize) -> Option<&'a Fact> {
        match self.bound(slot) {
            Element::Item(item) => self.facts[subject].get(item * SUBJECTS[subject].fields.len() + field),
            _ => None,
        }
    }
}

/// What there is to be seen of a subject, by its place among [`SUBJECTS`]: one item after the other, each with all of its fields.
///
/// # Panics
/// Unless `subject < SUBJECTS.len()`.
pub fn facts(subject: usize, config: &PaxosModelCfg, state: &PaxosState) -> Vec<Fact> {
    match SUBJECTS[subject].name {
        "servers" => servers(config, state),
        "clients" => clients(config, state),
        "messages" => envelopes(&state.network).iter().flat_map(|envelope| message(config, state, envelope)).collect(),
        "operations" => operations(state),
        "ballots" => ballots(config, state),
        name => unreachable!("{name} is no subject"),
    }
}

fn servers(config: &PaxosModelCfg, state: &PaxosState) -> Vec<Fact> {
    let actors = (0..config.server_count).filter_map(|id| match &*state.actor_states[id] {
        RegisterActorState::Server(server) => Some(of_server(id, server, state.crashed[id])),
        RegisterActorState::Client { .. } => None,
    });
    actors.flatten().collect()
}

fn of_server(id: usize, server: &ServerState, crashed: bool) -> [Fact; 12] {
    let (round, leader) = ballot(Some(server.ballot));
    let (accepted_round, accepted_leader) = ballot(server.accepted.map(|(ballot, _)| ballot));
    let accepted = server.accepted.map(|(_, proposal)| proposal.value);
    let is_own = usize::from(server.ballot.server) == id && server.ballot > Ballot::zero();
    [
        whole(id),
        text(&format!("S{id}")),
        Fact::Bool(crashed),
        round,
        leader,
        value(accepted),
        accepted_round,
        accepted_leader,
        Fact::Bool(is_own && !server.is_decided),
        whole(server.prepares.len()),
        whole(server.accepts.len()),
        value(accepted.filter(|_| server.is_decided)),
    ]
}

fn clients(config: &PaxosModelCfg, state: &PaxosState) -> Vec<Fact> {
    let actors = (config.server_count..config.participants()).filter_map(|id| match &*state.actor_states[id] {
        RegisterActorState::Client { awaiting, op_count } => {
            let asked = Fact::Int(i64::try_from(*op_count).unwrap_or(i64::MAX));
            let crashed = Fact::Bool(state.crashed[id]);
            Some([whole(id), text(&format!("C{id}")), crashed, Fact::Bool(awaiting.is_some()), asked])
        }
        RegisterActorState::Server(_) => None,
    });
    actors.flatten().collect()
}

fn message(config: &PaxosModelCfg, state: &PaxosState, envelope: &Envelope<RegisterMsg>) -> [Fact; 7] {
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
    let held = Fact::Bool(state.history.division.holds_up(config, envelope));
    [text(kind), whole(envelope.src.into()), whole(envelope.dst.into()), round, leader, value(carried), held]
}

fn operations(state: &PaxosState) -> Vec<Fact> {
    let noted = state.history.ledger.iter().flat_map(|ledger| ledger.operations());
    noted
        .flat_map(|(client, operation)| {
            let kind = if operation.written.is_some() { "write" } else { "read" };
            let told = operation.written.or(operation.read);
            [whole(client.into()), text(kind), value(told), Fact::Bool(operation.is_done)]
        })
        .collect()
}

/// The votes tell of every proposal, as who proposes has accepted it.
fn ballots(config: &PaxosModelCfg, state: &PaxosState) -> Vec<Fact> {
    let votes = state.history.votes().into_iter().flat_map(|votes| votes.all());
    votes
        .flat_map(|(ballot, proposal, servers)| {
            [
                Fact::Int(i64::from(ballot.round)),
                whole(ballot.server.into()),
                whole(proposal.requester.into()),
                value(Some(proposal.value)),
                whole(servers.len()),
                Fact::Bool(servers.len() >= config.choosing_quorum()),
            ]
        })
        .collect()
}

/// A ballot's round and server.
fn ballot(ballot: Option<Ballot>) -> (Fact, Fact) {
    match ballot.filter(|ballot| *ballot > Ballot::zero()) {
        Some(Ballot { round, server }) => (Fact::Int(i64::from(round)), whole(server.into())),
        None => (Fact::Int(0), Fact::Int(-1)),
    }
}

fn value(value: Option<Written>) -> Fact {
    text(&value.filter(|value| *value != Written::default()).map(String::from).unwrap_or_default())
}

fn text(text: &str) -> Fact {
    Fact::Text(ArrayString::from(text).expect("kinds, names and values are short"))
}

fn whole(number: usize) -> Fact {
    Fact::Int(i64::try_from(number).unwrap_or(i64::MAX))
}
