//! What steps send to others: lists of parcels, named by one number each, which tells where the list is and how long.

use crate::checker::Why;
use crate::checker::room::Room;

/// Lists of parcels, each with the column of the actor that it's for.
#[derive(Default)]
pub(super) struct Sends(Vec<(usize, u32)>);

/// A list has at most one parcel for each column but the sender's own, so that its length takes four bits.
const LEN_BITS: u32 = 4;

impl Sends {
    /// The number of a list; the empty one has 0.
    ///
    /// # Errors
    /// If there's no room for it, or no number.
    pub(super) fn number(&mut self, parcels: &[(usize, u32)], room: &mut Room) -> Result<u32, Why> {
        assert!(parcels.len() < 1 << LEN_BITS, "a parcel a column, and not for its own");
        if parcels.is_empty() {
            return Ok(0);
        }
        let start = self.0.len();
        let number = start.checked_mul(1 << LEN_BITS).ok_or(Why::Numbers)? | parcels.len();
        let number = u32::try_from(number).map_err(|_| Why::Numbers)?;
        room.reserve(&mut self.0, parcels.len())?;
        self.0.extend(parcels);
        Ok(number)
    }

    /// Where the parcels of a list are.
    #[inline]
    pub(super) fn places(number: u32) -> std::ops::Range<usize> {
        let start = (number >> LEN_BITS) as usize;
        start..start + (number & ((1 << LEN_BITS) - 1)) as usize
    }

    /// The column and the parcel at a place.
    #[inline]
    pub(super) fn at(&self, place: usize) -> (usize, u32) {
        self.0[place]
    }

    /// Whether two lists hold the same.
    pub(super) fn is_same(&self, number: u32, other: u32) -> bool {
        self.0[Sends::places(number)] == self.0[Sends::places(other)]
    }
}
