//! What the tests of every export share: runs by labels and at random; and the exports of one short run, word by word.

use super::*;
use crate::explain::explain;
use crate::model::PaxosModelCfg;
use crate::session::Session;

/// Settings of every kind.
pub(super) const SETTINGS: [&str; 6] = [
    "",
    "network=ordered lossy=true",
    "network=unordered_duplicating",
    "lossy=true max_crashes=2",
    "client_count=6 server_count=7 put_count=2",
    "network=unordered_duplicating lossy=true max_crashes=1 server_count=5",
];

/// A session whose configuration has these fields: `KEY=VALUE ...`.
fn session(fields: &str) -> Session {
    let mut json = serde_json::Map::new();
    for (key, value) in fields.split_whitespace().map(|field| field.split_once('=').expect("KEY=VALUE")) {
        json.insert(key.to_owned(), value.parse().unwrap_or_else(|_| value.into()));
    }
    let config: PaxosModelCfg = serde_json::from_value(json.into()).expect("a configuration");
    Session::new(config).expect("a valid configuration")
}

/// The session after the actions with these labels.
pub(super) fn played(fields: &str, labels: &[&str]) -> Session {
    let mut session = session(fields);
    for wanted in labels {
        let actions = session.actions();
        let label = |(action, _): &(_, _)| explain(session.model(), session.shown(), action).label;
        let index = actions.iter().position(|action| label(action) == *wanted);
        let index = index.unwrap_or_else(|| panic!("no action {wanted}"));
        session.act(u32::try_from(index).unwrap()).unwrap();
    }
    session
}

/// The session after a random run of at most so many steps.
pub(super) fn random(fields: &str, seed: u32, steps: usize) -> Session {
    let mut session = session(fields);
    while let (Some(action), true) = (session.choose(seed), session.cursor() < steps) {
        session.act(action).unwrap();
    }
    session
}

/// The whole run of a session.
pub(super) fn run(session: &Session) -> Run<'_> {
    Run { model: session.model(), steps: session.steps(), link: "v=1&run=0" }
}
