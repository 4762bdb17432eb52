//! One bit for each number: how a guard knows which scopes cover its point.
//!
//! A guard keeps one set for each of its points: bit *n* is set if the scope with number *n* covers the point. So the
//! check of one answer is the load of one word, however long the names in the scope are.
//!
//! The room is fixed when the set is made. A number beyond it is no error: [`Bits::get`] then says `None`, the guard
//! looks the scope up by its names, and a new set with more room takes this one's place soon after.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A set of numbers, one bit for each, that grows while others read it. Bits are never cleared, and clones share them.
///
/// INVARIANT: a bit that was seen set is seen set ever after, in every clone. Readers therefore need no lock, and a
/// reader that sees a bit too early at worst knows a scope whose number it has not met yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits {
    words: Arc<[AtomicU64]>,
}

impl Bits {
    /// Makes an empty set with room for numbers below `bits`, rounded up to whole words.
    ///
    /// For 100 numbers there is room for 128. It allocates once, and never again.
    pub(crate) fn with_capacity(bits: usize) -> Self {
        Self { words: (0..bits.div_ceil(64)).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Returns whether the number is in the set; `None` beyond the capacity.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<bool> {
        is_set(&self.words, number)
    }

    /// Returns the words, for whoever asks for many numbers.
    #[inline]
    pub(crate) fn words(&self) -> &[AtomicU64] {
        &self.words
    }

    /// Adds the number; returns false beyond the capacity.
    ///
    /// Setting a bit that is set changes nothing.
    pub(crate) fn set(&self, number: u32) -> bool {
        match self.words.get((number / 64) as usize) {
            Some(word) => {
                word.fetch_or(1 << (number % 64), Ordering::Relaxed);
                true
            }
            None => false,
        }
    }
}

/// Returns whether the bit with that number is set; `None` beyond the words.
///
/// It is the innermost step of a check, and so a function of the words alone: whoever asks for many numbers loads the
/// slice once.
#[inline(always)]
pub(crate) fn is_set(words: &[AtomicU64], number: u32) -> Option<bool> {
    // Relaxed: whoever holds a number got it after the bit was set, through a lock or the ledger's index.
    words.get((number / 64) as usize).map(|word| word.load(Ordering::Relaxed) >> (number % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_know_their_capacity() {
        let bits = Bits::with_capacity(65);
        assert!(bits.set(64) && bits.set(0));
        assert_eq!(
            (bits.get(64), bits.get(1), bits.get(127), bits.get(128)),
            (Some(true), Some(false), Some(false), None)
        );
        assert!(!bits.set(128));
    }
}
