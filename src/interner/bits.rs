//! One bit for each number: how a guard knows which scopes cover its point.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A set of numbers, one bit for each, that grows while others read it. Bits are never cleared, and clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits {
    words: Arc<[AtomicU64]>,
}

impl Bits {
    /// Makes an empty set with room for numbers below `bits`, rounded up to whole words.
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
