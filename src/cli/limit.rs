//! When a check ends although there is more to search: the time is up, or Ctrl-C. The only code that looks at a clock while checking.

use crate::lab::StopReason;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// When a check ends although there is more to search.
pub(super) struct Limit {
    started: Instant,
    time: Option<Duration>,
    interrupted: Arc<AtomicBool>,
}

impl Limit {
    pub(super) fn start(seconds: Option<usize>) -> Self {
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&interrupted);
        ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)).expect("no other handler is set");
        Limit { started: Instant::now(), time: seconds.map(|seconds| Duration::from_secs(seconds as u64)), interrupted }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn time(&self) -> Option<Duration> {
        self.time
    }

    pub(super) fn reached(&self) -> Option<StopReason> {
        if self.interrupted.load(Ordering::Relaxed) {
            return Some(StopReason::Person);
        }
        self.time.is_some_and(|time| self.elapsed() >= time).then_some(StopReason::Time)
    }
}
