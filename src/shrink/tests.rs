//! What comes out of shrinking: still shown, never longer, locally minimal, the same every time.

use super::*;
use crate::model::{AGREEMENT, CHOSEN_STAYS_CHOSEN, LINEARIZABLE, PROPERTIES, PaxosModelCfg, VALUE_CHOSEN};
use crate::paxos::BrokenRule;

/// Settings, a property and the length of the shortest run to it.
fn cases() -> [(PaxosModelCfg, usize, usize); 5] {
    let usual = PaxosModelCfg::default();
    [
        (PaxosModelCfg { broken: Some(BrokenRule::IgnoresLastAccepted), ..usual }, place(AGREEMENT), 10),
        (PaxosModelCfg { broken: Some(BrokenRule::PromisesAnyBallot), ..usual }, place(CHOSEN_STAYS_CHOSEN), 8),
        // What a partition delays is not what makes it wrong, so none is left.
        (PaxosModelCfg { broken: Some(BrokenRule::IgnoresLastAccepted), partitions: 2, ..usual }, place(AGREEMENT), 10),
        (PaxosModelCfg { max_crashes: 1, ..usual }, place(LINEARIZABLE), 2),
        (usual, place(VALUE_CHOSEN), 8),
    ]
}

fn place(name: &str) -> usize {
    PROPERTIES.iter().position(|known| known.name == name).unwrap()
}

/// A random run, up to the first state that shows the property.
fn run(config: PaxosModelCfg, seed: u32, steps: usize, property: usize) -> Session {
    let mut session = Session::new(config).unwrap();
    while session.cursor() < steps && !is_shown(session.model(), property, session.shown()) {
        let Some(action) = session.choose(seed) else { break };
        session.act(action).unwrap();
    }
    session
}

fn shrinks(config: PaxosModelCfg, property: usize) -> Vec<Shrink> {
    let runs = (0..2_000).map(|seed| Shrink::new(&run(config, seed, 100, property), property));
    let shown: Vec<Shrink> = runs.filter_map(Result::ok).take(12).collect();
    assert!(!shown.is_empty(), "random runs show it");
    shown
}

/// Whether what is left of a run still shows the property.
fn shows(model: &PaxosModel, actions: impl Iterator<Item = PaxosAction>, property: usize) -> bool {
    let mut state = model.init_states().remove(0);
    let (condition, wanted) = (model.properties[property].condition, wanted(&model.properties[property]));
    for action in actions {
        state = follow(model, &state, &action).map_or(state, |(_, next)| next);
        if condition(model, &state) == wanted {
            return true;
        }
    }
    false
}

/// Whether every step is one of the model's, one after the other.
fn is_a_run(config: PaxosModelCfg, actions: &[PaxosAction]) -> bool {
    let mut session = Session::new(config).unwrap();
    actions.iter().all(|wanted| {
        let index = session.actions().iter().position(|(action, has_effect)| action == wanted && *has_effect);
        index.is_some_and(|index| session.act(u32::try_from(index).unwrap()).is_ok())
    })
}

#[test]
fn no_single_step_can_be_left_out_and_the_rest_still_shows_it() {
    for (config, property, shortest) in cases() {
        let mut lengths = Vec::new();
        for mut shrink in shrinks(config, property) {
            while shrink.advance(1_000) {}
            let best: Vec<PaxosAction> = shrink.best().cloned().collect();
            assert!(shows(&shrink.model, best.iter().cloned(), property));
            assert!(best.len() <= shrink.from());
            for left_out in 0..best.len() {
                let rest = best.iter().enumerate().filter(|(place, _)| *place != left_out);
                assert!(!shows(&shrink.model, rest.map(|(_, action)| action.clone()), property), "{left_out}");
            }
            lengths.push(best.len());
        }
        assert!(lengths.iter().all(|length| *length >= shortest), "{lengths:?}");
    }
}

#[test]
fn slices_make_no_difference() {
    for (config, property, _) in cases() {
        let ended = |slice| -> Vec<(Vec<u32>, u64)> {
            let mut all = shrinks(config, property);
            all.iter_mut().for_each(|shrink| while shrink.advance(slice) {});
            all.iter().map(|shrink| (shrink.best_places(), shrink.tried())).collect()
        };
        assert_eq!(ended(1), ended(100_000));
    }
}

#[test]
fn whatever_the_moment_the_best_so_far_shows_it() {
    for (config, property, _) in cases() {
        for mut shrink in shrinks(config, property) {
            let mut before = shrink.from();
            loop {
                let best: Vec<PaxosAction> = shrink.best().cloned().collect();
                assert!(best.len() <= before && shows(&shrink.model, best.iter().cloned(), property));
                assert!(is_a_run(config, &best));
                before = best.len();
                if !shrink.advance(10) {
                    break;
                }
            }
        }
    }
}

#[test]
fn a_run_that_does_not_show_it_is_refused_in_a_sentence() {
    let session = Session::new(PaxosModelCfg::default()).unwrap();
    let refused = |property| Shrink::new(&session, property).err().unwrap().to_string();
    assert_eq!(refused(0), "This run can't be shrunk: \"linearizable\" is true in all its states.");
    assert_eq!(refused(1), "This run can't be shrunk: \"value chosen\" is true in none of its states.");
    assert_eq!(refused(12), "There is no such property to shrink a run for.");
}

#[test]
fn a_long_run_is_shrunk_within_a_few_hundred_thousand_steps() {
    let config = PaxosModelCfg { max_crashes: 2, lossy: true, client_count: 3, ..PaxosModelCfg::default() };
    let long = (0..40)
        .map(|seed| run(config, seed, 300, 1))
        .max_by_key(|run| Shrink::new(run, 1).map_or(0, |shrink| shrink.from()));
    let mut shrink = Shrink::new(&long.unwrap(), 1).unwrap();
    let mut slices = 0;
    while shrink.advance(1_000) {
        slices += 1;
    }
    assert!(shrink.from() > 20 && slices < 500, "{} steps, {slices} slices", shrink.from());
}
