//! Which fields of a row may be used: what a row guard returns.
//!
//! A mask holds no reasons: it is for the code that copies or leaves out fields. To find out why a field is missing,
//! ask [`RowGuard::decision`](super::RowGuard::decision) for that one.

use std::fmt;

/// A set of up to 64 fields, by their position in a [`RowGuard`](super::RowGuard): one word, `Copy`.
///
/// In what a check returns, a field is in the set if it may be used. Whatever has no bit is not allowed, so an empty
/// mask lets nothing through.
///
/// ```
/// use consentry::decide::FieldMask;
///
/// let fields = FieldMask::from_bits(0b101);
/// assert!(fields.contains(2) && !fields.contains(1) && !fields.contains(64));
/// assert_eq!(fields.iter().collect::<Vec<_>>(), [0, 2]);
/// ```
///
/// Masks of several people combine by their bits. Of a couple's joint account, say, only the fields may be shown to a
/// third party that both allow:
///
/// ```
/// use consentry::decide::FieldMask;
///
/// let (anna, bo) = (FieldMask::from_bits(0b1101), FieldMask::from_bits(0b0111));
/// let both = FieldMask::from_bits(anna.bits() & bo.bits());
/// assert_eq!(both.to_string(), "{0, 2}");
/// assert_eq!((both.len(), both.is_empty()), (2, false));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct FieldMask(u64);

impl FieldMask {
    /// Makes the set of the fields whose bits are set; field 0 is the least significant bit.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Returns the set as bits; field 0 is the least significant.
    ///
    /// It is the inverse of [`from_bits`](Self::from_bits).
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Returns whether the field at that position is in the set. Positions from 64 on never are.
    #[inline]
    #[must_use]
    pub const fn contains(self, field: usize) -> bool {
        field < 64 && self.0 >> field & 1 == 1
    }

    /// Returns how many fields are in the set.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Returns whether no field is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Iterates over the positions of the fields in the set, ascending.
    ///
    /// Use it to copy what may be copied, and nothing else:
    ///
    /// ```
    /// use consentry::decide::FieldMask;
    ///
    /// let allowed = FieldMask::from_bits(0b101);
    /// let row = ["Anna", "anna@example.org", "Göteborg"];
    /// let copied: Vec<&str> = allowed.iter().filter_map(|field| row.get(field).copied()).collect();
    /// assert_eq!(copied, ["Anna", "Göteborg"]);
    /// ```
    pub fn iter(self) -> impl Iterator<Item = usize> {
        ones(self.0)
    }
}

impl fmt::Display for FieldMask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Iterates over the positions of the bits that are set, ascending.
///
/// It takes one step for each bit that is set: `word & (word - 1)` clears the lowest.
pub(crate) fn ones(word: u64) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)))
        .take_while(|word| *word != 0)
        .map(|word| word.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_has_the_fields_whose_bits_are_set() {
        for bits in [0, 1, 1 << 63, 0b1011, u64::MAX, 0xf0f0_0000_1234_5678] {
            let mask = FieldMask::from_bits(bits);
            let expected: Vec<usize> = (0..64).filter(|field| bits & (1 << field) != 0).collect();
            assert_eq!(mask.bits(), bits);
            assert_eq!((0..200).filter(|field| mask.contains(*field)).collect::<Vec<_>>(), expected);
            assert_eq!(mask.iter().collect::<Vec<_>>(), expected);
            assert_eq!((mask.len(), mask.is_empty()), (expected.len(), expected.is_empty()));
        }
        assert_eq!(FieldMask::from_bits(0b101).to_string(), "{0, 2}");
    }
}
