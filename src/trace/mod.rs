//! A run that travels and still proves itself: as a link, as a file, as whatever other tools read. What is recorded is what was done,
//! step by step, and a sum of where it led; all else is made again by replay. Knows no page and no file system.
//!
//! ```text
//! session -> moves + sum -> link or file    ...    link or file -> record -> replay -> session + what is proved
//!         -> export: whatever other tools read
//! ```

mod at_most;
mod bits;
mod command_line;
mod export;
mod file;
mod link;
mod plan;
mod record;
mod sum;

pub use command_line::check_command;
pub use export::{Exported, Exporting, Format, ItfRun, Theme, export};
pub use link::{
    Content, EVERY_PROPERTY, LINK_MAX, Link, LinkTheme, Look, check_text, property_named, property_text,
    simulation_text,
};
pub use plan::{CheckOptions, CheckPlan, Simulation, StrategyName, Until};
pub use record::{Evidence, Expected, Proof, Record, Replay, Replayed, replay};
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
    link::run_text(&config, &moves, sum_of(session), session.cursor())
}

/// The sum of the branch shown.
fn sum_of(session: &Session) -> u32 {
    let (branch, last) = (session.branch(), session.steps().len() - 1);
    let step = &session.steps()[last];
    *step.sum.get_or_init(|| sum(&session.model().cfg, step.trail, &session.moment(branch, last)))
}

/// Longest text of a file, in bytes. What is read takes several times as much memory, and a tab has 4 GiB.
pub const FILE_MAX: usize = 64 << 20;

/// Reads what somebody shared: a link, a whole address with a link after its `#`, or the text of an exported file.
///
/// # Errors
/// One sentence that says what is wrong and what is allowed.
pub fn read(text: &str) -> Result<Link, String> {
    let text = text.trim();
    if !text.starts_with('{') {
        return link::read(text);
    }
    if text.len() > FILE_MAX {
        return Err(format!("The file has {} bytes, and may have at most {FILE_MAX}.", text.len()));
    }
    // A file of this lab's own kind says so, and what has states is another tool's.
    if is_itf(text) { read_states(text) } else { file::read(text) }
}

fn is_itf(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        states: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_str::<Head>(text).is_ok_and(|head| head.states.is_some())
}

fn read_states(text: &str) -> Result<Link, String> {
    let read = export::read_itf(text)?;
    let steps = read.actions.iter().map(|action| Expected::Indexed { action: *action, label: None }).collect();
    let config = read.config;
    let record = Record { steps, evidence: Evidence::States(read), step: None };
    Ok(Link { config, content: Content::Run(record), look: Look::default() })
}
