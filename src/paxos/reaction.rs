//! How a server reacts to one message: the whole algorithm, as a function from a state and a message to a state and messages.
//! It says by which rule, as data, so that a sentence can be made of it. Never sends anything itself.

use super::messages::{Ballot, PaxosMsg, Proposal, RegisterMsg, Value};
use serde::{Deserialize, Serialize};
use stateright::actor::{Id, majority};
use std::collections::{BTreeMap, BTreeSet};

/// Who a server is, and who the others are. Names are indices in a model and addresses on a real network.
#[derive(Clone, Copy, Debug)]
pub struct Cluster<'a> {
    /// The server itself.
    pub me: Id,
    /// All servers but itself.
    pub peers: &'a [Id],
}

impl Cluster<'_> {
    /// The size of a quorum: more than half of all servers, so that any two quorums share a server.
    pub fn quorum(&self) -> usize {
        majority(self.peers.len() + 1)
    }
}

/// What a server remembers.
#[derive(Clone, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
pub struct ServerState {
    /// The highest ballot it has promised, accepted or started. As an acceptor it takes part in nothing below.
    pub ballot: Ballot,
    /// Leader: what it drives to a quorum. Stays when the ballot is lost to another leader.
    pub proposal: Option<Proposal>,
    /// Leader: who has promised, and what each had accepted last.
    pub prepares: BTreeMap<Id, Option<(Ballot, Proposal)>>,
    /// Leader: who has accepted.
    pub accepts: BTreeSet<Id>,
    /// Acceptor: what it has accepted last. Accepted isn't chosen, and chosen isn't known.
    pub accepted: Option<(Ballot, Proposal)>,
    /// Learner: `accepted` is known to be chosen.
    pub is_decided: bool,
}

impl Default for ServerState {
    fn default() -> Self {
        ServerState {
            ballot: Ballot::zero(),
            proposal: None,
            prepares: BTreeMap::new(),
            accepts: BTreeSet::new(),
            accepted: None,
            is_decided: false,
        }
    }
}

/// What comes of a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reaction {
    /// A rule applied.
    Acted {
        /// Which one, with its outcome.
        rule: Rule,
        /// The new state; `None` if the rule leaves it as it is.
        next: Option<ServerState>,
        /// What to send, and to whom, in this order.
        sends: Vec<(Id, RegisterMsg)>,
    },
    /// No rule applied: the message has no effect.
    Ignored(Ignored),
}

/// The rules of Single Decree Paxos, with what each led to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rule {
    /// A client's write makes the server leader of a new ballot (phase 1a).
    BallotStarted(Ballot),
    /// A higher ballot is promised (phase 1b).
    BallotPromised(Ballot),
    /// A promise is counted; the quorum isn't complete, or was already.
    PromiseCounted {
        /// Promises counted now, the leader's own among them.
        promises: usize,
    },
    /// The promise that completes the quorum: the leader proposes (phase 2a).
    QuorumPromised {
        /// The ballot whose value it has to adopt; `None` if no promise carried one and it is free to propose its own.
        adopted: Option<Ballot>,
        /// What it proposes.
        proposal: Proposal,
    },
    /// A proposal is accepted (phase 2b).
    ProposalAccepted(Ballot, Proposal),
    /// An accept is counted; the quorum isn't complete.
    AcceptCounted {
        /// Accepts counted now, the leader's own among them.
        accepts: usize,
    },
    /// The accept that completes the quorum: the value is decided.
    QuorumAccepted(Proposal),
    /// Another server's decision is learned.
    DecisionLearned(Ballot, Proposal),
    /// A read is answered with the decided value.
    ReadAnswered(Value),
}

/// Why a message has no effect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ignored {
    /// The server has decided, and a decision never changes.
    AlreadyDecided,
    /// The server drives another request already.
    AlreadyLeads(Proposal),
    /// A ballot at least as high was promised before.
    PrepareNotAbove(Ballot),
    /// The promise is for a ballot that isn't the server's any more.
    PromiseForOtherBallot(Ballot),
    /// The proposal's ballot is below the promise.
    AcceptBelow(Ballot),
    /// The accept is for a ballot that isn't the server's any more.
    AcceptedForOtherBallot(Ballot),
    /// A decision may exist elsewhere, so a read can't be answered yet.
    ReadBeforeDecision,
    /// Replies to clients mean nothing to a server.
    ReplyToClient,
}

/// Reacts to `msg` from `src`.
///
/// The rules are those of *Paxos Made Simple*, section 2.2 (phases) and 2.3 (learning); a leader's messages to itself are
/// carried out at once, in the same step.
///
/// # Panics
/// If `state` is none that a server can reach: one which decided without having accepted, or completes a quorum without a
/// proposal.
pub fn react(cluster: Cluster<'_>, state: &ServerState, src: Id, msg: &RegisterMsg) -> Reaction {
    use Reaction::Ignored as No;
    if state.is_decided {
        return match *msg {
            RegisterMsg::Get(request_id) => {
                let (_, proposal) = state.accepted.expect("who has decided has accepted");
                Reaction::Acted {
                    rule: Rule::ReadAnswered(proposal.value),
                    next: None,
                    sends: vec![(src, RegisterMsg::GetOk(request_id, proposal.value))],
                }
            }
            _ => No(Ignored::AlreadyDecided),
        };
    }
    match *msg {
        RegisterMsg::Put(request_id, value) => match state.proposal {
            Some(other) => No(Ignored::AlreadyLeads(other)),
            None => start_ballot(cluster, state, Proposal { request_id, requester: src, value }),
        },
        RegisterMsg::Get(_) => No(Ignored::ReadBeforeDecision),
        RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) => No(Ignored::ReplyToClient),
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => {
            if ballot <= state.ballot {
                return No(Ignored::PrepareNotAbove(state.ballot));
            }
            let promise = PaxosMsg::Prepared { ballot, last_accepted: state.accepted };
            Reaction::Acted {
                rule: Rule::BallotPromised(ballot),
                next: Some(ServerState { ballot, ..state.clone() }),
                sends: vec![(src, RegisterMsg::Internal(promise))],
            }
        }
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted }) => {
            if ballot != state.ballot {
                return No(Ignored::PromiseForOtherBallot(state.ballot));
            }
            count_promise(cluster, state, src, last_accepted)
        }
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) => {
            if ballot < state.ballot {
                return No(Ignored::AcceptBelow(state.ballot));
            }
            let next = ServerState { ballot, accepted: Some((ballot, proposal)), ..state.clone() };
            Reaction::Acted {
                rule: Rule::ProposalAccepted(ballot, proposal),
                next: Some(next),
                sends: vec![(src, RegisterMsg::Internal(PaxosMsg::Accepted { ballot }))],
            }
        }
        RegisterMsg::Internal(PaxosMsg::Accepted { ballot }) => {
            if ballot != state.ballot {
                return No(Ignored::AcceptedForOtherBallot(state.ballot));
            }
            count_accept(cluster, state, src)
        }
        RegisterMsg::Internal(PaxosMsg::Decided { ballot, proposal }) => {
            let accepted = Some((ballot, proposal));
            Reaction::Acted {
                rule: Rule::DecisionLearned(ballot, proposal),
                next: Some(ServerState { ballot, accepted, is_decided: true, ..state.clone() }),
                sends: Vec::new(),
            }
        }
    }
}

/// Phase 1a: a new ballot, above the highest that this server has seen, promised by the leader itself at once.
fn start_ballot(cluster: Cluster<'_>, state: &ServerState, proposal: Proposal) -> Reaction {
    let ballot = Ballot { round: state.ballot.round + 1, server: cluster.me };
    Reaction::Acted {
        rule: Rule::BallotStarted(ballot),
        next: Some(ServerState {
            ballot,
            proposal: Some(proposal),
            prepares: BTreeMap::from([(cluster.me, state.accepted)]),
            accepts: BTreeSet::new(),
            ..state.clone()
        }),
        sends: to_peers(cluster, &PaxosMsg::Prepare { ballot }),
    }
}

/// Phase 1b to 2a: the promise that completes the quorum lets the leader propose.
fn count_promise(
    cluster: Cluster<'_>,
    state: &ServerState,
    src: Id,
    last_accepted: Option<(Ballot, Proposal)>,
) -> Reaction {
    let mut next = state.clone();
    next.prepares.insert(src, last_accepted);
    let promises = next.prepares.len();
    // Exactly a quorum, so a promise from one server more doesn't propose again. One that is repeated, by a server that crashed
    // and forgot, does: it changes nothing that was said, and the state counts know of it.
    if promises != cluster.quorum() {
        return Reaction::Acted { rule: Rule::PromiseCounted { promises }, next: Some(next), sends: Vec::new() };
    }
    let highest = next.prepares.values().flatten().max_by_key(|(ballot, _)| *ballot).copied();
    let (adopted, proposal) = match highest {
        Some((ballot, proposal)) => (Some(ballot), proposal),
        None => (None, state.proposal.expect("who counts promises has proposed")),
    };
    next.proposal = Some(proposal);
    next.accepted = Some((state.ballot, proposal));
    next.accepts.insert(cluster.me);
    Reaction::Acted {
        rule: Rule::QuorumPromised { adopted, proposal },
        next: Some(next),
        sends: to_peers(cluster, &PaxosMsg::Accept { ballot: state.ballot, proposal }),
    }
}

/// Phase 2b to the decision: the accept that completes the quorum.
fn count_accept(cluster: Cluster<'_>, state: &ServerState, src: Id) -> Reaction {
    let mut next = state.clone();
    next.accepts.insert(src);
    let accepts = next.accepts.len();
    if accepts != cluster.quorum() {
        return Reaction::Acted { rule: Rule::AcceptCounted { accepts }, next: Some(next), sends: Vec::new() };
    }
    let proposal = state.proposal.expect("who counts accepts has proposed");
    next.is_decided = true;
    let mut sends = to_peers(cluster, &PaxosMsg::Decided { ballot: state.ballot, proposal });
    sends.push((proposal.requester, RegisterMsg::PutOk(proposal.request_id)));
    Reaction::Acted { rule: Rule::QuorumAccepted(proposal), next: Some(next), sends }
}

fn to_peers(cluster: Cluster<'_>, msg: &PaxosMsg) -> Vec<(Id, RegisterMsg)> {
    cluster.peers.iter().map(|peer| (*peer, RegisterMsg::Internal(msg.clone()))).collect()
}
