//! The door's own promises: what isn't possible changes nothing, and stale names are answered by nothing.

use super::*;
use crate::model::USUAL;
use crate::session::STEPS_MAX;

fn state(events: &[Event]) -> &StateView {
    let state = events.iter().find_map(|event| match event {
        Event::State(state) => Some(state),
        _ => None,
    });
    state.expect("the state shown")
}

fn load(actions: Vec<u32>, shown: u32, step: u32) -> Command {
    let branches = vec![BranchRun { name: None, actions }];
    Command::Load { config: PaxosModelCfg::default(), branches, shown, step }
}

fn simulate(seed: u32, steps: u32) -> Command {
    Command::Simulate { seed, steps, until: None }
}

#[test]
fn a_command_that_fails_changes_nothing() {
    let mut lab = Lab::new();
    lab.handle(Command::Act { action: 0 });
    let before = lab.handle(Command::Seek { step: 1 });
    let commands = [
        Command::Act { action: 1_000 },
        Command::Seek { step: 2 },
        load(vec![0, 1_000], 0, 0),
        load(vec![0], 0, 2),
        load(vec![0], 1, 0),
        Command::ShowBranch { branch: 1, step: 0 },
        Command::ShowBranch { branch: 0, step: 2 },
        Command::NameBranch { branch: 0, name: String::new() },
        Command::DeleteBranch { branch: 0 },
        Command::CompareBranch { branch: 1 },
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
    let events = lab.handle_to_the_end(simulate(1, u32::MAX));
    let Some(Event::Simulated { steps, ended, .. }) = events.last() else { panic!("{events:?}") };
    assert!(*ended == SimulationEnd::Finished || *steps as usize == STEPS_MAX);
    assert_eq!(state(&events).step, *steps);
}

#[test]
fn a_simulation_says_whether_it_was_cut_off() {
    let simulated = |steps| {
        let events = Lab::new().handle(simulate(42, steps));
        match events.last() {
            Some(Event::Simulated { steps, ended, .. }) => (*steps, *ended),
            other => panic!("{other:?}"),
        }
    };
    let (all, ended) = simulated(1_000);
    assert_eq!(ended, SimulationEnd::Finished);
    assert_eq!(simulated(all), (all, SimulationEnd::Finished), "the bound fell on the very end");
    assert_eq!(simulated(all - 1), (all - 1, SimulationEnd::Bound));
    assert_eq!(simulated(5), (5, SimulationEnd::Bound));
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
    assert!(prepare.deliver.action.is_some());
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
    // It can't be a branch of a run with other clients.
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

#[test]
fn a_discovery_of_the_stages_configuration_is_a_branch_of_its_run() {
    let mut lab = Lab::new();
    lab.handle_to_the_end(simulate(7, 3));
    lab.handle(Command::CheckStart { run: 1, options: CheckOptions::default() });
    lab.handle(Command::CheckAdvance { run: 1, budget: 5_000 });
    let events = lab.handle(Command::OpenDiscovery { run: 1, property: 1 });
    let branches = events.iter().find_map(|event| match event {
        Event::Branches { shown, branches } => Some((*shown, branches)),
        _ => None,
    });
    let (shown, branches) = branches.expect("branches have changed");
    let names: Vec<_> = branches.iter().map(|branch| (branch.id, branch.name.as_str(), branch.last)).collect();
    assert_eq!((shown, names), (1, vec![(0, "First run", 3), (1, "a read is answered: example", 8)]));
    assert_eq!(state(&events).step, 0);
}

#[test]
fn a_simulation_can_wait_for_something() {
    for seed in 0..30 {
        let mut lab = Lab::new();
        let events = lab.handle(Command::Simulate { seed, steps: 1_000, until: Some(Until::Decided) });
        let Some(Event::Simulated { ended, .. }) = events.last() else { panic!("{events:?}") };
        let decided = |events: &[Event]| state(events).servers.iter().filter(|server| server.decided.is_some()).count();
        assert_eq!(decided(&events), usize::from(*ended == SimulationEnd::Reached));
        let truths = |events: &[Event]| state(events).properties.iter().map(|p| p.holds).collect::<Vec<_>>();
        let mut lab = Lab::new();
        let before = truths(&lab.handle(Command::Seek { step: 0 }));
        let events = lab.handle(Command::Simulate { seed, steps: 1_000, until: Some(Until::PropertyChanged) });
        let Some(Event::Simulated { ended, .. }) = events.last() else { panic!("{events:?}") };
        assert_eq!(truths(&events) != before, *ended == SimulationEnd::Reached);
    }
}

#[test]
fn only_news_is_told() {
    let mut lab = Lab::new();
    let names = |events: &[Event]| -> Vec<String> {
        let tag = |event| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned();
        events.iter().map(tag).collect()
    };
    let kept = |events: &[Event]| match &events[0] {
        Event::Trace { keep, steps } => (*keep, steps.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        names(&lab.handle(Command::Configure { config: PaxosModelCfg::default() })),
        ["configured", "trace", "branches", "state"]
    );
    for action in [0, 0, 0] {
        lab.handle(Command::Act { action });
    }
    lab.handle(Command::Seek { step: 1 });
    assert_eq!(names(&lab.handle(Command::Act { action: 0 })), ["state"], "the way that was gone before");
    lab.handle(Command::Seek { step: 1 });
    let parted = lab.handle(Command::Act { action: 1 });
    assert_eq!((names(&parted), kept(&parted)), (["trace", "branches", "state"].map(String::from).to_vec(), (2, 1)));
    let back = lab.handle(Command::ShowBranch { branch: 0, step: 3 });
    assert_eq!((names(&back), kept(&back)), (["trace", "branches", "state"].map(String::from).to_vec(), (2, 2)));
    assert_eq!(names(&lab.handle(Command::NameBranch { branch: 1, name: "other".to_owned() })), ["branches"]);
    assert_eq!(names(&lab.handle(Command::DeleteBranch { branch: 1 })), ["branches", "state"]);
}

#[test]
fn branches_are_compared_where_they_part() {
    let mut lab = Lab::new();
    for (step, action) in [(0, 0), (1, 0), (1, 1)] {
        lab.handle(Command::Seek { step });
        lab.handle(Command::Act { action });
    }
    let events = lab.handle(Command::CompareBranch { branch: 0 });
    let [Event::Compared(view)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((view.parts_after, view.here.branch, view.there.branch), (1, 1, 0));
    assert_ne!(view.here.steps[0].label, view.there.steps[0].label);
    let differing: Vec<_> = view.parts.iter().filter(|part| part.differs).map(|part| part.name.as_str()).collect();
    assert_eq!(differing, ["S1", "S2", "network"]);
}

#[test]
fn what_is_put_back_has_all_its_branches() {
    let run = |name: &str, actions: &[u32]| BranchRun { name: Some(name.to_owned()), actions: actions.to_vec() };
    let branches = vec![run("one", &[0, 0, 0]), run("two", &[0, 1]), run("three", &[0])];
    let load = Command::Load { config: PaxosModelCfg::default(), branches, shown: 2, step: 1 };
    let events = Lab::new().handle(load);
    let Event::Branches { shown, branches } = &events[2] else { panic!("{events:?}") };
    let views: Vec<_> = branches.iter().map(|b| (b.name.as_str(), b.from, b.parts_after, b.last)).collect();
    assert_eq!((*shown, views), (2, vec![("one", None, 0, 3), ("two", Some(0), 1, 2), ("three", Some(0), 1, 1)]));
    assert_eq!(state(&events).step, 1);
}

#[test]
fn a_check_of_one_property_answers_as_a_check_of_all_does() {
    let ended = |options| {
        let mut lab = Lab::new();
        let mut events = lab.handle(Command::CheckStart { run: 1, options });
        loop {
            match events.pop() {
                Some(Event::Check(view)) if view.status != CheckStatus::Running => return view,
                Some(Event::Check(_)) => events = lab.handle(Command::CheckAdvance { run: 1, budget: 5_000 }),
                other => panic!("{other:?}"),
            }
        }
    };
    for reduce in [false, true] {
        let all = ended(CheckOptions { reduce, ..CheckOptions::default() });
        for property in USUAL {
            let only = Some(u32::try_from(property).unwrap());
            let one = ended(CheckOptions { only, reduce, ..CheckOptions::default() });
            assert_eq!(one.properties.len(), 1);
            let (one, all) = (&one.properties[0], &all.properties[property]);
            assert_eq!((&one.name, one.verdict, one.steps), (&all.name, all.verdict, all.steps));
        }
    }
    let refused = Lab::new()
        .handle(Command::CheckStart { run: 1, options: CheckOptions { only: Some(12), ..CheckOptions::default() } });
    let message = "Property 12 is to be checked, and they are 0 to 11.".to_owned();
    assert_eq!(refused, [Event::Failed { message }]);
}

#[test]
fn a_breadth_first_search_tells_how_wide_each_depth_is() {
    let mut lab = Lab::new();
    lab.handle(Command::CheckStart { run: 1, options: CheckOptions::default() });
    for budget in [7, 500, 100_000] {
        let events = lab.handle(Command::CheckAdvance { run: 1, budget });
        let [Event::Check(view)] = events.as_slice() else { panic!("{events:?}") };
        assert_eq!(view.widths.iter().sum::<u64>(), view.unique);
        assert_eq!(view.widths.len(), view.depth as usize);
        assert_eq!(view.widths[..3], [1, 2, 5]);
    }
}

#[test]
fn a_space_that_explodes_is_estimated_before_it_is_searched() {
    let guess = |config| {
        let mut lab = Lab::new();
        lab.handle(Command::Configure { config });
        match lab.handle_to_the_end(Command::Estimate { options: CheckOptions::default() }).pop() {
            Some(Event::Estimated { text }) => text,
            other => panic!("{other:?}"),
        }
    };
    let paxos = |client_count, server_count, lossy| PaxosModelCfg {
        client_count,
        server_count,
        lossy,
        ..PaxosModelCfg::default()
    };
    assert_eq!(guess(paxos(2, 3, false)), None, "these few were just counted");
    // What exact searches have found: tests/oracle.txt has most of them.
    for (config, states) in [
        (paxos(3, 3, false), 1_194_428),
        (paxos(4, 3, false), 2_372_188),
        (paxos(6, 3, false), 9_357_525),
        (paxos(2, 3, true), 954_508),
        (paxos(1, 5, false), 39_649),
    ] {
        let text = guess(config).expect("it's more than a moment's work");
        let about = text.strip_prefix("About ").unwrap_or_else(|| panic!("{text}"));
        let about: u64 = about.split(' ').next().unwrap().replace(',', "").parse().unwrap();
        assert!(about < states * 4 && about * 4 > states, "{text} There are {states}.");
    }
    let text = guess(PaxosModelCfg { max_crashes: 1, client_count: 1, ..PaxosModelCfg::default() }).unwrap();
    assert!(text.starts_with("More states than can be estimated") || text.starts_with("About"), "{text}");
}

fn shrunk(events: &[Event]) -> &ShrinkView {
    match events.first() {
        Some(Event::Shrink(view)) => view,
        _ => panic!("shrinking answers with how it stands, not {events:?}"),
    }
}

/// A lab with a random run on its stage that violates `linearizable`, as its client called twice.
fn with_a_violation() -> Lab {
    let mut lab = Lab::new();
    lab.handle(Command::Configure { config: PaxosModelCfg { max_crashes: 1, ..PaxosModelCfg::default() } });
    lab.handle_to_the_end(Command::Simulate { seed: 1, steps: 200, until: Some(Until::PropertyChanged) });
    lab.handle_to_the_end(simulate(1, 200));
    lab
}

#[test]
fn a_shrunk_run_is_a_branch_shown_at_its_end() {
    let mut lab = with_a_violation();
    let view = lab.handle(Command::ShrinkStart { run: 3, property: 0 });
    assert!(shrunk(&view).is_running && shrunk(&view).text.starts_with("Shrinking: from "));
    assert!(lab.handle(Command::ShrinkAdvance { run: 2, budget: 10 }).is_empty());
    let mut events = lab.handle(Command::ShrinkAdvance { run: 3, budget: 10 });
    while shrunk(&events).is_running {
        events = lab.handle(Command::ShrinkAdvance { run: 3, budget: 10 });
    }
    assert!(shrunk(&events).text.ends_with(" to 2 steps: no single step can be left out."), "{}", shrunk(&events).text);
    assert_eq!((state(&events).step, lab.session.branch().name()), (2, "linearizable: shrunk"));
    assert!(!state(&events).properties[0].holds);
    assert!(lab.handle(Command::ShrinkAdvance { run: 3, budget: 10 }).is_empty());
}

#[test]
fn shrinking_that_is_stopped_keeps_the_best_so_far() {
    let mut lab = with_a_violation();
    lab.handle(Command::ShrinkStart { run: 3, property: 0 });
    let mut events = lab.handle(Command::ShrinkAdvance { run: 3, budget: 1 });
    while shrunk(&events).steps == shrunk(&events).from {
        events = lab.handle(Command::ShrinkAdvance { run: 3, budget: 1 });
    }
    let steps = shrunk(&events).steps;
    let events = lab.handle(Command::ShrinkStop { run: 3 });
    assert!(shrunk(&events).text.contains("stopped before every step was tried"));
    assert_eq!((state(&events).step, state(&events).properties[0].holds), (steps, false));
}

/// What takes the stage while another work waits, and one that waits for its turn, go by the stage as it is then.
#[test]
fn a_simulation_that_waits_goes_on_from_the_stage_of_its_turn() {
    let mut lab = Lab::new();
    lab.handle_to_the_end(simulate(1, 20));
    let config = PaxosModelCfg { max_crashes: 1, client_count: 1, ..PaxosModelCfg::default() };
    let mut other = Lab::new();
    other.handle(Command::Configure { config });
    other.handle_to_the_end(simulate(3, 400));
    let link = match other.state() {
        Event::State(state) => state.link,
        other => panic!("{other:?}"),
    };
    assert!(matches!(lab.handle(Command::Open { text: link }).as_slice(), [Event::Working { .. }]));
    assert!(matches!(lab.handle(simulate(2, 30)).as_slice(), [Event::Working { .. }]));
    let mut ended = 0;
    while ended < 2 {
        let events = lab.handle(Command::WorkAdvance { budget: 50 });
        assert!(!events.iter().any(|event| matches!(event, Event::Failed { .. })), "{events:?}");
        ended += events.iter().filter(|event| **event == Event::WorkEnded).count();
    }
    assert_eq!((lab.session.model().cfg, lab.session.cursor()), (config, 430));
    let actions = lab.session.branch().actions();
    let mut again = Session::new(config).unwrap();
    again.add(None, &actions).unwrap();
    assert_eq!(trace::link(&again).split("&step").next(), trace::link(&lab.session).split("&step").next());
}
