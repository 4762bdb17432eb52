//! A record guard together with the ledger whose people it checks.

use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
};

use super::{DefaultHasher, Ledger};
use crate::{
    decide::{DataUse, Decision, FieldError, FieldMask, RowGuard},
    time::Moment,
};

/// The fields of a record prepared for checking people of a ledger. Follows policy reloads; cheap to clone.
pub struct LedgerRowGuard<K = String, S = DefaultHasher> {
    pub(crate) ledger: Ledger<K, S>,
    pub(crate) guard: RowGuard,
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Prepares one use a field for checking people of this ledger, all fields in one pass.
    ///
    /// # Errors
    /// When the policy does not know a name, or the uses together are too wide for one guard.
    pub fn row_guard(&self, fields: &[DataUse]) -> Result<LedgerRowGuard<K, S>, FieldError> {
        let mut frozen = self.inner.interner.freeze();
        // Read while nothing can be reloaded, so that the guard hears of every later policy.
        let guard = RowGuard::within(self.policy(), &self.inner.interner, &mut frozen, fields)?;
        Ok(LedgerRowGuard { ledger: self.clone(), guard })
    }
}

impl<K: Hash + Eq, S: BuildHasher> LedgerRowGuard<K, S> {
    /// What the guard stands for, a use a field.
    #[must_use]
    pub fn fields(&self) -> &[DataUse] {
        self.guard.fields()
    }

    /// How many words [`check_into`](Self::check_into) fills: one for each 64 fields.
    #[must_use]
    pub fn words(&self) -> usize {
        self.guard.words()
    }

    /// Which of the first 64 fields of this person may be used now. Of a wider record the others are not in the
    /// answer: ask [`check_into`](Self::check_into).
    #[inline]
    pub fn check<Q>(&self, key: &Q, at: impl Into<Moment>) -> FieldMask
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let mut words = [0];
        self.check_into(key, at, &mut words);
        let [word] = words;
        FieldMask::from_bits(word)
    }

    /// Which fields of this person may be used now: one bit a field, least significant first, 1 = allowed.
    #[inline]
    pub fn check_into<Q>(&self, key: &Q, at: impl Into<Moment>, words: &mut [u64])
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let moment = at.into();
        loop {
            let found = self.ledger.inner.people.look_up(key);
            self.guard.sweep(found.rows, moment, words);
            if found.held_still() {
                return;
            }
        }
    }

    /// May the field at that position be used now, and why?
    pub fn decision<Q>(&self, field: usize, key: &Q, at: impl Into<Moment>) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.decision(field, &self.ledger.standing(key), at)
    }

    /// As [`check_into`](Self::check_into), of the person with that [number](Ledger::number). A number that nobody has
    /// stands for someone who is not known.
    #[inline]
    pub fn check_number_into(&self, number: u32, at: impl Into<Moment>, words: &mut [u64]) {
        let moment = at.into();
        let mut once = std::iter::once(number);
        self.ledger.read_numbers(&mut once, |_, rows| self.guard.sweep(rows, moment, words));
    }

    /// As [`decisions`](Self::decisions), of the person with that [number](Ledger::number). A number that nobody has
    /// stands for someone who is not known.
    #[must_use]
    pub fn decisions_by_number(&self, number: u32, at: impl Into<Moment>) -> Vec<Decision> {
        let moment = at.into();
        let mut once = std::iter::once(number);
        let mut decisions = Vec::new();
        self.ledger.read_numbers(&mut once, |_, rows| decisions = self.guard.decide_each(rows, moment));
        decisions
    }

    /// The decision of every field, all by the same policy and the same answers.
    #[must_use]
    pub fn decisions<Q>(&self, key: &Q, at: impl Into<Moment>) -> Vec<Decision>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.decisions(&self.ledger.standing(key), at)
    }
}

impl<K, S> Clone for LedgerRowGuard<K, S> {
    fn clone(&self) -> Self {
        Self { ledger: self.ledger.clone(), guard: self.guard.clone() }
    }
}

impl<K, S> fmt::Debug for LedgerRowGuard<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}
