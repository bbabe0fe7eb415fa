//! What servers and clients say. Never what it means: that is in `reaction`.
//!
//! The order of variants and of fields is part of the contract: enabled actions are sorted by it, and traces name actions by
//! their place in that order.

use serde::{Deserialize, Serialize};
use stateright::actor::{Id, register};
use std::fmt;

/// Counts the ballots of a server upwards.
pub type Round = u32;
/// Names a client's request; the reply carries it back.
pub type RequestId = u64;
/// What clients write and read. [`char::default`] is the register before the first write.
pub type Value = char;
/// Everything that travels: a client's request or reply, or a [`PaxosMsg`] between servers.
pub type RegisterMsg = register::RegisterMsg<RequestId, Value, PaxosMsg>;

/// A term of leadership. Ordered by round, then by server, so no two leaders ever share one.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Ballot {
    /// Higher wins.
    pub round: Round,
    /// The leader, and the tie-break.
    pub server: Id,
}

impl Ballot {
    /// Below every ballot that a leader ever starts, as those have `1 <= round`.
    pub fn zero() -> Self {
        Ballot { round: 0, server: Id::from(0) }
    }
}

impl fmt::Display for Ballot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, S{})", self.round, usize::from(self.server))
    }
}

/// A client's write, as leaders drive it to a quorum.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Proposal {
    /// The request that asked for it.
    pub request_id: RequestId,
    /// The client to be told once it is decided.
    pub requester: Id,
    /// What is to be written.
    pub value: Value,
}

/// What servers say to each other.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum PaxosMsg {
    /// Phase 1a: a leader closes all ballots below its own.
    Prepare {
        /// The leader's ballot.
        ballot: Ballot,
    },
    /// Phase 1b, the promise: nothing below `ballot` will be accepted by the sender.
    Prepared {
        /// The ballot promised.
        ballot: Ballot,
        /// What the sender had accepted last, if anything.
        last_accepted: Option<(Ballot, Proposal)>,
    },
    /// Phase 2a: the leader proposes.
    Accept {
        /// The leader's ballot.
        ballot: Ballot,
        /// What it proposes.
        proposal: Proposal,
    },
    /// Phase 2b: the sender has accepted the ballot's proposal.
    Accepted {
        /// The ballot accepted.
        ballot: Ballot,
    },
    /// A leader has seen a quorum of accepts.
    Decided {
        /// The ballot that was chosen.
        ballot: Ballot,
        /// What was chosen.
        proposal: Proposal,
    },
}
