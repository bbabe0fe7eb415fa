//! What was measured, as Markdown: medians, ratios, and the least and the most. Never measures.

use crate::Run;
use crate::contenders::{LAB, STATERIGHT_BFS_2, STATERIGHT_DFS_2};
use crate::memory::Probes;
use std::fmt::Write;

/// One contender's runs.
pub(crate) struct Row {
    name: &'static str,
    /// It visits every state, and has to count them as the others do.
    is_whole: bool,
    pub(crate) runs: Vec<Run>,
    /// Why there are no more runs.
    pub(crate) missing: Option<String>,
}

/// How long the lab in the tab kept whoever asked waiting.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Latency {
    answers_ms: Vec<f64>,
    stops_ms: Vec<f64>,
    was_running: bool,
    unique: u64,
}

impl Row {
    pub(crate) fn new(name: &'static str, is_whole: bool) -> Self {
        Row { name, is_whole, runs: Vec::new(), missing: None }
    }

    /// What the search says of its tables, if it does.
    pub(crate) fn table_bytes(&self) -> Option<u64> {
        self.runs.iter().filter_map(|run| run.table_bytes).max()
    }

    fn median_ms(&self) -> Option<f64> {
        median(self.runs.iter().map(|run| run.ms))
    }
}

/// Every search of a space counts the same states.
///
/// # Errors
/// Says who counted what otherwise.
pub(crate) fn same_counts(rows: &[Row]) -> Result<(), String> {
    let counts: Vec<(&str, u64, u64)> = rows
        .iter()
        .filter(|row| row.is_whole)
        .flat_map(|row| row.runs.iter().map(|run| (row.name, run.unique, run.generated)))
        .collect();
    let Some((first, unique, generated)) = counts.first() else { return Ok(()) };
    match counts.iter().find(|(_, other, all)| (other, all) != (unique, generated)) {
        None => Ok(()),
        Some((name, other, all)) => Err(format!(
            "These count differently: {first} {unique} states of {generated} generated, {name} {other} of {all}."
        )),
    }
}

/// The table of one setting.
pub(crate) fn markdown(clients: usize, rounds: u32, rows: &[Row], notes: &[String], probes: Option<&Probes>) -> String {
    let mut text = String::new();
    let counted = rows.iter().find_map(|row| row.runs.first());
    let counts = counted.map_or_else(String::new, |run| {
        format!(": {} states, {} generated", grouped(run.unique), grouped(run.generated))
    });
    let bfs = base(rows, STATERIGHT_BFS_2);
    let dfs = base(rows, STATERIGHT_DFS_2);
    let lab = base(rows, LAB);
    line(
        &mut text,
        &format!(
            "**3 servers, {clients} clients, unordered network without duplicates, whole space{counts}; medians of {rounds} interleaved rounds.**\n"
        ),
    );
    line(
        &mut text,
        "| | seconds (least to most) | x stateright BFS, 2 threads | x stateright DFS, 2 threads | ns a generated state | table bytes a state | peak memory |",
    );
    line(&mut text, "|---|---|---|---|---|---|---|");
    for row in rows {
        line(&mut text, &cells(row, bfs, dfs));
    }
    if let Some(probes) = probes {
        line(
            &mut text,
            &probe_cells(
                "random probe of 16 bytes in a table of the lab's size, independent of others",
                probes.independent_ns,
            ),
        );
        line(&mut text, &probe_cells("random probe in it that waits for the one before", probes.dependent_ns));
    }
    text.push('\n');
    for row in rows.iter().filter(|row| row.runs.iter().any(|run| run.compile_ms.is_some())) {
        let compile = median(row.runs.iter().filter_map(|run| run.compile_ms)).unwrap_or_default();
        line(&mut text, &format!("- {}: compiling the module, {compile:.0} ms, is not in its time.", row.name));
    }
    for note in notes {
        line(&mut text, &format!("- {note}"));
    }
    if let (Some(lab), Some(run), Some(probes)) = (lab, counted, probes) {
        let state_ns = lab * 1e6 / run.generated as f64;
        line(
            &mut text,
            &format!(
                "- The lab's table is {} here; a generated state costs {:.1} independent probes, or {:.1} dependent ones.",
                megabytes(probes.table_bytes as f64),
                state_ns / probes.independent_ns,
                state_ns / probes.dependent_ns
            ),
        );
    }
    for row in rows.iter().filter(|row| row.name != LAB && row.name.contains("Spin")) {
        if let (Some(lab), Some(other)) = (lab, row.median_ms()) {
            line(&mut text, &format!("- {}: the lab, native, is {:.1} x as fast.", row.name, other / lab));
        }
    }
    text.push('\n');
    text
}

fn cells(row: &Row, bfs: Option<f64>, dfs: Option<f64>) -> String {
    let (Some(ms), None) = (row.median_ms(), &row.missing) else {
        return format!("| {} | {} | | | | | |", row.name, row.missing.as_deref().unwrap_or("no run"));
    };
    let least = row.runs.iter().map(|run| run.ms).fold(f64::INFINITY, f64::min);
    let most = row.runs.iter().map(|run| run.ms).fold(0.0, f64::max);
    let ratio = |base: Option<f64>| base.map_or_else(|| "-".to_owned(), |base| format!("{:.1}", base / ms));
    let first = &row.runs[0];
    let table = row.table_bytes().map(|bytes| format!("{:.1}", bytes as f64 / first.unique as f64));
    let peak = row.runs.iter().filter_map(|run| run.peak_bytes).reduce(f64::max);
    format!(
        "| {} | {} ({} to {}) | {} | {} | {:.0} | {} | {} |",
        row.name,
        seconds(ms),
        seconds(least),
        seconds(most),
        ratio(bfs),
        ratio(dfs),
        ms * 1e6 / first.generated as f64,
        table.as_deref().unwrap_or("-"),
        peak.map_or_else(|| "-".to_owned(), megabytes),
    )
}

fn probe_cells(name: &str, ns: f64) -> String {
    format!("| {name} | | | | {ns:.1} | | |")
}

/// The answers in the tab.
pub(crate) fn latency(clients: usize, latency: &Latency) -> String {
    let Latency { answers_ms, stops_ms, was_running, unique } = latency;
    let waits = |ms: &[f64]| {
        let worst = ms.iter().copied().fold(0.0, f64::max);
        let median = median(ms.iter().copied()).unwrap_or_default();
        format!("{median:.1} ms (median of {}), {worst:.1} ms at worst", ms.len())
    };
    let caveat = if *was_running {
        ""
    } else {
        " A check had ended before it was stopped, so these are better than they should be."
    };
    format!(
        "While a check of {clients} clients ran in the tab, up to {} states, a step or a way back was answered in {}; a stop in {}.{caveat}\n",
        grouped(*unique),
        waits(answers_ms),
        waits(stops_ms),
    )
}

fn base(rows: &[Row], name: &str) -> Option<f64> {
    rows.iter().find(|row| row.name == name)?.median_ms()
}

fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => None,
        count if count % 2 == 1 => Some(numbers[middle]),
        _ => Some(f64::midpoint(numbers[middle - 1], numbers[middle])),
    }
}

fn seconds(ms: f64) -> String {
    let seconds = ms / 1e3;
    if seconds < 10.0 { format!("{seconds:.3}") } else { format!("{seconds:.1}") }
}

fn megabytes(bytes: f64) -> String {
    format!("{:.0} MB", bytes / f64::from(1 << 20))
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a string takes everything");
}
