//! Stateright's own checkers, for comparison: on as many threads, in its order of discovery. Says of their results what they warrant.

use super::check::discovery_of;
use super::limit::Limit;
use super::report::{Report, Summary};
use super::threads::Cores;
use crate::checker::Threads;
use crate::explain::number;
use crate::lab::{CheckOptions, CheckStatus, CheckView, StopReason, StrategyName, VerdictName, VerdictView, elsewhere};
use crate::model::{LINEARIZABLE, PaxosAction, PaxosModel, PaxosModelCfg, PaxosState};
use stateright::{Checker, Expectation, Model, Path};
use std::thread;
use std::time::Duration;

/// How often it is asked how far it is.
const POLL: Duration = Duration::from_millis(20);

/// Checks with stateright's engine.
///
/// # Errors
/// Unless the configuration is valid and stateright can do what is asked.
pub(super) fn check(
    config: PaxosModelCfg,
    options: CheckOptions,
    threads: &Cores,
    limit: &Limit,
    report: &mut Report,
) -> Result<Summary, String> {
    if options.reduce || options.memory_max.is_some() {
        return Err(
            "Stateright reduces no states and counts no memory: take --engine lab for --reduce and --max-memory."
                .to_owned(),
        );
    }
    let question = options.question()?;
    let model = config.into_model_with(&options.asked()?, question.as_ref()).map_err(|e| e.to_string())?;
    let watched = match options.exhaustive {
        // Stateright stops once every property has a discovery; this one never has any.
        true => model.clone().property(Expectation::Always, "explored", |_, _| true),
        false => model.clone(),
    };
    let mut builder = watched.checker().threads(threads.count());
    if let Some(depth) = options.depth_max {
        builder = builder.target_max_depth(depth as usize);
    }
    if let Some(time) = limit.time() {
        builder = builder.timeout(time);
    }
    match options.strategy {
        StrategyName::BreadthFirst => watch(&model, &mut builder.spawn_bfs(), options, threads, limit, report),
        StrategyName::DepthFirst => watch(&model, &mut builder.spawn_dfs(), options, threads, limit, report),
        StrategyName::RandomWalks => {
            Err("Stateright can't replay what its random runs discover, so they are checked with --engine lab."
                .to_owned())
        }
    }
}

fn watch(
    model: &PaxosModel,
    checker: &mut impl Checker<PaxosModel>,
    options: CheckOptions,
    threads: &Cores,
    limit: &Limit,
    report: &mut Report,
) -> Result<Summary, String> {
    let status = loop {
        // Asked first, as it's done too once its own time is up.
        let is_done = checker.is_done();
        let many = options.states_max.is_some_and(|max| checker.unique_state_count() >= max as usize);
        if let Some(why) = limit.reached() {
            break End::Stopped(why);
        }
        if many {
            break End::Bounded;
        }
        if is_done {
            break settled(model, checker, options, threads)?;
        }
        report.progress(&view(model, checker, End::Running), limit.elapsed());
        thread::sleep(POLL);
    };
    let discoveries = model
        .properties()
        .iter()
        .map(|property| {
            let path = checker.discovery(property.name);
            path.map(|path| discovery_of(model.cfg, actions(model, path))).transpose()
        })
        .collect::<Result<_, String>>()?;
    Ok(Summary { view: view(model, checker, status), discoveries, seconds: limit.elapsed().as_secs_f64() })
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Running,
    Complete,
    Decided,
    Bounded,
    Stopped(StopReason),
}

fn settled(
    model: &PaxosModel,
    checker: &mut impl Checker<PaxosModel>,
    options: CheckOptions,
    threads: &Cores,
) -> Result<End, String> {
    let is_decided = model.properties().iter().all(|property| checker.discovery(property.name).is_some());
    if is_decided && !options.exhaustive {
        return Ok(End::Decided);
    }
    // It's done too when a thread has panicked, and the others leave it at that.
    if checker.handles().into_iter().any(|thread| thread.join().is_err()) {
        return Err("Stateright's checker panicked, so nothing is known.".to_owned());
    }
    // Several threads write the depth over each other, so that a bound may have cut something off at a depth that isn't told.
    let is_cut = options.depth_max.is_some_and(|max| threads.count() > 1 || checker.max_depth() >= max as usize);
    Ok(if is_cut { End::Bounded } else { End::Complete })
}

/// What is said of an `eventually` property that isn't found violated, however much was searched.
const EVENTUALLY: &str = "Not decided - stateright's eventually doesn't see loops and joins, so it may be violated all the same; --engine lab \
                          decides it";

fn view(model: &PaxosModel, checker: &impl Checker<PaxosModel>, end: End) -> CheckView {
    let unique = checker.unique_state_count() as u64;
    let verdict = |property: stateright::Property<PaxosModel>| {
        let sometimes = property.expectation == Expectation::Sometimes;
        let eventually = property.expectation == Expectation::Eventually;
        let steps = match end {
            End::Running => None,
            _ => checker.discovery(property.name).map(|path| count(path.into_actions().len())),
        };
        let verdict = match (steps, end) {
            (Some(_), _) if sometimes => VerdictName::Found,
            (Some(_), _) => VerdictName::Violated,
            (None, End::Complete) if sometimes => VerdictName::Never,
            (None, End::Complete) if eventually => VerdictName::Bounded,
            (None, End::Complete) => VerdictName::Holds,
            (None, End::Bounded) => VerdictName::Bounded,
            (None, End::Stopped(_)) => VerdictName::Stopped,
            (None, End::Running | End::Decided) => VerdictName::Pending,
        };
        VerdictView {
            name: property.name.to_owned(),
            expectation: (&property.expectation).into(),
            verdict,
            text: match steps {
                Some(steps) => format!("{verdict:?} - {steps} steps"),
                None if eventually && verdict == VerdictName::Bounded => EVENTUALLY.to_owned(),
                None => format!("{verdict:?}"),
            },
            steps,
        }
    };
    let properties: Vec<VerdictView> = model.properties().into_iter().map(verdict).collect();
    let status = match end {
        End::Running => CheckStatus::Running,
        End::Complete => CheckStatus::Complete,
        End::Decided => CheckStatus::Decided,
        End::Bounded => CheckStatus::Bounded,
        End::Stopped(_) => CheckStatus::Stopped,
    };
    let told = format!("Stateright's checker saw {} states.", number(unique));
    let is_violated =
        |property: &VerdictView| property.name == LINEARIZABLE && property.verdict == VerdictName::Violated;
    let is_violated = properties.iter().any(is_violated);
    CheckView {
        run: 0,
        status,
        summary: match model.cfg.note_on_clients().filter(|_| is_violated) {
            Some(note) => format!("{told} {note}"),
            None => told,
        },
        generated: checker.state_count() as u64,
        unique,
        depth: count(checker.max_depth()),
        frontier: 0,
        widths: Vec::new(),
        bytes: 0,
        asked: None,
        certificate: None,
        elsewhere: elsewhere(model.cfg, status, &properties),
        properties,
    }
}

/// Each action's place among those of its state, by which the lab replays it.
fn actions(model: &PaxosModel, path: Path<PaxosState, PaxosAction>) -> Vec<u32> {
    let place = |(state, action): (PaxosState, Option<PaxosAction>)| {
        let action = action?;
        let mut all = Vec::new();
        model.actions(&state, &mut all);
        all.iter().position(|other| *other == action).map(count)
    };
    path.into_vec().into_iter().filter_map(place).collect()
}

fn count(length: usize) -> u32 {
    u32::try_from(length).expect("a path fits in memory")
}
