//! A whole ledger in a file: so that a restart need not replay the log, and a replica can begin anywhere.
//!
//! [`Ledger::snapshot`] writes what checks and explanations read: everyone's standing, and the scopes, profiles and ids
//! these refer to. It runs while others check and record. [`Ledger::restore`] reads it under a policy of today.
//!
//! - Each person is written as they stood at one moment; different people, at different moments. The file has
//!   **everything up to its [`Revision`]** and perhaps some of what came while it was written. Recording is idempotent,
//!   so after a restore load the log from there, or from anywhere before.
//! - Events' full texts (method, evidence, …) stay in the log.
//! - A restore takes all or nothing. Whatever is not exactly what was written is an error with the place: a file cut
//!   short, a changed byte (one CRC-32 runs through the whole file), another kind of file, another version, other keys.
//!   Lengths in the file are never believed before the bytes are there.
//! - The checksum finds accidents, not attacks. Whoever can write the file can write consents: keep it as safe as the
//!   log, and sign it where it travels.
//!
//! # Format, version 2
//!
//! All numbers little-endian. `\x89consnt\n`, version (u16), length (u8) and name of the keys' type, seal; then frames
//! of kind (u8), length (u32, at most 16 MiB), payload, seal. A *seal* is the CRC-32 (IEEE) of all bytes of the file
//! before it.
//!
//! | kind | payload |
//! |---|---|
//! | 1 scopes, 2 profiles | entries in the order of their numbers; lists of texts: count (u32), each with its length (u32) |
//! | 3 people | key length (u16), key, standing: profile (u32), birth (i32), full (u8), *n* (u16), *n* answers of 44 bytes, long ids each with its length (u8) |
//! | 4 end | revision (u64), people (u64), answers (u64) |
//!
//! What a person refers to comes in frames before them. Nothing after the end is read.

mod frame;
mod key;
mod read;
mod table;
mod write;

use std::io;

pub use key::SnapshotKey;

use super::{Ledger, LedgerRole, Revision};
use crate::fault::Faults;

/// What a snapshot holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SnapshotReport {
    /// It has every change up to here.
    pub revision: Revision,
    /// How many people.
    pub people: u64,
    /// How many answers.
    pub answers: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// Why a snapshot is not written or not restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file cannot be read or written.
    #[error("cannot read or write the snapshot: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("this is no snapshot of a ledger: it does not begin like one")]
    Foreign,
    /// It was written by another version.
    #[error("the snapshot has format version {found}, and only {known} can be read; replay the log")]
    Version {
        /// The file's.
        found: u16,
        /// This build's.
        known: u16,
    },
    /// People are named by keys of another type.
    #[error("the people in the snapshot have keys of type `{found}`, not `{expected}`")]
    OtherKeys {
        /// The file's.
        found: String,
        /// The ledger's.
        expected: &'static str,
    },
    /// It ends too early.
    #[error("the snapshot is cut short at byte {offset}; use an older one, or replay the log")]
    Truncated {
        /// Where it ends.
        offset: u64,
    },
    /// It was changed after it was written.
    #[error("the snapshot is damaged before byte {offset}; use an older one, or replay the log")]
    Corrupt {
        /// Where it was noticed.
        offset: u64,
    },
    /// The policy does not have names that people's answers use: their noes would be lost.
    #[error(
        "the policy has lost names that people's answers use; list each under `formerly` of what takes its place, or \
         under `vocabulary.retired`:\n{0}"
    )]
    LostNames(Faults),
    /// Something does not fit.
    #[error(
        "a key of more than 65535 bytes, a name of more than 255 for their type, or a person in millions of regions \
         does not fit in a snapshot"
    )]
    TooLarge,
}
