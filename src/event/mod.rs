//! What people said: events, and the history of one person.
//!
//! An [`Event`] is one act (given, withdrawn, objected, …) about a scope at a time. It is never edited or removed: who
//! changes their mind says something new. A [`History`] is the set of one person's events; merging two is their union,
//! whatever order they arrived in. Events are written as [`EventDocument`]s;
//! [`event_log`](crate::event_log) reads and writes logs of them.
//!
//! ```
//! use consentry::{EventDocument, History, Kind, Operations, Qualities, Scope};
//!
//! let scope = Scope::new(["marketing.email"], ["user.contact.email"], ["lingon"], Operations::USE)?;
//! let event = |id, kind, at: &str| Ok::<_, Box<dyn std::error::Error>>(
//!     EventDocument::new(id, "anna".to_owned(), kind, &scope, at.parse()?),
//! );
//! let mut history = History::new();
//! history.insert(event("e2", Kind::Withdrawn, "2026-04-01T09:00:00Z")?.into_event()?)?;
//! let yes = event("e1", Kind::Given, "2026-01-01T09:00:00Z")?.notice(2).qualities(Qualities::AFFIRMATIVE);
//! history.insert(yes.into_event()?)?; // arrives late, and changes nothing: the no is newer
//! let kinds: Vec<_> = history.events().map(|event| event.kind().name()).collect();
//! assert_eq!(kinds, ["given", "withdrawn"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Two times
//!
//! [`at`](Event::at) is when the person acted, and orders everything. [`recorded_at`](Event::recorded_at) is when the
//! organisation learned of it, and matters only for questions about the past ([`History::as_of`]).
//!
//! # What it is not
//!
//! An event is no state: whether a yes still counts depends on the policy, the time and what came after it, which is
//! what [`decide`](crate::decide) answers.

mod document;
mod event;
mod event_id;
mod history;
mod notice_seen;

pub use document::{EventDocument, MAX_TEXT_LEN};
pub use event::Event;
pub use event_id::{EventId, EventIdError, MAX_EVENT_ID_LEN};
pub use history::{Conflict, History};
pub use notice_seen::NoticeSeen;
