//! `export`: a run that somebody shared, in another format. What is written comes from the lab.

use super::args::{ExportArgs, ExportFormat};
use super::png::png;
use super::{FAILED, PASSED, replay, say};
use crate::lab::{Command, Event, Lab, Proof};
use crate::trace::check_command;
use std::fs;

/// Exports, and says with which exit code to end.
pub(super) fn run(args: &ExportArgs) -> Result<u8, String> {
    let mut lab = Lab::new();
    let opened = replay::open(&mut lab, &args.source)?;
    if matches!(opened.view.proof, Some(Proof::Misfit | Proof::Differs)) {
        eprintln!("error: {} Nothing was exported.", opened.view.message);
        return Ok(FAILED);
    }
    // A check has no run; what it has is its command.
    if let (Some(plan), ExportFormat::Cli) = (&opened.view.check, args.format) {
        return write(args, format!("{}\n", check_command(&opened.config, plan)).as_bytes());
    }
    let text =
        match lab.handle_to_the_end(Command::Export { format: args.format.of_lab(), theme: args.theme.into() }).pop() {
            Some(Event::Exported { text, .. }) => text,
            Some(Event::Failed { message }) => return Err(message),
            other => unreachable!("an export is answered by what was exported, and not by {other:?}"),
        };
    let bytes = if args.format == ExportFormat::Png { png(&text)? } else { text.into_bytes() };
    write(args, &bytes)
}

fn write(args: &ExportArgs, bytes: &[u8]) -> Result<u8, String> {
    match &args.output {
        Some(file) => fs::write(file, bytes).map_err(|error| format!("{file:?} can't be written: {error}."))?,
        None => say::bytes(bytes),
    }
    Ok(PASSED)
}
