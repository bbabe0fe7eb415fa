//! The doors that strangers knock at: each takes any bytes, and holds the lab to its word. For the tests, and for cargo-fuzz.

use paxos_lab::lab::{Command, Event, Lab};
use paxos_lab::session::STEPS_MAX;
use paxos_lab::trace::{Format, Theme};

/// Longest sentence. A message that repeats what a stranger wrote repeats a few words of it.
const SENTENCE_MAX: usize = 400;
/// Slices of a check are as long as whoever holds the door asks; a fuzzer has no time for long ones.
const BUDGET_MAX: u32 = 2_000;

/// What opens links and files, of either kind.
pub(crate) fn open(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut lab = Lab::new();
    let events = lab.handle_to_the_end(Command::Open { text });
    if is_refused(&events) {
        return;
    }
    let [Event::Configured { config, .. }, .., Event::Opened(opened)] = events.as_slice() else {
        panic!("neither opened nor refused: {events:?}")
    };
    assert!(config.validate().is_ok());
    is_sentence(&opened.message);
    // Whatever was opened can be shared again, and is then what it was.
    let mut link = String::new();
    let mut steps = 0;
    for event in &events {
        match event {
            Event::State(state) => link.clone_from(&state.link),
            Event::Trace { steps: run, .. } => steps = run.len(),
            _ => {}
        }
    }
    assert!(steps <= STEPS_MAX + 1);
    let again = Lab::new().handle_to_the_end(Command::Open { text: link.clone() });
    let shared = again.iter().rev().find_map(|event| match event {
        Event::State(state) => Some(state.link.clone()),
        _ => None,
    });
    assert_eq!(shared.as_ref(), Some(&link));
    if steps < 40 {
        for format in [Format::Text, Format::Rust, Format::Svg, Format::Mermaid, Format::Plantuml, Format::Itf] {
            let events = lab.handle_to_the_end(Command::Export { format, theme: Theme::System });
            assert!(matches!(events.as_slice(), [Event::Exported { .. }]));
        }
    }
}

/// What decodes commands and carries them out, a line each.
pub(crate) fn command(bytes: &[u8]) {
    let mut lab = Lab::new();
    for line in String::from_utf8_lossy(bytes).lines() {
        let Ok(mut command) = serde_json::from_str::<Command>(line) else { continue };
        match &mut command {
            Command::CheckAdvance { budget, .. } => *budget = (*budget).min(BUDGET_MAX),
            Command::Simulate { steps, .. } => *steps = (*steps).min(BUDGET_MAX),
            _ => {}
        }
        is_refused(&lab.handle_to_the_end(command));
    }
}

/// Whether a command was refused, which is by one sentence.
fn is_refused(events: &[Event]) -> bool {
    let [Event::Failed { message }] = events else {
        assert!(!events.iter().any(|event| matches!(event, Event::Failed { .. })), "{events:?}");
        return false;
    };
    is_sentence(message);
    true
}

fn is_sentence(text: &str) {
    let length = text.chars().count();
    assert!(length > 0 && length <= SENTENCE_MAX, "{length} characters: {text}");
    assert!(text.ends_with('.') && !text.contains('\n'), "{text}");
}
