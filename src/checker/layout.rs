//! How a row of small numbers is packed into a few words, exactly: each number has as many bits as the largest so far of its column
//! needs. When one outgrows its bits, every state is packed anew, which is rare, as the bits at least double the room.
//!
//! ```text
//! row     17     4        9      0 (a column that never had another value takes no bits)
//! words   [10001|100|1001 ..........]
//! ```

/// Most numbers in a row. The largest setting of this project has 14 actors, a history, a last message and an inbox of nobody.
pub const COLUMNS_MAX: usize = 17;

/// A state as numbers, a column for each of its parts; columns that a space doesn't have are 0.
pub type Row = [u32; COLUMNS_MAX];

/// A state as words: for one layout, two states are equal exactly if their words are. Never all zero.
pub(super) type Packed<const W: usize> = [u32; W];

/// Where each column is, in bits.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    columns: usize,
    starts: [u32; COLUMNS_MAX],
    bits: [u32; COLUMNS_MAX],
    masks: [u64; COLUMNS_MAX],
}

/// The first bit of the first word is set in every state, so that no state is all zero, which stands for an empty place.
const TAG_BITS: u32 = 1;

impl Layout {
    /// A layout for rows whose numbers are below `counts`, column by column.
    ///
    /// # Panics
    /// If there are more than [`COLUMNS_MAX`] columns.
    pub(super) fn new(counts: impl Iterator<Item = usize>) -> Self {
        let mut layout = Layout { columns: 0, starts: [0; _], bits: [0; _], masks: [0; _] };
        for (column, count) in counts.enumerate() {
            layout.columns = column + 1;
            layout.bits[column] = (count.max(1) - 1).checked_ilog2().map_or(0, |top| top + 1);
        }
        layout.place();
        layout
    }

    /// The layout with the bits that are left over in some words handed out, to columns in proportion to what they have: what has
    /// grown fastest will go on to.
    pub(super) fn spread(mut self, words: usize) -> Self {
        let needed = self.bits;
        for _ in self.bits()..u32::try_from(32 * words).expect("a few words") {
            let growing = (0..self.columns).filter(|&column| (1..32).contains(&self.bits[column]));
            // The column whose next bit adds the least to what it needs; the first of these.
            let least = growing.min_by(|&a, &b| {
                (self.bits[a] * needed[b]).cmp(&(self.bits[b] * needed[a])).then(needed[b].cmp(&needed[a]))
            });
            let Some(column) = least else { break };
            self.bits[column] += 1;
        }
        self.place();
        self
    }

    fn place(&mut self) {
        let mut start = TAG_BITS;
        for column in 0..self.columns {
            self.starts[column] = start;
            self.masks[column] = (1 << self.bits[column]) - 1;
            start += self.bits[column];
        }
    }

    /// Bits that a state takes.
    pub(super) fn bits(&self) -> u32 {
        TAG_BITS + self.bits.iter().sum::<u32>()
    }

    /// Whether numbers below `count` fit into a column.
    pub(super) fn fits(&self, column: usize, count: usize) -> bool {
        count as u64 <= self.masks[column] + 1
    }

    pub(super) fn pack<const W: usize>(&self, row: &Row) -> Packed<W> {
        let mut packed = [0; W];
        packed[0] = 1;
        for (column, &number) in row[..self.columns].iter().enumerate() {
            self.change(&mut packed, column, 0, number);
        }
        packed
    }

    #[inline]
    pub(super) fn row<const W: usize>(&self, packed: &Packed<W>) -> Row {
        let mut row = [0; COLUMNS_MAX];
        for (column, number) in row[..self.columns].iter_mut().enumerate() {
            let start = self.starts[column];
            let at = (start / 32) as usize;
            let low = u64::from(packed[at.min(W - 1)]);
            let high = u64::from(packed[(at + 1).min(W - 1)]);
            // At most 32 bits, as the mask says.
            #[allow(clippy::cast_possible_truncation)]
            {
                *number = (((high << 32 | low) >> (start % 32)) & self.masks[column]) as u32;
            }
        }
        row
    }

    /// Replaces a column's number `old` by `new`.
    #[inline]
    #[allow(clippy::cast_possible_truncation)] // the two halves of 64 bits
    pub(super) fn change<const W: usize>(&self, packed: &mut Packed<W>, column: usize, old: u32, new: u32) {
        let start = self.starts[column];
        let at = (start / 32) as usize;
        let difference = u64::from(old ^ new) << (start % 32);
        if at < W {
            packed[at] ^= difference as u32;
        }
        if at + 1 < W {
            packed[at + 1] ^= (difference >> 32) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_whatever_the_widths() {
        for shift in 0..30 {
            let counts = [1 << shift, 1, 1 << (shift / 2), 3 << (shift / 3), 2];
            let layout = Layout::new(counts.into_iter());
            let mut row = [0; COLUMNS_MAX];
            let mut other = [0; COLUMNS_MAX];
            for (column, count) in counts.into_iter().enumerate() {
                row[column] = u32::try_from(count).unwrap() - 1;
                other[column] = u32::try_from(count).unwrap() / 2;
            }
            assert!(layout.bits() <= 128);
            let packed: Packed<4> = layout.pack(&row);
            assert_eq!(layout.row(&packed), row);
            let mut changed = packed;
            for column in 0..5 {
                layout.change(&mut changed, column, row[column], other[column]);
            }
            assert_eq!(layout.row(&changed), other);
            assert_eq!(changed, layout.pack(&other));
            assert_ne!(layout.pack::<4>(&[0; COLUMNS_MAX]), [0; 4]);
        }
    }

    #[test]
    fn a_column_fits_as_many_numbers_as_its_bits_tell_apart() {
        let layout = Layout::new([1, 5].into_iter());
        assert!(layout.fits(0, 1) && !layout.fits(0, 2));
        assert!(layout.fits(1, 8) && !layout.fits(1, 9));
    }
}
