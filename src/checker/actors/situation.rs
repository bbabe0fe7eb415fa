//! An actor with all that is its own, and what it does when something happens to it. The actor's own code is the only source of what
//! it does; the rules around it (timers, crashes, which deliveries have no effect) are stateright's, `actor/model.rs` of 0.31.

use stateright::actor::{Actor, Command, Id, Out, RandomChoices, Timers, is_no_op, is_no_op_with_timer};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// An actor's own part of a state.
pub(super) struct Situation<A: Actor> {
    pub(super) state: Arc<A::State>,
    pub(super) timers: Timers<A::Timer>,
    pub(super) random: RandomChoices<A::Random>,
    pub(super) crashed: bool,
    pub(super) storage: Option<A::Storage>,
}

/// What can happen to an actor, apart from the loss of a message.
pub(super) enum Occasion<'a, A: Actor> {
    /// A message arrives; on an ordered network that counts even if it has no effect, as it makes way for the next.
    Message {
        src: Id,
        msg: &'a A::Msg,
        ordered: bool,
    },
    Timeout(&'a A::Timer),
    Crash,
    Recover,
    Random {
        key: &'a String,
        random: &'a A::Random,
    },
}

/// What comes of it.
pub(super) struct Outcome<A: Actor> {
    pub(super) situation: Situation<A>,
    /// In the order of sending.
    pub(super) sent: Vec<(Id, A::Msg)>,
}

impl<A: Actor> Situation<A> {
    /// What comes of an occasion; `None` if it is no step at all.
    pub(super) fn react(&self, actor: &A, id: Id, occasion: Occasion<'_, A>) -> Option<Outcome<A>> {
        let mut next = self.clone();
        let mut state = Cow::Borrowed(&*self.state);
        let mut out = Out::new();
        match occasion {
            Occasion::Message { .. } if self.crashed => return None,
            Occasion::Message { src, msg, ordered } => {
                actor.on_msg(id, &mut state, src, msg.clone(), &mut out);
                if is_no_op(&state, &out) && !ordered {
                    return None;
                }
            }
            Occasion::Timeout(timer) => {
                actor.on_timeout(id, &mut state, timer, &mut out);
                if is_no_op_with_timer(&state, &out, timer) {
                    return None;
                }
                next.timers.cancel(timer);
            }
            Occasion::Crash => {
                next.timers.cancel_all();
                next.random.map.clear();
                next.crashed = true;
            }
            Occasion::Recover => {
                state = Cow::Owned(actor.on_start(id, &self.storage, &mut out));
                next.crashed = false;
            }
            Occasion::Random { key, random } => {
                actor.on_random(id, &mut state, random, &mut out);
                next.random.remove(key);
            }
        }
        if let Cow::Owned(state) = state {
            next.state = Arc::new(state);
        }
        let sent = next.obey(out);
        Some(Outcome { situation: next, sent })
    }

    /// Does what the actor asked for, but for its messages, which are handed back.
    fn obey(&mut self, out: Out<A>) -> Vec<(Id, A::Msg)> {
        let mut sent = Vec::new();
        for command in out {
            match command {
                Command::Send(dst, msg) => sent.push((dst, msg)),
                Command::SetTimer(timer, _) => {
                    self.timers.set(timer);
                }
                Command::CancelTimer(timer) => {
                    self.timers.cancel(&timer);
                }
                Command::ChooseRandom(key, choices) if choices.is_empty() => {
                    self.random.remove(&key);
                }
                Command::ChooseRandom(key, choices) => self.random.insert(key, choices),
                Command::Save(storage) => self.storage = Some(storage),
            }
        }
        sent
    }
}

// Derived, these would ask of the actor what only its parts have to be.
impl<A: Actor> Clone for Situation<A> {
    fn clone(&self) -> Self {
        Situation {
            state: Arc::clone(&self.state),
            timers: self.timers.clone(),
            random: self.random.clone(),
            crashed: self.crashed,
            storage: self.storage.clone(),
        }
    }
}

impl<A: Actor> PartialEq for Situation<A> {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
            && self.timers == other.timers
            && self.random == other.random
            && self.crashed == other.crashed
            && self.storage == other.storage
    }
}

impl<A: Actor> Hash for Situation<A> {
    fn hash<S: Hasher>(&self, hasher: &mut S) {
        self.state.hash(hasher);
        self.timers.hash(hasher);
        self.random.hash(hasher);
        self.crashed.hash(hasher);
        self.storage.hash(hasher);
    }
}
