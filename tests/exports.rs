//! Exports as others use them: the exported test is a test of this crate, and no trace, however broken, stops its reader.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::lab::{CheckOptions, CheckStatus, Command, Event, Lab};
use paxos_lab::model::PaxosModelCfg;
use paxos_lab::session::Session;
use paxos_lab::trace::export::{Run, itf, read_itf, rust};
use proptest::prelude::*;
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
    let events = lab.handle(Command::OpenDiscovery { run: 1, property: 1 });
    let actions = events.iter().find_map(|event| match event {
        Event::Trace { steps, .. } => Some(steps.iter().filter_map(|step| step.action).collect::<Vec<_>>()),
        _ => None,
    });
    let mut session = Session::new(PaxosModelCfg::default()).unwrap();
    session.add(None, &actions.expect("a run to it")).unwrap();
    assert_eq!(session.steps().len(), 9);
    session
}

fn run(session: &Session) -> Run<'_> {
    Run { model: session.model(), steps: session.steps(), link: "v=1" }
}

/// `UPDATE=1 cargo test --test exports` rewrites it.
#[test]
fn the_exported_test_is_a_test_of_this_crate() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exported.rs");
    let exported = rust(&run(&value_chosen()));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, exported).unwrap();
    } else {
        assert_eq!(exported, std::fs::read_to_string(file).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_stops_the_reader_of_traces(text in "\\PC*") {
        let _ = read_itf(&text);
    }

    #[test]
    fn no_broken_trace_stops_its_reader(
        place in any::<prop::sample::Index>(),
        length in 0_usize..40,
        put in prop::sample::select(vec!["", "0", "-1", "1e99", "null", "[]", "{}", "\"", "}", "]", ",", "\u{0}", "é"]),
    ) {
        let mut session = Session::new(PaxosModelCfg::default()).unwrap();
        session.act(0).unwrap();
        let mut text = itf(&run(&session));
        let start = place.index(text.len());
        let end = (start + length).min(text.len());
        text.replace_range(start..end, put);
        if let Ok(read) = read_itf(&text) {
            prop_assert_eq!(read.states.len(), read.actions.len() + 1);
        }
    }
}
