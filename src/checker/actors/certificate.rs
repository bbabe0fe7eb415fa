//! Proves that a search of reduced states told the truth about the full ones, or finds where it didn't. Knows the hint's results only,
//! not its reasons.
//!
//! A full component, a situation with its inbox, is *stood for* by the reduced one that the hint makes of it. What is left out of its
//! inbox is in *limbo*. For each situation that some run of the actors, each on its own, can bring about, the actors' own code must
//! do the same in it and in the reduced situation that stands for it:
//!
//! ```text
//! full      c ----event----> c'       same event, same sends, same history label, same crash; and the other way round:
//!           |                |        r has no step that c hasn't
//! reduced   r ----event----> r'
//!
//! full      c ----arrival--> c'       what arrives goes to the inbox in both, or to limbo
//! reduced   r ----arrival--> r'
//!
//! full      c ----limbo----> c'       what is delivered from limbo has no effect, or none that is sent, recorded, or seen in r;
//! reduced   r                         and nothing ever comes back from limbo, whatever else happens
//! ```
//!
//! All steps and arrivals that the reduced search took are gone through, so by induction every reachable full state is stood for,
//! actor by actor, by a reduced state that was searched, at the same distance: a step from limbo changes nothing of that, so no
//! shortest way has one. What is gone through is more than what can happen, as actors are combined freely, and limbo is kept by
//! situation; so a refusal may be too strict, and a certificate can't be wrong. This is a bisimulation (R. Milner, *Communication and
//! Concurrency*, 1989, chapter 4) that is local to each actor.

use super::Actors;
use super::column::Event;
use super::inbox::Kind;
use crate::checker::Why;
use crate::checker::room::Room;
use stateright::Model;
use stateright::actor::Actor;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::Hash;

/// How far a proof is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Certificate {
    /// There is more to go through.
    Pending,
    /// Reduced and full states do the same.
    Sound {
        /// Pairs of a full situation and a reduced component that stands for it that were compared.
        compared: u64,
    },
    /// They don't.
    Refuted {
        /// One sentence: who would have done what.
        why: String,
    },
}

/// A proof in the making.
#[derive(Default)]
pub(super) struct Proof {
    columns: Vec<Known>,
    todo: Vec<Todo>,
    compared: u64,
}

/// What is known of a column.
#[derive(Default)]
struct Known {
    situations: BTreeMap<u32, Full>,
    /// By reduced component: the parcels that arrived, and what it became.
    arrivals: Vec<Vec<(u32, u32)>>,
}

/// A situation of full components.
#[derive(Default)]
struct Full {
    /// The reduced components that stand for it, with some inbox.
    components: BTreeSet<u32>,
    /// The envelopes in limbo, and whether they have an effect, which then mustn't matter.
    limbo: BTreeMap<u32, bool>,
    /// The situations that follow it.
    next: BTreeSet<u32>,
}

/// What is still to be looked at, in a column.
enum Todo {
    /// A reduced component stands for a situation.
    Pair { column: usize, reduced: u32, situation: u32 },
    /// It does so with an envelope in limbo that has an effect.
    Effect { column: usize, reduced: u32, situation: u32, envelope: u32 },
    /// In a situation, an envelope is in limbo.
    Limbo { column: usize, situation: u32, envelope: u32 },
}

/// Why a proof goes no further.
enum End {
    /// The sentence of [`Certificate::Refuted`].
    Refuted(String),
    /// There's no room.
    Stopped(Why),
}

impl From<Why> for End {
    fn from(why: Why) -> Self {
        End::Stopped(why)
    }
}

/// What a situation takes among those that are known, at most, in bytes: its place there, and the first of each of its sets.
const SITUATION_BYTES: u64 = 512;
/// What each thing in these sets takes, at most.
const ENTRY_BYTES: u64 = 32;

impl Known {
    fn situation(&mut self, situation: u32, room: &mut Room) -> Result<&mut Full, Why> {
        Ok(match self.situations.entry(situation) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                room.take(SITUATION_BYTES)?;
                free.insert(Full::default())
            }
        })
    }
}

impl Proof {
    /// Notes that a reduced component stands for a situation with some envelopes in limbo.
    fn add(
        &mut self,
        column: usize,
        reduced: u32,
        situation: u32,
        limbo: impl IntoIterator<Item = u32>,
        room: &mut Room,
    ) -> Result<(), Why> {
        let full = self.columns[column].situation(situation, room)?;
        if !full.components.contains(&reduced) {
            room.take(ENTRY_BYTES)?;
            full.components.insert(reduced);
            self.compared += 1;
            room.push(&mut self.todo, Todo::Pair { column, reduced, situation })?;
            for (&envelope, _) in full.limbo.iter().filter(|(_, has_effect)| **has_effect) {
                room.push(&mut self.todo, Todo::Effect { column, reduced, situation, envelope })?;
            }
        }
        for envelope in limbo {
            room.push(&mut self.todo, Todo::Limbo { column, situation, envelope })?;
        }
        Ok(())
    }

    /// Notes that a situation follows another, and so has all in limbo that the other has.
    fn follow(&mut self, column: usize, situation: u32, next: u32, room: &mut Room) -> Result<(), Why> {
        let full = self.columns[column].situation(situation, room)?;
        if !full.next.contains(&next) {
            room.take(ENTRY_BYTES)?;
            full.next.insert(next);
            for &envelope in full.limbo.keys() {
                room.push(&mut self.todo, Todo::Limbo { column, situation: next, envelope })?;
            }
        }
        Ok(())
    }
}

impl<A, C, H> Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash + PartialEq,
{
    /// Goes on with the proof for at most `budget` comparisons, which are counted down.
    ///
    /// # Errors
    /// If there's no room for what is compared.
    pub(super) fn prove(&mut self, budget: &mut usize, room: &mut Room) -> Result<Certificate, Why> {
        if *budget == 0 {
            return Ok(Certificate::Pending);
        }
        let mut proof = match self.proof.take() {
            Some(proof) => proof,
            None => self.begin(room)?,
        };
        let mut end = None;
        while *budget > 0 && end.is_none() {
            let Some(todo) = proof.todo.pop() else { break };
            *budget -= 1;
            let compared = match todo {
                Todo::Pair { column, reduced, situation } => self.compare(&mut proof, column, reduced, situation, room),
                Todo::Effect { column, reduced, situation, envelope } => {
                    self.compare_effect(&mut proof, column, reduced, situation, envelope, room)
                }
                Todo::Limbo { column, situation, envelope } => {
                    self.compare_limbo(&mut proof, column, situation, envelope, room)
                }
            };
            end = compared.err();
        }
        let certificate = match end {
            Some(End::Stopped(why)) => return Err(why),
            Some(End::Refuted(why)) => Certificate::Refuted { why },
            None if proof.todo.is_empty() => Certificate::Sound { compared: proof.compared },
            None => Certificate::Pending,
        };
        self.proof = Some(proof);
        Ok(certificate)
    }

    fn begin(&mut self, room: &mut Room) -> Result<Proof, Why> {
        let mut proof = Proof::default();
        for column in &self.columns {
            let mut arrivals: Vec<Vec<(u32, u32)>> = Vec::new();
            room.reserve_exact(&mut arrivals, column.len())?;
            arrivals.resize(column.len(), Vec::new());
            for (component, parcel, next) in column.arrivals() {
                room.push(&mut arrivals[component as usize], (parcel, next))?;
            }
            proof.columns.push(Known { arrivals, ..Known::default() });
        }
        let initial = self.model.init_states();
        for (column, (situation, inbox)) in self.parts(&initial[0], room)?.into_iter().enumerate() {
            let (reduced, limbo) = self.stands_for(column, situation, inbox, room)?;
            proof.add(column, reduced, situation, limbo, room)?;
        }
        Ok(proof)
    }

    /// The reduced component that stands for a situation with an inbox, and what of the inbox is left out.
    fn stands_for(
        &mut self,
        column: usize,
        situation: u32,
        inbox: Vec<u32>,
        room: &mut Room,
    ) -> Result<(u32, Vec<u32>), Why> {
        let reduced = self.component(column, situation, inbox.clone(), room)?;
        let kept = self.columns[column].inbox(reduced);
        let limbo = inbox.into_iter().filter(|envelope| !kept.contains(envelope)).collect();
        Ok((reduced, limbo))
    }

    fn compare(
        &mut self,
        proof: &mut Proof,
        column: usize,
        reduced: u32,
        situation: u32,
        room: &mut Room,
    ) -> Result<(), End> {
        let inbox = self.columns[column].inbox(reduced).to_vec();
        self.compare_parts(column, reduced, situation, &inbox)?;
        // What was never expanded has no steps that anybody could have taken.
        if let Some(places) = self.columns[column].moves_of(reduced) {
            self.compare_moves(proof, column, places, situation, &inbox, room)?;
        }
        let arrivals = std::mem::take(&mut proof.columns[column].arrivals[reduced as usize]);
        for &(parcel, next) in &arrivals {
            let own = &self.columns[column];
            let after = own.with(inbox.clone(), own.parcel_at(parcel));
            let (target, limbo) = self.stands_for(column, situation, after, room)?;
            if target != next {
                let why = format!("{} would not have stayed alike when messages arrive.", self.name(column));
                return Err(End::Refuted(why));
            }
            proof.add(column, next, situation, limbo, room)?;
        }
        proof.columns[column].arrivals[reduced as usize] = arrivals;
        Ok(())
    }

    /// What is seen of a full component must be seen of the one that stands for it.
    fn compare_parts(&self, column: usize, reduced: u32, situation: u32, inbox: &[u32]) -> Result<(), End> {
        let own = &self.columns[column];
        let is_crashed = |situation: u32| column < self.nobody() && own.situations.value(situation).crashed;
        let is_same = self.seen_of(column, situation, inbox) == self.seen[column][reduced as usize]
            && is_crashed(situation) == is_crashed(own.component(reduced).situation);
        let why = || End::Refuted(format!("A property would have seen {} otherwise.", self.name(column)));
        if is_same { Ok(()) } else { Err(why()) }
    }

    fn compare_moves(
        &mut self,
        proof: &mut Proof,
        column: usize,
        places: std::ops::Range<usize>,
        situation: u32,
        inbox: &[u32],
        room: &mut Room,
    ) -> Result<(), End> {
        let mut matched = 0;
        for event in self.events(column, situation, inbox, room)? {
            let Some(step) = self.step(column, situation, inbox, event, room)? else { continue };
            let (target, left_out) = self.stands_for(column, step.situation, step.inbox, room)?;
            let own = &self.columns[column];
            let known = places.clone().find(|&place| own.event_at(place) == event).map(|place| own.move_at(place));
            let is_same = known.is_some_and(|known| {
                target == known.target && step.label == known.label && self.sends.is_same(step.sends, known.sends)
            });
            if !is_same {
                let (who, what) = (self.name(column), self.text(column, event));
                return Err(End::Refuted(format!("{who} would have done something else on {what}.")));
            }
            matched += 1;
            proof.follow(column, situation, step.situation, room)?;
            proof.add(column, target, step.situation, left_out, room)?;
        }
        if matched < places.len() {
            let why = format!("{} would not have done all that was searched.", self.name(column));
            return Err(End::Refuted(why));
        }
        Ok(())
    }

    /// What is in limbo must be left out in every situation in which it is, seen by no property, and in nobody's way.
    fn compare_limbo(
        &mut self,
        proof: &mut Proof,
        column: usize,
        situation: u32,
        envelope: u32,
        room: &mut Room,
    ) -> Result<(), End> {
        if proof.columns[column].situations.get(&situation).is_some_and(|full| full.limbo.contains_key(&envelope)) {
            return Ok(());
        }
        let event = Event::Deliver(envelope);
        let (_, kept) = self.reduced(column, situation, vec![envelope], room)?;
        if !kept.is_empty() {
            let (who, what) = (self.name(column), self.text(column, event));
            return Err(End::Refuted(format!("{who} could have reacted later to {what}.")));
        }
        if self.kind == Kind::Ordered {
            let why = "On an ordered network every message stands in the way of the next.";
            return Err(End::Refuted(why.to_owned()));
        }
        if self.seen_of(column, situation, &[envelope]) != self.seen_of(column, situation, &[]) {
            return Err(End::Refuted(format!("A property would have seen {}.", self.text(column, event))));
        }
        let has_effect = self.effect(column, situation, event, room)?.is_some();
        let full = proof.columns[column].situation(situation, room)?;
        room.take(ENTRY_BYTES)?;
        full.limbo.insert(envelope, has_effect);
        for &situation in &full.next {
            room.push(&mut proof.todo, Todo::Limbo { column, situation, envelope })?;
        }
        for &reduced in full.components.iter().filter(|_| has_effect) {
            room.push(&mut proof.todo, Todo::Effect { column, reduced, situation, envelope })?;
        }
        Ok(())
    }

    /// A delivery from limbo that has an effect must change nothing that is told, recorded, or seen in what stands for it.
    fn compare_effect(
        &mut self,
        proof: &mut Proof,
        column: usize,
        reduced: u32,
        situation: u32,
        envelope: u32,
        room: &mut Room,
    ) -> Result<(), End> {
        let event = Event::Deliver(envelope);
        let Some(effect) = self.effect(column, situation, event, room)? else { return Ok(()) };
        let inbox = self.columns[column].inbox(reduced).to_vec();
        let (target, left_out) = self.stands_for(column, effect.situation, inbox, room)?;
        let is_silent = effect.sends == 0 && effect.to_itself.is_empty() && self.is_unrecorded(effect.label, room)?;
        if target != reduced || !left_out.is_empty() || !is_silent {
            let (who, what) = (self.name(column), self.text(column, event));
            return Err(End::Refuted(format!("{who} would still have reacted to {what}.")));
        }
        proof.follow(column, situation, effect.situation, room)?;
        proof.add(column, reduced, effect.situation, [], room)?;
        Ok(())
    }

    /// Whether a step leaves every history as it is.
    fn is_unrecorded(&mut self, label: u32, room: &mut Room) -> Result<bool, Why> {
        let histories = u32::try_from(self.histories.len()).map_err(|_| Why::Numbers)?;
        for history in 0..if label == 0 { 0 } else { histories } {
            if self.record(label, history, room)? != history {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn name(&self, column: usize) -> String {
        if column == self.nobody() { "Nobody".to_owned() } else { format!("Actor {column}") }
    }

    fn text(&self, column: usize, event: Event) -> String {
        self.model.format_action(&self.told(column, event))
    }
}
