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

pub use itf::{first_difference, itf};
pub use itf_read::{ITF_BYTES_MAX, ItfRun, read_itf};
pub use mermaid::mermaid;
pub use palette::Theme;
pub use plantuml::plantuml;
pub use rust::rust;
pub use sequence::{SequenceEvent, SequenceMessage, sequence};
pub use svg::svg;
pub use text::text;

use crate::model::PaxosModel;
use crate::session::Step;
use std::rc::Rc;

/// A run as it is to be exported.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The model that is run.
    pub model: &'a PaxosModel,
    /// Its steps, the start first; `1 <= steps.len() <= STEPS_MAX + 1`.
    pub steps: &'a [Rc<Step>],
    /// The text of its link, without '#'.
    pub link: &'a str,
}

#[cfg(test)]
mod tests;
