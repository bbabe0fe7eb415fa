//! What a question can speak of: each word with what it means. What isn't here is refused when the question is read.

/// A list that a question can go through, one record an item.
pub struct Subject {
    /// Its name.
    pub name: &'static str,
    /// What its items are.
    pub meaning: &'static str,
    /// What each item has.
    pub fields: &'static [Field],
}

impl Subject {
    /// One of its items, in a sentence.
    pub(super) fn one(&self) -> &'static str {
        match self.name {
            "servers" => "a server",
            "clients" => "a client",
            "messages" => "a message",
            "ballots" => "a ballot",
            _ => "an operation",
        }
    }
}

/// What an item of a list has.
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What kind of fact it says.
    pub kind: FieldKind,
    /// What it says.
    pub meaning: &'static str,
}

/// The kinds of what a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Whether it is so.
    Bool,
    /// A number.
    Int,
    /// A text.
    Text,
}

impl FieldKind {
    /// Its name in the language.
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::Bool => "bool",
            FieldKind::Int => "int",
            FieldKind::Text => "string",
        }
    }
}

const fn field(name: &'static str, kind: FieldKind, meaning: &'static str) -> Field {
    Field { name, kind, meaning }
}

use FieldKind::{Bool, Int, Text};

/// All of them. The order of the fields is that in which `facts` tells them.
pub const SUBJECTS: [Subject; 5] = [
    Subject {
        name: "servers",
        meaning: "every server, in order",
        fields: &[
            field("id", Int, "its number, from 0 on"),
            field("name", Text, "\"S0\", \"S1\" and so on"),
            field("crashed", Bool, "whether it has crashed"),
            field("round", Int, "the round of the ballot that it has promised, 0 before the first"),
            field("leader", Int, "the server of that ballot, -1 before the first"),
            field("accepted", Text, "the value that it accepted last, \"\" if none"),
            field("accepted_round", Int, "the round in which it did, 0 if it didn't"),
            field("accepted_leader", Int, "the server of that ballot, -1 if it didn't"),
            field("leads", Bool, "whether the ballot that it has promised is its own, and it hasn't decided"),
            field("promises", Int, "servers whose promises it has counted as a leader, itself among them"),
            field("accepts", Int, "servers whose accepts it has counted as a leader, itself among them"),
            field("decided", Text, "the value that it knows to be chosen, \"\" if none"),
        ],
    },
    Subject {
        name: "clients",
        meaning: "every client, in order",
        fields: &[
            field("id", Int, "its number; the servers' come first"),
            field("name", Text, "\"C3\" and so on"),
            field("crashed", Bool, "whether it has crashed"),
            field("waits", Bool, "whether it waits for a reply"),
            field("asked", Int, "requests that it has sent"),
        ],
    },
    Subject {
        name: "messages",
        meaning: "every message in flight, as often as it is",
        fields: &[
            field("kind", Text, "\"Put\", \"Prepare\", \"Accepted\" and so on"),
            field("from", Int, "the number of its sender"),
            field("to", Int, "the number of its receiver"),
            field("round", Int, "the round of its ballot, 0 if it has none"),
            field("leader", Int, "the server of its ballot, -1 if it has none"),
            field("value", Text, "the value that it carries, \"\" if none"),
            field("held", Bool, "whether a partition holds it up"),
        ],
    },
    Subject {
        name: "operations",
        meaning: "what clients have asked for, client by client",
        fields: &[
            field("client", Int, "whose"),
            field("kind", Text, "\"write\" or \"read\""),
            field("value", Text, "the value that it wrote or read, \"\" if none"),
            field("done", Bool, "whether its reply has arrived"),
        ],
    },
    Subject {
        name: "ballots",
        meaning: "what was proposed so far, ballot by ballot, whoever still knows of it",
        fields: &[
            field("round", Int, "the round"),
            field("leader", Int, "the server that proposed"),
            field("client", Int, "the client whose write it is"),
            field("value", Text, "the value that was proposed"),
            field("votes", Int, "servers that have accepted it in this ballot, the leader among them"),
            field("chosen", Bool, "whether these make a quorum"),
        ],
    },
];

/// What can be done with lists and texts, beside operators.
pub const FUNCTIONS: [(&str, &str); 9] = [
    ("exists", "list.exists(x, ...): for some item"),
    ("all", "list.all(x, ...): for every item"),
    ("exists_one", "list.exists_one(x, ...): for exactly one item"),
    ("filter", "list.filter(x, ...): the items for which it is so"),
    ("map", "list.map(x, ...): what each item gives"),
    ("size", "size(list): how many"),
    ("contains", "text.contains(part)"),
    ("startsWith", "text.startsWith(part)"),
    ("endsWith", "text.endsWith(part)"),
];

/// Questions to begin with: what to look for, and how to ask it.
pub const EXAMPLES: [(&str, &str); 7] = [
    ("two servers lead at once", "servers.filter(s, s.leads).size() >= 2"),
    (
        "two servers have decided differently",
        "servers.exists(a, servers.exists(b, a.decided != '' && b.decided != '' && a.decided != b.decided))",
    ),
    (
        "a quorum has accepted 'B' in one ballot, and nobody has decided",
        "servers.exists(a, servers.filter(b, b.accepted == 'B' && b.accepted_round == a.accepted_round && b.accepted_leader == a.accepted_leader).size() * 2 > size(servers)) && servers.all(s, s.decided == '')",
    ),
    (
        "'A' is chosen, and no server knows it",
        "ballots.exists(b, b.chosen && b.value == 'A') && servers.all(s, s.decided == '')",
    ),
    ("a server has promised round 2", "servers.exists(s, s.round >= 2)"),
    ("a client has read 'B'", "operations.exists(o, o.kind == 'read' && o.done && o.value == 'B')"),
    (
        "a value is decided, and a Prepare is still on its way",
        "servers.exists(s, s.decided != '') && messages.exists(m, m.kind == 'Prepare')",
    ),
];
