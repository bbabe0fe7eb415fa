//! The machine that measures, as Linux tells of it. What it doesn't tell isn't said.

use std::fs;
use std::process::Command;
use std::thread;

/// Its processor, its memory, and what compiled the searches.
pub(crate) fn describe() -> String {
    let cpu = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "an unknown processor".to_owned());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| bytes(&text));
    let memory = memory.map_or_else(String::new, |bytes| format!(", {} GB", bytes >> 30));
    let rustc = crate::children::output(Command::new("rustc").arg("--version")).unwrap_or_default();
    format!("Machine: {cpu}, {cores} cores{memory}; {}.", rustc.trim())
}

/// The most memory that this process ever had.
pub(crate) fn peak_bytes() -> Option<u64> {
    field("/proc/self/status", "VmHWM").and_then(|text| bytes(&text))
}

/// What can be taken without pushing anything out.
pub(crate) fn available_bytes() -> Option<u64> {
    field("/proc/meminfo", "MemAvailable").and_then(|text| bytes(&text))
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':'))?;
    Some(line.trim().to_owned())
}

fn bytes(text: &str) -> Option<u64> {
    text.strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}
