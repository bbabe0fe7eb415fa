//! One search in this process, timed: the lab's through its door, or one of stateright's own on the same model.

use crate::Run;
use crate::args::Native;
use crate::machine;
use paxos_lab::Cores;
use paxos_lab::checker::Threads;
use paxos_lab::lab::{CheckOptions, CheckStatus, CheckView, Command, Event, Lab, StrategyName};
use paxos_lab::model::{PaxosModel, PaxosModelCfg};
use stateright::{Checker, Expectation, Model};
use std::time::Instant;

/// A process has one check.
const RUN: u32 = 1;
/// States in a slice: so many that what is told after each costs nothing.
const SLICE_STATES: u32 = 100_000;

/// All properties, all states.
const WHOLE: CheckOptions = CheckOptions {
    strategy: StrategyName::BreadthFirst,
    seed: 0,
    depth_max: None,
    states_max: None,
    memory_max: None,
    reduce: false,
    only: None,
    every: false,
    own: None,
    exhaustive: true,
};

/// Searches the whole space of so many clients.
///
/// # Errors
/// If there is no such setting, or the search didn't get to the end.
pub(crate) fn run(native: Native, client_count: usize) -> Result<Run, String> {
    let config = PaxosModelCfg { client_count, ..PaxosModelCfg::default() };
    let run = match native {
        Native::Lab => lab(config, WHOLE, 1)?,
        Native::Lab2 => lab(config, WHOLE, 2)?,
        Native::LabReduced => lab(config, CheckOptions { reduce: true, ..WHOLE }, 1)?,
        Native::StaterightBfs1 => stateright(config, |model| model.checker().spawn_bfs().join())?,
        Native::StaterightBfs2 => stateright(config, |model| model.checker().threads(2).spawn_bfs().join())?,
        Native::StaterightDfs1 => stateright(config, |model| model.checker().spawn_dfs().join())?,
        Native::StaterightDfs2 => stateright(config, |model| model.checker().threads(2).spawn_dfs().join())?,
    };
    Ok(Run { peak_bytes: machine::peak_bytes().map(|bytes| bytes as f64), ..run })
}

fn lab(config: PaxosModelCfg, options: CheckOptions, threads: usize) -> Result<Run, String> {
    let threads = Cores::new(Some(threads));
    let mut lab = Lab::new();
    lab.handle(Command::Configure { config });
    let since = Instant::now();
    let mut view = checked(lab.handle(Command::CheckStart { run: RUN, options }))?;
    let mut table_bytes = view.bytes;
    while view.status == CheckStatus::Running {
        view = checked(match threads.count() {
            1 => lab.handle(Command::CheckAdvance { run: RUN, budget: SLICE_STATES }),
            _ => lab.check_advance_with(&threads, RUN, SLICE_STATES),
        })?;
        table_bytes = table_bytes.max(view.bytes);
    }
    let ms = since.elapsed().as_secs_f64() * 1e3;
    if view.status != CheckStatus::Complete {
        return Err(format!("The search didn't get to the end: {}", view.summary));
    }
    let CheckView { generated, unique, .. } = view;
    Ok(Run { ms, generated, unique, table_bytes: Some(table_bytes), peak_bytes: None, compile_ms: None })
}

fn checked(events: Vec<Event>) -> Result<CheckView, String> {
    let mut failure = "The lab doesn't say how the check stands.".to_owned();
    for event in events {
        match event {
            Event::Check(view) => return Ok(view),
            Event::Failed { message } => failure = message,
            _ => {}
        }
    }
    Err(failure)
}

fn stateright<C: Checker<PaxosModel>>(
    config: PaxosModelCfg,
    search: impl FnOnce(PaxosModel) -> C,
) -> Result<Run, String> {
    let model = config.into_model().map_err(|e| e.to_string())?;
    // Stateright stops once every property has a discovery; this one never has any.
    let model = model.property(Expectation::Always, "explored", |_, _| true);
    let since = Instant::now();
    let checker = search(model);
    let ms = since.elapsed().as_secs_f64() * 1e3;
    let (generated, unique) = (checker.state_count() as u64, checker.unique_state_count() as u64);
    Ok(Run { ms, generated, unique, table_bytes: None, peak_bytes: None, compile_ms: None })
}
