//! Why a snapshot is not written or not restored.

use std::io;

use crate::fault::{Faults, debug_like_display};

/// Why a [snapshot](crate::Ledger::snapshot) is not written, or not [restored](crate::Ledger::restore).
///
/// A restore that fails leaves nothing behind: there is no half a ledger. The log is complete without snapshots, so
/// whatever is wrong with one, an older one or the log itself gives the same ledger.
///
/// | error | what to do |
/// |---|---|
/// | `Io` | look at the disk or the connection, and try again |
/// | `Foreign`, `OtherKeys` | give the right file, or a ledger of the right keys |
/// | `Version` | replay the log with this build, and write a new snapshot |
/// | `Truncated`, `Corrupt` | take an older snapshot, or replay the log |
/// | `LostNames` | add `formerly` or `retired` to the policy |
/// | `TooLarge` | make keys shorter |
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The reader or the writer failed. The text says why, so [`source`](std::error::Error::source) returns nothing.
    #[error("cannot read or write the snapshot: {0}")]
    Io(io::Error),
    /// The file is something else: it does not begin as a snapshot does, or is too short for that.
    #[error("this is no snapshot of a ledger: it does not begin like one; is it the right file?")]
    Foreign,
    /// The file has another version of the format.
    #[error("the snapshot has format version {found}, and only {known} can be read; replay the log")]
    Version {
        /// The version that the file says it has.
        found: u16,
        /// The version that this build reads and writes.
        known: u16,
    },
    /// The people in the file are named by keys of another type.
    #[error(
        "the people in the snapshot have keys of type `{found}`, not `{expected}`; restore a ledger whose keys have \
         that `SnapshotKey::NAME`"
    )]
    OtherKeys {
        /// The [`SnapshotKey::NAME`](super::SnapshotKey::NAME) that the file says its keys have.
        found: String,
        /// The name of the ledger's key type.
        expected: &'static str,
    },
    /// The file ends too early: it was not written to its end, or not copied whole.
    #[error("the snapshot is cut short at byte {offset}; use an older one, or replay the log")]
    Truncated {
        /// Where it ends, in bytes from its start.
        offset: u64,
    },
    /// The file is not what was written: a checksum or what it holds is wrong.
    #[error("the snapshot is damaged before byte {offset}; use an older one, or replay the log")]
    Corrupt {
        /// Where that was noticed, in bytes from the file's start.
        offset: u64,
    },
    /// The policy does not know names that people's answers use: their noes would be lost.
    #[error(
        "the policy has lost names that people's answers use; list each under `formerly` of what takes its place, or \
         under `vocabulary.retired`:\n{0}"
    )]
    LostNames(Faults),
    /// Something in the ledger is larger than the format can hold.
    #[error(
        "a key of more than 65535 bytes, a name of more than 255 for their type, or a person in millions of regions \
         does not fit in a snapshot"
    )]
    TooLarge,
}

debug_like_display!(SnapshotError);

/// Lets `?` pass on what a reader or a writer failed with.
impl From<io::Error> for SnapshotError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    #[test]
    fn a_cause_is_printed_once() {
        let error = SnapshotError::from(io::Error::other("disk full"));
        assert_eq!(error.to_string(), "cannot read or write the snapshot: disk full");
        assert_eq!(format!("{error:?}"), error.to_string());
        assert!(error.source().is_none());
    }
}
