//! What in a state makes a property's condition true or false, for those that are about servers: who has decided what, who leads, whose
//! promise was broken. Never decides whether it holds.

use super::words::{actor_name, list, value_text};
use crate::model::{
    ADOPTED, AGREEMENT, BALLOTS_UNIQUE, CHOSEN_UNKNOWN, DUEL, Ledger, PROMISES_KEPT, PUTS_ANSWERED, PaxosModel,
    REPLIES_FOLLOW, VALIDITY, written,
};
use crate::moment::Moment;
use crate::paxos::{Proposal, ServerState, Value};
use stateright::actor::Id;
use stateright::actor::register::RegisterActorState;
use std::collections::BTreeSet;

/// What the state after a step has to do with a property.
pub(super) fn fact(model: &PaxosModel, step: &Moment, property: &str) -> String {
    let facts = Facts { model, step };
    match property {
        AGREEMENT => facts.decided(|_| String::new()),
        VALIDITY => facts.decided(|requester| format!(", as {} asked", facts.name(requester))),
        PROMISES_KEPT => facts.promises(),
        BALLOTS_UNIQUE => facts.ballots(),
        REPLIES_FOLLOW => facts.replies(),
        DUEL => facts.leaders(),
        ADOPTED => facts.proposals(),
        CHOSEN_UNKNOWN => facts.known(),
        PUTS_ANSWERED => facts.waiting(),
        _ => String::new(),
    }
}

struct Facts<'a> {
    model: &'a PaxosModel,
    step: &'a Moment,
}

impl Facts<'_> {
    fn name(&self, id: Id) -> String {
        actor_name(id, self.model.cfg.server_count)
    }

    fn ledger(&self) -> Option<&Ledger> {
        self.step.state.history.ledger.as_deref()
    }

    fn servers(&self) -> impl Iterator<Item = (Id, &ServerState)> {
        (0..).map(Id::from).zip(&self.step.state.actor_states).filter_map(|(id, state)| match &**state {
            RegisterActorState::Server(server) => Some((id, server)),
            RegisterActorState::Client { .. } => None,
        })
    }

    fn decided(&self, more: impl Fn(Id) -> String) -> String {
        let decisions: Vec<(Id, Proposal)> = self
            .servers()
            .filter(|(_, server)| server.is_decided)
            .filter_map(|(id, server)| Some((id, server.accepted?.1)))
            .collect();
        let mut told: Vec<String> = decisions
            .iter()
            .map(|(id, proposal)| {
                let value = value_text(proposal.value);
                format!("{} has decided {value}{}", self.name(*id), more(proposal.requester))
            })
            .collect();
        let known: BTreeSet<Value> = decisions.iter().map(|(_, proposal)| proposal.value).collect();
        let ever = self.ledger().map(Ledger::decided);
        let forgotten = ever.into_iter().flatten().filter(|value| !known.contains(value));
        told.extend(forgotten.map(|value| {
            format!("{} was decided, and who had decided it has forgotten it in a crash", value_text(*value))
        }));
        if told.is_empty() { "No server has decided.".to_owned() } else { format!("{}.", told.join("; ")) }
    }

    fn promises(&self) -> String {
        match self.ledger().and_then(Ledger::broken_promise) {
            None => "No server has taken part below a ballot that it had promised.".to_owned(),
            Some(broken) => format!(
                "{} had promised {}, or accepted in it, and took part in {} all the same.",
                self.name(broken.server),
                broken.promised,
                broken.below
            ),
        }
    }

    fn ballots(&self) -> String {
        match self.ledger().and_then(Ledger::shared_ballot) {
            None => "Every ballot so far has had one leader, with one proposal.".to_owned(),
            Some(shared) if shared.first == shared.second => {
                format!("{} has led ballot {} for two proposals.", self.name(shared.first), shared.ballot)
            }
            Some(shared) => format!(
                "{} and {} have both led a ballot of round {}, which the servers take for the same.",
                self.name(shared.first),
                self.name(shared.second),
                shared.ballot.round
            ),
        }
    }

    fn replies(&self) -> String {
        match self.ledger().and_then(Ledger::early_reply) {
            None => "No client was told of anything that wasn't chosen by then.".to_owned(),
            Some(client) => format!("{} was told of something that no quorum had accepted by then.", self.name(client)),
        }
    }

    fn leaders(&self) -> String {
        let leads = |(id, server): &(Id, &ServerState)| {
            server.proposal.is_some() && server.ballot.server == *id && !server.is_decided
        };
        let told: Vec<String> = self
            .servers()
            .filter(leads)
            .map(|(id, server)| format!("{} leads {}", self.name(id), server.ballot))
            .collect();
        if told.is_empty() { "No server leads a ballot.".to_owned() } else { format!("{}.", list(&told)) }
    }

    fn proposals(&self) -> String {
        let told: Vec<String> = self
            .servers()
            .filter(|(id, server)| server.ballot.server == *id && server.accepts.contains(id))
            .filter_map(|(id, server)| {
                let proposal = server.proposal?;
                let value = value_text(proposal.value);
                Some(format!("{} proposes {value} of {}", self.name(id), self.name(proposal.requester)))
            })
            .collect();
        if told.is_empty() {
            "No leader has proposed in a ballot that it still leads.".to_owned()
        } else {
            format!("{}.", list(&told))
        }
    }

    fn known(&self) -> String {
        let is_told = self.ledger().is_some_and(Ledger::is_decision_told);
        let told = if is_told { "A server has told of a decision." } else { "No server has told of a decision." };
        format!("{} {told}", chosen(self.model, self.step))
    }

    fn waiting(&self) -> String {
        let config = &self.model.cfg;
        let clients = self.step.state.actor_states.iter().enumerate().take(config.participants());
        let told: Vec<String> = clients
            .filter_map(|(id, state)| {
                let RegisterActorState::Client { awaiting: Some(_), op_count } = &**state else { return None };
                let write = usize::try_from(*op_count).ok().filter(|write| *write <= config.put_count)?;
                let value = value_text(written(id - config.server_count, write)?);
                Some(format!("{} waits for the reply to its write of {value}", self.name(id.into())))
            })
            .collect();
        if told.is_empty() {
            "No client waits for the reply to a write.".to_owned()
        } else {
            format!("{}.", list(&told))
        }
    }
}

/// What is chosen, by which quorum, whether or not anybody knows.
pub(super) fn chosen(model: &PaxosModel, step: &Moment) -> String {
    let quorum = model.cfg.choosing_quorum();
    let all: Vec<_> = step.votes().chosen(quorum).collect();
    let told = all.iter().map(|(ballot, proposal, servers)| {
        let names: Vec<String> = servers.iter().map(|id| actor_name(*id, model.cfg.server_count)).collect();
        format!("{} accepted {} in {ballot}", list(&names), value_text(proposal.value))
    });
    let told: Vec<String> = told.collect();
    let values: BTreeSet<Value> = all.iter().map(|(_, proposal, _)| proposal.value).collect();
    match (values.first(), values.len()) {
        (None, _) => format!(
            "No value is chosen yet: nothing was accepted by {quorum} of {} servers in one ballot.",
            model.cfg.server_count
        ),
        (Some(value), 1) => format!("{} is chosen: {}, which is a quorum.", value_text(*value), told[0]),
        _ => format!("More than one value is chosen, which must never be: {}.", told.join("; ")),
    }
}
