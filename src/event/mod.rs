//! What people said: events, and the history of one person.
//!
//! An [`Event`] is one act (given, withdrawn, objected, …) about a scope at a time. Events are never edited or removed.
//! A [`History`] is the set of one person's events; merging two is their union, whatever order they arrived in.
//! Events are written as [`EventDocument`]s; [`event_log`](crate::event_log) reads and writes logs of them.

mod document;
mod event;
mod history;

pub use document::{EventDocument, MAX_TEXT_LEN, NoticeSeen};
pub use event::{Event, EventId, EventIdError, MAX_EVENT_ID_LEN};
pub use history::{Conflict, History};
