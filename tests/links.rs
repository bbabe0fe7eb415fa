//! Links: short, the same wherever they are made, and checked on arrival. `tests/links/frozen.txt` has links of every version there
//! was: each is tested for ever and never rewritten. `tests/links/answers.txt` has what is said to links that are broken, old or no
//! links at all; `UPDATE=1 cargo test --test links` rewrites that, and the commit says why.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::lab::{Command, Event, Lab, OpenedView, Proof, StateView};
use paxos_lab::model::{Crashing, NetworkKind, PaxosModelCfg};
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::{STEPS_MAX, Session};
use paxos_lab::trace::{self, LINK_MAX};
use proptest::prelude::*;

const FROZEN: &str = include_str!("links/frozen.txt");

fn open(text: &str) -> Vec<Event> {
    Lab::new().handle_to_the_end(Command::Open { text: text.to_owned() })
}

fn opened(events: &[Event]) -> &OpenedView {
    let opened = events.iter().find_map(|event| match event {
        Event::Opened(opened) => Some(opened),
        _ => None,
    });
    opened.unwrap_or_else(|| panic!("not opened: {events:?}"))
}

fn state(events: &[Event]) -> &StateView {
    let state = events.iter().rev().find_map(|event| match event {
        Event::State(state) => Some(state),
        _ => None,
    });
    state.expect("a state is on the stage")
}

/// A random run, of this many steps if it can go on for so long.
fn run(config: PaxosModelCfg, seed: u32, steps: usize) -> Session {
    let mut session = Session::new(config).unwrap();
    while let (Some(action), true) = (session.choose(seed), session.cursor() < steps) {
        session.act(action).unwrap();
    }
    session
}

fn crowd() -> PaxosModelCfg {
    PaxosModelCfg { client_count: 6, server_count: 7, ..PaxosModelCfg::default() }
}

/// The shortest run to "value chosen", as the checker finds it.
fn value_chosen() -> String {
    let mut lab = Lab::new();
    lab.handle(Command::CheckStart { run: 1, options: Default::default() });
    lab.handle(Command::CheckAdvance { run: 1, budget: u32::MAX });
    let events = lab.handle_to_the_end(Command::OpenDiscovery { run: 1, property: 1 });
    assert_eq!(state(&events).step, 0);
    let events = lab.handle(Command::Seek { step: 8 });
    state(&events).link.clone()
}

#[test]
fn links_are_short() {
    let found = value_chosen();
    assert!(found.len() <= 60, "{found}");
    for seed in 0..50 {
        let text = trace::link(&run(PaxosModelCfg::default(), seed, 15));
        assert!(text.len() <= 120, "{text}");
    }
    let long = [
        crowd(),
        PaxosModelCfg { lossy: true, max_crashes: 3, ..crowd() },
        PaxosModelCfg { network: NetworkKind::Ordered, put_count: 4, ..crowd() },
        PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..crowd() },
    ];
    for (config, seed) in long.into_iter().flat_map(|config| (0..20).map(move |seed| (config, seed))) {
        let session = run(config, seed, 200);
        let text = trace::link(&session);
        assert!(text.len() <= 400, "{} characters for {} steps: {text}", text.len(), session.cursor());
    }
}

#[test]
fn the_longest_run_has_a_link() {
    let config = PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, lossy: true, max_crashes: 13, ..crowd() };
    let session = run(config, 1, STEPS_MAX);
    assert_eq!(session.cursor(), STEPS_MAX);
    let text = trace::link(&session);
    assert!(text.len() <= LINK_MAX, "{}", text.len());
    assert_eq!(opened(&open(&text)).proof, Some(Proof::Verified));
}

#[test]
fn a_link_shows_the_step_that_was_shared() {
    let mut session = run(PaxosModelCfg::default(), 3, 12);
    session.seek(5).unwrap();
    let text = trace::link(&session);
    assert!(text.ends_with("&step=5"), "{text}");
    let events = open(&format!("https://example.org/docs/paxos/?from=chat#{text}"));
    assert_eq!((opened(&events).proof, state(&events).step), (Some(Proof::Verified), 5));
    assert_eq!(state(&events).link, text);
}

#[test]
fn a_run_that_has_not_begun_is_its_settings() {
    assert_eq!(trace::link(&Session::new(PaxosModelCfg::default()).unwrap()), "");
    let config = PaxosModelCfg { client_count: 3, network: NetworkKind::Ordered, lossy: true, ..Default::default() };
    assert_eq!(trace::link(&Session::new(config).unwrap()), "clients=3&network=ordered&lossy=1");
}

/// Those of version 1 are `LINK STEPS`; each is verified.
#[test]
fn links_of_every_version_still_open() {
    let lines: Vec<&str> = FROZEN.lines().filter(|line| !line.starts_with("//")).collect();
    assert!(lines.len() >= 10);
    for line in lines {
        let (text, steps) = line.split_once(' ').expect("a link and its steps");
        let events = open(text);
        assert_eq!(opened(&events).proof, Some(Proof::Verified), "{text}: {}", opened(&events).message);
        assert_eq!((state(&events).step.to_string(), state(&events).link.as_str()), (steps.to_owned(), text));
    }
}

#[test]
fn what_is_said_to_broken_links() {
    let path = format!("{}/tests/links/answers.txt", env!("CARGO_MANIFEST_DIR"));
    let recorded = std::fs::read_to_string(&path).unwrap();
    let mut said = String::new();
    for link in recorded.lines().filter_map(|line| line.strip_prefix("> ")) {
        let events = open(link);
        let answer = match events.as_slice() {
            [Event::Failed { message }] => message.clone(),
            events => format!("step {}: {}", state(events).step, opened(events).message),
        };
        said += &format!("> {link}\n{answer}\n");
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &said).unwrap();
        return;
    }
    assert_eq!(said, recorded);
}

#[test]
fn a_link_that_cannot_be_read_changes_nothing() {
    let mut lab = Lab::new();
    let before = state(&lab.handle(Command::Act { action: 0 })).clone();
    for wrong in ["clients=99", "v=1&run=!", "nonsense", "v=2&run=CA"] {
        let events = lab.handle_to_the_end(Command::Open { text: wrong.to_owned() });
        assert!(matches!(events.as_slice(), [Event::Failed { .. }]), "{wrong}: {events:?}");
    }
    assert_eq!(*state(&lab.handle(Command::Seek { step: 1 })), before);
}

#[test]
fn simulations_and_checks_are_links_too() {
    let mut lab = Lab::new();
    let ask = |lab: &mut Lab, command: &str| lab.handle_to_the_end(serde_json::from_str(command).unwrap());
    ask(&mut lab, r#"{"type":"configure","config":{"client_count":3}}"#);
    let shared = ask(
        &mut lab,
        r#"{"type":"share","simulation":{"seed":42,"steps":30,"until":"decided"},
            "check":{"options":{"strategy":"randomWalks","seed":7,"depthMax":9,"only":1},"secondsMax":20}}"#,
    );
    let [Event::Shared { run, simulation, check, command }] = shared.as_slice() else { panic!("{shared:?}") };
    assert_eq!(run, "clients=3");
    assert_eq!(simulation, "clients=3&v=1&simulate=30&seed=42&until=decided");
    assert_eq!(check, "clients=3&v=1&check=simulation&depth=9&seconds=20&seed=7&property=value_chosen");
    assert_eq!(command, "paxos check-simulation 3 --max-depth 9 --seconds 20 --seed 7 --property value_chosen");
    let events = open(check);
    let plan = opened(&events).check.clone().expect("a check");
    assert_eq!((plan.seconds_max, plan.options.depth_max, plan.options.only), (Some(20), Some(9), Some(1)));
    // A seed means the same run for ever.
    let once = open(simulation);
    let by_hand = ask(&mut lab, r#"{"type":"simulate","seed":42,"steps":30,"until":"decided"}"#);
    assert_eq!(state(&once), state(&by_hand));
    assert!(state(&once).step > 3);
}

fn configs() -> impl Strategy<Value = PaxosModelCfg> {
    use proptest::option::weighted;
    use proptest::sample::select;
    let network = select(NetworkKind::ALL.to_vec());
    let usual = (1..=6_usize, 1..=7_usize, network, 1..=4_usize, any::<bool>(), 0..=3_usize);
    let broken = weighted(0.5, select(BrokenRule::ALL.to_vec()));
    let quorum = || weighted(0.2, 1..=7_usize);
    let more = (
        select(Crashing::ALL.to_vec()),
        select(Storage::ALL.to_vec()),
        0..=3_usize,
        0..=2_usize,
        quorum(),
        quorum(),
        broken,
    );
    (usual, more).prop_map(
        |(
            (client_count, server_count, network, put_count, lossy, crashes),
            (crashing, storage, retries, partitions, promise_quorum, accept_quorum, broken),
        )| {
            let sized = |size: Option<usize>| {
                size.map(|size| size.min(server_count)).filter(|_| broken != Some(BrokenRule::QuorumOfOne))
            };
            PaxosModelCfg {
                client_count,
                server_count,
                network,
                put_count,
                lossy,
                max_crashes: crashes.min(server_count),
                crashing,
                storage: if broken.is_some_and(BrokenRule::is_of_disk) { Storage::Durable } else { storage },
                retries,
                partitions: if server_count > 1 { partitions } else { 0 },
                promise_quorum: sized(promise_quorum),
                accept_quorum: sized(accept_quorum),
                broken,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_run_arrives_whole(config in configs(), seed in any::<u32>(), steps in 0..60_usize) {
        let session = run(config, seed, steps);
        let text = trace::link(&session);
        let events = open(&text);
        prop_assert_eq!(&state(&events).link, &text);
        if session.cursor() > 0 {
            prop_assert_eq!(opened(&events).proof, Some(Proof::Verified));
        }
    }

    /// A character that was changed on the way never passes as the run that was sent.
    #[test]
    fn a_damaged_link_is_never_verified(seed in any::<u32>(), at in any::<proptest::sample::Index>(), put in "[A-Za-z0-9_-]") {
        let text = trace::link(&run(PaxosModelCfg::default(), seed, 20));
        let values = text.find("run=").unwrap() + 4;
        let at = values + at.index(text.len() - values);
        prop_assume!(!"&=sum".contains(&text[at..=at]) && text[at..=at] != put);
        let damaged = format!("{}{put}{}", &text[..at], &text[at + 1..]);
        let events = open(&damaged);
        if !matches!(events.as_slice(), [Event::Failed { .. }]) {
            prop_assert_ne!(opened(&events).proof, Some(Proof::Verified), "{}", damaged);
        }
    }
}
