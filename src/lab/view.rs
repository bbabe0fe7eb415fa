//! A state as it is shown: servers, clients, messages, what can happen and what holds. Plain tagged records, generated as TypeScript
//! types for the page. Holds no logic.

use super::ExpectationName;
use super::event::{ArrowView, PartView, StepKind};
use serde::Serialize;
use tsify::Tsify;

/// A state: what is on the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct StateView {
    /// Which step of the run it follows.
    pub step: u32,
    /// The link to this step of this run, without its `#`.
    pub link: String,
    /// Servers, in order.
    pub servers: Vec<ServerView>,
    /// Clients, in order.
    pub clients: Vec<ClientView>,
    /// How the network stands; `None` if the settings have no partitions.
    pub partition: Option<PartitionView>,
    /// Messages in flight, in the order in which they were sent.
    pub messages: Vec<MessageView>,
    /// All enabled actions, by index.
    pub actions: Vec<ActionView>,
    /// Every property, in this very state.
    pub properties: Vec<PropertyView>,
    /// The whole state, and what the step changed in it.
    pub parts: Vec<PartView>,
    /// The clients' operations so far.
    pub history: HistoryView,
}

/// Whether a partition holds, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct PartitionView {
    /// The group of each server, 0 or 1; `None` if none holds.
    pub groups: Option<Vec<u32>>,
    /// In a sentence.
    pub text: String,
    /// To begin one, in every way there is; none if it can't be done here.
    pub begin: Vec<CutView>,
    /// To heal the one that holds.
    pub heal: ChoiceView,
}

/// A way to cut the servers in two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct CutView {
    /// The action.
    pub action: u32,
    /// The groups, as S0 | S1, S2.
    pub text: String,
}

/// The clients' operations, and what explains them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct HistoryView {
    /// In the order of their calls.
    pub operations: Vec<OperationView>,
    /// Whether one order of them explains every reply.
    pub is_explained: bool,
    /// One such order, or why there is none.
    pub text: String,
}

/// A client's write or read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct OperationView {
    /// Whose.
    pub client: u32,
    /// In two words: write 'A'.
    pub text: String,
    /// The step in which it was called.
    pub called_in: u32,
    /// The step in which its reply arrived; `None` while it is open.
    pub returned_in: Option<u32>,
    /// Its place in the order that explains every reply, or in the longest that there is; from 1 on.
    pub place: Option<u32>,
    /// Whether it has no place where all should have one.
    pub is_misfit: bool,
    /// Whether the text names it.
    pub is_named: bool,
    /// The numbers of the messages that asked for it and were its reply.
    pub messages: Vec<u32>,
}

/// A ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct BallotView {
    /// Its round.
    pub round: u32,
    /// Its leader.
    pub server: u32,
    /// As a person reads it: (1, S1).
    pub label: String,
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ServerView {
    /// Its number.
    pub id: u32,
    /// The highest ballot promised; `None` before the first.
    pub promised: Option<BallotView>,
    /// What it accepted last.
    pub accepted: Option<AcceptedView>,
    /// What it leads, while its own ballot is the one it promised.
    pub leading: Option<LeadingView>,
    /// The value that it knows to be chosen.
    pub decided: Option<String>,
    /// Whether it has crashed.
    pub crashed: bool,
    /// To crash it.
    pub crash: ChoiceView,
    /// To bring it back.
    pub recover: ChoiceView,
}

/// What a server accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct AcceptedView {
    /// In which ballot.
    pub ballot: BallotView,
    /// Which value.
    pub value: String,
}

/// How far a leader is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LeadingView {
    /// What it drives to a quorum.
    pub value: String,
    /// 1: collecting promises; 2: collecting accepts.
    pub phase: u32,
    /// Promises counted, its own among them.
    pub promises: u32,
    /// Accepts counted, its own among them.
    pub accepts: u32,
    /// What makes a quorum.
    pub quorum: u32,
}

/// A client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ClientView {
    /// Its number.
    pub id: u32,
    /// What it is doing, in a few words.
    pub doing: String,
    /// How far.
    pub phase: ClientPhase,
    /// The value that it wrote last or is writing.
    pub wrote: Option<String>,
    /// The value that it has read.
    pub read: Option<String>,
    /// Whether it has crashed.
    pub crashed: bool,
    /// To crash it.
    pub crash: ChoiceView,
    /// To bring it back.
    pub recover: ChoiceView,
}

/// How far a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ClientPhase {
    /// Waits for its write's reply.
    Writing,
    /// Waits for its read's reply.
    Reading,
    /// Has its reply.
    Done,
}

/// A message in flight.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Its number.
    pub message: u32,
    /// Sender.
    pub src: u32,
    /// Receiver.
    pub dst: u32,
    /// The kind's name: Put, Prepare, Accepted.
    pub kind: String,
    /// The ballot's leader, for colour; `None` for clients' messages.
    pub owner: Option<u32>,
    /// The whole message in a line.
    pub text: String,
    /// A short form of what it carries, for where there is little room.
    pub short: String,
    /// Its way so far.
    pub arrow: ArrowView,
    /// Whether a partition holds it up.
    pub held: bool,
    /// To deliver it.
    pub deliver: ChoiceView,
    /// To deliver a copy, and keep it in flight.
    pub duplicate: ChoiceView,
    /// To lose it.
    pub drop: ChoiceView,
}

/// Something that can be done to a message or an actor, or the reason why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ChoiceView {
    /// The action; `None` if it can't be done here.
    pub action: Option<u32>,
    /// What it does, or why it can't be done.
    pub why: String,
}

/// An action of the state shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ActionView {
    /// Its index among the actions of this state, by which traces name it.
    pub index: u32,
    /// What kind of step.
    pub kind: StepKind,
    /// Who acts; `None` for the network alone.
    pub actor: Option<u32>,
    /// The message, if it is about one.
    pub message: Option<u32>,
    /// In a few words.
    pub label: String,
    /// What it does, or why it does nothing.
    pub why: String,
    /// False if it has no effect and so isn't a step of the model.
    pub enabled: bool,
}

/// A property, in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct PropertyView {
    /// Its name.
    pub name: String,
    /// always, sometimes or eventually.
    pub expectation: ExpectationName,
    /// Whether its condition is true in this state.
    pub holds: bool,
    /// Why, in a sentence.
    pub detail: String,
}
