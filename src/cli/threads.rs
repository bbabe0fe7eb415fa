//! The program's threads, lent to a breadth-first search.

use crate::checker::{Job, Threads};
use std::panic;
use std::thread;

/// So many threads, this one among them.
#[derive(Clone, Copy, Debug)]
pub struct Cores(usize);

impl Cores {
    /// As many as asked for, at least 1; else as many as can run at the same time.
    pub fn new(asked: Option<usize>) -> Self {
        Cores(asked.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), |asked| asked.max(1)))
    }
}

impl Threads for Cores {
    fn count(&self) -> usize {
        self.0
    }

    fn run(&self, jobs: Vec<Job<'_>>) {
        let mut jobs = jobs.into_iter();
        let own = jobs.next();
        thread::scope(|scope| {
            let others: Vec<_> = jobs.map(|job| scope.spawn(job)).collect();
            if let Some(own) = own {
                own();
            }
            for other in others {
                other.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked));
            }
        });
    }
}
