//! A run as a PlantUML sequence diagram. Decides only how PlantUML writes an event.
//!
//! Source: the PlantUML documentation, "Sequence Diagram" and "Creole".

use super::Run;
use super::sequence::{SequenceEvent, SequenceMessage, sequence};
use super::told::{configuration, count, in_a_line, names};

/// The run in PlantUML, from `@startuml` to `@enduml`.
pub(super) fn plantuml(run: &Run<'_>) -> String {
    let names = names(run);
    let mut lines = vec![
        "@startuml".to_owned(),
        format!("' #{}", in_a_line(run.link)),
        format!("title A run of Single Decree Paxos, {}", count(run.steps.len() - 1, "step")),
        format!("caption {}", escaped(&configuration(&run.model.cfg))),
    ];
    for (id, name) in names.iter().enumerate() {
        let kind = if id < run.model.cfg.server_count { "participant" } else { "actor" };
        lines.push(format!("{kind} {name}"));
    }
    let line = |SequenceMessage { src, dst, text }: &SequenceMessage, head: &str| {
        format!("{} {head} {} : {}", names[*src], names[*dst], escaped(text))
    };
    lines.extend(sequence(run).iter().map(|event| match event {
        SequenceEvent::Delivered(arrow) => line(arrow, "->"),
        SequenceEvent::Lost(arrow) => line(arrow, "->x"),
        SequenceEvent::InFlight(arrow) => line(arrow, "-->>"),
        SequenceEvent::Note { actor, text } => format!("note over {} : {}", names[*actor], escaped(text)),
        SequenceEvent::NoteOverAll(text) => format!("note across : {}", escaped(text)),
    }));
    lines.push("@enduml".to_owned());
    lines.join("\n") + "\n"
}

/// Text as PlantUML takes it: some signs begin a tag, an entity or a function, and some do when they stand twice.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let mut before = None;
    for c in in_a_line(text).chars() {
        let is_markup = match c {
            '<' | '&' | '%' | '~' | '\\' => true,
            '*' | '/' | '_' | '-' | '"' => before == Some(c),
            _ => false,
        };
        if is_markup {
            escaped.push_str(&format!("<U+{:04X}>", u32::from(c)));
        } else {
            escaped.push(c);
        }
        before = Some(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_plantuml_would_misread_is_written_as_an_entity() {
        assert_eq!(escaped("<b> **x** a_b __c"), "<U+003C>b> *<U+002A>x*<U+002A> a_b _<U+005F>c");
        assert_eq!(escaped("1. Put 'A'"), "1. Put 'A'");
    }
}
