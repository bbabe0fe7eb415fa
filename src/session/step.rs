//! A step of a run, as it is kept: what was done, in words too, which message it was about, which it sent, and what became true. The
//! state that it led to is made again from a snapshot before it, of which there is one every so many steps.

use super::moves::Move;
use crate::explain::{Arrow, Explanation, ended_arrow};
use crate::model::{PaxosAction, PaxosModel, VALUE_CHOSEN};
use crate::moment::{Message, Moment};
use crate::paxos::Value;
use stateright::Expectation;
use stateright::actor::register::RegisterActorState;
use stateright::actor::{ActorModelAction, Id};
use std::cell::OnceCell;

/// The start, or an action and what came of it.
pub struct Step {
    /// The action's index and itself; `None` for the start.
    pub action: Option<(u32, PaxosAction)>,
    /// The action's name, as links have it; `None` for the start.
    pub named: Option<Move>,
    /// All steps so far in 32 bits; 0 for the start.
    pub trail: u32,
    /// What happened and why, in words.
    pub told: Explanation,
    /// The message that it delivered or dropped.
    pub message: Option<Message>,
    /// What it sent, in order.
    pub sent: Vec<Message>,
    /// What became true.
    pub turning_points: Vec<TurningPoint>,
    /// Which properties' conditions are true after it.
    pub truths: Truths,
    /// The sum of the run that ends here, once it was asked for.
    pub(crate) sum: OnceCell<u32>,
    /// All that is known after it, if it's one of those that keep that.
    pub(super) snapshot: Option<Box<Moment>>,
}

impl Step {
    /// The arrow that ends in this step, whose number this is, if a message does.
    pub fn arrow(&self, number: usize) -> Option<Arrow> {
        let (_, action) = self.action.as_ref()?;
        Some(ended_arrow(action, self.message.as_ref()?, u32::try_from(number).ok()?))
    }
}

/// Which of a model's properties have a true condition, by their places.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Truths(u64);

impl Truths {
    /// Those of a state.
    pub fn of(model: &PaxosModel, moment: &Moment) -> Truths {
        assert!(model.properties.len() <= 64, "a bit each");
        let bit = |(place, property): (usize, &stateright::Property<PaxosModel>)| {
            u64::from((property.condition)(model, &moment.state)) << place
        };
        Truths(model.properties.iter().enumerate().map(bit).sum())
    }

    /// Whether the condition at this place is true.
    pub fn holds(self, place: usize) -> bool {
        self.0 >> place & 1 == 1
    }
}

/// What can become true in a step.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TurningPoint {
    /// A server decides.
    Decided {
        /// Which.
        server: Id,
        /// What.
        value: Value,
    },
    /// "value chosen" becomes true.
    ValueChosen,
    /// The property at this place, which must always be true, becomes false.
    Violated(usize),
}

/// What became true when an action led from one moment to the next.
pub(super) fn turning_points(
    model: &PaxosModel,
    action: &PaxosAction,
    (before, was): (Option<Value>, Truths),
    (after, is): (&Moment, Truths),
) -> Vec<TurningPoint> {
    let decided = decides(action).and_then(|server| Some((server, decision(after, server)?)));
    let decided = decided.filter(|_| before.is_none());
    let properties = model.properties.iter().enumerate();
    let turned = properties.filter_map(|(place, property)| match property.expectation {
        Expectation::Always if was.holds(place) && !is.holds(place) => Some(TurningPoint::Violated(place)),
        _ => None,
    });
    let chosen = model.properties.iter().position(|property| property.name == VALUE_CHOSEN);
    let is_chosen = chosen.is_some_and(|place| is.holds(place) && !was.holds(place));
    let decided = decided.map(|(server, value)| TurningPoint::Decided { server, value });
    decided.into_iter().chain(is_chosen.then_some(TurningPoint::ValueChosen)).chain(turned).collect()
}

/// The server that an action can make decide.
pub(super) fn decides(action: &PaxosAction) -> Option<Id> {
    match action {
        ActorModelAction::Deliver { dst, .. } => Some(*dst),
        _ => None,
    }
}

/// What a server has decided by now.
pub(super) fn decision(moment: &Moment, id: Id) -> Option<Value> {
    match &*moment.state.actor_states[usize::from(id)] {
        RegisterActorState::Server(server) if server.is_decided => server.accepted.map(|(_, proposal)| proposal.value),
        _ => None,
    }
}
