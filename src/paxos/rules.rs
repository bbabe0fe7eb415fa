//! Which rules are in force: the right ones, or the right ones but for one that is taken away. The wrong ways are here to be checked
//! and seen to fail. Says what each rule is, where it comes from and what goes wrong without it; how a server reacts is in `reaction`.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// The rules that a server goes by. Right ones by default.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Rules {
    /// The one that is broken.
    pub broken: Option<BrokenRule>,
    /// Promises that a leader needs, `1 <= promises <= servers`; more than half of all servers unless said.
    pub promise_quorum: Option<usize>,
    /// Accepts that choose a value, `1 <= accepts <= servers`; more than half of all servers unless said.
    pub accept_quorum: Option<usize>,
    /// What is on disk.
    pub storage: Storage,
}

/// What a server that crashes finds when it comes back.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// Nothing: it starts empty.
    #[default]
    Volatile,
    /// What an acceptor must remember, saved before a reply is sent: *Paxos Made Simple*, section 2.5.
    Durable,
}

impl Storage {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Storage; 2] = [Storage::Volatile, Storage::Durable];

    /// Its name, in links and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Storage::Volatile => "volatile",
            Storage::Durable => "durable",
        }
    }
}

/// A rule that is taken away.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum BrokenRule {
    /// One server is taken for a quorum.
    QuorumOfOne,
    /// A leader proposes its own value, whatever the promises tell.
    IgnoresLastAccepted,
    /// A leader adopts the value of the lowest ballot that it was told of.
    AdoptsLowest,
    /// A leader adopts the value of the first server that tells one.
    AdoptsAny,
    /// An acceptor accepts below its promise.
    AcceptsBelowPromise,
    /// An acceptor that accepts doesn't promise.
    AcceptDoesNotPromise,
    /// An acceptor promises every ballot, a lower one too.
    PromisesAnyBallot,
    /// A ballot is its round alone.
    BallotWithoutServer,
    /// A leader saves nothing of the ballots that it leads.
    ReusesBallot,
    /// A promise isn't on disk.
    ForgetsPromise,
    /// What was accepted isn't on disk.
    ForgetsAccepted,
    /// A read is answered by a server that has not decided.
    ReadsBeforeDecision,
    /// A write is reported done once the leader itself has accepted it.
    RepliesAfterOwnAccept,
    /// A leader that has promised a higher ballot goes on counting replies for its own.
    CountsStaleReplies,
    /// A reply that arrives twice counts twice.
    CountsRepeatedReplies,
    /// A reply for an earlier ballot of a leader's own counts for its present one.
    CountsEarlierReplies,
    /// An acceptor tells the ballot that it has promised as the one that it has accepted in.
    ReportsPromisedBallot,
}

/// A rule in words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RuleText {
    /// The broken rule, in a few words.
    pub title: &'static str,
    /// The right rule, in a sentence.
    pub right: &'static str,
    /// Where the right rule is stated.
    pub source: &'static str,
    /// What a server does instead, in a sentence.
    pub wrong: &'static str,
    /// What can go wrong, and what it takes; true in every setting. Where it was found to is in the gallery's table.
    pub consequence: &'static str,
}

impl BrokenRule {
    /// Every rule that can be broken, in the order in which they are offered.
    pub const ALL: [BrokenRule; 17] = [
        BrokenRule::QuorumOfOne,
        BrokenRule::IgnoresLastAccepted,
        BrokenRule::AdoptsLowest,
        BrokenRule::AdoptsAny,
        BrokenRule::AcceptsBelowPromise,
        BrokenRule::AcceptDoesNotPromise,
        BrokenRule::PromisesAnyBallot,
        BrokenRule::BallotWithoutServer,
        BrokenRule::ReusesBallot,
        BrokenRule::ForgetsPromise,
        BrokenRule::ForgetsAccepted,
        BrokenRule::ReadsBeforeDecision,
        BrokenRule::RepliesAfterOwnAccept,
        BrokenRule::CountsStaleReplies,
        BrokenRule::CountsRepeatedReplies,
        BrokenRule::CountsEarlierReplies,
        BrokenRule::ReportsPromisedBallot,
    ];

    /// Its name, in links and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            BrokenRule::QuorumOfOne => "quorum_of_one",
            BrokenRule::IgnoresLastAccepted => "ignores_last_accepted",
            BrokenRule::AdoptsLowest => "adopts_lowest",
            BrokenRule::AdoptsAny => "adopts_any",
            BrokenRule::AcceptsBelowPromise => "accepts_below_promise",
            BrokenRule::AcceptDoesNotPromise => "accept_does_not_promise",
            BrokenRule::PromisesAnyBallot => "promises_any_ballot",
            BrokenRule::BallotWithoutServer => "ballot_without_server",
            BrokenRule::ReusesBallot => "reuses_ballot",
            BrokenRule::ForgetsPromise => "forgets_promise",
            BrokenRule::ForgetsAccepted => "forgets_accepted",
            BrokenRule::ReadsBeforeDecision => "reads_before_decision",
            BrokenRule::RepliesAfterOwnAccept => "replies_after_own_accept",
            BrokenRule::CountsStaleReplies => "counts_stale_replies",
            BrokenRule::CountsRepeatedReplies => "counts_repeated_replies",
            BrokenRule::CountsEarlierReplies => "counts_earlier_replies",
            BrokenRule::ReportsPromisedBallot => "reports_promised_ballot",
        }
    }

    /// Whether it is about what is on disk.
    pub fn is_of_disk(self) -> bool {
        matches!(self, BrokenRule::ReusesBallot | BrokenRule::ForgetsPromise | BrokenRule::ForgetsAccepted)
    }

    /// It in words.
    pub const fn text(self) -> RuleText {
        match self {
            BrokenRule::QuorumOfOne => RuleText {
                title: "A quorum of one",
                right: "A quorum is more than half of all servers, so any two of them share one.",
                source: "Lamport, Paxos Made Simple (2001), 2.2: a majority of the acceptors",
                wrong: "One server, the leader itself, is taken for a quorum.",
                consequence: "Two leaders that never hear of each other can decide two values.",
            },
            BrokenRule::IgnoresLastAccepted => RuleText {
                title: "The leader ignores what was accepted",
                right: "A leader proposes the value of the highest ballot that its promises tell of.",
                source: "Lamport, Paxos Made Simple (2001), 2.2, P2c",
                wrong: "A leader proposes its own client's value, whatever the promises tell.",
                consequence: "A value that is chosen already can be replaced by another.",
            },
            BrokenRule::AdoptsLowest => RuleText {
                title: "The leader adopts the lowest ballot",
                right: "Of the accepted values it is told of, a leader proposes that of the highest ballot.",
                source: "Lamport, Paxos Made Simple (2001), 2.2, P2c",
                wrong: "It proposes that of the lowest.",
                consequence: "A value that was given up can come back after another was chosen. It takes a third ballot, whose leader is \
                              told of both.",
            },
            BrokenRule::AdoptsAny => RuleText {
                title: "The leader adopts any value it is told of",
                right: "Of the accepted values it is told of, a leader proposes that of the highest ballot.",
                source: "Lamport, Paxos Made Simple (2001), 2.2, P2c",
                wrong: "It proposes that of the server with the lowest number, whatever its ballot.",
                consequence: "A value that was given up can come back after another was chosen. It takes a third ballot, whose leader is \
                              told of both.",
            },
            BrokenRule::AcceptsBelowPromise => RuleText {
                title: "Acceptors accept below their promise",
                right: "An acceptor accepts a proposal unless it has promised a higher ballot.",
                source: "Lamport, Paxos Made Simple (2001), 2.2, P1a",
                wrong: "It accepts every proposal, in a lower ballot too.",
                consequence: "A leader that was closed out can still get its value chosen, beside another.",
            },
            BrokenRule::AcceptDoesNotPromise => RuleText {
                title: "To accept isn't to promise",
                right: "An acceptor that accepts in a ballot takes part in nothing below it any more.",
                source: "Lamport, The Part-Time Parliament (1998), 2.2, B3; Paxos Made Simple (2001), 2.2",
                wrong: "Only a Prepare raises its promise; an Accept leaves it as low as it was.",
                consequence: "A lower ballot can overwrite an accept that had chosen a value.",
            },
            BrokenRule::PromisesAnyBallot => RuleText {
                title: "Acceptors promise any ballot",
                right: "An acceptor promises a ballot only if it is above every one that it has promised.",
                source: "Lamport, Paxos Made Simple (2001), 2.2, phase 1 (b)",
                wrong: "It promises every ballot, and goes back to a lower one.",
                consequence: "A ballot that was closed can be opened again, and its value chosen beside another.",
            },
            BrokenRule::BallotWithoutServer => RuleText {
                title: "Ballots without the server's number",
                right: "No two leaders share a ballot: servers break ties of rounds.",
                source: "Lamport, Paxos Made Simple (2001), 2.5: different proposers choose from disjoint sets of numbers",
                wrong: "A ballot is its round alone, so two servers may lead the same one.",
                consequence: "Two leaders of one ballot can get a value chosen each, where two quorums of promises needn't share a \
                              server. Where they must, as majorities do, each server promises a round only once while it \
                              forgets nothing, so at most one of the two gets a quorum.",
            },
            BrokenRule::ReusesBallot => RuleText {
                title: "A ballot is used again after a restart",
                right: "A server remembers on disk the highest ballot it has started, and never starts it again.",
                source: "Lamport, Paxos Made Simple (2001), 2.5: the highest number it has tried to issue is kept in stable storage",
                wrong: "It saves what it promises and accepts for others, and nothing of the ballots that it leads itself.",
                consequence: "After a restart it can lead the same ballot for another value, with promises that were meant for the first.",
            },
            BrokenRule::ForgetsPromise => RuleText {
                title: "A promise is forgotten in a restart",
                right: "An acceptor has its promise on disk before it sends it.",
                source: "Lamport, Paxos Made Simple (2001), 2.5: stable storage",
                wrong: "It saves what it accepts, but not what it promises.",
                consequence: "After a restart it can accept in a ballot that its promise had closed.",
            },
            BrokenRule::ForgetsAccepted => RuleText {
                title: "What was accepted is forgotten in a restart",
                right: "An acceptor has what it accepts on disk before it says so.",
                source: "Lamport, Paxos Made Simple (2001), 2.5: stable storage",
                wrong: "It saves what it promises, but not what it accepts.",
                consequence: "After a restart a chosen value can be known to too few servers, so that the next leader proposes another.",
            },
            BrokenRule::ReadsBeforeDecision => RuleText {
                title: "Reads are answered before the decision",
                right: "A server answers a read only with a value that it knows to be chosen.",
                source: "Lamport, Paxos Made Simple (2001), 2.3: learning a chosen value",
                wrong: "It answers with whatever it has accepted last, or with nothing.",
                consequence: "A read can miss a write that had returned, or return a value that is never chosen. What servers decide is as it was.",
            },
            BrokenRule::RepliesAfterOwnAccept => RuleText {
                title: "PutOk after the leader's own accept",
                right: "A write is done once a quorum has accepted it.",
                source: "Lamport, Paxos Made Simple (2001), 2.1: a value is chosen when a majority has accepted it",
                wrong: "The leader replies as soon as it has accepted the value itself.",
                consequence: "A client can be told that its write is done while another value is chosen. What servers decide is as it was.",
            },
            BrokenRule::CountsStaleReplies => RuleText {
                title: "Stale replies are counted",
                right: "A leader counts replies only while its ballot is the highest that it has promised.",
                source: "Lamport, Paxos Made Simple (2001), 2.2: the proposer is an acceptor too, and keeps its own promises",
                wrong: "It goes on with a ballot that it has promised away.",
                consequence: "It can overwrite, in the lower ballot, what it had accepted in the higher one.",
            },
            BrokenRule::CountsRepeatedReplies => RuleText {
                title: "Repeated replies are counted",
                right: "A quorum is made of different servers, however often each of them replies.",
                source: "Lamport, Paxos Made Simple (2001), 2.2: a quorum is a set; messages can be duplicated",
                wrong: "It counts replies, and not servers.",
                consequence: "A server that is heard twice can make a quorum which shares no server with another. It takes quorums of three or more: \
                              in one of two, the leader and the first that replies are all.",
            },
            BrokenRule::CountsEarlierReplies => RuleText {
                title: "Replies for an earlier ballot are counted",
                right: "A leader counts a reply only for the ballot that the reply names.",
                source: "Lamport, The Part-Time Parliament (1998), 2.3: LastVote(b, v) and Voted(b, q) name their ballot",
                wrong: "Replies don't carry their ballot, so one for an earlier ballot of the same leader counts for its present one.",
                consequence: "A promise that was given before a value was chosen tells nothing of it, and can still complete a quorum for a ballot \
                              after it. It takes a server that leads twice, as here after a crash.",
            },
            BrokenRule::ReportsPromisedBallot => RuleText {
                title: "One variable for promised and accepted",
                right: "A promise tells what the acceptor accepted last, and in which ballot it did.",
                source: "Sutra, On the correctness of Egalitarian Paxos (2019): a replica needs two ballots, the one it joined and \
                         the one it voted in",
                wrong: "It keeps one ballot for both, so it tells the one that it has promised as the one that it accepted in.",
                consequence: "An old value, told with a ballot that its acceptor only promised, can be taken for newer than the one that was chosen. \
                              It takes a third ballot, whose leader is told of both.",
            },
        }
    }
}
