//! The program's command for the same check: what somebody types to have it natively. Made from the same data as a link; runs
//! nothing.

use super::link::{EXPECTATIONS, properties_text};
use super::plan::{CheckOptions, CheckPlan, StrategyName};
use crate::model::{OwnProperty, PaxosModelCfg};
use crate::paxos::BrokenRule;
use std::fmt::Display;

/// The command that checks this configuration so.
pub fn check_command(config: &PaxosModelCfg, plan: &CheckPlan) -> String {
    let CheckOptions { strategy, seed, depth_max, states_max, memory_max, reduce, only, every, ref own, exhaustive } =
        plan.options;
    let name = match strategy {
        StrategyName::BreadthFirst => "check-bfs",
        StrategyName::DepthFirst => "check-dfs",
        StrategyName::RandomWalks => "check-simulation",
    };
    let usual = PaxosModelCfg::default();
    let mut words = vec!["paxos".to_owned(), name.to_owned()];
    if config.client_count != usual.client_count || config.network != usual.network {
        words.push(config.client_count.to_string());
    }
    if config.network != usual.network {
        words.push(config.network.name().to_owned());
    }
    let mut say = |name: &str, value: Option<&dyn Display>| {
        if let Some(value) = value {
            words.push(format!("--{name} {value}"));
        }
    };
    let unusual = |is: usize, usual: usize| (is != usual).then_some(is);
    for (name, value) in [
        ("servers", unusual(config.server_count, usual.server_count)),
        ("put-count", unusual(config.put_count, usual.put_count)),
        ("max-crashes", unusual(config.max_crashes, usual.max_crashes)),
        ("retries", unusual(config.retries, usual.retries)),
        ("partitions", unusual(config.partitions, usual.partitions)),
        ("promise-quorum", config.promise_quorum),
        ("accept-quorum", config.accept_quorum),
    ] {
        say(name, value.as_ref().map(|value| value as &dyn Display));
    }
    for (name, value) in [
        ("crashing", (config.crashing != usual.crashing).then(|| config.crashing.name())),
        ("storage", (config.storage != usual.storage).then(|| config.storage.name())),
        ("broken", config.broken.map(BrokenRule::name)),
    ] {
        say(name, value.as_ref().map(|value| value as &dyn Display));
    }
    for (name, value) in [
        ("max-depth", depth_max),
        ("max-states", states_max),
        ("max-memory", memory_max),
        ("seconds", plan.seconds_max),
        ("seed", Some(seed).filter(|_| strategy == StrategyName::RandomWalks)),
    ] {
        say(name, value.as_ref().map(|value| value as &dyn Display));
    }
    say("property", properties_text(only, every).as_ref().map(|name| name as &dyn Display));
    if let Some(OwnProperty { expectation, text }) = own {
        let name = EXPECTATIONS.iter().find(|(is, _)| is == expectation).map_or("", |(_, name)| name);
        say(name, Some(&in_quotes(text)));
    }
    for (name, is) in [("lossy", config.lossy), ("reduce", reduce), ("exhaustive", exhaustive)] {
        if is {
            words.push(format!("--{name}"));
        }
    }
    words.join(" ")
}

/// One word to a shell, whatever is in it.
fn in_quotes(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
