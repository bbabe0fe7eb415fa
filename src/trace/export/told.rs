//! What every export says of a run in the same words: its configuration, a step's label and reason, what became true in it.
//! Never lays anything out.

use super::Run;
use crate::explain::{actor_name, value_text};
use crate::model::{Crashing, Definition, NetworkKind, PROPERTIES, PaxosModelCfg, USUAL, VALUE_CHOSEN};
use crate::paxos::Storage;
use crate::session::{Step, TurningPoint};
use stateright::actor::Id;
use stateright::{Expectation, Model, Property};

/// The configuration in words: who there is; how messages travel; who may crash.
pub(super) fn configuration(config: &PaxosModelCfg) -> String {
    let network = match config.network {
        NetworkKind::Ordered => "messages between two actors keep their order",
        NetworkKind::UnorderedDuplicating => "messages race and may be delivered more than once",
        NetworkKind::UnorderedNonduplicating => "messages race, each delivered at most once",
    };
    let losses = if config.lossy { "any may be lost" } else { "none is lost" };
    let crashes = match config.max_crashes {
        0 => "nobody crashes".to_owned(),
        most => {
            let who = match (config.crashing, config.max_crashes) {
                (Crashing::Everyone, _) => "",
                (Crashing::Servers, 1) => "server ",
                (Crashing::Servers, _) => "servers ",
            };
            let disk = if config.storage == Storage::Durable { ", with a disk" } else { "" };
            format!("at most {most} {who}crashed at a time{disk}")
        }
    };
    let retries = match config.retries {
        0 => String::new(),
        times => format!("; a client asks again up to {}", count(times, "time")),
    };
    let partitions = match config.partitions {
        0 => String::new(),
        most => format!("; at most {} of the servers", count(most, "partition")),
    };
    let quorum = |what: &str, size: Option<usize>| {
        size.map_or(String::new(), |size| format!("; {} make a quorum", count(size, what)))
    };
    let broken = config.broken.map_or(String::new(), |rule| format!("; broken rule: {}", rule.text().title));
    format!(
        "{}, {} with {}{}; {network}, {losses}; {crashes}{retries}{partitions}{}{}{broken}",
        count(config.server_count, "server"),
        count(config.client_count, "client"),
        count(config.put_count, "write"),
        if config.client_count == 1 { "" } else { " each" },
        quorum("promise", config.promise_quorum),
        quorum("accept", config.accept_quorum)
    )
}

/// 1 step, 2 steps.
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The actor's name.
pub(super) fn name(run: &Run<'_>, id: impl Into<Id>) -> String {
    actor_name(id.into(), run.model.cfg.server_count)
}

/// The names of all actors, servers first.
pub(super) fn names(run: &Run<'_>) -> Vec<String> {
    (0..run.model.cfg.participants()).map(|id| name(run, id)).collect()
}

/// What became true in a step, in a few words each.
pub(super) fn turned(run: &Run<'_>, step: &Step) -> Vec<String> {
    step.turning_points.iter().map(|point| turn(run, *point)).collect()
}

fn turn(run: &Run<'_>, point: TurningPoint) -> String {
    match point {
        TurningPoint::Decided { server, value } => {
            format!("{} has decided {}", name(run, server), value_text(value))
        }
        TurningPoint::ValueChosen => format!("{} is true", shown(VALUE_CHOSEN)),
        TurningPoint::Violated(place) => format!("\"{}\" is violated", run.model.properties[place].name),
    }
}

/// A property as it is shown.
pub(super) fn shown(name: &str) -> String {
    let known = PROPERTIES.iter().find(|property| property.name == name);
    known.map_or_else(|| format!("\"{name}\""), Definition::shown)
}

/// A property as it stands in the last state.
pub(super) struct Standing {
    /// "always", "sometimes" or "eventually".
    pub(super) expectation: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// Whether its condition is true.
    pub(super) holds: bool,
}

/// How the properties stand in the last state.
pub(super) fn standings(run: &Run<'_>) -> Vec<Standing> {
    let standing = |(place, property): (usize, &Property<_>)| Standing {
        expectation: match property.expectation {
            Expectation::Always => "always",
            Expectation::Sometimes => "sometimes",
            Expectation::Eventually => "eventually",
        },
        name: property.name,
        holds: last(run).truths.holds(place),
    };
    // The user's, and whichever else is violated.
    let is_news = |(place, standing): &(usize, Standing)| {
        USUAL.contains(place) || standing.expectation == "always" && !standing.holds
    };
    let properties = run.model.properties();
    let all = properties.iter().enumerate().map(standing).enumerate().filter(is_news);
    all.map(|(_, standing)| standing).collect()
}

/// The last step.
pub(super) fn last<'a>(run: &Run<'a>) -> &'a Step {
    run.steps.last().expect("a run has a start")
}

/// Text without line breaks and other control characters, which would end a comment.
pub(super) fn in_a_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
