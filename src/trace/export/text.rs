//! A run as a story: plain text that reads well by itself and as Markdown. Never says more than the lab does.

use super::Run;
use super::told::{configuration, count, in_a_line, name, shown, standings, turned};
use crate::explain::{detail, message_text};

/// The run as a numbered story, and what holds at its end.
pub(super) fn text(run: &Run<'_>) -> String {
    let mut lines = vec![
        format!("# A run of Single Decree Paxos: {}", configuration(&run.model.cfg)),
        String::new(),
        run.steps[0].told.why.clone(),
        String::new(),
    ];
    for number in 1..run.steps.len() {
        lines.extend(step(run, number));
    }
    if run.steps.len() > 1 {
        lines.push(String::new());
    }
    lines.extend([format!("## After {}", count(run.steps.len() - 1, "step")), String::new()]);
    for standing in standings(run) {
        let truth = if standing.holds { "true" } else { "false" };
        let detail = detail(run.model, run.end, standing.name);
        lines.push(format!("- {} {}: {truth} here. {detail}", standing.expectation, shown(standing.name)));
    }
    lines.push(format!("- in flight: {}", in_flight(run)));
    lines.extend([String::new(), "In the lab, behind the address of its page:".to_owned(), String::new()]);
    lines.push(format!("    #{}", in_a_line(run.link)));
    lines.join("\n") + "\n"
}

fn step(run: &Run<'_>, number: usize) -> Vec<String> {
    let told = &run.steps[number].told;
    let indent = " ".repeat(number.to_string().len() + 2);
    let mut lines = vec![format!("{number}. **{}**", told.label), format!("{indent}{}", told.why)];
    lines.extend(turned(run, &run.steps[number]).iter().map(|turn| format!("{indent}**Now {turn}.**")));
    lines
}

fn in_flight(run: &Run<'_>) -> String {
    let messages = run.end.in_flight.iter().map(|message| {
        let envelope = &message.envelope;
        format!("{} from {} to {}", message_text(&envelope.msg), name(run, envelope.src), name(run, envelope.dst))
    });
    let messages: Vec<String> = messages.collect();
    if messages.is_empty() { "nothing.".to_owned() } else { format!("{}.", messages.join("; ")) }
}
