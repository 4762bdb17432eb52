//! A person's answers as words: what a check reads, wherever they lie.
//!
//! The same layout stands in a [`Standing`](super::Standing) of its own and in a ledger's pages, so there is one
//! evaluator for both. With *n* answers, of which a check hears the first *h*:
//!
//! | words | what |
//! |---|---|
//! | 1 | profile (bits 0–31), [`PersonFlags`] (32–63) |
//! | 1 | the person's number in a ledger (0–31), *n* (32–47), *h* (48–63) |
//! | *n* | [`AnswerHead`]s: scope, kind, qualities, notice |
//! | 2 *n* | when the person acted, when it expires |
//!
//! A check reads the first 2 + *n* words and, of a yes or a lift, its times. Which events the answers were is told
//! [elsewhere](super::entry). In a ledger the words may be written while they are read, and mean nothing then; whoever
//! reads there looks afterwards whether that happened, and reads again. So nothing here relies on what the words say:
//! whatever they are, there is an answer and no panic.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::{
    answer::{Answer, AnswerHead},
    person_flags::PersonFlags,
};
use crate::time::{Birth, Timestamp};

/// The most events that a standing can hold.
///
/// A person with more is denied everything, with reason `history_too_long`: what cannot be judged whole is not judged.
///
/// The count has 16 bits. Few people ever come near it; a device that sends a signal with every page view can. What
/// counts are distinct events, those that no check hears included, so a history of requests and disclosures fills up
/// too.
pub const MAX_ANSWERS: usize = 65_535;

/// The number of a person who has none.
///
/// A ledger numbers its people from 0 and cannot hold that many.
pub(crate) const UNNUMBERED: u32 = u32::MAX;

/// A view of a person's answers: what a check reads. Copies are cheap.
///
/// The first two words are copied when the view is made, so that counts cannot change between two questions to one
/// view.
#[derive(Clone, Copy)]
pub(crate) struct Answers<'w> {
    /// All words of the entry, and perhaps more behind them.
    words: &'w [AtomicU64],
    /// The table that the numbers belong to.
    pub(crate) table: u32,
    /// The first word: profile and flags.
    who: u64,
    /// The second word: number, count, count of those heard.
    counts: u64,
}

/// Words before the heads.
///
/// The first tells who it is, the second how many answers there are.
pub(super) const HEADER: usize = 2;

impl<'w> Answers<'w> {
    /// Returns how many words so many answers take.
    ///
    /// For example 10 answers take 32 words, 256 bytes.
    pub(crate) const fn words_for(answers: usize) -> usize {
        HEADER + 3 * answers
    }

    /// Returns where the times begin, with so many answers.
    pub(super) const fn times_of(answers: usize) -> usize {
        HEADER + answers
    }

    /// Views words whose numbers belong to that table. Words that are no answers make a view that is never out of
    /// bounds.
    ///
    /// Fewer words than a header make a view without answers of a person of whom nothing is known.
    #[inline(always)]
    pub(crate) fn new(words: &'w [AtomicU64], table: u32) -> Self {
        let [who, counts] = words.first_chunk::<HEADER>().map_or([0; HEADER], |header| {
            let [who, counts] = header;
            [who.load(Relaxed), counts.load(Relaxed)]
        });
        Self { words, table, who, counts }
    }

    /// Returns the number of the person's profile: regions and facts.
    #[inline]
    pub(crate) const fn profile(self) -> u32 {
        self.who as u32
    }

    /// Returns the date of birth and the marks of an erasure and of too many events.
    #[inline]
    pub(super) const fn flags(self) -> PersonFlags {
        PersonFlags::of((self.who >> 32) as u32)
    }

    /// Returns the person's number among a ledger's people, or [`UNNUMBERED`].
    #[inline]
    pub(crate) const fn number(self) -> u32 {
        self.counts as u32
    }

    /// Returns how many answers there are, heard by a check or not.
    #[inline]
    pub(crate) const fn len(self) -> usize {
        (self.counts >> 32) as u16 as usize
    }

    /// Returns whether one of the answers is an erasure, lifted or not.
    #[inline]
    pub(crate) const fn has_erasure(self) -> bool {
        self.flags().erased()
    }

    /// Returns whether there were more events than fit.
    #[inline]
    pub(crate) const fn is_full(self) -> bool {
        self.flags().full()
    }

    /// Returns whether it neither has an erasure nor is full, so that the fast evaluators can judge it.
    ///
    /// Voids and lifts do not count here: the fast evaluators find them on their way and step aside.
    #[inline]
    pub(crate) const fn is_plain(self) -> bool {
        self.flags().plain()
    }

    /// Returns the date of birth, which may be unknown.
    #[inline]
    pub(crate) fn birth(self) -> Birth {
        self.flags().birth()
    }

    /// Returns how many of the answers a check hears; they come first.
    ///
    /// The others, such as requests, stand behind them and are no cost to a check.
    #[inline]
    pub(super) const fn count_heard(self) -> usize {
        (self.counts >> 48) as usize
    }

    /// Returns the heads of the answers that a check hears, in the order it hears them.
    ///
    /// Where the words end before the count says, there are none: the view was torn, and will be read again.
    #[inline(always)]
    pub(crate) fn heads(self) -> AnswerHeads<'w> {
        AnswerHeads { words: self.words.get(HEADER..HEADER + self.count_heard()).unwrap_or_default() }
    }

    /// Iterates over the answers that a check hears, in the order it hears them.
    #[inline]
    pub(crate) fn heard(self) -> impl Iterator<Item = Answer> + Clone + use<'w> {
        (0..self.count_heard()).map_while(move |position| self.answer(position))
    }

    /// Iterates over the events that only the question about asking hears, newest first.
    pub(crate) fn unheard(self) -> impl Iterator<Item = Answer> + use<'w> {
        (self.count_heard()..self.len()).map_while(move |position| self.answer(position))
    }

    /// Returns the answer at that position; `None` beyond the last.
    ///
    /// It touches the second part of the words, which a check of someone without a yes to the point never needs.
    #[inline(always)]
    pub(crate) fn answer(self, position: usize) -> Option<Answer> {
        let head = self.head(position)?;
        let times = self.words.get(Self::times_of(self.len()) + 2 * position..)?.first_chunk::<2>()?;
        let [at, expires_at] = times.each_ref().map(|word| Timestamp::from_millis(word.load(Relaxed).cast_signed()));
        Some(Answer { head, at, expires_at })
    }

    /// Returns the head of the answer at that position.
    #[inline]
    pub(super) fn head(self, position: usize) -> Option<AnswerHead> {
        self.words.get(HEADER + position).map(|word| AnswerHead::of(word.load(Relaxed)))
    }

    /// Returns the words that hold something.
    pub(super) fn words(self) -> &'w [AtomicU64] {
        self.words.get(..Self::words_for(self.len())).unwrap_or(self.words)
    }
}

/// The heads of answers, in the order in which a check hears them.
///
/// It is a slice of the words and nothing more, so that the loop over it is a loop over memory.
#[derive(Clone, Copy)]
pub(crate) struct AnswerHeads<'w> {
    words: &'w [AtomicU64],
}

impl AnswerHeads<'_> {
    /// Returns the first head from `from` on that is wanted, and its position.
    ///
    /// `wanted` sees each head in turn until it says yes; the position is counted from the first head, not from `from`.
    #[inline(always)]
    pub(crate) fn next(self, from: usize, wanted: impl Fn(AnswerHead) -> bool) -> Option<(usize, AnswerHead)> {
        let heads = self.words.iter().map(|word| AnswerHead::of(word.load(Relaxed)));
        heads.enumerate().skip(from).find(|(_, head)| wanted(*head))
    }
}

impl<'w> IntoIterator for AnswerHeads<'w> {
    type Item = AnswerHead;
    type IntoIter = std::iter::Map<std::slice::Iter<'w, AtomicU64>, fn(&AtomicU64) -> AnswerHead>;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        self.words.iter().map(|word| AnswerHead::of(word.load(Relaxed)))
    }
}

/// The two words before the heads, taken apart.
///
/// It is what an update changes and writes back whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Header {
    /// The number of the person's regions and facts in the interner.
    pub(super) profile: u32,
    /// Date of birth, and the marks of an erasure and of too many events.
    pub(super) flags: PersonFlags,
    /// The person's number in a ledger, or [`UNNUMBERED`].
    pub(super) number: u32,
    /// At most [`MAX_ANSWERS`].
    ///
    /// How many answers there are.
    pub(super) answers: usize,
    /// How many of them a check hears; never more than `answers`.
    pub(super) heard: usize,
}

impl Header {
    /// Reads the header of a view.
    pub(super) const fn of(answers: Answers<'_>) -> Self {
        Self {
            profile: answers.profile(),
            flags: answers.flags(),
            number: answers.number(),
            answers: answers.len(),
            heard: answers.count_heard(),
        }
    }

    /// Returns the two words.
    pub(super) fn words(self) -> [u64; HEADER] {
        let count = |count: usize| count.min(MAX_ANSWERS) as u64;
        let counts = u64::from(self.number) | count(self.answers) << 32 | count(self.heard) << 48;
        [u64::from(self.profile) | u64::from(self.flags.word()) << 32, counts]
    }
}
