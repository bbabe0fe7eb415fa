//! A run as a file: JSON with a name and a version, for people to keep and for programs to read. Holds what a link holds, and beside
//! each action its label and its reason, so that it can be read without the lab. Opens no file: text in, text out.
//!
//! ```json
//! {
//!   "format": "paxos-lab-trace",
//!   "version": 1,
//!   "config": { "client_count": 2, "server_count": 3, ... },
//!   "steps": [{ "action": 0, "label": "Put 'A' to S0", "why": "..." }, ...],
//!   "step": 1,
//!   "sum": "yGDAQA",
//!   "link": "v=1&run=..."
//! }
//! ```
//!
//! `config` has the fields of [`PaxosModelCfg`], each of which may be left out; `action` is an index among the actions of the state
//! before it. Only `format`, `version` and `steps` have to be there. A `label` is compared with what the action is called here.

use super::at_most::AtMost;
use super::link::{quoted, what_is_wrong};
use super::record::{Evidence, Expected, Record};
use super::{Content, Link, Look, link, sum};
use crate::explain::Explanation;
use crate::model::PaxosModelCfg;
use crate::session::{STEPS_MAX, Session};
use serde::{Deserialize, Serialize};

/// The format's name.
pub(super) const FORMAT: &str = "paxos-lab-trace";
/// The version that is written and read.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<Steps> {
    format: String,
    version: u32,
    #[serde(default)]
    config: PaxosModelCfg,
    steps: Steps,
    step: Option<usize>,
    sum: Option<String>,
    link: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileStep {
    action: u32,
    label: Option<String>,
    why: Option<String>,
}

/// The branch shown, as the text of a file.
pub(super) fn json(session: &Session) -> String {
    let steps = session.steps();
    let described = (1..steps.len()).filter_map(|number| {
        let (action, _) = steps[number].action.as_ref()?;
        let Explanation { label, why } = steps[number].told.clone();
        Some(FileStep { action: *action, label: Some(label), why: Some(why) })
    });
    let config = session.model().cfg;
    let file = File {
        format: FORMAT.to_owned(),
        version: VERSION,
        config,
        steps: described.collect::<Vec<_>>(),
        step: Some(session.cursor()),
        sum: Some(sum::write(super::sum_of(session))),
        link: Some(link(session)),
    };
    let mut text = serde_json::to_string_pretty(&file).expect("plain data is JSON");
    text.push('\n');
    text
}

/// Reads a file's text.
///
/// # Errors
/// One sentence that says what is wrong, unless it is JSON of this format and version, with a valid configuration, at most
/// [`STEPS_MAX`] steps, and `step <= steps.len()`.
pub(super) fn read(text: &str) -> Result<Link, String> {
    #[derive(Deserialize)]
    struct Head {
        format: Option<String>,
        version: Option<u32>,
    }
    let wrong = |error: serde_json::Error| format!("The file isn't a run of the lab: {}.", what_is_wrong(&error));
    let head: Head = serde_json::from_str(text).map_err(wrong)?;
    match (head.format.as_deref(), head.version) {
        (Some(FORMAT), Some(VERSION)) => {}
        (Some(FORMAT), Some(other)) => {
            return Err(format!("The file is of version {other}, and this lab reads version {VERSION}."));
        }
        (Some(FORMAT), None) => return Err(format!("The file has no version; this lab reads version {VERSION}.")),
        (Some(other), _) => return Err(format!("The file's format is {}, and must be {FORMAT:?}.", quoted(other))),
        (None, _) => return Err(format!("The file has no format; it must be {FORMAT:?}, or ITF with a \"#meta\".")),
    }
    let file: File<AtMost<FileStep, STEPS_MAX>> = serde_json::from_str(text).map_err(wrong)?;
    let File { config, steps: AtMost { first: steps, count }, step, sum: run_sum, .. } = file;
    config.validate().map_err(|error| error.to_string())?;
    if count > STEPS_MAX {
        return Err(format!("The file has {count} steps, and a run has at most {STEPS_MAX}."));
    }
    if let Some(step) = step.filter(|step| *step > count) {
        return Err(format!("The file's step is {step}, and must be from 0 to {count}."));
    }
    let evidence = match run_sum {
        None => Evidence::None,
        Some(text) => Evidence::Sum(sum::read(&text).ok_or_else(|| sum::wrong("file", &text))?),
    };
    let steps = steps.into_iter().map(|step| Expected::Indexed { action: step.action, label: step.label }).collect();
    Ok(Link { config, content: Content::Run(Record { steps, evidence, step }), look: Look::default() })
}
