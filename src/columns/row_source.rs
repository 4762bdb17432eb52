//! Where the people of a batch come from: their keys, or the numbers that the ledger gave them.
//!
//! Rows and columns are decided by the same loops whether people come by key or by number; this trait is what the loops
//! differ in. A key costs a look-up in the index, a number only the way to the person's words.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use crate::{ledger::Ledger, standing::Answers};

/// Hands out the answers of people, in order, [`BATCH`](crate::ledger::BATCH) at a time.
///
/// A row that was changed by another thread while it was read is read again. That is why results are put in a place of
/// their own and never added up while reading.
pub(super) trait RowSource {
    /// Calls `run` with the position in the batch and the answers of each of the next people, and returns how many
    /// there were. Fewer than a whole batch means that nobody is left.
    ///
    /// `run` is called once more for a row whose answers were changed meanwhile, so it may only put results in the
    /// row's own place; counting belongs after the batch.
    fn read(&mut self, run: impl FnMut(usize, Answers<'_>)) -> usize;

    /// Returns how many people there are at least, so that room for them is made at once.
    ///
    /// It is a hint for allocating, and may be 0 for an iterator that does not know.
    fn at_least(&self) -> usize;
}

/// People by their keys.
///
/// A key that the ledger does not know is read as a person who never said anything.
pub(super) struct ByKey<'l, K, S, I> {
    /// Where their answers are kept.
    pub(super) ledger: &'l Ledger<K, S>,
    /// The keys that are left to read, in the order of the rows.
    pub(super) keys: I,
}

impl<'k, K, S, I, Q> RowSource for ByKey<'_, K, S, I>
where
    K: Hash + Eq + Borrow<Q>,
    S: BuildHasher,
    I: Iterator<Item = &'k Q>,
    Q: Hash + Eq + ?Sized + 'k,
{
    #[inline]
    fn read(&mut self, run: impl FnMut(usize, Answers<'_>)) -> usize {
        self.ledger.read_batch(&mut self.keys, run)
    }

    fn at_least(&self) -> usize {
        self.keys.size_hint().0
    }
}

/// People by their numbers. A number that nobody has stands for someone who is not known.
pub(super) struct ByNumber<'l, K, S, I> {
    /// Where their answers are kept, and which gave the numbers.
    pub(super) ledger: &'l Ledger<K, S>,
    /// The numbers that are left to read, in the order of the rows.
    pub(super) numbers: I,
}

impl<K: Hash + Eq, S: BuildHasher, I: Iterator<Item = u32>> RowSource for ByNumber<'_, K, S, I> {
    #[inline]
    fn read(&mut self, run: impl FnMut(usize, Answers<'_>)) -> usize {
        self.ledger.read_numbers(&mut self.numbers, run)
    }

    fn at_least(&self) -> usize {
        self.numbers.size_hint().0
    }
}
