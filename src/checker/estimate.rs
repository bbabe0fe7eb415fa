//! How many states there may be, from how the first depths grow. A guess, and never more: nothing is claimed on its account.
//!
//! The widths of depths rise and fall like a bell, as the factor from each to the next shrinks. How fast is read off the last depths
//! that are known, and carried on until nothing is left: once as if the factor shrank by the same share a depth, which guesses high,
//! and once as if by the same amount, which guesses low. The answer is their geometric mean. Only operations that IEEE 754 defines to
//! the last bit are used, so that it is the same everywhere.

/// Factors from a depth to the next over which the shrinking is measured.
const FACTORS: usize = 5;
/// Where the factors, which don't lie below it, shrink by less than this a depth, the end can't be seen.
const SHRINKS_BY: f64 = 0.995;
/// A guess is never more.
const STATES_MAX: f64 = 1e15;

/// A guess at the size of a space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Estimate {
    /// It may have so many states, at most 10^15; the truth may be several times more or less.
    About(u64),
    /// It grows by this factor a depth, a finite one, and nothing shows that it ends.
    Growing(f64),
}

/// The guess from the widths of the depths that are wholly known; none if these are too few, or one of the last is 0.
pub fn estimate(widths: &[u64]) -> Option<Estimate> {
    let last = widths.len().checked_sub(FACTORS + 1)?;
    if widths[last..].contains(&0) {
        return None;
    }
    let width = |at: usize| widths[last + at] as f64;
    let factor = |at: usize| width(at + 1) / width(at);
    let (first, now) = (factor(0), factor(FACTORS - 1));
    // Four times from the first factor to the last: the fourth root.
    let shrink = (now / first).sqrt().sqrt();
    if now > SHRINKS_BY && shrink > SHRINKS_BY {
        return Some(Estimate::Growing(now));
    }
    // Factors below 1 may even rise; then the last one stays.
    let by_amount = ((first - now) / (FACTORS - 1) as f64).max(0.0);
    let known: f64 = widths.iter().map(|width| *width as f64).sum();
    // It comes to an end: a factor that is above `SHRINKS_BY` falls below it, as it shrinks by at least a 200th of itself a depth by
    // either rule; and one below makes less of every width.
    let carried_on = |shrunk: &dyn Fn(f64) -> f64| {
        let (mut all, mut width, mut factor) = (known, width(FACTORS), now);
        while width >= 1.0 && all < STATES_MAX {
            factor = shrunk(factor);
            width *= factor;
            all += width;
        }
        all.min(STATES_MAX)
    };
    let high = carried_on(&|factor| factor * shrink.min(SHRINKS_BY));
    let low = carried_on(&|factor| (factor - by_amount).max(0.0));
    Some(Estimate::About(two_digits((high * low).sqrt())))
}

/// A guess with more digits would look like knowledge.
#[expect(clippy::cast_possible_truncation, reason = "it is at most 10^15")]
fn two_digits(value: f64) -> u64 {
    let mut value = value.min(STATES_MAX) as u64;
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

    #[test]
    fn depths_of_one_width_have_no_end_in_sight() {
        assert_eq!(estimate(&[1; 20]), Some(Estimate::Growing(1.0)));
        assert_eq!(estimate(&[u64::MAX; 20]), Some(Estimate::Growing(1.0)));
    }

    /// Factors that rise from below 1, or are 1 at last, made a guess that went on for ever.
    #[test]
    fn factors_that_rise_from_below_one_stay_as_they_are() {
        let halved_less_and_less = [1_000_000, 500_000, 280_000, 170_000, 110_000, 75_000];
        let Some(Estimate::About(guess)) = estimate(&halved_less_and_less) else { panic!("it shrinks") };
        assert!((2_100_000..2_500_000).contains(&guess), "{guess}");
    }
}
