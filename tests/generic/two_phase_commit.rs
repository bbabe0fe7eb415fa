//! Two-phase commit (J. Gray, L. Lamport, *Consensus on Transaction Commit*, 2006, section 3), as a model that isn't made of actors:
//! resource managers prepare or abort, and the transaction manager commits once it has heard that all are prepared.

use super::{Ending, ending};
use paxos_lab::checker::{Strategy, Verdict, Whole};
use stateright::{Checker, Model, Property};

/// How many resource managers there are.
#[derive(Clone, Copy)]
struct TwoPhaseCommit(u8);

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Phase {
    Working,
    Prepared,
    Committed,
    Aborted,
}

/// Sets of resource managers are bits.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct State {
    resources: Vec<Phase>,
    manager: Phase,
    /// Those that have said that they are prepared, and those of which the manager has heard it. No message is ever lost or used up.
    said: u8,
    heard: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Action {
    Commit,
    Abort,
    Hear(u8),
    Prepare(u8),
    GiveUp(u8),
    Obey(u8),
}

impl Model for TwoPhaseCommit {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State { resources: vec![Phase::Working; self.0.into()], manager: Phase::Working, said: 0, heard: 0 }]
    }

    fn actions(&self, _: &State, actions: &mut Vec<Action>) {
        actions.extend([Action::Commit, Action::Abort]);
        for resource in 0..self.0 {
            actions
                .extend([Action::Hear, Action::Prepare, Action::GiveUp, Action::Obey].map(|action| action(resource)));
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut next = last.clone();
        let is_open = last.manager == Phase::Working;
        let is_working = |resource: u8| last.resources[usize::from(resource)] == Phase::Working;
        match action {
            Action::Commit if is_open && last.heard.count_ones() == u32::from(self.0) => {
                next.manager = Phase::Committed
            }
            Action::Abort if is_open => next.manager = Phase::Aborted,
            Action::Hear(resource) if is_open && last.said >> resource & 1 == 1 => next.heard |= 1 << resource,
            Action::Prepare(resource) if is_working(resource) => {
                next.resources[usize::from(resource)] = Phase::Prepared;
                next.said |= 1 << resource;
            }
            Action::GiveUp(resource) if is_working(resource) => next.resources[usize::from(resource)] = Phase::Aborted,
            Action::Obey(resource) if !is_open => next.resources[usize::from(resource)] = last.manager,
            _ => return None,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::sometimes("all commit", |_, state: &State| all_are(state, Phase::Committed)),
            Property::sometimes("all abort", |_, state: &State| all_are(state, Phase::Aborted)),
            Property::always("consistent", |_, state: &State| {
                !(state.resources.contains(&Phase::Committed) && state.resources.contains(&Phase::Aborted))
            }),
        ]
    }
}

fn all_are(state: &State, phase: Phase) -> bool {
    state.resources.iter().all(|resource| *resource == phase)
}

fn explored(resources: u8) -> Ending {
    let model = TwoPhaseCommit(resources);
    let by_breadth = ending(Whole::new(model), Strategy::BreadthFirst);
    let by_depth = ending(Whole::new(model), Strategy::DepthFirst);
    let theirs = model.checker().spawn_bfs().join();
    let counts = (theirs.state_count() as u64, theirs.unique_state_count() as u64);
    assert_eq!((by_breadth.0, by_breadth.1), counts);
    assert_eq!((by_depth.0, by_depth.1), counts);
    assert_eq!(by_breadth.2 as usize, theirs.max_depth());
    by_breadth
}

#[test]
fn three_and_five_resource_managers() {
    let (_, unique, _, verdicts) = explored(3);
    assert_eq!(unique, 288);
    // Each prepares and is heard, the manager commits, and each obeys: 3 + 3 + 1 + 3.
    assert_eq!(verdicts, [Verdict::Found { steps: 10 }, Verdict::Found { steps: 3 }, Verdict::Holds]);
    let (_, unique, _, verdicts) = explored(5);
    assert_eq!(unique, 8_832);
    assert_eq!(verdicts, [Verdict::Found { steps: 16 }, Verdict::Found { steps: 5 }, Verdict::Holds]);
}
