//! What the tests of every export share: runs by labels and at random; and the exports of one short run, word by word.

use super::mermaid::mermaid;
use super::plantuml::plantuml;
use super::svg::svg;
use super::text::text;
use super::*;
use crate::explain::explain;
use crate::model::PaxosModelCfg;
use crate::session::Session;

/// Settings of every kind.
pub(super) const SETTINGS: [&str; 8] = [
    "",
    "network=ordered lossy=true",
    "network=unordered_duplicating",
    "lossy=true max_crashes=2",
    "client_count=6 server_count=7 put_count=2",
    "network=unordered_duplicating lossy=true max_crashes=1 server_count=5",
    "partitions=2 lossy=true network=unordered_duplicating",
    "partitions=1 network=ordered",
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
        let label = |action: &_| explain(session.model(), session.here(), action).label;
        let index = actions.iter().position(|(action, _)| label(action) == *wanted);
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
pub(super) fn run(session: &Session) -> Run<'static> {
    let exporting = Exporting { link: "v=1&run=0".to_owned(), ..Exporting::new(session, Format::Text, Theme::System) };
    Box::leak(Box::new(exporting)).run()
}

/// A session's run as ITF.
pub(super) fn itf(session: &Session) -> String {
    export(session, Format::Itf, Theme::System).unwrap().text
}

/// A run in which much happens.
fn much() -> Session {
    let labels = ["Put 'A' to S0", "Lose Prepare (1, S0) to S2", "Crash S2", "Prepare (1, S0) to S1", "Recover S2"];
    played("client_count=1 lossy=true max_crashes=1", &labels)
}

#[test]
fn a_run_as_a_story() {
    let expected = "\
# A run of Single Decree Paxos: 3 servers, 1 client with 1 write; messages race, each delivered at most once, any may be lost; \
at most 1 crashed at a time

Every client has sent its write. No server knows anything yet.

1. **Put 'A' to S0**
   S0 is asked to write by C3, so it starts ballot (1, S0), the first it knows of, and asks the others to close every lower \
ballot. Its own promise is 1 of the 2 it needs.
2. **Lose Prepare (1, S0) to S2**
   The network loses S0's Prepare to S2. Nobody can tell this from a long delay.
3. **Crash S2**
   S2 crashes: until it recovers, no message reaches it.
4. **Prepare (1, S0) to S1**
   S1 promises ballot (1, S0): it had promised none before. It has accepted nothing, so the promise carries no value.
5. **Recover S2**
   S2 comes back as it was at the start: it kept nothing on disk.

## After 5 steps

- always \"linearizable\": true here. No operation is complete yet, so nothing has to be explained.
- sometimes \"a read is answered\" (value chosen): false here. No value is chosen yet: nothing was accepted by 2 of 3 servers in one ballot. \
No reply to a read with a written value is in flight, which is what this property asks for.
- in flight: Prepared (1, S0) from S1 to S0.

In the lab, behind the address of its page:

    #v=1&run=0
";
    assert_eq!(text(&run(&much())), expected);
}

#[test]
fn a_run_in_mermaid() {
    let expected = "\
%% #v=1&run=0
sequenceDiagram
    accTitle: A run of Single Decree Paxos, 5 steps
    accDescr: 3 servers, 1 client with 1 write#59; messages race, each delivered at most once, any may be lost#59; \
at most 1 crashed at a time
    participant S0
    participant S1
    participant S2
    actor C3
    C3->>S0: 1. Put 'A'
    S0-xS2: 2. Prepare (1, S0)
    Note over S2: 3. Crash S2
    S0->>S1: 4. Prepare (1, S0)
    Note over S2: 5. Recover S2
    Note over S0,C3: Still in flight
    S1--)S0: Prepared (1, S0)
";
    assert_eq!(mermaid(&run(&much())), expected);
}

#[test]
fn a_run_in_plantuml() {
    let expected = "\
@startuml
' #v=1&run=0
title A run of Single Decree Paxos, 5 steps
caption 3 servers, 1 client with 1 write; messages race, each delivered at most once, any may be lost; \
at most 1 crashed at a time
participant S0
participant S1
participant S2
actor C3
C3 -> S0 : 1. Put 'A'
S0 ->x S2 : 2. Prepare (1, S0)
note over S2 : 3. Crash S2
S0 -> S1 : 4. Prepare (1, S0)
note over S2 : 5. Recover S2
note across : Still in flight
S1 -->> S0 : Prepared (1, S0)
@enduml
";
    assert_eq!(plantuml(&run(&much())), expected);
}

#[test]
fn what_became_true_is_said_where_it_did() {
    let ballot =
        ["Prepare (1, S0) to S1", "Prepared (1, S0) to S0", "Accept (1, S0) 'A' to S1", "Accepted (1, S0) to S0"];
    let session = played("", &[&["Put 'A' to S0"], &ballot[..]].concat());
    let run = run(&session);
    assert!(text(&run).contains("5. **Accepted (1, S0) to S0**\n"));
    assert!(text(&run).contains("whose write it is.\n   **Now S0 has decided 'A'.**\n\n## After 5 steps"));
    assert!(mermaid(&run).contains("    S1->>S0: 5. Accepted (1, S0)\n    Note over S0: S0 has decided 'A'\n"));
    assert!(plantuml(&run).contains("S1 -> S0 : 5. Accepted (1, S0)\nnote over S0 : S0 has decided 'A'\n"));
    assert!(
        svg(&run, Theme::Light).contains("Accepted (1, S0) to S0 <tspan class=\"turn\">· S0 has decided 'A'</tspan>")
    );
}

#[test]
fn a_run_without_steps_can_be_exported() {
    let session = session("");
    let run = run(&session);
    assert!(text(&run).contains("\n\n## After 0 steps\n\n"));
    assert!(mermaid(&run).contains("C4--)S1: Put 'B'"));
    assert!(plantuml(&run).contains("C4 -->> S1 : Put 'B'"));
    assert!(svg(&run, Theme::System).contains("<title id=\"paxos-run-title\">Single Decree Paxos in 0 steps</title>"));
    assert!(read_itf(&itf(&session)).unwrap().actions.is_empty());
}
