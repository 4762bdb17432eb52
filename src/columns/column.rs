//! One use over a column of keys.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{Column, Tally};
use crate::{
    decide::{Decision, DenyReason, RowMask},
    ledger::{BATCH, LedgerGuard},
    time::Moment,
};

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    /// Decides a row for each key.
    pub fn column<'k, Q>(&self, keys: impl IntoIterator<Item = &'k Q>, at: impl Into<Moment>) -> Column
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let moment = at.into();
        let mut keys = keys.into_iter();
        let mut allowed = RowMask::with_capacity(keys.size_hint().0);
        let mut tally = Tally::default();
        self.each_batch(&mut keys, moment, |decisions| {
            let mut word = 0;
            for (bit, decision) in decisions.iter().enumerate() {
                tally.add(*decision, 1);
                word |= u64::from(decision.is_allow()) << bit;
            }
            allowed.push_word(word, decisions.len());
        });
        Column { allowed, tally }
    }
    /// The decisions about each key in turn, [`BATCH`] at a time; only the last batch may be smaller.
    #[inline]
    pub(super) fn each_batch<'k, Q>(
        &self,
        keys: &mut impl Iterator<Item = &'k Q>,
        moment: Moment,
        mut take: impl FnMut(&[Decision]),
    ) where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let mut decisions = [Decision::Deny(DenyReason::NotDeclared); BATCH];
        loop {
            let count = self.ledger.read_batch(keys, |row, rows| {
                if let Some(decision) = decisions.get_mut(row) {
                    *decision = self.guard.decide(rows, moment);
                }
            });
            if count > 0 {
                take(decisions.get(..count).unwrap_or_default());
            }
            if count < BATCH {
                return;
            }
        }
    }
}
