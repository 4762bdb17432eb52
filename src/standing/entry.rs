//! All that is kept of a person: the answers a check reads, and the tags of the events behind them.
//!
//! Tags tell a repeated event and name the deciding one; no check needs them. So they lie by themselves, out of the
//! cache lines that checks read. With *n* answers:
//!
//! | words | what |
//! |---|---|
//! | ⌈*n*/2⌉ | digests of the events, 32 bits each |
//! | 2 *n* | ids of the events |
//!
//! With three answers that is two words of digests, of which the second is half used, and six words of ids. The events
//! themselves are not kept: their scope, time and form are in the answers, and what no check and no explanation needs,
//! such as evidence and method, stays in the event log.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::{
    answer::IdForm,
    answers::{Answers, Header},
    event_tag::EventTag,
};
use crate::interner::Interner;

/// A view of a person's answers and of the tags of the events behind them.
///
/// Checks are given the answers alone; recording an event, explaining and saving need the tags too.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'w> {
    /// What a check reads.
    pub(crate) answers: Answers<'w>,
    /// Digests, then ids.
    tags: &'w [AtomicU64],
}

/// Room for one person's entry: words of their own, to be written.
///
/// Nobody else reads these words until the slot takes the place of the entry before.
#[derive(Clone, Copy)]
pub(crate) struct EntrySlot<'w> {
    /// As many as the answers take, or more.
    pub(crate) answers: &'w [AtomicU64],
    /// As many as the tags take, or more.
    pub(crate) tags: &'w [AtomicU64],
}

/// Returns how many words the tags of so many answers take.
///
/// For example 3 answers take 2 words of digests and 6 of ids.
pub(crate) const fn tag_words_for(answers: usize) -> usize {
    ids_of(answers) + 2 * answers
}

/// Returns where the ids begin among the tags of so many answers.
///
/// Two digests share a word, so an odd count leaves half a word unused.
pub(super) const fn ids_of(answers: usize) -> usize {
    answers.div_ceil(2)
}

impl<'w> EntrySlot<'w> {
    /// Divides words in one piece into room for so many answers and for their tags.
    ///
    /// A [`Standing`](super::Standing) keeps its entry so; a ledger's page keeps the two parts apart.
    pub(super) fn of(words: &'w [AtomicU64], answers: usize) -> Self {
        let (answers, tags) = words.split_at_checked(Answers::words_for(answers)).unwrap_or((words, &[]));
        Self { answers, tags }
    }

    /// Returns how many words in one piece so many answers take with their tags.
    pub(super) const fn words_for(answers: usize) -> usize {
        Answers::words_for(answers) + tag_words_for(answers)
    }
}

impl<'w> Entry<'w> {
    /// Joins the view of answers with the words of their tags.
    #[inline]
    pub(crate) const fn new(answers: Answers<'w>, tags: &'w [AtomicU64]) -> Self {
        Self { answers, tags }
    }

    /// Views words in one piece, laid out as [`EntrySlot::of`] divides them.
    pub(super) fn of(words: &'w [AtomicU64], table: u32) -> Self {
        let answers = Answers::new(words, table);
        Self { answers, tags: words.get(Answers::words_for(answers.len())..).unwrap_or_default() }
    }

    /// Returns the words that hold something: of the answers, and of the tags.
    pub(super) fn words(self) -> EntrySlot<'w> {
        EntrySlot {
            answers: self.answers.words(),
            tags: self.tags.get(..tag_words_for(self.answers.len())).unwrap_or(self.tags),
        }
    }

    /// Returns the first two words, taken apart.
    pub(super) fn header(self) -> Header {
        Header::of(self.answers)
    }

    /// Returns the stored id at that position.
    #[inline]
    pub(super) fn id(self, position: usize) -> Option<[u64; 2]> {
        let words = self.tags.get(ids_of(self.answers.len()) + 2 * position..)?.first_chunk::<2>()?;
        Some(words.each_ref().map(|word| word.load(Relaxed)))
    }

    /// Iterates over the stored ids in order.
    ///
    /// Searching for a repetition goes through these alone: 16 bytes an event, in one piece.
    #[inline]
    pub(super) fn ids(self) -> impl Iterator<Item = [u64; 2]> + use<'w> {
        let (ids, len) = (ids_of(self.answers.len()), self.answers.len());
        let words = self.tags.get(ids..ids + 2 * len).unwrap_or_default();
        words.as_chunks::<2>().0.iter().map(|words| words.each_ref().map(|word| word.load(Relaxed)))
    }

    /// Returns the digest of the event at that position.
    pub(super) fn digest(self, position: usize) -> Option<u32> {
        let word = self.tags.get(position / 2).filter(|_| position < self.answers.len())?.load(Relaxed);
        Some((word >> (32 * (position % 2))) as u32)
    }

    /// Returns the tag of the event at that position.
    ///
    /// `None` beyond the last.
    pub(super) fn tag(self, position: usize) -> Option<EventTag> {
        Some(EventTag { digest: self.digest(position)?, id: self.id(position)? })
    }

    /// Returns how the id at that position is stored.
    pub(super) fn id_form(self, position: usize) -> Option<IdForm> {
        self.answers.head(position)?.id_form()
    }

    /// Returns the id of the event behind the answer at that position; an empty text beyond the last.
    ///
    /// It allocates a text, and is asked only when something is explained, saved, or compared with an event of the same
    /// instant and kind.
    pub(crate) fn event_id(self, position: usize, interner: &Interner) -> String {
        let id = self.id(position).map(|id| EventTag::text(id, self.id_form(position), interner));
        id.unwrap_or_default()
    }
}
