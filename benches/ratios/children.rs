//! Programs that are run to their end, none of which outlives this one: Ctrl-C ends them and it.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::process::{Child, Command, Stdio, exit};
use std::sync::{Mutex, MutexGuard, PoisonError};

static RUNNING: Mutex<BTreeMap<u32, Child>> = Mutex::new(BTreeMap::new());

/// What is printed past this is read and forgotten.
const OUTPUT_MAX: u64 = 1 << 20;
/// What a shell calls an end by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Makes Ctrl-C, or a polite kill, end the children before this program. Scripts end by themselves, as their stdin does.
pub(crate) fn end_with_this_program() {
    let set = ctrlc::set_handler(|| {
        // Kept locked, so that no other is started in between.
        let mut running = running();
        for child in running.values_mut() {
            // It may have ended by itself in the meantime.
            let _ = child.kill();
            let _ = child.wait();
        }
        exit(INTERRUPTED);
    });
    set.expect("no other handler is set in this program");
}

/// Runs a program to its end and gives what it printed on stdout.
///
/// # Errors
/// If there is no such program, or it failed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut register = running();
    let mut child = command.spawn().map_err(|e| format!("{name} could not be started: {e}."))?;
    let id = child.id();
    let stdout = child.stdout.take();
    register.insert(id, child);
    drop(register);
    let text = stdout.map_or(Ok(String::new()), read);
    // It has closed its stdout, so this isn't long, and Ctrl-C may wait for it.
    let status = running().remove(&id).expect("only this removes it").wait();
    match (text, status) {
        (Ok(text), Ok(status)) if status.success() => Ok(text),
        (Err(e), _) | (_, Err(e)) => Err(format!("{name}: {e}.")),
        (Ok(_), Ok(status)) => Err(format!("{name} ended by {status}.")),
    }
}

fn read(mut stdout: impl Read) -> io::Result<String> {
    let mut text = String::new();
    stdout.by_ref().take(OUTPUT_MAX).read_to_string(&mut text)?;
    io::copy(&mut stdout, &mut io::sink())?;
    Ok(text)
}

fn running() -> MutexGuard<'static, BTreeMap<u32, Child>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
