//! The limit of any search that remembers states: random probes of one entry into a table too large for the caches. Only reads, and
//! neither hashes states nor grows.

use std::hint::black_box;
use std::time::Instant;

/// A packed state.
type Entry = [u64; 2];
const ENTRY_BYTES: u64 = 16;
/// Some tenths of a second.
const PROBES: u32 = 5_000_000;
/// Of these the median is shown.
const REPEATS: usize = 5;

/// What a probe costs.
pub(crate) struct Probes {
    pub(crate) table_bytes: u64,
    /// Each address comes from what the probe before has read.
    pub(crate) dependent_ns: f64,
    /// The addresses are known beforehand, so that the processor has many probes under way.
    pub(crate) independent_ns: f64,
}

/// Measures a table of so many bytes.
pub(crate) fn probe(table_bytes: u64) -> Probes {
    let entries = (table_bytes / ENTRY_BYTES).max(1);
    // Written to, so that every page is there.
    let table: Vec<Entry> = (0..entries).map(|place| [mixed(place), place]).collect();
    let dependent = || {
        let mut at = 0;
        for number in 0..u64::from(PROBES) {
            let [word, other] = table[at];
            at = place(mixed(word ^ other ^ number), entries);
        }
        at as u64
    };
    let independent = || {
        let mut sum = 0;
        for number in 0..u64::from(PROBES) {
            let [word, other] = table[place(mixed(number), entries)];
            sum ^= word ^ other;
        }
        sum
    };
    Probes {
        table_bytes: entries * ENTRY_BYTES,
        dependent_ns: median_ns(dependent),
        independent_ns: median_ns(independent),
    }
}

fn median_ns(probes: impl Fn() -> u64) -> f64 {
    let mut times: Vec<f64> = (0..REPEATS)
        .map(|_| {
            let since = Instant::now();
            black_box(probes());
            since.elapsed().as_secs_f64() * 1e9 / f64::from(PROBES)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[REPEATS / 2]
}

/// The top bits of a product, instead of a remainder.
fn place(hash: u64, entries: u64) -> usize {
    usize::try_from((u128::from(hash) * u128::from(entries)) >> 64).expect("below the table's length")
}

/// SplitMix64's finalizer: as much work as hashing a packed state is.
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
