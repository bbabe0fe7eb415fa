//! Who is measured, in the order of the table.

use crate::Run;
use crate::args::Native;
use crate::children;
use crate::machine;
use crate::script::Script;
use crate::spin::Spin;
use serde_json::{Value, json};
use std::env;
use std::process::Command;

/// The row that the others' counts are compared with.
pub(crate) const LAB: &str = "lab, native, breadth-first, 1 thread";
/// Rows that ratios are of.
pub(crate) const STATERIGHT_BFS_2: &str = "stateright, breadth-first, 2 threads";
pub(crate) const STATERIGHT_DFS_2: &str = "stateright, depth-first, 2 threads";

/// The script that has the page in a browser.
pub(crate) const TAB: &str = "tab.mjs";

/// What stateright keeps of a state while it searches breadth-first, by its peak with 3 clients, and some more.
const STATERIGHT_BYTES_A_STATE: u64 = 900;

/// Runs searches of one setting, one at a time.
pub(crate) struct Contender {
    name: &'static str,
    clients: usize,
    how: How,
}

enum How {
    /// A process of this program for each run.
    Child(Native),
    /// Spin's search, compiled at the first run.
    Spin(Option<Spin>),
    /// A script, started at the first run.
    Script(&'static str, Option<Script>),
}

/// What came of a run.
pub(crate) enum Outcome {
    /// It got to the end.
    Ran(Run),
    /// It isn't there, or couldn't; a sentence says why.
    CannotRun(String),
}

/// Everybody. Another way to search is another line here, and a name in [`Native`].
pub(crate) fn all(clients: usize) -> Vec<Contender> {
    let contenders = [
        (LAB, How::Child(Native::Lab)),
        ("lab, native, breadth-first, 2 threads", How::Child(Native::Lab2)),
        ("lab, native, reduced, certificate included", How::Child(Native::LabReduced)),
        ("stateright, breadth-first, 1 thread", How::Child(Native::StaterightBfs1)),
        (STATERIGHT_BFS_2, How::Child(Native::StaterightBfs2)),
        ("stateright, depth-first, 1 thread", How::Child(Native::StaterightDfs1)),
        (STATERIGHT_DFS_2, How::Child(Native::StaterightDfs2)),
        ("lab, wasm in node, breadth-first", How::Script("node.mjs", None)),
        ("lab, wasm in a tab (headless Chromium), breadth-first", How::Script(TAB, None)),
        ("Spin, depth-first, 1 thread", How::Spin(None)),
    ];
    contenders.map(|(name, how)| Contender { name, clients, how }).into()
}

impl Contender {
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Whether it visits every state, so that its counts are those of all others.
    pub(crate) fn is_whole(&self) -> bool {
        !matches!(self.how, How::Child(Native::LabReduced))
    }

    /// Searches the whole space once more.
    pub(crate) fn run(&mut self) -> Outcome {
        self.try_run().map_or_else(Outcome::CannotRun, Outcome::Ran)
    }

    fn try_run(&mut self) -> Result<Run, String> {
        let clients = self.clients;
        match &mut self.how {
            How::Child(native) => child(*native, clients),
            How::Spin(spin) => ready(spin, || Spin::compile(clients))?.run(),
            How::Script(name, script) => {
                let name = *name;
                let answer =
                    ready(script, || Script::start(name))?.ask(&json!({ "search": { "clients": clients } }))?;
                parsed(answer)
            }
        }
    }

    /// What else is to be known about it.
    pub(crate) fn note(&self) -> Option<String> {
        match &self.how {
            How::Spin(spin) => spin.as_ref().map(Spin::describe),
            How::Script(TAB, Some(_)) => Some(
                "The tab: the built page in headless Chromium, loaded anew for each run, and asked a second later; its own worker, \
                 spoken to by the worker's messages; timed in the page from the start to the last count, slices and progress included."
                    .to_owned(),
            ),
            How::Child(_) | How::Script(..) => None,
        }
    }
}

fn ready<T>(slot: &mut Option<T>, make: impl FnOnce() -> Result<T, String>) -> Result<&mut T, String> {
    if slot.is_none() {
        *slot = Some(make()?);
    }
    Ok(slot.as_mut().expect("made just now"))
}

fn child(native: Native, clients: usize) -> Result<Run, String> {
    if !matches!(native, Native::Lab | Native::Lab2 | Native::LabReduced) {
        fits(clients)?;
    }
    let this = env::current_exe().map_err(|e| format!("This program can't find itself: {e}."))?;
    let name = clap::ValueEnum::to_possible_value(&native).expect("every way has a name").get_name().to_owned();
    let text = children::output(Command::new(this).arg(clients.to_string()).arg("--native").arg(name))?;
    parsed(serde_json::from_str(&text).map_err(|e| format!("The run printed no result: {e}."))?)
}

/// A machine that runs out of memory takes others with it.
fn fits(clients: usize) -> Result<(), String> {
    /// As `tests/oracle.txt` has them; with five clients there are no more than with six.
    const STATES: [u64; 6] = [265, 16_668, 1_194_428, 2_372_188, 9_357_525, 9_357_525];
    let needed = STATES[clients - 1] * STATERIGHT_BYTES_A_STATE;
    match machine::available_bytes() {
        Some(available) if available < needed => {
            Err(format!("needs {:.1} GB, {:.1} are free", gigabytes(needed), gigabytes(available)))
        }
        _ => Ok(()),
    }
}

fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

fn parsed(answer: Value) -> Result<Run, String> {
    serde_json::from_value(answer).map_err(|e| format!("A run was told otherwise than agreed: {e}."))
}
