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
use super::layout::Packed;
use super::part::Part;
use super::space::Space;
use super::states::{States, TooNarrow};
use super::tally::Tally;
use super::visited::Owner;
use super::{Bounds, Status, Why};
use std::collections::TryReserveError;

/// Threads that a search can use. They are the caller's.
pub trait Threads {
    /// How many there are, at least 1.
    fn count(&self) -> usize;

    /// Does all the jobs, each once, and comes back when they are done. A job that panics makes it panic alike, after the others
    /// are done.
    fn run(&self, jobs: Vec<Job<'_>>);
}

/// What a thread is to do.
pub type Job<'a> = Box<dyn FnOnce() + Send + 'a>;

/// States that are worth the threads' while.
const STRETCH_MIN: usize = 1 << 10;
/// States that go through the three rounds together: their successors stay in the caches.
const STRETCH_MAX: usize = 1 << 14;
impl<const W: usize> Breadth<W> {
    /// Expands at most `budget` states.
    ///
    /// # Errors
    /// If a state can't be packed in this layout; everything before it is done.
    pub(super) fn advance_with<S: Space + Sync>(
        &mut self,
        threads: &dyn Threads,
        space: &mut S,
        states: &mut States<W>,
        tally: &mut Tally,
        budget: &mut usize,
    ) -> Result<(), TooNarrow> {
        while *budget > 0 && tally.is_going_on() {
            self.go_deeper(tally);
            let stretch = self.left().min(*budget).min(STRETCH_MAX);
            if stretch == 0 {
                return Ok(());
            }
            let mut parts = std::mem::take(&mut self.parts);
            let mut outcome = Ok(());
            let is_worth_it = stretch >= STRETCH_MIN && self.has_bytes_for(stretch, space, states, tally);
            if is_worth_it {
                self.expand_parts(&mut parts, stretch, threads, space, states);
                outcome = self.work_out_parts(&mut parts, stretch, space, states);
            }
            let successors: usize = parts.iter().map(|part| part.successors.len()).sum();
            let most = tally.bounds().states_max.unwrap_or(u64::MAX);
            if is_worth_it && (states.visited.len() + successors) as u64 <= most {
                *budget -= parts.iter().map(|part| part.spans.len()).sum::<usize>();
                let taken =
                    insert_parts(&parts, threads, states).and_then(|()| self.take_parts(&parts, space, states, tally));
                if let Err(status) = taken {
                    tally.status = status;
                }
            } else {
                // A state after another, so that a bound is met exactly.
                let mut alone = stretch;
                outcome = self.advance(space, states, tally, &mut alone);
                *budget -= stretch - alone;
            }
            self.parts = parts;
            outcome?;
        }
        Ok(())
    }

    /// Whether a bound on memory is surely far enough.
    fn has_bytes_for<S: Space>(&self, stretch: usize, space: &S, states: &States<W>, tally: &Tally) -> bool {
        let Some(max) = tally.bounds().bytes_max else { return true };
        // Whatever grows doubles, and few states have more than 16 successors.
        let now = states.visited.bytes() + self.bytes() + 16 * stretch * size_of::<Packed<W>>();
        2 * (now as u64 + space.bytes()) <= max
    }

    fn expand_parts<S: Space + Sync>(
        &self,
        parts: &mut Vec<Part<W>>,
        stretch: usize,
        threads: &dyn Threads,
        space: &S,
        states: &States<W>,
    ) {
        parts.resize_with(threads.count(), Part::default);
        let each = stretch.div_ceil(parts.len());
        let layout = &states.layout;
        let stretch = &self.level[self.at..self.at + stretch];
        let job = |(index, part): (usize, _)| -> Job<'_> {
            let own = &stretch[(index * each).min(stretch.len())..((index + 1) * each).min(stretch.len())];
            let part: &mut Part<W> = part;
            Box::new(move || part.expand(space, layout, own))
        };
        threads.run(parts.iter_mut().enumerate().map(job).collect());
    }

    /// Works out what was left over.
    ///
    /// # Errors
    /// If a state can't be packed in this layout; then it and all after it are cut off.
    fn work_out_parts<S: Space>(
        &mut self,
        parts: &mut [Part<W>],
        stretch: usize,
        space: &mut S,
        states: &mut States<W>,
    ) -> Result<(), TooNarrow> {
        let each = stretch.div_ceil(parts.len());
        let mut outcome = Ok(());
        for (index, part) in parts.iter_mut().enumerate() {
            if outcome.is_err() {
                part.spans.clear();
                continue;
            }
            for left_over in std::mem::take(&mut part.left_over) {
                self.ahead = index * each + left_over;
                self.block.clear();
                outcome = states.expand(space, &self.level[self.at + self.ahead], &mut self.block);
                if outcome.is_err() {
                    part.spans.truncate(left_over);
                    break;
                }
                part.make_up_for(left_over, &mut self.block.successors);
            }
            part.get_ready();
        }
        self.ahead = 0;
        self.block.clear();
        outcome
    }

    fn take_parts<S: Space>(
        &mut self,
        parts: &[Part<W>],
        space: &S,
        states: &mut States<W>,
        tally: &mut Tally,
    ) -> Result<(), Status> {
        for part in parts {
            self.reserve(part.successors.len(), Bounds::default(), || 0)?;
            for span in &part.spans {
                let is_new = |_: &mut States<W>, at: usize| Ok(part.is_new(at));
                self.take_state(&part.successors, span.clone(), space, states, tally, is_new)?;
                if tally.is_decided() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn insert_parts<const W: usize>(
    parts: &[Part<W>],
    threads: &dyn Threads,
    states: &mut States<W>,
) -> Result<(), Status> {
    let mut outcomes: Vec<_> = (0..threads.count()).map(|_| Ok(())).collect();
    states.visited.share(threads.count(), |owners| {
        let jobs = owners.into_iter().zip(&mut outcomes).map(|(owner, outcome)| insert_job(parts, owner, outcome));
        threads.run(jobs.collect());
    });
    let outcome: Result<(), TryReserveError> = outcomes.into_iter().collect();
    outcome.map_err(|_| Status::Stopped(Why::Memory))
}

fn insert_job<'a, const W: usize>(
    parts: &'a [Part<W>],
    mut owner: Owner<'a, W>,
    outcome: &'a mut Result<(), TryReserveError>,
) -> Job<'a> {
    Box::new(move || *outcome = parts.iter().try_for_each(|part| part.insert(&mut owner)))
}
