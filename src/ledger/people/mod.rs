//! Everyone's answers in memory: found by key, read without a lock, changed by one writer a person at a time.
//!
//! ```text
//!   key ─► Index ──► Register ────────────► Pages
//!          by hash   by number: key, spot   the words of the answers
//! ```
//!
//! | file | what it holds |
//! |---|---|
//! | `index` | from a hash to the numbers of the people who may have it |
//! | `register`, `person` | from a number to a person, who has a key and a spot |
//! | `spot` | where words begin; and a versioned spot, which counts changes |
//! | `pages` | the memory, in pages that are allocated and released |
//! | `layout`, `blocks` | one block a person, packed densely into pages |
//! | `people` | [`People`]: all of it together, and reading |
//! | `update` | writing: a new event, a new description, an entry from a snapshot |
//! | `prefetch` | many people at once, so that their cache misses overlap |
//!
//! # Reading leaves no trace
//!
//! A reader takes no lock, counts nothing and announces nothing. So a check costs what its memory accesses cost,
//! these overlap from one check to the next, and readers do not slow each other down. The price is that words may be
//! overwritten while they are read. The person's [versioned spot](spot::VersionedSpot) reveals it: it counts every
//! change and is read before and after. If it has changed, the answer is thrown away and the question is put again. A
//! reader waits for nobody; only changes of this very person that keep coming within the same few nanoseconds hold it
//! up.
//!
//! # Writing never touches what is current
//!
//! A person's new words go to a [block](blocks) of their own; then the spot is set to that block; only then the old
//! block is released for reuse. This is a sequence lock over memory that is never unmapped. The words are atomic, so
//! a torn read is harmless and no unsafe code is needed.
//!
//! INVARIANT: whoever writes to a block that others may still read issues a release fence after the spot was moved
//! and before the first write. A reader that saw a word of what came later into the old block therefore sees, at its
//! second look, that the spot has moved on. The fences stand in [`Pages::allocate`](pages::Pages::allocate), in
//! [`Blocks`](blocks::Blocks) and in [`EntryUpdate::write`](crate::standing::EntryUpdate::write); the acquire fence
//! that they pair with stands in [`Person::is_still_at`](person::Person::is_still_at).

mod blocks;
mod index;
mod layout;
mod pages;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod people;
mod person;
mod prefetch;
mod register;
mod spot;
mod update;

pub(super) use people::People;
pub(crate) use prefetch::BATCH;
pub(super) use update::NoRoom;
