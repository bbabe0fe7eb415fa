//! What tests share: a search of a whole space, and a run that goes through much of the protocol, as JSON lines.
#![allow(dead_code)] // each test takes what it needs

use paxos_lab::checker::{Bounds, Options, Search, Space, Status, Strategy};
use paxos_lab::lab::{CheckOptions, CheckStatus, CheckView, Command, Event, Lab};
use paxos_lab::model::{NetworkKind, PaxosModel, PaxosModelCfg};
use serde::Deserialize;
use std::fmt::Write;

/// Commands that touch every part of the protocol.
const COMMANDS: &str = include_str!("../wire/commands.jsonl");

/// The commands' answers, one event a line, natively and in wasm the same.
pub(crate) fn answers() -> String {
    let mut lab = Lab::new();
    let mut text = String::new();
    for line in COMMANDS.lines() {
        let command: Command = serde_json::from_str(line).expect("a command");
        writeln!(text, "> {line}").unwrap();
        for mut event in lab.handle_to_the_end(command) {
            if let Event::Check(view) = &mut event {
                // The one number that is the machine's and not the model's.
                view.bytes = 0;
            }
            writeln!(text, "{}", serde_json::to_string(&event).expect("plain data")).unwrap();
        }
    }
    text
}

/// Settings and orders of every kind, each to be checked.
const CHECKS: &str = include_str!("../wire/checks.jsonl");

#[derive(Deserialize)]
struct CheckLine {
    config: PaxosModelCfg,
    options: CheckOptions,
}

/// How the checks end, natively and in wasm the same: the last view of each, and the actions of its discoveries.
pub(crate) fn verdicts() -> String {
    let mut text = String::new();
    for line in CHECKS.lines() {
        let CheckLine { config, options } = serde_json::from_str(line).expect("a check");
        let mut lab = Lab::new();
        let mut shown = Vec::new();
        follow(&mut shown, lab.handle(Command::Configure { config }));
        let mut view = checked(lab.handle(Command::CheckStart { run: 1, options }));
        while view.status == CheckStatus::Running {
            view = checked(lab.handle(Command::CheckAdvance { run: 1, budget: 5_000 }));
        }
        view.bytes = 0;
        writeln!(text, "> {line}\n{}", serde_json::to_string(&view).expect("plain data")).unwrap();
        for (property, verdict) in (0..).zip(&view.properties) {
            if verdict.steps.is_some() {
                let events = lab.handle_to_the_end(Command::OpenDiscovery { run: 1, property });
                follow(&mut shown, events);
                let actions: Vec<u32> = shown.iter().flatten().copied().collect();
                writeln!(text, "{}: {actions:?}", verdict.name).unwrap();
            }
        }
    }
    text
}

fn checked(mut events: Vec<Event>) -> CheckView {
    match events.pop() {
        Some(Event::Check(view)) => view,
        other => panic!("a check answers with how it stands, not {other:?}"),
    }
}

/// Keeps up with the actions of the branch shown; the start has none.
fn follow(shown: &mut Vec<Option<u32>>, events: Vec<Event>) {
    for event in events {
        if let Event::Trace { keep, steps } = event {
            shown.truncate(keep as usize);
            shown.extend(steps.iter().map(|step| step.action));
        }
    }
}

/// Says where two texts differ first.
pub(crate) fn assert_same_lines(said: &str, expected: &str) {
    for (place, (said, expected)) in said.lines().zip(expected.lines()).enumerate() {
        assert_eq!(said, expected, "line {}", place + 1);
    }
    assert_eq!(said.lines().count(), expected.lines().count());
}

/// Every setting with one of these numbers of servers, clients and crashes.
pub(crate) fn settings(servers: &[usize], clients: &[usize], crashes: &[usize]) -> Vec<PaxosModelCfg> {
    let mut settings = Vec::new();
    for &server_count in servers {
        for &client_count in clients {
            for network in NetworkKind::ALL {
                for lossy in [false, true] {
                    for &max_crashes in crashes {
                        for put_count in [1, 2] {
                            settings.push(PaxosModelCfg {
                                client_count,
                                server_count,
                                network,
                                put_count,
                                lossy,
                                max_crashes,
                                ..PaxosModelCfg::default()
                            });
                        }
                    }
                }
            }
        }
    }
    settings
}

pub(crate) fn model(config: PaxosModelCfg) -> PaxosModel {
    config.into_model().expect("a valid configuration")
}

/// A search that has gone as far as it goes, a slice after another.
pub(crate) fn searched<S: Space>(space: S, strategy: Strategy, depth_max: Option<u32>, slice: u32) -> Search<S> {
    let options = Options { strategy, bounds: Bounds { depth_max, ..Bounds::default() }, exhaustive: true };
    let mut search = Search::new(space, options).expect("a space that can be searched");
    while search.advance(slice).status == Status::Running {}
    search
}
