//! What can be asked of the model: each property with its definition and source, and the part of a state that it reads. A property is
//! named by its place in [`PROPERTIES`], which never changes: links carry names, and a new one is added at the end.

use super::ledger::{Kept, Ledger};
use super::participant::written;
use super::{History, Participant, PaxosModel, PaxosModelCfg, PaxosState};
use crate::checker::Reads;
use crate::paxos::{RegisterMsg, ServerState, Value};
use stateright::Expectation;
use stateright::actor::Id;
use stateright::actor::register::RegisterActorState;
use stateright::semantics::ConsistencyTester;

/// A property that can be checked.
pub struct Definition {
    /// Its name, in links and on the command line.
    pub name: &'static str,
    /// What it is shown as: its name, unless that would be taken for something else.
    pub title: &'static str,
    /// What is expected of its condition.
    pub expectation: Expectation,
    /// Its condition, in a sentence.
    pub definition: &'static str,
    /// Where it is stated.
    pub source: &'static str,
    /// What has to be recorded of a run for it: see [`kept_in`].
    kept: Kept,
    /// Its condition, over the part of a state that it reads: see [`reads_in`].
    reads: Reads<Participant, PaxosModelCfg, History>,
    /// Its condition in a whole state.
    pub(super) condition: fn(&PaxosModel, &PaxosState) -> bool,
}

impl Definition {
    /// What it is shown as, and its name, if that is another.
    pub fn shown(&self) -> String {
        let Definition { name, title, .. } = self;
        if title == name { format!("\"{name}\"") } else { format!("\"{title}\" ({name})") }
    }
}

/// The name of the property that reads and writes look as if they happened one at a time, each between its call and its return.
pub const LINEARIZABLE: &str = "linearizable";
/// The name of the property that some read can be answered with a written value, as stateright has it. A value is chosen, in the words
/// of the papers, long before.
pub const VALUE_CHOSEN: &str = "value chosen";
/// The name of the property that no two servers decide differently.
pub const AGREEMENT: &str = "agreement";
/// The name of the property that only what was asked for is decided.
pub const VALIDITY: &str = "validity";
/// The name of the property that no second value is ever chosen.
pub const CHOSEN_STAYS_CHOSEN: &str = "chosen stays chosen";
/// The name of the property that promises are kept.
pub const PROMISES_KEPT: &str = "promises are kept";
/// The name of the property that ballots have one leader and one value.
pub const BALLOTS_UNIQUE: &str = "ballots are unique";
/// The name of the property that clients are told what is chosen alone.
pub const REPLIES_FOLLOW: &str = "replies follow decisions";
/// The name of the property that two servers lead at once.
pub const DUEL: &str = "two leaders duel";
/// The name of the property that a leader proposes another's value.
pub const ADOPTED: &str = "value adopted";
/// The name of the property that a value is chosen before anybody knows.
pub const CHOSEN_UNKNOWN: &str = "chosen but unknown";
/// The name of the property that every write is answered in the end.
pub const PUTS_ANSWERED: &str = "every put is answered";

/// The properties that the user's model has, by their places.
pub const USUAL: [usize; 2] = [0, 1];
/// All of them, by their places.
pub const EVERY: [usize; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

const NOTHING: Kept = Kept { votes: false, promises: false, ballots: false, decisions: false, operations: false };
const VOTES: Kept = Kept { votes: true, ..NOTHING };
const PROMISES: Kept = Kept { promises: true, ..NOTHING };
const BALLOTS: Kept = Kept { ballots: true, ..NOTHING };
const DECISIONS: Kept = Kept { decisions: true, ..NOTHING };

/// Every property, the user's first.
pub const PROPERTIES: [Definition; 12] = [
    Definition {
        name: LINEARIZABLE,
        title: LINEARIZABLE,
        expectation: Expectation::Always,
        definition: "All replies can be explained by the operations taking effect one at a time, each between its call and its \
                     return.",
        source: "Herlihy and Wing, Linearizability (1990), section 2",
        kept: NOTHING,
        reads: Reads::History(|_, history| history.operations.is_consistent()),
        condition: asks::<0>,
    },
    Definition {
        name: VALUE_CHOSEN,
        title: "a read is answered",
        expectation: Expectation::Sometimes,
        definition: "A reply to a read with a written value is in flight.",
        source: "Stateright's Paxos example",
        kept: NOTHING,
        reads: Reads::AnyDeliverable(
            |_, envelope| matches!(envelope.msg, RegisterMsg::GetOk(_, value) if *value != Value::default()),
        ),
        condition: asks::<1>,
    },
    Definition {
        name: AGREEMENT,
        title: AGREEMENT,
        expectation: Expectation::Always,
        definition: "No two different values are ever decided, whoever has crashed since and forgotten what it had decided.",
        source: "Lamport, Paxos Made Simple (2001), section 1: only a single value is chosen; uniform, as in Charron-Bost and Schiper, \
                 Uniform consensus is harder than consensus (2004)",
        kept: DECISIONS,
        reads: Reads::History(|_, history| by_ledger(history, |ledger| ledger.decided().len() <= 1)),
        condition: asks::<2>,
    },
    Definition {
        name: VALIDITY,
        title: VALIDITY,
        expectation: Expectation::Always,
        definition: "What a server has decided is what the client that it names asked for in that request.",
        source: "Lamport, Paxos Made Simple (2001), section 1: only a value that has been proposed may be chosen",
        kept: NOTHING,
        reads: Reads::EveryActor(|config, _, state| decided(state).is_none_or(|state| is_proposed(config, state))),
        condition: asks::<3>,
    },
    Definition {
        name: CHOSEN_STAYS_CHOSEN,
        title: CHOSEN_STAYS_CHOSEN,
        expectation: Expectation::Always,
        definition: "Once a quorum has accepted a value in one ballot, no quorum ever accepts another value.",
        source: "Lamport, Paxos Made Simple (2001), section 2.2, P2",
        kept: VOTES,
        reads: Reads::History(|config, history| {
            by_ledger(history, |ledger| ledger.votes().chosen_values(config.choosing_quorum()).len() <= 1)
        }),
        condition: asks::<4>,
    },
    Definition {
        name: PROMISES_KEPT,
        title: PROMISES_KEPT,
        expectation: Expectation::Always,
        definition: "Who has promised a ballot, or accepted in it, promises and accepts nothing in a lower one.",
        source: "Lamport, Paxos Made Simple (2001), section 2.2, P1a and phase 1 (b)",
        kept: PROMISES,
        reads: Reads::History(|_, history| by_ledger(history, |ledger| ledger.broken_promise().is_none())),
        condition: asks::<5>,
    },
    Definition {
        name: BALLOTS_UNIQUE,
        title: BALLOTS_UNIQUE,
        expectation: Expectation::Always,
        definition: "A ballot has one leader, which proposes one value in it.",
        source: "Lamport, The Part-Time Parliament (1998), section 2.1, B1",
        kept: BALLOTS,
        reads: Reads::History(|_, history| by_ledger(history, |ledger| ledger.shared_ballot().is_none())),
        condition: asks::<6>,
    },
    Definition {
        name: REPLIES_FOLLOW,
        title: REPLIES_FOLLOW,
        expectation: Expectation::Always,
        definition: "What a reply tells a client, that its write is done or what it reads, is chosen when the reply is sent.",
        source: "Lamport, Paxos Made Simple (2001), section 1: a process never learns that a value has been chosen unless it has been",
        kept: VOTES,
        reads: Reads::History(|_, history| by_ledger(history, |ledger| ledger.early_reply().is_none())),
        condition: asks::<7>,
    },
    Definition {
        name: DUEL,
        title: DUEL,
        expectation: Expectation::Sometimes,
        definition: "Two servers lead a ballot each, and neither has decided.",
        source: "Lamport, Paxos Made Simple (2001), section 2.4: two proposers that each keep issuing proposals",
        kept: NOTHING,
        reads: Reads::Together(leader_mark, |_, leaders| leaders.count_ones() >= 2),
        condition: asks::<8>,
    },
    Definition {
        name: ADOPTED,
        title: ADOPTED,
        expectation: Expectation::Sometimes,
        definition: "A leader proposes a value that a promise told it of, as somebody had accepted it.",
        source: "Lamport, Paxos Made Simple (2001), section 2.2, P2c",
        kept: NOTHING,
        reads: Reads::AnyActor(has_adopted),
        condition: asks::<9>,
    },
    Definition {
        name: CHOSEN_UNKNOWN,
        title: CHOSEN_UNKNOWN,
        expectation: Expectation::Sometimes,
        definition: "A quorum has accepted a value in one ballot, and no server has told of a decision.",
        source: "Lamport, Paxos Made Simple (2001), sections 2.1 and 2.3: chosen isn't learned",
        kept: VOTES,
        reads: Reads::History(|config, history| {
            history.ledger.as_ref().is_some_and(|ledger| {
                ledger.votes().chosen(config.choosing_quorum()).next().is_some() && !ledger.is_decision_told()
            })
        }),
        condition: asks::<10>,
    },
    Definition {
        name: PUTS_ANSWERED,
        title: PUTS_ANSWERED,
        expectation: Expectation::Eventually,
        definition: "No client waits for the reply to a write.",
        source: "Lamport, Paxos Made Simple (2001), section 2.4: progress, which needs requests that are tried again",
        kept: NOTHING,
        reads: Reads::EveryActor(|config, id, state| match state {
            RegisterActorState::Client { awaiting, op_count } if usize::from(id) < config.participants() => {
                awaiting.is_none() || *op_count > config.put_count as u64
            }
            // Who begins partitions waits until they heal.
            RegisterActorState::Client { .. } | RegisterActorState::Server(_) => true,
        }),
        condition: asks::<11>,
    },
];

fn asks<const PLACE: usize>(model: &PaxosModel, state: &PaxosState) -> bool {
    reads_in(&model.cfg, PLACE).is_true(&model.cfg, state)
}

/// What the property at a place reads in a setting. Where nobody crashes nobody forgets, so that the servers themselves know what was
/// ever decided.
pub(super) fn reads_in(config: &PaxosModelCfg, place: usize) -> Reads<Participant, PaxosModelCfg, History> {
    match PROPERTIES[place].name {
        AGREEMENT if config.max_crashes == 0 => Reads::Together(decided_mark, |_, decided| decided.count_ones() <= 1),
        _ => PROPERTIES[place].reads,
    }
}

/// What has to be recorded for it.
pub(super) fn kept_in(config: &PaxosModelCfg, place: usize) -> Kept {
    match PROPERTIES[place].name {
        AGREEMENT if config.max_crashes == 0 => NOTHING,
        _ => PROPERTIES[place].kept,
    }
}

type State = RegisterActorState<ServerState, u64>;

fn by_ledger(history: &History, condition: impl Fn(&Ledger) -> bool) -> bool {
    history.ledger.as_ref().is_none_or(|ledger| condition(ledger))
}

fn decided(state: &State) -> Option<&ServerState> {
    match state {
        RegisterActorState::Server(server) if server.is_decided => Some(server),
        _ => None,
    }
}

/// A mark a value: clients write letters.
fn decided_mark(_: &PaxosModelCfg, _: Id, state: &State) -> u64 {
    let value = decided(state).and_then(|server| server.accepted).map(|(_, proposal)| proposal.value);
    value.map_or(0, |value| 1 << (u32::from(value) % u64::BITS))
}

/// A mark a leader.
fn leader_mark(_: &PaxosModelCfg, id: Id, state: &State) -> u64 {
    let leads = matches!(state, RegisterActorState::Server(server)
        if server.proposal.is_some() && server.ballot.server == id && !server.is_decided);
    u64::from(leads) << usize::from(id)
}

fn is_proposed(config: &PaxosModelCfg, server: &ServerState) -> bool {
    let Some((_, proposal)) = server.accepted else { return false };
    let requester = usize::from(proposal.requester);
    let request = usize::try_from(proposal.request_id).unwrap_or(usize::MAX);
    // A client numbers its nth request n times its own number.
    let is_a_client = (config.server_count..config.server_count + config.client_count).contains(&requester);
    is_a_client && request.is_multiple_of(requester) && {
        let nth = request / requester;
        (1..=config.put_count).contains(&nth) && written(requester - config.server_count, nth) == Some(proposal.value)
    }
}

/// What a leader's promises told it stays with it, its own promise among them.
fn has_adopted(_: &PaxosModelCfg, id: Id, state: &State) -> bool {
    let RegisterActorState::Server(server) = state else { return false };
    let proposes = server.ballot.server == id && server.accepts.contains(&id);
    proposes && server.prepares.values().flatten().any(|(_, told)| server.proposal == Some(*told))
}
