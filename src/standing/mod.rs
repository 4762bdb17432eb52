//! What a person's history amounts to, as a check reads it.
//!
//! A [`Standing`] is the fold of a history: 24 bytes per event for the check and 20 for telling which event it was, newest
//! first and, within one instant, the stricter first. It holds nothing that depends on a policy. What is read is a view,
//! [`Answers`], or with the tags of the events an [`Entry`], which a standing of its own and a ledger's pages have in common; a
//! [`EntryUpdate`] is what an entry becomes through one event more.

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
