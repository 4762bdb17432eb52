//! Reads documents of TOML and JSON, and words what is wrong with one like every other fault: where, what, and how to
//! mend it.
//!
//! Serde's own messages say what they met, but seldom where: *missing field `id`* of what? Here a document is first
//! read plainly. Only when that fails it is read once more with its path tracked, and the error becomes a
//! [`Fault`](crate::fault::Fault) with a place (`rules[3] ("newsletter").basis`), a code, the nearest known word, the
//! line to add, and line and column.
//!
//! | file | what it does |
//! |---|---|
//! | `toml`, `json` | read a document of their form, and on failure read it again with its path |
//! | `location` | line and column |
//! | `place` | the path as text, with the names of what stands on it |
//! | `wording` | serde's message as a code and a sentence |
//! | `example` | a line to add where a field is missing |
//!
//! # What it costs
//!
//! A document without faults is read once, without tracking. The second reading happens on failure only, and a
//! failure is read by a person.
//!
//! # How it can break
//!
//! Serde and its formats have no codes for their errors, so messages are told apart by how they begin. If a new
//! version of a format words one otherwise, the fault keeps its place and its location and gets the format's own
//! words with code `wrong_value`. Tests hold the wording of each kind of message, in both forms.
//!
//! # What comes out
//!
//! A mistake in a TOML policy, and one in a JSON policy:
//!
//! ```text
//! rules[0] ("newsletter").lifetime_day: unknown field `lifetime_day`; did you mean `lifetime_days`? (line 6, column 1)
//! rules[0].basis: unknown basis `consnt`; did you mean `consent`? (line 1, column 61)
//! ```
//!
//! The first part is the place, which `fault.place` has by itself. The code is not printed: programs read it from
//! `fault.code`. The location stands at the end, where an editor's error pattern finds it.
//!
//! # What it does not do
//!
//! It does not judge what a document says. That a rule's regime exists, that a scope covers something, or that an
//! event has an actor who may do such a thing, is checked by whoever reads: `PolicyDocument::compile` and
//! `EventDocument::into_event`.

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
