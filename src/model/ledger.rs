//! What was said over a whole run, as far as a property asks: who has voted for what, who has promised what, who has led what, what was
//! decided. It follows from the messages sent and received alone; no server reads it, so it changes nothing of what they do, and no crash
//! takes anything of it away.

use super::alone::{ALONE, Alone};
use super::{PaxosModelCfg, Votes};
use crate::paxos::{Ballot, BrokenRule, PaxosMsg, Proposal, RegisterMsg, RequestId, ServerState, Value};
use stateright::actor::{Envelope, Id};
use std::collections::{BTreeMap, BTreeSet};

/// What of it is kept. The less, the fewer states there are.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Kept {
    /// Votes, and what replies and announcements had to do with them.
    pub votes: bool,
    /// Promises.
    pub promises: bool,
    /// Ballots and their leaders.
    pub ballots: bool,
    /// Decisions. Without crashes the servers know as much, so no states are told apart by it.
    pub decisions: bool,
    /// What clients have asked for and been told. The tester of linearizability knows as much, so no states are told apart by it.
    pub operations: bool,
}

impl Kept {
    /// Everything.
    pub const ALL: Kept = Kept { votes: true, promises: true, ballots: true, decisions: true, operations: true };

    /// Whether anything is.
    pub fn is_any(self) -> bool {
        self.is_of_servers() || self.operations
    }

    /// Whether anything of what servers do is.
    fn is_of_servers(self) -> bool {
        self.votes || self.promises || self.ballots || self.decisions
    }

    /// What either keeps.
    #[must_use]
    pub fn and(self, other: Kept) -> Kept {
        Kept {
            votes: self.votes || other.votes,
            promises: self.promises || other.promises,
            ballots: self.ballots || other.ballots,
            decisions: self.decisions || other.decisions,
            operations: self.operations || other.operations,
        }
    }
}

/// What was said so far.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Ledger {
    kept: Kept,
    votes: Votes,
    /// The proposal that has just arrived somewhere, which an accept that follows is about.
    arrived: Option<(Id, Ballot, Proposal)>,
    promised: BTreeMap<Id, Ballot>,
    led: BTreeMap<Ballot, (Id, Option<Proposal>)>,
    broken_promise: Option<BrokenPromise>,
    shared_ballot: Option<SharedBallot>,
    decided: BTreeSet<Value>,
    is_decision_told: bool,
    early_reply: Option<Id>,
    alone: Option<Box<Alone>>,
    operations: BTreeMap<Id, Vec<NotedOperation>>,
}

/// What a client has asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct NotedOperation {
    /// Its request.
    pub request: RequestId,
    /// The value to be written; `None` for a read.
    pub written: Option<Value>,
    /// What a read returned.
    pub read: Option<Value>,
    /// Whether its reply has arrived.
    pub is_done: bool,
}

/// A server that has promised or accepted in a lower ballot than one that it had promised, or accepted in, before.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct BrokenPromise {
    /// Which.
    pub server: Id,
    /// What it had promised.
    pub promised: Ballot,
    /// Where it took part all the same.
    pub below: Ballot,
}

/// A ballot that two servers have led, or that one has led for two proposals.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct SharedBallot {
    /// Which, as the servers name it.
    pub ballot: Ballot,
    /// Who led it first.
    pub first: Id,
    /// Who led it next; the same for another proposal.
    pub second: Id,
}

impl Ledger {
    /// Nothing said yet.
    pub(super) fn new(kept: Kept) -> Self {
        Ledger { kept, ..Ledger::default() }
    }

    /// The votes so far, if they are kept.
    pub fn votes(&self) -> &Votes {
        &self.votes
    }

    /// The highest ballot in which a server has led, promised or accepted, if promises are kept here.
    pub fn promised(&self, server: Id) -> Option<Ballot> {
        self.promised.get(&server).copied()
    }

    /// The first promise that was broken, if promises are kept here.
    pub fn broken_promise(&self) -> Option<BrokenPromise> {
        self.broken_promise
    }

    /// The first ballot that was shared, if ballots are kept here.
    pub fn shared_ballot(&self) -> Option<SharedBallot> {
        self.shared_ballot
    }

    /// The values that were ever decided, if decisions are kept here.
    pub fn decided(&self) -> &BTreeSet<Value> {
        &self.decided
    }

    /// A server has told others of a decision.
    pub fn is_decision_told(&self) -> bool {
        self.is_decision_told
    }

    /// The first client that was replied to before what the reply says was chosen, if votes are kept here.
    pub fn early_reply(&self) -> Option<Id> {
        self.early_reply
    }

    /// What clients have asked for, client by client, if operations are kept here.
    pub fn operations(&self) -> impl Iterator<Item = (Id, &NotedOperation)> {
        self.operations.iter().flat_map(|(client, all)| all.iter().map(|operation| (*client, operation)))
    }

    /// Notes a message that arrives and has an effect; `None` if that is no news.
    pub(super) fn heard(&self, config: &PaxosModelCfg, envelope: &Envelope<&RegisterMsg>) -> Option<Ledger> {
        if let RegisterMsg::PutOk(request) | RegisterMsg::GetOk(request, _) = *envelope.msg {
            let mut next = Ledger { arrived: None, ..self.clone() };
            let mut own = next.operations.get_mut(&envelope.dst).into_iter().flatten().rev();
            if let Some(operation) = own.find(|operation| operation.request == request && !operation.is_done) {
                operation.is_done = true;
                operation.read = match *envelope.msg {
                    RegisterMsg::GetOk(_, value) => Some(value),
                    _ => None,
                };
            }
            return (next != *self).then_some(next);
        }
        if let RegisterMsg::Put(request, value) = *envelope.msg
            && config.server_count == 1
            && self.kept.is_of_servers()
        {
            let mut next = self.clone();
            let mut alone = next.alone.take().unwrap_or_default();
            if let Some(server) = alone.asked(config, (envelope.src, request, value)) {
                next.acts_alone(config, server);
            }
            next.alone = Some(alone);
            return (next != *self).then_some(next);
        }
        let arrived = match *envelope.msg {
            RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) if self.kept.votes => {
                Some((envelope.dst, ballot, proposal))
            }
            _ => None,
        };
        (arrived != self.arrived).then(|| Ledger { arrived, ..self.clone() })
    }

    /// Notes a message that is sent; `None` if that is no news.
    pub(super) fn said(&self, config: &PaxosModelCfg, envelope: &Envelope<&RegisterMsg>) -> Option<Ledger> {
        let mut next = self.clone();
        let src = envelope.src;
        match *envelope.msg {
            RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => {
                next.leads(config, src, ballot, None);
                next.promises(src, ballot);
            }
            RegisterMsg::Internal(PaxosMsg::Prepared { ballot, .. }) => next.promises(src, ballot),
            RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) => {
                next.leads(config, src, ballot, Some(proposal));
                next.promises(src, ballot);
                next.votes_for(src, ballot, proposal);
            }
            RegisterMsg::Internal(PaxosMsg::Accepted { ballot }) => {
                next.promises(src, ballot);
                if let Some((_, ballot, proposal)) = next.arrived.take().filter(|(server, ..)| *server == src) {
                    next.votes_for(src, ballot, proposal);
                }
            }
            RegisterMsg::Internal(PaxosMsg::Decided { proposal, .. }) => next.decides(proposal.value),
            RegisterMsg::PutOk(request) => {
                if let Some(mut alone) = next.alone.take() {
                    if let Some(server) = alone.replied(config) {
                        next.acts_alone(config, server);
                    }
                    next.alone = Some(alone);
                }
                let asked = (request, envelope.dst);
                let is_chosen = next
                    .votes
                    .chosen(config.choosing_quorum())
                    .any(|(_, proposal, _)| (proposal.request_id, proposal.requester) == asked);
                next.replies(envelope.dst, is_chosen);
            }
            RegisterMsg::GetOk(_, value) => {
                let is_chosen = self.votes.chosen_values(config.choosing_quorum()).contains(&value);
                next.replies(envelope.dst, is_chosen);
            }
            RegisterMsg::Put(request, value) => next.asks(src, request, Some(value)),
            RegisterMsg::Get(request) => next.asks(src, request, None),
        }
        (next != *self).then_some(next)
    }

    /// To ask again for the same isn't to begin another operation.
    fn asks(&mut self, client: Id, request: RequestId, written: Option<Value>) {
        if !self.kept.operations {
            return;
        }
        let own = self.operations.entry(client).or_default();
        let is_open = |last: &NotedOperation| last.request == request && !last.is_done;
        if !own.last().is_some_and(is_open) {
            own.push(NotedOperation { request, written, read: None, is_done: false });
        }
    }

    /// Notes what a server that is alone has come to by a write.
    fn acts_alone(&mut self, config: &PaxosModelCfg, server: &ServerState) {
        let me = Id::from(ALONE);
        let proposed = server.accepted.filter(|_| server.accepts.contains(&me));
        self.leads(config, me, server.ballot, proposed.map(|(_, proposal)| proposal));
        self.promises(me, server.ballot);
        if let Some((ballot, proposal)) = proposed {
            self.votes_for(me, ballot, proposal);
            if server.is_decided {
                self.decides(proposal.value);
            }
        }
    }

    fn decides(&mut self, value: Value) {
        self.is_decision_told |= self.kept.votes;
        if self.kept.decisions {
            self.decided.insert(value);
        }
    }

    fn votes_for(&mut self, server: Id, ballot: Ballot, proposal: Proposal) {
        if self.kept.votes {
            self.votes.cast(server, ballot, proposal);
        }
    }

    fn replies(&mut self, client: Id, is_chosen: bool) {
        if self.kept.votes && !is_chosen {
            self.early_reply.get_or_insert(client);
        }
    }

    fn promises(&mut self, server: Id, ballot: Ballot) {
        if self.kept.promises {
            let highest = self.promised.entry(server).or_insert(ballot);
            if ballot < *highest {
                self.broken_promise.get_or_insert(BrokenPromise { server, promised: *highest, below: ballot });
            }
            *highest = ballot.max(*highest);
        }
    }

    fn leads(&mut self, config: &PaxosModelCfg, server: Id, ballot: Ballot, proposal: Option<Proposal>) {
        if !self.kept.ballots {
            return;
        }
        // What servers take for the same ballot is the same.
        let is_round_alone = config.broken == Some(BrokenRule::BallotWithoutServer);
        let same = if is_round_alone { Ballot { round: ballot.round, ..Ballot::zero() } } else { ballot };
        let (leader, known) = self.led.entry(same).or_insert((server, proposal));
        let is_other = proposal.is_some() && known.is_some() && *known != proposal;
        if *leader != server || is_other {
            self.shared_ballot.get_or_insert(SharedBallot { ballot, first: *leader, second: server });
        }
        *known = known.or(proposal);
    }
}
