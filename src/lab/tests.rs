//! The door's own promises: what isn't possible changes nothing, and stale names are answered by nothing.

use super::*;

fn state(events: &[Event]) -> &StateView {
    let state = events.iter().find_map(|event| match event {
        Event::State(state) => Some(state),
        _ => None,
    });
    state.expect("the state shown")
}

#[test]
fn a_command_that_fails_changes_nothing() {
    let mut lab = Lab::new();
    lab.handle(Command::Act { action: 0 });
    let before = lab.handle(Command::Seek { step: 1 });
    let commands = [
        Command::Act { action: 1_000 },
        Command::Seek { step: 2 },
        Command::Load { config: PaxosModelCfg::default(), actions: vec![0, 1_000], step: 0 },
        Command::Load { config: PaxosModelCfg::default(), actions: vec![0], step: 2 },
        Command::Configure { config: PaxosModelCfg { server_count: 0, ..PaxosModelCfg::default() } },
        Command::OpenDiscovery { run: 1, property: 0 },
        Command::CheckStart { run: 1, options: CheckOptions { states_max: Some(0), ..CheckOptions::default() } },
    ];
    for command in commands {
        let events = lab.handle(command.clone());
        assert!(matches!(events.as_slice(), [Event::Failed { message }] if message.ends_with('.')), "{command:?}");
        assert_eq!(lab.handle(Command::Seek { step: 1 }), before);
    }
}

#[test]
fn a_simulation_ends_where_a_run_has_to() {
    let mut lab = Lab::new();
    let config = PaxosModelCfg { network: "unordered_duplicating".parse().unwrap(), ..PaxosModelCfg::default() };
    lab.handle(Command::Configure { config });
    let events = lab.handle(Command::Simulate { seed: 1, steps: u32::MAX });
    let Some(Event::Simulated { steps, finished, .. }) = events.last() else { panic!("{events:?}") };
    assert!(*finished || *steps as usize == STEPS_MAX);
    assert_eq!(state(&events).step, *steps);
}

#[test]
fn a_simulation_says_whether_it_was_cut_off() {
    let simulated = |steps| {
        let events = Lab::new().handle(Command::Simulate { seed: 42, steps });
        match events.last() {
            Some(Event::Simulated { steps, finished, .. }) => (*steps, *finished),
            other => panic!("{other:?}"),
        }
    };
    let (all, finished) = simulated(1_000);
    assert!(finished);
    assert_eq!(simulated(all), (all, true), "the bound fell on the very end");
    assert_eq!(simulated(all - 1), (all - 1, false));
    assert_eq!(simulated(5), (5, false));
}

#[test]
fn the_stage_says_what_a_message_without_effect_lacks() {
    let mut lab = Lab::new();
    // C3's write starts a ballot at S0; S1 promises it, and then C4's write starts a higher one at S1.
    for label in ["Put 'A' to S0", "Prepare (1, S0) to S1", "Put 'B' to S1"] {
        let events = lab.handle(Command::Seek { step: lab.session.cursor().try_into().unwrap() });
        let action = state(&events).actions.iter().find(|action| action.label == label).expect(label).index;
        lab.handle(Command::Act { action });
    }
    let events = lab.handle(Command::Seek { step: 3 });
    let prepare = state(&events).messages.iter().find(|message| message.text == "Prepare (2, S1)").unwrap();
    assert!(prepare.deliver.is_some());
    assert_eq!(prepare.owner, Some(1));
    let server = &state(&events).servers[1];
    assert_eq!(server.leading.as_ref().map(|l| (l.phase, l.promises, l.quorum)), Some((1, 1, 2)));
}

#[test]
fn a_check_of_another_name_is_answered_by_nothing() {
    let mut lab = Lab::new();
    lab.handle(Command::CheckStart { run: 2, options: CheckOptions::default() });
    assert!(lab.handle(Command::CheckAdvance { run: 1, budget: 1 }).is_empty());
    assert!(lab.handle(Command::CheckStop { run: 1, why: StopReason::Person }).is_empty());
}

#[test]
fn a_discovery_is_opened_in_its_own_configuration() {
    let mut lab = Lab::new();
    lab.handle(Command::CheckStart { run: 1, options: CheckOptions::default() });
    lab.handle(Command::CheckAdvance { run: 1, budget: 5_000 });
    lab.handle(Command::Configure { config: PaxosModelCfg { client_count: 5, ..PaxosModelCfg::default() } });
    let events = lab.handle(Command::OpenDiscovery { run: 1, property: 1 });
    assert!(matches!(&events[0], Event::Configured { config, .. } if *config == PaxosModelCfg::default()));
    let Event::Trace { steps, .. } = &events[1] else { panic!("{events:?}") };
    assert_eq!(steps.len(), 9);
    assert_eq!(steps[8].marks, [Mark::ValueChosen]);
}

#[test]
fn a_reduced_check_never_claims_to_have_seen_every_state() {
    let mut lab = Lab::new();
    let options = CheckOptions { reduce: true, ..CheckOptions::default() };
    let mut events = lab.handle(Command::CheckStart { run: 1, options });
    loop {
        let Some(Event::Check(view)) = events.pop() else { panic!("{events:?}") };
        let certificate = view.certificate.expect("it is reduced");
        let texts: Vec<_> = view.properties.iter().map(|property| property.text.as_str()).collect();
        if view.status == CheckStatus::Running {
            assert_eq!(texts, ["Checking"; 2], "nothing is told without a certificate");
            events = lab.handle(Command::CheckAdvance { run: 1, budget: 10 });
            continue;
        }
        assert_eq!(certificate, CertificateView::Sound { compared: 913 });
        assert_eq!(
            view.summary,
            "Reduced, certified: 1,186 reduced states stand for all, as 913 comparisons with full ones prove."
        );
        assert_eq!(
            texts,
            ["Holds - reduced, certified: 1,186 reduced states stand for all", "Found - shortest: 8 steps"]
        );
        return;
    }
}

#[test]
fn a_check_that_cannot_be_started_leaves_the_one_before() {
    let mut lab = Lab::new();
    lab.handle(Command::CheckStart { run: 1, options: CheckOptions::default() });
    let refused = |options| match lab.handle(Command::CheckStart { run: 2, options }).pop() {
        Some(Event::Failed { message }) => message,
        other => panic!("{other:?}"),
    };
    let [depth, states, memory] = [[Some(0), None, None], [None, Some(0), None], [None, None, Some(0)]].map(
        |[depth_max, states_max, memory_max]| CheckOptions {
            depth_max,
            states_max,
            memory_max,
            ..CheckOptions::default()
        },
    );
    let walks = CheckOptions { strategy: StrategyName::RandomWalks, reduce: true, ..CheckOptions::default() };
    assert_eq!(
        [depth, states, memory, walks].map(refused),
        [
            "The depth bound is 0, and must be at least 1.",
            "The bound on states is 0, and must be at least 1.",
            "The bound on memory is 0, and must be at least 1.",
            "This can't be checked on reduced states: random walks never come to an end.",
        ]
    );
    assert_eq!(lab.handle(Command::CheckAdvance { run: 1, budget: 1 }).len(), 1);
}
