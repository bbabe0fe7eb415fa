//! What is recorded of a run against the states that it went through: what was decided, though who decided it has forgotten it since, and
//! what a server that is alone, and so tells nobody, has accepted.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::explain::detail;
use paxos_lab::model::{
    AGREEMENT, BALLOTS_UNIQUE, CHOSEN_STAYS_CHOSEN, CHOSEN_UNKNOWN, Crashing, NetworkKind, PROPERTIES, PaxosModelCfg,
    REPLIES_FOLLOW,
};
use paxos_lab::paxos::{Ballot, BrokenRule, Proposal, ServerState, Storage, Value};
use paxos_lab::session::Session;
use stateright::actor::Id;
use stateright::actor::register::RegisterActorState;
use stateright::{Checker, Model};
use std::collections::BTreeSet;

fn servers(session: &Session) -> impl Iterator<Item = &ServerState> {
    session.here().state.actor_states.iter().filter_map(|state| match &**state {
        RegisterActorState::Server(server) => Some(server),
        RegisterActorState::Client { .. } => None,
    })
}

/// Every rule, network and disk beside a setting.
fn settings(usual: PaxosModelCfg) -> impl Iterator<Item = PaxosModelCfg> {
    let rules = BrokenRule::ALL.into_iter().map(Some).chain([None]);
    let beside = move |broken| {
        NetworkKind::ALL.into_iter().flat_map(move |network| {
            Storage::ALL.into_iter().map(move |storage| PaxosModelCfg { broken, network, storage, ..usual })
        })
    };
    rules.flat_map(beside).filter(|config| config.validate().is_ok())
}

/// Goes through some runs at random, and looks at every step.
fn visited(config: PaxosModelCfg, mut look: impl FnMut(&Session, bool)) {
    for seed in 0..6 {
        let mut session = Session::new(config).unwrap();
        look(&session, true);
        while let (Some(action), true) = (session.choose(seed), session.cursor() < 120) {
            session.act(action).unwrap();
            look(&session, false);
        }
    }
}

#[test]
fn every_decision_that_was_ever_made_is_noted() {
    let crashes = PaxosModelCfg { max_crashes: 1, crashing: Crashing::Servers, ..PaxosModelCfg::default() };
    let alone =
        PaxosModelCfg { server_count: 1, promise_quorum: Some(1), accept_quorum: Some(1), client_count: 3, ..crashes };
    let small = PaxosModelCfg { promise_quorum: Some(1), accept_quorum: Some(1), ..crashes };
    let mut forgotten = 0;
    for config in [crashes, alone, small].into_iter().flat_map(settings) {
        let mut ever: BTreeSet<Value> = BTreeSet::new();
        visited(config, |session, is_start| {
            if is_start {
                ever.clear();
            }
            let decided = |server: &ServerState| server.accepted.filter(|_| server.is_decided);
            let known: BTreeSet<Value> =
                servers(session).filter_map(decided).map(|(_, proposal)| proposal.value).collect();
            ever.extend(&known);
            let ledger = session.here().state.history.ledger.as_deref().unwrap();
            assert_eq!(*ledger.decided(), ever, "{config:?}");
            forgotten += usize::from(known.len() < ever.len());
        });
    }
    assert!(forgotten > 1_000, "{forgotten}");
}

#[test]
fn what_a_server_that_is_alone_accepts_is_noted() {
    let alone = PaxosModelCfg {
        server_count: 1,
        client_count: 3,
        promise_quorum: Some(1),
        max_crashes: 1,
        crashing: Crashing::Servers,
        ..PaxosModelCfg::default()
    };
    for config in [None, Some(1)]
        .into_iter()
        .flat_map(|accept_quorum| settings(PaxosModelCfg { accept_quorum, ..alone }))
        // Whether it has crashed when it takes no notice of a write, nothing tells.
        .filter(|config| config.accept_quorum.is_some() || config.network != NetworkKind::Ordered)
    {
        let mut ever: BTreeSet<(Ballot, Proposal)> = BTreeSet::new();
        visited(config, |session, is_start| {
            if is_start {
                ever.clear();
            }
            let me = Id::from(0);
            ever.extend(
                servers(session).filter(|server| server.accepts.contains(&me)).filter_map(|server| server.accepted),
            );
            let noted: BTreeSet<(Ballot, Proposal)> =
                session.here().votes().all().map(|(ballot, proposal, _)| (ballot, proposal)).collect();
            assert_eq!(noted, ever, "{config:?}");
        });
    }
}

#[test]
fn a_server_that_is_alone_and_forgets_chooses_and_decides_twice() {
    let alone = PaxosModelCfg {
        server_count: 1,
        promise_quorum: Some(1),
        accept_quorum: Some(1),
        max_crashes: 1,
        crashing: Crashing::Servers,
        ..PaxosModelCfg::default()
    };
    let steps = |config: PaxosModelCfg, name| {
        let place = PROPERTIES.iter().position(|property| property.name == name).unwrap();
        let checker = config.into_model_asked(&[place]).unwrap().checker().spawn_bfs().join();
        checker.discovery(name).map(|path| path.into_actions().len())
    };
    for network in NetworkKind::ALL {
        let forgets = PaxosModelCfg { network, ..alone };
        for property in [AGREEMENT, CHOSEN_STAYS_CHOSEN, BALLOTS_UNIQUE] {
            assert_eq!(steps(forgets, property), Some(4), "{network:?}: {property}");
            let remembers = PaxosModelCfg { storage: Storage::Durable, ..forgets };
            assert_eq!(steps(remembers, property), None, "{network:?}: {property}");
        }
        assert_eq!(steps(forgets, REPLIES_FOLLOW), None, "{network:?}");
        assert_eq!(steps(forgets, CHOSEN_UNKNOWN), None, "{network:?}");
        // It accepts by itself, and waits for replies that never come.
        let silent = PaxosModelCfg { accept_quorum: None, max_crashes: 0, ..forgets };
        assert_eq!(steps(silent, CHOSEN_UNKNOWN), Some(1), "{network:?}");
    }
}

#[test]
fn what_was_decided_and_forgotten_is_told() {
    let alone = PaxosModelCfg {
        server_count: 1,
        promise_quorum: Some(1),
        accept_quorum: Some(1),
        max_crashes: 1,
        crashing: Crashing::Servers,
        ..PaxosModelCfg::default()
    };
    let mut session = Session::new(alone).unwrap();
    let mut after = |label: &str| {
        let action =
            session.actions().iter().position(|(action, _)| session.model().format_action(action).contains(label));
        session.act(u32::try_from(action.unwrap_or_else(|| panic!("{label}"))).unwrap()).unwrap();
        detail(session.model(), session.here(), AGREEMENT)
    };
    assert_eq!(after("Put(1, 'A')"), "S0 has decided 'A'.");
    assert_eq!(after("Crash"), "S0 has decided 'A'.");
    let forgotten = "'A' was decided, and who had decided it has forgotten it in a crash.";
    assert_eq!(after("Recover"), forgotten);
    assert_eq!(after("Put(2, 'B')"), format!("S0 has decided 'B'; {forgotten}"));
}
