//! A run as a Mermaid sequence diagram. Decides only how Mermaid writes an event.
//!
//! Source: the Mermaid documentation, "Sequence diagrams".

use super::Run;
use super::sequence::{SequenceEvent, SequenceMessage, sequence};
use super::told::{configuration, count, in_a_line, names};

/// The run as Mermaid's `sequenceDiagram`.
pub(super) fn mermaid(run: &Run<'_>) -> String {
    let names = names(run);
    let steps = count(run.steps.len() - 1, "step");
    let mut lines = vec![
        format!("%% #{}", in_a_line(run.link)),
        "sequenceDiagram".to_owned(),
        format!("    accTitle: {}", escaped(&format!("A run of Single Decree Paxos, {steps}"))),
        format!("    accDescr: {}", escaped(&configuration(&run.model.cfg))),
    ];
    for (id, name) in names.iter().enumerate() {
        let kind = if id < run.model.cfg.server_count { "participant" } else { "actor" };
        lines.push(format!("    {kind} {name}"));
    }
    let line = |SequenceMessage { src, dst, text }: &SequenceMessage, head: &str| {
        format!("    {}{head}{}: {}", names[*src], names[*dst], escaped(text))
    };
    lines.extend(sequence(run).iter().map(|event| match event {
        SequenceEvent::Delivered(arrow) => line(arrow, "->>"),
        SequenceEvent::Lost(arrow) => line(arrow, "-x"),
        SequenceEvent::InFlight(arrow) => line(arrow, "--)"),
        SequenceEvent::Note { actor, text } => format!("    Note over {}: {}", names[*actor], escaped(text)),
        SequenceEvent::NoteOverAll(text) => {
            let (first, last) = (&names[0], &names[names.len() - 1]);
            format!("    Note over {first},{last}: {}", escaped(text))
        }
    }));
    lines.join("\n") + "\n"
}

/// Text as Mermaid takes it: `;` would end the line, `#` begin an entity, `%%` a comment, and `<` a tag.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in in_a_line(text).chars() {
        match c {
            '#' | ';' | '%' | '<' | '>' => escaped.push_str(&format!("#{};", u32::from(c))),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mermaid_would_misread_is_written_as_an_entity() {
        assert_eq!(escaped("a; #b <c> 1%\n"), "a#59; #35;b #60;c#62; 1#37;");
        assert_eq!(escaped("1. Put 'A'"), "1. Put 'A'");
    }
}
