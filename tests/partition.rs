//! Partitions: what they let happen, how many states they add, against stateright's own search of the same model; and that they are
//! to servers nothing but a long delay.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use paxos_lab::checker::{Options, Progress, Search, Status, Strategy};
use paxos_lab::lab::{CheckOptions, Command, Event, Lab};
use paxos_lab::model::{Cut, Dividing, Division, EVERY, NetworkKind, PROPERTIES, PaxosModelCfg};
use paxos_lab::moment::concerned;
use paxos_lab::session::Session;
use stateright::actor::{ActorModelAction, Envelope};
use stateright::{Checker, Expectation, Model};
use support::{model, searched};

fn usual() -> PaxosModelCfg {
    PaxosModelCfg { client_count: 1, partitions: 1, ..PaxosModelCfg::default() }
}

fn ours(config: PaxosModelCfg, depth: Option<u32>) -> Progress {
    searched(config.into_space().unwrap(), Strategy::BreadthFirst, depth, 1_000).progress()
}

/// Stateright's counts: states generated, unique ones, depth.
fn theirs(config: PaxosModelCfg, depth: Option<u32>) -> (u64, u64, usize) {
    // It stops once every property has a discovery; one that never has any keeps it going.
    let checker = model(config).property(Expectation::Always, "explored", |_, _| true).checker();
    let checker = match depth {
        Some(depth) => checker.target_max_depth(depth as usize),
        None => checker,
    };
    let checker = checker.spawn_bfs().join();
    (checker.state_count() as u64, checker.unique_state_count() as u64, checker.max_depth())
}

#[test]
fn whole_spaces_are_counted_like_stateright_does() {
    let settings = [
        usual(),
        PaxosModelCfg { lossy: true, ..usual() },
        PaxosModelCfg { network: NetworkKind::Ordered, ..usual() },
        PaxosModelCfg { network: NetworkKind::UnorderedDuplicating, ..usual() },
        PaxosModelCfg { partitions: 2, ..usual() },
        PaxosModelCfg { server_count: 2, client_count: 2, partitions: 2, ..usual() },
        PaxosModelCfg { client_count: 2, ..usual() },
    ];
    for config in settings {
        let ours = ours(config, None);
        assert_eq!(ours.status, Status::Complete);
        assert_eq!((ours.generated, ours.unique, ours.depth as usize), theirs(config, None), "{config:?}");
    }
}

#[test]
fn every_kind_of_setting_is_counted_like_stateright_does() {
    let mut states = 0;
    for server_count in [2, 3, 4] {
        for network in NetworkKind::ALL {
            for (lossy, max_crashes) in [(false, 0), (true, 0), (false, 1), (true, 1)] {
                for partitions in [1, 2] {
                    let config = PaxosModelCfg {
                        server_count,
                        network,
                        lossy,
                        max_crashes,
                        partitions,
                        ..PaxosModelCfg::default()
                    };
                    let depth = Some(if lossy || max_crashes > 0 { 6 } else { 8 });
                    let ours = ours(config, depth);
                    assert_eq!((ours.generated, ours.unique, ours.depth as usize), theirs(config, depth), "{config:?}");
                    states += ours.unique;
                }
            }
        }
    }
    assert!(states > 100_000, "{states}");
}

/// A partition may begin in any state, and heal in any that is reached without crossing it; so what is new is but how it stands: it
/// hasn't begun, it holds in one of the ways to cut the servers in two, or it's over.
#[test]
fn as_far_as_servers_and_clients_go_the_states_are_those_without_one() {
    for (server_count, cuts) in [(2, 1), (3, 3), (4, 7)] {
        assert_eq!(Cut::all(server_count).count(), cuts);
        for (network, lossy) in [(NetworkKind::UnorderedNonduplicating, true), (NetworkKind::Ordered, false)] {
            let config = PaxosModelCfg { server_count, network, lossy: lossy && server_count < 4, ..usual() };
            let whole = ours(PaxosModelCfg { partitions: 0, ..config }, None).unique;
            let divided = ours(config, None).unique;
            assert_eq!(divided, whole * (2 + cuts as u64), "{config:?}");
        }
    }
}

#[test]
fn every_property_has_the_verdict_that_it_has_without_one() {
    let config = PaxosModelCfg { client_count: 2, ..usual() };
    let verdicts = |config: PaxosModelCfg| {
        let options = Options { exhaustive: true, ..Options::default() };
        let mut search = Search::new(config.into_space_asked(&EVERY).unwrap(), options).unwrap();
        while search.advance(10_000).status == Status::Running {}
        search.verdicts()
    };
    let (divided, whole) = (verdicts(config), verdicts(PaxosModelCfg { partitions: 0, ..config }));
    assert_eq!(whole.len(), PROPERTIES.len());
    for (divided, whole) in divided.iter().zip(&whole) {
        // A run that ends on the way doesn't end before every partition that began is over.
        if divided.expectation == Expectation::Eventually {
            assert_eq!(std::mem::discriminant(&divided.verdict), std::mem::discriminant(&whole.verdict));
        } else {
            assert_eq!(divided, whole);
        }
    }
}

#[test]
fn nothing_crosses_while_one_holds_and_all_else_goes_on() {
    let networks = NetworkKind::ALL.map(|network| PaxosModelCfg { network, ..usual() });
    let mut held = 0;
    for config in networks.into_iter().flat_map(|config| {
        [
            PaxosModelCfg { client_count: 2, partitions: 2, lossy: true, max_crashes: 1, ..config },
            PaxosModelCfg { server_count: 7, client_count: 3, ..config },
        ]
    }) {
        for seed in 0..30 {
            let mut session = Session::new(config).unwrap();
            let mut begun = 0;
            while let (Some(chosen), true) = (session.choose(seed), session.cursor() < 120) {
                if let Division::Divided(cut) = session.here().state.history.division {
                    held += held_by(cut, &session);
                }
                session.act(chosen).unwrap();
                let (_, action) = session.shown().action.as_ref().unwrap();
                begun += usize::from(matches!(Dividing::of(&config, action), Some(Dividing::Begins(_))));
            }
            assert!(begun <= config.partitions);
        }
    }
    assert!(held > 1_000, "{held}");
}

/// Messages that a partition holds up. Nothing but these is kept from arriving, and it can heal.
fn held_by(cut: Cut, session: &Session) -> usize {
    let config = session.model().cfg;
    let (mut held, mut heals) = (0, 0);
    for (action, has_effect) in session.actions() {
        match Dividing::of(&config, action) {
            Some(Dividing::Begins(_) | Dividing::Never) => assert!(!has_effect, "{action:?}"),
            Some(Dividing::Heals(healed)) if *has_effect => {
                assert_eq!(healed, cut);
                heals += 1;
            }
            Some(Dividing::Heals(_)) => (),
            None => {
                let crosses = |envelope: Envelope<_>| cut.parts(&config, envelope.src, envelope.dst);
                let is_delivery = matches!(action, ActorModelAction::Deliver { .. });
                let is_held = is_delivery && concerned(action).is_some_and(crosses);
                assert!(!is_held || !has_effect, "{action:?} crosses {cut:?}");
                held += usize::from(is_held);
            }
        }
    }
    assert_eq!(heals, 1, "it can always heal, in one way");
    held
}

#[test]
fn reduced_states_are_refused_with_the_reason() {
    let mut lab = Lab::new();
    lab.handle(Command::Configure { config: usual() });
    let options = CheckOptions { reduce: true, ..CheckOptions::default() };
    let message =
        "Where partitions may begin, states can't be reduced: they don't tell what has crossed one.".to_owned();
    assert_eq!(lab.handle(Command::CheckStart { run: 1, options }), [Event::Failed { message }]);
}
