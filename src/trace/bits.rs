//! The steps of a run in as few characters as they take: four bits say how wide a place is, then each step has three for its kind
//! and as many as said for its place; a one ends them, zeros fill the last byte, and base64 (RFC 4648, section 5, no padding) makes
//! characters of bytes that need no escape in an address. Knows no model.

use crate::session::{Move, MoveKind, STEPS_MAX};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bits that say how wide a place is.
const WIDTH_BITS: u32 = 4;
/// Bits of a kind.
const KIND_BITS: u32 = 3;

/// The steps' characters. They are the only ones that these steps have.
pub(super) fn write(moves: &[Move]) -> String {
    let width = moves.iter().map(|named| u32::BITS - named.place.leading_zeros()).max().unwrap_or(0);
    let mut bits = Bits::default();
    bits.push(width, WIDTH_BITS);
    for named in moves {
        bits.push(named.kind as u32, KIND_BITS);
        bits.push(named.place, width);
    }
    bits.push(1, 1);
    URL_SAFE_NO_PAD.encode(bits.bytes)
}

/// The steps that these characters stand for.
///
/// # Errors
/// Says what is wrong, in words that complete "The link's run ...", unless [`write()`] has made the text from at most [`STEPS_MAX`]
/// steps.
pub(super) fn read(text: &str) -> Result<Vec<Move>, String> {
    let bytes =
        URL_SAFE_NO_PAD.decode(text).map_err(|_| "is damaged or cut off: its characters are no base64".to_owned())?;
    let cut_off = || "is cut off: its end is missing".to_owned();
    let last = bytes.last().filter(|last| **last != 0).ok_or_else(cut_off)?;
    let filled = u64::from(last.trailing_zeros()) + 1;
    let end = bytes.len() as u64 * 8 - filled;
    let mut bits = Reader { bytes: &bytes, at: 0 };
    if end < u64::from(WIDTH_BITS) {
        return Err(cut_off());
    }
    let width = bits.take(WIDTH_BITS);
    let one = u64::from(KIND_BITS + width);
    let room = end - u64::from(WIDTH_BITS);
    if !room.is_multiple_of(one) {
        return Err(cut_off());
    }
    if room / one > STEPS_MAX as u64 {
        return Err(format!("has {} steps, and a run has at most {STEPS_MAX}", room / one));
    }
    let moves: Vec<Move> = (0..room / one)
        .map(|_| Move { kind: MoveKind::ALL[bits.take(KIND_BITS) as usize], place: bits.take(width) })
        .collect();
    // The same steps have one text, so that equal links are the same.
    if write(&moves) == text { Ok(moves) } else { Err("is damaged: it isn't as it would be written".to_owned()) }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    /// How many bits of the last byte are used, 0 being all.
    used: u32,
}

impl Bits {
    /// Appends the lowest `width` bits, the highest of them first.
    fn push(&mut self, value: u32, width: u32) {
        for place in (0..width).rev() {
            if self.used == 0 {
                self.bytes.push(0);
            }
            let bit = u8::from(value >> place & 1 == 1);
            if let Some(last) = self.bytes.last_mut() {
                *last |= bit << (7 - self.used);
            }
            self.used = (self.used + 1) % 8;
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// The next bits; whoever calls has made sure that there are as many.
    fn take(&mut self, width: u32) -> u32 {
        let mut value = 0;
        for _ in 0..width {
            let bit = self.bytes[self.at / 8] >> (7 - self.at % 8) & 1;
            value = value << 1 | u32::from(bit);
            self.at += 1;
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checker::random_at;

    /// Steps that a seed makes, of all kinds and widths.
    fn steps(seed: u64) -> Vec<Move> {
        let at = |place| usize::try_from(random_at(seed, place) % 1_000_000).expect("below a million");
        let width = 1 + at(1) % 200;
        let named = |step: usize| {
            let drawn = at(2 + step as u64);
            let place = u32::try_from(drawn / 8 % width).expect("below 200");
            Move { kind: MoveKind::ALL[drawn % 8], place }
        };
        (0..at(0) % 300).map(named).collect()
    }

    #[test]
    fn what_was_written_is_read() {
        for seed in 0..500 {
            assert_eq!(read(&write(&steps(seed))), Ok(steps(seed)));
        }
    }

    #[test]
    fn whatever_is_read_was_written() {
        const CHARACTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut read_some = 0;
        for seed in 0..5_000 {
            let drawn = |place| usize::try_from(random_at(seed, place) % 64).expect("below 64");
            let text: String = (1..=drawn(0) as u64 / 4).map(|place| char::from(CHARACTERS[drawn(place)])).collect();
            if let Ok(steps) = read(&text) {
                assert_eq!(write(&steps), text);
                read_some += 1;
            }
        }
        assert!(read_some > 10, "{read_some}");
    }

    #[test]
    fn a_run_that_lost_its_end_is_told_or_shorter() {
        for seed in 0..100 {
            let (steps, text) = (steps(seed), write(&steps(seed)));
            for keep in 0..text.len() {
                assert!(read(&text[..keep]).is_ok_and(|read| read.len() < steps.len()) || read(&text[..keep]).is_err());
            }
        }
    }

    #[test]
    fn no_step_takes_two_characters() {
        assert_eq!(write(&[]), "CA");
        assert_eq!(read("CA"), Ok(Vec::new()));
    }

    #[test]
    fn what_nobody_wrote_is_refused() {
        for (text, why) in [
            ("", "is cut off: its end is missing"),
            ("AA", "is cut off: its end is missing"),
            ("a b", "is damaged or cut off: its characters are no base64"),
            ("é", "is damaged or cut off: its characters are no base64"),
            // Sixteen bits for each place, of which all are needed by none.
            ("8AAAEA", "is cut off: its end is missing"),
        ] {
            assert_eq!(read(text), Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn too_many_steps_are_refused_before_they_are_read() {
        let steps = vec![Move { kind: MoveKind::Accept, place: 0 }; STEPS_MAX + 1];
        assert_eq!(read(&write(&steps)), Err("has 5001 steps, and a run has at most 5000".to_owned()));
    }
}
