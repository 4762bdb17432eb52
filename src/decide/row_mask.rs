//! Which rows are allowed: what a check of a whole column returns.
//!
//! It is to a column what a [`FieldMask`](super::FieldMask) is to a row, of any length.

use super::field_mask::ones;

/// A bitmap of rows: one bit for each row in words of 64, least significant first, where 1 means allowed.
///
/// This is the layout of validity bitmaps in Arrow and Polars, which can take [`words`](Self::words) without copying.
/// Bits beyond the last row are 0.
///
/// ```
/// use consentry::decide::RowMask;
///
/// let rows: RowMask = [true, false, true].into_iter().collect();
/// assert_eq!((rows.words(), rows.len(), rows.count()), ([0b101].as_slice(), 3, 2));
/// assert!(rows.contains(2) && !rows.contains(1) && !rows.contains(3));
/// assert_eq!(rows.iter().collect::<Vec<_>>(), [0, 2]);
/// ```
///
/// To filter a column, go through the rows that are allowed:
///
/// ```
/// use consentry::decide::RowMask;
///
/// let emails = ["anna@example.org", "bo@example.org", "cy@example.org"];
/// let allowed: RowMask = [true, false, true].into_iter().collect();
/// let kept: Vec<&str> = allowed.iter().filter_map(|row| emails.get(row).copied()).collect();
/// assert_eq!(kept, ["anna@example.org", "cy@example.org"]);
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct RowMask {
    /// One bit for each row; bits beyond `len` are 0.
    words: Vec<u64>,
    /// How many rows there are; the last word may have room for more.
    len: usize,
}

impl RowMask {
    /// Makes an empty mask with room for so many rows.
    pub(crate) fn with_capacity(rows: usize) -> Self {
        Self { words: Vec::with_capacity(rows.div_ceil(64)), len: 0 }
    }

    /// Adds up to 64 rows.
    ///
    /// INVARIANT: the rows before fill whole words, and `word` has no bit beyond `rows`.
    #[inline]
    pub(crate) fn push_word(&mut self, word: u64, rows: usize) {
        self.words.push(word);
        self.len += rows;
    }

    /// Adds the rows of another mask; the rows before fill whole words.
    #[cfg(feature = "rayon")]
    pub(crate) fn append(&mut self, mut other: Self) {
        self.words.append(&mut other.words);
        self.len += other.len;
    }

    /// Returns how many rows there are, allowed or not.
    ///
    /// It is the length of the column that was asked about; [`count`](Self::count) says how many of its rows are
    /// allowed.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there is no row at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns whether the row at that position is allowed. A row beyond the last is not.
    #[inline]
    #[must_use]
    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Returns how many rows are allowed.
    ///
    /// It goes through the words once.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Iterates over the positions of the rows that are allowed, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(position, word)| ones(*word).map(move |bit| position * 64 + bit))
    }

    /// Returns the bitmap as words of 64 rows.
    ///
    /// Row *n* is bit *n* mod 64 of word *n* / 64. On a little-endian machine the bytes are those of an Arrow bitmap.
    ///
    /// ```
    /// use consentry::decide::RowMask;
    ///
    /// let rows: RowMask = (0..65).map(|row| row == 0 || row == 64).collect();
    /// assert_eq!(rows.words(), [1, 1]);
    /// assert_eq!((rows.len(), rows.into_words().len()), (65, 2));
    /// ```
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Returns the bitmap as words of 64 rows, without copying.
    #[must_use]
    pub fn into_words(self) -> Vec<u64> {
        self.words
    }
}

impl FromIterator<bool> for RowMask {
    fn from_iter<I: IntoIterator<Item = bool>>(rows: I) -> Self {
        let mut rows = rows.into_iter();
        let mut mask = Self::with_capacity(rows.size_hint().0);
        loop {
            let mut word = 0;
            let mut count = 0;
            for (bit, allowed) in rows.by_ref().take(64).enumerate() {
                word |= u64::from(allowed) << bit;
                count = bit + 1;
            }
            if count > 0 {
                mask.push_word(word, count);
            }
            if count < 64 {
                return mask;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_has_the_rows_that_are_true() {
        for len in [0, 1, 2, 63, 64, 65, 127, 128, 200] {
            let rows: Vec<bool> = (0..len).map(|row| row % 3 == 0 || row % 7 == 2).collect();
            let mask: RowMask = rows.iter().copied().collect();
            let expected: Vec<usize> = (0..len).filter(|row| rows[*row]).collect();
            assert_eq!((mask.len(), mask.is_empty(), mask.count()), (len, len == 0, expected.len()));
            assert_eq!(mask.iter().collect::<Vec<_>>(), expected);
            assert_eq!((0..len + 200).filter(|row| mask.contains(*row)).collect::<Vec<_>>(), expected);
            assert_eq!(mask.words().len(), len.div_ceil(64));
            assert_eq!(mask.words().iter().map(|word| word.count_ones() as usize).sum::<usize>(), expected.len());
            assert_eq!(mask.clone().into_words(), mask.words());
        }
    }

    #[test]
    #[cfg(feature = "rayon")]
    fn masks_in_a_row_are_one_mask() {
        let rows: Vec<bool> = (0..200).map(|row| row % 5 == 1).collect();
        let mut mask: RowMask = rows[..128].iter().copied().collect();
        mask.append(rows[128..].iter().copied().collect());
        assert_eq!(mask, rows.into_iter().collect());
    }
}
