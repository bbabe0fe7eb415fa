//! Searches the states of a model: exhaustively and nearest first, deepest first, or by random walks; in slices, so that it can be
//! paused and stopped between any two. Knows no Paxos, no clock, no page, and starts no thread.
//!
//! ```text
//! running -> [advance]* -> complete | decided | bounded
//!    |
//!    +-> [stop] -> stopped
//! ```
//!
//! A verdict says no more than was searched: *holds* and *never* need the whole space, and a bound or a stop makes every property
//! that has no discovery yet *bounded* or *stopped*.
//!
//! # How it is exact and fast at once
//!
//! Nearly all of a state is repeated in others. The 1,194,428 states of three clients are made of some 80,000 *components*: what
//! an actor is like, and what is on its way to it. So each component is kept once and has a number, and a state is a row of numbers,
//! packed into a few words. These words are the state, not a hash of it, so two states are never taken for one.
//!
//! ```text
//!  stateright's ActorModel          the actors' own code runs once for each situation and event:
//!        |                          16,000 times for three clients, and not 2.4 million times
//!        v
//!  actors/   the dictionary         component 7 of actor 1 --Deliver--> component 9, parcel 4 to actor 0
//!        |                          component 3 of actor 0, parcel 4 arrives --> component 12
//!        v
//!  a row     [3, 7, 0, 2, 2, 5]     a number for each actor, for envelopes to nobody, for the history
//!        |                          its successor: [12, 9, 0, 2, 2, 5]
//!        v
//!  layout    011.111.0.10.10.101    as many bits as the numbers of a column need so far, in 2 to 8 words
//!        |
//!        v
//!  visited   [ | |x| |x|x| ...      flat tables of such words; parents: 2 bytes a state, and the way is found by counting back
//! ```
//!
//! The inner loop is thus a look at the dictionary and an exclusive or. What isn't in the dictionary yet is worked out by the model's
//! own code, on the spot. When a number outgrows its bits, all states are packed anew, which happens a few times in a search. A
//! property that says which part of a state it reads, an actor, an envelope or the history, is asked once for each such part.
//!
//! The files, in reading order:
//!
//! | file | its idea |
//! |---|---|
//! | `search` | what a caller holds: slices, verdicts, and ways that are replayed in the model itself |
//! | `engine` | what a search is made of: an order and a table, widened when a state takes more words |
//! | `room` | what all of it takes of the memory, and how much it may |
//! | `space` | what a search has to know of a model: rows and their successors |
//! | `actors/` | any `ActorModel` as such rows: components, inboxes, histories, and what is worked out once |
//! | `actors/hint`, `actors/certificate` | fewer states by a hint that nobody has to believe: it's proved for this very model, or refuted |
//! | `whole` | any other `Model`, by states that are kept whole |
//! | `layout` | rows packed into words |
//! | `states`, `visited` | the states that were seen, and blocks of successors that are looked up together |
//! | `breadth`, `parents` | nearest first; how each state was reached |
//! | `together`, `part` | the same on several threads, which the caller lends |
//! | `depth`, `walks` | deepest first; at random, by a seed |
//! | `avoiding` | a search of its own for each `eventually` property, right on joins and cycles |
//! | `tally` | counts and discoveries, whatever the order |

mod actors;
mod avoiding;
mod breadth;
mod depth;
mod engine;
mod estimate;
mod layout;
mod numbered;
mod pairs;
mod parents;
mod part;
mod room;
mod search;
mod space;
mod states;
mod tally;
mod together;
mod visited;
mod walks;
mod whole;

pub use actors::{Actors, Boundary, Certificate, Hint, IsDead, Parts, Reads, Simpler};
pub use engine::BITS_MAX;
pub use estimate::{Estimate, estimate};
pub use layout::{COLUMNS_MAX, Row};
pub use room::Room;
pub use search::{Panicked, Search};
pub use space::{Sink, Space};
pub use together::{Job, Threads};
pub use whole::Whole;

use stateright::Expectation;
use std::fmt;

/// What to search, and when to stop.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// The order in which states are visited.
    pub strategy: Strategy,
    /// Where to stop.
    pub bounds: Bounds,
    /// Go on over the whole space even when every property has its discovery.
    pub exhaustive: bool,
}

/// The order in which states are visited.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Strategy {
    /// Nearest first, so that every discovery is a shortest one.
    #[default]
    BreadthFirst,
    /// Deepest first.
    DepthFirst,
    /// One random run after another, for ever; the choices depend on the seed alone. Never exhaustive.
    RandomWalks {
        /// The seed.
        seed: u64,
    },
}

/// Where to stop; `None` is no bound.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Bounds {
    /// As stateright counts depth: an initial state has depth 1, and a state at the bound is counted but not expanded.
    pub depth_max: Option<u32>,
    /// Most unique states, never exceeded; the search ends when one more would be.
    pub states_max: Option<u64>,
    /// Most memory, in bytes, never exceeded: the search ends when one of its tables would have to grow past it, what is copied
    /// meanwhile included. What hangs off the values of the model's own types isn't known, and not counted; nor are some 64 kB of
    /// what is small and of a fixed size, and what it takes to tell a path.
    pub bytes_max: Option<u64>,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Progress {
    /// All states computed, initial ones and repeats included.
    pub generated: u64,
    /// Distinct states.
    pub unique: u64,
    /// States on the longest of the paths by which states were first reached.
    pub depth: u32,
    /// States known and not yet expanded.
    pub frontier: u64,
    /// Memory that it takes, in bytes, as [`Bounds::bytes_max`] has it.
    pub bytes: u64,
    /// Whether it goes on, and if not, why.
    pub status: Status,
}

/// Whether a search goes on, and if not, why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
    /// There are states to expand.
    Running,
    /// The whole space was searched.
    Complete,
    /// Every property has its discovery, so nothing was left to find out.
    Decided,
    /// A bound cut something off.
    Bounded(Bound),
    /// It was ended before its time.
    Stopped(Why),
}

/// Which bound.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bound {
    /// [`Bounds::depth_max`].
    Depth,
    /// [`Bounds::states_max`].
    States,
}

impl Status {
    fn is_running(self) -> bool {
        self == Status::Running
    }
}

/// Who or what ended a search before its time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Why {
    /// The person.
    Person,
    /// A limit of time.
    Time,
    /// [`Bounds::bytes_max`].
    Bytes,
    /// There was no memory left.
    Memory,
    /// States that need more than [`BITS_MAX`] bits.
    Bits,
    /// More parts of one kind, or steps of one way, than 32 bits can count.
    Numbers,
    /// The hint by which states were reduced, which was refuted.
    Hint,
    /// The model's own code, which panicked.
    Panic,
}

/// What is known of a property.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Nothing yet.
    Pending,
    /// An `always` property is true in every state of the whole space.
    Holds,
    /// A counterexample is in hand.
    Violated {
        /// Its actions.
        steps: u32,
    },
    /// An example of a `sometimes` property is in hand.
    Found {
        /// Its actions.
        steps: u32,
    },
    /// No state of the whole space is an example.
    Never,
    /// No discovery within the bounds.
    Bounded(Bound),
    /// No discovery before it was ended.
    Stopped(Why),
}

/// A property's name, what is expected of it, and what is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PropertyVerdict {
    /// Its name in the model.
    pub name: &'static str,
    /// What is expected of its condition.
    pub expectation: Expectation,
    /// What is known.
    pub verdict: Verdict,
}

/// Most properties of a model: what is known of them is kept in 64 bits.
pub const PROPERTIES_MAX: usize = 64;

/// What this checker can't answer rightly, and so doesn't try.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Unsupported {
    /// Discoveries are told as actions from the one initial state; this is how many there are within the model's boundary.
    InitialStates(usize),
    /// Reduced states can't tell what is asked.
    Reduction(String),
    /// More numbers a state than there can be: an actor has one, and there are up to three more.
    Columns(usize),
    /// More properties than [`PROPERTIES_MAX`].
    Properties(usize),
    /// A bound of 0 on what this names.
    Bound(&'static str),
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsupported::InitialStates(0) => {
                write!(f, "The model has no initial state within its boundary, and must have one.")
            }
            Unsupported::InitialStates(count) => {
                write!(f, "The model has {count} initial states, and must have one.")
            }
            Unsupported::Reduction(why) => write!(f, "This can't be checked on reduced states: {why}."),
            Unsupported::Columns(count) => {
                write!(f, "A state of this model has {count} parts, and can have at most {COLUMNS_MAX} to be packed.")
            }
            Unsupported::Properties(count) => {
                write!(
                    f,
                    "The model has {count} properties, and can have at most {PROPERTIES_MAX} to be checked at once."
                )
            }
            Unsupported::Bound(what) => write!(f, "The bound on {what} is 0, and must be at least 1."),
        }
    }
}

impl std::error::Error for Unsupported {}

/// A pinned random number: the same seed and position mean the same number for ever. The generator is SplitMix64 (G. Steele,
/// D. Lea, C. Flood, *Fast Splittable Pseudorandom Number Generators*, 2014, figure 12), entered at any position.
pub fn random_at(seed: u64, position: u64) -> u64 {
    let mut z = seed.wrapping_add(position.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
