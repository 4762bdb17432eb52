//! One use over a dictionary-encoded column: decided once a distinct subject, gathered once a row.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{Column, Tally};
use crate::{
    decide::{Decision, RowMask},
    ledger::LedgerGuard,
    time::Moment,
};

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    /// Decides each of the dictionary's values once, and then each row by its index among them.
    ///
    /// An index that points at no value (a negative one too, so -1 can stand for a row without a subject) is not
    /// allowed, and counted as out of range.
    pub fn dictionary_column<'k, Q, I>(
        &self,
        values: impl IntoIterator<Item = &'k Q>,
        indices: &[I],
        at: impl Into<Moment>,
    ) -> Column
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
        I: Copy + TryInto<usize>,
    {
        let values = Values::new(self, values, at.into());
        values.gather(indices)
    }
}

/// The decisions of a dictionary's values.
pub(super) struct Values {
    decisions: Vec<Decision>,
    allowed: RowMask,
}

impl Values {
    pub(super) fn new<'k, K, S, Q>(
        guard: &LedgerGuard<K, S>,
        values: impl IntoIterator<Item = &'k Q>,
        moment: Moment,
    ) -> Self
    where
        K: Hash + Eq + Borrow<Q>,
        S: BuildHasher,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let mut decisions = Vec::new();
        guard.each_batch(&mut values.into_iter(), moment, |batch| decisions.extend_from_slice(batch));
        let allowed = decisions.iter().map(|decision| decision.is_allow()).collect();
        Self { decisions, allowed }
    }

    pub(super) fn gather<I: Copy + TryInto<usize>>(&self, indices: &[I]) -> Column {
        let mut rows = vec![0u64; self.decisions.len()];
        let mut out_of_range = 0;
        let allowed = indices.iter().map(|index| {
            let index = (*index).try_into().unwrap_or(usize::MAX);
            match rows.get_mut(index) {
                Some(count) => *count += 1,
                None => out_of_range += 1,
            }
            self.allowed.contains(index)
        });
        let allowed = allowed.collect();
        let mut tally = Tally::default();
        for (decision, rows) in self.decisions.iter().zip(rows).filter(|(_, rows)| *rows > 0) {
            tally.add(*decision, rows);
        }
        tally.add_out_of_range(out_of_range);
        Column { allowed, tally }
    }
}
