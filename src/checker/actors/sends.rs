//! What steps send to others: lists of parcels, named by one number each, which tells where the list is and how long.

/// Lists of parcels, each with the column of the actor that it's for.
#[derive(Default)]
pub(super) struct Sends(Vec<(usize, u32)>);

/// A list has at most one parcel for each column but the sender's own, so that its length takes four bits.
const LEN_BITS: u32 = 4;

impl Sends {
    /// The number of a list; the empty one has 0.
    pub(super) fn number(&mut self, parcels: &[(usize, u32)]) -> u32 {
        assert!(parcels.len() < 1 << LEN_BITS, "a parcel a column, and not for its own");
        if parcels.is_empty() {
            return 0;
        }
        let start = self.0.len();
        self.0.extend(parcels);
        u32::try_from(start << LEN_BITS | parcels.len()).expect("memory ends before 2^28 parcels")
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

    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<(usize, u32)>()
    }
}
