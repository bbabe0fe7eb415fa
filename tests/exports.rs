//! Exports as others use them: the exported test is a test of this crate, no trace, however broken, stops its reader, and what a run
//! violates is called by its name, in the step where that happened, in every export that speaks of it.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::checker::{Options, Search, Status};
use paxos_lab::gallery::{Found, found};
use paxos_lab::lab::{CheckOptions, CheckStatus, Command, Event, Lab};
use paxos_lab::model::{
    AGREEMENT, BALLOTS_UNIQUE, CHOSEN_STAYS_CHOSEN, EVERY, LINEARIZABLE, PROMISES_KEPT, PROPERTIES, PaxosModel,
    PaxosModelCfg, PaxosState, REPLIES_FOLLOW, VALUE_CHOSEN,
};
use paxos_lab::session::Session;
use paxos_lab::trace::{self, Format, Theme, export};
use stateright::actor::register::RegisterActorState;
use stateright::{Expectation, Model};
use std::collections::BTreeSet;
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

/// What each step of a run turns, in the words of exports, and what is violated at its end, both from the states alone.
struct Turned {
    steps: Vec<Vec<String>>,
    /// The names of the properties that must always be true and aren't in the last state.
    violated: BTreeSet<&'static str>,
}

fn is_so(model: &PaxosModel, place: usize, state: &PaxosState) -> bool {
    (model.properties[place].condition)(model, state)
}

fn is_violated(model: &PaxosModel, place: usize, state: &PaxosState) -> bool {
    PROPERTIES[place].expectation == Expectation::Always && !is_so(model, place, state)
}

fn decided(state: &PaxosState) -> BTreeSet<String> {
    let servers = state.actor_states.iter().enumerate().filter_map(|(id, actor)| match &**actor {
        RegisterActorState::Server(server) if server.is_decided => Some((id, server.accepted?.1.value)),
        _ => None,
    });
    servers.map(|(id, value)| format!("S{id} has decided '{value}'")).collect()
}

impl Turned {
    /// Goes through the run in a model of its own.
    fn of(session: &Session) -> Turned {
        let model = session.model().cfg.into_model_asked(&EVERY).unwrap();
        let mut state = model.init_states().remove(0);
        let mut steps = vec![Vec::new()];
        for step in &session.steps()[1..] {
            let (_, action) = step.action.as_ref().expect("every step but the start has an action");
            let next = model.next_state(&state, action.clone()).expect("a step has an effect");
            let mut turned: Vec<String> = decided(&next).difference(&decided(&state)).cloned().collect();
            for place in EVERY {
                let name = PROPERTIES[place].name;
                if name == VALUE_CHOSEN && !is_so(&model, place, &state) && is_so(&model, place, &next) {
                    turned.push("\"a read is answered\" (value chosen) is true".to_owned());
                }
                if !is_violated(&model, place, &state) && is_violated(&model, place, &next) {
                    turned.push(format!("\"{name}\" is violated"));
                }
            }
            turned.sort();
            steps.push(turned);
            state = next;
        }
        let violated = EVERY.into_iter().filter(|place| is_violated(&model, *place, &state));
        Turned { steps, violated: violated.map(|place| PROPERTIES[place].name).collect() }
    }
}

/// The turns that an export has, step by step: a line that begins a step says which, and those that follow may each be a turn.
fn read_turns<'a>(
    lines: impl IntoIterator<Item = &'a str>,
    begins: impl Fn(&str) -> Option<usize>,
    turn: impl Fn(&str) -> Vec<String>,
    steps: usize,
) -> Vec<Vec<String>> {
    let mut turns = vec![Vec::new(); steps];
    let mut at = 0;
    for line in lines {
        at = begins(line).inspect(|next| assert_eq!(*next, at + 1, "{line}")).unwrap_or(at);
        turns[at].extend(turn(line));
    }
    turns.iter_mut().for_each(|turns| turns.sort());
    turns
}

/// The number before the first of these words, if the line has such.
fn number_before(text: &str, words: &str) -> Option<usize> {
    text.split_once(words)?.0.parse().ok()
}

/// The turns of a run as every export that speaks of them has them.
fn exported_turns(session: &Session, steps: usize) -> Vec<(Format, Vec<Vec<String>>)> {
    let text_of = |format| export(session, format, Theme::System).unwrap().text;
    let note = |head: &'static str, colon: &'static str| {
        move |line: &str| {
            let note = line.trim_start().strip_prefix(head).and_then(|note| note.split_once(colon));
            let turn = note.map(|(_, text)| text).filter(|text| !text.starts_with("Still in flight"));
            // A note that has a number is a step's own.
            turn.filter(|text| number_before(text, ". ").is_none()).map(str::to_owned).into_iter().collect()
        }
    };
    let arrow = |colon: &'static str| {
        move |line: &str| {
            line.split_once(colon).and_then(|(_, text)| number_before(text, ". ")).filter(|_| !line.contains("title"))
        }
    };
    let story = text_of(Format::Text);
    let told = |line: &str| {
        let turn = line.trim_start().strip_prefix("**Now ").map(|turn| turn.trim_end_matches(".**").to_owned());
        turn.into_iter().collect()
    };
    let mermaid = text_of(Format::Mermaid);
    let plantuml = text_of(Format::Plantuml);
    let svg = text_of(Format::Svg).replace("&quot;", "\"");
    let drawn = |row: &str| {
        let turns = row.split("<tspan class=\"turn").skip(1);
        turns.map(|turn| turn.split_once(">· ").unwrap().1.split("</tspan>").next().unwrap().to_owned()).collect()
    };
    let rows = svg.split("<g><title>").skip(1);
    let figure = |row: &str| row.split("\">").find_map(|text| number_before(text, "</text>")).filter(|row| *row > 0);
    vec![
        (Format::Text, read_turns(story.lines(), |line| number_before(line, ". **"), told, steps)),
        (Format::Mermaid, read_turns(mermaid.lines(), arrow(": "), note("Note over ", ": "), steps)),
        (Format::Plantuml, read_turns(plantuml.lines(), arrow(" : "), note("note over ", " : "), steps)),
        (Format::Svg, read_turns(rows, figure, drawn, steps)),
    ]
}

fn says_what_is_so(session: &Session) -> Turned {
    let turned = Turned::of(session);
    let link = trace::link(session);
    for (format, turns) in exported_turns(session, turned.steps.len()) {
        assert_eq!(turns, turned.steps, "{format:?} of #{link}");
    }
    let text_of = |format| export(session, format, Theme::System).unwrap().text;
    let between = |text: &str, before: &str, after: &str| -> BTreeSet<String> {
        let parts = text.split(before).skip(1).filter_map(|rest| rest.split_once(after));
        parts.map(|(name, _)| name.to_owned()).filter(|name| !name.contains('\n')).collect()
    };
    let is_always =
        |name: &String| PROPERTIES.iter().any(|one| one.name == name && one.expectation == Expectation::Always);
    let end = |text: &str, before: &str, after: &str| -> BTreeSet<String> {
        between(text, before, after).into_iter().filter(is_always).collect()
    };
    let violated: BTreeSet<String> = turned.violated.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(end(&text_of(Format::Text), "\n- always \"", "\": false here. "), violated, "#{link}");
    assert_eq!(end(&text_of(Format::Rust), "assert!(!is_true(\"", "\")"), violated, "#{link}");
    let svg = text_of(Format::Svg).replace("&quot;", "\"");
    assert_eq!(end(&svg, "At the end \"", "\" is false: "), violated, "#{link}");
    for format in [Format::Json, Format::Itf, Format::Cli] {
        assert!(!text_of(format).contains("violated"), "{format:?} accuses nothing");
    }
    turned
}

#[test]
fn every_export_of_a_run_names_what_becomes_true_and_what_is_violated_where_it_is() {
    let mut names = BTreeSet::new();
    let mut turns = BTreeSet::new();
    for line in found() {
        let Found { config, property: place, steps, .. } = line;
        if steps.is_none() {
            continue;
        }
        let mut search = Search::new(config.into_space_asked(&[place]).unwrap(), Options::default()).unwrap();
        while search.advance(50_000).status == Status::Running {}
        let mut session = Session::new(config).unwrap();
        session.add(None, &search.path(0).expect("the table says that it is violated")).unwrap();
        let turned = says_what_is_so(&session);
        assert!(turned.violated.contains(PROPERTIES[place].name), "{line:?}");
        names.extend(turned.violated);
        turns.extend(turned.steps.into_iter().flatten());
    }
    says_what_is_so(&value_chosen());
    let broken = [LINEARIZABLE, AGREEMENT, CHOSEN_STAYS_CHOSEN, PROMISES_KEPT, BALLOTS_UNIQUE, REPLIES_FOLLOW];
    assert!(BTreeSet::from(broken).is_subset(&names), "{names:?}");
    assert!(
        turns.contains("\"a read is answered\" (value chosen) is true") && turns.contains("S0 has decided 'A'"),
        "{turns:?}"
    );
}
