//! What a check prints: progress on stderr and the result on stdout, or JSON lines on stdout. Never decides anything.

use super::say::say;
use crate::explain::number;
use crate::lab::{
    CertificateView, CheckOptions, CheckPlan, CheckStatus, CheckView, ElsewhereView, ExpectationName, StepView,
    VerdictName, VerdictView,
};
use crate::model::{Crashing, PaxosModelCfg};
use crate::paxos::Storage;
use crate::trace::check_command;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// How often progress is told in lines.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);
/// What ends sooner needs no bar.
const BAR_AFTER: Duration = Duration::from_millis(300);

/// How a check ended.
pub(super) struct Summary {
    pub(super) view: CheckView,
    /// For each property, its discovery.
    pub(super) discoveries: Vec<Option<Discovery>>,
    pub(super) seconds: f64,
}

/// A run to what was found.
pub(super) struct Discovery {
    /// Without the start.
    pub(super) steps: Vec<StepView>,
    /// What came of shrinking it, in a sentence.
    pub(super) shrunk: Option<String>,
    /// Without its `#`.
    pub(super) link: String,
}

/// Where the report goes, and when progress was told last.
pub(super) struct Report {
    json: bool,
    /// Where the page is.
    link_base: String,
    told: Duration,
    /// On a terminal.
    bar: Option<ProgressBar>,
}

#[derive(Serialize)]
struct Line<'a> {
    done: bool,
    generated: u64,
    unique: u64,
    depth: u32,
    complete: bool,
    /// None unless states are reduced.
    certificate: Option<&'a CertificateView>,
    seconds: f64,
    properties: Vec<PropertyLine>,
    /// Where the broken rule goes wrong, if it didn't here.
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<ElsewhereLine<'a>>,
}

#[derive(Serialize)]
struct ElsewhereLine<'a> {
    text: &'a str,
    command: String,
}

#[derive(Serialize)]
struct PropertyLine {
    name: String,
    expectation: ExpectationName,
    verdict: VerdictName,
    steps: Option<u32>,
    /// Steps of the run behind the link, if it was shrunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    shrunk: Option<usize>,
    /// Opens its discovery on the page.
    link: Option<String>,
}

impl Report {
    pub(super) fn start(json: bool, link_base: &str, config: &PaxosModelCfg) -> Self {
        if !json {
            say!("Checking Single Decree Paxos: {}.", describe(config));
        }
        let bar = (!json && std::io::stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{bar:24} {wide_msg}").expect("a template with known keys");
            ProgressBar::hidden().with_style(style.progress_chars("=> "))
        });
        Report { json, link_base: link_base.to_owned(), told: Duration::ZERO, bar }
    }

    pub(super) fn progress(&mut self, view: &CheckView, elapsed: Duration) {
        if let Some(bar) = self.bar.as_ref().filter(|_| elapsed >= BAR_AFTER) {
            if bar.is_hidden() {
                bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            }
            // Of the states that are known by now, those that are done.
            bar.set_length(view.unique);
            bar.set_position(view.unique - view.frontier);
            bar.set_message(progress_text(view, elapsed));
            return;
        }
        if self.bar.is_some() || elapsed < self.told + PROGRESS_EVERY {
            return;
        }
        self.told = elapsed;
        match self.json {
            true => self.print_line(view, &[], elapsed.as_secs_f64()),
            false => eprintln!("{}", progress_text(view, elapsed)),
        }
    }

    pub(super) fn finish(&self, summary: &Summary) {
        let Summary { view, discoveries, seconds } = summary;
        if self.json {
            self.print_line(view, discoveries, *seconds);
            return;
        }
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        say!(
            "{} states, {} generated, depth {}, in {seconds:.2} s. {}",
            number(view.unique),
            number(view.generated),
            view.depth,
            view.summary
        );
        for (property, discovery) in view.properties.iter().zip(discoveries) {
            say!("{} \"{}\": {}", word(property.expectation), property.name, property.text);
            if let Some(Discovery { steps, shrunk, link }) = discovery {
                if let Some(shrunk) = shrunk {
                    say!("{shrunk}");
                }
                print_steps(steps);
                say!("       {}", self.address(link));
            }
        }
        if let Some(elsewhere) = &view.elsewhere {
            say!("{} Try that:\n       {}", elsewhere.text, command(elsewhere));
        }
    }

    /// Progress has no discoveries yet, and the last line one for each property, or none.
    fn print_line(&self, view: &CheckView, discoveries: &[Option<Discovery>], seconds: f64) {
        let property = |(place, property): (usize, &'_ VerdictView)| {
            let discovery = discoveries.get(place).and_then(Option::as_ref);
            PropertyLine {
                name: property.name.clone(),
                expectation: property.expectation,
                verdict: property.verdict,
                steps: property.steps,
                shrunk: discovery.filter(|discovery| discovery.shrunk.is_some()).map(|discovery| discovery.steps.len()),
                link: discovery.map(|discovery| self.address(&discovery.link)),
            }
        };
        let line = Line {
            done: !discoveries.is_empty(),
            generated: view.generated,
            unique: view.unique,
            depth: view.depth,
            complete: view.status == CheckStatus::Complete,
            certificate: view.certificate.as_ref(),
            seconds,
            properties: view.properties.iter().enumerate().map(property).collect(),
            elsewhere: view
                .elsewhere
                .as_ref()
                .map(|elsewhere| ElsewhereLine { text: &elsewhere.text, command: command(elsewhere) }),
        };
        say!("{}", serde_json::to_string(&line).expect("plain data is JSON"));
        // Whoever reads the lines wants progress while it is progress.
        let _ = std::io::stdout().flush();
    }

    /// Where a link opens.
    fn address(&self, link: &str) -> String {
        format!("{}#{link}", self.link_base)
    }
}

/// The command that checks what goes wrong elsewhere.
fn command(elsewhere: &ElsewhereView) -> String {
    let options = CheckOptions { only: Some(elsewhere.property), ..CheckOptions::default() };
    check_command(&elsewhere.config, &CheckPlan { options, seconds_max: None })
}

/// The steps of a run, explained.
pub(super) fn print_steps(steps: &[StepView]) {
    for (place, step) in (1..).zip(steps) {
        say!("{place:>5}. {}\n       {}", step.label, step.why);
    }
}

fn progress_text(view: &CheckView, elapsed: Duration) -> String {
    let (unique, generated) = (number(view.unique), number(view.generated));
    let text = format!("{unique} unique, {generated} generated, depth {}, {} s", view.depth, elapsed.as_secs());
    if view.summary.is_empty() { text } else { format!("{}; {text}", view.summary) }
}

fn word(expectation: ExpectationName) -> &'static str {
    match expectation {
        ExpectationName::Always => "Always",
        ExpectationName::Sometimes => "Sometimes",
        ExpectationName::Eventually => "Eventually",
    }
}

/// The configuration in a line.
pub(super) fn describe(config: &PaxosModelCfg) -> String {
    let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut words = vec![
        many(config.server_count, "server"),
        many(config.client_count, "client"),
        format!("{} network", config.network.name()),
    ];
    if config.put_count != 1 {
        words.push(format!("{} a client", many(config.put_count, "write")));
    }
    if config.lossy {
        words.push("lossy".to_owned());
    }
    if config.retries > 0 {
        let times = if config.retries == 1 { "once".to_owned() } else { format!("at most {} times", config.retries) };
        words.push(format!("each asking again {times}"));
    }
    if config.max_crashes > 0 {
        let who = match (config.crashing, config.max_crashes) {
            (Crashing::Everyone, _) => "",
            (Crashing::Servers, 1) => "server ",
            (Crashing::Servers, _) => "servers ",
        };
        let disk = if config.storage == Storage::Durable { ", with a disk" } else { "" };
        words.push(format!("at most {} {who}crashed{disk}", config.max_crashes));
    }
    if config.partitions > 0 {
        words.push(format!("at most {}", many(config.partitions, "partition")));
    }
    if config.promise_quorum.is_some() || config.accept_quorum.is_some() {
        let quorum = |size: Option<usize>| size.map_or("a majority".to_owned(), |size| size.to_string());
        words.push(format!("quorums of {} and {}", quorum(config.promise_quorum), quorum(config.accept_quorum)));
    }
    if let Some(broken) = config.broken {
        words.push(format!("broken: {}", broken.name()));
    }
    words.join(", ")
}
