//! A whole ledger in a file: so that a restart need not replay the log, and a replica can begin anywhere.
//!
//! [`Ledger::snapshot`](crate::Ledger::snapshot) writes what checks and explanations read: everyone's standing, and
//! the scopes, profiles and ids that these refer to. [`Ledger::restore`](crate::Ledger::restore) reads it under a
//! policy of today. What both promise, and the format, stand there.
//!
//! | file | what it holds |
//! |---|---|
//! | `error`, `report` | what comes of it: [`SnapshotError`], [`SnapshotReport`] |
//! | `key` | people's keys as bytes: [`SnapshotKey`] |
//! | `frame` | header, frames and checksums |
//! | `table` | scopes and profiles as bytes |
//! | `write`, `read` | the two ways |

mod error;
mod frame;
mod key;
mod read;
mod report;
mod table;
mod write;

pub use error::SnapshotError;
pub use key::SnapshotKey;
pub use report::SnapshotReport;
