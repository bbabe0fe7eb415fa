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

pub(super) use itf::first_difference;
pub use itf_read::ItfRun;
pub(super) use itf_read::read_itf;

use super::{CheckPlan, check_command, file, link};
use crate::model::PaxosModel;
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
pub fn export(session: &Session, format: Format, theme: Theme) -> Exported {
    let link = link(session);
    let run = Run { model: session.model(), steps: session.steps(), link: &link };
    let (file, media_type, text) = match format {
        Format::Text => ("paxos-run.md", "text/markdown", text::text(&run)),
        Format::Json => ("paxos-run.json", "application/json", file::json(session)),
        Format::Rust => ("paxos_run.rs", "text/rust", rust::rust(&run)),
        Format::Cli => ("paxos-run.sh", "text/x-shellscript", commands(&run)),
        Format::Itf => ("paxos-run.itf.json", "application/json", itf::itf(&run)),
        Format::Mermaid => ("paxos-run.mmd", "text/plain", mermaid::mermaid(&run)),
        Format::Plantuml => ("paxos-run.puml", "text/plain", plantuml::plantuml(&run)),
        Format::Svg => ("paxos-run.svg", "image/svg+xml", svg::svg(&run, theme)),
    };
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
    /// The text of its link, without '#'.
    pub(super) link: &'a str,
}

#[cfg(test)]
mod tests;
