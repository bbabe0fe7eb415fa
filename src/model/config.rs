//! What can be configured, within which limits. Never builds anything.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use tsify::Tsify;

/// How messages travel. The names are stateright's.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum NetworkKind {
    /// Between two actors, messages arrive in the order in which they were sent.
    Ordered,
    /// Messages race, and one that was delivered can be delivered again.
    UnorderedDuplicating,
    /// Messages race, and each is delivered at most once.
    #[default]
    UnorderedNonduplicating,
}

impl NetworkKind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [NetworkKind; 3] =
        [NetworkKind::Ordered, NetworkKind::UnorderedDuplicating, NetworkKind::UnorderedNonduplicating];

    /// Its name, in links and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            NetworkKind::Ordered => "ordered",
            NetworkKind::UnorderedDuplicating => "unordered_duplicating",
            NetworkKind::UnorderedNonduplicating => "unordered_nonduplicating",
        }
    }
}

impl FromStr for NetworkKind {
    type Err = ConfigError;

    fn from_str(name: &str) -> Result<Self, ConfigError> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
            ConfigError(format!("There is no network \"{name}\"; choose one of {}.", names().join(", ")))
        })
    }
}

fn names() -> Vec<&'static str> {
    NetworkKind::ALL.iter().map(|kind| kind.name()).collect()
}

/// What a model is made from: the user's setting by default.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(default, deny_unknown_fields)]
pub struct PaxosModelCfg {
    /// Clients; each writes, and then reads.
    pub client_count: usize,
    /// Servers, each proposer, acceptor and learner at once.
    pub server_count: usize,
    /// How messages travel.
    pub network: NetworkKind,
    /// Writes of each client before its read.
    pub put_count: usize,
    /// Whether any message in flight may be lost.
    pub lossy: bool,
    /// Actors, clients included, that may be crashed at the same time.
    pub max_crashes: usize,
}

impl Default for PaxosModelCfg {
    fn default() -> Self {
        PaxosModelCfg {
            client_count: 2,
            server_count: 3,
            network: NetworkKind::default(),
            put_count: 1,
            lossy: false,
            max_crashes: 0,
        }
    }
}

/// The limits of a configuration, inclusive.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, Tsify)]
pub struct Limits {
    /// Most clients.
    pub clients_max: usize,
    /// Most servers.
    pub servers_max: usize,
    /// Most writes of a client.
    pub puts_max: usize,
}

impl Limits {
    /// What a page can show legibly and a traffic of requests can be followed in. Past it the space can't be searched anyway:
    /// six clients have 9,357,525 states with three servers already.
    pub const OF_PAXOS: Limits = Limits { clients_max: 6, servers_max: 7, puts_max: 4 };
}

impl PaxosModelCfg {
    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// Unless `1 <= client_count <= 6`, `1 <= server_count <= 7`, `1 <= put_count <= 4` and
    /// `max_crashes <= client_count + server_count`.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let Limits { clients_max, servers_max, puts_max } = Limits::OF_PAXOS;
        in_range("clients", self.client_count, 1, clients_max)?;
        in_range("servers", self.server_count, 1, servers_max)?;
        in_range("writes of a client (put count)", self.put_count, 1, puts_max)?;
        in_range("crashes at the same time", self.max_crashes, 0, self.client_count + self.server_count)
    }
}

fn in_range(what: &str, value: usize, min: usize, max: usize) -> Result<(), ConfigError> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(ConfigError(format!("The number of {what} is {value}, and must be from {min} to {max}.")))
}

/// One sentence that says what was wrong with a configuration, and what is allowed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_the_users_setting() {
        let config = PaxosModelCfg::default();
        assert_eq!((config.client_count, config.server_count, config.put_count), (2, 3, 1));
        assert_eq!(config.network.name(), "unordered_nonduplicating");
        assert!(!config.lossy && config.max_crashes == 0 && config.validate().is_ok());
    }

    #[test]
    fn a_number_out_of_range_is_refused_with_what_is_allowed() {
        let none = PaxosModelCfg { client_count: 0, ..Default::default() };
        assert_eq!(none.validate().unwrap_err().to_string(), "The number of clients is 0, and must be from 1 to 6.");
        let crashes = PaxosModelCfg { max_crashes: 6, ..Default::default() };
        assert_eq!(
            crashes.validate().unwrap_err().to_string(),
            "The number of crashes at the same time is 6, and must be from 0 to 5."
        );
    }

    #[test]
    fn an_unknown_network_is_refused_with_the_names() {
        assert_eq!(
            "lossy".parse::<NetworkKind>().unwrap_err().to_string(),
            "There is no network \"lossy\"; choose one of ordered, unordered_duplicating, unordered_nonduplicating."
        );
        for kind in NetworkKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
        }
    }
}
