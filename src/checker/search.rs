//! A search over the states of a space, as its caller holds it: in slices, with verdicts, and with ways that are replayed in the model
//! itself. Wherever it calls the model's own code, a panic of that is caught and told.

use super::engine::{self, Engine};
use super::layout::{COLUMNS_MAX, Row};
use super::room::Room;
use super::space::{Sink, Space};
use super::states::Halt;
use super::tally::{Discovery, Path, Tally};
use super::together::Threads;
use super::{
    Bound, Certificate, Options, PROPERTIES_MAX, Progress, PropertyVerdict, Status, Strategy, Unsupported, Verdict, Why,
};
use stateright::{Expectation, Model};
use std::panic::{self, AssertUnwindSafe};

/// A search over the states of `S`.
pub struct Search<S: Space> {
    space: S,
    tally: Tally,
    /// The initial state's row, and the search; `None` if there was no room for them, or the model's code panicked.
    initial: Option<Row>,
    main: Option<Box<dyn Engine<S>>>,
    /// The search for a run that avoids an `eventually` property, after the main one.
    avoiding: Option<Box<dyn Engine<S>>>,
    /// Whether reduced states told the truth; `None` if states aren't reduced.
    certificate: Option<Certificate>,
    panic: Option<Panicked>,
}

/// The model's own code panicked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Panicked {
    /// What it said.
    pub message: String,
    /// The way to the state in which it did, and the action that it was about to take, as in [`Search::path`].
    pub path: Vec<u32>,
}

impl<S: Space> Search<S> {
    /// Prepares a search; the initial state is counted and checked at once. If there's no room for it, or the model's own code
    /// panics, the search has ended when it begins.
    ///
    /// # Errors
    /// If the model can't be answered rightly, or its states not packed, or a bound allows nothing: see [`Unsupported`].
    pub fn new(space: S, options: Options) -> Result<Self, Unsupported> {
        check_bounds(&options)?;
        if space.columns() > COLUMNS_MAX {
            return Err(Unsupported::Columns(space.columns()));
        }
        if let Some(objection) = space.objection() {
            return Err(objection);
        }
        if space.is_reduced() && matches!(options.strategy, Strategy::RandomWalks { .. }) {
            return Err(Unsupported::Reduction("random walks never come to an end".to_owned()));
        }
        let asked = caught(|| {
            let properties = space.model().properties();
            properties.into_iter().map(|property| (property.name, property.expectation)).collect::<Vec<_>>()
        });
        let (properties, panicked) = match asked {
            Ok(properties) => (properties, None),
            Err(message) => (Vec::new(), Some(message)),
        };
        if properties.len() > PROPERTIES_MAX {
            return Err(Unsupported::Properties(properties.len()));
        }
        let mut search = Search {
            certificate: space.is_reduced().then_some(Certificate::Pending),
            tally: Tally::new(properties, options),
            space,
            initial: None,
            main: None,
            avoiding: None,
            panic: None,
        };
        match panicked {
            Some(message) => search.note_panic(message),
            None => search.begin()?,
        }
        search.settle();
        Ok(search)
    }

    /// Counts and checks the initial state.
    fn begin(&mut self) -> Result<(), Unsupported> {
        let Search { space, tally, initial, main, .. } = self;
        let begin = || {
            let rows = space.initial(&mut tally.room)?;
            let &[row] = &rows[..] else { return Ok(Err(Unsupported::InitialStates(rows.len()))) };
            let engine = engine::main(space, tally.options.strategy, &row, &mut tally.room)?;
            (*initial, *main) = (Some(row), Some(engine));
            (tally.generated, tally.depth) = (1, 1);
            tally.check(space, &row, |_| Ok(Discovery::After(Path::default())))?;
            Ok(Ok(()))
        };
        match caught(begin) {
            Ok(Ok(begun)) => begun,
            Ok(Err(why)) => {
                self.stop(why);
                Ok(())
            }
            Err(message) => {
                self.note_panic(message);
                Ok(())
            }
        }
    }

    /// Expands at most `budget` states (takes as many steps, in random walks), and tells how far it is. Nothing interrupts it but its
    /// bounds, so whoever wants to stop it gives it small budgets; one state is the least.
    pub fn advance(&mut self, budget: u32) -> Progress {
        self.go_on(budget, |engine, space, tally, left| engine.advance(space, tally, left))
    }

    /// As [`Search::advance`], on several threads if the order is breadth-first. What comes of it is the same.
    pub fn advance_with(&mut self, threads: &dyn Threads, budget: u32) -> Progress
    where
        S: Sync,
    {
        self.go_on(budget, |engine, space, tally, left| engine.advance_with(threads, space, tally, left))
    }

    fn go_on(
        &mut self,
        budget: u32,
        advance: impl Fn(&mut dyn Engine<S>, &mut S, &mut Tally, &mut usize) -> Result<(), Halt>,
    ) -> Progress {
        let mut left = budget as usize;
        while left > 0 && self.tally.status.is_running() {
            let is_to_certify = self.is_searched() && self.certificate == Some(Certificate::Pending);
            let Search { space, tally, main, avoiding, certificate, .. } = self;
            let Some(engine) = avoiding.as_mut().or(main.as_mut()) else { break };
            let work = || {
                if is_to_certify {
                    *certificate = Some(space.certify(&mut left, &mut tally.room)?);
                    return Ok(());
                }
                advance(&mut **engine, space, tally, &mut left)
            };
            // The search isn't gone on with after a panic, so it doesn't matter in what state that left it.
            match caught(work) {
                Ok(Ok(())) => {}
                Ok(Err(Halt::TooNarrow)) => self.widen(),
                Ok(Err(Halt::Stopped(why))) => self.stop(why),
                Err(message) => self.catch_up(message),
            }
            self.settle();
        }
        self.progress()
    }

    /// Ends the search where it stands; one that has ended already stays as it is.
    pub fn stop(&mut self, why: Why) {
        if self.tally.status.is_running() {
            self.tally.status = Status::Stopped(why);
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let (main, avoiding) = (self.main.as_ref(), self.avoiding.as_ref());
        let counting = avoiding.filter(|_| self.tally.is_eventually_alone).or(main);
        Progress {
            generated: self.tally.generated,
            unique: counting.map_or(0, |engine| engine.unique()) as u64,
            depth: self.tally.depth,
            frontier: avoiding.or(main).map_or(0, |engine| engine.frontier()) as u64,
            bytes: self.tally.room.used(),
            status: self.tally.status,
        }
    }

    /// How many states each depth has, from the initial state's on and as far as is known; only a breadth-first search knows.
    pub fn widths(&self) -> Vec<u64> {
        self.main.as_ref().map_or_else(Vec::new, |engine| engine.widths())
    }

    /// What is known of each property, in the model's order; of none, if the model's own code panicked when it was asked for them.
    pub fn verdicts(&self) -> Vec<PropertyVerdict> {
        // What reduced states say is nothing without a certificate.
        let is_believed = matches!(self.certificate, None | Some(Certificate::Sound { .. }));
        let verdict_of = |expectation: &Expectation, discovery: &Option<Discovery>| {
            let sometimes = *expectation == Expectation::Sometimes;
            match (discovery.as_ref().filter(|_| is_believed), self.tally.status) {
                (Some(discovery), _) if sometimes => Verdict::Found { steps: discovery.steps() },
                (Some(discovery), _) => Verdict::Violated { steps: discovery.steps() },
                (None, Status::Complete) if sometimes => Verdict::Never,
                (None, Status::Complete) => Verdict::Holds,
                (None, Status::Bounded(bound)) => Verdict::Bounded(bound),
                (None, Status::Stopped(why)) => Verdict::Stopped(why),
                // Decided by a search of its own, to the end.
                (None, Status::Decided) if *expectation == Expectation::Eventually => Verdict::Holds,
                (None, Status::Running | Status::Decided) => Verdict::Pending,
            }
        };
        let properties = self.tally.properties.iter().zip(&self.tally.discoveries);
        let verdicts = properties.map(|((name, expectation), discovery)| PropertyVerdict {
            verdict: verdict_of(expectation, discovery),
            name,
            expectation: expectation.clone(),
        });
        verdicts.collect()
    }

    /// Whether reduced states told the truth; `None` if states aren't reduced.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The discovery of the property with this index, as the index of each step's action among the actions of its state; `None`
    /// if there is no discovery or no such property, or the model's own code doesn't do again what it did.
    pub fn path(&mut self, property: usize) -> Option<Vec<u32>> {
        let discovery = self.tally.discoveries.get(property)?.as_ref()?;
        let path = self.main.as_ref()?.path(discovery);
        match caught(|| self.go(&path)) {
            Ok(gone) => gone.map(|(indices, _)| indices),
            Err(message) => {
                self.panic.get_or_insert(Panicked { message, path: Vec::new() });
                self.stop(Why::Panic);
                None
            }
        }
    }

    /// For a counterexample of an `eventually` property that goes round for ever: the step on its path to which the last one leads
    /// back, counted from 0 for the initial state.
    pub fn back_to(&self, property: usize) -> Option<u32> {
        match self.tally.discoveries.get(property)?.as_ref()? {
            Discovery::After(path) => path.back_to,
            Discovery::At { .. } => None,
        }
    }

    /// The first panic of the model's own code, if there was one: it ended the search, unless that had ended before.
    pub fn panic(&self) -> Option<&Panicked> {
        self.panic.as_ref()
    }

    /// Whether all that was to be searched is.
    fn is_searched(&self) -> bool {
        let frontier = self.avoiding.as_ref().or(self.main.as_ref()).map_or(0, |engine| engine.frontier());
        frontier == 0 || (self.avoiding.is_none() && self.tally.is_decided())
    }

    /// Goes a way with the model's own steps: which action each is, and the state it leads to. `None` if the model hasn't these steps,
    /// as a wrong hint can have it.
    fn go(&mut self, path: &Path) -> Option<(Vec<u32>, <S::Model as Model>::State)> {
        // What was worked out is known, so that this takes no more, but for a model that isn't the same each time it's asked.
        let room = &mut Room::new(None);
        let mut row = self.initial?;
        let model = self.space.model();
        let mut state = model.init_states().into_iter().find(|state| model.within_boundary(state))?;
        let mut indices = Vec::new();
        for &successor in &path.successors {
            let index = self.space.action_index(&row, successor as usize, &state, room)?;
            let mut actions = Vec::new();
            self.space.model().actions(&state, &mut actions);
            let action = actions.into_iter().nth(index as usize)?;
            state = self.space.model().next_state(&state, action)?;
            indices.push(index);
            let mut rows = Rows { from: row, to: row, all: Vec::new() };
            self.space.work_out(&row, room).ok()?;
            assert!(self.space.successors(&row, &mut rows), "all was worked out");
            row = *rows.all.get(successor as usize)?;
        }
        Some((indices, state))
    }

    fn widen(&mut self) {
        let layout = engine::layout(&self.space);
        let Some(engine) = self.avoiding.as_mut().or(self.main.as_mut()) else { return };
        match engine.widened(layout, &mut self.tally.room) {
            Ok(wider) => *engine = wider,
            Err(why) => self.tally.status = Status::Stopped(why),
        }
    }

    /// Takes in what comes before the state in which the model's code panicked, so that slices and threads make no difference: if
    /// that ends the search, the panic is none of it.
    fn catch_up(&mut self, message: String) {
        let Search { space, tally, main, avoiding, .. } = self;
        let Some(engine) = avoiding.as_mut().or(main.as_mut()) else { return };
        if !tally.is_asking
            && let Err(message) = caught(|| engine.catch_up(space, tally))
        {
            return self.note_panic(message);
        }
        let is_main = self.avoiding.is_none() && self.certificate.is_none() && !self.tally.is_asking;
        if !is_main || self.tally.is_going_on() {
            self.note_panic(message);
        }
    }

    fn note_panic(&mut self, message: String) {
        if self.certificate.is_some() {
            // Perhaps no state of the model is like this one.
            let why = format!("In what it leaves of a state the model's own code panicked: {message}.");
            self.certificate = Some(Certificate::Refuted { why });
            self.tally.status = Status::Stopped(Why::Hint);
            return;
        }
        self.panic = Some(Panicked { path: self.path_to_panic().unwrap_or_default(), message });
        self.tally.status = Status::Stopped(Why::Panic);
    }

    fn path_to_panic(&mut self) -> Option<Vec<u32>> {
        let engine = self.avoiding.as_ref().or(self.main.as_ref())?;
        if self.tally.is_asking {
            let way = engine.asked();
            return caught(|| self.go(&way)).ok()?.map(|(path, _)| path);
        }
        let way = engine.expanding();
        let (mut path, state) = caught(|| self.go(&way)).ok()??;
        path.extend(caught(|| self.space.attempt_index(&state)).ok()?);
        Some(path)
    }

    /// Goes on to what is left when an order has come to its end.
    fn settle(&mut self) {
        while self.tally.status.is_running() {
            if !self.is_searched() {
                return;
            }
            match self.certificate {
                Some(Certificate::Pending) => return,
                Some(Certificate::Refuted { .. }) => {
                    self.tally.status = Status::Stopped(Why::Hint);
                    return;
                }
                Some(Certificate::Sound { .. }) | None => {}
            }
            if let Some((property, initial)) = self.tally.next_eventually().zip(self.initial) {
                let room = &mut self.tally.room;
                self.avoiding.take().into_iter().for_each(|mut engine| engine.leave(room));
                match engine::avoiding(&self.space, property, &initial, room) {
                    Ok(engine) => self.avoiding = Some(engine),
                    Err(why) => self.stop(why),
                }
                continue;
            }
            let (is_cut, is_decided) = (self.tally.cut_by_depth, self.tally.is_decided());
            self.tally.status = match is_decided && !(is_cut && self.tally.is_any_undiscovered()) {
                true => Status::Decided,
                false if is_cut => Status::Bounded(Bound::Depth),
                false => Status::Complete,
            };
        }
    }
}

/// A bound of 0 would be exceeded by the initial state.
fn check_bounds(options: &Options) -> Result<(), Unsupported> {
    let bounds = options.bounds;
    let zeros = [
        ("depth", bounds.depth_max == Some(0)),
        ("states", bounds.states_max == Some(0)),
        ("bytes", bounds.bytes_max == Some(0)),
    ];
    zeros.into_iter().find(|(_, is_zero)| *is_zero).map_or(Ok(()), |(what, _)| Err(Unsupported::Bound(what)))
}

/// Calls the model's own code.
///
/// # Errors
/// If it panics: what it said.
fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(call)).map_err(|panicked| {
        let said = panicked.downcast_ref::<&str>().map(|text| (*text).to_owned());
        said.or_else(|| panicked.downcast_ref::<String>().cloned()).unwrap_or_default()
    })
}

/// Collects successors as rows.
struct Rows {
    from: Row,
    to: Row,
    all: Vec<Row>,
}

impl Sink for Rows {
    fn change(&mut self, column: usize, _: u32, new: u32) {
        self.to[column] = new;
    }

    fn done(&mut self) {
        self.all.push(self.to);
        self.to = self.from;
    }
}
