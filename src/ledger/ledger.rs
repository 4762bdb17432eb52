//! Everyone's standing, in memory: many readers, live writes.
//!
//! A [`Ledger`] is a handle; clones share the same people. Reads take no lock. A check that starts after
//! [`Ledger::record`] returned sees that event. A policy is reloaded under running checks; each check is decided wholly
//! by one policy. It is not a database: keep the events in a log, and after a restart [`load`](Ledger::load) them again,
//! or [`restore`](Ledger::restore) a snapshot and load what came after it.
//!
//! ```
//! # let policy = |lifetime: u32| toml::from_str::<consentry::PolicyDocument>(&format!(r#"
//! #     version = "1"
//! #     vocabulary = {{ purposes = [{{ key = "marketing" }}], categories = [{{ key = "contact" }}],
//! #         recipients = [{{ key = "lingon", role = "controller" }}] }}
//! #     [[rules]]
//! #     id = "newsletter"
//! #     basis = "consent"
//! #     lifetime_days = {lifetime}
//! #     scope = {{ purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }}
//! # "#)).unwrap().compile().unwrap();
//! use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
//!
//! let ledger: Ledger<u64> = Ledger::new(policy(365));
//! let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
//!
//! let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
//! let (then, now): (Timestamp, Timestamp) = ("2026-01-01T00:00:00Z".parse()?, "2026-03-01T00:00:00Z".parse()?);
//! let yes = EventDocument::new("e1", 7, Kind::Given, &scope, then).qualities(Qualities::AFFIRMATIVE).into_event()?;
//! ledger.record(&yes)?;
//! assert!(guard.check(&7, now).is_allow());
//!
//! ledger.reload(policy(30))?; // guards follow
//! assert_eq!(guard.check(&7, now).code(), "expired");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod audience;
mod guard;
mod load;
mod members;
mod people;
mod revision;
mod row_guard;
mod snapshot;
mod watch;

use std::{
    fmt,
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use arc_swap::ArcSwap;

pub use audience::Audience;
pub use guard::LedgerGuard;
pub use load::{LoadError, LoadReport, MAX_LOAD_ERRORS};
pub use members::Members;
pub(crate) use people::BATCH;
pub use revision::{LedgerRole, Revision};
pub use row_guard::LedgerRowGuard;
pub use snapshot::{SnapshotError, SnapshotKey, SnapshotReport};

use crate::{
    decide::{DataUse, Guard, UseError},
    event::{Conflict, Event},
    fault::{Fault, Faults},
    interner::Interner,
    policy::Policy,
    standing::{Answers, Entry, Standing},
    subject::{Profile, Subject},
    time::Birth,
};
use {
    people::{NoRoom, People},
    revision::Progress,
    watch::Watchers,
};

/// The hasher of a ledger's map unless another is named.
pub type DefaultHasher = foldhash::quality::RandomState;

/// All people's standings. Generic over the key that names a person: `u64`, `String`, a UUID, anything hashable.
pub struct Ledger<K = String, S = DefaultHasher> {
    inner: Arc<Inner<K, S>>,
}

struct Inner<K, S> {
    policy: ArcSwap<Policy>,
    interner: Interner,
    people: People<K, S>,
    progress: Progress,
    watchers: Watchers<K>,
}

/// What came of recording an event. New or known, it is there, so both come with a revision to hand on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// A state that has the event.
    pub revision: Revision,
    /// Whether checks see it only from now on; otherwise nothing changed.
    pub new: bool,
}

/// Why an event is not recorded. Nothing has changed then.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The policy does not know a name in its scope.
    #[error("{0}")]
    UnknownNames(Faults),
    /// It contradicts an event that is known.
    #[error("{0}")]
    Conflict(Conflict),
    /// The ledger holds all it can.
    #[error(
        "the ledger is full: it holds 4294967294 people, or some 70 GB of answers; divide the people among several"
    )]
    Full,
}

/// Why a policy is not taken. The ledger keeps the one it has.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the new policy has lost names that people's answers use; list each key under `formerly` of what takes its place or under \
     `vocabulary.retired`, and keep each `#tag` on some node:\n{0}"
)]
pub struct ReloadError(Faults);

impl ReloadError {
    /// Each lost name.
    #[must_use]
    pub const fn faults(&self) -> &Faults {
        &self.0
    }
}

impl<K: Hash + Eq> Ledger<K> {
    /// An empty ledger under a policy.
    pub fn new(policy: impl Into<Arc<Policy>>) -> Self {
        Self::with_hasher(policy, DefaultHasher::default())
    }
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// An empty ledger whose map hashes with `hasher`.
    pub fn with_hasher(policy: impl Into<Arc<Policy>>, hasher: S) -> Self {
        let interner = Interner::new();
        let people = People::new(&interner, hasher);
        Self::of(policy.into(), interner, people, Progress::new(Revision::ZERO, LedgerRole::Source))
    }

    fn of(policy: Arc<Policy>, interner: Interner, people: People<K, S>, progress: Progress) -> Self {
        let (policy, watchers) = (ArcSwap::new(policy), Watchers::default());
        Self { inner: Arc::new(Inner { policy, interner, people, progress, watchers }) }
    }

    /// The policy in force.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.inner.policy.load_full()
    }

    /// The table of scopes that the ledger's standings refer to.
    #[must_use]
    pub fn interner(&self) -> &Interner {
        &self.inner.interner
    }

    /// How far the ledger has come: a check that starts now sees every change up to here.
    #[must_use]
    #[inline]
    pub fn revision(&self) -> Revision {
        self.inner.progress.revision()
    }

    /// Whether the ledger numbers changes itself.
    #[must_use]
    pub fn role(&self) -> LedgerRole {
        self.inner.progress.role()
    }

    /// Says that everything its source took up to `revision` has been recorded here; the revision reached, which never
    /// goes back. This makes the ledger a [replica](LedgerRole::Replica), whose own records are not counted.
    pub fn applied(&self, revision: Revision) -> Revision {
        self.inner.progress.applied(revision)
    }

    /// Makes a replica the source, numbering on from the revision it has reached: for when the old source is gone.
    pub fn take_over(&self) {
        self.inner.progress.take_over();
    }

    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.people.len()
    }

    /// Whether nobody is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Prepares a use for checking people of this ledger.
    ///
    /// # Errors
    /// When the policy does not know a name, or the use is too wide for one guard.
    pub fn guard(&self, data_use: &DataUse) -> Result<LedgerGuard<K, S>, UseError> {
        let mut frozen = self.inner.interner.freeze();
        // Read while nothing can be reloaded, so that the guard hears of every later policy.
        let guard = Guard::within(self.policy(), &self.inner.interner, &mut frozen, data_use)?;
        Ok(LedgerGuard::new(self.clone(), guard))
    }

    /// Puts a policy in the place of the one in force. Guards follow; what the new policy no longer declares is denied.
    ///
    /// # Errors
    /// When people's answers use names that the new policy does not have: their noes would be lost.
    pub fn reload(&self, policy: impl Into<Arc<Policy>>) -> Result<(), ReloadError> {
        let policy = policy.into();
        let frozen = self.inner.interner.freeze();
        policy.check_all_names(frozen.scopes().map(|(_, scope)| scope)).map_err(ReloadError)?;
        self.inner.policy.store(policy.clone());
        frozen.each_listener(|listener| listener.policy_replaced(&policy, &self.inner.interner, &frozen));
        drop(frozen);
        self.inner.watchers.policy_replaced();
        Ok(())
    }

    /// Looks up to [`BATCH`] people up, their cache misses overlapping. `run` gets each position and rows, and is run again
    /// if they did not hold still, so its effect has to be undone by doing it once more. How many there were.
    #[inline]
    pub(crate) fn read_batch<'k, Q>(
        &self,
        keys: &mut impl Iterator<Item = &'k Q>,
        run: impl FnMut(usize, Answers<'_>),
    ) -> usize
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        self.inner.people.read_batch(keys, run)
    }

    /// The same of people by their numbers; a number that nobody has stands for someone who is not known.
    #[inline]
    pub(crate) fn read_numbers(
        &self,
        numbers: &mut impl Iterator<Item = u32>,
        run: impl FnMut(usize, Answers<'_>),
    ) -> usize {
        self.inner.people.read_numbers(numbers, run)
    }

    /// Runs on a copy of each person's standing, in the order of their numbers.
    #[cfg(feature = "rollout")]
    pub(crate) fn each_standing(&self, mut run: impl FnMut(&Standing)) {
        let people = &self.inner.people;
        (0..people.count()).filter_map(|number| people.read_number(number, Standing::of)).for_each(|own| run(&own));
    }

    /// A copy of a person's standing, for guards of this ledger's [`interner`](Self::interner).
    #[must_use]
    pub fn standing<Q>(&self, key: &Q) -> Standing
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.inner.people.read(key, Standing::of)
    }
}

impl<K: Hash + Eq + Clone, S: BuildHasher> Ledger<K, S> {
    /// Records an event. A check that starts after this returned sees it.
    ///
    /// # Errors
    /// When the policy does not know a name in its scope, or its id is taken by an event with other content of the same
    /// person.
    pub fn record(&self, event: &Event<K>) -> Result<Recorded, RecordError> {
        // What is done about the scope does not wait for the person's rows.
        self.inner.people.fetch(event.subject());
        self.take(event)
    }

    /// The same, about someone who has been fetched.
    fn take(&self, event: &Event<K>) -> Result<Recorded, RecordError> {
        let inner = &*self.inner;
        let admit = || inner.policy.load().check_names(event.scope()).map_err(RecordError::UnknownNames);
        let scope = inner.interner.intern_if(event.scope(), admit)?;
        let with = |entry: Entry<'_>| entry.with(event, scope, &inner.interner).map_err(RecordError::Conflict);
        let recorded = inner.people.change(event.subject(), with, || self.changed(event.subject()))?;
        Ok(match recorded {
            Some(revision) => Recorded { revision, new: true },
            // Whoever made it new has numbered it: nobody else gets at the person in between.
            None => Recorded { revision: inner.progress.revision(), new: false },
        })
    }

    /// Says what rules may ask about a person; replaces what was said before. The revision from which on checks see it.
    ///
    /// # Errors
    /// When the policy does not declare a fact, or the ledger is full.
    pub fn describe(&self, key: K, subject: &Subject) -> Result<Revision, Faults> {
        let inner = &*self.inner;
        inner.policy.load().check_facts(subject.facts.iter().map(String::as_str))?;
        let profile = inner.interner.profile(Profile::from(subject));
        let birth = Birth::new(subject.birth_date);
        let described = |entry: Entry<'_>| Ok::<_, RecordError>(Some(entry.described(profile, birth)));
        let revision = inner.people.change(&key, described, || self.changed(&key));
        let revision = revision.map_err(|error| Faults::from(Fault::new("", "ledger_full", error.to_string())))?;
        Ok(revision.unwrap_or_else(|| self.revision()))
    }

    /// Tells of a change that has just been made, and numbers it.
    fn changed(&self, key: &K) -> Revision {
        self.inner.watchers.changed(key);
        self.inner.progress.advance()
    }
}

impl From<NoRoom> for RecordError {
    fn from(_: NoRoom) -> Self {
        Self::Full
    }
}

impl<K, S> Clone for Ledger<K, S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<K: Hash + Eq, S: BuildHasher> fmt::Debug for Ledger<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ledger({} people, {:?})", self.len(), self.inner.interner)
    }
}
