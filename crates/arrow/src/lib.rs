//! Consent masks over Apache Arrow record batches.
//!
//! A [`TableDocument`] says what each column of a table is (its category of personal data) and for which purpose, by
//! which recipient and in which way it is used. With a ledger and a schema it makes a `TableGuard`, whose `mask` gives
//! back a batch in which every cell that is not allowed **now** is null, and a tally of what was withheld and why.
//!
//! Masked batches are **scrubbed**: the withheld value is in no buffer of the batch, so it does not leave with Arrow
//! IPC, Flight, the C data interface or a shuffle file either. A null bitmap alone would hide it from a query and leave
//! it in the bytes. What cannot be scrubbed (unions, list views) is refused by name.
//!
//! | way | what comes back |
//! |---|---|
//! | `mask` | all rows; withheld cells are null and their values are gone |
//! | `mask_validity_only` | all rows; withheld cells are null, **their values stay in the buffers** |
//! | `drop_rows` | the rows in which every guarded column is allowed; the rest is gone |
//!
//! A row whose subject is null, or is nobody whom the ledger knows, is withheld whole. A column that the document does
//! not list is an error when the guard is built. The keys of a map whose values are listed are let through.
//!
//! Each major version of arrow has a module of its own with the same contents, behind a feature: [`arrow_60`]
//! (default), `arrow_59`.
//!
//! What no mask can hide: the order of rows, if a file is sorted by a guarded column, and how many rows there are.

#![forbid(unsafe_code)]
#![allow(clippy::duplicate_mod, reason = "one source for each major version of arrow")]

mod document;
mod error;
mod plan;
mod tally;

#[cfg(feature = "arrow-59")]
pub mod arrow_59;
#[cfg(feature = "arrow-60")]
pub mod arrow_60;

pub use document::{ColumnDocument, TableDocument};
pub use error::{MaskError, TableFault, TableFaults};
pub use tally::{ColumnTally, TableTally};
