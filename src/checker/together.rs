//! Nearest first on several threads: the very states in the very order in which one thread finds them, so that counts, depths and
//! discoveries are the same whatever the threads do when. A stretch of the level goes through three rounds.
//!
//! ```text
//! expand   each thread looks up the successors of its part of the stretch; what has to be worked out first is left over,
//!          and one thread does it, in order
//! insert   each thread owns some of the tables, and inserts what belongs there, in the order of the stretch
//! take     one thread goes over the stretch, and takes in which successors were new: counts, parents, the next level, properties
//! ```
//!
//! Starts no thread itself: see [`Threads`].

use super::breadth::Breadth;
use super::part::Part;
use super::room::Room;
use super::space::Space;
use super::states::{Halt, States};
use super::tally::Tally;
use super::visited::{Owner, TABLES};
use super::{Status, Why};
use std::panic::{self, AssertUnwindSafe};

/// Threads that a search can use. They are the caller's.
pub trait Threads {
    /// How many there are, at least 1.
    fn count(&self) -> usize;

    /// Does all the jobs, each once, and comes back when they are done. A job that panics makes it panic alike, after the others
    /// are done. What it doesn't do, as when there are no more threads, the search does alone.
    fn run(&self, jobs: Vec<Job<'_>>);
}

/// What a thread is to do.
pub type Job<'a> = Box<dyn FnOnce() + Send + 'a>;

/// States that are worth the threads' while.
const STRETCH_MIN: usize = 1 << 10;
/// States that go through the three rounds together: their successors stay in the caches.
const STRETCH_MAX: usize = 1 << 14;
/// Bytes that are left for each of them, at least, so that the rounds are surely not cut short by a bound on memory.
const BYTES_EACH: u64 = 1 << 9;

impl<const W: usize> Breadth<W> {
    /// Expands at most `budget` states.
    ///
    /// # Errors
    /// If a state can't be packed in this layout, or there's no room for it; everything before it is done.
    pub(super) fn advance_with<S: Space + Sync>(
        &mut self,
        threads: &dyn Threads,
        space: &mut S,
        states: &mut States<W>,
        tally: &mut Tally,
        budget: &mut usize,
    ) -> Result<(), Halt> {
        while *budget > 0 && tally.is_going_on() {
            self.go_deeper(tally)?;
            let stretch = self.left().min(*budget).min(STRETCH_MAX);
            if stretch == 0 {
                return Ok(());
            }
            let mut parts = std::mem::take(&mut self.parts);
            let has_expanded = stretch >= STRETCH_MIN
                && has_bytes_for(stretch, &parts, &tally.room)
                && self.expand_parts(&mut parts, stretch, threads, space, states, &mut tally.room);
            let work_out = || self.work_out_parts(&mut parts, stretch, space, states, tally);
            let worked_out = has_expanded.then(|| panic::catch_unwind(AssertUnwindSafe(work_out)).ok().flatten());
            let outcome;
            if let Some(worked_out) = worked_out.flatten()
                && self.can_take_parts(&parts, states, tally)
            {
                outcome = worked_out;
                *budget -= parts.iter().map(|part| part.spans.len()).sum::<usize>();
                let taken = insert_parts(&parts, threads, states, &mut tally.room)
                    .and_then(|()| self.take_parts(&parts, space, states, tally));
                if let Err(why) = taken {
                    tally.status = Status::Stopped(why);
                }
                self.parts = parts;
            } else {
                // A state after another, so that a bound is met exactly; and if the model's code panics, all before it is done.
                if tally.room.is_bounded() {
                    parts.drain(..).for_each(|part| tally.room.give(part.bytes()));
                }
                self.parts = parts;
                self.ahead = 0;
                let mut alone = stretch;
                outcome = self.advance(space, states, tally, &mut alone);
                *budget -= stretch - alone;
            }
            outcome?;
        }
        Ok(())
    }

    /// Whether all states were expanded, as far as they needn't be worked out first, and that's most of them: each had room, and the
    /// model's code didn't panic.
    fn expand_parts<S: Space + Sync>(
        &self,
        parts: &mut Vec<Part<W>>,
        stretch: usize,
        threads: &dyn Threads,
        space: &S,
        states: &States<W>,
        room: &mut Room,
    ) -> bool {
        let count = threads.count().max(1);
        if parts.len() != count {
            parts.drain(..).for_each(|part| room.give(part.bytes()));
            parts.resize_with(count, || Part::new(room.left() / 4 / count as u64));
        }
        parts.iter_mut().for_each(Part::clear);
        let before: u64 = parts.iter().map(Part::bytes).sum();
        let each = stretch.div_ceil(parts.len());
        let layout = &states.layout;
        let stretch = &self.level[self.at..self.at + stretch];
        let job = |(index, part): (usize, _)| -> Job<'_> {
            let own = &stretch[(index * each).min(stretch.len())..((index + 1) * each).min(stretch.len())];
            let part: &mut Part<W> = part;
            Box::new(move || part.expand(space, layout, own))
        };
        let jobs: Vec<_> = parts.iter_mut().enumerate().map(job).collect();
        let run = || threads.run(jobs);
        // What was looked up is void then, and nothing else was touched.
        let has_panicked = panic::catch_unwind(AssertUnwindSafe(run)).is_err();
        room.changed(before, parts.iter().map(Part::bytes).sum());
        // Where most is left over, threads are of no help.
        !has_panicked
            && parts.iter().map(|part| part.spans.len()).sum::<usize>() == stretch.len()
            && parts.iter().map(|part| part.left_over.len()).sum::<usize>() <= stretch.len() / 2
    }

    /// Works out what was left over; `None` if there's no room in the parts for what comes of it.
    ///
    /// # Errors
    /// If a state can't be packed in this layout, or there's no room for it; then it and all after it are cut off.
    fn work_out_parts<S: Space>(
        &mut self,
        parts: &mut [Part<W>],
        stretch: usize,
        space: &mut S,
        states: &mut States<W>,
        tally: &mut Tally,
    ) -> Option<Result<(), Halt>> {
        let each = stretch.div_ceil(parts.len());
        let before: u64 = parts.iter().map(Part::bytes).sum();
        let mut outcome = Ok(());
        let mut has_room = true;
        for (index, part) in parts.iter_mut().enumerate() {
            if outcome.is_err() {
                part.spans.clear();
                continue;
            }
            for at in 0..part.left_over.len() {
                let left_over = part.left_over[at];
                self.ahead = index * each + left_over;
                self.block.clear();
                let state = &self.level[self.at + self.ahead];
                outcome = states.expand(space, state, &mut self.block, &mut tally.room);
                if outcome.is_err() {
                    part.spans.truncate(left_over);
                    break;
                }
                has_room = has_room && part.make_up_for(left_over, &self.block.successors).is_ok();
            }
            has_room = has_room && part.get_ready().is_ok();
            if !has_room {
                break;
            }
        }
        self.ahead = 0;
        self.block.leave(&mut tally.room);
        tally.room.changed(before, parts.iter().map(Part::bytes).sum());
        has_room.then_some(outcome)
    }

    /// Whether no bound can be met by what is in the parts, even if all of it is new.
    fn can_take_parts(&self, parts: &[Part<W>], states: &States<W>, tally: &Tally) -> bool {
        let successors: usize = parts.iter().map(|part| part.successors.len()).sum();
        let has_states = (states.visited.len() + successors) as u64 <= tally.bounds().states_max.unwrap_or(u64::MAX);
        has_states
            && (!tally.room.is_bounded() || {
                let mut by_table = [0; TABLES];
                parts.iter().for_each(|part| part.count(&mut by_table));
                self.growth(successors).saturating_add(states.visited.growth(&by_table)) <= tally.room.left()
            })
    }

    fn take_parts<S: Space>(
        &mut self,
        parts: &[Part<W>],
        space: &S,
        states: &States<W>,
        tally: &mut Tally,
    ) -> Result<(), Why> {
        for part in parts {
            for span in &part.spans {
                let mut children = 0;
                for (which, at) in (0..).zip(span.clone()) {
                    tally.generated += 1;
                    if part.is_new(at) {
                        children += 1;
                        self.take_new(which, part.successors[at], space, states, tally)?;
                    }
                }
                self.take_expanded(children, tally)?;
                if tally.is_decided() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Whether a bound on memory is surely far enough: whatever grows doubles, and few states have much that is new.
fn has_bytes_for<const W: usize>(stretch: usize, parts: &[Part<W>], room: &Room) -> bool {
    let taken = room.used() - parts.iter().map(Part::bytes).sum::<u64>();
    !room.is_bounded() || taken + stretch as u64 * BYTES_EACH <= room.left()
}

fn insert_parts<const W: usize>(
    parts: &[Part<W>],
    threads: &dyn Threads,
    states: &mut States<W>,
    room: &mut Room,
) -> Result<(), Why> {
    let count = threads.count().max(1);
    let mut outcomes: Vec<_> = (0..count).map(|_| None).collect();
    states.visited.share(count, room, |owners| {
        let jobs = owners.iter_mut().zip(&mut outcomes).map(|(owner, outcome)| insert_job(parts, owner, outcome));
        let jobs = jobs.collect();
        // Nothing here is the model's, so it's for want of threads if it panics.
        let _ = panic::catch_unwind(AssertUnwindSafe(|| threads.run(jobs)));
        // What a job that wasn't done to its end has inserted is known to be new, and is only known when it's done again.
        for (owner, outcome) in owners.iter_mut().zip(&mut outcomes).filter(|(_, outcome)| outcome.is_none()) {
            insert_job(parts, owner, outcome)();
        }
    });
    outcomes.into_iter().flatten().collect()
}

fn insert_job<'a, const W: usize>(
    parts: &'a [Part<W>],
    owner: &'a mut Owner<'_, W>,
    outcome: &'a mut Option<Result<(), Why>>,
) -> Job<'a> {
    Box::new(move || *outcome = Some(parts.iter().try_for_each(|part| part.insert(owner))))
}
