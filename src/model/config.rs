//! What can be configured, within which limits. Never builds anything.

use crate::paxos::{BrokenRule, Rules, Storage};
use serde::{Deserialize, Serialize};
use stateright::actor::majority;
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

/// Who may crash.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum Crashing {
    /// Servers and clients. A client that comes back asks again as if it never had, which breaks any history.
    #[default]
    Everyone,
    /// Servers alone.
    Servers,
}

impl Crashing {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Crashing; 2] = [Crashing::Everyone, Crashing::Servers];

    /// Its name, in links and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Crashing::Everyone => "everyone",
            Crashing::Servers => "servers",
        }
    }
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
    /// Actors that may be crashed at the same time.
    pub max_crashes: usize,
    /// Who may crash.
    pub crashing: Crashing,
    /// What a server that crashed finds on its disk.
    pub storage: Storage,
    /// How often a client that waits may ask again, each time the next server.
    pub retries: usize,
    /// How many partitions may begin in a run. While one holds, no message between its two groups of servers is delivered.
    pub partitions: usize,
    /// Promises that a leader needs; more than half of the servers unless said.
    pub promise_quorum: Option<usize>,
    /// Accepts that choose a value; more than half of the servers unless said.
    pub accept_quorum: Option<usize>,
    /// The rule of Paxos that is broken.
    pub broken: Option<BrokenRule>,
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
            crashing: Crashing::default(),
            storage: Storage::default(),
            retries: 0,
            partitions: 0,
            promise_quorum: None,
            accept_quorum: None,
            broken: None,
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
    /// Most times that a client asks again.
    pub retries_max: usize,
    /// Most partitions that begin in a run.
    pub partitions_max: usize,
}

impl Limits {
    /// What a page can show legibly and a traffic of requests can be followed in. Past it the space can't be searched anyway:
    /// six clients have 9,357,525 states with three servers already.
    pub const OF_PAXOS: Limits =
        Limits { clients_max: 6, servers_max: 7, puts_max: 4, retries_max: 3, partitions_max: 2 };
}

impl PaxosModelCfg {
    /// Checks that every number is in its range.
    ///
    /// # Errors
    /// Unless `1 <= client_count <= 6`, `1 <= server_count <= 7`, `1 <= put_count <= 4`, `retries <= 3`, `partitions <= 2` (`0` for
    /// one server, which can't be cut in two), `max_crashes <= client_count + server_count` (`<= server_count` if only servers may
    /// crash), quorums are from 1 to `server_count`, and a broken rule of what is on disk has a disk.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let Limits { clients_max, servers_max, puts_max, retries_max, partitions_max } = Limits::OF_PAXOS;
        in_range("clients", self.client_count, 1, clients_max)?;
        in_range("servers", self.server_count, 1, servers_max)?;
        in_range("writes of a client (put count)", self.put_count, 1, puts_max)?;
        in_range("times a client asks again (retries)", self.retries, 0, retries_max)?;
        in_range("partitions", self.partitions, 0, partitions_max)?;
        in_range("crashes at the same time", self.max_crashes, 0, self.who_may_crash())?;
        for (what, quorum) in [("promises", self.promise_quorum), ("accepts", self.accept_quorum)] {
            if let Some(size) = quorum {
                in_range(&format!("{what} in a quorum"), size, 1, self.server_count)?;
            }
        }
        if self.partitions > 0 && self.server_count == 1 {
            return Err(ConfigError(
                "One server can't be cut in two, so partitions need at least 2 servers.".to_owned(),
            ));
        }
        match self.broken {
            Some(rule) if rule.is_of_disk() && self.storage == Storage::Volatile => Err(ConfigError(format!(
                "The rule {} is about what is on disk, so storage must be durable.",
                rule.name()
            ))),
            Some(BrokenRule::QuorumOfOne) if self.promise_quorum.or(self.accept_quorum).is_some() => Err(ConfigError(
                "The rule quorum_of_one sets the quorums, so their sizes can't be set beside it.".to_owned(),
            )),
            _ => Ok(()),
        }
    }

    fn who_may_crash(&self) -> usize {
        match self.crashing {
            Crashing::Everyone => self.participants(),
            Crashing::Servers => self.server_count,
        }
    }

    /// Whether this actor is one of those that may crash.
    pub fn may_crash(&self, actor: usize) -> bool {
        actor < self.who_may_crash()
    }

    /// What to say where linearizability is violated: that a client's crash alone does it, if clients may crash.
    pub fn note_on_clients(&self) -> Option<&'static str> {
        let may_crash = self.max_crashes > 0 && self.may_crash(self.server_count);
        may_crash.then_some(
            "A client that crashes and comes back asks again as if it never had, which alone violates \"linearizable\", whatever the \
             servers do; let servers alone crash (--crashing servers) to see what they do.",
        )
    }

    /// Servers and clients.
    pub fn participants(&self) -> usize {
        self.server_count + self.client_count
    }

    /// The place of the actor that begins partitions, if there may be any: behind servers and clients.
    pub fn divider(&self) -> Option<usize> {
        (self.partitions > 0).then(|| self.participants())
    }

    /// What the servers go by.
    pub fn rules(&self) -> Rules {
        let PaxosModelCfg { broken, promise_quorum, accept_quorum, storage, .. } = *self;
        Rules { broken, promise_quorum, accept_quorum, storage }
    }

    /// How many accepts choose a value, whatever the servers take for a quorum.
    pub fn choosing_quorum(&self) -> usize {
        self.accept_quorum.unwrap_or_else(|| majority(self.server_count))
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
        assert!(!config.lossy && config.max_crashes == 0 && config.retries == 0 && config.validate().is_ok());
        assert_eq!(config.rules(), Rules::default());
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
    fn settings_that_make_no_sense_together_are_refused() {
        let usual = PaxosModelCfg::default();
        let refused = |config: PaxosModelCfg| config.validate().unwrap_err().to_string();
        assert_eq!(
            refused(PaxosModelCfg { broken: Some(BrokenRule::ForgetsPromise), ..usual }),
            "The rule forgets_promise is about what is on disk, so storage must be durable."
        );
        assert_eq!(
            refused(PaxosModelCfg { broken: Some(BrokenRule::QuorumOfOne), accept_quorum: Some(2), ..usual }),
            "The rule quorum_of_one sets the quorums, so their sizes can't be set beside it."
        );
        assert_eq!(
            refused(PaxosModelCfg { promise_quorum: Some(4), ..usual }),
            "The number of promises in a quorum is 4, and must be from 1 to 3."
        );
        assert_eq!(
            refused(PaxosModelCfg { server_count: 1, partitions: 1, ..usual }),
            "One server can't be cut in two, so partitions need at least 2 servers."
        );
        assert_eq!(
            refused(PaxosModelCfg { partitions: 3, ..usual }),
            "The number of partitions is 3, and must be from 0 to 2."
        );
        assert_eq!(
            refused(PaxosModelCfg { crashing: Crashing::Servers, max_crashes: 4, ..usual }),
            "The number of crashes at the same time is 4, and must be from 0 to 3."
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
