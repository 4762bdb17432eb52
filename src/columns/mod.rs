//! Guards over columns: one bit a row, for pipelines that work on many rows at once.
//!
//! | you have | you ask | you get |
//! |---|---|---|
//! | one use, a column of keys | [`LedgerGuard::column`] | [`Column`]: a [`RowMask`], and a [`Tally`] of the reasons |
//! | one use, a dictionary-encoded column | [`LedgerGuard::dictionary_column`] | [`Column`], each person decided once |
//! | a use for each field, a column of keys | [`LedgerRowGuard::rows`] | [`CellMask`]: one bit a cell |
//! | the same, and the reasons | [`LedgerRowGuard::columns`] | [`Columns`]: a [`CellMask`], and a [`Tally`] a field |
//!
//! Where rows hold dense subject numbers, an [`Audience`](crate::Audience) answers a row with one look-up. With the
//! feature `rayon` each method has a twin whose name begins with `par_`; the answers are the same. What is not allowed
//! is not passed on: whoever applies a mask keeps the rows whose bit is 1, and an index beyond the mask is never
//! allowed.
//!
//! A policy reload in the middle of a column takes effect between rows: each row, its bits and its reasons, is decided
//! wholly by one policy.
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
//! [`LedgerRowGuard::rows`]: crate::LedgerRowGuard::rows
//! [`LedgerRowGuard::columns`]: crate::LedgerRowGuard::columns
//! [`RowMask`]: crate::decide::RowMask
//!
//! # Which one to use
//!
//! - Filter rows by one purpose: [`LedgerGuard::column`]. Its [`Column`] has the mask and the reasons, from one pass.
//! - Filter rows where the same people come again and again, as in a log of page views:
//!   [`LedgerGuard::dictionary_column`]. The people are decided once each and the rows only looked up.
//! - Blank single cells of a wide export: [`LedgerRowGuard::rows`]. One pass over a person's answers decides all
//!   fields.
//! - Blank cells and say in the report why: [`LedgerRowGuard::columns`]. It costs more for each cell that is not
//!   allowed.
//!
//! # What is promised
//!
//! | promise | so that |
//! |---|---|
//! | a row is decided as a check of its key at the same moment would | a column is no second meaning |
//! | an unknown key is a person who never said anything | a missing person is neither skipped nor waved through |
//! | rows keep the order of the keys | the mask fits the column that the keys came from |
//! | nothing is kept between calls | a withdrawal that was recorded counts in the next column |
//!
//! Memory is one bit a row or a cell, and a tally of fixed size for each field. No key is copied.

mod cell_mask;
mod column;
mod columns;
mod dictionary;
#[cfg(feature = "rayon")]
mod parallel;
mod row_source;
mod rows;
mod tally;

pub use cell_mask::CellMask;
pub use column::Column;
pub use columns::Columns;
pub use tally::Tally;
