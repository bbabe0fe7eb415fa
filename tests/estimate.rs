//! A guess at the size of a space comes to an end, and is a finite number, whatever the widths of its depths.
#![cfg(not(target_arch = "wasm32"))]

use paxos_lab::checker::{Estimate, estimate};
use proptest::prelude::*;

/// Depths from which the guess is made, and most states of one.
const DEPTHS: usize = 6;
const STATES_MAX: u128 = 1_000_000_000_000_000;

/// Widths of every size, and those at the edges.
fn width() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => (0..64_u32, any::<u64>()).prop_map(|(bits, width)| width >> bits),
        1 => prop::sample::select(vec![0, 1, 2, u64::MAX - 1, u64::MAX]),
    ]
}

/// Lists of any widths, and lists in which each is close to the one before, as in no list of any widths.
fn widths() -> impl Strategy<Value = Vec<u64>> {
    let close = (width(), prop::collection::vec(980..1_020_u64, 0..30)).prop_map(|(first, thousandths)| {
        let next = |width: &mut u64, by: u64| {
            *width = u64::try_from(u128::from(*width) * u128::from(by) / 1_000).unwrap_or(u64::MAX);
            Some(*width)
        };
        thousandths.into_iter().scan(first, next).collect()
    });
    prop_oneof![prop::collection::vec(width(), 0..30), close]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(50_000) })]

    #[test]
    fn a_guess_comes_to_an_end_and_is_finite(widths in widths()) {
        match estimate(&widths) {
            None => prop_assert!(widths.len() < DEPTHS || widths[widths.len() - DEPTHS..].contains(&0)),
            Some(Estimate::Growing(factor)) => prop_assert!(factor.is_finite() && factor > 0.99),
            Some(Estimate::About(guess)) => {
                let known: u128 = widths.iter().copied().map(u128::from).sum();
                prop_assert!(u128::from(guess) <= STATES_MAX);
                // It has two digits, so that it may be a little less than what is known already.
                prop_assert!(u128::from(guess) >= known.min(STATES_MAX) * 94 / 100);
            }
        }
    }
}
