//! Exports as others use them: the exported test is a test of this crate, and no trace, however broken, stops its reader.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::lab::{CheckOptions, CheckStatus, Command, Event, Lab};
use paxos_lab::model::PaxosModelCfg;
use paxos_lab::session::Session;
use paxos_lab::trace::{Format, Theme, export};
use std::path::Path;

/// The shortest run of the default configuration in which "value chosen" becomes true.
fn value_chosen() -> Session {
    let mut lab = Lab::new();
    let mut events = lab.handle(Command::CheckStart { run: 1, options: CheckOptions::default() });
    loop {
        match events.pop() {
            Some(Event::Check(view)) if view.status != CheckStatus::Running => break,
            _ => events = lab.handle(Command::CheckAdvance { run: 1, budget: 50_000 }),
        }
    }
    let events = lab.handle_to_the_end(Command::OpenDiscovery { run: 1, property: 1 });
    let actions = events.iter().find_map(|event| match event {
        Event::Trace { steps, .. } => Some(steps.iter().filter_map(|step| step.action).collect::<Vec<_>>()),
        _ => None,
    });
    let mut session = Session::new(PaxosModelCfg::default()).unwrap();
    session.add(None, &actions.expect("a run to it")).unwrap();
    assert_eq!(session.steps().len(), 9);
    session
}

/// `UPDATE=1 cargo test --test exports` rewrites it.
#[test]
fn the_exported_test_is_a_test_of_this_crate() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exported.rs");
    let exported = export(&value_chosen(), Format::Rust, Theme::System).unwrap().text;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, exported).unwrap();
    } else {
        assert_eq!(exported, std::fs::read_to_string(file).unwrap());
    }
}
