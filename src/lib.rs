//! Paxos Lab: see, break and check Single Decree Paxos.
//!
//! One crate, for two targets. The page is static; a web worker holds the crate as WebAssembly:
//!
//! ```text
//! gesture -> view -> dispatch -> store.update -> {state, commands}
//!    commands -> client -> thread --postMessage--> worker -> wasm.rs -> Lab::handle -> session | checker -> model -> paxos
//!    Event[] <--postMessage-- worker <-- Lab        -> store.update -> render on the next frame
//! native: main -> cli -> checker -> model -> paxos
//! ```
//!
//! The modules, in reading order:
//!
//! | module | what it is |
//! |---|---|
//! | [`paxos`] | the algorithm alone: messages, a server's state, one reaction, which rule it used |
//! | [`model`] | servers and clients as one stateright model; configuration, limits, properties |
//! | [`checker`] | exhaustive and random search over states, in slices; knows no Paxos |
//! | [`moment`] | all that is known of a run at one of its steps: the state, the messages in flight, the operations |
//! | [`explain`] | a sentence for each step; a state in parts, and what differs; the diagram's geometry |
//! | [`session`] | an interactive run: its steps, its branches, and the step that is shown |
//! | [`shrink`] | a run made shorter that still shows what it showed, in slices |
//! | [`trace`] | a run that travels: links, files, exports; replay, and what it proves |
//! | [`gallery`] | what there is to see and to learn: scenarios, broken rules, lessons, and what a check finds of them |
//! | [`lab`] | the one door: commands in, events out; the protocol's types |
//! | `wasm` | the binding of that door for JS (wasm only) |
//! | `cli` | the program `paxos` (native only): the only code that knows clocks, threads, sockets, stdout |
//!
//! # Invariants
//! - `paxos` knows no checker, no JS and no clock.
//! - `checker` knows no Paxos.
//! - `cfg(target_arch)` stands in this file alone.
//! - `wasm` makes no decision.
//! - The same configuration and the same actions give the same answers, natively and in wasm: nothing that can be seen depends on
//!   the order of a hash map, on `usize` or on entropy.
//! - There is no `unsafe`.

pub mod paxos;

pub mod model;

pub mod checker;

pub mod moment;

pub mod explain;

pub mod session;

pub mod shrink;

pub mod trace;

pub mod gallery;

pub mod lab;

#[cfg(not(target_arch = "wasm32"))]
mod cli;
#[cfg(target_arch = "wasm32")]
mod wasm;

/// The program `paxos`, whose exit code is 0 when no property failed, 1 when one did, 2 on bad usage.
#[cfg(not(target_arch = "wasm32"))]
pub use cli::{Cores, run};

/// In wasm there is no program: the library is driven by the page.
#[cfg(target_arch = "wasm32")]
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
