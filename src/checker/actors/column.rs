//! All that was met of one actor: its situations, its inboxes, and both together as components, which are what a state names. What a
//! component can do, and what it becomes when something arrives, is worked out once and looked up from then on.
//!
//! ```text
//! component 7 = situation 3 + inbox 12 ----moves----> component 9, sends parcel 4 to actor 1, and history label 2
//!                    \------- parcel 5 arrives -----> component 31
//! ```

use super::inbox::Kind;
use super::situation::Situation;
use crate::checker::Why;
use crate::checker::numbered::{Lists, Numbered};
use crate::checker::pairs::Pairs;
use crate::checker::room::Room;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use stateright::actor::{Actor, Envelope};
use std::sync::Arc;

/// An actor, or nobody: the column of the envelopes to actors that don't exist.
pub(super) struct Column<A: Actor> {
    pub(super) situations: Numbered<Situation<A>>,
    pub(super) envelopes: Numbered<Envelope<A::Msg>>,
    pub(super) timers: Numbered<A::Timer>,
    pub(super) choices: Numbered<(String, A::Random)>,
    inboxes: Lists,
    components: Numbered<Component>,
    /// Envelopes that are sent at once, in their order.
    parcels: Lists,
    /// By component: what was worked out of it.
    known: Vec<Known>,
    /// By component and parcel: what the component becomes, as far as there was no room for it beside the component.
    more_arrivals: Pairs,
    moves: Vec<Move>,
    /// By move: what it is, which is asked for when a path is told.
    events: Vec<Event>,
    /// By situation and event.
    pub(super) effects: HashMap<(u32, Event), Option<Effect>, FxBuildHasher>,
    kind: Kind,
}

/// What a state names of an actor.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Component {
    /// 0 in the column of nobody.
    pub(super) situation: u32,
    inbox: u32,
}

/// What was worked out of a component. Nearly all of it lies together, as components that are met together are numbered together.
#[derive(Clone, Copy)]
struct Known {
    /// Its places among the moves.
    moves: (u32, u32),
    /// The parcels that arrived first, and what the component then becomes.
    arrivals: [(u32, u32); 2],
}

/// Nothing is known yet.
const UNKNOWN: u32 = u32::MAX;
const NOTHING: Known = Known { moves: (UNKNOWN, UNKNOWN), arrivals: [(UNKNOWN, UNKNOWN); 2] };

/// A step of a component, apart from where its messages go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    /// The component that it becomes.
    pub(super) target: u32,
    /// Its parcels for others, by number.
    pub(super) sends: u32,
    /// What it adds to the history, by number; 0 is nothing.
    pub(super) label: u32,
    /// The last delivered message from now on, plus 1; 0 if that stays as it is; [`CRASH`] if the step is a crash, which other
    /// crashes can forbid.
    pub(super) last: u32,
}

pub(super) const CRASH: u32 = u32::MAX;

/// What can happen to a component. Numbers are those of the column.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Event {
    Drop(u32),
    Deliver(u32),
    Timeout(u32),
    Crash,
    Recover,
    Random(u32),
}

/// What an event does to a situation, whatever else is in the inbox.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    pub(super) situation: u32,
    /// Envelopes to itself, in the order of sending.
    pub(super) to_itself: Box<[u32]>,
    pub(super) sends: u32,
    pub(super) label: u32,
}

impl<A: Actor> Column<A> {
    pub(super) fn new(kind: Kind) -> Self {
        Column {
            situations: Numbered::default(),
            envelopes: Numbered::default(),
            timers: Numbered::default(),
            choices: Numbered::default(),
            inboxes: Lists::default(),
            components: Numbered::default(),
            parcels: Lists::default(),
            known: Vec::new(),
            more_arrivals: Pairs::new(),
            moves: Vec::new(),
            events: Vec::new(),
            effects: HashMap::with_hasher(FxBuildHasher),
            kind,
        }
    }

    /// How many components were met.
    pub(super) fn len(&self) -> usize {
        self.components.len()
    }

    pub(super) fn component(&self, component: u32) -> Component {
        *self.components.value(component)
    }

    /// The envelopes on their way to a component, as the network keeps them.
    pub(super) fn inbox(&self, component: u32) -> &[u32] {
        self.inboxes.list(self.component(component).inbox)
    }

    /// Places in an inbox of what can be delivered, in the order of the envelopes' contents.
    pub(super) fn deliverable(&self, inbox: &[u32]) -> Vec<usize>
    where
        A::Msg: Ord,
    {
        let mut places = self.kind.deliverable(inbox, |envelope| self.flow(envelope));
        places.sort_by_key(|&at| self.envelopes.value(inbox[at]));
        places
    }

    /// Whether a condition is true of any envelope that can be delivered.
    pub(super) fn any_deliverable(&self, inbox: &[u32], mut condition: impl FnMut(&Envelope<A::Msg>) -> bool) -> bool {
        let places = self.kind.deliverable(inbox, |envelope| self.flow(envelope));
        places.into_iter().any(|at| condition(self.envelopes.value(inbox[at])))
    }

    /// The number of a situation.
    pub(super) fn situation(&mut self, situation: Situation<A>, room: &mut Room) -> Result<u32, Why> {
        // Beside the state are two counts of who shares it.
        let is_shared = Arc::strong_count(&situation.state) > 1;
        let bytes = if is_shared { 0 } else { size_of::<(usize, usize, A::State)>() };
        let known = self.situations.len();
        let number = self.situations.number(situation, room)?;
        if self.situations.len() > known {
            room.take(bytes as u64)?;
        }
        Ok(number)
    }

    /// The number of a situation and an inbox together.
    pub(super) fn number(&mut self, situation: u32, inbox: &[u32], room: &mut Room) -> Result<u32, Why> {
        let inbox = self.inboxes.number(inbox, room)?;
        let component = self.components.number(Component { situation, inbox }, room)?;
        // It's new, or there was no room for it when it was.
        if component as usize == self.known.len() {
            room.push(&mut self.known, NOTHING)?;
        }
        Ok(component)
    }

    /// The inbox with more envelopes, in the order of sending.
    pub(super) fn with(&self, mut inbox: Vec<u32>, envelopes: &[u32]) -> Vec<u32> {
        for &envelope in envelopes {
            self.kind.insert(&mut inbox, envelope, |envelope| self.flow(envelope));
        }
        inbox
    }

    fn flow(&self, envelope: u32) -> (usize, usize) {
        let envelope = self.envelopes.value(envelope);
        (envelope.src.into(), envelope.dst.into())
    }

    /// The number of some envelopes sent at once.
    pub(super) fn parcel(&mut self, envelopes: &[u32], room: &mut Room) -> Result<u32, Why> {
        self.parcels.number(envelopes, room)
    }

    /// What a component becomes when a parcel arrives in its inbox, if that was worked out.
    #[inline]
    pub(super) fn arrival(&self, parcel: u32, component: u32) -> Option<u32> {
        let [(first, next), (second, next_of_second)] = self.known[component as usize].arrivals;
        if first == parcel {
            Some(next)
        } else if second == parcel {
            Some(next_of_second)
        } else if second == UNKNOWN {
            None
        } else {
            self.more_arrivals.get(component, parcel)
        }
    }

    /// Writes down what a component becomes when a parcel arrives in its inbox, which wasn't known.
    pub(super) fn set_arrival(&mut self, parcel: u32, component: u32, next: u32, room: &mut Room) -> Result<(), Why> {
        let mut near = self.known[component as usize].arrivals.iter_mut();
        match near.find(|(parcel, _)| *parcel == UNKNOWN) {
            Some(free) => *free = (parcel, next),
            None => self.more_arrivals.insert(component, parcel, next, room)?,
        }
        Ok(())
    }

    /// All that was written down of arrivals: a component, a parcel, and what the component becomes; in no order that matters.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        let near = (0..).zip(&self.known).flat_map(|(component, known)| {
            let arrivals = known.arrivals.iter().filter(|(parcel, _)| *parcel != UNKNOWN);
            arrivals.map(move |&(parcel, next)| (component, parcel, next))
        });
        near.chain(self.more_arrivals.iter())
    }

    /// The envelopes of a parcel.
    pub(super) fn parcel_at(&self, parcel: u32) -> &[u32] {
        self.parcels.list(parcel)
    }

    /// The places of a component's moves, if they were worked out.
    #[inline]
    pub(super) fn moves_of(&self, component: u32) -> Option<std::ops::Range<usize>> {
        let (start, end) = self.known[component as usize].moves;
        (start != UNKNOWN).then_some(start as usize..end as usize)
    }

    #[inline]
    pub(super) fn move_at(&self, place: usize) -> Move {
        self.moves[place]
    }

    pub(super) fn event_at(&self, place: usize) -> Event {
        self.events[place]
    }

    /// Writes down a component's moves.
    ///
    /// # Errors
    /// If there's no room for them, or no number.
    pub(super) fn set_moves(
        &mut self,
        component: u32,
        moves: &[(Event, Move)],
        room: &mut Room,
    ) -> Result<std::ops::Range<usize>, Why> {
        let range = self.moves.len()..self.moves.len() + moves.len();
        let number = |place: usize| u32::try_from(place).ok().filter(|place| *place != UNKNOWN).ok_or(Why::Numbers);
        let places = (number(range.start)?, number(range.end)?);
        room.reserve(&mut self.events, moves.len())?;
        room.reserve(&mut self.moves, moves.len())?;
        self.known[component as usize].moves = places;
        for &(event, step) in moves {
            self.events.push(event);
            self.moves.push(step);
        }
        Ok(range)
    }

    /// Writes down what an event does to a situation.
    ///
    /// # Errors
    /// If there's no room for it.
    pub(super) fn set_effect(
        &mut self,
        situation: u32,
        event: Event,
        effect: Option<Effect>,
        room: &mut Room,
    ) -> Result<(), Why> {
        room.reserve_in_map(&mut self.effects)?;
        room.take(effect.as_ref().map_or(0, |effect| size_of_val(&*effect.to_itself)) as u64)?;
        self.effects.insert((situation, event), effect);
        Ok(())
    }

    /// An inbox after an event, but for what the actor sends itself.
    pub(super) fn inbox_after(&self, inbox: &[u32], event: Event) -> Vec<u32> {
        // The first of equals is the one that can be delivered, on every network.
        let place =
            |envelope| inbox.iter().position(|&other| other == envelope).expect("what happens to it finds it there");
        match event {
            Event::Deliver(envelope) => self.kind.delivered(inbox, place(envelope)),
            Event::Drop(envelope) => Kind::dropped(inbox, place(envelope)),
            Event::Timeout(_) | Event::Crash | Event::Recover | Event::Random(_) => inbox.to_vec(),
        }
    }
}
