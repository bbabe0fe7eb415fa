//! The text of a link: everything after the `#`, as `clients=3&v=1&run=...&sum=...`. What is as usual is left out, so the usual
//! settings have no text at all. Reads and writes; replays nothing.
//!
//! | name | what | says |
//! |---|---|---|
//! | `clients` `servers` `network` `puts` `lossy` `max_crashes` | the configuration | numbers, a network's name, `1` for yes |
//! | `crashing` `storage` `retries` `partitions` | more of it | `servers`; `durable`; numbers |
//! | `promise_quorum` `accept_quorum` `broken` | its rules | sizes; the name of the rule that is broken |
//! | `v` | the version of what follows | 1 |
//! | `run` `sum` `step` | a run, its sum, and the step to show (the last unless said) | see `bits` and `sum` |
//! | `simulate` `seed` `until` | a simulation: its bound, its seed, what ends it | `decided` or `changed` |
//! | `check` `depth` `states` `memory` `seconds` `seed` `property` `reduce` `exhaustive` | a check | `bfs`, `dfs` or `simulation`; a property's name with `_` for a space, or `all` |
//! | `always` `sometimes` `eventually` | a property of one's own, in a check | an expression, characters with a meaning as `%28` |
//! | `speed` `autoplay` `theme` | how to look at it | 0.5, 1, 2, 4 or 8; `1`; `light` or `dark` |

use super::plan::{CheckOptions, CheckPlan, Simulation, StrategyName, Until};
use super::record::{Evidence, Expected, Record};
use super::{bits, sum};
use crate::model::{Crashing, ExpectationName, Limits, NetworkKind, OwnProperty, PROPERTIES, PaxosModelCfg, Question};
use crate::paxos::{BrokenRule, Storage};
use crate::session::{Move, STEPS_MAX};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;
use std::fmt::Display;
use std::str::FromStr;
use tsify::Tsify;

/// The version of links that is written and read.
const VERSION: &str = "1";
/// Longest link, in characters: a run of [`STEPS_MAX`] steps has fewer.
pub const LINK_MAX: usize = 16_384;
/// Characters of a stranger's text that are shown back.
const QUOTED: usize = 24;
/// Characters of what is said of wrong JSON.
const WRONG_MAX: usize = 120;
/// What stands for every property where one could be named.
pub const EVERY_PROPERTY: &str = "all";
/// What play can be sped up by, and its text.
const SPEEDS: [(f64, &str); 5] = [(0.5, "0.5"), (1.0, "1"), (2.0, "2"), (4.0, "4"), (8.0, "8")];

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// The configuration; valid.
    pub config: PaxosModelCfg,
    /// What is on it.
    pub content: Content,
    /// How to look at it.
    pub look: Look,
}

/// What a link is about, beside a configuration.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Nothing more.
    #[default]
    Start,
    /// A run.
    Run(Record),
    /// A run that a seed makes.
    Simulation(Simulation),
    /// A check.
    Check(CheckPlan),
}

/// How to look at a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Tsify)]
pub struct Look {
    /// The speed of play: 0.5, 1, 2, 4 or 8.
    pub speed: Option<f64>,
    /// Whether it plays from the start.
    pub autoplay: bool,
    /// The colours.
    pub theme: Option<LinkTheme>,
}

/// Colours that a link asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum LinkTheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The link to a run and a step of it, which is left out if it's the last.
pub(super) fn run_text(config: &PaxosModelCfg, moves: &[Move], run_sum: u32, step: usize) -> String {
    let mut text = Writer::start(config);
    text.version();
    text.say("run", bits::write(moves));
    text.say("sum", sum::write(run_sum));
    if step != moves.len() {
        text.say("step", step);
    }
    text.0
}

/// The link to a simulation.
pub fn simulation_text(config: &PaxosModelCfg, simulation: &Simulation) -> String {
    let mut text = Writer::start(config);
    text.version();
    text.say("simulate", simulation.steps);
    text.say("seed", simulation.seed);
    if let Some(until) = simulation.until {
        text.say("until", UNTIL.iter().find(|(is, _)| *is == until).map_or("", |(_, name)| name));
    }
    text.0
}

/// The link to a check.
pub fn check_text(config: &PaxosModelCfg, plan: &CheckPlan) -> String {
    let CheckOptions { strategy, seed, depth_max, states_max, memory_max, reduce, only, every, ref own, exhaustive } =
        plan.options;
    let mut text = Writer::start(config);
    text.version();
    text.say("check", STRATEGIES.iter().find(|(is, _)| *is == strategy).map_or("", |(_, name)| name));
    for (name, bound) in
        [("depth", depth_max), ("states", states_max), ("memory", memory_max), ("seconds", plan.seconds_max)]
    {
        if let Some(bound) = bound {
            text.say(name, bound);
        }
    }
    if strategy == StrategyName::RandomWalks {
        text.say("seed", seed);
    }
    if let Some(properties) = properties_text(only, every) {
        text.say("property", properties);
    }
    if let Some(OwnProperty { expectation, text: own }) = own {
        let name = EXPECTATIONS.iter().find(|(is, _)| is == expectation).map_or("", |(_, name)| name);
        text.say(name, utf8_percent_encode(own, MEANINGFUL));
    }
    text.flag("reduce", reduce);
    text.flag("exhaustive", exhaustive);
    text.0
}

/// Which properties are checked, as links and the program have it; `None` is the user's two.
pub(super) fn properties_text(only: Option<u32>, every: bool) -> Option<String> {
    only.and_then(property_text).or_else(|| every.then(|| EVERY_PROPERTY.to_owned()))
}

/// A property's name, as links and the program have it.
pub fn property_text(place: u32) -> Option<String> {
    Some(PROPERTIES.get(place as usize)?.name.replace(' ', "_"))
}

/// The property that is named so.
pub fn property_named(name: &str) -> Option<u32> {
    (0..)
        .map_while(|place| Some((place, property_text(place)?)))
        .find(|(_, known)| known == name)
        .map(|(place, _)| place)
}

/// The configuration's part of a link.
pub(super) fn config_text(config: &PaxosModelCfg) -> String {
    Writer::start(config).0
}

/// Characters that mean something in a link, or around it.
const MEANINGFUL: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',').remove(b':');
/// What is expected of a property of one's own, and its name.
pub(super) const EXPECTATIONS: [(ExpectationName, &str); 3] = [
    (ExpectationName::Always, "always"),
    (ExpectationName::Sometimes, "sometimes"),
    (ExpectationName::Eventually, "eventually"),
];
const UNTIL: [(Until, &str); 2] = [(Until::Decided, "decided"), (Until::PropertyChanged, "changed")];
const STRATEGIES: [(StrategyName, &str); 3] =
    [(StrategyName::BreadthFirst, "bfs"), (StrategyName::DepthFirst, "dfs"), (StrategyName::RandomWalks, "simulation")];

struct Writer(String);

impl Writer {
    fn start(config: &PaxosModelCfg) -> Self {
        let usual = PaxosModelCfg::default();
        let mut text = Writer(String::new());
        for (name, is, usual) in [
            ("clients", config.client_count, usual.client_count),
            ("servers", config.server_count, usual.server_count),
            ("puts", config.put_count, usual.put_count),
            ("max_crashes", config.max_crashes, usual.max_crashes),
        ] {
            if is != usual {
                text.say(name, is);
            }
        }
        if config.network != usual.network {
            text.say("network", config.network.name());
        }
        text.flag("lossy", config.lossy);
        if config.crashing != usual.crashing {
            text.say("crashing", config.crashing.name());
        }
        if config.storage != usual.storage {
            text.say("storage", config.storage.name());
        }
        if config.retries != usual.retries {
            text.say("retries", config.retries);
        }
        if config.partitions != usual.partitions {
            text.say("partitions", config.partitions);
        }
        for (name, quorum) in [("promise_quorum", config.promise_quorum), ("accept_quorum", config.accept_quorum)] {
            if let Some(size) = quorum {
                text.say(name, size);
            }
        }
        if let Some(rule) = config.broken {
            text.say("broken", rule.name());
        }
        text
    }

    fn version(&mut self) {
        self.say("v", VERSION);
    }

    fn flag(&mut self, name: &str, is: bool) {
        if is {
            self.say(name, 1);
        }
    }

    fn say(&mut self, name: &str, value: impl Display) {
        let and = if self.0.is_empty() { "" } else { "&" };
        self.0 += &format!("{and}{name}={value}");
    }
}

/// Reads a link, with or without its `#` and what stands before it.
///
/// # Errors
/// One sentence that says what is wrong and what is allowed, unless it is a link of a version that is known, whose every name is
/// known, said once, and has a value in its range.
pub(super) fn read(text: &str) -> Result<Link, String> {
    let text = text.split_once('#').map_or(text, |(_, after)| after);
    let length = text.chars().count();
    if length > LINK_MAX {
        return Err(format!("The link has {length} characters, and may have at most {LINK_MAX}."));
    }
    let mut parts = Parts::split(text)?;
    let config = read_config(&mut parts)?;
    if let Some(version) = parts.take("v").filter(|version| *version != VERSION) {
        return Err(format!("The link is of version {}, and this lab reads version {VERSION}.", quoted(version)));
    }
    let mut content = match (parts.take("run"), parts.take("simulate"), parts.take("check")) {
        (None, None, None) => Content::Start,
        (Some(run), None, None) => Content::Run(read_run(run, &mut parts)?),
        (None, Some(bound), None) => Content::Simulation(Simulation {
            steps: number("simulate", bound, 1, STEPS_MAX)?,
            seed: parts.number("seed", 0, u32::MAX)?.unwrap_or(0),
            until: parts.choice("until", &UNTIL)?,
        }),
        (None, None, Some(strategy)) => Content::Check(read_check(strategy, &mut parts)?),
        _ => return Err("The link has more than one of run, simulate and check, and may have one.".to_owned()),
    };
    let speeds = SPEEDS.map(|(speed, text)| (speed, text));
    let look = Look {
        speed: parts.choice("speed", &speeds)?,
        autoplay: parts.flag("autoplay")?,
        theme: parts.choice("theme", &[(LinkTheme::Light, "light"), (LinkTheme::Dark, "dark")])?,
    };
    parts.nothing_left()?;
    // What plays by itself begins at the start.
    if let (Content::Run(record), true) = (&mut content, look.autoplay) {
        record.step.get_or_insert(0);
    }
    Ok(Link { config, content, look })
}

fn read_config(parts: &mut Parts<'_>) -> Result<PaxosModelCfg, String> {
    let Limits { clients_max, servers_max, puts_max, retries_max, partitions_max } = Limits::OF_PAXOS;
    let usual = PaxosModelCfg::default();
    let networks = NetworkKind::ALL.map(|kind| (kind, kind.name()));
    let config = PaxosModelCfg {
        client_count: parts.number("clients", 1, clients_max)?.unwrap_or(usual.client_count),
        server_count: parts.number("servers", 1, servers_max)?.unwrap_or(usual.server_count),
        put_count: parts.number("puts", 1, puts_max)?.unwrap_or(usual.put_count),
        max_crashes: parts.number("max_crashes", 0, clients_max + servers_max)?.unwrap_or(usual.max_crashes),
        network: parts.choice("network", &networks)?.unwrap_or_default(),
        lossy: parts.flag("lossy")?,
        crashing: parts.choice("crashing", &Crashing::ALL.map(|who| (who, who.name())))?.unwrap_or_default(),
        storage: parts.choice("storage", &Storage::ALL.map(|kind| (kind, kind.name())))?.unwrap_or_default(),
        retries: parts.number("retries", 0, retries_max)?.unwrap_or(usual.retries),
        partitions: parts.number("partitions", 0, partitions_max)?.unwrap_or(usual.partitions),
        promise_quorum: parts.number("promise_quorum", 1, servers_max)?,
        accept_quorum: parts.number("accept_quorum", 1, servers_max)?,
        broken: parts.choice("broken", &BrokenRule::ALL.map(|rule| (rule, rule.name())))?,
    };
    config.validate().map_err(|error| error.to_string())?;
    Ok(config)
}

fn read_run(run: &str, parts: &mut Parts<'_>) -> Result<Record, String> {
    let moves = bits::read(run).map_err(|what| format!("The link's run {what}."))?;
    let evidence = match parts.take("sum") {
        None => Evidence::None,
        Some(text) => Evidence::Sum(sum::read(text).ok_or_else(|| sum::wrong("link", text))?),
    };
    let step = parts.number("step", 0, moves.len())?;
    Ok(Record { steps: moves.into_iter().map(Expected::Named).collect(), evidence, step })
}

fn read_check(strategy: &str, parts: &mut Parts<'_>) -> Result<CheckPlan, String> {
    let one = |place| Some((Some(place), property_text(place)?));
    let every = [(None, EVERY_PROPERTY.to_owned())];
    let properties: Vec<(Option<u32>, String)> = (0..).map_while(one).chain(every).collect();
    let properties: Vec<(Option<u32>, &str)> = properties.iter().map(|(which, name)| (*which, name.as_str())).collect();
    let asked = parts.choice("property", &properties)?;
    let own = read_own(parts)?;
    Ok(CheckPlan {
        options: CheckOptions {
            strategy: chosen("check", strategy, &STRATEGIES)?,
            seed: parts.number("seed", 0, u32::MAX)?.unwrap_or(0),
            depth_max: parts.number("depth", 1, u32::MAX)?,
            states_max: parts.number("states", 1, u32::MAX)?,
            memory_max: parts.number("memory", 1, u32::MAX)?,
            reduce: parts.flag("reduce")?,
            only: asked.flatten(),
            every: asked == Some(None),
            own,
            exhaustive: parts.flag("exhaustive")?,
        },
        seconds_max: parts.number("seconds", 1, u32::MAX)?,
    })
}

/// A property of one's own that can be read.
fn read_own(parts: &mut Parts<'_>) -> Result<Option<OwnProperty>, String> {
    let mut said = Vec::new();
    for (expectation, name) in EXPECTATIONS {
        if let Some(text) = parts.take(name) {
            let text = percent_decode_str(text).decode_utf8();
            let text =
                text.map_err(|_| format!("The link's {name} is no text: its characters must be UTF-8, as %C3%A9 is."))?;
            said.push(OwnProperty { expectation, text: text.into_owned() });
        }
    }
    if said.len() > 1 {
        return Err("The link has more than one of always, sometimes and eventually, and may have one.".to_owned());
    }
    let own = said.pop();
    if let Some(wrong) = own.as_ref().and_then(|own| Question::read(own).err()) {
        return Err(format!("The link's property can't be read. {wrong}"));
    }
    Ok(own)
}

/// What a link says, name by name; each is taken out once.
struct Parts<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parts<'a> {
    fn split(text: &'a str) -> Result<Self, String> {
        let mut parts: Vec<(&str, &str)> = Vec::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| {
                format!("The link has {}, and its parts must be NAME=VALUE, joined by &.", quoted(part))
            })?;
            if parts.iter().any(|(other, _)| *other == name) {
                return Err(format!("The link says {} twice, and may say it once.", quoted(name)));
            }
            parts.push((name, value));
        }
        Ok(Parts(parts))
    }

    fn take(&mut self, name: &str) -> Option<&'a str> {
        let at = self.0.iter().position(|(other, _)| *other == name)?;
        Some(self.0.remove(at).1)
    }

    fn number<N: FromStr + PartialOrd + Display>(&mut self, name: &str, min: N, max: N) -> Result<Option<N>, String> {
        self.take(name).map(|text| number(name, text, min, max)).transpose()
    }

    fn choice<T: Copy>(&mut self, name: &str, choices: &[(T, &str)]) -> Result<Option<T>, String> {
        self.take(name).map(|text| chosen(name, text, choices)).transpose()
    }

    fn flag(&mut self, name: &str) -> Result<bool, String> {
        Ok(self.choice(name, &[(true, "1"), (false, "0")])?.unwrap_or(false))
    }

    fn nothing_left(&self) -> Result<(), String> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(format!("The link has {}, which means nothing here.", quoted(name))),
        }
    }
}

fn number<N: FromStr + PartialOrd + Display>(
    name: &str,
    text: &str,
    min: N,
    max: impl TryInto<N>,
) -> Result<N, String> {
    let max = max.try_into().ok().expect("bounds fit what they bound");
    let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
    let value = text.parse().ok().filter(|value| digits_only && (&min..=&max).contains(&value));
    value.ok_or_else(|| {
        format!("The link's {name} is {}, and must be a whole number from {min} to {max}.", quoted(text))
    })
}

fn chosen<T: Copy>(name: &str, text: &str, choices: &[(T, &str)]) -> Result<T, String> {
    let names: Vec<&str> = choices.iter().map(|(_, name)| *name).collect();
    let found = choices.iter().find(|(_, name)| *name == text);
    found
        .map(|(choice, _)| *choice)
        .ok_or_else(|| format!("The link's {name} is {}, and must be one of {}.", quoted(text), names.join(", ")))
}

/// What is wrong with JSON, on one line and cut to a length that can be shown, as it may repeat what a stranger wrote.
pub(super) fn what_is_wrong(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let mut short: String = message.chars().take(WRONG_MAX).flat_map(plain).collect();
    if message.chars().nth(WRONG_MAX).is_some() {
        short += &format!("… at line {} column {}", error.line(), error.column());
    }
    short
}

/// A character as it is, unless it would do something to the text around it.
fn plain(character: char) -> impl Iterator<Item = char> {
    let is_quote = matches!(character, '"' | '\'');
    let as_it_is = is_quote.then_some(character);
    as_it_is.into_iter().chain(character.escape_debug().take(if is_quote { 0 } else { usize::MAX }))
}

/// A stranger's text, cut to a length that can be shown.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(QUOTED).collect();
    if text.chars().nth(QUOTED).is_some() {
        short.push('…');
    }
    format!("{short:?}")
}
