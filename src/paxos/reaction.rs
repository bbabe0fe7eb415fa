//! How a server reacts to one message: the whole algorithm, as a function from a state and a message to a state and messages.
//! It says by which rule, as data, so that a sentence can be made of it. Never sends anything itself.

use super::messages::{Ballot, PaxosMsg, Proposal, RegisterMsg, RequestId, Round, Value};
use super::rules::{BrokenRule, Rules};
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
    /// What it goes by.
    pub rules: Rules,
}

impl Cluster<'_> {
    /// The promises that a leader needs: more than half of all servers unless said, so that any two quorums share a server.
    pub fn promise_quorum(&self) -> usize {
        self.quorum(self.rules.promise_quorum)
    }

    /// The accepts that choose a value: more than half of all servers unless said.
    pub fn accept_quorum(&self) -> usize {
        self.quorum(self.rules.accept_quorum)
    }

    fn quorum(&self, said: Option<usize>) -> usize {
        let usual = if self.breaks(BrokenRule::QuorumOfOne) { 1 } else { majority(self.peers.len() + 1) };
        said.unwrap_or(usual)
    }

    /// The same under the right rules, with quorums as they are set.
    #[must_use]
    pub fn right(self) -> Self {
        Cluster { rules: Rules { broken: None, ..self.rules }, ..self }
    }

    fn breaks(&self, rule: BrokenRule) -> bool {
        self.rules.broken == Some(rule)
    }

    /// What ballots are compared by.
    fn rank(&self, ballot: Ballot) -> (Round, Option<Id>) {
        (ballot.round, (!self.breaks(BrokenRule::BallotWithoutServer)).then_some(ballot.server))
    }

    /// Whether a leader's own vote can complete a quorum. A server that is alone never gets there by itself unless told so: in the
    /// model as it is given, a leader counts when a reply arrives.
    fn is_enough_alone(&self, said: Option<usize>) -> bool {
        self.quorum(said) == 1 && (said.is_some() || self.breaks(BrokenRule::QuorumOfOne))
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
    /// Leader that counts repeated replies, which no right one does: those counted beyond the servers that replied.
    pub repeats: u8,
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
            repeats: 0,
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
        next: Option<Box<ServerState>>,
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
    /// The same where the leader's own promise is quorum enough, so that it proposes at once.
    BallotStartedAlone {
        /// The ballot.
        ballot: Ballot,
        /// What it proposes.
        proposed: Proposed,
    },
    /// A higher ballot is promised (phase 1b).
    BallotPromised(Ballot),
    /// A promise is counted; the quorum isn't complete, or was already.
    PromiseCounted {
        /// Promises counted now, the leader's own among them.
        promises: usize,
    },
    /// The promise that completes the quorum: the leader proposes (phase 2a).
    QuorumPromised(Proposed),
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

/// What a leader proposes once it has its promises.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Proposed {
    /// The ballot whose value it adopts; `None` if it proposes its own.
    pub adopted: Option<Ballot>,
    /// What it proposes.
    pub proposal: Proposal,
    /// Whether its own accept is quorum enough, so that it is decided at once.
    pub is_decided: bool,
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
    /// The ballot is the server's own, from before it crashed, and it remembers no proposal.
    LeadsNothing(Ballot),
    /// A decision may exist elsewhere, so a read can't be answered yet.
    ReadBeforeDecision,
    /// Replies to clients mean nothing to a server.
    ReplyToClient,
}

/// Reacts to `msg` from `src`.
///
/// The rules are those of *Paxos Made Simple*, section 2.2 (phases) and 2.3 (learning), but for the one that the cluster breaks; a
/// leader's messages to itself are carried out at once, in the same step.
///
/// # Panics
/// If `state` is none that a server can reach: one which decided without having accepted.
pub fn react(cluster: Cluster<'_>, state: &ServerState, src: Id, msg: &RegisterMsg) -> Reaction {
    use Reaction::Ignored as No;
    if state.is_decided {
        return match *msg {
            RegisterMsg::Get(request_id) => {
                let (_, proposal) = state.accepted.expect("who has decided has accepted");
                answer_read(src, request_id, proposal.value)
            }
            _ => No(Ignored::AlreadyDecided),
        };
    }
    match *msg {
        RegisterMsg::Put(request_id, value) => match state.proposal {
            Some(other) => No(Ignored::AlreadyLeads(other)),
            None => start_ballot(cluster, state, Proposal { request_id, requester: src, value }),
        },
        RegisterMsg::Get(request_id) if cluster.breaks(BrokenRule::ReadsBeforeDecision) => {
            answer_read(src, request_id, state.accepted.map_or(Value::default(), |(_, proposal)| proposal.value))
        }
        RegisterMsg::Get(_) => No(Ignored::ReadBeforeDecision),
        RegisterMsg::PutOk(_) | RegisterMsg::GetOk(..) => No(Ignored::ReplyToClient),
        RegisterMsg::Internal(PaxosMsg::Prepare { ballot }) => promise(cluster, state, src, ballot),
        RegisterMsg::Internal(PaxosMsg::Prepared { ballot, last_accepted }) => {
            let is_awaited = !state.accepts.contains(&cluster.me);
            match cluster.leads_in(state, ballot, is_awaited) {
                Lead::Own(ballot, proposal) => count_promise(cluster, state, src, (ballot, proposal), last_accepted),
                Lead::Forgotten => No(Ignored::LeadsNothing(ballot)),
                Lead::Lost => No(Ignored::PromiseForOtherBallot(state.ballot)),
            }
        }
        RegisterMsg::Internal(PaxosMsg::Accept { ballot, proposal }) => accept(cluster, state, src, (ballot, proposal)),
        RegisterMsg::Internal(PaxosMsg::Accepted { ballot }) => {
            let is_awaited = state.accepts.contains(&cluster.me);
            match cluster.leads_in(state, ballot, is_awaited) {
                Lead::Own(ballot, proposal) => count_accept(cluster, state, src, (ballot, proposal)),
                Lead::Forgotten => No(Ignored::LeadsNothing(ballot)),
                Lead::Lost => No(Ignored::AcceptedForOtherBallot(state.ballot)),
            }
        }
        RegisterMsg::Internal(PaxosMsg::Decided { ballot, proposal }) => {
            let accepted = Some((ballot, proposal));
            Reaction::Acted {
                rule: Rule::DecisionLearned(ballot, proposal),
                next: Some(Box::new(ServerState { ballot, accepted, is_decided: true, ..state.clone() })),
                sends: Vec::new(),
            }
        }
    }
}

/// What a server has to do with a ballot that it is told of as its leader.
enum Lead {
    /// It leads it, with this proposal; or takes the reply for one to the ballot here, which it leads.
    Own(Ballot, Proposal),
    /// It led it before it crashed.
    Forgotten,
    /// It has promised another since.
    Lost,
}

impl Cluster<'_> {
    /// Whether it waits for replies of this kind is asked only where a reply doesn't tell its ballot.
    fn leads_in(&self, state: &ServerState, ballot: Ballot, is_awaited: bool) -> Lead {
        let is_own = ballot.server == self.me;
        let is_current = self.rank(ballot) == self.rank(state.ballot);
        let is_stale_and_counted = self.breaks(BrokenRule::CountsStaleReplies) && is_own;
        let is_taken_for_current =
            self.breaks(BrokenRule::CountsEarlierReplies) && is_own && state.ballot.server == self.me && is_awaited;
        match state.proposal {
            Some(proposal) if is_taken_for_current => Lead::Own(state.ballot, proposal),
            _ if !is_current && !is_stale_and_counted => Lead::Lost,
            Some(proposal) => Lead::Own(ballot, proposal),
            None => Lead::Forgotten,
        }
    }

    /// What a promise tells of what was accepted.
    fn told(&self, state: &ServerState) -> Option<(Ballot, Proposal)> {
        let promised = self.breaks(BrokenRule::ReportsPromisedBallot).then_some(state.ballot);
        state.accepted.map(|(accepted_in, proposal)| (promised.unwrap_or(accepted_in), proposal))
    }
}

fn answer_read(src: Id, request_id: RequestId, value: Value) -> Reaction {
    Reaction::Acted {
        rule: Rule::ReadAnswered(value),
        next: None,
        sends: vec![(src, RegisterMsg::GetOk(request_id, value))],
    }
}

/// Phase 1a: a new ballot, above the highest that this server has seen, promised by the leader itself at once.
fn start_ballot(cluster: Cluster<'_>, state: &ServerState, proposal: Proposal) -> Reaction {
    let ballot = Ballot { round: state.ballot.round + 1, server: cluster.me };
    let mut next = ServerState {
        ballot,
        proposal: Some(proposal),
        prepares: BTreeMap::from([(cluster.me, cluster.told(state))]),
        accepts: BTreeSet::new(),
        repeats: 0,
        ..state.clone()
    };
    if cluster.is_enough_alone(cluster.rules.promise_quorum) {
        let (proposed, sends) = propose(cluster, &mut next, ballot, proposal);
        return Reaction::Acted {
            rule: Rule::BallotStartedAlone { ballot, proposed },
            next: Some(Box::new(next)),
            sends,
        };
    }
    Reaction::Acted {
        rule: Rule::BallotStarted(ballot),
        next: Some(Box::new(next)),
        sends: to_peers(cluster, &PaxosMsg::Prepare { ballot }),
    }
}

/// Phase 1b.
fn promise(cluster: Cluster<'_>, state: &ServerState, src: Id, ballot: Ballot) -> Reaction {
    if cluster.rank(ballot) <= cluster.rank(state.ballot) && !cluster.breaks(BrokenRule::PromisesAnyBallot) {
        return Reaction::Ignored(Ignored::PrepareNotAbove(state.ballot));
    }
    let promise = PaxosMsg::Prepared { ballot, last_accepted: cluster.told(state) };
    Reaction::Acted {
        rule: Rule::BallotPromised(ballot),
        next: Some(Box::new(ServerState { ballot, ..state.clone() })),
        sends: vec![(src, RegisterMsg::Internal(promise))],
    }
}

/// Phase 1b to 2a: the promise that completes the quorum lets the leader propose.
fn count_promise(
    cluster: Cluster<'_>,
    state: &ServerState,
    src: Id,
    (ballot, own): (Ballot, Proposal),
    last_accepted: Option<(Ballot, Proposal)>,
) -> Reaction {
    let mut next = state.clone();
    let is_repeated = next.prepares.insert(src, last_accepted).is_some();
    let is_quorum = if cluster.breaks(BrokenRule::CountsRepeatedReplies) {
        let is_proposed = !state.accepts.is_empty();
        next.repeats += u8::from(is_repeated && !is_proposed);
        !is_proposed && next.prepares.len() + usize::from(next.repeats) == cluster.promise_quorum()
    } else if cluster.breaks(BrokenRule::CountsEarlierReplies) && state.accepts.contains(&cluster.me) {
        // Its promises may be from different ballots by now, so one that comes again could tell something else.
        false
    } else {
        // Exactly a quorum, so a promise from one server more doesn't propose again. One that is repeated, by a server that crashed
        // and forgot, does: it changes nothing that was said, and the state counts know of it.
        next.prepares.len() == cluster.promise_quorum()
    };
    if !is_quorum {
        let promises = next.prepares.len() + if state.accepts.is_empty() { next.repeats.into() } else { 0 };
        return Reaction::Acted {
            rule: Rule::PromiseCounted { promises },
            next: Some(Box::new(next)),
            sends: Vec::new(),
        };
    }
    let (proposed, sends) = propose(cluster, &mut next, ballot, own);
    Reaction::Acted { rule: Rule::QuorumPromised(proposed), next: Some(Box::new(next)), sends }
}

/// Phase 2a, with the leader's own accept.
fn propose(
    cluster: Cluster<'_>,
    next: &mut ServerState,
    ballot: Ballot,
    own: Proposal,
) -> (Proposed, Vec<(Id, RegisterMsg)>) {
    let mut told = next.prepares.values().flatten();
    let adopted = match cluster.rules.broken {
        Some(BrokenRule::IgnoresLastAccepted) => None,
        Some(BrokenRule::AdoptsLowest) => told.min_by_key(|(ballot, _)| cluster.rank(*ballot)),
        Some(BrokenRule::AdoptsAny) => told.next(),
        _ => told.max_by_key(|(ballot, _)| cluster.rank(*ballot)),
    };
    let (adopted, proposal) = adopted.map_or((None, own), |(ballot, proposal)| (Some(*ballot), *proposal));
    next.proposal = Some(proposal);
    next.accepted = Some((ballot, proposal));
    next.accepts.insert(cluster.me);
    next.repeats = 0;
    let mut sends = to_peers(cluster, &PaxosMsg::Accept { ballot, proposal });
    let is_decided = cluster.is_enough_alone(cluster.rules.accept_quorum);
    if cluster.breaks(BrokenRule::RepliesAfterOwnAccept) {
        sends.push(done(proposal));
    }
    if is_decided {
        sends.extend(decide(cluster, next, ballot, proposal));
    }
    (Proposed { adopted, proposal, is_decided }, sends)
}

/// Phase 2b.
fn accept(cluster: Cluster<'_>, state: &ServerState, src: Id, (ballot, proposal): (Ballot, Proposal)) -> Reaction {
    let is_below = cluster.rank(ballot) < cluster.rank(state.ballot);
    if is_below && !cluster.breaks(BrokenRule::AcceptsBelowPromise) {
        return Reaction::Ignored(Ignored::AcceptBelow(state.ballot));
    }
    let keeps = is_below || cluster.breaks(BrokenRule::AcceptDoesNotPromise);
    let next = ServerState {
        ballot: if keeps { state.ballot } else { ballot },
        accepted: Some((ballot, proposal)),
        ..state.clone()
    };
    Reaction::Acted {
        rule: Rule::ProposalAccepted(ballot, proposal),
        next: Some(Box::new(next)),
        sends: vec![(src, RegisterMsg::Internal(PaxosMsg::Accepted { ballot }))],
    }
}

/// Phase 2b to the decision: the accept that completes the quorum.
fn count_accept(
    cluster: Cluster<'_>,
    state: &ServerState,
    src: Id,
    (ballot, proposal): (Ballot, Proposal),
) -> Reaction {
    let mut next = state.clone();
    let is_repeated = !next.accepts.insert(src);
    next.repeats += u8::from(is_repeated && cluster.breaks(BrokenRule::CountsRepeatedReplies));
    let accepts = next.accepts.len() + usize::from(next.repeats);
    if accepts != cluster.accept_quorum() {
        return Reaction::Acted {
            rule: Rule::AcceptCounted { accepts },
            next: Some(Box::new(next)),
            sends: Vec::new(),
        };
    }
    let sends = decide(cluster, &mut next, ballot, proposal);
    Reaction::Acted { rule: Rule::QuorumAccepted(proposal), next: Some(Box::new(next)), sends }
}

/// The leader learns that its proposal is chosen, and tells.
fn decide(cluster: Cluster<'_>, next: &mut ServerState, ballot: Ballot, proposal: Proposal) -> Vec<(Id, RegisterMsg)> {
    next.accepted = Some((ballot, proposal));
    next.is_decided = true;
    next.repeats = 0;
    let mut sends = to_peers(cluster, &PaxosMsg::Decided { ballot, proposal });
    if !cluster.breaks(BrokenRule::RepliesAfterOwnAccept) {
        sends.push(done(proposal));
    }
    sends
}

fn done(proposal: Proposal) -> (Id, RegisterMsg) {
    (proposal.requester, RegisterMsg::PutOk(proposal.request_id))
}

fn to_peers(cluster: Cluster<'_>, msg: &PaxosMsg) -> Vec<(Id, RegisterMsg)> {
    cluster.peers.iter().map(|peer| (*peer, RegisterMsg::Internal(msg.clone()))).collect()
}
