//! `check-bfs`, `check-dfs`, `check-simulation`: drives a check through the lab's door until it ends, the time is up, or Ctrl-C.

use super::args::{CheckArgs, Engine};
use super::limit::Limit;
use super::report::{Discovery, Report, Summary};
use super::threads::Cores;
use super::{FAILED, INTERRUPTED, PASSED, stateright_engine};
use crate::lab::{
    BranchRun, CheckOptions, CheckStatus, CheckView, Command, Event, ExpectationName, Lab, StepView, StopReason,
    StrategyName, VerdictName,
};
use crate::model::{PROPERTIES, PaxosModelCfg};
use std::time::Duration;

/// States between two looks at the clock, at most: some ten milliseconds of work where a state takes as long as usual.
const SLICE_STATES: u32 = 1 << 16;
/// How long they may take. Where a state takes longer, as by a property of one's own, they become fewer.
const SLICE: Duration = Duration::from_millis(50);
/// States of the first slice.
const SLICE_FIRST: u32 = 1 << 10;
/// A program has one check.
const RUN: u32 = 0;

/// Checks, reports, and says with which exit code to end.
pub(super) fn run(args: &CheckArgs, options: CheckOptions, seconds: Option<usize>) -> Result<u8, String> {
    let config = args.config().map_err(|e| e.to_string())?;
    if args.threads.is_some_and(|count| count > 1)
        && args.engine == Engine::Lab
        && options.strategy != StrategyName::BreadthFirst
    {
        return Err(
            "Only a breadth-first search runs on several threads: leave --threads out, or take check-bfs.".to_owned()
        );
    }
    if args.shrink && args.engine != Engine::Lab {
        return Err(
            "What stateright's own checker finds isn't shrunk: leave --shrink out, or take --engine lab.".to_owned()
        );
    }
    let threads = Cores::new(args.threads);
    let limit = Limit::start(seconds);
    let mut report = Report::start(args.json, &args.link_base, &config);
    let summary = match args.engine {
        Engine::Lab => in_lab(config, options, args.shrink, &threads, &limit, &mut report)?,
        Engine::Stateright => stateright_engine::check(config, options, &threads, &limit, &mut report)?,
    };
    report.finish(&summary);
    let has_failed =
        summary.view.properties.iter().any(|p| matches!(p.verdict, VerdictName::Violated | VerdictName::Never));
    Ok(match (has_failed, limit.reached()) {
        (true, _) => FAILED,
        (false, Some(StopReason::Person)) => INTERRUPTED,
        (false, _) => PASSED,
    })
}

fn in_lab(
    config: PaxosModelCfg,
    options: CheckOptions,
    shrink: bool,
    threads: &Cores,
    limit: &Limit,
    report: &mut Report,
) -> Result<Summary, String> {
    let mut lab = Lab::new();
    let mut shown = Vec::new();
    follow(&mut shown, ask(&mut lab, Command::Configure { config })?);
    let mut view = checked(ask(&mut lab, Command::CheckStart { run: RUN, options })?);
    let mut slice = SLICE_FIRST;
    while view.status == CheckStatus::Running {
        let started = limit.elapsed();
        view = checked(match limit.reached() {
            Some(why) => ask(&mut lab, Command::CheckStop { run: RUN, why })?,
            None => lab.check_advance_with(threads, RUN, slice),
        });
        slice = if limit.elapsed() - started > SLICE { slice.div_ceil(4) } else { SLICE_STATES.min(slice * 2) };
        report.progress(&view, limit.elapsed());
    }
    let seconds = limit.elapsed().as_secs_f64();
    let mut discoveries = Vec::new();
    for (property, verdict) in (0..).zip(&view.properties) {
        discoveries.push(match verdict.steps {
            Some(_) => {
                // Alone on the stage, so that no other discovery is kept in place of what comes of it.
                follow(&mut shown, ask(&mut lab, Command::Configure { config })?);
                follow(&mut shown, ask(&mut lab, Command::OpenDiscovery { run: RUN, property })?);
                let is_to_shrink = shrink && verdict.expectation != ExpectationName::Eventually;
                let shrunk = if is_to_shrink { Some(shrink_in(&mut lab, &mut shown, &verdict.name)?) } else { None };
                Some(Discovery { steps: shown[1..].to_vec(), shrunk, link: link_to_the_end(&mut lab, &shown)? })
            }
            None => None,
        });
    }
    Ok(Summary { view, discoveries, seconds })
}

/// Shrinks the run shown; what came of it in a sentence.
fn shrink_in(lab: &mut Lab, shown: &mut Vec<StepView>, property: &str) -> Result<String, String> {
    let property = (0..).zip(&PROPERTIES).find(|(_, known)| known.name == property).expect("a known one was checked").0;
    let mut events = ask(lab, Command::ShrinkStart { run: RUN, property })?;
    loop {
        let view = events.iter().find_map(|event| match event {
            Event::Shrink(view) => Some(view.clone()),
            _ => None,
        });
        let view = view.expect("shrinking is answered by how it stands");
        follow(shown, events);
        if !view.is_running {
            return Ok(view.text);
        }
        events = ask(lab, Command::ShrinkAdvance { run: RUN, budget: SLICE_STATES })?;
    }
}

fn ask(lab: &mut Lab, command: Command) -> Result<Vec<Event>, String> {
    match lab.handle_to_the_end(command).as_slice() {
        [Event::Failed { message }] => Err(message.clone()),
        events => Ok(events.to_vec()),
    }
}

fn checked(events: Vec<Event>) -> CheckView {
    let view = events.into_iter().find_map(|event| match event {
        Event::Check(view) => Some(view),
        _ => None,
    });
    view.expect("a command to the running check is answered by how it stands")
}

/// A discovery from its actions.
pub(super) fn discovery_of(config: PaxosModelCfg, actions: Vec<u32>) -> Result<Discovery, String> {
    let branches = vec![BranchRun { name: None, actions }];
    let mut lab = Lab::new();
    let mut shown = Vec::new();
    follow(&mut shown, ask(&mut lab, Command::Load { config, branches, shown: 0, step: 0 })?);
    let link = link_to_the_end(&mut lab, &shown)?;
    Ok(Discovery { steps: shown.split_off(1), shrunk: None, link })
}

/// The link to the last step of the run shown.
fn link_to_the_end(lab: &mut Lab, shown: &[StepView]) -> Result<String, String> {
    let step = u32::try_from(shown.len() - 1).expect("bounded by the run's length");
    let state = ask(lab, Command::Seek { step })?.into_iter().find_map(|event| match event {
        Event::State(state) => Some(state.link),
        _ => None,
    });
    Ok(state.expect("a step that is sought is shown"))
}

/// Keeps up with the steps of the branch shown, the start first.
fn follow(shown: &mut Vec<StepView>, events: Vec<Event>) {
    for event in events {
        if let Event::Trace { keep, steps } = event {
            shown.truncate(keep as usize);
            shown.extend(steps);
        }
    }
}
