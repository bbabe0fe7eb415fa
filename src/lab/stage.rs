//! What is on the stage, made from a session: steps, actors, messages, actions, properties. Pure; decides nothing.

use super::event::*;
use crate::explain::{actor_name, ballot_of, explain, kind_of, message_text, value_text};
use crate::model::{LINEARIZABLE, PaxosAction, PaxosState};
use crate::paxos::{Ballot, RegisterMsg, ServerState};
use crate::session::{Message, Session, Step, TurningPoint, concerned};
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Id};
use stateright::semantics::register::{RegisterOp, RegisterRet};
use stateright::{Expectation, Model};

/// Every actor, servers first.
pub(super) fn actors(session: &Session) -> Vec<ActorView> {
    let servers = session.model().cfg.server_count;
    let view = |id: usize| ActorView {
        id: wire(id),
        name: actor_name(Id::from(id), servers),
        role: if id < servers { Role::Server } else { Role::Client },
    };
    (0..session.model().actors.len()).map(view).collect()
}

/// The run's steps from the one with index `first` on.
pub(super) fn steps(session: &Session, first: usize) -> Vec<StepView> {
    (first..session.steps().len()).map(|index| step(session, index)).collect()
}

fn step(session: &Session, index: usize) -> StepView {
    let Step { action, message, sent, turning_points, .. } = &session.steps()[index];
    let (label, why) = match action {
        None => ("Start".to_owned(), "Every client has sent its write. No server knows anything yet.".to_owned()),
        Some((_, action)) => {
            let explanation = explain(session.model(), &session.steps()[index - 1].state, action);
            (explanation.label, explanation.why)
        }
    };
    StepView {
        action: action.as_ref().map(|(index, _)| *index),
        kind: action.as_ref().map_or(StepKind::Start, |(_, action)| kind(action)),
        actor: action.as_ref().map(|(_, action)| wire(actor(action).into())),
        label,
        why,
        message: message.as_ref().map(|message| MessageRef { message: message.number, sent_in: message.sent_in }),
        sent: sent.iter().map(sent_view).collect(),
        marks: turning_points
            .iter()
            .map(|point| match point {
                TurningPoint::Decided => Mark::Decided,
                TurningPoint::ValueChosen => Mark::ValueChosen,
                TurningPoint::Violated => Mark::Violation,
            })
            .collect(),
    }
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
    let Step { state, in_flight, read, .. } = session.shown();
    let mut servers = Vec::new();
    let mut clients = Vec::new();
    for (id, actor) in state.actor_states.iter().enumerate() {
        let crashed = state.crashed[id];
        match &**actor {
            RegisterActorState::Server(server) => servers.push(server_view(session, id, server, crashed)),
            RegisterActorState::Client { awaiting, op_count } => {
                let op_count = usize::try_from(*op_count).expect("bounded by put_count");
                clients.push(client_view(session, id, awaiting.is_some(), op_count, read[id], crashed));
            }
        }
    }
    let actions: Vec<(PaxosAction, ActionView)> = (0..)
        .zip(session.actions())
        .map(|(index, (action, next))| {
            let view = action_view(session, index, &action, next.is_some());
            (action, view)
        })
        .collect();
    StateView {
        step: wire(session.cursor()),
        servers,
        clients,
        messages: in_flight.iter().map(|message| message_view(message, &actions)).collect(),
        actions: actions.into_iter().map(|(_, view)| view).collect(),
        properties: properties(session, state),
    }
}

fn ballot_view(ballot: Ballot) -> BallotView {
    BallotView { round: ballot.round, server: wire(ballot.server.into()), label: ballot.to_string() }
}

fn server_view(session: &Session, id: usize, server: &ServerState, crashed: bool) -> ServerView {
    let is_leader = usize::from(server.ballot.server) == id && server.ballot > Ballot::zero() && !server.is_decided;
    let quorum = stateright::actor::majority(session.model().cfg.server_count);
    let leading = server.proposal.filter(|_| is_leader).map(|proposal| LeadingView {
        value: proposal.value.to_string(),
        phase: if server.accepts.is_empty() { 1 } else { 2 },
        promises: wire(server.prepares.len()),
        accepts: wire(server.accepts.len()),
        quorum: wire(quorum),
    });
    ServerView {
        id: wire(id),
        promised: (server.ballot > Ballot::zero()).then(|| ballot_view(server.ballot)),
        accepted: server
            .accepted
            .map(|(ballot, proposal)| AcceptedView { ballot: ballot_view(ballot), value: proposal.value.to_string() }),
        leading,
        decided: server.accepted.filter(|_| server.is_decided).map(|(_, proposal)| proposal.value.to_string()),
        crashed,
    }
}

fn client_view(
    session: &Session,
    id: usize,
    is_waiting: bool,
    op_count: usize,
    read: Option<char>,
    crashed: bool,
) -> ClientView {
    let config = session.model().cfg;
    let phase = match is_waiting {
        false => ClientPhase::Done,
        true if op_count <= config.put_count => ClientPhase::Writing,
        true => ClientPhase::Reading,
    };
    let wrote = nth_write(id - config.server_count, op_count.min(config.put_count));
    let doing = match (phase, wrote) {
        (ClientPhase::Writing, Some(value)) => format!("writes {}", value_text(value)),
        (ClientPhase::Reading, _) => "reads".to_owned(),
        (_, _) => read.map_or("done".to_owned(), |value| format!("read {}", value_text(value))),
    };
    ClientView { id: wire(id), doing, phase, wrote: wrote.map(String::from), read: read.map(String::from), crashed }
}

/// What stateright's register clients write: the first A, B, C, and all later ones Z, Y, X, by the client's place.
fn nth_write(client: usize, write: usize) -> Option<char> {
    let place = u8::try_from(client).ok()?;
    match write {
        0 => None,
        1 => Some((b'A' + place).into()),
        _ => Some((b'Z' - place).into()),
    }
}

fn message_view(message: &Message, actions: &[(PaxosAction, ActionView)]) -> MessageView {
    let about = |kind: StepKind| {
        actions
            .iter()
            .find(|(action, view)| view.kind == kind && concerned(action).as_ref() == Some(&message.envelope))
            .map(|(_, view)| view)
    };
    let deliver = about(StepKind::Deliver);
    let SentView { message, src, dst, kind, owner, text } = sent_view(message);
    MessageView {
        message,
        src,
        dst,
        kind,
        owner,
        text,
        deliver: deliver.filter(|action| action.enabled).map(|action| action.index),
        drop: about(StepKind::Drop).map(|action| action.index),
        why: deliver.map_or_else(
            || "It waits behind an earlier message, as this network keeps the order.".to_owned(),
            |action| action.why.clone(),
        ),
    }
}

fn action_view(session: &Session, index: u32, action: &PaxosAction, enabled: bool) -> ActionView {
    let Step { state, in_flight, .. } = session.shown();
    let explanation = explain(session.model(), state, action);
    let message = concerned(action)
        .and_then(|envelope| in_flight.iter().find(|message| message.envelope == envelope))
        .map(|message| message.number);
    ActionView {
        index,
        kind: kind(action),
        actor: wire(actor(action).into()),
        message,
        label: explanation.label,
        why: explanation.why,
        enabled,
    }
}

fn properties(session: &Session, state: &PaxosState) -> Vec<PropertyView> {
    let model = session.model();
    let view = |property: stateright::Property<_>| {
        let holds = (property.condition)(model, state);
        PropertyView {
            name: property.name.to_owned(),
            expectation: expectation(&property.expectation),
            holds,
            detail: if property.name == LINEARIZABLE {
                order_of(session, state)
            } else {
                answer_in_flight(session, state)
            },
        }
    };
    model.properties().into_iter().map(view).collect()
}

/// One order of the operations that explains every reply, if there is one.
fn order_of(session: &Session, state: &PaxosState) -> String {
    let Some(order) = state.history.serialized_history() else {
        // The tester doesn't tell these apart, and a client that comes back from a crash begins anew.
        let or_again = match session.model().cfg.max_crashes {
            0 => "",
            _ => {
                ", or a client that crashed has called again while its first call was open, which counts as a violation too"
            }
        };
        return format!("No order of the operations explains what was read{or_again}.");
    };
    let words: Vec<String> = order
        .iter()
        .map(|(op, ret)| match (op, ret) {
            (RegisterOp::Write(value), _) => format!("write {}", value_text(*value)),
            (RegisterOp::Read, RegisterRet::ReadOk(value)) => format!("read {}", value_text(*value)),
            (RegisterOp::Read, RegisterRet::WriteOk) => "read".to_owned(),
        })
        .collect();
    if words.is_empty() {
        "No operation is complete yet, so nothing has to be explained.".to_owned()
    } else {
        format!("This order explains every reply: {}.", words.join(", then "))
    }
}

fn answer_in_flight(session: &Session, state: &PaxosState) -> String {
    let servers = session.model().cfg.server_count;
    let mut answers: Vec<_> = state
        .network
        .iter_deliverable()
        .filter_map(|envelope| match envelope.msg {
            RegisterMsg::GetOk(_, value) if *value != char::default() => Some((envelope.dst, *value)),
            _ => None,
        })
        .collect();
    answers.sort_unstable();
    match answers.first() {
        Some((client, value)) => {
            format!("{} is about to be told that {} was written.", actor_name(*client, servers), value_text(*value))
        }
        None => "No read is being answered with a written value.".to_owned(),
    }
}

pub(super) fn expectation(expectation: &Expectation) -> ExpectationName {
    match expectation {
        Expectation::Always => ExpectationName::Always,
        Expectation::Sometimes => ExpectationName::Sometimes,
        Expectation::Eventually => ExpectationName::Eventually,
    }
}

fn kind(action: &PaxosAction) -> StepKind {
    match action {
        ActorModelAction::Deliver { .. } => StepKind::Deliver,
        ActorModelAction::Drop(_) => StepKind::Drop,
        ActorModelAction::Timeout(..) => StepKind::Timeout,
        ActorModelAction::Crash(_) => StepKind::Crash,
        ActorModelAction::Recover(_) => StepKind::Recover,
        ActorModelAction::SelectRandom { .. } => StepKind::Random,
    }
}

fn actor(action: &PaxosAction) -> Id {
    match action {
        ActorModelAction::Deliver { dst, .. } => *dst,
        ActorModelAction::Drop(envelope) => envelope.src,
        ActorModelAction::Timeout(id, ()) | ActorModelAction::Crash(id) | ActorModelAction::Recover(id) => *id,
        ActorModelAction::SelectRandom { actor, .. } => *actor,
    }
}

fn wire(number: usize) -> u32 {
    u32::try_from(number).expect("actors, steps and counts of votes are few")
}
