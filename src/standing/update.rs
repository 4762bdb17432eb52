//! What a person's answers become through one event or one description.
//!
//! Answers are never changed where they lie: an update is worked out beside them and written to words of its own, which
//! then take their place whole.
//!
//! The steps are always the same: look whether the event is there, work out its place and the new header, get a slot
//! that is large enough from the ledger, write the whole entry to it, and publish it. A reader sees the entry before or
//! the entry after, and one that is caught in between notices and reads again.
//!
//! Inserting costs a copy of the person's words. Histories are short, and a copy of a few cache lines is cheaper than
//! any structure that would save it.
//!
//! An example. An entry has three answers, and an event comes that belongs between the first and the second:
//!
//! | words | before | after |
//! |---|---|---|
//! | heads | a b c | a **x** b c |
//! | times | a b c | a **x** b c |
//! | ids | a b c | a **x** b c |
//! | digests, two a word | ab c– | a**x** bc |

use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
    fence,
};

use super::{
    answer::Answer,
    answers::{Answers, HEADER, Header, MAX_ANSWERS},
    entry::{Entry, EntrySlot, ids_of},
    event_tag::{EventTag, SearchedId},
    order::order,
};
use crate::{
    act::{Kind, Polarity},
    event::{Conflict, Event},
    interner::Interner,
    time::Birth,
};

/// An entry with one change, not written yet.
///
/// It does not borrow the entry: it is the same whichever copy of the entry it is then written from.
#[derive(Clone, Copy)]
pub(crate) struct EntryUpdate {
    /// The header that the entry then has.
    header: Header,
    /// The answer that is added, with its position and its event's tag.
    ///
    /// `None` where only the header changes: a description, or an event too many.
    inserted: Option<(usize, Answer, EventTag)>,
}

impl Entry<'_> {
    /// Returns the entry with one event more; `None` if it has the event already. An event too many makes it full.
    ///
    /// `scope` is the number of the event's scope in `interner`.
    ///
    /// # Errors
    /// When the event's id is taken by an event with other content.
    ///
    /// Full entries keep what they have: the event is not added, and everything is denied from then on.
    ///
    /// | id in the entry | digest | result |
    /// |---|---|---|
    /// | no | – | an update with one answer more |
    /// | yes | the same | `None`: nothing changes |
    /// | yes | another | an error |
    pub(crate) fn with<K>(
        self,
        event: &Event<K>,
        scope: u32,
        interner: &Interner,
    ) -> Result<Option<EntryUpdate>, Conflict> {
        let searched = SearchedId::new(event.id());
        let digest = EventTag::digest_of(event.digest());
        let known = self.ids().position(|id| searched.could_be(id)).and_then(|first| {
            let is = |at: &usize| self.id(*at).is_some_and(|id| searched.is(self.id_form(*at), id, interner));
            (first..self.answers.len()).find(is)
        });
        let known = known.and_then(|position| self.digest(position));
        match known {
            Some(known) if known == digest => return Ok(None),
            Some(_) => return Err(Conflict::OtherContent { id: event.id().clone() }),
            None => {}
        }
        let header = self.header();
        if header.answers >= MAX_ANSWERS {
            return Ok(Some(EntryUpdate {
                header: Header { flags: header.flags.with_full(true), ..header },
                inserted: None,
            }));
        }
        let (id_form, id) = searched.store(interner);
        let answer = Answer::new(event, scope, id_form);
        let is_heard = answer.head.polarity() != Polarity::Neutral;
        let header = Header {
            flags: header.flags.with_erasure(event.kind() == Kind::Erased),
            answers: header.answers + 1,
            heard: header.heard + usize::from(is_heard),
            ..header
        };
        let position = self.position_of(&answer, event.id().as_str(), interner);
        Ok(Some(EntryUpdate { header, inserted: Some((position, answer, EventTag { digest, id })) }))
    }

    /// Returns the position where an answer belongs. The newest comes most often, and belongs at the front.
    ///
    /// It goes from the front and stops at the first answer that comes after the new one, so an event that is the
    /// newest costs one comparison.
    fn position_of(self, answer: &Answer, id: &str, interner: &Interner) -> usize {
        let before = |position: &usize| {
            self.answers.answer(*position).is_some_and(|known| {
                order(&known, || self.event_id(*position, interner), answer, || id.to_owned()).is_lt()
            })
        };
        (0..self.answers.len()).take_while(before).count()
    }

    /// Returns the entry of a person of that profile, born then, with the same answers.
    ///
    /// The order of answers does not depend on who the person is, so only the header changes.
    pub(crate) fn described(self, profile: u32, birth: Birth) -> EntryUpdate {
        let header = self.header();
        EntryUpdate { header: Header { profile, flags: header.flags.with_birth(birth), ..header }, inserted: None }
    }
}

impl EntryUpdate {
    /// Returns the update as one of the person with that number in a ledger.
    ///
    /// A new person gets the number after the first event has been worked out, so it is set here and not in
    /// [`Entry::with`].
    pub(crate) const fn numbered(self, number: u32) -> Self {
        Self { header: Header { number, ..self.header }, ..self }
    }

    /// Returns how many answers the entry then has.
    pub(crate) const fn answers(&self) -> usize {
        self.header.answers
    }

    /// Writes the updated entry to words of its own, where `from` is the entry that it was made of.
    ///
    /// Answers before the inserted one keep their place, those after it move by one; digests, two to a word, are
    /// repacked.
    pub(crate) fn write(&self, from: Entry<'_>, to: EntrySlot<'_>) {
        // Whoever reads one of these words sees what was made known before: that they hold someone else's answers no
        // more.
        fence(Release);
        let (old, new) = (from.answers.len(), self.header.answers);
        let position = self.inserted.map_or(old, |(position, ..)| position);
        let source = from.words();
        store(to.answers, 0, self.header.words());
        copy(source.answers, HEADER, to.answers, HEADER, position, old - position, 1);
        let [times, new_times] = [old, new].map(Answers::times_of);
        copy(source.answers, times, to.answers, new_times, 2 * position, 2 * (old - position), 2);
        copy(source.tags, ids_of(old), to.tags, ids_of(new), 2 * position, 2 * (old - position), 2);
        if let Some((position, answer, tag)) = self.inserted {
            store_answer(to, new, position, answer, tag);
        }
        let digest = |at: usize| match self.inserted {
            Some((position, _, tag)) if at == position => Some(tag.digest),
            _ => from.digest(at - usize::from(at > position)),
        };
        for (slot, at) in to.tags.iter().take(ids_of(new)).zip((0..new).step_by(2)) {
            let [low, high] = [at, at + 1].map(|at| u64::from(digest(at).unwrap_or_default()));
            slot.store(low | high << 32, Relaxed);
        }
    }
}

/// Writes the answer at a position of an entry of so many answers, all but its digest.
///
/// Digests are left out because two of them share a word, which whoever calls this puts together.
fn store_answer(to: EntrySlot<'_>, answers: usize, position: usize, answer: Answer, tag: EventTag) {
    store(to.answers, HEADER + position, [answer.head.word()]);
    let times = [answer.at, answer.expires_at].map(|time| time.millis().cast_unsigned());
    store(to.answers, Answers::times_of(answers) + 2 * position, times);
    store(to.tags, ids_of(answers) + 2 * position, tag.id);
}

/// Copies `before` words from `source[from..]` to `to[at..]`, leaves `gap` words if more follow, and copies `after`
/// more.
///
/// With `gap` 1 it makes room for a head, with 2 for a pair of times or an id. A range that is out of bounds copies
/// nothing, since the words of `source` may be torn.
fn copy(source: &[AtomicU64], from: usize, to: &[AtomicU64], at: usize, before: usize, after: usize, gap: usize) {
    let run = |from: usize, at: usize, count: usize| {
        let (Some(source), Some(to)) = (source.get(from..from + count), to.get(at..at + count)) else { return };
        for (slot, word) in to.iter().zip(source) {
            slot.store(word.load(Relaxed), Relaxed);
        }
    };
    run(from, at, before);
    run(from + before, at + before + gap, after);
}

/// Writes words from `at` on.
///
/// Words beyond the end are dropped; a slot is always large enough.
fn store<const N: usize>(to: &[AtomicU64], at: usize, words: [u64; N]) {
    for (slot, word) in to.get(at..).unwrap_or_default().iter().zip(words) {
        slot.store(word, Relaxed);
    }
}

/// Writes an entry as a whole: of events in reading order, or out of a file.
///
/// `header.answers` says how many answers are taken; the iterator must have that many.
pub(super) fn write_all(to: EntrySlot<'_>, header: Header, answers: impl Iterator<Item = (Answer, EventTag)>) {
    // As in `EntryUpdate::write`.
    fence(Release);
    store(to.answers, 0, header.words());
    let mut before = 0;
    for (position, (answer, tag)) in answers.enumerate().take(header.answers) {
        store_answer(to, header.answers, position, answer, tag);
        before = if position % 2 == 0 { u64::from(tag.digest) } else { before | u64::from(tag.digest) << 32 };
        store(to.tags, position / 2, [before]);
    }
}
