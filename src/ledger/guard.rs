//! A guard together with the ledger whose people it checks.

use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
};

use super::{DefaultHasher, Ledger, Revision};
use crate::{
    decide::{DataUse, Decision, DenyReason, Explanation, Guard, MayAsk, Ruling},
    time::Moment,
};

/// A data use prepared for checking people of a ledger. Follows policy reloads; cheap to clone.
pub struct LedgerGuard<K = String, S = DefaultHasher> {
    pub(crate) ledger: Ledger<K, S>,
    pub(crate) guard: Guard,
}

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    pub(super) const fn new(ledger: Ledger<K, S>, guard: Guard) -> Self {
        Self { ledger, guard }
    }

    /// What the guard stands for.
    #[must_use]
    pub fn data_use(&self) -> &DataUse {
        self.guard.data_use()
    }

    /// May this person's data be used now?
    #[inline]
    pub fn check<Q>(&self, key: &Q, at: impl Into<Moment>) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let moment = at.into();
        let found = self.ledger.inner.people.look_up(key);
        let decision = self.guard.try_fast(found.rows, moment);
        match decision.filter(|_| found.held_still()) {
            Some(decision) => decision,
            None => self.check_in_full(key, moment),
        }
    }

    /// The same where that is no short work, or someone writes at the same time.
    #[inline(never)]
    fn check_in_full<Q>(&self, key: &Q, moment: Moment) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.ledger.inner.people.read(key, |entry| self.guard.decide_in_full(entry.answers, moment))
    }

    /// May it, judged by a state that has everything up to `revision`? A ledger that has not come so far denies, with
    /// reason [`Stale`](DenyReason::Stale).
    ///
    /// That is a decision and not an error, since nobody can use the data by handling it wrongly; a deny and not an ask,
    /// since the person has nothing to answer: whoever asks waits for the replica, or asks the source.
    #[inline]
    pub fn check_at_least<Q>(&self, revision: Revision, key: &Q, at: impl Into<Moment>) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        // Read before the standing: what is numbered up to here is in it.
        if self.ledger.revision() < revision {
            return Decision::Deny(DenyReason::Stale);
        }
        self.check(key, at)
    }

    /// May it, and until when does the answer hold if nobody says anything new?
    pub fn ruling<Q>(&self, key: &Q, at: impl Into<Moment>) -> Ruling
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.ruling(&self.ledger.standing(key), at)
    }

    /// May this person be asked for it now?
    #[must_use]
    pub fn may_ask<Q>(&self, key: &Q, at: impl Into<Moment>) -> MayAsk
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.may_ask(&self.ledger.standing(key), at)
    }

    /// Which regime, rule and event decide for this person, and what would change the answer.
    #[must_use]
    pub fn explain<Q>(&self, key: &Q, at: impl Into<Moment>) -> Explanation
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.explain(&self.ledger.standing(key), at)
    }
}

impl<K, S> Clone for LedgerGuard<K, S> {
    fn clone(&self) -> Self {
        Self { ledger: self.ledger.clone(), guard: self.guard.clone() }
    }
}

impl<K, S> fmt::Debug for LedgerGuard<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}
