//! Everyone for whom a guard allows, kept current.

use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
    sync::{Arc, Weak},
};

use super::{kept::KeptAudience, members::Members, membership::Membership};
use crate::{
    decide::DataUse,
    ledger::{
        guard::LedgerGuard,
        ledger::{DefaultHasher, Ledger},
    },
    time::{Moment, Timestamp},
};

/// Everyone for whom a guard allows at an instant: "whom may we mail today" as one call.
///
/// It is built once, by [`Ledger::audience`]. Every event and every description recorded later updates it before the
/// recording call returns, and a policy reload builds it anew. Clones share one audience; it is kept current until
/// the last is dropped.
///
/// Time moves only when told. The audience is right for the instant [`at`](Self::at);
/// [`next_change`](Self::next_change) says when time alone changes it; [`advance`](Self::advance) moves it on, and
/// looks only at those whose turn it is.
///
/// It takes nine bytes for each person of the ledger, and 16 more for some of them once somebody asks what time
/// changes. Each recorded change decides the person once more, under a lock that all clones share.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     lifetime_days = 365
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
///
/// let ledger: Ledger<u64> = Ledger::new(policy);
/// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let audience = ledger.audience(&guard, now);
/// assert!(audience.is_empty());
///
/// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
/// let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE).into_event()?;
/// ledger.record(&yes)?;
/// assert_eq!(audience.keys(), [7]);
///
/// let end: Timestamp = "2027-01-01T00:00:00Z".parse()?;
/// assert_eq!(audience.next_change(), Some(end));
/// audience.advance(end);
/// assert!(audience.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Audience<K = String, S = DefaultHasher> {
    /// What all clones share. The ledger knows it by a weak reference.
    shared: Arc<KeptAudience<K, S>>,
}

impl<K, S> Ledger<K, S>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    S: BuildHasher + Send + Sync + 'static,
{
    /// Builds the audience of everyone for whom a guard allows at that moment, and keeps it current from here on.
    ///
    /// The guard says whose people they are: the audience is one of the guard's ledger. People who are not known to
    /// the ledger are in no audience, even where a rule allows without anyone's word. With the feature `rayon`, all
    /// of the machine's threads build a large one.
    pub fn audience(&self, guard: &LedgerGuard<K, S>, at: impl Into<Moment>) -> Audience<K, S> {
        let shared = Arc::new(KeptAudience::new(guard.clone(), Membership::new(at.into(), 0)));
        let watcher: Weak<KeptAudience<K, S>> = Arc::downgrade(&shared);
        // INVARIANT: registered before anyone is read, so that no change falls between the two.
        guard.ledger.inner.watchers.register(watcher);
        let mut membership = shared.membership();
        let moment = membership.moment;
        shared.rebuild(&mut membership, moment);
        drop(membership);
        Audience { shared }
    }
}

impl<K, S> Audience<K, S>
where
    K: Hash + Eq + Clone + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    /// Returns the data use that is allowed for the members.
    #[must_use]
    pub fn data_use(&self) -> &DataUse {
        self.shared.guard.data_use()
    }

    /// Returns the instant that the audience is right for.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.shared.membership().moment.now()
    }

    /// Moves the audience to another instant.
    ///
    /// Forwards, it looks only at those whose membership could change until then. Backwards, it is built anew.
    ///
    /// The collection time of the data, if one was given when the audience was built, stays as it is.
    pub fn advance(&self, now: impl Into<Timestamp>) {
        self.shared.advance(&mut self.shared.membership(), now.into());
    }

    /// Returns the first instant after [`at`](Self::at) at which somebody comes or goes if nobody says anything new;
    /// `None` if time alone changes nothing.
    ///
    /// A service can sleep until then, [`advance`](Self::advance) and act on who came and went:
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     lifetime_days = 30
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
    /// for (person, day) in [(7, "2026-01-01T00:00:00Z"), (8, "2026-01-11T00:00:00Z")] {
    ///     let yes = EventDocument::new("e1", person, Kind::Given, &scope, day.parse()?);
    ///     ledger.record(&yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;
    /// }
    /// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
    /// let audience = ledger.audience(&guard, "2026-01-12T00:00:00Z".parse::<Timestamp>()?);
    /// let mut left = Vec::new();
    /// while let Some(then) = audience.next_change() {
    ///     audience.advance(then);
    ///     left.push((then.to_string(), audience.keys()));
    /// }
    /// assert_eq!(left.len(), 2);
    /// assert_eq!((left[0].1.as_slice(), left[1].1.as_slice()), ([8].as_slice(), [].as_slice()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn next_change(&self) -> Option<Timestamp> {
        self.shared.next_change(&mut self.shared.membership())
    }

    /// Returns how many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.membership().count
    }

    /// Returns whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns whether the person is a member. A person who is not known to the ledger is none.
    #[must_use]
    pub fn contains<Q>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.shared.guard.ledger.number(key).is_some_and(|number| self.shared.membership().contains(number))
    }

    /// Returns a copy of the members as they are now, to be combined with others, and looked up without a lock.
    ///
    /// The copy is not kept current.
    pub fn members(&self) -> Members {
        let membership = self.shared.membership();
        let table = self.shared.guard.ledger.inner.interner.number();
        Members::new(membership.words.clone(), table, membership.moment.now())
    }

    /// Returns the members' keys, in the order of their numbers.
    #[must_use]
    pub fn keys(&self) -> Vec<K> {
        self.shared.guard.ledger.keys_of(&self.members())
    }
}

/// Another handle to the same audience: advancing one advances all.
impl<K, S> Clone for Audience<K, S> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

/// Names the guard, how many members there are, and the instant.
impl<K, S> fmt::Debug for Audience<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let membership = self.shared.membership();
        write!(f, "Audience({:?}: {} at {})", self.shared.guard, membership.count, membership.moment.now())
    }
}
