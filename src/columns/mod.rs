//! Guards over columns: one bit a row, for pipelines that work on many rows at once.
//!
//! [`LedgerGuard::column`] takes a column of subject keys and gives a [`Column`]: a [`RowMask`] in words as Arrow and
//! Polars lay them out, and a [`Tally`] of the reasons. [`LedgerGuard::dictionary_column`] takes a dictionary-encoded
//! column and decides once a distinct subject. [`LedgerRowGuard::records`] decides all fields of each row and gives a
//! [`CellMask`]. Where rows hold dense subject numbers, an [`Audience`](crate::Audience) answers a row with one
//! look-up. With the feature `rayon` each has a twin whose name begins with `par_`; the answers are the same.
//!
//! A policy reload in the middle of a column takes effect between rows: each row is decided wholly by one policy.
//!
//! ```
//! # let policy: consentry::PolicyDocument = toml::from_str(r#"
//! #     version = "1"
//! #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
//! #         recipients = [{ key = "lingon", role = "controller" }] }
//! #     [[rules]]
//! #     id = "newsletter"
//! #     basis = "consent"
//! #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
//! # "#).unwrap();
//! # let policy = policy.compile().unwrap();
//! use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
//!
//! let ledger: Ledger<u64> = Ledger::new(policy);
//! let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
//! let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
//! let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE).into_event()?;
//! ledger.record(&yes)?;
//!
//! let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
//! let column = guard.column(&[7, 8, 7], now);
//! assert_eq!(column.allowed.words(), [0b101]);
//! assert_eq!((column.tally.code("consent"), column.tally.code("never_asked")), (2, 1));
//!
//! let column = guard.dictionary_column(&[7, 8], &[0, 0, 1, -1], now);
//! assert_eq!(column.allowed.words(), [0b0011]);
//! assert_eq!(column.tally.out_of_range(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`LedgerGuard::column`]: crate::LedgerGuard::column
//! [`LedgerGuard::dictionary_column`]: crate::LedgerGuard::dictionary_column
//! [`LedgerRowGuard::records`]: crate::LedgerRowGuard::records

mod dictionary;
#[cfg(feature = "rayon")]
mod parallel;
mod rows;
mod single;
mod tally;

pub use rows::CellMask;
pub use tally::Tally;

use crate::decide::RowMask;

/// The answers to a column of rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Column {
    /// Which rows are allowed.
    pub allowed: RowMask,
    /// How many rows were decided how.
    pub tally: Tally,
}
