//! What was said over a whole run, as far as a property asks: who has voted for what, who has promised what, who has led what. It
//! follows from the messages sent and received alone; no server reads it, so it changes nothing of what they do.

use super::{PaxosModelCfg, Votes};
use crate::paxos::{Ballot, BrokenRule, PaxosMsg, Proposal, RegisterMsg};
use stateright::actor::{Envelope, Id};
use std::collections::BTreeMap;

/// What of it is kept. The less, the fewer states there are.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Kept {
    /// Votes, and what replies and announcements had to do with them.
    pub votes: bool,
    /// Promises.
    pub promises: bool,
    /// Ballots and their leaders.
    pub ballots: bool,
}

impl Kept {
    /// Whether anything is.
    pub fn is_any(self) -> bool {
        self.votes || self.promises || self.ballots
    }

    /// What either keeps.
    #[must_use]
    pub fn and(self, other: Kept) -> Kept {
        Kept {
            votes: self.votes || other.votes,
            promises: self.promises || other.promises,
            ballots: self.ballots || other.ballots,
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
    is_promise_broken: bool,
    is_ballot_shared: bool,
    is_decision_told: bool,
    is_reply_early: bool,
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

    /// A server that had promised a ballot, or accepted in it, has promised or accepted in a lower one.
    pub fn is_promise_broken(&self) -> bool {
        self.is_promise_broken
    }

    /// Two servers have led the same ballot, or one has led it for two proposals.
    pub fn is_ballot_shared(&self) -> bool {
        self.is_ballot_shared
    }

    /// A server has told others of a decision.
    pub fn is_decision_told(&self) -> bool {
        self.is_decision_told
    }

    /// A client was replied to before what the reply says was chosen.
    pub fn is_reply_early(&self) -> bool {
        self.is_reply_early
    }

    /// Notes a message that arrives and has an effect; `None` if that is no news.
    pub(super) fn heard(&self, envelope: &Envelope<&RegisterMsg>) -> Option<Ledger> {
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
            RegisterMsg::Internal(PaxosMsg::Decided { .. }) => next.is_decision_told |= self.kept.votes,
            RegisterMsg::PutOk(request) => {
                let mut chosen = self.votes.chosen(config.choosing_quorum());
                next.replies(chosen.any(|(_, proposal, _)| {
                    (proposal.request_id, proposal.requester) == (request, envelope.dst)
                }));
            }
            RegisterMsg::GetOk(_, value) => {
                next.replies(self.votes.chosen_values(config.choosing_quorum()).contains(&value));
            }
            RegisterMsg::Put(..) | RegisterMsg::Get(_) => {}
        }
        (next != *self).then_some(next)
    }

    fn votes_for(&mut self, server: Id, ballot: Ballot, proposal: Proposal) {
        if self.kept.votes {
            self.votes.cast(server, ballot, proposal);
        }
    }

    fn replies(&mut self, is_chosen: bool) {
        self.is_reply_early |= self.kept.votes && !is_chosen;
    }

    fn promises(&mut self, server: Id, ballot: Ballot) {
        if self.kept.promises {
            let highest = self.promised.entry(server).or_insert(ballot);
            self.is_promise_broken |= ballot < *highest;
            *highest = ballot.max(*highest);
        }
    }

    fn leads(&mut self, config: &PaxosModelCfg, server: Id, ballot: Ballot, proposal: Option<Proposal>) {
        if !self.kept.ballots {
            return;
        }
        // What servers take for the same ballot is the same.
        let is_round_alone = config.broken == Some(BrokenRule::BallotWithoutServer);
        let ballot = if is_round_alone { Ballot { round: ballot.round, ..Ballot::zero() } } else { ballot };
        let (leader, known) = self.led.entry(ballot).or_insert((server, proposal));
        let is_other = proposal.is_some() && known.is_some() && *known != proposal;
        self.is_ballot_shared |= *leader != server || is_other;
        *known = known.or(proposal);
    }
}
