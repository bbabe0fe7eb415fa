//! A run that travels and still proves itself: as a link, as a file, as whatever other tools read. What is recorded is what was done,
//! step by step, and a sum of where it led; all else is made again by replay. Knows no page and no file system.
//!
//! ```text
//! session -> moves + sum -> link or file    ...    link or file -> record -> replay -> session + what is proved
//! ```

mod bits;
mod link;
mod plan;
mod record;
mod sum;

pub use link::{Content, LINK_MAX, Link, LinkTheme, Look, check_text, read, simulation_text};
pub use plan::{CheckOptions, CheckPlan, Simulation, StrategyName, Until};
pub use record::{Expected, Proof, Record, Replayed, replay};
pub use sum::sum;

use crate::session::{Move, Session};

/// The link to the branch shown and the step shown. A run that hasn't begun is its configuration.
pub fn link(session: &Session) -> String {
    let steps = session.steps();
    let moves: Vec<Move> = steps.iter().filter_map(|step| step.named).collect();
    let config = session.model().cfg;
    if moves.is_empty() {
        return link::config_text(&config);
    }
    let last = steps.last().expect("a run has a start");
    link::run_text(&config, &moves, sum(&config, last), session.cursor())
}
