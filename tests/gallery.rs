//! The gallery and the lessons: what they say is so. Every entry is checked by the lab as the page does it, every lesson is replayed.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::gallery::{ENTRIES, Expected, configuration, lessons, played};
use paxos_lab::lab::{CheckOptions, CheckStatus, CheckView, Command, Event, Lab, VerdictName};
use paxos_lab::model::PROPERTIES;
use paxos_lab::paxos::BrokenRule;
use std::collections::BTreeSet;

/// What the lab's check finds.
fn found(settings: &str, property: &str) -> Expected {
    let mut lab = Lab::new();
    lab.handle(Command::Configure { config: configuration(settings).expect(settings) });
    let only = PROPERTIES.iter().position(|known| known.name == property).map(|place| u32::try_from(place).unwrap());
    let mut view =
        checked(lab.handle(Command::CheckStart { run: 1, options: CheckOptions { only, ..CheckOptions::default() } }));
    while view.status == CheckStatus::Running {
        view = checked(lab.handle(Command::CheckAdvance { run: 1, budget: 20_000 }));
    }
    let [verdict] = view.properties.as_slice() else { panic!("one property was asked for") };
    match (verdict.verdict, verdict.steps) {
        (VerdictName::Violated, Some(steps)) => Expected::Violated(steps),
        (VerdictName::Found, Some(steps)) => Expected::Found(steps),
        (VerdictName::Holds, None) => Expected::Holds(view.unique),
        other => panic!("{other:?}"),
    }
}

fn checked(mut events: Vec<Event>) -> CheckView {
    match events.pop() {
        Some(Event::Check(view)) => view,
        other => panic!("a check answers with how it stands, not {other:?}"),
    }
}

#[test]
fn every_entry_is_as_it_says() {
    for entry in &ENTRIES {
        assert_eq!(found(entry.settings, entry.property), entry.expected, "{}", entry.id);
    }
}

#[test]
fn with_the_right_rule_it_holds() {
    let mut known = BTreeSet::new();
    for entry in &ENTRIES {
        let Some(right) = entry.right else { continue };
        if known.insert((right.settings, entry.property)) {
            assert_eq!(found(right.settings, entry.property), right.expected, "{}", entry.id);
        }
    }
}

#[test]
fn every_rule_that_can_be_broken_is_in_the_gallery_once() {
    let shown: Vec<_> = ENTRIES.iter().filter_map(|entry| configuration(entry.settings).unwrap().broken).collect();
    assert_eq!(shown, BrokenRule::ALL);
    let names: BTreeSet<_> = ENTRIES.iter().map(|entry| entry.id).collect();
    assert_eq!(names.len(), ENTRIES.len());
    for entry in ENTRIES.iter().filter_map(|entry| entry.right) {
        assert_eq!(configuration(entry.settings).unwrap().broken, None);
    }
}

#[test]
fn every_lesson_plays_and_what_it_says_is_so() {
    let lessons = lessons();
    assert_eq!(lessons.len(), 6);
    for lesson in lessons {
        let pages = played(&lesson).unwrap_or_else(|error| panic!("{}: {error}", lesson.id));
        assert_eq!(pages.len(), lesson.pages.len());
        assert!(lesson.pages.iter().any(|page| page.question.is_some()), "{}", lesson.id);
        for page in &lesson.pages {
            assert_eq!(page.question.is_some(), page.answer.is_some(), "{}", lesson.id);
            let check = page.answer.as_ref().and_then(|answer| answer.check.as_deref());
            assert!(check.is_none_or(|id| ENTRIES.iter().any(|entry| entry.id == id)), "{}: {check:?}", lesson.id);
        }
    }
}

#[test]
fn a_lesson_in_which_something_cannot_happen_does_not_play() {
    let mut lesson = lessons().remove(0);
    lesson.pages[1].steps[0] = "Put 'Z' to S0".to_owned();
    let error = played(&lesson).unwrap_err();
    assert_eq!(error.to_string(), "Page 2: \"Put 'Z' to S0\" can't happen here.");
    let mut lesson = lessons().remove(0);
    lesson.pages[0].not = vec!["agreement".to_owned()];
    assert_eq!(played(&lesson).unwrap_err().to_string(), "Page 1: \"agreement\" should be false here.");
}

#[test]
fn the_door_tells_of_all_of_it_and_of_no_result() {
    let events = Lab::new().handle(Command::Gallery);
    let [Event::Gallery { entries, lessons }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((entries.len(), lessons.len()), (ENTRIES.len(), 6));
    for page in lessons.iter().flat_map(|lesson| &lesson.pages) {
        assert!(page.first as usize <= page.actions.len());
        assert!(page.answer.as_ref().is_none_or(|answer| answer.actions.starts_with(&page.actions)));
    }
}
