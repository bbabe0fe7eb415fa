//! How many states there may be, from how the first depths grow. A guess, and never more: nothing is claimed on its account.
//!
//! The widths of depths rise and fall like a bell, as the factor from each to the next shrinks. How fast is read off the last depths
//! that are known, and carried on until nothing is left: once as if the factor shrank by the same share a depth, which guesses high,
//! and once as if by the same amount, which guesses low. The answer is their geometric mean. Only operations that IEEE 754 defines to
//! the last bit are used, so that it is the same everywhere.

/// Factors from a depth to the next over which the shrinking is measured.
const FACTORS: usize = 5;
/// Where the factors shrink by less than this a depth, the end can't be seen.
const SHRINKS_BY: f64 = 0.995;

/// A guess at the size of a space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimate {
    /// It may have so many states; the truth may be several times more or less.
    About(u64),
    /// It grows by this factor a depth, and nothing shows that it ends.
    Growing(f64),
}

/// The guess from the widths of the depths that are wholly known; none if these are too few.
pub fn estimate(widths: &[u64]) -> Option<Estimate> {
    let last = widths.len().checked_sub(FACTORS + 1)?;
    let width = |at: usize| widths[last + at] as f64;
    let factor = |at: usize| width(at + 1) / width(at);
    let (first, now) = (factor(0), factor(FACTORS - 1));
    // Four times from the first factor to the last: the fourth root.
    let shrink = (now / first).sqrt().sqrt();
    if !shrink.is_finite() || (now > 1.0 && shrink > SHRINKS_BY) {
        return Some(Estimate::Growing(now));
    }
    let by_amount = (first - now) / (FACTORS - 1) as f64;
    let carried_on = |shrunk: &dyn Fn(f64) -> f64| {
        let (mut all, mut width, mut factor) = (widths.iter().sum::<u64>() as f64, width(FACTORS), now);
        while width >= 1.0 {
            factor = shrunk(factor);
            width *= factor;
            all += width;
        }
        all
    };
    let high = carried_on(&|factor| factor * shrink.min(SHRINKS_BY));
    let low = carried_on(&|factor| (factor - by_amount).max(0.0));
    Some(Estimate::About(two_digits((high * low).sqrt())))
}

/// A guess with more digits would look like knowledge.
#[expect(clippy::cast_possible_truncation, reason = "it is at most 10^15")]
fn two_digits(value: f64) -> u64 {
    let mut value = value.min(1e15) as u64;
    let mut unit = 1;
    while value >= 100 {
        value = (value + 5) / 10;
        unit *= 10;
    }
    value * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "it is at most a million")]
    fn a_bell_is_seen_to_its_end() {
        let whole: Vec<u64> =
            (0..40).map(|depth| (1e6 * (-f64::from((depth - 20) * (depth - 20)) / 30.0).exp()) as u64).collect();
        let all: u64 = whole.iter().sum();
        for known in 12..25 {
            let Some(Estimate::About(guess)) = estimate(&whole[..known]) else { panic!("{known}") };
            assert!(guess > all / 2 && guess < all * 2, "{guess} of {all} after {known}");
        }
    }

    #[test]
    fn what_grows_without_an_end_in_sight_has_no_size() {
        let widths: Vec<u64> = (0..12).map(|depth| 3u64.pow(depth)).collect();
        assert_eq!(estimate(&widths), Some(Estimate::Growing(3.0)));
        assert_eq!(estimate(&widths[..5]), None);
    }

    #[test]
    fn a_guess_has_two_digits() {
        assert_eq!(
            [0.5, 99.0, 101.0, 1_194_428.0, 1e30].map(two_digits),
            [0, 99, 100, 1_200_000, 1_000_000_000_000_000]
        );
    }
}
