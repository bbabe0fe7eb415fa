//! Words for what happens: names, messages in a line, a sentence for each step that says who acted, by which rule, and why; a whole
//! state in parts, what holds in it, and where the lines of the diagram go. Made from the rule as data, for the page and the command line alike. Never changes anything.

mod diagram;
mod facts;
mod history;
pub mod order;
mod parts;
mod properties;
mod so_far;
mod why;
mod words;
mod wrong;

pub use diagram::{Arrow, ArrowEnd, Point, ended_arrow, open_arrow};
pub use history::{Account, account};
pub use parts::{Difference, Part, differences, parts};
pub use properties::detail;
pub use why::{Explanation, explain, explain_start};
pub use words::{
    actor_name, ballot_of, groups_text, kind_of, list, message_text, number, operation_text, short_text, value_text,
};
