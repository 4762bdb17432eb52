//! A set of people, by number.

use std::ops::{BitAnd, BitOr, Sub};

use crate::{
    decide::{RowMask, ones},
    time::Timestamp,
};

/// The people of a ledger for whom something is allowed: one bit for each number that
/// [`Ledger::number`](super::Ledger::number) gives, in plain words, and the instant it is right for.
///
/// Plain words, since a random look-up in them takes one load, where compressed bitmaps take several times as long; a
/// million people take 125 kB.
///
/// Sets of one ledger combine: `&mail & &phone` may be reached by both, `|` by either, `-` by mail but not by phone. A
/// combination is right for an instant only if both are for the same. Sets of different ledgers have nothing in common,
/// and combine to nobody.
#[derive(Clone, PartialEq, Eq, Debug)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Members {
    words: Vec<u64>,
    /// The table of the ledger whose numbers these are.
    table: u32,
    at: Option<Timestamp>,
}

impl Members {
    pub(super) const fn new(words: Vec<u64>, table: u32, at: Timestamp) -> Self {
        Self { words, table, at: Some(at) }
    }

    pub(super) const fn table(&self) -> u32 {
        self.table
    }

    /// The instant the set is right for; `None` for a combination of sets of different instants.
    #[must_use]
    pub const fn at(&self) -> Option<Timestamp> {
        self.at
    }

    /// Whether the person with that number is in the set.
    #[inline]
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        self.words.get((number / 64) as usize).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// How many people are in the set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether nobody is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The numbers, ascending. For the keys see [`Ledger::keys_of`](super::Ledger::keys_of).
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let words = (0u32..).zip(&self.words);
        words.flat_map(|(position, word)| ones(*word).map(move |bit| position * 64 + u32::try_from(bit).unwrap_or(0)))
    }

    /// The words: number *n* is bit *n* mod 64 of word *n* / 64.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// A bit for each row of a column of numbers: one look-up a row. A number that nobody has is not allowed.
    pub fn rows(&self, numbers: &[u32]) -> RowMask {
        let mut mask = RowMask::with_capacity(numbers.len());
        for numbers in numbers.chunks(64) {
            let word = match consecutive_from(numbers) {
                Some(first) => self.word_from(first, numbers.len()),
                None => {
                    let rows = numbers.iter().enumerate();
                    rows.fold(0, |word, (bit, number)| word | u64::from(self.contains(*number)) << bit)
                }
            };
            mask.push_word(word, numbers.len());
        }
        mask
    }

    /// A bit for each of so many consecutive numbers: what [`rows`](Self::rows) says of a column that holds these, without
    /// the column.
    pub fn range(&self, first: u32, count: usize) -> RowMask {
        let mut mask = RowMask::with_capacity(count);
        for at in (0..count).step_by(64) {
            let rows = (count - at).min(64);
            // Beyond the numbers there are nobody is in the set.
            let from = u32::try_from(at).ok().and_then(|at| first.checked_add(at));
            mask.push_word(from.map_or(0, |from| self.word_from(from, rows)), rows);
        }
        mask
    }

    /// Up to 64 bits from a number on.
    #[inline]
    fn word_from(&self, first: u32, count: usize) -> u64 {
        let (at, shift) = ((first / 64) as usize, first % 64);
        let word = |at: usize| self.words.get(at).copied().unwrap_or_default();
        let both = u128::from(word(at)) | u128::from(word(at + 1)) << 64;
        (both >> shift) as u64 & (u64::MAX >> (64 - count.clamp(1, 64)))
    }

    fn combined(&self, other: &Self, words: impl Iterator<Item = u64>) -> Members {
        let words = if self.table == other.table { words.collect() } else { Vec::new() };
        Members { words, table: self.table, at: self.at.filter(|at| other.at == Some(*at)) }
    }
}

/// The first of the numbers, if each is one more than the one before.
#[inline]
fn consecutive_from(numbers: &[u32]) -> Option<u32> {
    let first = *numbers.first()?;
    // Nothing is compared beyond the largest number: a column that wraps has none after it.
    first.checked_add(u32::try_from(numbers.len() - 1).ok()?)?;
    // Without an early way out, so that it is done many at a time.
    let strays = (0u32..).zip(numbers).fold(0, |strays, (at, number)| strays | (number ^ first.wrapping_add(at)));
    (strays == 0).then_some(first)
}

/// The words of a set, and zeros after them.
fn endless(words: &[u64]) -> impl Iterator<Item = u64> {
    words.iter().copied().chain(std::iter::repeat(0))
}

impl BitAnd for &Members {
    type Output = Members;

    fn bitand(self, other: Self) -> Members {
        self.combined(other, self.words.iter().zip(&other.words).map(|(a, b)| a & b))
    }
}

impl BitOr for &Members {
    type Output = Members;

    fn bitor(self, other: Self) -> Members {
        let len = self.words.len().max(other.words.len());
        self.combined(other, endless(&self.words).zip(endless(&other.words)).map(|(a, b)| a | b).take(len))
    }
}

impl Sub for &Members {
    type Output = Members;

    fn sub(self, other: Self) -> Members {
        self.combined(other, self.words.iter().zip(endless(&other.words)).map(|(a, b)| a & !b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consecutive_numbers_are_answered_like_any_others() {
        let words = vec![0x9e37_79b9_7f4a_7c15, u64::MAX, 0, 0xd129_0d3e_c5a4_c4b5];
        let members = Members::new(words, 7, Timestamp::from_millis(0));
        let firsts = [0, 1, 63, 64, 100, 190, 255, 256, 1_000, u32::MAX - 70, u32::MAX - 3, u32::MAX];
        for first in firsts {
            for count in [0, 1, 2, 63, 64, 65, 128, 130, 300] {
                let numbers: Vec<u32> = (0..count).map_while(|at| first.checked_add(at)).collect();
                let expected: RowMask = numbers.iter().map(|number| members.contains(*number)).collect();
                assert_eq!(members.rows(&numbers), expected, "{first} {count}");
                assert_eq!(members.range(first, numbers.len()), expected, "{first} {count}");
                let mut stray = numbers.clone();
                if let Some(last) = stray.last_mut() {
                    *last = 3;
                    let expected: RowMask = stray.iter().map(|number| members.contains(*number)).collect();
                    assert_eq!(members.rows(&stray), expected);
                }
            }
        }
        assert_eq!(members.range(u32::MAX - 1, 300).count(), 0);
    }
}
