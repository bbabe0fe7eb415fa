//! The gallery's entries: Paxos as it should be, every rule that can be broken, and settings that don't do. Data alone.

use super::{Entry, Expected, Kind, Right};
use crate::model::{
    ADOPTED, AGREEMENT, CHOSEN_STAYS_CHOSEN, CHOSEN_UNKNOWN, DUEL, LINEARIZABLE, PUTS_ANSWERED, REPLIES_FOLLOW,
    VALUE_CHOSEN,
};
use crate::paxos::BrokenRule;

/// Every entry, in the order in which they are shown.
pub const ENTRIES: [Entry; 27] = [
    Entry {
        id: "value_chosen",
        title: "A value is chosen, and read",
        sentence: "A write goes through two phases, a quorum each; then a server that knows the decision answers a read.",
        consequence: "Prepare, Prepared, Accept, Accepted: two round trips to one other server are enough, as two of three are a quorum.",
        property: VALUE_CHOSEN,
        settings: "",
        expected: Expected::Found(8),
        ..SCENARIO
    },
    Entry {
        id: "chosen_but_unknown",
        title: "Chosen, and nobody knows",
        sentence: "A quorum has accepted a value, and no server has heard that it has.",
        consequence: "A value is chosen by what acceptors have done. To learn it takes one message more.",
        property: CHOSEN_UNKNOWN,
        settings: "",
        expected: Expected::Found(4),
        ..SCENARIO
    },
    Entry {
        id: "duel",
        title: "Two leaders duel",
        sentence: "Two clients ask two servers at the same time, and both begin a ballot.",
        consequence: "Each closes the other's ballot. That costs time, and never safety.",
        property: DUEL,
        settings: "",
        expected: Expected::Found(2),
        ..SCENARIO
    },
    Entry {
        id: "value_adopted",
        title: "A leader gives up its own value",
        sentence: "A promise tells of a value that was accepted before, so the new leader proposes that one.",
        consequence: "The old value may be chosen already. Who drives it on can do no harm.",
        property: ADOPTED,
        settings: "",
        expected: Expected::Found(6),
        ..SCENARIO
    },
    Entry {
        id: "lost_messages",
        title: "The network loses messages, and nothing false is decided",
        sentence: "Any message may be lost, at any time, of two clients and three servers.",
        consequence: "A message that is lost is a message that is late for ever, and no rule relies on when one arrives.",
        property: AGREEMENT,
        settings: "lossy=1",
        expected: Expected::Holds(954_508),
        ..SCENARIO
    },
    Entry {
        id: "unanswered",
        title: "Safe isn't live",
        sentence: "Paxos as it should be, and yet a client may wait for ever for the reply to its write.",
        consequence: "Here a leader that is closed out doesn't try again. Nothing false is decided, and nothing has to be decided at all.",
        property: PUTS_ANSWERED,
        settings: "",
        expected: Expected::Violated(12),
        ..SCENARIO
    },
    broken(BrokenRule::QuorumOfOne, AGREEMENT, "broken=quorum_of_one", Expected::Violated(2), "", 16_668),
    broken(
        BrokenRule::IgnoresLastAccepted,
        AGREEMENT,
        "broken=ignores_last_accepted",
        Expected::Violated(10),
        "",
        16_668,
    ),
    broken(
        BrokenRule::AdoptsLowest,
        AGREEMENT,
        "clients=3&broken=adopts_lowest",
        Expected::Violated(13),
        "clients=3",
        1_194_428,
    ),
    broken(
        BrokenRule::AdoptsAny,
        AGREEMENT,
        "clients=3&broken=adopts_any",
        Expected::Violated(13),
        "clients=3",
        1_194_428,
    ),
    broken(
        BrokenRule::AcceptsBelowPromise,
        AGREEMENT,
        "broken=accepts_below_promise",
        Expected::Violated(10),
        "",
        16_668,
    ),
    broken(
        BrokenRule::AcceptDoesNotPromise,
        AGREEMENT,
        "clients=3&broken=accept_does_not_promise",
        Expected::Violated(13),
        "clients=3",
        1_194_428,
    ),
    broken(BrokenRule::PromisesAnyBallot, AGREEMENT, "broken=promises_any_ballot", Expected::Violated(10), "", 16_668),
    broken(
        BrokenRule::BallotWithoutServer,
        AGREEMENT,
        "promise_quorum=1&accept_quorum=3&broken=ballot_without_server",
        Expected::Violated(10),
        "promise_quorum=1&accept_quorum=3",
        393,
    ),
    broken(
        BrokenRule::ReusesBallot,
        CHOSEN_STAYS_CHOSEN,
        "puts=2&max_crashes=1&crashing=servers&storage=durable&broken=reuses_ballot",
        Expected::Violated(10),
        "puts=2&max_crashes=1&crashing=servers&storage=durable",
        604_116,
    ),
    broken(
        BrokenRule::ForgetsPromise,
        CHOSEN_STAYS_CHOSEN,
        "max_crashes=1&crashing=servers&storage=durable&broken=forgets_promise",
        Expected::Violated(10),
        "max_crashes=1&crashing=servers&storage=durable",
        262_452,
    ),
    broken(
        BrokenRule::ForgetsAccepted,
        CHOSEN_STAYS_CHOSEN,
        "max_crashes=1&crashing=servers&storage=durable&broken=forgets_accepted",
        Expected::Violated(10),
        "max_crashes=1&crashing=servers&storage=durable",
        262_452,
    ),
    broken(
        BrokenRule::ReadsBeforeDecision,
        LINEARIZABLE,
        "clients=1&broken=reads_before_decision",
        Expected::Violated(8),
        "clients=1",
        265,
    ),
    broken(
        BrokenRule::RepliesAfterOwnAccept,
        REPLIES_FOLLOW,
        "clients=1&broken=replies_after_own_accept",
        Expected::Violated(3),
        "clients=1",
        265,
    ),
    broken(
        BrokenRule::CountsStaleReplies,
        AGREEMENT,
        "broken=counts_stale_replies",
        Expected::Violated(10),
        "",
        16_668,
    ),
    broken(
        BrokenRule::CountsRepeatedReplies,
        AGREEMENT,
        "network=unordered_duplicating&promise_quorum=3&accept_quorum=1&broken=counts_repeated_replies",
        Expected::Violated(8),
        "network=unordered_duplicating&promise_quorum=3&accept_quorum=1",
        2_367,
    ),
    broken(
        BrokenRule::CountsEarlierReplies,
        CHOSEN_STAYS_CHOSEN,
        "puts=2&max_crashes=1&crashing=servers&storage=durable&broken=counts_earlier_replies",
        Expected::Violated(13),
        "puts=2&max_crashes=1&crashing=servers&storage=durable",
        604_116,
    ),
    broken(
        BrokenRule::ReportsPromisedBallot,
        AGREEMENT,
        "clients=3&broken=reports_promised_ballot",
        Expected::Violated(14),
        "clients=3",
        1_194_428,
    ),
    Entry {
        id: "promises_2_accepts_1",
        title: "Quorums that don't meet: 2 promises, 1 accept",
        sentence: "A leader needs two promises, and one accept chooses its value.",
        consequence: "Two promises may come from the very servers that haven't accepted, and so tell of nothing.",
        property: AGREEMENT,
        settings: "promise_quorum=2&accept_quorum=1",
        expected: Expected::Violated(6),
        right: meeting("promise_quorum=3&accept_quorum=1", 1_129),
        ..SETTING
    },
    Entry {
        id: "promises_1_accepts_2",
        title: "Quorums that don't meet: 1 promise, 2 accepts",
        sentence: "A leader's own promise is enough, and two accepts choose its value.",
        consequence: "A leader that asks nobody hears of nothing that was accepted.",
        property: AGREEMENT,
        settings: "promise_quorum=1&accept_quorum=2",
        expected: Expected::Violated(6),
        right: meeting("promise_quorum=1&accept_quorum=3", 393),
        ..SETTING
    },
    Entry {
        id: "promises_1_accepts_3",
        title: "Quorums of 1 and 3",
        sentence: "One promise is enough, if every server has to accept.",
        consequence: "The two quorums still share a server, so a majority isn't needed, only that they meet.",
        property: AGREEMENT,
        settings: "promise_quorum=1&accept_quorum=3",
        expected: Expected::Holds(393),
        ..SETTING
    },
    Entry {
        id: "volatile_disk",
        title: "Servers that forget everything",
        sentence: "A server that crashes comes back with nothing on its disk.",
        consequence: "It promised and accepted, and knows of neither. A quorum that counted on it isn't one any more.",
        property: AGREEMENT,
        settings: "max_crashes=1&crashing=servers",
        expected: Expected::Violated(12),
        right: Some(Right {
            text: "An acceptor has on disk what it promises and accepts before it says so.",
            source: "Lamport, Paxos Made Simple (2001), 2.5: stable storage",
            settings: "max_crashes=1&crashing=servers&storage=durable",
            expected: Expected::Holds(262_452),
        }),
        ..SETTING
    },
];

const SCENARIO: Entry = Entry {
    id: "",
    kind: Kind::Scenario,
    title: "",
    sentence: "",
    consequence: "",
    property: AGREEMENT,
    settings: "",
    expected: Expected::Holds(0),
    right: None,
};

const SETTING: Entry = Entry { kind: Kind::Setting, ..SCENARIO };

const fn meeting(settings: &'static str, states: u64) -> Option<Right> {
    Some(Right {
        text: "Every quorum of promises shares a server with every quorum of accepts.",
        source: "Howard, Malkhi, Spiegelman, Flexible Paxos (2016)",
        settings,
        expected: Expected::Holds(states),
    })
}

const fn broken(
    rule: BrokenRule,
    property: &'static str,
    settings: &'static str,
    expected: Expected,
    right_settings: &'static str,
    right_states: u64,
) -> Entry {
    let text = rule.text();
    Entry {
        id: rule.name(),
        kind: Kind::BrokenRule,
        title: text.title,
        sentence: text.wrong,
        consequence: text.consequence,
        property,
        settings,
        expected,
        right: Some(Right {
            text: text.right,
            source: text.source,
            settings: right_settings,
            expected: Expected::Holds(right_states),
        }),
    }
}
