//! Links, files and commands from strangers: a fixed number of broken ones on every run of the tests. For longer, with cargo-fuzz on
//! nightly Rust: `cargo +nightly fuzz run --fuzz-dir tests/fuzz TARGET tests/fuzz/corpus/TARGET`, TARGET being `link`, `json`, `itf`
//! or `command`.
#![cfg(not(target_arch = "wasm32"))]

mod doors;

use cap::Cap;
use paxos_lab::session::{STEPS_MAX, Session};
use paxos_lab::trace;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::alloc::System;
use std::path::Path;

/// No input may make the lab take more, in bytes, whatever it claims to hold; then the program ends, and with it the test.
const MEMORY_MAX: usize = 512 << 20;
/// Inputs for each door.
const INPUTS: u32 = 3_000;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, MEMORY_MAX);

/// What is put where something was: values at the edges of what may stand there, and pieces of what stands elsewhere.
const PIECES: [&str; 28] = [
    "",
    "0",
    "-1",
    "1",
    "9",
    "99999999999999999999",
    "1e99",
    "4294967296",
    "null",
    "true",
    "[]",
    "{}",
    "[[[[[[[[",
    "\"",
    "\\",
    "}",
    "]",
    ",",
    ":",
    "&",
    "=",
    "#",
    "&run=",
    "&step=",
    "\u{0}",
    "é",
    "\u{202e}",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
];

/// A change of a text: from where, how much, and what is put there.
fn change() -> impl Strategy<Value = (Index, usize, Vec<u8>)> {
    let put = prop_oneof![
        3 => select(PIECES.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    (any::<Index>(), prop_oneof![4 => 0..3_usize, 1 => 0..40_usize], put)
}

/// What a stranger sends.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

/// A file of the corpus, changed here and there.
fn broken(folder: &str) -> impl Strategy<Value = Bytes> + use<> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let seeds: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    (select(seeds), proptest::collection::vec(change(), 0..5)).prop_map(|(mut bytes, changes)| {
        for (from, length, put) in changes {
            let from = from.index(bytes.len() + 1);
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, put);
        }
        Bytes(bytes)
    })
}

fn config(inputs: u32) -> ProptestConfig {
    ProptestConfig { cases: inputs, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(INPUTS))]

    #[test]
    fn links(bytes in broken("link")) {
        doors::open(&bytes.0);
    }

    #[test]
    fn files(bytes in broken("json")) {
        doors::open(&bytes.0);
    }

    #[test]
    fn traces(bytes in broken("itf")) {
        doors::open(&bytes.0);
    }

    #[test]
    fn anything(text in ".{0,200}") {
        doors::open(text.as_bytes());
        doors::command(text.as_bytes());
    }
}

proptest! {
    // Each is a handful of commands, some of which search.
    #![proptest_config(config(INPUTS / 3))]

    #[test]
    fn commands(bytes in broken("command")) {
        doors::command(&bytes.0);
    }
}

/// Of the longest runs, in settings in which they go on for ever and most is in flight.
#[test]
fn links_as_long_as_they_may_be() {
    let settings = [
        "clients=1&max_crashes=1",
        "clients=3&network=unordered_duplicating&max_crashes=1&retries=1",
        "clients=6&servers=7&puts=4&retries=3&max_crashes=13&network=unordered_duplicating",
        "clients=6&servers=7&puts=4&retries=3&max_crashes=7&crashing=servers&storage=durable&partitions=2&lossy=1",
    ];
    for (seed, setting) in (1..).zip(settings) {
        let config = trace::read(setting).expect("the setting's part of a link").config;
        let mut session = Session::new(config).unwrap();
        while let (Some(action), true) = (session.choose(seed), session.cursor() < STEPS_MAX) {
            session.act(action).unwrap();
        }
        let link = trace::link(&session);
        assert!(session.cursor() == STEPS_MAX && link.len() > 4_000, "{setting}: {} steps", session.cursor());
        doors::open(link.as_bytes());
    }
}
