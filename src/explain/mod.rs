//! Words for what happens: names, messages in a line, and a sentence for each step that says who acted, by which rule, and why.
//! Made from the rule as data, for the page and the command line alike. Never changes anything.

mod why;
mod words;

pub use why::{Explanation, explain};
pub use words::{actor_name, ballot_of, kind_of, message_text, number, value_text};
