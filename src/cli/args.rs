//! What can be typed, and what it means. Never carries anything out.

use crate::lab::{CheckOptions, ExpectationName, Format, OwnProperty, StrategyName, Theme};
use crate::model::{ConfigError, Crashing, Limits, NetworkKind, PaxosModelCfg};
use crate::paxos::{BrokenRule, Storage};
use crate::trace::{EVERY_PROPERTY, property_named, property_text};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::Ipv4Addr;
use std::path::PathBuf;

const LIMITS: Limits = Limits::OF_PAXOS;
/// More than this have nothing to do.
const THREADS_MAX: usize = 64;

/// Single Decree Paxos: checked exhaustively, explored, and run for real.
#[derive(Debug, Parser)]
#[command(
    name = "paxos",
    version,
    arg_required_else_help = true,
    after_help = "Try first:\n  paxos check-bfs            every state of 3 servers and 2 clients, in a moment\n  \
                  paxos check-bfs 3          3 clients: 1,194,428 states\n  \
                  paxos explore              the state space in a browser, step by step\n  \
                  paxos spawn                3 real servers on UDP\n\n\
                  Exit code: 0 no property failed (within the bounds, if there are any), 1 one did, 2 bad usage, 130 stopped by \
                  Ctrl-C.\nThe log level comes from RUST_LOG (error, warn, info, debug, trace; default info)."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check every state, nearest first: what is found is the shortest
    #[command(visible_alias = "check")]
    CheckBfs(CheckArgs),
    /// Check every state, deepest first
    CheckDfs(CheckArgs),
    /// Check random runs, for 10 seconds unless told otherwise
    CheckSimulation {
        #[command(flatten)]
        check: CheckArgs,
        /// The same seed means the same runs
        #[arg(long, default_value_t = 0)]
        seed: u32,
    },
    /// Replay what somebody shared, explain each step, and say whether it still means what it meant
    #[command(after_help = "Exit code: 0 it fits, 1 a step doesn't fit or it ends otherwise, 2 it can't be read.")]
    Replay {
        /// A link (quoted, with or without what stands before its #), a file of an exported run, or - for standard input
        source: String,
    },
    /// Write what somebody shared in another format
    Export(ExportArgs),
    /// List the rules of Paxos that --broken takes away: the right one, what is done instead, and what comes of it
    Rules,
    /// List the properties that --property checks, with their definitions
    Properties,
    /// Open stateright's Explorer, to walk through the states in a browser
    Explore(ExploreArgs),
    /// Run real servers that speak JSON over UDP, until Ctrl-C
    Spawn(SpawnArgs),
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Clients; each writes, then reads [1 to 6]
    #[arg(default_value = "2", value_parser = whole_number(1, LIMITS.clients_max))]
    client_count: usize,
    /// How messages travel: ordered | unordered_duplicating | unordered_nonduplicating
    #[arg(default_value = "unordered_nonduplicating", value_parser = network)]
    network: NetworkKind,
    #[command(flatten)]
    model: ModelArgs,
    /// Don't go deeper than this; the initial state has depth 1, and states at the bound are counted but not expanded
    #[arg(long, value_name = "N", value_parser = count())]
    max_depth: Option<usize>,
    /// Stop after this many unique states
    #[arg(long, value_name = "N", value_parser = count())]
    max_states: Option<usize>,
    /// Stop before the tables of states take more than this, in megabytes
    #[arg(long, value_name = "MB", value_parser = count())]
    max_memory: Option<usize>,
    /// Stop after this many seconds
    #[arg(long, value_name = "N", value_parser = count())]
    pub(super) seconds: Option<usize>,
    /// Search reduced states, far fewer, and prove on the way that they tell the truth about all
    #[arg(long)]
    reduce: bool,
    /// Search the whole space even when every property has its answer
    #[arg(long)]
    exhaustive: bool,
    /// Threads of a breadth-first search, and of stateright's own; what comes of it is the same for any number [default: all cores]
    #[arg(long, value_name = "N", value_parser = whole_number(1, THREADS_MAX))]
    pub(super) threads: Option<usize>,
    /// Check this property alone, named with _ for a space, or all of them [default: linearizable and value_chosen]
    #[arg(long, value_name = "NAME", value_parser = property)]
    property: Option<Asked>,
    /// Check a property of your own: in every state, servers.all(s, s.round < 3)
    #[arg(long, value_name = "EXPRESSION", group = "own")]
    always: Option<String>,
    /// The same: in some state, servers.exists(s, s.leads); `paxos properties` has what it can speak of
    #[arg(long, value_name = "EXPRESSION", group = "own")]
    sometimes: Option<String>,
    /// The same: at some point of every run
    #[arg(long, value_name = "EXPRESSION", group = "own")]
    eventually: Option<String>,
    /// Leave out of the runs to what is found the steps that aren't needed; a breadth-first search finds the shortest anyway
    #[arg(long)]
    pub(super) shrink: bool,
    /// Where links to what is found open: the address of the page
    #[arg(long, value_name = "ADDRESS", default_value = "http://localhost:8080/")]
    pub(super) link_base: String,
    /// One JSON object a line; the last one has "done": true
    #[arg(long)]
    pub(super) json: bool,
    /// Which checker: this project's, or stateright's own for comparison
    #[arg(long, default_value = "lab")]
    pub(super) engine: Engine,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Engine {
    /// This project's checker: shortest discoveries
    Lab,
    /// Stateright's own checker, on all cores
    Stateright,
}

impl CheckArgs {
    pub(super) fn config(&self) -> Result<PaxosModelCfg, ConfigError> {
        self.model.config(self.client_count, self.network)
    }

    fn own(&self) -> Option<OwnProperty> {
        let said = [
            (ExpectationName::Always, &self.always),
            (ExpectationName::Sometimes, &self.sometimes),
            (ExpectationName::Eventually, &self.eventually),
        ];
        let of = |(expectation, text): (ExpectationName, &Option<String>)| {
            Some(OwnProperty { expectation, text: text.clone()? })
        };
        said.into_iter().find_map(of)
    }

    pub(super) fn options(&self, strategy: StrategyName, seed: u32) -> CheckOptions {
        let wire = |bound: Option<usize>| bound.map(|bound| u32::try_from(bound).expect("parsed below 2^32"));
        CheckOptions {
            strategy,
            seed,
            depth_max: wire(self.max_depth),
            states_max: wire(self.max_states),
            memory_max: wire(self.max_memory),
            reduce: self.reduce,
            only: self.property.and_then(|Asked(only)| only),
            every: self.property.is_some_and(|Asked(only)| only.is_none()),
            own: self.own(),
            exhaustive: self.exhaustive,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// A link (quoted, with or without what stands before its #), a file of an exported run, or - for standard input
    pub(super) source: String,
    /// What to make of it
    #[arg(long, short)]
    pub(super) format: ExportFormat,
    /// The file to write [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The colours of svg and png; system is as whoever looks at it prefers, and light in a png
    #[arg(long, default_value = "system")]
    pub(super) theme: ExportTheme,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum ExportFormat {
    /// A numbered story, with the reason of each step
    Text,
    /// This project's own file, which the page and replay open
    Json,
    /// A test for a project with stateright that replays the run and asserts the properties
    Rust,
    /// The commands that replay and check the same
    Cli,
    /// Apalache's Informal Trace Format
    Itf,
    /// A sequence diagram in Mermaid
    Mermaid,
    /// A sequence diagram in PlantUML
    Plantuml,
    /// The space-time diagram
    Svg,
    /// The same in dots
    Png,
}

impl ExportFormat {
    /// What the lab makes of it; a PNG is drawn from its SVG.
    pub(super) fn of_lab(self) -> Format {
        match self {
            ExportFormat::Text => Format::Text,
            ExportFormat::Json => Format::Json,
            ExportFormat::Rust => Format::Rust,
            ExportFormat::Cli => Format::Cli,
            ExportFormat::Itf => Format::Itf,
            ExportFormat::Mermaid => Format::Mermaid,
            ExportFormat::Plantuml => Format::Plantuml,
            ExportFormat::Svg | ExportFormat::Png => Format::Svg,
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum ExportTheme {
    System,
    Light,
    Dark,
}

impl From<ExportTheme> for Theme {
    fn from(theme: ExportTheme) -> Self {
        match theme {
            ExportTheme::System => Theme::System,
            ExportTheme::Light => Theme::Light,
            ExportTheme::Dark => Theme::Dark,
        }
    }
}

/// What a model is made from, beside clients and network.
#[derive(Debug, Args)]
struct ModelArgs {
    /// Servers [1 to 7]
    #[arg(long, value_name = "N", default_value = "3", value_parser = whole_number(1, LIMITS.servers_max))]
    servers: usize,
    /// Writes of each client before its read [1 to 4]
    #[arg(long, value_name = "N", default_value = "1", value_parser = whole_number(1, LIMITS.puts_max))]
    put_count: usize,
    /// The network may lose any message
    #[arg(long)]
    lossy: bool,
    /// Actors that may be crashed at the same time
    #[arg(long, value_name = "N", default_value = "0", value_parser = whole_number(0, LIMITS.servers_max + LIMITS.clients_max))]
    max_crashes: usize,
    /// Who may crash: everyone | servers; a client that comes back asks again as if it never had, which breaks any history
    #[arg(long, value_name = "WHO", default_value = "everyone", value_parser = named(&Crashing::ALL, Crashing::name))]
    crashing: Crashing,
    /// What a server that crashed finds on its disk: volatile | durable
    #[arg(long, value_name = "KIND", default_value = "volatile", value_parser = named(&Storage::ALL, Storage::name))]
    storage: Storage,
    /// How often a client that waits asks again, each time the next server [0 to 3]
    #[arg(long, value_name = "N", default_value = "0", value_parser = whole_number(0, LIMITS.retries_max))]
    retries: usize,
    /// Partitions that may begin: while one holds, nothing is delivered between its two groups of servers [0 to 2]
    #[arg(long, value_name = "N", default_value = "0", value_parser = whole_number(0, LIMITS.partitions_max))]
    partitions: usize,
    /// Promises that a leader needs [default: more than half of the servers]
    #[arg(long, value_name = "N", value_parser = whole_number(1, LIMITS.servers_max))]
    promise_quorum: Option<usize>,
    /// Accepts that choose a value [default: more than half of the servers]
    #[arg(long, value_name = "N", value_parser = whole_number(1, LIMITS.servers_max))]
    accept_quorum: Option<usize>,
    /// The rule of Paxos to break; `paxos rules` lists them
    #[arg(long, value_name = "RULE", value_parser = named(&BrokenRule::ALL, BrokenRule::name))]
    broken: Option<BrokenRule>,
}

impl ModelArgs {
    fn config(&self, client_count: usize, network: NetworkKind) -> Result<PaxosModelCfg, ConfigError> {
        let config = PaxosModelCfg {
            client_count,
            server_count: self.servers,
            network,
            put_count: self.put_count,
            lossy: self.lossy,
            max_crashes: self.max_crashes,
            crashing: self.crashing,
            storage: self.storage,
            retries: self.retries,
            partitions: self.partitions,
            promise_quorum: self.promise_quorum,
            accept_quorum: self.accept_quorum,
            broken: self.broken,
        };
        config.validate().map(|()| config)
    }
}

#[derive(Debug, Args)]
pub(super) struct ExploreArgs {
    /// Clients; each writes, then reads [1 to 6]
    #[arg(default_value = "2", value_parser = whole_number(1, LIMITS.clients_max))]
    client_count: usize,
    /// Where the Explorer listens
    #[arg(value_name = "ADDRESS", default_value = "localhost:3000")]
    listen: String,
    /// How messages travel: ordered | unordered_duplicating | unordered_nonduplicating
    #[arg(default_value = "unordered_nonduplicating", value_parser = network)]
    network: NetworkKind,
    #[command(flatten)]
    model: ModelArgs,
    /// Where the Explorer listens, as HOST:PORT
    #[arg(long, value_name = "ADDRESS", conflicts_with = "listen")]
    address: Option<String>,
    /// The port where the Explorer listens, on localhost
    #[arg(long, conflicts_with_all = ["listen", "address"], value_parser = port)]
    port: Option<u16>,
}

impl ExploreArgs {
    pub(super) fn config(&self) -> Result<PaxosModelCfg, ConfigError> {
        self.model.config(self.client_count, self.network)
    }

    pub(super) fn address(&self) -> String {
        match (&self.address, self.port) {
            (Some(address), _) => address.clone(),
            (None, Some(port)) => format!("localhost:{port}"),
            (None, None) => self.listen.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct SpawnArgs {
    /// Servers [1 to 7]
    #[arg(long, value_name = "N", default_value = "3", value_parser = whole_number(1, LIMITS.servers_max))]
    pub(super) servers: usize,
    /// The first server's port; the others take the next ones
    #[arg(long, default_value = "3000", value_parser = port)]
    pub(super) port: u16,
    /// The IPv4 address where all of them listen
    #[arg(long, default_value = "127.0.0.1", value_parser = ipv4)]
    pub(super) address: Ipv4Addr,
}

fn whole_number(min: usize, max: usize) -> impl Fn(&str) -> Result<usize, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| format!("it must be a whole number from {min} to {max}"))
    }
}

fn count() -> impl Fn(&str) -> Result<usize, String> + Clone {
    whole_number(1, u32::MAX as usize)
}

/// One property, or all.
#[derive(Clone, Copy, Debug)]
struct Asked(Option<u32>);

fn property(text: &str) -> Result<Asked, String> {
    if text == EVERY_PROPERTY {
        return Ok(Asked(None));
    }
    let names = || (0..).map_while(property_text).collect::<Vec<_>>().join(", ");
    let only = property_named(text).ok_or_else(|| format!("it must be {EVERY_PROPERTY}, or one of {}", names()))?;
    Ok(Asked(Some(only)))
}

/// The one of this name.
fn named<T: Copy>(all: &'static [T], name: fn(T) -> &'static str) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let found = all.iter().copied().find(|one| name(*one) == text);
        let names = || all.iter().map(|one| name(*one)).collect::<Vec<_>>().join(", ");
        found.ok_or_else(|| format!("it must be one of {}", names()))
    }
}

fn network(text: &str) -> Result<NetworkKind, String> {
    text.parse().map_err(|error: ConfigError| error.to_string())
}

fn port(text: &str) -> Result<u16, String> {
    let port = text.parse().ok().filter(|port| *port > 0);
    port.ok_or_else(|| "a port is a whole number from 1 to 65535".to_owned())
}

fn ipv4(text: &str) -> Result<Ipv4Addr, String> {
    text.parse().map_err(|_| "it must be an IPv4 address, as 127.0.0.1".to_owned())
}
