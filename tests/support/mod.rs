//! What tests share: a search of a whole space, and a run that goes through much of the protocol, as JSON lines.
#![allow(dead_code)] // each test takes what it needs

use paxos_lab::checker::{Bounds, Options, Search, Space, Status, Strategy};
use paxos_lab::lab::{Command, Event, Lab};
use paxos_lab::model::{PaxosModel, PaxosModelCfg};
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
        for mut event in lab.handle(command) {
            if let Event::Check(view) = &mut event {
                // The one number that is the machine's and not the model's.
                view.bytes = 0;
            }
            writeln!(text, "{}", serde_json::to_string(&event).expect("plain data")).unwrap();
        }
    }
    text
}

/// How a check of the user's setting ends.
pub(crate) fn users_check() -> (u64, u64, u32, Vec<String>) {
    let mut lab = Lab::new();
    let mut events = lab.handle(serde_json::from_str(r#"{"type":"checkStart","run":1,"options":{}}"#).unwrap());
    loop {
        let Some(Event::Check(view)) = events.pop() else { panic!("a check answers with how it stands") };
        if serde_json::to_value(view.status).unwrap() != "running" {
            let texts = view.properties.into_iter().map(|property| property.text).collect();
            return (view.generated, view.unique, view.depth, texts);
        }
        events = lab.handle(Command::CheckAdvance { run: 1, budget: 500 });
    }
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
