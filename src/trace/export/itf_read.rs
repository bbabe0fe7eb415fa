//! Reads a run back from an ITF trace that this lab wrote: its configuration, its actions and its states. Takes nothing on trust,
//! and never replays anything.

use super::super::at_most::AtMost;
use super::super::link::{quoted, what_is_wrong};
use super::itf::{OWN_KEY, VERSION, vars};
use crate::model::PaxosModelCfg;
use crate::session::STEPS_MAX;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// What an ITF trace says of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct ItfRun {
    /// A valid configuration.
    pub config: PaxosModelCfg,
    /// The actions, each by its place among those of its state; whether the states have them is for a replay to tell.
    pub actions: Vec<u32>,
    /// All states as they were written, each as JSON, the start first: `states.len() == actions.len() + 1`.
    pub states: Vec<String>,
}

/// Longest text of a state, in bytes: a run of [`STEPS_MAX`] steps in which nothing that was sent is ever gone stays below half of it.
/// What is read takes ten times as much memory.
const STATE_MAX: usize = 4 << 20;
/// Longest text of what is said beside the states, in bytes.
const HEAD_MAX: usize = 64 << 10;

/// Reads a trace.
///
/// # Errors
/// A sentence that says what is wrong, unless it is an ITF trace of at most [`STEPS_MAX`] steps with a valid configuration under
/// "paxos-lab" in its "#meta", the variables of [`super::itf()`], and an action in every state but the first.
pub(crate) fn read_itf(text: &str) -> Result<ItfRun, String> {
    #[derive(Deserialize)]
    struct Trace<'a> {
        #[serde(rename = "#meta", borrow)]
        meta: Option<&'a RawValue>,
        #[serde(borrow)]
        vars: Option<&'a RawValue>,
        #[serde(borrow)]
        states: Option<&'a RawValue>,
    }
    let not_itf = |what: &str| format!("This isn't an ITF trace: {what}.");
    let not_json = |error| format!("This isn't JSON: {}.", what_is_wrong(&error));
    let whole: &RawValue = serde_json::from_str(text).map_err(not_json)?;
    if !whole.get().starts_with('{') {
        return Err(not_itf("it isn't a JSON object"));
    }
    let Trace { meta, vars: given, states } = serde_json::from_str(whole.get()).map_err(not_json)?;
    let list =
        |part: Option<&RawValue>| part.map(RawValue::get).filter(|part| part.starts_with('[')).map(str::to_owned);
    let Some(states) = list(states) else {
        return Err(not_itf("it has no list \"states\""));
    };
    let AtMost::<&RawValue, { STEPS_MAX + 1 }> { first: states, count } =
        serde_json::from_str(&states).map_err(not_json)?;
    let Some(given) = list(given) else {
        return Err(not_itf("it has no list \"vars\""));
    };
    let config = config(&head("#meta", meta.map_or("null", RawValue::get))?)?;
    let vars = vars(&config);
    if head("vars", &given)? != serde_json::json!(vars) {
        return Err(format!("Its \"vars\" must be {}, in this order.", vars.join(", ")));
    }
    if states.is_empty() {
        return Err("It has no state, and every run has a start.".to_owned());
    }
    if count > states.len() {
        return Err(format!("It has {} steps, and a run has at most {STEPS_MAX}.", count - 1));
    }
    let mut actions = Vec::with_capacity(states.len());
    for (number, state) in states.iter().enumerate() {
        let length = state.get().len();
        if length > STATE_MAX {
            return Err(format!("State {number} has {length} bytes, and may have at most {STATE_MAX}."));
        }
        let state = serde_json::from_str(state.get()).map_err(not_json)?;
        actions.extend(action(&state, number, &vars)?);
    }
    Ok(ItfRun { config, actions, states: states.into_iter().map(|state| state.get().to_owned()).collect() })
}

/// What is said beside the states.
fn head(name: &str, text: &str) -> Result<Value, String> {
    if text.len() > HEAD_MAX {
        return Err(format!("Its \"{name}\" has {} bytes, and may have at most {HEAD_MAX}.", text.len()));
    }
    serde_json::from_str(text).map_err(|error| format!("This isn't JSON: {}.", what_is_wrong(&error)))
}

fn config(meta: &Value) -> Result<PaxosModelCfg, String> {
    let format = &meta["format"];
    if !format.is_null() && format != "ITF" {
        let said = format.as_str().map_or_else(|| "no text".to_owned(), quoted);
        return Err(format!("This isn't an ITF trace: its \"format\" is {said}."));
    }
    let Some(own) = meta[OWN_KEY].as_str() else {
        return Err(format!("Its \"#meta\" has no text \"{OWN_KEY}\", so this lab can't know its actions."));
    };
    let own: Value = serde_json::from_str(own)
        .map_err(|error| format!("Its \"{OWN_KEY}\" isn't JSON: {}.", what_is_wrong(&error)))?;
    match own["version"].as_u64() {
        Some(VERSION) => (),
        Some(version) => return Err(format!("Its \"{OWN_KEY}\" has version {version}; this lab reads {VERSION}.")),
        None => return Err(format!("Its \"{OWN_KEY}\" has no version.")),
    }
    let config: PaxosModelCfg = serde_json::from_value(own["config"].clone())
        .map_err(|error| format!("Its configuration can't be read: {}.", what_is_wrong(&error)))?;
    config.validate().map_err(|error| error.to_string())?;
    Ok(config)
}

/// The action that led to a state; none led to the first.
fn action(state: &Value, number: usize, vars: &[&str]) -> Result<Option<u32>, String> {
    if let Some(missing) = vars.iter().find(|var| state.get(*var).is_none()) {
        return Err(format!("State {number} has no \"{missing}\"."));
    }
    if state["#meta"]["index"].as_u64() != u64::try_from(number).ok() {
        return Err(format!("State {number} has another \"index\" in its \"#meta\"."));
    }
    let action = &state["action"];
    match (number, action["tag"].as_str()) {
        (0, Some("None")) => Ok(None),
        (0, _) => Err("State 0 has an action, and none leads to the start.".to_owned()),
        (_, Some("Some")) => {
            let index = action["value"]["index"].as_u64().and_then(|index| u32::try_from(index).ok());
            index.map(Some).ok_or_else(|| format!("State {number} has an action without an index."))
        }
        (_, _) => Err(format!("State {number} has no action.")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SETTINGS, itf, played, random};
    use super::*;
    use crate::trace::{Evidence, Expected, Proof, Record, replay};

    /// What is proved of a run that was read.
    fn proved(read: &ItfRun) -> (Proof, String) {
        let steps = read.actions.iter().map(|action| Expected::Indexed { action: *action, label: None }).collect();
        let record = Record { steps, evidence: Evidence::States(read.clone()), step: None };
        let replayed = replay(read.config, &record).unwrap();
        (replayed.proof, replayed.message)
    }

    #[test]
    fn what_was_written_is_read_and_replayed() {
        for (seed, setting) in (0..).zip(SETTINGS) {
            let session = random(setting, seed, 120);
            let read = read_itf(&itf(&session)).unwrap();
            assert_eq!(read.config, session.model().cfg);
            assert_eq!(read.actions, session.branch().actions());
            assert_eq!(proved(&read).0, Proof::Verified);
        }
    }

    #[test]
    fn the_first_state_that_differs_is_found() {
        let session = random("lossy=true", 1, 9);
        let mut read = read_itf(&itf(&session)).unwrap();
        read.states[7] = read.states[7].replace("\"crashed\":{\"#set\":[]}", "\"crashed\":{\"#set\":[\"S0\"]}");
        let (proof, message) = proved(&read);
        assert!(proof == Proof::Differs && message.contains("the state after step 7 isn't as it was"), "{message}");
        read.states.truncate(7);
        assert!(proved(&read).1.contains("the state after step 7 isn't as it was"), "it ends earlier");
    }

    /// What is wrong with a trace of two steps in which `old` is written as `new`.
    fn fault(old: &str, new: &str) -> String {
        let text = itf(&played("", &["Put 'A' to S0", "Put 'B' to S1"]));
        assert!(text.contains(old), "{old} in {text}");
        read_itf(&text.replace(old, new)).unwrap_err()
    }

    #[test]
    fn every_fault_has_its_sentence() {
        let cases = [
            ("\"#meta\": {", "\"#meta\": ", "This isn't JSON: expected `,` or `}` at line 2 column 25."),
            ("\"states\"", "\"steps\"", "This isn't an ITF trace: it has no list \"states\"."),
            ("\"vars\"", "\"variables\"", "This isn't an ITF trace: it has no list \"vars\"."),
            ("\"ITF\"", "\"TLA\"", "This isn't an ITF trace: its \"format\" is \"TLA\"."),
            (
                "\"paxos-lab\"",
                "\"source\"",
                "Its \"#meta\" has no text \"paxos-lab\", so this lab can't know its actions.",
            ),
            (r#"\"version\":1"#, r#"\"version\":2"#, "Its \"paxos-lab\" has version 2; this lab reads 1."),
            (r#"\"version\":1"#, r#"\"version\":-1"#, "Its \"paxos-lab\" has no version."),
            (
                r#"\"lossy\""#,
                r#"\"lousy\""#,
                "Its configuration can't be read: unknown field `lousy`, expected one of `client_count`, `server_count`, \
                 `network`, `put_count`, `lossy`, `max_crashes`, `… at line 0 column 0.",
            ),
            (r#"{\"config\":"#, r#"{\"config\""#, "Its \"paxos-lab\" isn't JSON: expected `:` at line 1 column 10."),
            (r#"\"server_count\":3"#, r#"\"server_count\":9"#, "The number of servers is 9, and must be from 1 to 7."),
            (
                "\"vars\": [\"servers\",",
                "\"vars\": [",
                "Its \"vars\" must be servers, clients, network, crashed, action, in this order.",
            ),
            ("\"index\":2}", "\"index\":3}", "State 2 has another \"index\" in its \"#meta\"."),
            ("\"crashed\":", "\"broken\":", "State 0 has no \"crashed\"."),
            ("\"index\":0,", "\"index\":-1,", "State 1 has an action without an index."),
            (
                "\"tag\":\"Some\",\"value\":{\"index\":0,",
                "\"tag\":\"None\",\"value\":{\"index\":0,",
                "State 1 has no action.",
            ),
        ];
        for (old, new, expected) in cases {
            assert_eq!(fault(old, new), expected);
        }
        assert_eq!(read_itf("[]").unwrap_err(), "This isn't an ITF trace: it isn't a JSON object.");
        assert!(read_itf(&"[".repeat(1_000_000)).unwrap_err().starts_with("This isn't JSON: EOF while parsing"));
        let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
        assert_eq!(
            fault("\"index\":0,", &format!("\"index\":{deep},")),
            "This isn't JSON: recursion limit exceeded at line 1 column 186."
        );
    }

    #[test]
    fn a_trace_that_is_too_long_is_refused() {
        let mut trace: Value = serde_json::from_str(&itf(&played("", &[]))).unwrap();
        trace["states"] = vec![trace["states"][0].clone(); STEPS_MAX + 2].into();
        assert_eq!(read_itf(&trace.to_string()).unwrap_err(), "It has 5001 steps, and a run has at most 5000.");
        trace["states"] = Value::Array(Vec::new());
        assert_eq!(read_itf(&trace.to_string()).unwrap_err(), "It has no state, and every run has a start.");
    }
}
