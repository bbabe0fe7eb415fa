//! A run in other people's formats: a story, two languages of sequence diagrams, a picture, a Rust test, a trace for model checkers.
//! Every export is a function of the run alone: the same run gives the same bytes. Never reads a file, never writes one.

mod itf;
mod itf_read;
mod literal;
mod mermaid;
mod palette;
mod plantuml;
mod rust;
mod sequence;
mod svg;
mod svg_parts;
mod text;
mod told;

pub use palette::Theme;

pub(super) use itf::state as itf_state;
pub use itf_read::ItfRun;
pub(super) use itf_read::read_itf;

use super::{CheckPlan, check_command, file, link};
use crate::model::PaxosModel;
use crate::moment::Moment;
use crate::session::{Session, Step};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use tsify::Tsify;

/// What a run can be exported as. A picture in dots is made from [`Format::Svg`] by whoever can draw.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// A numbered story.
    Text,
    /// This project's own file.
    Json,
    /// A test for a project with stateright.
    Rust,
    /// The program's commands.
    Cli,
    /// Apalache's Informal Trace Format.
    Itf,
    /// A sequence diagram in Mermaid.
    Mermaid,
    /// A sequence diagram in PlantUML.
    Plantuml,
    /// The space-time diagram as a picture.
    Svg,
}

/// An exported run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Exported {
    /// What a file of it is called.
    pub file: &'static str,
    /// What it is, as servers name it.
    pub media_type: &'static str,
    /// It.
    pub text: String,
}

/// Exports the branch shown.
///
/// # Errors
/// One sentence, if the file would be longer than one that can be read.
pub fn export(session: &Session, format: Format, theme: Theme) -> Result<Exported, String> {
    let mut exporting = Exporting::new(session, format, theme);
    loop {
        if let Some(exported) = exporting.advance(u32::MAX) {
            return exported;
        }
    }
}

/// A run that is being exported, in slices: what becomes of the session meanwhile makes no difference.
pub struct Exporting {
    format: Format,
    theme: Theme,
    model: Rc<PaxosModel>,
    steps: Vec<Rc<Step>>,
    end: Moment,
    link: String,
    /// The session's own file.
    json: Option<String>,
    itf: Option<itf::Writer>,
}

impl Exporting {
    /// Begins to export the branch shown.
    pub fn new(session: &Session, format: Format, theme: Theme) -> Self {
        let (link, last) = (link(session), session.steps().len() - 1);
        let mut exporting = Exporting {
            format,
            theme,
            model: session.shared_model(),
            steps: session.steps().to_vec(),
            end: session.moment(session.branch(), last),
            link,
            json: (format == Format::Json).then(|| file::json(session)),
            itf: None,
        };
        exporting.itf = (format == Format::Itf).then(|| itf::Writer::new(&exporting.run()));
        exporting
    }

    /// The states written so far, and how many there are. Only what has states takes long.
    pub fn progress(&self) -> (usize, usize) {
        (self.itf.as_ref().map_or(0, itf::Writer::written), self.steps.len())
    }

    /// Writes at most `budget` states, and at least one; the export once all is written.
    pub fn advance(&mut self, budget: u32) -> Option<Result<Exported, String>> {
        if let Some(mut writer) = self.itf.take() {
            for _ in 0..budget.max(1) {
                if writer.written() == self.steps.len() {
                    return Some(Ok(exported("paxos-run.itf.json", "application/json", writer.end())));
                }
                if let Err(too_long) = writer.write(&self.run()) {
                    return Some(Err(too_long));
                }
            }
            self.itf = Some(writer);
            return None;
        }
        let run = self.run();
        Some(Ok(match self.format {
            Format::Text => exported("paxos-run.md", "text/markdown", text::text(&run)),
            Format::Json => {
                let json = self.json.take().expect("nothing goes on once it was exported");
                exported("paxos-run.json", "application/json", json)
            }
            Format::Itf => unreachable!("it's written state by state, and nothing goes on once it was exported"),
            Format::Rust => exported("paxos_run.rs", "text/rust", rust::rust(&run)),
            Format::Cli => exported("paxos-run.sh", "text/x-shellscript", commands(&run)),
            Format::Mermaid => exported("paxos-run.mmd", "text/plain", mermaid::mermaid(&run)),
            Format::Plantuml => exported("paxos-run.puml", "text/plain", plantuml::plantuml(&run)),
            Format::Svg => exported("paxos-run.svg", "image/svg+xml", svg::svg(&run, self.theme)),
        }))
    }

    fn run(&self) -> Run<'_> {
        Run { model: &self.model, steps: &self.steps, end: &self.end, link: &self.link }
    }
}

fn exported(file: &'static str, media_type: &'static str, text: String) -> Exported {
    Exported { file, media_type, text }
}

/// What to type to replay the run, and to check its configuration.
fn commands(run: &Run<'_>) -> String {
    let check = check_command(&run.model.cfg, &CheckPlan::default());
    format!("paxos replay '#{}'\n{check}\n", run.link)
}

/// A run as it is to be exported.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    /// The model that is run.
    pub(super) model: &'a PaxosModel,
    /// Its steps, the start first; `1 <= steps.len() <= STEPS_MAX + 1`.
    pub(super) steps: &'a [Rc<Step>],
    /// What is known after the last.
    pub(super) end: &'a Moment,
    /// The text of its link, without '#'.
    pub(super) link: &'a str,
}

#[cfg(test)]
mod tests;
