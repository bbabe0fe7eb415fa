//! What is on the stage, made from a session: steps, branches, actors, messages, actions, properties. Pure; decides nothing.

use super::event::*;
use super::view::*;
use crate::explain::{
    Arrow, ArrowEnd, Difference, account, actor_name, ballot_of, detail, differences, explain, groups_text, kind_of,
    message_text, open_arrow, operation_text, parts, short_text, value_text,
};
use crate::model::{Cut, Dividing, Division, NetworkKind, PaxosAction, PaxosModelCfg, USUAL, written};
use crate::moment::{Message, Moment, Operation};
use crate::paxos::RegisterMsg;
use crate::paxos::{Ballot, ServerState};
use crate::session::{Branch, Session, Step, TurningPoint};
use crate::trace;
use stateright::Model;
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Envelope, Id};
use std::cmp::Ordering;

/// Every actor, servers first.
pub(super) fn actors(session: &Session) -> Vec<ActorView> {
    let servers = session.model().cfg.server_count;
    let view = |id: usize| ActorView {
        id: wire(id),
        name: actor_name(Id::from(id), servers),
        role: if id < servers { Role::Server } else { Role::Client },
    };
    (0..session.model().cfg.participants()).map(view).collect()
}

/// The run's steps from the one with index `first` on.
pub(super) fn steps(session: &Session, first: usize) -> Vec<StepView> {
    let steps = session.steps();
    (first..steps.len()).map(|index| step(session, &steps[index], index)).collect()
}

fn step(session: &Session, step: &Step, index: usize) -> StepView {
    let Step { action, message, sent, turning_points, told, .. } = step;
    let config = &session.model().cfg;
    let groups = action.as_ref().and_then(|(_, action)| match Dividing::of(config, action)? {
        Dividing::Begins(cut) | Dividing::Heals(cut) => Some(groups(config, cut)),
        Dividing::Never => None,
    });
    StepView {
        action: action.as_ref().map(|(index, _)| *index),
        kind: action.as_ref().map_or(StepKind::Start, |(_, action)| kind(config, action)),
        actor: action.as_ref().and_then(|(_, action)| actor(config, action)),
        groups,
        label: told.label.clone(),
        why: told.why.clone(),
        message: message.as_ref().map(|message| MessageRef { message: message.number, sent_in: message.sent_in }),
        arrow: step.arrow(index).map(arrow_view),
        sent: sent.iter().map(sent_view).collect(),
        marks: marks(turning_points),
        violated: turning_points.iter().filter_map(|point| violated(session, *point)).collect(),
    }
}

/// Each kind once, as a step may violate several properties.
fn marks(turning_points: &[TurningPoint]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = turning_points.iter().map(mark).collect();
    marks.dedup();
    marks
}

fn mark(point: &TurningPoint) -> Mark {
    match point {
        TurningPoint::Decided { .. } => Mark::Decided,
        TurningPoint::ValueChosen => Mark::ValueChosen,
        TurningPoint::Violated(_) => Mark::Violation,
    }
}

fn violated(session: &Session, point: TurningPoint) -> Option<String> {
    match point {
        TurningPoint::Violated(place) => Some(session.model().properties[place].name.to_owned()),
        TurningPoint::Decided { .. } | TurningPoint::ValueChosen => None,
    }
}

fn arrow_view(arrow: Arrow) -> ArrowView {
    ArrowView {
        from: (arrow.from.lane, arrow.from.row),
        to: (arrow.to.lane, arrow.to.row),
        end: match arrow.end {
            ArrowEnd::Delivered => ArrowEndName::Delivered,
            ArrowEnd::Dropped => ArrowEndName::Dropped,
            ArrowEnd::Open => ArrowEndName::Open,
        },
    }
}

/// Every branch of the run.
pub(super) fn branches(session: &Session) -> Vec<BranchView> {
    let view = |(branch, origin): (&Branch, Option<(u32, usize)>)| {
        let parts_after = origin.map_or(0, |(_, step)| step);
        BranchView {
            id: branch.id(),
            name: branch.name().to_owned(),
            last: wire(branch.steps().len() - 1),
            from: origin.map(|(from, _)| from),
            parts_after: wire(parts_after),
            marks: branch.steps()[parts_after + 1..].iter().flat_map(|step| marks(&step.turning_points)).collect(),
        }
    };
    session.branches().iter().zip(session.origins()).map(view).collect()
}

/// Steps of each branch that a comparison shows.
const COMPARED_STEPS: usize = 4;

/// The branch shown beside another.
pub(super) fn comparison(session: &Session, other: &Branch) -> ComparisonView {
    let shown = session.branch();
    let parts_after = shown.parts_from(other);
    let first = parts_after + 1;
    let side = |branch: &Branch| SideView {
        branch: branch.id(),
        name: branch.name().to_owned(),
        steps: (first..branch.steps().len().min(first + COMPARED_STEPS))
            .map(|index| step(session, &branch.steps()[index], index))
            .collect(),
    };
    // A branch that ends where they part is compared as it ended.
    let there = |branch: &Branch| {
        let step = first.min(branch.steps().len() - 1);
        parts(session.model(), &session.moment(branch, step))
    };
    ComparisonView {
        parts_after: wire(parts_after),
        here: side(shown),
        there: side(other),
        parts: differences(&there(shown), &there(other)).into_iter().map(part_view).collect(),
    }
}

fn part_view(difference: Difference) -> PartView {
    let Difference { name, before, after, differs, parts } = difference;
    PartView { name, before, after, differs, parts: parts.into_iter().map(part_view).collect() }
}

/// Which of the user's properties' conditions are true in the state shown. A simulation that ends when that changes ends there for
/// ever, whatever other properties there are.
pub(super) fn truths(session: &Session) -> Vec<bool> {
    USUAL.iter().map(|place| session.shown().truths.holds(*place)).collect()
}

fn sent_view(Message { number, envelope, .. }: &Message) -> SentView {
    SentView {
        message: *number,
        src: wire(envelope.src.into()),
        dst: wire(envelope.dst.into()),
        kind: kind_of(&envelope.msg).to_owned(),
        owner: ballot_of(&envelope.msg).map(|ballot| wire(ballot.server.into())),
        text: message_text(&envelope.msg),
    }
}

/// The state shown.
pub(super) fn state(session: &Session) -> StateView {
    let Moment { state, in_flight, .. } = session.here();
    // Which message each action is about: of equal ones, the first that was sent.
    let mut numbers = vec![None; session.actions().len()];
    for message in in_flight.iter().rev() {
        for is_lost in [false, true] {
            if let Some(place) = place_about(session.actions(), is_lost, &message.envelope) {
                numbers[place] = Some(message.number);
            }
        }
    }
    let actions: Vec<(&PaxosAction, ActionView)> = (0..)
        .zip(session.actions())
        // What stands for a partition is shown while it can do something.
        .filter(|(_, (action, enabled))| *enabled || Dividing::of(&session.model().cfg, action).is_none())
        .map(|(index, (action, enabled))| {
            (action, action_view(session, (index, action), numbers[index as usize], *enabled))
        })
        .collect();
    let choices = Choices { session, actions: &actions };
    let mut servers = Vec::new();
    let mut clients = Vec::new();
    for (id, actor) in state.actor_states.iter().enumerate().take(session.model().cfg.participants()) {
        match &**actor {
            RegisterActorState::Server(server) => servers.push(server_view(&choices, id, server)),
            RegisterActorState::Client { awaiting, op_count } => {
                let op_count = usize::try_from(*op_count).expect("bounded by put_count");
                clients.push(client_view(&choices, id, awaiting.is_some(), op_count));
            }
        }
    }
    let before = session.before().map(|before| parts(session.model(), &before));
    let after = parts(session.model(), session.here());
    StateView {
        step: wire(session.cursor()),
        link: trace::link(session),
        servers,
        clients,
        partition: partition(&choices),
        messages: in_flight.iter().map(|message| message_view(&choices, message)).collect(),
        properties: properties(session),
        // Nothing has changed in the first state.
        parts: differences(before.as_ref().unwrap_or(&after), &after).into_iter().map(part_view).collect(),
        actions: actions.into_iter().map(|(_, view)| view).collect(),
        history: history(session),
    }
}

fn history(session: &Session) -> HistoryView {
    let here = session.here();
    let account = account(session.model(), here);
    let view = |(at, operation): (usize, &Operation)| OperationView {
        client: wire(operation.client.into()),
        text: operation_text(operation),
        called_in: operation.called_in,
        returned_in: operation.returned_in,
        place: account.places[at],
        is_misfit: account.misfit == Some(at),
        is_named: account.named.contains(&at),
        messages: std::iter::once(operation.request).chain(operation.reply).collect(),
    };
    HistoryView {
        operations: here.operations.iter().enumerate().map(view).collect(),
        is_explained: account.is_explained,
        text: account.sentence,
    }
}

/// The place of the action that delivers or loses a message, among those of a state, which are in their canonical order.
fn place_about(
    actions: &[(PaxosAction, bool)],
    is_lost: bool,
    Envelope { src, dst, msg }: &Envelope<RegisterMsg>,
) -> Option<usize> {
    let to_it = |(action, _): &(PaxosAction, bool)| match action {
        ActorModelAction::Drop(one) if is_lost => (one.src, one.dst, &one.msg).cmp(&(*src, *dst, msg)),
        ActorModelAction::Drop(_) => Ordering::Less,
        ActorModelAction::Deliver { src: from, dst: to, msg: one } if !is_lost => {
            (*from, *to, one).cmp(&(*src, *dst, msg))
        }
        _ => Ordering::Greater,
    };
    actions.binary_search_by(to_it).ok()
}

/// What can be done in the state shown, and why the rest can't.
struct Choices<'a> {
    session: &'a Session,
    actions: &'a [(&'a PaxosAction, ActionView)],
}

impl Choices<'_> {
    fn deliver(&self, message: &Message) -> ChoiceView {
        let waits = || "It waits behind an earlier message, as this network keeps the order.".to_owned();
        self.about(false, message).unwrap_or_else(|| ChoiceView { action: None, why: waits() })
    }

    fn is_held(&self, Message { envelope, .. }: &Message) -> bool {
        let (config, history) = (&self.session.model().cfg, &self.session.here().state.history);
        history.division.holds_up(config, envelope)
    }

    fn duplicate(&self, message: &Message) -> ChoiceView {
        match self.session.model().cfg.network {
            NetworkKind::UnorderedDuplicating => {
                let ChoiceView { action, why } = self.deliver(message);
                let kept = "It stays in flight, and can arrive again.";
                ChoiceView { action, why: action.map_or(why, |_| kept.to_owned()) }
            }
            _ => refused("This network delivers each message once; a duplicating one is among the settings."),
        }
    }

    fn drop(&self, message: &Message) -> ChoiceView {
        let loses_nothing = || match self.session.model().cfg.lossy {
            true => refused("It waits behind an earlier message, as this network keeps the order."),
            false => refused("This network loses nothing; that messages may be lost is among the settings."),
        };
        self.about(true, message).unwrap_or_else(loses_nothing)
    }

    fn crash(&self, id: usize) -> ChoiceView {
        let Moment { state, .. } = self.session.here();
        self.of(StepKind::Crash, id).unwrap_or_else(|| {
            let most = self.session.model().cfg.max_crashes;
            match most {
                _ if state.crashed[id] => refused("It has crashed already."),
                0 => refused("The settings let nobody crash; how many may is among them."),
                _ => refused(&format!("No more than {most} may be crashed at the same time, as the settings say.")),
            }
        })
    }

    fn recover(&self, id: usize) -> ChoiceView {
        self.of(StepKind::Recover, id).unwrap_or_else(|| refused("It hasn't crashed."))
    }

    fn about(&self, is_lost: bool, message: &Message) -> Option<ChoiceView> {
        let place = wire(place_about(self.session.actions(), is_lost, &message.envelope)?);
        let view = self.actions.binary_search_by_key(&place, |(_, view)| view.index).ok()?;
        Some(choice_view(&self.actions[view].1))
    }

    fn of(&self, kind: StepKind, id: usize) -> Option<ChoiceView> {
        self.find(|_, view| view.kind == kind && view.actor == Some(wire(id)))
    }

    fn find(&self, is_it: impl Fn(&PaxosAction, &ActionView) -> bool) -> Option<ChoiceView> {
        let (_, view) = self.actions.iter().find(|(action, view)| is_it(action, view))?;
        Some(choice_view(view))
    }
}

fn choice_view(view: &ActionView) -> ChoiceView {
    ChoiceView { action: view.enabled.then_some(view.index), why: view.why.clone() }
}

fn groups(config: &PaxosModelCfg, cut: Cut) -> Vec<u32> {
    (0..config.server_count).map(|server| wire(cut.group(server))).collect()
}

fn partition(choices: &Choices<'_>) -> Option<PartitionView> {
    let config = &choices.session.model().cfg;
    config.divider()?;
    let division = choices.session.here().state.history.division;
    let begin = choices.actions.iter().filter_map(|(action, view)| match Dividing::of(config, action)? {
        Dividing::Begins(cut) => Some(CutView { action: view.index, text: groups_text(cut, config.server_count) }),
        _ => None,
    });
    let begin: Vec<CutView> = begin.collect();
    let (groups, text) = match division {
        Division::Divided(cut) => {
            let text = groups_text(cut, config.server_count);
            (Some(groups(config, cut)), format!("Partition {text}: nothing crosses it."))
        }
        _ if begin.is_empty() => (None, "The network is whole, and no more partitions may begin.".to_owned()),
        _ => (None, "The network is whole.".to_owned()),
    };
    let heal = choices.find(|_, view| view.kind == StepKind::Heal);
    Some(PartitionView { groups, text, begin, heal: heal.unwrap_or_else(|| refused("No partition holds.")) })
}

fn refused(why: &str) -> ChoiceView {
    ChoiceView { action: None, why: why.to_owned() }
}

fn ballot_view(ballot: Ballot) -> BallotView {
    BallotView { round: ballot.round, server: wire(ballot.server.into()), label: ballot.to_string() }
}

fn server_view(choices: &Choices<'_>, id: usize, server: &ServerState) -> ServerView {
    let session = choices.session;
    let is_leader = usize::from(server.ballot.server) == id && server.ballot > Ballot::zero() && !server.is_decided;
    let cluster = session.model().actors[id].server().map(|server| server.cluster(Id::from(id)));
    let leading = server.proposal.filter(|_| is_leader).zip(cluster).map(|(proposal, cluster)| {
        let (in_phase_1, repeats) = (server.accepts.is_empty(), usize::from(server.repeats));
        LeadingView {
            value: proposal.value.to_string(),
            phase: if in_phase_1 { 1 } else { 2 },
            promises: wire(server.prepares.len() + if in_phase_1 { repeats } else { 0 }),
            accepts: wire(server.accepts.len() + if in_phase_1 { 0 } else { repeats }),
            quorum: wire(if in_phase_1 { cluster.promise_quorum() } else { cluster.accept_quorum() }),
        }
    });
    ServerView {
        id: wire(id),
        promised: (server.ballot > Ballot::zero()).then(|| ballot_view(server.ballot)),
        accepted: server
            .accepted
            .map(|(ballot, proposal)| AcceptedView { ballot: ballot_view(ballot), value: proposal.value.to_string() }),
        leading,
        decided: server.accepted.filter(|_| server.is_decided).map(|(_, proposal)| proposal.value.to_string()),
        crashed: session.here().state.crashed[id],
        crash: choices.crash(id),
        recover: choices.recover(id),
    }
}

fn client_view(choices: &Choices<'_>, id: usize, is_waiting: bool, op_count: usize) -> ClientView {
    let session = choices.session;
    let last = session.here().operations.iter().rfind(|operation| operation.client == Id::from(id));
    let read = last.and_then(|operation| operation.read);
    let config = session.model().cfg;
    let phase = match is_waiting {
        false => ClientPhase::Done,
        true if op_count <= config.put_count => ClientPhase::Writing,
        true => ClientPhase::Reading,
    };
    let wrote = written(id - config.server_count, op_count.min(config.put_count));
    let doing = match (phase, wrote) {
        (ClientPhase::Writing, Some(value)) => format!("writes {}", value_text(value)),
        (ClientPhase::Reading, _) => "reads".to_owned(),
        (_, _) => read.map_or("done".to_owned(), |value| format!("read {}", value_text(value))),
    };
    ClientView {
        id: wire(id),
        doing,
        phase,
        wrote: wrote.map(String::from),
        read: read.map(String::from),
        crashed: session.here().state.crashed[id],
        crash: choices.crash(id),
        recover: choices.recover(id),
    }
}

fn message_view(choices: &Choices<'_>, message: &Message) -> MessageView {
    let SentView { message: number, src, dst, kind, owner, text } = sent_view(message);
    MessageView {
        message: number,
        src,
        dst,
        kind,
        owner,
        text,
        short: short_text(&message.envelope.msg),
        arrow: arrow_view(open_arrow(message)),
        held: choices.is_held(message),
        deliver: choices.deliver(message),
        duplicate: choices.duplicate(message),
        drop: choices.drop(message),
    }
}

fn action_view(
    session: &Session,
    (index, action): (u32, &PaxosAction),
    message: Option<u32>,
    enabled: bool,
) -> ActionView {
    let explanation = explain(session.model(), session.here(), action);
    ActionView {
        index,
        kind: kind(&session.model().cfg, action),
        actor: actor(&session.model().cfg, action),
        message,
        label: explanation.label,
        why: explanation.why,
        enabled,
    }
}

fn properties(session: &Session) -> Vec<PropertyView> {
    let model = session.model();
    let view = |(place, property): (usize, stateright::Property<_>)| PropertyView {
        name: property.name.to_owned(),
        expectation: (&property.expectation).into(),
        holds: session.shown().truths.holds(place),
        detail: detail(model, session.here(), property.name),
    };
    model.properties().into_iter().enumerate().map(view).collect()
}

fn kind(config: &PaxosModelCfg, action: &PaxosAction) -> StepKind {
    match (Dividing::of(config, action), action) {
        (Some(Dividing::Begins(_)), _) => StepKind::Partition,
        (Some(Dividing::Heals(_)), _) => StepKind::Heal,
        (_, ActorModelAction::Deliver { .. }) => StepKind::Deliver,
        (_, ActorModelAction::Drop(_)) => StepKind::Drop,
        (_, ActorModelAction::Timeout(..)) => StepKind::Timeout,
        (_, ActorModelAction::Crash(_)) => StepKind::Crash,
        (_, ActorModelAction::Recover(_)) => StepKind::Recover,
        (_, ActorModelAction::SelectRandom { .. }) => StepKind::Random,
    }
}

/// Who acts, unless it's the network alone.
fn actor(config: &PaxosModelCfg, action: &PaxosAction) -> Option<u32> {
    let id = match action {
        ActorModelAction::Deliver { dst, .. } => *dst,
        ActorModelAction::Drop(envelope) => envelope.src,
        ActorModelAction::Timeout(id, _) | ActorModelAction::Crash(id) | ActorModelAction::Recover(id) => *id,
        ActorModelAction::SelectRandom { actor, .. } => *actor,
    };
    Dividing::of(config, action).is_none().then(|| wire(id.into()))
}

fn wire(number: usize) -> u32 {
    u32::try_from(number).expect("actors, steps and counts of votes are few")
}
