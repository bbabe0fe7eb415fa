//! `replay`: what somebody shared, replayed, explained step by step, and proved. Verdicts are the lab's.

use super::report::{describe, print_steps};
use super::say::say;
use super::{FAILED, PASSED, source};
use crate::lab::{Command, Event, Lab, OpenedView, Proof, StepView};
use crate::model::PaxosModelCfg;
use crate::trace::check_command;

/// Replays, tells, and says with which exit code to end.
pub(super) fn run(from: &str) -> Result<u8, String> {
    let Opened { config, steps, view } = open(&mut Lab::new(), from)?;
    say!("Single Decree Paxos: {}.", describe(&config));
    print_steps(&steps);
    if let Some(plan) = view.check {
        return Err(format!(
            "This is the link of a check and has no run; to check it: {}",
            check_command(&config, &plan)
        ));
    }
    say!("{}", view.message);
    Ok(match view.proof {
        Some(Proof::Misfit | Proof::Differs) => FAILED,
        Some(Proof::Verified | Proof::Unproved) | None => PASSED,
    })
}

/// What was shared, on the lab's stage.
pub(super) struct Opened {
    pub(super) config: PaxosModelCfg,
    /// Without the start.
    pub(super) steps: Vec<StepView>,
    pub(super) view: OpenedView,
}

/// Opens what was shared.
pub(super) fn open(lab: &mut Lab, from: &str) -> Result<Opened, String> {
    let mut opened = (None, Vec::new(), None);
    for event in lab.handle_to_the_end(Command::Open { text: source::read(from)? }) {
        match event {
            Event::Failed { message } => return Err(message),
            Event::Configured { config, .. } => opened.0 = Some(config),
            Event::Trace { keep, steps } => {
                opened.1.truncate(keep as usize);
                opened.1.extend(steps);
            }
            Event::Opened(view) => opened.2 = Some(view),
            _ => {}
        }
    }
    let (Some(config), steps, Some(view)) = opened else { unreachable!("what was opened is told in full") };
    Ok(Opened { config, steps: steps.into_iter().skip(1).collect(), view })
}
