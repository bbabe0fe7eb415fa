//! Branches grow and go, and a run means the same every time.

use super::*;

fn session() -> Session {
    Session::new(PaxosModelCfg::default()).unwrap()
}

#[test]
fn a_delivery_takes_the_message_out_of_flight_and_sends_others() {
    let mut session = session();
    assert_eq!(session.here().in_flight.len(), 2);
    session.act(0).unwrap();
    let step = session.shown();
    assert_eq!(step.message.as_ref().map(|message| message.number), Some(0));
    assert_eq!(step.sent.iter().map(|message| message.number).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(session.here().in_flight.iter().map(|message| message.number).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn choosing_otherwise_grows_a_branch_and_keeps_the_other() {
    let mut session = session();
    session.act(0).unwrap();
    session.seek(0).unwrap();
    session.act(0).unwrap();
    assert_eq!((session.cursor(), session.steps().len()), (1, 2));
    session.act(0).unwrap();
    session.seek(0).unwrap();
    session.act(1).unwrap();
    assert_eq!((session.cursor(), session.steps().len()), (1, 2));
    assert_eq!(session.branches().len(), 2);
    assert_eq!(session.branches()[0].steps().len(), 3, "what was ahead stays");
}

#[test]
fn a_seed_means_one_run() {
    let run = |seed| {
        let mut session = session();
        let mut actions = Vec::new();
        while let Some(action) = session.choose(seed) {
            session.act(action).unwrap();
            actions.push(action);
        }
        actions
    };
    assert_eq!(run(42), run(42));
    assert_ne!(run(42), run(43));
}

#[test]
fn an_action_that_is_not_there_changes_nothing() {
    let mut session = session();
    let error = session.act(2).unwrap_err();
    assert_eq!(error.to_string(), "Step 1 doesn't fit: it is action 2, and the actions there are 0 to 1.");
    assert_eq!(session.seek(1).unwrap_err().to_string(), "There is no step 1; the run's last is 0.");
    assert_eq!((session.cursor(), session.steps().len()), (0, 1));
}

#[test]
fn a_duplicating_network_keeps_what_it_delivers() {
    let config = PaxosModelCfg { network: "unordered_duplicating".parse().unwrap(), ..Default::default() };
    let mut session = Session::new(config).unwrap();
    session.act(0).unwrap();
    assert_eq!(session.here().in_flight.len(), 4);
}

/// Two branches that part after one step, and a third that parts at the start.
fn three_branches() -> Session {
    let mut session = session();
    for (seek, actions) in [(0, vec![0, 0, 0]), (1, vec![1, 0]), (0, vec![1])] {
        session.seek(seek).unwrap();
        actions.into_iter().for_each(|action| session.act(action).unwrap());
    }
    session
}

#[test]
fn branches_know_where_they_part() {
    let session = three_branches();
    assert_eq!(session.origins(), [None, Some((0, 1)), Some((0, 0))]);
    assert_eq!(session.branch().id(), 2);
    assert_eq!(session.taken, 3 + 2 + 1);
}

#[test]
fn a_way_that_was_gone_is_gone_again_on_its_branch() {
    let mut session = three_branches();
    session.seek(0).unwrap();
    session.act(0).unwrap();
    session.act(1).unwrap();
    assert_eq!((session.branch().id(), session.cursor()), (1, 2));
    assert_eq!(session.branches().len(), 3);
}

#[test]
fn a_deleted_branch_leaves_the_others_and_shows_where_it_parted() {
    let mut session = three_branches();
    session.show(1, 3).unwrap();
    session.delete(1).unwrap();
    assert_eq!((session.branch().id(), session.cursor(), session.taken), (0, 1, 4));
    session.show(2, 1).unwrap();
    session.delete(0).unwrap();
    assert_eq!((session.branch().id(), session.cursor(), session.taken), (2, 1, 1));
    assert_eq!(session.delete(2), Err(BranchError::OnlyOne));
    assert_eq!(session.delete(0), Err(BranchError::NoSuchBranch));
}

#[test]
fn a_run_that_is_added_shares_what_it_has_in_common() {
    let mut session = three_branches();
    session.add(Some("example"), &[0, 0, 1]).unwrap();
    assert_eq!((session.branch().name(), session.cursor(), session.steps().len()), ("example", 0, 4));
    assert_eq!((session.origins()[3], session.taken), (Some((0, 2)), 7));
    session.add(Some("the same"), &[0, 0, 1]).unwrap();
    assert_eq!((session.branch().name(), session.branches().len()), ("example", 4));
    session.add(None, &[0]).unwrap();
    assert_eq!((session.branches().len(), session.steps().len()), (5, 2));
}

#[test]
fn a_fork_ends_where_it_was_made() {
    let mut session = three_branches();
    session.show(0, 2).unwrap();
    session.fork().unwrap();
    assert_eq!((session.branch().id(), session.cursor(), session.steps().len(), session.taken), (3, 2, 3, 6));
    session.fork().unwrap();
    assert_eq!(session.branches().len(), 4, "it ends here already");
}

#[test]
fn a_run_that_does_not_fit_changes_nothing() {
    let mut session = three_branches();
    session.show(1, 2).unwrap();
    let error = session.add(None, &[0, 1, 0, 99]).unwrap_err().to_string();
    assert!(error.starts_with("Step 4 doesn't fit: it is action 99"), "{error}");
    assert_eq!((session.branch().id(), session.cursor(), session.branches().len(), session.taken), (1, 2, 3, 6));
}

#[test]
fn a_name_has_a_length() {
    let mut session = session();
    session.rename(0, "  duel ").unwrap();
    assert_eq!(session.branch().name(), "duel");
    for name in [" ", &"x".repeat(41)] {
        assert!(session.rename(0, name).unwrap_err().to_string().ends_with("and must have 1 to 40."));
    }
    assert_eq!(session.branch().name(), "duel");
}

#[test]
fn there_are_only_so_many_branches() {
    let config = PaxosModelCfg { lossy: true, client_count: 6, ..PaxosModelCfg::default() };
    let mut session = Session::new(config).unwrap();
    let refused = (0..1_000u32).find_map(|at| {
        session.show(0, 0).unwrap();
        for _ in 0..4 {
            let action = session.choose(at).unwrap();
            if let Err(error) = session.act(action) {
                return Some(error);
            }
        }
        None
    });
    assert_eq!(refused, Some(StepError::TooManyBranches));
    assert_eq!(session.branches().len(), BRANCHES_MAX);
}

#[test]
fn operations_know_when_they_were_called_and_when_they_returned() {
    let mut session = session();
    while let Some(action) = session.choose(42) {
        session.act(action).unwrap();
    }
    for operation in &session.here().operations {
        assert!(operation.returned_in.is_none_or(|step| step > operation.called_in));
        assert_eq!(operation.written.is_none() && operation.returned_in.is_some(), operation.read.is_some());
    }
    assert_eq!(session.here().operations.iter().filter(|operation| operation.called_in == 0).count(), 2);
}
