//! Stories in text: each file of `tests/scenarios` is commands, a rule `----`, and what was to be seen. A new story adds text, not
//! code. `UPDATE=1 cargo test --test scenarios` rewrites what was seen, and the commit says why the story changed.
//!
//! Commands: `config KEY=VALUE ...` (the fields of the configuration), `do LABEL` (the action with this label, as the page and the
//! command line name it), `cannot LABEL` (it is there and has no effect: says why), `all` (prints every action), `servers` (prints
//! every server), `messages` (prints what is in flight), `properties` (the user's, and those that are violated), `every` (property).
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::lab::{ActionView, Command, Event, ExpectationName, Lab, PropertyView, ServerView, StateView};
use paxos_lab::model::{PaxosModelCfg, USUAL};
use std::fmt::Write;
use std::path::Path;

const RULE: &str = "----\n";

#[test]
fn every_story_is_as_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 8);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let (commands, expected) = text.split_once(RULE).expect("commands, a rule, what is expected");
        let seen = play(commands);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, format!("{commands}{RULE}{seen}")).unwrap();
        } else {
            assert_eq!(seen, expected, "{}", file.display());
        }
    }
}

struct Story {
    lab: Lab,
    state: StateView,
    seen: String,
}

fn play(commands: &str) -> String {
    let mut lab = Lab::new();
    let state = state_of(&lab.handle(Command::Seek { step: 0 }));
    let mut story = Story { lab, state, seen: String::new() };
    for line in commands.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        story.carry_out(command, rest);
    }
    story.seen
}

impl Story {
    fn carry_out(&mut self, command: &str, rest: &str) {
        match command {
            "config" => self.ask(Command::Configure { config: config(rest) }),
            "do" => {
                let action = self.action(rest);
                assert!(action.enabled, "{rest}: {}", action.why);
                self.ask(Command::Act { action: action.index });
                writeln!(self.seen, "{}. {rest}\n   {}", self.state.step, action.why).unwrap();
            }
            "cannot" => {
                let action = self.action(rest);
                assert!(!action.enabled, "{rest} has an effect");
                writeln!(self.seen, "   no effect: {rest}\n   {}", action.why).unwrap();
            }
            "all" => {
                for action in &self.state.actions {
                    writeln!(self.seen, "   can: {}", action.label).unwrap();
                }
            }
            "servers" => {
                for server in &self.state.servers {
                    writeln!(self.seen, "   {}", describe(server)).unwrap();
                }
            }
            "messages" => {
                for message in &self.state.messages {
                    writeln!(self.seen, "   in flight: #{} {}", message.message, message.text).unwrap();
                }
            }
            "properties" => {
                let is_violated = |p: &PropertyView| p.expectation == ExpectationName::Always && !p.holds;
                let is_told = |(place, p): &(usize, &PropertyView)| USUAL.contains(place) || is_violated(p);
                for (_, property) in self.state.properties.iter().enumerate().filter(is_told) {
                    writeln!(self.seen, "   {}", standing(property)).unwrap();
                }
            }
            "every" => {
                for property in &self.state.properties {
                    writeln!(self.seen, "   {}", standing(property)).unwrap();
                }
            }
            _ => panic!("no such command: {command}"),
        }
    }

    fn ask(&mut self, command: Command) {
        let events = self.lab.handle_to_the_end(command);
        self.state = state_of(&events);
    }

    fn action(&self, label: &str) -> ActionView {
        let labels: Vec<&str> = self.state.actions.iter().map(|action| action.label.as_str()).collect();
        let found = self.state.actions.iter().find(|action| action.label == label);
        found.unwrap_or_else(|| panic!("no action {label:?} among {labels:?}")).clone()
    }
}

fn config(fields: &str) -> PaxosModelCfg {
    let mut json = serde_json::Map::new();
    for (key, value) in fields.split_whitespace().map(|field| field.split_once('=').expect("KEY=VALUE")) {
        let value = value.parse().unwrap_or_else(|_| serde_json::Value::from(value));
        json.insert(key.to_owned(), value);
    }
    serde_json::from_value(json.into()).expect("a configuration")
}

fn state_of(events: &[Event]) -> StateView {
    let state = events.iter().find_map(|event| match event {
        Event::State(state) => Some(state.clone()),
        _ => None,
    });
    state.unwrap_or_else(|| panic!("{events:?}"))
}

fn standing(property: &PropertyView) -> String {
    format!("{}: {}. {}", property.name, property.holds, property.detail)
}

fn describe(server: &ServerView) -> String {
    let mut words = vec![format!("S{}", server.id)];
    words.push(server.promised.as_ref().map_or("promised nothing".to_owned(), |b| format!("promised {}", b.label)));
    if let Some(accepted) = &server.accepted {
        words.push(format!("accepted {} in {}", accepted.value, accepted.ballot.label));
    }
    if let Some(leading) = &server.leading {
        let (have, what) =
            if leading.phase == 1 { (leading.promises, "promises") } else { (leading.accepts, "accepts") };
        words.push(format!("leads {} with {have} of {} {what}", leading.value, leading.quorum));
    }
    if let Some(value) = &server.decided {
        words.push(format!("decided {value}"));
    }
    if server.crashed {
        words.push("crashed".to_owned());
    }
    words.join(", ")
}
