//! The program `paxos`: arguments in, text or JSON lines out. The only code that knows clocks, threads, sockets and stdout; what it
//! says about runs and verdicts comes from the lab.

mod args;
mod catalogue;
mod check;
mod explore;
mod export;
mod limit;
mod png;
mod replay;
mod report;
mod say;
mod source;
mod spawn;
mod stateright_engine;
mod threads;

pub use threads::Cores;

use crate::lab::StrategyName;
use args::{Cli, Command};
use clap::Parser;
use say::say;
use std::process::ExitCode;

/// No property failed.
const PASSED: u8 = 0;
/// A property failed.
const FAILED: u8 = 1;
/// The command can't be carried out as it was typed.
const USAGE: u8 = 2;
/// Ctrl-C ended a check, by the convention of shells.
const INTERRUPTED: u8 = 130;

/// Random runs never end by themselves.
const SIMULATION_SECONDS: usize = 10;

/// Reads the arguments and carries the command out. The exit code is 0 when no property failed (within the bounds, if there were
/// any), 1 when one did, 2 on bad usage, 130 when Ctrl-C ended a check.
pub fn run() -> ExitCode {
    env_logger::init_from_env(env_logger::Env::default().default_filter_or("info"));
    let code = match Cli::parse().command {
        Command::CheckBfs(args) => check::run(&args, args.options(StrategyName::BreadthFirst, 0), args.seconds),
        Command::CheckDfs(args) => check::run(&args, args.options(StrategyName::DepthFirst, 0), args.seconds),
        Command::CheckSimulation { check: args, seed } => {
            let seconds = args.seconds.or(Some(SIMULATION_SECONDS));
            check::run(&args, args.options(StrategyName::RandomWalks, seed), seconds)
        }
        Command::Export(args) => export::run(&args),
        Command::Replay { source } => replay::run(&source),
        Command::Explore(args) => explore::run(&args),
        Command::Rules => Ok(catalogue::rules()),
        Command::Properties => Ok(catalogue::properties()),
        Command::Spawn(args) => spawn::run(&args),
    };
    ExitCode::from(code.unwrap_or_else(|sentence| {
        eprintln!("error: {sentence}");
        USAGE
    }))
}

/// Lets Ctrl-C (and a polite kill) end a program that runs until then.
fn end_on_interrupt() {
    let ended = ctrlc::set_handler(|| {
        say!("\nStopped.");
        std::process::exit(i32::from(PASSED));
    });
    ended.expect("no other handler is set in this program");
}
