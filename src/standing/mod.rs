//! What a person's history amounts to, as a check reads it.
//!
//! A [`Standing`] is the fold of a history: 24 bytes for each event that a check reads, and 20 more that tell which
//! event it was. Answers stand newest first and, within one instant, the stricter first, which is the order in which a
//! check hears them. It holds nothing that depends on a policy, so that a reload rewrites nobody.
//!
//! ```
//! use consentry::{EventDocument, History, Interner, Kind, Operations, Scope, Subject};
//!
//! let scope = Scope::new(["news"], ["email"], ["shop"], Operations::USE)?;
//! let no = EventDocument::new("e1", 7u64, Kind::Refused, &scope, "2026-06-01T00:00:00Z".parse()?);
//! let mut history = History::new();
//! history.insert(no.into_event()?)?;
//!
//! let standing = history.standing(&Subject::default(), &Interner::new());
//! assert_eq!(standing.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it is built
//!
//! The same layout of words serves a standing of its own and a ledger's pages. Two views read it: `Answers`, which is
//! all that a check needs, and `Entry`, which has the tags of the events besides. An `EntryUpdate` is what an entry
//! becomes through one event more; it is worked out beside the entry and then written whole to an `EntrySlot`. A
//! `SavedEntry` is an entry in a snapshot, found to be sound.
//!
//! # What it costs
//!
//! | for each | words | bytes |
//! |---|---|---|
//! | person | 2 | 16 |
//! | answer, as a check reads it | 3: head, when, until when | 24 |
//! | answer, to tell which event it was | 2½: id and digest | 20 |
//!
//! A check reads the two words of the person, the heads, and the times only of a yes or a lift that is about its point.
//! Ten answers are two cache lines of heads.

mod answer;
mod answers;
mod bytes;
mod entry;
mod event_tag;
mod order;
mod person_flags;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod standing;
mod update;

pub(crate) use answer::{Answer, AnswerHead};
pub use answers::MAX_ANSWERS;
pub(crate) use answers::{AnswerHeads, Answers, UNNUMBERED};
pub(crate) use bytes::{BadEntry, SavedEntry, TableSizes};
pub(crate) use entry::{Entry, EntrySlot, tag_words_for};
pub use standing::Standing;
pub(crate) use update::EntryUpdate;
