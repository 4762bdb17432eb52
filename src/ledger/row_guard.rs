//! A row guard together with the ledger whose people it checks.

use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
};

use super::ledger::{DefaultHasher, Ledger};
use crate::{
    decide::{DataUse, Decision, FieldError, FieldMask, RowGuard},
    time::Moment,
};

/// The fields of a row prepared for checking people of a ledger: one data use a field, all decided in one pass.
///
/// Where many fields of one person are read at once, this is several times faster than a
/// [`LedgerGuard`](super::LedgerGuard) for each. It is made by [`Ledger::row_guard`], follows policy reloads, sees
/// every recorded event at once, and is cheap to clone.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     [vocabulary]
/// #     purposes = [{ key = "marketing" }]
/// #     categories = [{ key = "contact" }, { key = "contact.email" }, { key = "contact.phone" }]
/// #     recipients = [{ key = "lingon", role = "controller" }]
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
///
/// let ledger: Ledger<u64> = Ledger::new(policy);
/// let field = |category| DataUse::new("marketing", category, "lingon", Operations::USE);
/// let guard = ledger.row_guard(&[field("contact.email"), field("contact.phone")])?;
///
/// let scope = Scope::new(["marketing"], ["contact.email"], ["lingon"], Operations::USE)?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE);
/// ledger.record(&yes.into_event()?)?;
///
/// let allowed = guard.check(&7, now);
/// assert!(allowed.contains(0) && !allowed.contains(1)); // email, not phone
/// assert_eq!(guard.decision(1, &7, now).code(), "never_asked");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | to | call |
/// |---|---|
/// | decide up to 64 fields | [`check`](Self::check) |
/// | decide any number of fields | [`check_into`](Self::check_into) |
/// | know why one field is decided so | [`decision`](Self::decision) |
/// | know why for all | [`decisions`](Self::decisions) |
pub struct LedgerRowGuard<K = String, S = DefaultHasher> {
    /// The ledger whose people are checked.
    pub(crate) ledger: Ledger<K, S>,
    /// The prepared fields, made with the ledger's interner.
    pub(crate) guard: RowGuard,
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Prepares one data use for each field of a row, for checking people of this ledger with all fields in one pass.
    ///
    /// The position of a use in `fields` is the position of its bit in what the checks return.
    ///
    /// # Errors
    /// Returns a [`FieldError`], which names the field, if the policy in force does not know a key of its use, or if
    /// the uses together are too wide for one guard.
    pub fn row_guard(&self, fields: &[DataUse]) -> Result<LedgerRowGuard<K, S>, FieldError> {
        let mut locked = self.inner.interner.lock();
        // INVARIANT: the policy is read while nothing can be reloaded, so that the guard hears of every later one.
        let guard = RowGuard::within(self.policy(), &self.inner.interner, &mut locked, fields)?;
        Ok(LedgerRowGuard { ledger: self.clone(), guard })
    }
}

impl<K: Hash + Eq, S: BuildHasher> LedgerRowGuard<K, S> {
    /// Returns the data uses that the guard was made for, one for each field.
    #[must_use]
    pub fn fields(&self) -> &[DataUse] {
        self.guard.fields()
    }

    /// Returns how many words [`check_into`](Self::check_into) fills: one for each 64 fields.
    #[must_use]
    pub fn words(&self) -> usize {
        self.guard.words()
    }

    /// Decides which of the first 64 fields of this person may be used at that moment.
    ///
    /// The fields after the 64th are not in the answer, and so are not allowed: use [`check_into`](Self::check_into)
    /// for wider rows.
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

    /// Decides which fields of this person may be used at that moment, and writes one bit for each, 1 = allowed.
    ///
    /// Field *n* is bit *n* mod 64 of `words[n / 64]`. `words` should have [`words`](Self::words) words: fields for
    /// which there is none are left out. Bits beyond the last field are 0.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "support" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "contract"
    /// #     basis = "contract"
    /// #     scope = { purposes = "support", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, Ledger, Operations, Timestamp};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let fields = vec![DataUse::new("support", "contact", "lingon", Operations::USE); 70];
    /// let guard = ledger.row_guard(&fields)?;
    /// let mut words = vec![0; guard.words()];
    /// guard.check_into(&7, Timestamp::from_millis(0), &mut words);
    /// assert_eq!(words, [u64::MAX, (1 << 6) - 1]); // 64 fields, and six more
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn check_into<Q>(&self, key: &Q, at: impl Into<Moment>, words: &mut [u64])
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let moment = at.into();
        loop {
            let found = self.ledger.inner.people.look_up(key);
            self.guard.decide_into(found.answers, moment, words);
            if found.is_unchanged() {
                return;
            }
        }
    }

    /// Decides whether the field at that position may be used at that moment, with the reason.
    ///
    /// A position beyond the last field is denied.
    pub fn decision<Q>(&self, field: usize, key: &Q, at: impl Into<Moment>) -> Decision
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.decision(field, &self.ledger.standing(key), at)
    }

    /// Returns the decision for every field, all by the same policy and the same answers.
    #[must_use]
    pub fn decisions<Q>(&self, key: &Q, at: impl Into<Moment>) -> Vec<Decision>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.guard.decisions(&self.ledger.standing(key), at)
    }
}

/// The same fields and people, with the newest plan.
impl<K, S> Clone for LedgerRowGuard<K, S> {
    fn clone(&self) -> Self {
        Self { ledger: self.ledger.clone(), guard: self.guard.clone() }
    }
}

/// Reads as the row guard without a ledger does.
impl<K, S> fmt::Debug for LedgerRowGuard<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.guard, f)
    }
}
