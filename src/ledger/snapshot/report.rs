//! What a snapshot holds.

use crate::ledger::revision::Revision;

/// What a snapshot holds: returned by [`Ledger::snapshot`](crate::Ledger::snapshot) for what was written, and by
/// [`Ledger::restore`](crate::Ledger::restore) for what was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SnapshotReport {
    /// The revision up to which the snapshot has every change. It may have some of the changes after it too.
    ///
    /// A log is replayed from here after a restore, or from anywhere before.
    pub revision: Revision,
    /// How many people are in it.
    pub people: u64,
    /// How many answers they have together.
    pub answers: u64,
    /// How many bytes the file has.
    pub bytes: u64,
}
