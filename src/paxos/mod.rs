//! Single Decree Paxos alone: what servers say to each other, what one remembers, and how one reacts to a message.
//!
//! The idea, in the order in which it is easiest to see:
//!
//! 1. **Phase 2.** A leader broadcasts a proposal. Once a quorum has accepted it, it is chosen, even if nobody knows yet.
//! 2. **Phase 1.** Leaders change. A *ballot* has one leader; before it proposes, it closes all lower ballots by a broadcast.
//!    Once a quorum has promised, no lower ballot can be chosen any more.
//! 3. **The handover.** A promise tells what that server accepted last. The new leader can't know whether that was chosen
//!    without hearing from everyone, so it proposes the value of the highest ballot that it was told of. The highest is enough:
//!    every leader before it did the same.
//!
//! A server is proposer, acceptor and learner at once, has no timer, and here a ballot is tied to one client's request, so that
//! requests in parallel contend.
//!
//! This module never looks at a clock, a network, a checker or a page: [`react`] is a function.
//!
//! Source: L. Lamport, *Paxos Made Simple* (2001), sections 2.2 and 2.3.

mod actor;
mod messages;
mod reaction;
mod rules;

pub use actor::{PaxosActor, RetriesLeft, Stored};
pub use messages::{Ballot, PaxosMsg, Proposal, RegisterMsg, RequestId, Round, Value};
pub use reaction::{Cluster, Ignored, Proposed, Reaction, Rule, ServerState, react};
pub use rules::{BrokenRule, RuleText, Rules, Storage};
