//! A guard together with the ledger whose people it checks.

use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
};

use super::{
    ledger::{DefaultHasher, Ledger},
    revision::Revision,
};
use crate::{
    decide::{DataUse, Decision, DenyReason, Explanation, Guard, MayAsk, Ruling, UseError},
    time::Moment,
};

/// A data use prepared for checking people of a ledger, by key: what stands in front of a field.
///
/// It is made once, by [`Ledger::guard`], and asked before every use of the data. It follows policy reloads, sees
/// every recorded event at once, and is cheap to clone; clones share the prepared plan. A person who is not known to
/// the ledger is one who has never said anything.
///
/// | to | call |
/// |---|---|
/// | decide, in nanoseconds | [`check`](Self::check) |
/// | decide by a state that is new enough | [`check_at_least`](Self::check_at_least) |
/// | keep the answer until it may change | [`ruling`](Self::ruling) |
/// | know whether to show a consent dialog | [`may_ask`](Self::may_ask) |
/// | tell the person why | [`explain`](Self::explain) |
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{DataUse, Decision, EventDocument, Kind, Ledger, MayAsk, Operations, Scope, Timestamp};
///
/// let ledger: Ledger<String> = Ledger::new(policy);
/// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// assert!(matches!(guard.check("anna", now), Decision::Ask(_)));
/// assert_eq!(guard.may_ask("anna", now), MayAsk::Yes);
///
/// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
/// ledger.record(&EventDocument::new("e1", "anna".to_owned(), Kind::Refused, &scope, now).into_event()?)?;
/// assert_eq!(guard.check("anna", now).code(), "refused");
/// assert_eq!(guard.may_ask("anna", now), MayAsk::Never);
/// assert_eq!(guard.explain("anna", now).event.unwrap().event, "e1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors never allow
///
/// A check has no error: whatever cannot be decided is a deny with a reason. A person who is not known is decided
/// like one who never said anything; a use that a new policy no longer declares is denied as `not_declared`; a
/// replica that lags denies as `stale`. So a caller needs one branch only, `is_allow`.
pub struct LedgerGuard<K = String, S = DefaultHasher> {
    /// The ledger whose people are checked.
    pub(crate) ledger: Ledger<K, S>,
    /// The prepared use, made with the ledger's interner, so that it hears of reloads and of new scopes.
    pub(crate) guard: Guard,
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Prepares a data use for checking people of this ledger.
    ///
    /// Preparing resolves the keys and takes microseconds and more: do it once, not before each check.
    ///
    /// # Errors
    /// Returns a [`UseError`] if the policy in force does not know a key of the use, with the nearest keys that it
    /// knows, or if the use is too wide for one guard.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, Ledger, Operations};
    ///
    /// let ledger: Ledger = Ledger::new(policy);
    /// let error = ledger.guard(&DataUse::new("marketting", "contact", "lingon", Operations::USE)).unwrap_err();
    /// assert!(error.to_string().contains("did you mean `marketing`?"));
    /// # Ok::<(), consentry::Faults>(())
    /// ```
    pub fn guard(&self, data_use: &DataUse) -> Result<LedgerGuard<K, S>, UseError> {
        let mut locked = self.inner.interner.lock();
        // INVARIANT: the policy is read while nothing can be reloaded, so that the guard hears of every later one.
        let guard = Guard::within(self.policy(), &self.inner.interner, &mut locked, data_use)?;
        Ok(LedgerGuard { ledger: self.clone(), guard })
    }
}

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    /// Returns the data use that the guard was made for.
    #[must_use]
    pub fn data_use(&self) -> &DataUse {
        self.guard.data_use()
    }

    /// Decides whether this person's data may be used at that moment.
    ///
    /// Takes no lock, allocates nothing and cannot fail. A check that starts after [`Ledger::record`] returned sees
    /// the event. Only [`Decision::Allow`] lets the use through.
    #[inline]
    pub fn check<Q>(&self, key: &Q, at: impl Into<Moment>) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let moment = at.into();
        let found = self.ledger.inner.people.look_up(key);
        let decision = self.guard.try_fast(found.answers, moment);
        match decision.filter(|_| found.is_unchanged()) {
            Some(decision) => decision,
            None => self.check_in_full(key, moment),
        }
    }

    /// Decides where the fast path does not serve, or someone wrote at the same time.
    ///
    /// It reads the person anew, as often as it takes for nothing to have changed meanwhile. Not inlined, so that the
    /// fast path stays short.
    #[inline(never)]
    fn check_in_full<Q>(&self, key: &Q, moment: Moment) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.ledger.inner.people.read(key, |entry| self.guard.decide_in_full(entry.answers, moment))
    }

    /// Decides as [`check`](Self::check) does, by a state that has everything up to `revision`. A ledger that has not
    /// come so far denies, with reason [`Stale`](DenyReason::Stale).
    ///
    /// That is a decision and not an error, so that nobody can use the data by handling it wrongly. It is a deny and
    /// not an ask, since the person has nothing to answer: wait for the replica, or check at the source. See
    /// [`Revision`] for an example.
    #[inline]
    pub fn check_at_least<Q>(&self, revision: Revision, key: &Q, at: impl Into<Moment>) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        // INVARIANT: read before the answers: what is numbered up to here is in them.
        if self.ledger.revision() < revision {
            return Decision::Deny(DenyReason::Stale);
        }
        self.check(key, at)
    }

    /// Decides, and says until when the decision holds if nobody says anything new, so that it can be cached.
    ///
    /// What was decided stays true until then for as long as no event of the person is recorded, no description
    /// changes and no policy is replaced; keep it beside [`Ledger::revision`], which any of the first two moves.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     lifetime_days = 365
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
    /// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
    /// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    /// let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE);
    /// ledger.record(&yes.into_event()?)?;
    /// let ruling = guard.ruling(&7, now);
    /// assert!(ruling.decision.is_allow());
    /// assert_eq!(ruling.until, Some("2027-01-01T00:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ruling<Q>(&self, key: &Q, at: impl Into<Moment>) -> Ruling
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.ruling(&self.ledger.standing(key), at)
    }

    /// Says whether this person may be asked for the use at that moment: whether a consent dialog may be shown.
    #[must_use]
    pub fn may_ask<Q>(&self, key: &Q, at: impl Into<Moment>) -> MayAsk
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.may_ask(&self.ledger.standing(key), at)
    }

    /// Explains the decision: which regime, rule and event decide for this person, and what would change it.
    ///
    /// It gives the same decision as [`check`](Self::check) does, and allocates.
    #[must_use]
    pub fn explain<Q>(&self, key: &Q, at: impl Into<Moment>) -> Explanation
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.explain(&self.ledger.standing(key), at)
    }
}

/// The same data use and people, with the newest plan.
impl<K, S> Clone for LedgerGuard<K, S> {
    fn clone(&self) -> Self {
        Self { ledger: self.ledger.clone(), guard: self.guard.clone() }
    }
}

/// Reads as the guard without a ledger does.
impl<K, S> fmt::Debug for LedgerGuard<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}
