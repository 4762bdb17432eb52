//! Recording what people say, and describing the people.

use std::hash::{BuildHasher, Hash};

use super::{ledger::Ledger, people::NoRoom, revision::Revision};
use crate::{
    event::{Conflict, Event},
    fault::{Faults, debug_like_display},
    interner::Coverage,
    standing::Entry,
    subject::{Profile, Subject},
    time::Birth,
};

/// What [recording](Ledger::record) an event did.
///
/// New or known before, the event is in the ledger, so both come with a revision to hand on.
///
/// | | `new` | `revision` |
/// |---|---|---|
/// | a source that did not have the event | `true` | the event's own number |
/// | a source that had it | `false` | the current one, which includes it |
/// | a replica | either | the one it has reached: its source numbers the event |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// A revision whose state has the event. For an event that was known this may be later than the one it came with.
    pub revision: Revision,
    /// Whether the event was new. If not, nothing has changed.
    pub new: bool,
}

/// Why an event is not [recorded](Ledger::record). Nothing has changed then.
///
/// | error | cure |
/// |---|---|
/// | `UnknownNames` | correct the name; if it was renamed, `formerly`; if it is gone, `vocabulary.retired` |
/// | `Conflict` | give each act an id of its own; ids are compared within one person |
/// | `Full` | divide the people among several ledgers |
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The policy does not know a name of the event's scope. Each such name is a fault, with the nearest names that
    /// are known.
    #[error("{0}")]
    UnknownNames(Faults),
    /// Another event of the same person has the same id and other content.
    #[error("{0}")]
    Conflict(Conflict),
    /// The ledger holds all it can: 4,294,967,294 people, or some 70 GB of answers.
    #[error(
        "the ledger is full: it holds 4294967294 people, or some 70 GB of answers; divide the people among several"
    )]
    Full,
}

/// Why a person is not [described](Ledger::describe). What was known of the person stays.
///
/// An unknown region is no error here: a [`Region`](crate::Region) is checked when it is made.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DescribeError {
    /// The policy does not declare a fact of the description. Each such fact is a fault, with the nearest ones that
    /// are declared.
    #[error("{0}")]
    UnknownFacts(Faults),
    /// The ledger holds all it can: 4,294,967,294 people, or some 70 GB of answers.
    #[error(
        "the ledger is full: it holds 4294967294 people, or some 70 GB of answers; divide the people among several"
    )]
    Full,
}

debug_like_display!(RecordError, DescribeError);

/// What the people say when they are full, in words for the caller.
impl From<NoRoom> for RecordError {
    fn from(_: NoRoom) -> Self {
        Self::Full
    }
}

/// What the people say when they are full, in words for the caller.
impl From<NoRoom> for DescribeError {
    fn from(_: NoRoom) -> Self {
        Self::Full
    }
}

impl<K: Hash + Eq + Clone, S: BuildHasher> Ledger<K, S> {
    /// Records an event. A check that starts after this returned sees it.
    ///
    /// Events may come in any order and repeatedly: the one that decides is chosen by when people acted, not by when
    /// it was recorded. An event that is there already, whole and the same, changes nothing. A person who is not
    /// known becomes known.
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
    /// use consentry::{EventDocument, Kind, Ledger, Operations, Scope, ledger::RecordError};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
    /// let at = "2026-01-01T00:00:00Z".parse()?;
    /// let no = EventDocument::new("e1", 7, Kind::Refused, &scope, at).into_event()?;
    /// assert!(ledger.record(&no)?.new);
    /// assert!(!ledger.record(&no)?.new); // known
    ///
    /// let other = EventDocument::new("e1", 7, Kind::Withdrawn, &scope, at).into_event()?;
    /// assert!(matches!(ledger.record(&other), Err(RecordError::Conflict(_))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`RecordError::UnknownNames`] if the policy does not know a name of the event's scope;
    /// - [`RecordError::Conflict`] if an event of the same person has the same id and other content;
    /// - [`RecordError::Full`] if there is no room.
    pub fn record(&self, event: &Event<K>) -> Result<Recorded, RecordError> {
        // What is done about the scope does not wait for the person's words.
        self.inner.people.prefetch(event.subject());
        self.record_prefetched(event)
    }

    /// Records an event of a person whose memory has been prefetched. Without the prefetch it is as right, and
    /// slower.
    ///
    /// Names are checked only for a scope that no event had before: one that is in the table was checked when it
    /// came, and a reload checks the whole table.
    pub(super) fn record_prefetched(&self, event: &Event<K>) -> Result<Recorded, RecordError> {
        let inner = &*self.inner;
        let admit = || inner.policy.load().check_names(event.scope()).map_err(RecordError::UnknownNames);
        let scope = inner.interner.intern_if(event.scope(), Coverage::of(event.kind()), admit)?;
        let with = |entry: Entry<'_>| entry.with(event, scope, &inner.interner).map_err(RecordError::Conflict);
        let recorded = inner.people.update(event.subject(), with, || self.announce(event.subject()))?;
        Ok(match recorded {
            Some(revision) => Recorded { revision, new: true },
            // INVARIANT: whoever made it new has numbered it: nobody else gets at the person in between.
            None => Recorded { revision: inner.progress.revision(), new: false },
        })
    }

    /// Says where a person lives, how old they are and which facts hold, in place of what was said before. Returns
    /// the revision from which on checks see it.
    ///
    /// A person who was never described is one of whom nothing is known, and is read strictly: an unknown region is
    /// every region. A person who is not known to the ledger becomes known, without answers.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     facts = ["customer"]
    /// #     vocabulary = { purposes = [{ key = "support" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "contract"
    /// #     basis = "contract"
    /// #     facts = ["customer"]
    /// #     scope = { purposes = "support", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#).unwrap();
    /// # let policy = policy.compile().unwrap();
    /// use consentry::{DataUse, Ledger, Operations, Region, Subject, Timestamp};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let guard = ledger.guard(&DataUse::new("support", "contact", "lingon", Operations::USE))?;
    /// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    /// assert_eq!(guard.check(&7, now).code(), "not_declared"); // the rule is for customers
    ///
    /// ledger.describe(7, &Subject::in_regions([Region::new("SE")?]).with_fact("customer"))?;
    /// assert!(guard.check(&7, now).is_allow());
    ///
    /// let error = ledger.describe(7, &Subject::default().with_fact("custmer")).unwrap_err();
    /// assert!(error.to_string().contains("`customer`")); // the nearest fact that is declared
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`DescribeError::UnknownFacts`] if the policy does not declare a fact;
    /// - [`DescribeError::Full`] if there is no room.
    pub fn describe(&self, key: K, subject: &Subject) -> Result<Revision, DescribeError> {
        let inner = &*self.inner;
        let facts = subject.facts.iter().map(String::as_str);
        inner.policy.load().check_facts(facts).map_err(DescribeError::UnknownFacts)?;
        let profile = inner.interner.profile(Profile::from(subject));
        let birth = Birth::new(subject.birth_date);
        let described = |entry: Entry<'_>| Ok::<_, DescribeError>(Some(entry.described(profile, birth)));
        let revision = inner.people.update(&key, described, || self.announce(&key))?;
        Ok(revision.unwrap_or_else(|| self.revision()))
    }

    /// Tells the watchers of a change that has just been made, and then numbers it.
    ///
    /// INVARIANT: in this order, so that whoever sees the number finds the audiences current.
    fn announce(&self, key: &K) -> Revision {
        self.inner.watchers.changed(key);
        self.inner.progress.advance()
    }
}
