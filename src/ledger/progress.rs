//! How a ledger counts its changes.
//!
//! The word holds the revision in its lower 63 bits, and in the highest whether the ledger is a replica. One atomic
//! operation then does what would need a lock: `applied` on one thread and `advance` on another never make a replica
//! count or a source jump back.
//!
//! | call | a source at 7 | a replica at 7 |
//! |---|---|---|
//! | `advance()` | source at 8 | replica at 7 |
//! | `applied(9)` | replica at 9 | replica at 9 |
//! | `applied(3)` | replica at 7 | replica at 7 |
//! | `take_over()` | source at 7 | source at 7 |

use std::sync::atomic::{AtomicU64, Ordering};

use super::revision::{LedgerRole, Revision};

/// A ledger's revision and role in one word, so that both change at once.
#[derive(Debug)]
pub(super) struct Progress {
    /// The revision, and [`FOLLOWS`] in a replica.
    word: AtomicU64,
}

/// The bit that is set in a replica. Revisions stay below it.
const FOLLOWS: u64 = 1 << 63;

/// Whether a ledger can have come that far: it counts up to one bit less than a revision holds.
pub(super) const fn is_reachable(revision: Revision) -> bool {
    revision.number() < FOLLOWS
}

impl Progress {
    /// A ledger of that role that has come so far. A revision that is not [reachable](is_reachable) becomes the last
    /// that is.
    ///
    /// For a ledger without people that is revision 0; for a restored one the snapshot's.
    pub(super) const fn new(revision: Revision, role: LedgerRole) -> Self {
        let number = revision.number();
        let number = if number < FOLLOWS { number } else { FOLLOWS - 1 };
        let flag = match role {
            LedgerRole::Source => 0,
            LedgerRole::Replica => FOLLOWS,
        };
        Self { word: AtomicU64::new(number | flag) }
    }

    /// How far the ledger has come.
    #[inline]
    pub(super) fn revision(&self) -> Revision {
        // INVARIANT: acquire: whoever sees a number sees the changes up to it.
        Revision::new(self.word.load(Ordering::Acquire) & !FOLLOWS)
    }

    /// Whether the ledger numbers changes.
    pub(super) fn role(&self) -> LedgerRole {
        if self.word.load(Ordering::Acquire) & FOLLOWS == 0 { LedgerRole::Source } else { LedgerRole::Replica }
    }

    /// Numbers a change that has just been made, and returns the number. A replica counts nothing, and returns the
    /// revision it has reached.
    ///
    /// At a million changes a second the numbers last for 290,000 years; should they run out, the last one stays.
    #[inline]
    pub(super) fn advance(&self) -> Revision {
        // INVARIANT: a chain of read-modify-writes: each hands on what the ones before it released, so a number
        // stands for all changes up to it. It saturates below FOLLOWS.
        let count = |word: u64| if word >= FOLLOWS - 1 { word } else { word + 1 };
        let before = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| Some(count(word)));
        Revision::new(before.map_or_else(|word| word, count) & !FOLLOWS)
    }

    /// Makes the ledger a replica that has come at least so far, and returns how far it has come.
    pub(super) fn applied(&self, revision: Revision) -> Revision {
        let number = revision.number();
        let reached = |word: u64| (word & !FOLLOWS).max(number.min(FOLLOWS - 1)) | FOLLOWS;
        let before = self.word.fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| Some(reached(word)));
        Revision::new(before.map_or_else(|word| word, reached) & !FOLLOWS)
    }

    /// Makes the ledger a source, which numbers on.
    ///
    /// The number stays, so the first change that it takes gets the next one.
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
        assert_eq!((progress.advance(), progress.advance()), (Revision::new(1), Revision::new(2)));
        assert_eq!(progress.applied(Revision::new(9)), Revision::new(9));
        assert_eq!((progress.advance(), progress.role()), (Revision::new(9), LedgerRole::Replica));
        assert_eq!(progress.applied(Revision::new(3)), Revision::new(9), "never backwards");
        progress.take_over();
        assert_eq!((progress.advance(), progress.role()), (Revision::new(10), LedgerRole::Source));
    }

    #[test]
    fn the_largest_numbers_stay_numbers() {
        let progress = Progress::new(Revision::new(u64::MAX), LedgerRole::Source);
        assert_eq!(progress.role(), LedgerRole::Source);
        assert_eq!(progress.advance(), progress.revision());
        assert_eq!(progress.role(), LedgerRole::Source);
        assert!(
            progress.applied(Revision::new(u64::MAX)) < Revision::new(u64::MAX),
            "so asking for it is always stale"
        );
    }
}
