//! What is said of a text that is no question.

use std::fmt;
use std::ops::Range;

/// Why a text is no question, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QuestionError {
    /// One sentence: what is wrong, and what is allowed.
    pub message: String,
    /// The first character that is wrong, `from <= length` in characters.
    pub from: usize,
    /// The first after it that isn't, `from <= to`.
    pub to: usize,
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "At character {}: {}", self.from + 1, self.message)
    }
}

impl QuestionError {
    /// A mistake in these bytes of a text.
    pub(super) fn at(text: &str, bytes: Range<usize>, message: String) -> Self {
        let count = |end: usize| text.char_indices().take_while(|(at, _)| *at < end).count();
        let from = count(bytes.start);
        QuestionError { message, from, to: count(bytes.end).max(from) }
    }
}

/// What the parser says, in words that say what is allowed. It tells lines, and columns in bytes.
pub(super) fn syntax(text: &str, errors: &cel::ParseErrors) -> QuestionError {
    let first = errors.errors.iter().find(|error| error.pos.0 > 0);
    let (line, column) = first.map_or((1, 1), |error| error.pos);
    let before = |one: isize| usize::try_from(one - 1).unwrap_or(0);
    let start: usize = text.split_inclusive('\n').take(before(line)).map(str::len).sum::<usize>() + before(column);
    let rest = text.get(start..).unwrap_or_default();
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let first = rest.chars().next();
    let length = match first {
        Some(first) if is_name(first) => rest.find(|character| !is_name(character)).unwrap_or(rest.len()),
        Some(first) => first.len_utf8(),
        None => 0,
    };
    let word = &rest[..length];
    let message = match word {
        "" => "It ends too early: something is missing here.".to_owned(),
        "=" => "Equal is written == here.".to_owned(),
        "and" => "And is written && here.".to_owned(),
        "or" => "Or is written || here.".to_owned(),
        "&" if !rest.starts_with("&&") => "And is written && here.".to_owned(),
        "|" if !rest.starts_with("||") => "Or is written || here.".to_owned(),
        "'" | "\"" => format!("This text isn't closed, or not written as texts are: {word}A{word}."),
        _ => format!("{} can't stand here.", quoted(word)),
    };
    QuestionError::at(text, start..start + length, message)
}

/// What is wrong with a name, and what may have been meant.
pub(super) fn suggestion(wrong: &str, name: &str, known: &[&str]) -> String {
    match known.iter().map(|known| (distance(name, known), known)).min() {
        Some((distance, known)) if distance <= 1 + name.chars().count() / 3 => {
            format!("{wrong}; did you mean {known}?")
        }
        _ => format!("{wrong}; there are {}.", known.join(", ")),
    }
}

/// Characters to be changed, put in or left out to make one word of the other (Levenshtein, 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, character) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for place in 0..other.len() {
            let changed = diagonal + usize::from(character != other[place]);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

/// A word of the text, cut if it is long.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(24).collect();
    if text.chars().nth(24).is_some() {
        short.push('…');
    }
    format!("{short:?}")
}
