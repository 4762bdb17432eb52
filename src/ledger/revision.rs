//! How far a ledger has come, so that nobody is judged by an older answer than the one already relied on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A position in the order in which one source took its changes; *revision 7* is the state after seven of them.
///
/// Every change to a ledger gets a revision, in the order in which checks could first see it. Hand it on with the
/// data (in a message, a job, a session), and whoever checks elsewhere asks for a state [at
/// least](crate::LedgerGuard::check_at_least) as new:
///
/// | | the [`Source`](LedgerRole::Source) | a [`Replica`](LedgerRole::Replica) |
/// |---|---|---|
/// | what it does | takes events first | applies the source's events, from a log or a snapshot and a log |
/// | its revision | counts its own changes | what [`Ledger::applied`](crate::Ledger::applied) last said, never more |
/// | `record` returns | a revision that includes the event | the revision it has: the source will number the event |
///
/// A state of revision *r* has **every** change up to *r*: a change is made before it is numbered, so whoever sees
/// the number sees all changes up to it. A replica may apply the log in any order, as long as it says `applied(r)`
/// only once nothing up to *r* is missing.
///
/// ```
/// # let policy = || toml::from_str::<consentry::PolicyDocument>(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#).unwrap().compile().unwrap();
/// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Revision, Scope, Timestamp};
///
/// let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE).into_event()?;
/// let no = EventDocument::new("e2", 7, Kind::Withdrawn, &scope, now).into_event()?;
///
/// let (source, replica): (Ledger<u64>, Ledger<u64>) = (Ledger::new(policy()), Ledger::new(policy()));
/// replica.applied(Revision::ZERO); // from now on it follows
/// replica.record(&yes)?;
/// replica.applied(source.record(&yes)?.revision);
///
/// let withdrawn = source.record(&no)?.revision;
/// let guard = replica.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
/// assert!(guard.check(&7, now).is_allow()); // the withdrawal is not here yet
/// assert_eq!(guard.check_at_least(withdrawn, &7, now).code(), "stale");
///
/// replica.record(&no)?;
/// replica.applied(withdrawn);
/// assert_eq!(guard.check_at_least(withdrawn, &7, now).code(), "withdrawn");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # After a restart of the source
///
/// A source that starts again must not number anew what it has handed out, but loading its log counts repetitions
/// once and descriptions not at all. Keep the last revision in the log. After loading, say
/// [`applied(last)`](crate::Ledger::applied), then [`take_over`](crate::Ledger::take_over).
///
/// # What a revision does not say
///
/// Revisions of different sources have nothing to do with each other, and none says which source it is of. Which
/// policy is in force is no part of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(u64);

impl Revision {
    /// The revision of a ledger that has taken no change yet.
    pub const ZERO: Self = Self(0);

    /// Creates the revision after that many changes: to read one back that was stored as a number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns how many changes a state of this revision has.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// Writes the number.
impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a ledger numbers changes or follows one that does.
///
/// A ledger is a source until [`Ledger::applied`](crate::Ledger::applied) makes it a replica, and a replica until
/// [`Ledger::take_over`](crate::Ledger::take_over) makes it a source. [`Revision`] has the whole story.
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
/// use consentry::{Ledger, Revision, ledger::LedgerRole};
///
/// let ledger: Ledger<u64> = Ledger::new(policy);
/// assert_eq!(ledger.role(), LedgerRole::Source);
/// assert_eq!(ledger.applied(Revision::new(9)), Revision::new(9));
/// assert_eq!(ledger.role(), LedgerRole::Replica);
/// ledger.take_over(); // numbers on from 9
/// assert_eq!((ledger.role(), ledger.revision()), (LedgerRole::Source, Revision::new(9)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LedgerRole {
    /// It takes changes first and numbers them.
    Source,
    /// It applies the changes of a source, and is told how far it has come.
    Replica,
}
