//! Runs that are as long as they may be, in settings that are as bad as they may be: what is kept of them is bounded, and every step of
//! them is shown again as it was. Times are the benchmark's to tell.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::lab::{BranchRun, Command, Event, Format, Lab, Theme};
use paxos_lab::model::{Crashing, NetworkKind, PaxosModelCfg, has_effect};
use paxos_lab::paxos::{BrokenRule, Storage};
use paxos_lab::session::{STEPS_MAX, STEPS_OF_ALL_MAX, Session};
use stateright::Model;

/// Settings in which much goes on, and goes on for ever.
fn settings() -> Vec<PaxosModelCfg> {
    let usual = PaxosModelCfg::default();
    let duplicating = PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..usual };
    let all = PaxosModelCfg { client_count: 6, server_count: 7, put_count: 4, retries: 3, ..duplicating };
    vec![
        usual,
        PaxosModelCfg { client_count: 3, max_crashes: 1, retries: 1, ..duplicating },
        PaxosModelCfg { client_count: 1, max_crashes: 1, ..usual },
        PaxosModelCfg { max_crashes: 13, lossy: true, ..all },
        PaxosModelCfg { max_crashes: 2, storage: Storage::Durable, partitions: 2, ..all },
        PaxosModelCfg { max_crashes: 7, crashing: Crashing::Servers, ..all },
        PaxosModelCfg {
            max_crashes: 3,
            lossy: true,
            network: NetworkKind::Ordered,
            retries: 3,
            partitions: 1,
            ..usual
        },
        PaxosModelCfg { max_crashes: 2, broken: Some(BrokenRule::CountsRepeatedReplies), ..duplicating },
        PaxosModelCfg { partitions: 2, lossy: true, ..usual },
        PaxosModelCfg { partitions: 1, network: NetworkKind::Ordered, ..usual },
    ]
}

fn run(config: PaxosModelCfg, seed: u32, steps: usize) -> Session {
    let mut session = Session::new(config).unwrap();
    while let (Some(action), true) = (session.choose(seed), session.cursor() < steps) {
        session.act(action).unwrap();
    }
    session
}

#[test]
fn what_has_an_effect_is_what_stateright_says_leads_on() {
    let mut asked = 0;
    for config in settings() {
        let mut session = Session::new(config).unwrap();
        for _ in 0..120 {
            let (model, state) = (session.model(), &session.here().state);
            let mut actions = Vec::new();
            model.actions(state, &mut actions);
            for action in actions {
                let next = model.next_state(state, action.clone());
                let leads_on = next.is_some_and(|next| (model.within_boundary)(&config, &next));
                assert_eq!(has_effect(model, state, &action), leads_on, "{config:?}: {action:?}");
                asked += 1;
            }
            let Some(action) = session.choose(7) else { break };
            session.act(action).unwrap();
        }
    }
    assert!(asked > 10_000, "{asked}");
}

/// A step that is shown again is what it was: its state, its messages with their numbers, its operations.
#[test]
fn every_step_is_shown_again_as_it_was() {
    for config in settings() {
        let mut session = Session::new(config).unwrap();
        let mut were = vec![session.here().clone()];
        while let (Some(action), true) = (session.choose(3), session.cursor() < 300) {
            session.act(action).unwrap();
            were.push(session.here().clone());
        }
        for step in (0..were.len()).rev().chain((0..were.len()).step_by(7)) {
            session.seek(step).unwrap();
            let (is, was) = (session.here(), &were[step]);
            assert!(is.state == was.state, "{config:?}, step {step}");
            assert_eq!((&is.in_flight, &is.operations, is.unasked), (&was.in_flight, &was.operations, was.unasked));
        }
    }
}

#[test]
fn what_goes_on_for_ever_comes_to_the_longest_run_there_is() {
    for config in &settings()[1..7] {
        let session = run(*config, 2, STEPS_MAX);
        assert_eq!(session.cursor(), STEPS_MAX, "{config:?}");
    }
}

/// What a lab may take, in bytes, whatever it holds; then the program ends, and with it the test.
const MEMORY_MAX: usize = 256 << 20;

#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, MEMORY_MAX);

/// The settings in which most is in flight: nothing that was sent is ever gone.
fn largest() -> PaxosModelCfg {
    PaxosModelCfg {
        client_count: 6,
        server_count: 7,
        put_count: 4,
        retries: 3,
        max_crashes: 13,
        network: NetworkKind::UnorderedDuplicating,
        ..PaxosModelCfg::default()
    }
}

/// As many steps as all branches together may have, in a lab that then does with them whatever can be done.
#[test]
fn a_lab_with_all_the_steps_there_may_be_has_a_bound() {
    let config = largest();
    let branches: Vec<BranchRun> = (1..=u32::try_from(STEPS_OF_ALL_MAX / STEPS_MAX).unwrap())
        .map(|seed| BranchRun { name: None, actions: run(config, seed, STEPS_MAX).branch().actions() })
        .collect();
    assert!(branches.iter().all(|branch| branch.actions.len() == STEPS_MAX));
    let mut lab = Lab::new();
    let mut slices = 0;
    let mut events = lab.handle(Command::Load { config, branches, shown: 0, step: 0 });
    while let [Event::Working { of, .. }] = events.as_slice() {
        assert_eq!(*of as usize, STEPS_OF_ALL_MAX);
        events = lab.handle(Command::WorkAdvance { budget: 500 });
        slices += 1;
    }
    assert!(matches!(events.as_slice(), [Event::Configured { .. }, .., Event::WorkEnded]) && slices > 30, "{slices}");
    let mut link = String::new();
    for (branch, step) in [(3, STEPS_MAX), (1, 4_990), (2, 2_511), (0, 4_095)] {
        let step = u32::try_from(step).unwrap();
        let events = lab.handle(Command::ShowBranch { branch, step });
        let state = events.iter().find_map(|event| if let Event::State(state) = event { Some(state) } else { None });
        let state = state.expect("a step that is shown");
        assert!(state.step == step && state.messages.len() > 300, "{} in flight", state.messages.len());
        link.clone_from(&state.link);
        assert!(matches!(lab.handle(Command::CompareBranch { branch: 0 }).as_slice(), [Event::Compared(_)]));
    }
    for format in [Format::Text, Format::Json, Format::Rust, Format::Svg, Format::Mermaid, Format::Plantuml] {
        let events = lab.handle_to_the_end(Command::Export { format, theme: Theme::System });
        assert!(matches!(events.as_slice(), [Event::Exported { .. }]), "{format:?}");
    }
    let events = lab.handle_to_the_end(Command::Export { format: Format::Itf, theme: Theme::System });
    let [Event::Failed { message }] = events.as_slice() else { panic!("a file that can't be read again") };
    assert!(
        message.starts_with("As ITF, which has every state, this run would have more than 67108864 bytes"),
        "{message}"
    );
    lab.handle(Command::ShrinkStart { run: 1, property: 0 });
    for _ in 0..20 {
        lab.handle(Command::ShrinkAdvance { run: 1, budget: 500 });
    }
    // A step that no branch has taken.
    let refused = (100..120).find_map(|seed| {
        lab.handle(Command::Seek { step: 2_000 });
        match lab.handle(Command::Simulate { seed, steps: 1, until: None }).pop() {
            Some(Event::Failed { message }) => Some(message),
            _ => None,
        }
    });
    assert!(refused.as_ref().is_some_and(|message| message.contains("which is the most")), "{refused:?}");
    assert!(matches!(Lab::new().handle_to_the_end(Command::Open { text: link }).as_slice(), [.., Event::Opened(_)]));
}
