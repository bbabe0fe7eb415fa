//! What can be typed after `./build.sh bench`, and its defaults.

use clap::{Parser, ValueEnum};

/// Measures the checker against others, in ratios, from interleaved runs.
#[derive(Debug, Parser)]
#[command(name = "bench", bin_name = "./build.sh bench")]
pub(crate) struct Args {
    /// Settings to measure: numbers of clients, 1 to 6
    #[arg(default_values_t = [3, 6], value_parser = clients)]
    pub(crate) clients: Vec<usize>,
    /// Rounds, of which the median is shown [default: 2 from 5 clients on, else 5]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: Option<u32>,
    /// Leave out all but what has this in its name (also: memory, "long runs", latency); may be given again
    #[arg(long, value_name = "WORD")]
    only: Vec<String>,
    /// Leave out what has this in its name; may be given again
    #[arg(long, value_name = "WORD")]
    without: Vec<String>,
    /// How long a check runs in the tab while it is asked other things
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=600))]
    latency_seconds: u32,
    /// One run in this process, told as JSON: what the benchmark starts its children for
    #[arg(long, hide = true)]
    pub(crate) native: Option<Native>,
    /// Cargo says that this is a benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// A search in a process of this program.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Native {
    /// The lab's breadth-first search on one thread.
    Lab,
    /// The same on two threads.
    Lab2,
    /// The same over reduced states, with the proof.
    LabReduced,
    /// Stateright's breadth-first search.
    StaterightBfs1,
    /// The same on two threads.
    StaterightBfs2,
    /// Stateright's depth-first search.
    StaterightDfs1,
    /// The same on two threads.
    StaterightDfs2,
}

/// What is to be measured.
pub(crate) struct Bench {
    pub(crate) clients: Vec<usize>,
    pub(crate) latency_seconds: u32,
    rounds: Option<u32>,
    only: Vec<String>,
    without: Vec<String>,
}

impl Args {
    pub(crate) fn bench(self) -> Bench {
        let Args { clients, rounds, only, without, latency_seconds, native: _, bench: _ } = self;
        Bench { clients, rounds, only, without, latency_seconds }
    }
}

impl Bench {
    /// Enough for a median where a round takes seconds; where it takes minutes, two show at least how far apart they are.
    pub(crate) fn rounds(&self, clients: usize) -> u32 {
        self.rounds.unwrap_or(if clients < 5 { 5 } else { 2 })
    }

    /// Whether this is to be measured.
    pub(crate) fn has(&self, name: &str) -> bool {
        let is_in = |words: &[String]| words.iter().any(|word| name.to_lowercase().contains(&word.to_lowercase()));
        (self.only.is_empty() || is_in(&self.only)) && !is_in(&self.without)
    }
}

fn clients(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=6).contains(number));
    number.ok_or_else(|| "it must be a whole number from 1 to 6".to_owned())
}
