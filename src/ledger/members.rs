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
            let word = numbers
                .iter()
                .enumerate()
                .fold(0, |word, (bit, number)| word | u64::from(self.contains(*number)) << bit);
            mask.push_word(word, numbers.len());
        }
        mask
    }

    fn combined(&self, other: &Self, words: impl Iterator<Item = u64>) -> Members {
        let words = if self.table == other.table { words.collect() } else { Vec::new() };
        Members { words, table: self.table, at: self.at.filter(|at| other.at == Some(*at)) }
    }
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
