//! The ledger itself: its parts, and reading them.

use std::{
    borrow::Borrow,
    fmt,
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use arc_swap::ArcSwap;

use super::{
    people::People,
    progress::Progress,
    revision::{LedgerRole, Revision},
    watchers::Watchers,
};
use crate::{
    interner::Interner,
    policy::Policy,
    standing::{Answers, Standing},
};

/// The hasher of a ledger's map unless another is named: fast, and seeded at random for each ledger.
pub type DefaultHasher = foldhash::quality::RandomState;

/// All people's answers in memory, to be checked by many threads while others record.
///
/// `K` is the key that names a person: `u64`, `String`, a UUID, anything hashable. `S` hashes it. A ledger is a
/// handle; clones share the same people.
///
/// # A tour
///
/// **Record** what people say, and **check** before each use of their data:
///
/// ```
/// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp};
///
/// let document: PolicyDocument = toml::from_str(r#"
///     version = "1"
///     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
///         recipients = [{ key = "lingon", role = "controller" }] }
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     regions = ["EU"]
///     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// "#)?;
/// let ledger: Ledger<String> = Ledger::new(document.clone().compile()?);
/// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
///
/// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let yes = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, now);
/// let recorded = ledger.record(&yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;
/// assert_eq!(guard.check("anna", now).code(), "not_declared"); // the rule is for the EU, and her region is not known
/// # use consentry::{Region, Subject, ledger::LedgerRole};
/// #
/// // **Describe** the person, where rules ask for regions, ages or facts.
/// ledger.describe("anna".to_owned(), &Subject::in_regions([Region::new("SE")?]))?;
/// assert!(guard.check("anna", now).is_allow());
///
/// // **Reload** another policy under running checks: guards follow.
/// ledger.reload(document.clone().compile()?)?;
/// assert!(guard.check("anna", now).is_allow());
///
/// // **Snapshot** everyone to a file, so that a restart need not replay the log.
/// let mut file = Vec::new();
/// let report = ledger.snapshot(&mut file)?;
///
/// // **Restore** it elsewhere as a replica, and ask there for a state that has what was recorded.
/// let (replica, _) = Ledger::<String>::restore(document.compile()?, file.as_slice(), LedgerRole::Replica)?;
/// let there = replica.guard(guard.data_use())?;
/// assert!(there.check_at_least(recorded.revision, "anna", now).is_allow());
/// assert_eq!(replica.revision(), report.revision);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The [module](crate::ledger) says what is promised to threads, what a ledger is not, and how much memory it takes.
pub struct Ledger<K = String, S = DefaultHasher> {
    /// What all clones share.
    pub(super) inner: Arc<Inner<K, S>>,
}

/// What the clones of a ledger share.
pub(super) struct Inner<K, S> {
    /// The policy in force. Replaced only while the interner is locked.
    pub(super) policy: ArcSwap<Policy>,
    /// The table of scopes and profiles that the people's answers refer to by number.
    pub(super) interner: Interner,
    /// Everyone's answers.
    pub(super) people: People<K, S>,
    /// The revision and the role.
    pub(super) progress: Progress,
    /// The audiences that every change keeps current.
    pub(super) watchers: Watchers<K>,
}

impl<K: Hash + Eq> Ledger<K> {
    /// Creates a ledger without people, under a policy.
    ///
    /// It is a [`Source`](LedgerRole::Source), at [`Revision::ZERO`].
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
    /// use consentry::{Ledger, Revision, ledger::LedgerRole};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// assert!(ledger.is_empty());
    /// assert_eq!((ledger.revision(), ledger.role()), (Revision::ZERO, LedgerRole::Source));
    /// # Ok::<(), consentry::Faults>(())
    /// ```
    pub fn new(policy: impl Into<Arc<Policy>>) -> Self {
        Self::with_hasher(policy, DefaultHasher::default())
    }
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Creates a ledger without people, whose map hashes keys with `hasher`.
    ///
    /// Where others choose the keys, use a hasher that is seeded at random, as [`DefaultHasher`] is: a hasher that
    /// they can predict lets them make keys that collide, and checks slow.
    pub fn with_hasher(policy: impl Into<Arc<Policy>>, hasher: S) -> Self {
        let interner = Interner::new();
        let people = People::new(&interner, hasher);
        Self::of(policy.into(), interner, people, Progress::new(Revision::ZERO, LedgerRole::Source))
    }

    /// A ledger of these parts. The people's answers refer to that interner.
    pub(super) fn of(policy: Arc<Policy>, interner: Interner, people: People<K, S>, progress: Progress) -> Self {
        let (policy, watchers) = (ArcSwap::new(policy), Watchers::default());
        Self { inner: Arc::new(Inner { policy, interner, people, progress, watchers }) }
    }

    /// Returns the policy in force.
    ///
    /// A reload may replace it at any time; what is returned stays the whole policy that it is.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.inner.policy.load_full()
    }

    /// Returns the interner that the ledger's standings refer to: its table of scopes and profiles.
    ///
    /// A [`Guard`](crate::Guard) that is made with it can check what [`standing`](Self::standing) returns.
    #[must_use]
    pub fn interner(&self) -> &Interner {
        &self.inner.interner
    }

    /// Returns how far the ledger has come: a check that starts now sees every change up to here.
    ///
    /// One atomic load. Hand it on with data that was decided by it; see [`Revision`].
    #[must_use]
    #[inline]
    pub fn revision(&self) -> Revision {
        self.inner.progress.revision()
    }

    /// Returns whether the ledger numbers changes itself or follows another that does.
    #[must_use]
    pub fn role(&self) -> LedgerRole {
        self.inner.progress.role()
    }

    /// Tells a replica that everything its source took up to `revision` has been recorded here. Returns the revision
    /// reached, which never goes back.
    ///
    /// This makes any ledger a [`Replica`](LedgerRole::Replica), whose own records are not counted. Call it only once
    /// nothing up to `revision` is missing: checks [at least](super::LedgerGuard::check_at_least) as new rely on it.
    pub fn applied(&self, revision: Revision) -> Revision {
        self.inner.progress.applied(revision)
    }

    /// Makes a replica the source, which numbers on from the revision it has reached: for when the old source is
    /// gone.
    ///
    /// Of two ledgers that number at the same time the revisions mean nothing to each other. Make sure that the old
    /// source has stopped.
    pub fn take_over(&self) {
        self.inner.progress.take_over();
    }

    /// Returns how many people are known: everyone who has an event or a description.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.people.len()
    }

    /// Returns whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the person's number; `None` for a person who is not known.
    ///
    /// Numbers are dense, from 0, given at first sight, and stay as long as the ledger lives; they are others after a
    /// restart. The [`Members`](super::Members) of an [`Audience`](super::Audience) go by them.
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
    /// use consentry::{Ledger, Subject};
    ///
    /// let ledger: Ledger<&str> = Ledger::new(policy);
    /// ledger.describe("anna", &Subject::default())?;
    /// ledger.describe("ben", &Subject::default())?;
    /// assert_eq!((ledger.number("anna"), ledger.number("ben"), ledger.number("carla")), (Some(0), Some(1), None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn number<Q>(&self, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.inner.people.number(key)
    }

    /// Returns a copy of a person's standing, for guards of this ledger's [`interner`](Self::interner).
    ///
    /// The standing of a person who is not known is that of someone who never said anything.
    ///
    /// It allocates, and is right for the moment at which it was taken: later events are not in it. Explanations,
    /// rulings and questions of whether a person may be asked are answered from such copies; a plain check needs
    /// none.
    #[must_use]
    pub fn standing<Q>(&self, key: &Q) -> Standing
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.inner.people.read(key, Standing::of)
    }

    /// Takes up to [`BATCH`](super::BATCH) keys, their cache misses overlapping, and runs `run` on each one's
    /// position and answers. Returns how many keys there were.
    ///
    /// `run` is run again for a position if the answers changed meanwhile, so each run has to overwrite whatever the
    /// one before has done.
    #[inline]
    pub(crate) fn read_batch<'k, Q>(
        &self,
        keys: &mut impl Iterator<Item = &'k Q>,
        run: impl FnMut(usize, Answers<'_>),
    ) -> usize
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        self.inner.people.read_batch(keys, run)
    }

    /// Takes up to [`BATCH`](super::BATCH) numbers of people, as [`read_batch`](Self::read_batch) takes keys. A
    /// number that nobody has is a person who is not known.
    #[inline]
    pub(crate) fn read_numbers(
        &self,
        numbers: &mut impl Iterator<Item = u32>,
        run: impl FnMut(usize, Answers<'_>),
    ) -> usize {
        self.inner.people.read_numbers(numbers, run)
    }

    /// Runs `run` on a copy of each person's standing, in the order of their numbers.
    #[cfg(feature = "rollout")]
    pub(crate) fn each_standing(&self, mut run: impl FnMut(&Standing)) {
        let people = &self.inner.people;
        (0..people.count()).filter_map(|number| people.read_number(number, Standing::of)).for_each(|own| run(&own));
    }
}

/// Another handle to the same people, policy and guards.
impl<K, S> Clone for Ledger<K, S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

/// Says how many people, scopes and profiles there are; names nobody.
impl<K: Hash + Eq, S: BuildHasher> fmt::Debug for Ledger<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ledger({} people, {:?})", self.len(), self.inner.interner)
    }
}
