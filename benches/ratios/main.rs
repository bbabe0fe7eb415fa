//! The checker against others, in one table of ratios: `./build.sh bench [CLIENTS...]`. Decides nothing about speed: it prints what
//! it measured, and fails only if two searches of the same space count differently.
//!
//! Every contender searches the whole space of 3 servers and CLIENTS clients on the unordered network that delivers each message
//! at most once. They take turns, round after round, so that a slow minute of the machine is everybody's; a cell is the median of
//! its rounds, with the least and the most.
//!
//! ```text
//! main -> contenders -> a native run in a child process of this very program (native)
//!              |-----> Spin on ../paxos.pml (spin)
//!              |-----> node.mjs: the lab's wasm in node      \  told what to do by lines on stdin,
//!              +-----> tab.mjs: the page in headless Chromium /  answer by lines on stdout (script)
//!      -> memory: what random probes of a table of that size cost
//!      -> long: what the longest runs take
//!      -> table -> Markdown on stdout; progress goes to stderr
//! ```

mod args;
mod children;
mod contenders;
mod long;
mod machine;
mod memory;
mod native;
mod script;
mod spin;
mod table;

use args::{Args, Bench, Native};
use clap::Parser;
use contenders::{Contender, Outcome};
use script::Script;
use std::process::ExitCode;
use table::Row;

/// What a run tells of itself.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    /// From the order to search to the last count.
    ms: f64,
    /// All states computed, repeats included.
    generated: u64,
    /// Distinct states.
    unique: u64,
    /// What the search itself says that its tables took at most.
    #[serde(default)]
    table_bytes: Option<u64>,
    /// The most memory that the process had; in wasm, that the module had.
    #[serde(default)]
    peak_bytes: Option<f64>,
    /// What came before and isn't in `ms`: compiling wasm.
    #[serde(default)]
    compile_ms: Option<f64>,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.native {
        Some(native) => native_run(native, &args.clients),
        None => bench(&args.bench()),
    };
    done.map_or_else(
        |sentence| {
            eprintln!("error: {sentence}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// What the child processes of this program are for.
fn native_run(native: Native, clients: &[usize]) -> Result<(), String> {
    let run = native::run(native, clients[0])?;
    println!("{}", serde_json::to_string(&run).expect("plain data is JSON"));
    Ok(())
}

fn bench(bench: &Bench) -> Result<(), String> {
    children::end_with_this_program();
    println!("{}\n", machine::describe());
    for clients in &bench.clients {
        setting(bench, *clients)?;
    }
    if bench.has("long runs") {
        println!("{}", long::markdown());
    }
    if bench.has("latency") {
        latency(bench)?;
    }
    Ok(())
}

fn setting(bench: &Bench, clients: usize) -> Result<(), String> {
    let rounds = bench.rounds(clients);
    let mut contenders = contenders::all(clients);
    contenders.retain(|contender| bench.has(contender.name()));
    let mut rows: Vec<Row> =
        contenders.iter().map(|contender| Row::new(contender.name(), contender.is_whole())).collect();
    for round in 1..=rounds {
        for (contender, row) in contenders.iter_mut().zip(&mut rows) {
            eprint!("{clients} clients, round {round} of {rounds}: {} ... ", contender.name());
            match turn(contender, row) {
                Outcome::Ran(run) => {
                    eprintln!("{:.3} s", run.ms / 1e3);
                    row.runs.push(run);
                }
                Outcome::CannotRun(why) => {
                    eprintln!("{why}");
                    row.missing = Some(why);
                }
            }
        }
    }
    let notes: Vec<String> = contenders.iter().filter_map(Contender::note).collect();
    drop(contenders);
    let table_bytes = rows.first().and_then(Row::table_bytes);
    let probes = table_bytes.filter(|_| bench.has("memory")).map(memory::probe);
    print!("{}", table::markdown(clients, rounds, &rows, &notes, probes.as_ref()));
    table::same_counts(&rows)
}

/// Whoever couldn't once isn't asked again.
fn turn(contender: &mut Contender, row: &Row) -> Outcome {
    match &row.missing {
        Some(why) => Outcome::CannotRun(why.clone()),
        None => contender.run(),
    }
}

/// How long a person waits for the lab in the tab while it checks.
fn latency(bench: &Bench) -> Result<(), String> {
    /// The largest space there is.
    const CLIENTS: usize = 6;
    eprintln!("answers while a check of {CLIENTS} clients runs in the tab ...");
    let mut tab = Script::start(contenders::TAB)?;
    let answer =
        tab.ask(&serde_json::json!({ "latency": { "clients": CLIENTS, "seconds": bench.latency_seconds } }))?;
    let latency =
        serde_json::from_value(answer).map_err(|e| format!("The tab answered otherwise than agreed: {e}."))?;
    print!("{}", table::latency(CLIENTS, &latency));
    Ok(())
}
