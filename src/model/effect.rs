//! Whether an action has an effect, asked without making the state that it leads to: a run offers hundreds of actions, of which one is
//! taken. The answer is that of stateright's `next_state` and of the model's boundary, to which a test holds it.

use super::partition::is_own;
use super::{PaxosAction, PaxosModel, PaxosState};
use stateright::Model;
use stateright::actor::{Actor, ActorModelAction, Envelope, Id, Network, Out, is_no_op, is_no_op_with_timer};
use std::borrow::Cow;

/// Whether an action of this state leads to a state within the model's boundary. The state is within it.
pub fn has_effect(model: &PaxosModel, state: &PaxosState, action: &PaxosAction) -> bool {
    let is_of_divider = |id: &Id| Some(usize::from(*id)) == model.cfg.divider();
    match action {
        ActorModelAction::Deliver { src, dst, msg } if src != dst => {
            let is_held = || {
                let envelope = Envelope { src: *src, dst: *dst, msg: msg.clone() };
                state.history.division.holds_up(&model.cfg, &envelope)
            };
            is_answered(model, state, action) && !is_held()
        }
        ActorModelAction::Drop(envelope) => !is_own(envelope),
        ActorModelAction::Timeout(id, _) if !is_of_divider(id) => is_answered(model, state, action),
        ActorModelAction::Crash(id) => model.cfg.may_crash(usize::from(*id)),
        ActorModelAction::Recover(_) => true,
        // What begins or heals a partition: a handful, so it's tried.
        _ => {
            let next = model.next_state(state, action.clone());
            next.is_some_and(|next| (model.within_boundary)(&model.cfg, &next))
        }
    }
}

/// Whether an actor does anything at a message or a timeout. An ordered network delivers also what does nothing.
fn is_answered(model: &PaxosModel, state: &PaxosState, action: &PaxosAction) -> bool {
    let mut out = Out::new();
    match action {
        ActorModelAction::Deliver { src, dst, msg } => {
            let at = usize::from(*dst);
            if at >= model.actors.len() || state.crashed[at] {
                return false;
            }
            if matches!(state.network, Network::Ordered(_)) {
                return true;
            }
            let mut actor = Cow::Borrowed(&*state.actor_states[at]);
            model.actors[at].on_msg(*dst, &mut actor, *src, msg.clone(), &mut out);
            !is_no_op(&actor, &out)
        }
        ActorModelAction::Timeout(id, timer) => {
            let at = usize::from(*id);
            let mut actor = Cow::Borrowed(&*state.actor_states[at]);
            model.actors[at].on_timeout(*id, &mut actor, timer, &mut out);
            !is_no_op_with_timer(&actor, &out, timer)
        }
        _ => true,
    }
}
