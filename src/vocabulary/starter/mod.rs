//! The starter vocabulary: tables in our own words, cited to the standards they correspond to.

mod categories;
mod document;
mod purposes;
mod row;

pub(super) use document::document;
