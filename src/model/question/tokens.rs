//! Where in the text the parts of an expression stand. The parser tells of them in the order of the text, but not where they are.

use cel::parser::pratt_parser::{Lexer, Token, TokenKind};
use std::ops::Range;

/// The tokens of a text, and how far its expression was read.
pub(super) struct Tokens<'a> {
    text: &'a str,
    all: Vec<Token>,
    /// The first token that wasn't passed.
    next: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut lexer = Lexer::new(text);
        let significant = std::iter::from_fn(|| Some(lexer.lex()))
            .take_while(|token| !matches!(token.kind, TokenKind::TokEnd | TokenKind::TokError))
            .filter(|token| !matches!(token.kind, TokenKind::TokWhitespace | TokenKind::TokComment));
        Tokens { text, all: significant.collect(), next: 0 }
    }

    /// The token at a place.
    pub(super) fn word(&self, place: usize) -> &'a str {
        self.all.get(place).and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default()
    }

    /// The first token that wasn't passed.
    pub(super) fn next(&self) -> usize {
        self.next
    }

    /// Passes all up to the next token that is this word, and tells its place.
    pub(super) fn pass(&mut self, word: &str) -> usize {
        self.pass_first(|tokens, place| tokens.word(place) == word)
    }

    /// Passes all up to the next number, text or other constant, and tells its place.
    pub(super) fn pass_literal(&mut self) -> usize {
        use TokenKind::{TokBytes, TokFalse, TokFloat, TokInt, TokNull, TokString, TokTrue, TokUint};
        self.pass_first(|tokens, place| {
            matches!(
                tokens.all[place].kind,
                TokBytes | TokFalse | TokFloat | TokInt | TokNull | TokString | TokTrue | TokUint
            )
        })
    }

    /// Passes the token after the last one that was passed, and tells its place.
    pub(super) fn pass_one(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    fn pass_first(&mut self, is_it: impl Fn(&Self, usize) -> bool) -> usize {
        match (self.next..self.all.len()).find(|place| is_it(self, *place)) {
            Some(place) => {
                self.next = place + 1;
                place
            }
            None => self.next,
        }
    }

    /// The bytes from a token on to the last one that was passed, with the brackets that are opened there.
    pub(super) fn since(&self, from: usize) -> Range<usize> {
        let mut last = self.next.max(from + 1);
        let is_any = |place: usize, words: [&str; 2]| words.contains(&self.word(place));
        let opened = (from..last).filter(|place| is_any(*place, ["(", "["])).count();
        let mut closed = (from..last).filter(|place| is_any(*place, [")", "]"])).count();
        while closed < opened && is_any(last, [")", "]"]) {
            (closed, last) = (closed + 1, last + 1);
        }
        self.bytes(from).start..self.bytes(last - 1).end
    }

    /// The bytes of one token.
    pub(super) fn bytes(&self, place: usize) -> Range<usize> {
        self.all.get(place).map_or(self.text.len()..self.text.len(), |token| token.start..token.end)
    }
}
