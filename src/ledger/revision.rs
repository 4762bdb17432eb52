//! How far a ledger has come, so that nobody is judged by an older answer than the one already relied on.
//!
//! Every change to a ledger gets a [`Revision`], in the order in which checks could first see it. Hand it on with the
//! data (in a message, a job, a session), and whoever checks elsewhere asks for a state
//! [at least](super::LedgerGuard::check_at_least) as new:
//!
//! | | the [`Source`](LedgerRole::Source) | a [`Replica`](LedgerRole::Replica) |
//! |---|---|---|
//! | who | takes events first | applies the source's events, from a log or a snapshot and a log |
//! | its revision | counts its own changes | what [`Ledger::applied`](super::Ledger::applied) last said, never more |
//! | `record` returns | a revision that includes the event | the revision it has: the source will number the event |
//!
//! A state of revision *r* has **every** change up to *r*: a change is made before it is numbered, so whoever sees the
//! number sees all changes up to it. A replica may apply the log in any order, as long as it says `applied(r)` only
//! once nothing up to *r* is missing.
//!
//! **A source that starts again** must not number anew what it has handed out: loading its log counts repetitions once
//! and descriptions not at all. Keep the last revision in the log; after loading say `applied(last)`, then
//! [`take_over`](super::Ledger::take_over).
//!
//! ```
//! # let policy = || toml::from_str::<consentry::PolicyDocument>(r#"
//! #     version = "1"
//! #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
//! #         recipients = [{ key = "lingon", role = "controller" }] }
//! #     [[rules]]
//! #     id = "newsletter"
//! #     basis = "consent"
//! #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
//! # "#).unwrap().compile().unwrap();
//! use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Revision, Scope, Timestamp};
//!
//! let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
//! let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
//! let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE).into_event()?;
//! let no = EventDocument::new("e2", 7, Kind::Withdrawn, &scope, now).into_event()?;
//!
//! let (source, replica): (Ledger<u64>, Ledger<u64>) = (Ledger::new(policy()), Ledger::new(policy()));
//! replica.applied(Revision::ZERO); // from now on it follows
//! replica.record(&yes)?;
//! replica.applied(source.record(&yes)?.revision);
//!
//! let withdrawn = source.record(&no)?.revision;
//! let guard = replica.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
//! assert!(guard.check(&7, now).is_allow()); // the withdrawal is not here yet
//! assert_eq!(guard.check_at_least(withdrawn, &7, now).code(), "stale");
//!
//! replica.record(&no)?;
//! replica.applied(withdrawn);
//! assert_eq!(guard.check_at_least(withdrawn, &7, now).code(), "withdrawn");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use serde::{Deserialize, Serialize};

/// A place in the order in which one source took its changes. Those of different sources have nothing to do with each
/// other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(u64);

impl Revision {
    /// Before every change.
    pub const ZERO: Self = Self(0);

    /// The revision after so many changes.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// How many changes it has.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// Whether a ledger can be that far: it counts up to one bit less.
    pub(super) const fn is_reachable(self) -> bool {
        self.0 < FOLLOWS
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a ledger numbers changes or follows one that does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LedgerRole {
    /// It takes changes first and numbers them.
    Source,
    /// It applies the changes of a source, and is told how far it has come.
    Replica,
}

/// A ledger's revision and role, in one word.
#[derive(Debug)]
pub(super) struct Progress {
    word: AtomicU64,
}

/// Set in a replica.
const FOLLOWS: u64 = 1 << 63;

impl Progress {
    pub(super) const fn new(revision: Revision, role: LedgerRole) -> Self {
        let Revision(number) = revision;
        let number = if number < FOLLOWS { number } else { FOLLOWS - 1 };
        let flag = match role {
            LedgerRole::Source => 0,
            LedgerRole::Replica => FOLLOWS,
        };
        Self { word: AtomicU64::new(number | flag) }
    }

    #[inline]
    pub(super) fn revision(&self) -> Revision {
        // Acquire: whoever sees a number sees the changes up to it.
        Revision(self.word.load(Ordering::Acquire) & !FOLLOWS)
    }

    pub(super) fn role(&self) -> LedgerRole {
        if self.word.load(Ordering::Acquire) & FOLLOWS == 0 { LedgerRole::Source } else { LedgerRole::Replica }
    }

    /// Numbers a change that has just been made. In a replica nothing is counted.
    #[inline]
    pub(super) fn advance(&self) -> Revision {
        // A chain of read-modify-writes: each hands on what the ones before it released. It saturates below FOLLOWS.
        let count = |word: u64| if word >= FOLLOWS - 1 { word } else { word + 1 };
        let before = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| Some(count(word)));
        Revision(before.map_or_else(|word| word, count) & !FOLLOWS)
    }

    /// Follows, and has come at least so far.
    pub(super) fn applied(&self, Revision(number): Revision) -> Revision {
        let reached = |word: u64| (word & !FOLLOWS).max(number.min(FOLLOWS - 1)) | FOLLOWS;
        let before = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| Some(reached(word)));
        Revision(before.map_or_else(|word| word, reached) & !FOLLOWS)
    }

    pub(super) fn take_over(&self) {
        self.word.fetch_and(!FOLLOWS, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_counts_and_a_replica_is_told() {
        let progress = Progress::new(Revision::ZERO, LedgerRole::Source);
        assert_eq!((progress.advance(), progress.advance()), (Revision(1), Revision(2)));
        assert_eq!(progress.applied(Revision(9)), Revision(9));
        assert_eq!((progress.advance(), progress.role()), (Revision(9), LedgerRole::Replica));
        assert_eq!(progress.applied(Revision(3)), Revision(9), "never backwards");
        progress.take_over();
        assert_eq!((progress.advance(), progress.role()), (Revision(10), LedgerRole::Source));
    }

    #[test]
    fn the_largest_numbers_stay_numbers() {
        let progress = Progress::new(Revision(u64::MAX), LedgerRole::Source);
        assert_eq!(progress.role(), LedgerRole::Source);
        assert_eq!(progress.advance(), progress.revision());
        assert_eq!(progress.role(), LedgerRole::Source);
        assert!(progress.applied(Revision(u64::MAX)) < Revision(u64::MAX), "so asking for it is always stale");
    }
}
