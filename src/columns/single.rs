//! One use over a column of keys.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{Column, Tally};
use crate::{decide::RowMask, ledger::LedgerGuard, time::Moment};

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    /// Decides a row for each key.
    pub fn column<'k, Q>(&self, keys: impl IntoIterator<Item = &'k Q>, at: impl Into<Moment>) -> Column
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let moment = at.into();
        let keys = keys.into_iter();
        let mut allowed = RowMask::with_capacity(keys.size_hint().0);
        let mut tally = Tally::default();
        self.ledger.each_batch(keys, |standings| {
            let word = self.guard.with_plan(|plan| {
                standings.iter().enumerate().fold(0, |word, (bit, standing)| {
                    let decision = plan.decide(standing, moment);
                    tally.add(decision, 1);
                    word | u64::from(decision.is_allow()) << bit
                })
            });
            allowed.push_word(word, standings.len());
        });
        Column { allowed, tally }
    }
}
