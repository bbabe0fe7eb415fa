//! What checks found of every rule that can be broken, and in which settings: one table, from which the catalogue, the README and the
//! page are made. Says nothing of settings that aren't in it; `tests/rules.rs` has two checkers find each of its lines anew.

use super::configuration;
use crate::explain::{list, number};
use crate::model::{Crashing, NetworkKind, PROPERTIES, PaxosModelCfg};
use crate::paxos::{BrokenRule, Storage};
use crate::trace::property_named;

const TABLE: &str = include_str!("found.txt");

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The settings, with the rule that is broken, if one is.
    pub config: PaxosModelCfg,
    /// The place of the property.
    pub property: usize,
    /// Steps of the shortest counterexample; `None` if the property holds.
    pub steps: Option<u32>,
    /// Unique states until then.
    pub states: u64,
}

impl Found {
    /// The property's name.
    pub fn name(&self) -> &'static str {
        PROPERTIES[self.property].name
    }
}

/// The whole table.
///
/// # Panics
/// If it can't be read: it is part of the program, and a test reads all of it.
pub fn found() -> Vec<Found> {
    TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| read(line).expect("a line of the table")).collect()
}

fn read(line: &str) -> Option<Found> {
    let [rule, setting, property, steps, states] = line.split(" | ").collect::<Vec<_>>().try_into().ok()?;
    let broken = BrokenRule::ALL.into_iter().find(|known| known.name() == rule);
    (broken.is_some() || rule == "none").then_some(())?;
    Some(Found {
        config: PaxosModelCfg { broken, ..configuration(setting).ok()? },
        property: property_named(property)? as usize,
        steps: if steps == "holds" { None } else { Some(steps.parse().ok()?) },
        states: states.parse().ok()?,
    })
}

/// The table's lines of a rule, or of none, by their settings, in its order.
pub fn found_of(rule: Option<BrokenRule>) -> Vec<Vec<Found>> {
    let mut groups: Vec<Vec<Found>> = Vec::new();
    for line in found().into_iter().filter(|line| line.config.broken == rule) {
        match groups.iter_mut().find(|group| group[0].config == line.config) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups
}

/// What was found of a rule, a sentence for each of the settings.
pub fn found_text(rule: BrokenRule) -> Vec<String> {
    found_of(Some(rule)).iter().map(|group| sentence(group)).collect()
}

fn sentence(group: &[Found]) -> String {
    let violated: Vec<String> = group
        .iter()
        .filter_map(|line| Some(format!("\"{}\" is violated in {} steps", line.name(), line.steps?)))
        .collect();
    let holds: Vec<String> =
        group.iter().filter(|line| line.steps.is_none()).map(|line| format!("\"{}\"", line.name())).collect();
    let mut said = violated;
    if let Some(states) = group.iter().filter(|line| line.steps.is_none()).map(|line| line.states).max() {
        let verb = if holds.len() == 1 { "holds" } else { "hold" };
        said.push(format!("{} {verb} in all {} states", list(&holds), number(states)));
    }
    format!("With {}: {}.", settings_text(&group[0].config), said.join("; "))
}

/// Settings in words, without the rule that is broken: servers and clients, and what isn't as usual.
pub fn settings_text(config: &PaxosModelCfg) -> String {
    let many = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let mut words = vec![many(config.server_count, "server"), many(config.client_count, "client")];
    match config.network {
        NetworkKind::Ordered => words.push("messages in order".to_owned()),
        NetworkKind::UnorderedDuplicating => words.push("messages delivered again".to_owned()),
        NetworkKind::UnorderedNonduplicating => {}
    }
    if config.lossy {
        words.push("messages lost".to_owned());
    }
    if config.put_count > 1 {
        words.push(format!("{} writes each", config.put_count));
    }
    if config.retries > 0 {
        words.push(format!(
            "asking again {}",
            if config.retries == 1 { "once".to_owned() } else { format!("up to {} times", config.retries) }
        ));
    }
    if config.max_crashes > 0 {
        let who = match config.crashing {
            Crashing::Servers => many(config.max_crashes, "server"),
            Crashing::Everyone => config.max_crashes.to_string(),
        };
        let disk = if config.storage == Storage::Durable { "with a disk" } else { "without a disk" };
        words.push(format!("at most {who} crashed {disk}"));
    }
    if config.partitions > 0 {
        words.push(many(config.partitions, "partition"));
    }
    if config.promise_quorum.or(config.accept_quorum).is_some() {
        let size = |said: Option<usize>| said.map_or("a majority".to_owned(), |size| size.to_string());
        words.push(format!("quorums of {} and {}", size(config.promise_quorum), size(config.accept_quorum)));
    }
    words.join(", ")
}
