//! The states of any `ActorModel` as rows of numbers: one for each actor with its inbox, one for envelopes to nobody, one for the
//! history, and one for the last delivered message. What an actor does is worked out by the actor's own code once for each
//! situation and event, and from then on looked up.

mod certificate;
mod column;
mod hint;
mod histories;
mod inbox;
mod memory;
mod sends;
mod situation;
mod told;
mod watch;
mod work_out;

pub use certificate::Certificate;
pub use hint::{Hint, IsDead, Simpler};
use memory::Memory;
pub use memory::Parts;
pub use watch::Reads;

use super::layout::Row;
use super::room::Room;
use super::space::{Sink, Space};
use super::{PROPERTIES_MAX, Unsupported, Why};
use certificate::Proof;
use column::{CRASH, Column, Event, Move};
use histories::{BEYOND, Histories, Label};
use inbox::Kind;
use sends::Sends;
use stateright::actor::{Actor, ActorModel, ActorModelState, Envelope, Id};
use stateright::{Expectation, Model, Property};
use std::fmt::Debug;
use std::hash::Hash;
use watch::Seen;

/// The states of an actor model.
pub struct Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash,
{
    model: ActorModel<A, C, H>,
    watches: Vec<Watch<A, C, H>>,
    is_bounded: bool,
    boundary: Option<Boundary<A, C, H>>,
    hint: Option<Hint<A, C>>,
    proof: Option<Proof>,
    kind: Kind,
    /// One for each actor, and then the one of nobody.
    columns: Vec<Column<A>>,
    histories: Histories<H>,
    sends: Sends,
    /// Last delivered messages; 0 is none.
    lasts: super::numbered::Numbered<Option<(usize, u32)>>,
    /// By column and component: what the properties see of it.
    seen: Vec<Vec<Seen>>,
    /// By history: the properties whose condition is true of it.
    truths_of_histories: Vec<u64>,
    /// As [`Space::alarms`] has them, of the first [`PROPERTIES_MAX`] properties; with more, there's no search.
    alarms: u64,
    revision: u64,
    attempt: Option<(usize, Event)>,
}

/// A model's boundary, by parts: a step that leaves it is none.
pub struct Boundary<A: Actor, C, H> {
    /// Whether this actor may crash.
    pub may_crash: fn(&C, Id) -> bool,
    /// Whether this envelope may be lost, if the network loses any.
    pub may_lose: fn(&C, &Envelope<A::Msg>) -> bool,
    /// Whether there may be this history; `None` if any. Reduced states can't tell.
    pub allows: Option<fn(&C, &H) -> bool>,
}

impl<A: Actor, C, H> Clone for Boundary<A, C, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A: Actor, C, H> Copy for Boundary<A, C, H> {}

/// A property, and what it reads; `None` is the whole state.
struct Watch<A: Actor, C, H> {
    reads: Option<Reads<A, C, H>>,
    /// The answers of a condition of whole states, if it says which parts it reads.
    memory: Option<Memory>,
    /// What its condition is where it's discovered.
    discovered: bool,
}

impl<A: Actor, C, H> Watch<A, C, H> {
    /// Whether its alarm is raised by the first part that alone makes a discovery; else it always is.
    fn is_by_one_part(&self) -> bool {
        match self.reads {
            Some(Reads::History(_)) => true,
            Some(Reads::AnyDeliverable(_) | Reads::AnyActor(_)) => self.discovered,
            Some(Reads::EveryActor(_)) => !self.discovered,
            Some(Reads::Together(..)) | None => false,
        }
    }
}

/// The properties whose alarm is raised before any part was met.
fn alarms_of<A: Actor, C, H>(watches: &[Watch<A, C, H>]) -> u64 {
    let bit = |(index, watch): (usize, &Watch<A, C, H>)| u64::from(!watch.is_by_one_part()) << index;
    watches.iter().take(PROPERTIES_MAX).enumerate().map(bit).sum()
}

impl<A, C, H> Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash + PartialEq,
{
    /// The states of a model. Its properties are taken to read whole states, and its boundary to bound something.
    pub fn new(model: ActorModel<A, C, H>) -> Self {
        let kind = Kind::of(&model.init_network);
        let watches = model.properties.iter().map(|property| Watch {
            reads: None,
            memory: None,
            discovered: property.expectation == Expectation::Sometimes,
        });
        let watches: Vec<_> = watches.collect();
        Actors {
            alarms: alarms_of(&watches),
            watches,
            is_bounded: true,
            boundary: None,
            hint: None,
            proof: None,
            kind,
            columns: (0..=model.actors.len()).map(|_| Column::new(kind)).collect(),
            histories: Histories::new(),
            sends: Sends::default(),
            lasts: super::numbered::Numbered::default(),
            seen: vec![Vec::new(); model.actors.len() + 1],
            truths_of_histories: Vec::new(),
            revision: 0,
            attempt: None,
            model,
        }
    }

    /// Says that the property of this name reads a part of the state only, by the condition over that part, which replaces the
    /// property's own.
    ///
    /// # Panics
    /// If the model has no such property.
    #[must_use]
    pub fn reads(mut self, property: &str, reads: Reads<A, C, H>) -> Self {
        let index = self.model.properties.iter().position(|known| known.name == property);
        let index = index.unwrap_or_else(|| panic!("there is no property \"{property}\""));
        self.watches[index].reads = Some(reads);
        self.alarms = alarms_of(&self.watches);
        self
    }

    /// Says which parts of a state the property of this name reads, so that its condition, of whole states, is asked once for each
    /// combination of them.
    ///
    /// # Panics
    /// If the model has no such property.
    #[must_use]
    pub fn remembers(mut self, property: &str, parts: Parts) -> Self {
        let index = self.model.properties.iter().position(|known| known.name == property);
        let index = index.unwrap_or_else(|| panic!("there is no property \"{property}\""));
        self.watches[index].memory = (!parts.envelopes).then(|| Memory::new(parts));
        self
    }

    /// Forgets all properties but the one at this place among the model's.
    ///
    /// # Panics
    /// If the model has no such property.
    #[must_use]
    pub fn only(mut self, property: usize) -> Self {
        self.model.properties = vec![self.model.properties.swap_remove(property)];
        self.watches = vec![self.watches.swap_remove(property)];
        self.alarms = alarms_of(&self.watches);
        self
    }

    /// Says that the model's `within_boundary` is true of every state, so that it needn't be asked.
    #[must_use]
    pub fn unbounded(mut self) -> Self {
        self.is_bounded = false;
        self
    }

    /// Says that the model's `within_boundary` is true exactly of the states that are reached within this one, so that it needn't be
    /// asked.
    #[must_use]
    pub fn bounded_by(mut self, boundary: Boundary<A, C, H>) -> Self {
        self.is_bounded = false;
        self.boundary = Some(boundary);
        self
    }

    /// Searches reduced states, by a hint that is proved or refuted afterwards.
    #[must_use]
    pub fn reduced_by(mut self, hint: Hint<A, C>) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The numbers of these parts of a state.
    fn numbers(&self, parts: Parts, row: &Row) -> Box<[u32]> {
        let columns = self.columns.iter().zip(row).take(if parts.actors { self.nobody() } else { 0 });
        let situations = columns.map(|(column, component)| column.component(*component).situation);
        situations.chain(parts.history.then(|| row[self.history_column()])).collect()
    }

    fn nobody(&self) -> usize {
        self.model.actors.len()
    }

    fn history_column(&self) -> usize {
        self.nobody() + 1
    }

    fn last_column(&self) -> usize {
        self.nobody() + 2
    }

    fn column_of(&self, id: Id) -> usize {
        usize::from(id).min(self.nobody())
    }

    fn is_crash_allowed(&self, row: &Row) -> bool {
        let is_crashed = |column: usize| {
            let own = &self.columns[column];
            own.situations.value(own.component(row[column]).situation).crashed
        };
        (0..self.nobody()).filter(|&column| is_crashed(column)).count() < self.model.max_crashes
    }

    /// Calls with each step from a row: the row it leads to, by what changes, and which step it is. A step that leaves the boundary
    /// is none. False if something has to be worked out first.
    #[inline]
    fn each_step(&self, row: &Row, sink: &mut impl Sink, mut also: impl FnMut(usize, usize)) -> bool {
        let may_crash = self.model.max_crashes == 0 || self.is_crash_allowed(row);
        for column in 0..=self.nobody() {
            let Some(places) = self.columns[column].moves_of(row[column]) else { return false };
            for place in places {
                let step = self.columns[column].move_at(place);
                if step.last == CRASH && !may_crash {
                    continue;
                }
                if self.is_bounded {
                    match self.is_within_boundary(row, column, step) {
                        None => return false,
                        Some(false) => continue,
                        Some(true) => {}
                    }
                }
                match self.tell(row, column, step, sink) {
                    None => return false,
                    Some(false) => continue,
                    Some(true) => {}
                }
                sink.done();
                also(column, place);
            }
        }
        true
    }

    /// Tells what a step changes; false, and nothing is told, if its history leaves the boundary, and `None` if something has to be
    /// worked out first.
    #[inline]
    fn tell(&self, row: &Row, column: usize, step: Move, sink: &mut impl Sink) -> Option<bool> {
        let history_column = self.history_column();
        let Move { target, sends, label, last } = step;
        if label != 0 {
            let next = self.histories.next(label, row[history_column])?;
            if next == BEYOND {
                return Some(false);
            }
            sink.change(history_column, row[history_column], next);
        }
        sink.change(column, row[column], target);
        for at in Sends::places(sends) {
            let (other, parcel) = self.sends.at(at);
            sink.change(other, row[other], self.columns[other].arrival(parcel, row[other])?);
        }
        if last != 0 && last != CRASH {
            sink.change(history_column + 1, row[history_column + 1], last - 1);
        }
        Some(true)
    }

    #[cold]
    fn is_within_boundary(&self, row: &Row, column: usize, step: Move) -> Option<bool> {
        struct Next(Row);
        impl Sink for Next {
            fn change(&mut self, column: usize, _: u32, new: u32) {
                self.0[column] = new;
            }
            fn done(&mut self) {}
        }
        let mut next = Next(*row);
        let is_within = self.tell(row, column, step, &mut next)?;
        Some(is_within && (self.model.within_boundary)(&self.model.cfg, &self.state(&next.0)))
    }
}

impl<A, C, H> Space for Actors<A, C, H>
where
    A: Actor,
    A::Msg: Ord,
    A::Timer: Ord,
    H: Clone + Debug + Hash + PartialEq,
{
    type Model = ActorModel<A, C, H>;

    fn model(&self) -> &Self::Model {
        &self.model
    }

    fn columns(&self) -> usize {
        self.nobody() + 3
    }

    fn count(&self, column: usize) -> usize {
        match column.checked_sub(self.columns.len()) {
            None => self.columns[column].len(),
            Some(0) => self.histories.len(),
            Some(_) => self.lasts.len(),
        }
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn initial(&mut self, room: &mut Room) -> Result<Vec<Row>, Why> {
        self.histories.label(Label::default(), room)?;
        self.lasts.number(None, room)?;
        let states = self.model.init_states();
        let within =
            |state: &ActorModelState<A, H>| !self.is_bounded || (self.model.within_boundary)(&self.model.cfg, state);
        let states: Vec<_> = states.into_iter().filter(within).collect();
        states.iter().map(|state| self.row(state, room)).collect()
    }

    #[inline]
    fn successors(&self, row: &Row, sink: &mut impl Sink) -> bool {
        self.each_step(row, sink, |_, _| {})
    }

    #[cold]
    fn work_out(&mut self, row: &Row, room: &mut Room) -> Result<(), Why> {
        let may_crash = self.model.max_crashes == 0 || self.is_crash_allowed(row);
        // An attempt that never came back stays one, although other steps are worked out to tell the way to it.
        let before = self.attempt;
        for column in 0..=self.nobody() {
            let component = row[column];
            let places = match self.columns[column].moves_of(component) {
                Some(places) => places,
                None => self.explore(column, component, room)?,
            };
            for place in places {
                let Move { sends, label, last, .. } = self.columns[column].move_at(place);
                if last == CRASH && !may_crash {
                    continue;
                }
                self.attempt = Some((column, self.columns[column].event_at(place)));
                for at in Sends::places(sends) {
                    let (other, parcel) = self.sends.at(at);
                    if self.columns[other].arrival(parcel, row[other]).is_none() {
                        self.arrive(other, parcel, row[other], room)?;
                    }
                }
                let history = row[self.history_column()];
                if label != 0 && self.histories.next(label, history).is_none() {
                    self.record(label, history, room)?;
                }
                self.attempt = before;
            }
        }
        Ok(())
    }

    fn action_index(
        &mut self,
        row: &Row,
        successor: usize,
        state: &ActorModelState<A, H>,
        room: &mut Room,
    ) -> Option<u32> {
        struct Nowhere;
        impl Sink for Nowhere {
            fn change(&mut self, _: usize, _: u32, _: u32) {}
            fn done(&mut self) {}
        }
        self.work_out(row, room).ok()?;
        let mut steps = Vec::new();
        assert!(self.each_step(row, &mut Nowhere, |column, place| steps.push((column, place))), "all was worked out");
        let &(column, place) = steps.get(successor)?;
        self.index_of(column, self.columns[column].event_at(place), state)
    }

    fn attempt_index(&self, state: &ActorModelState<A, H>) -> Option<u32> {
        let (column, event) = self.attempt?;
        self.index_of(column, event, state)
    }

    fn objection(&self) -> Option<Unsupported> {
        self.hint?;
        let whole = self.watches.iter().position(|watch| watch.reads.is_none());
        let eventually = |property: &&Property<Self::Model>| property.expectation == Expectation::Eventually;
        if let Some(property) = whole.map(|index| &self.model.properties[index]) {
            return Some(Unsupported::Reduction(format!("\"{}\" reads whole states", property.name)));
        }
        if let Some(property) = self.model.properties.iter().find(eventually) {
            return Some(Unsupported::Reduction(format!("\"{}\" is an eventually property", property.name)));
        }
        let is_bounded = self.is_bounded || self.boundary.is_some_and(|boundary| boundary.allows.is_some());
        is_bounded.then(|| Unsupported::Reduction("the model has a boundary".to_owned()))
    }

    fn is_reduced(&self) -> bool {
        self.hint.is_some()
    }

    fn certify(&mut self, budget: &mut usize, room: &mut Room) -> Result<Certificate, Why> {
        self.prove(budget, room)
    }

    fn state(&self, row: &Row) -> ActorModelState<A, H> {
        self.whole(row)
    }

    fn is_true(&self, property: usize, row: &Row, room: &mut Room) -> bool {
        let bit = |truths: u64| truths >> property & 1 == 1;
        let mut seen = self.seen.iter().zip(row).map(|(seen, &component)| &seen[component as usize]);
        match self.watches[property].reads {
            Some(Reads::History(_)) => bit(self.truths_of_histories[row[self.history_column()] as usize]),
            Some(Reads::AnyDeliverable(_) | Reads::AnyActor(_)) => seen.any(|seen| bit(seen.truths)),
            Some(Reads::EveryActor(_)) => seen.all(|seen| bit(seen.truths)),
            Some(Reads::Together(_, condition)) => {
                condition(&self.model.cfg, seen.fold(0, |all, seen| all | seen.marks_for(property)))
            }
            None => {
                let ask = || (self.model.properties[property].condition)(&self.model, &self.whole(row));
                match &self.watches[property].memory {
                    Some(memory) => memory.answer(self.numbers(memory.parts, row), room, ask),
                    None => ask(),
                }
            }
        }
    }

    fn alarms(&self) -> u64 {
        self.alarms
    }
}
