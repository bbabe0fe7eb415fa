//! Stateright's own checkers, for comparison: on as many threads, in its order of discovery. Says of their results what they warrant.

use super::check::discovery_of;
use super::limit::Limit;
use super::report::{Report, Summary};
use super::threads::Cores;
use crate::checker::Threads;
use crate::explain::number;
use crate::lab::{CheckOptions, CheckStatus, CheckView, StopReason, StrategyName, VerdictName, VerdictView, elsewhere};
use crate::model::{PaxosAction, PaxosModel, PaxosModelCfg, PaxosState};
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
        StrategyName::BreadthFirst => watch(&model, &builder.spawn_bfs(), options, limit, report),
        StrategyName::DepthFirst => watch(&model, &builder.spawn_dfs(), options, limit, report),
        StrategyName::RandomWalks => {
            Err("Stateright can't replay what its random runs discover, so they are checked with --engine lab."
                .to_owned())
        }
    }
}

fn watch(
    model: &PaxosModel,
    checker: &impl Checker<PaxosModel>,
    options: CheckOptions,
    limit: &Limit,
    report: &mut Report,
) -> Result<Summary, String> {
    let status = loop {
        let many = options.states_max.is_some_and(|max| checker.unique_state_count() >= max as usize);
        if let Some(why) = limit.reached() {
            break End::Stopped(why);
        }
        if many {
            break End::Bounded;
        }
        if checker.is_done() {
            break settled(model, checker, options);
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

fn settled(model: &PaxosModel, checker: &impl Checker<PaxosModel>, options: CheckOptions) -> End {
    let is_decided = model.properties().iter().all(|property| checker.discovery(property.name).is_some());
    let is_cut = options.depth_max.is_some_and(|max| checker.max_depth() >= max as usize);
    match (is_decided && !options.exhaustive, is_cut) {
        (true, _) => End::Decided,
        (false, true) => End::Bounded,
        (false, false) => End::Complete,
    }
}

fn view(model: &PaxosModel, checker: &impl Checker<PaxosModel>, end: End) -> CheckView {
    let unique = checker.unique_state_count() as u64;
    let properties = model.properties().into_iter().map(|property| {
        let sometimes = property.expectation == Expectation::Sometimes;
        let steps = match end {
            End::Running => None,
            _ => checker.discovery(property.name).map(|path| count(path.into_actions().len())),
        };
        let verdict = match (steps, end) {
            (Some(_), _) if sometimes => VerdictName::Found,
            (Some(_), _) => VerdictName::Violated,
            (None, End::Complete) if sometimes => VerdictName::Never,
            (None, End::Complete) => VerdictName::Holds,
            (None, End::Bounded) => VerdictName::Bounded,
            (None, End::Stopped(_)) => VerdictName::Stopped,
            (None, End::Running | End::Decided) => VerdictName::Pending,
        };
        VerdictView {
            name: property.name.to_owned(),
            expectation: (&property.expectation).into(),
            verdict,
            text: format!("{verdict:?}{}", steps.map(|steps| format!(" - {steps} steps")).unwrap_or_default()),
            steps,
        }
    });
    let properties: Vec<VerdictView> = properties.collect();
    let status = match end {
        End::Running => CheckStatus::Running,
        End::Complete => CheckStatus::Complete,
        End::Decided => CheckStatus::Decided,
        End::Bounded => CheckStatus::Bounded,
        End::Stopped(_) => CheckStatus::Stopped,
    };
    CheckView {
        run: 0,
        status,
        summary: format!("Stateright's checker saw {} states.", number(unique)),
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
