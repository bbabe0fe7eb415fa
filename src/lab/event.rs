//! What the lab answers: events, and the views in them. Plain tagged records, generated as TypeScript types for the page. Holds no
//! logic.
//!
//! Steps count from 0, the start, at which the clients have sent their first writes; step `n` is the state after `n` actions.
//! Numbers of states stay below 2^53 for as long as a memory can hold them, so a JS number is exact.

use super::{CheckView, EntryView, ExpectationName, LessonView, StateView};
use crate::model::{Limits, PaxosModelCfg};
use crate::paxos::BrokenRule;
use crate::trace::{CheckPlan, Format, Look, Proof, Simulation};
use serde::Serialize;
use tsify::Tsify;

/// What the lab answers.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A configuration is in force.
    Configured {
        /// It.
        config: PaxosModelCfg,
        /// What other configurations are allowed.
        limits: Limits,
        /// The actors, by their numbers: servers first, then clients.
        actors: Vec<ActorView>,
        /// The actions of each branch that the run begins with, by the branch's number.
        runs: Vec<Vec<u32>>,
        /// The rules that can be broken.
        rules: Vec<RuleView>,
        /// The properties that can be checked, by their places.
        properties: Vec<DefinitionView>,
    },
    /// The run has changed: of the steps known before, `keep` stay, and these follow.
    Trace {
        /// How many of the steps known before stay.
        keep: u32,
        /// The steps that follow.
        steps: Vec<StepView>,
    },
    /// The branches of the run have changed, or which of them is shown.
    Branches {
        /// The number of the one shown.
        shown: u32,
        /// All of them, in the order in which they grew.
        branches: Vec<BranchView>,
    },
    /// What is on the stage.
    State(StateView),
    /// Two branches, side by side.
    Compared(ComparisonView),
    /// What was shared is on the stage, and what is proved of it.
    Opened(OpenedView),
    /// What there is to see and to learn.
    Gallery {
        /// Scenarios, broken rules, and settings that don't do.
        entries: Vec<EntryView>,
        /// Lessons, in the order in which they are taught.
        lessons: Vec<LessonView>,
    },
    /// Links, each without its `#`, and a command.
    Shared {
        /// To the run and the step shown.
        run: String,
        /// To the simulation.
        simulation: String,
        /// To the check.
        check: String,
        /// The program's command for the same check; no link.
        command: String,
    },
    /// The run shown in another format.
    Exported {
        /// Which.
        format: Format,
        /// What a file of it is called.
        file: String,
        /// What it is, as servers name it.
        media_type: String,
        /// It.
        text: String,
    },
    /// A bounded simulation has ended.
    Simulated {
        /// The seed used.
        seed: u32,
        /// Actions taken.
        steps: u32,
        /// What ended it.
        ended: SimulationEnd,
    },
    /// How many states a check may have to go through.
    Estimated {
        /// In a sentence; `None` if they are so few that they were just counted.
        text: Option<String>,
    },
    /// A property of one's own was read.
    Asked(AskedView),
    /// What such a property can speak of.
    Vocabulary(VocabularyView),
    /// How a check stands.
    Check(CheckView),
    /// How shrinking stands.
    Shrink(ShrinkView),
    /// A command takes long and goes on in slices, as [`Command::WorkAdvance`](super::Command::WorkAdvance) says; until its end nothing
    /// has changed.
    Working {
        /// Steps of the work that are done.
        done: u32,
        /// Of how many; 0 if that isn't known.
        of: u32,
    },
    /// The work that was going on has ended, and what came before this is the last of its answer.
    WorkEnded,
    /// A command can't be carried out; nothing has changed.
    Failed {
        /// One sentence: what was wrong, and what is allowed.
        message: String,
    },
}

/// A rule that can be broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RuleView {
    /// Its name in a configuration.
    pub name: BrokenRule,
    /// The broken rule, in a few words.
    pub title: String,
    /// The right rule, in a sentence.
    pub right: String,
    /// Where the right rule is stated.
    pub source: String,
    /// What a server does instead, in a sentence.
    pub wrong: String,
    /// What comes of it, in a sentence.
    pub consequence: String,
    /// What checks found of it, a sentence for each of the settings.
    pub found: Vec<String>,
    /// Whether it is about what is on disk, and so needs one.
    pub of_disk: bool,
}

/// A property that can be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DefinitionView {
    /// Its name.
    pub name: String,
    /// What it is shown as: its name, unless that would be taken for something else.
    pub title: String,
    /// always, sometimes or eventually.
    pub expectation: ExpectationName,
    /// Its condition, in a sentence.
    pub definition: String,
    /// Where it is stated.
    pub source: String,
    /// Whether it is one of the user's two, which are checked unless others are asked for.
    pub is_usual: bool,
}

/// What was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct OpenedView {
    /// What its replay has proved; `None` if it isn't a run.
    pub proof: Option<Proof>,
    /// What it is, and what is proved, in sentences.
    pub message: String,
    /// The simulation, if it is one; it has been run.
    pub simulation: Option<Simulation>,
    /// The check, if it is one; it hasn't begun.
    pub check: Option<CheckPlan>,
    /// How it is to be looked at.
    pub look: Look,
}

/// What became of a property of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct AskedView {
    /// Its text.
    pub text: String,
    /// Whether it is true in the state shown; `None` if it can't be read.
    pub holds: Option<bool>,
    /// What is wrong with it, in a sentence.
    pub wrong: Option<String>,
    /// The characters that are wrong, the last one left out, as JS counts them.
    pub from: u32,
    /// See `from`.
    pub to: u32,
}

/// What a property of one's own can speak of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct VocabularyView {
    /// Lists, and what their items have.
    pub subjects: Vec<SubjectView>,
    /// What can be done with them.
    pub functions: Vec<WordView>,
    /// Properties to begin with.
    pub examples: Vec<WordView>,
    /// Most characters.
    pub length_max: u32,
}

/// A list that can be spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct SubjectView {
    /// Its name.
    pub name: String,
    /// What its items are.
    pub meaning: String,
    /// What each of them has.
    pub fields: Vec<WordView>,
}

/// A word, or an example, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct WordView {
    /// As it is written.
    pub text: String,
    /// What it means.
    pub meaning: String,
}

/// How shrinking stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ShrinkView {
    /// Its name.
    pub run: u32,
    /// Whether there is more to try.
    pub is_running: bool,
    /// Steps that the run had, up to the first state that shows the property.
    pub from: u32,
    /// Steps of the shortest so far.
    pub steps: u32,
    /// How it stands, in a sentence.
    pub text: String,
}

/// What ended a simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum SimulationEnd {
    /// No action was left.
    Finished,
    /// What was waited for has happened.
    Reached,
    /// The bound on steps.
    Bound,
    /// Another command, or the person.
    Stopped,
}

/// A branch of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct BranchView {
    /// Its number, which no other branch of the run ever has.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its last step.
    pub last: u32,
    /// The earlier branch that it grew from; `None` for the first.
    pub from: Option<u32>,
    /// The last step that it has in common with that one.
    pub parts_after: u32,
    /// What became true on it, after it parted.
    pub marks: Vec<Mark>,
}

/// Two branches where they part.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ComparisonView {
    /// The last step that they have in common.
    pub parts_after: u32,
    /// The branch shown.
    pub here: SideView,
    /// The other.
    pub there: SideView,
    /// The states after the first step that differs, `before` being the one shown.
    pub parts: Vec<PartView>,
}

/// A branch in a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
pub struct SideView {
    /// Its number.
    pub branch: u32,
    /// Its name.
    pub name: String,
    /// The first steps that the other doesn't have; none if it ends where the other goes on.
    pub steps: Vec<StepView>,
}

/// A part of a state before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct PartView {
    /// Its name, unlike those beside it.
    pub name: String,
    /// Its value before; `None` if it wasn't there, empty if it has parts.
    pub before: Option<String>,
    /// Its value after; `None` if it is gone, empty if it has parts.
    pub after: Option<String>,
    /// Whether it, or a part of it, isn't the same.
    pub differs: bool,
    /// Its parts.
    pub parts: Vec<PartView>,
}

/// A message's way in the space-time diagram, in lanes (by actor) and rows (by step).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Tsify)]
pub struct ArrowView {
    /// Where it was sent: lane and row.
    pub from: (f64, f64),
    /// Where it arrived, was lost, or is.
    pub to: (f64, f64),
    /// Which of these.
    pub end: ArrowEndName,
}

/// How a message's way ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum ArrowEndName {
    /// It arrived.
    Delivered,
    /// It was lost.
    Dropped,
    /// It is in flight.
    Open,
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct ActorView {
    /// Its number in the model.
    pub id: u32,
    /// Its short name: S0, C3.
    pub name: String,
    /// Server or client.
    pub role: Role,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Proposer, acceptor and learner.
    Server,
    /// Writes, then reads.
    Client,
}

/// A step of the run: the start, or an action that was taken.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// The action's index among those of the state before; `None` for the start.
    pub action: Option<u32>,
    /// What kind of step.
    pub kind: StepKind,
    /// Who acted; `None` for the start, and for the network alone.
    pub actor: Option<u32>,
    /// The group of each server, 0 or 1, if a partition begins or heals.
    pub groups: Option<Vec<u32>>,
    /// In a few words.
    pub label: String,
    /// In a sentence: who, by which rule, why.
    pub why: String,
    /// The message that was delivered or dropped.
    pub message: Option<MessageRef>,
    /// Its way.
    pub arrow: Option<ArrowView>,
    /// Messages sent in this step.
    pub sent: Vec<SentView>,
    /// What became true in this step, each kind once.
    pub marks: Vec<Mark>,
    /// The names of the properties that this step violates: those that must always be true, and became false.
    pub violated: Vec<String>,
}

/// What kind of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// The clients' first writes are sent.
    Start,
    /// A message arrives.
    Deliver,
    /// A message is lost.
    Drop,
    /// An actor crashes.
    Crash,
    /// An actor comes back.
    Recover,
    /// A timer fires.
    Timeout,
    /// An actor's random choice is made.
    Random,
    /// A partition begins.
    Partition,
    /// A partition heals.
    Heal,
}

/// What became true in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    /// A server decided.
    Decided,
    /// A read can be answered with a written value.
    ValueChosen,
    /// A property that must always be true became false.
    Violation,
}

/// A message of the run, by the number it got when it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct MessageRef {
    /// Its number.
    pub message: u32,
    /// The step that sent it.
    pub sent_in: u32,
}

/// A message as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct SentView {
    /// Its number, counted from 0 over the run.
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
}
