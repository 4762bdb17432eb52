//! Reads documents of TOML and JSON, and words what is wrong with one like every other fault: where, what, and how to
//! mend it.
//!
//! Serde's own messages say what they met, but seldom where: *missing field `id`* of what? Here a document is first
//! read plainly. Only when that fails it is read once more with its path tracked, and the error becomes a
//! [`Fault`](crate::fault::Fault) with a place (`rules[3] ("newsletter").basis`), a code, the nearest known word, the
//! line to add, and line and column.

mod example;
#[cfg(feature = "jsonl")]
mod json;
mod location;
mod place;
#[cfg(feature = "toml")]
mod toml;
mod wording;

#[cfg(feature = "jsonl")]
pub(crate) use json::{from_json, from_json_line};
#[cfg(feature = "toml")]
pub(crate) use toml::from_toml;
