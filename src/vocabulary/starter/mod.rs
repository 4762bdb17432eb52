//! The starter vocabulary: tables in our own words, cited to the standards they correspond to.
//!
//! | file | what it holds |
//! |---|---|
//! | `purposes`, `categories` | the tables, with their sources |
//! | `row` | what a row of each says |
//! | `document` | the tables as a document, for building |
//! | `tables.md` | the tables as people read them, in the module's documentation |

mod categories;
mod document;
mod purposes;
mod row;

pub(super) use document::document;
