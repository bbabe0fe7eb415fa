//! Spin, the field's fastest on one core, on `../paxos.pml`: the same steps, one state for each of ours.

use crate::Run;
use crate::children;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::time::Instant;

/// No reductions, as ours searches every state; exact, as ours is; and whatever made it faster here: states aren't squeezed
/// (-DNOCOMP), and the code is for this very processor. MEMLIM, in megabytes, is more than any setting takes.
const GCC_FLAGS: [&str; 9] = [
    "-O3",
    "-march=native",
    "-w",
    "-DSAFETY",
    "-DNOREDUCE",
    "-DNOFAIR",
    "-DNOBOUNDCHECK",
    "-DNOCOMP",
    "-DMEMLIM=16000",
];

/// Its search, compiled for one setting.
pub(crate) struct Spin {
    folder: PathBuf,
    version: String,
    hash_bits: u32,
}

impl Spin {
    /// Makes the search's C and compiles it.
    ///
    /// # Errors
    /// If Spin or gcc isn't there or doesn't take the model.
    pub(crate) fn compile(clients: usize) -> Result<Self, String> {
        let version = children::output(Command::new("spin").arg("-V")).map_err(|_| "not installed".to_owned())?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("spin-{clients}"));
        fs::create_dir_all(&folder).map_err(|e| format!("There is no room for Spin's files: {e}."))?;
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/paxos.pml");
        // About an entry a state, so that Spin never has to make room while it searches.
        let hash_bits = if clients < 3 { 18 } else { 21 + u32::from(clients > 3) + u32::from(clients > 4) };
        let version = version.trim().split(" -- ").next().unwrap_or_default().replace("Spin Version", "Spin");
        let spin = Spin { folder, version, hash_bits };
        children::output(
            Command::new("spin").current_dir(&spin.folder).arg("-a").arg(format!("-DCLIENTS={clients}")).arg(model),
        )?;
        children::output(Command::new("gcc").current_dir(&spin.folder).args(GCC_FLAGS).args(["-o", "pan", "pan.c"]))?;
        Ok(spin)
    }

    /// Searches once.
    ///
    /// # Errors
    /// If it found a violation, or didn't get to the end.
    pub(crate) fn run(&self) -> Result<Run, String> {
        let mut search = Command::new(self.folder.join("pan"));
        let since = Instant::now();
        let text = children::output(search.current_dir(&self.folder).arg(format!("-w{}", self.hash_bits)))?;
        let ms = since.elapsed().as_secs_f64() * 1e3;
        if !text.contains("errors: 0") || text.contains("Search not completed") {
            return Err("Spin's search found an error, or no end.".to_owned());
        }
        // It names its memory by how well the states were squeezed.
        let megabytes: f64 = number_before(&text, "total actual memory usage")
            .or_else(|_| number_before(&text, "memory usage (Mbyte)"))?;
        Ok(Run {
            ms,
            generated: number_before(&text, "transitions (")?,
            unique: number_before(&text, "states, stored")?,
            table_bytes: None,
            // Spin's megabytes are of 2^20 bytes.
            peak_bytes: Some(megabytes * f64::from(1 << 20)),
            compile_ms: None,
        })
    }

    pub(crate) fn describe(&self) -> String {
        format!("{}, its C compiled by gcc {}, run with -w{}.", self.version, GCC_FLAGS.join(" "), self.hash_bits)
    }
}

fn number_before<N: FromStr>(text: &str, what: &str) -> Result<N, String> {
    let before = text.split_once(what).and_then(|(before, _)| before.split_whitespace().next_back());
    before.and_then(|number| number.parse().ok()).ok_or_else(|| format!("Spin doesn't tell its {what}."))
}
