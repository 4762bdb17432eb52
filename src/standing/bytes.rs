//! A standing as bytes, for snapshots: fixed width, little-endian, and read with nothing taken on trust.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | number of the profile |
//! | 4 | date of birth |
//! | 1 | 1 where there were more events than fit, else 0 |
//! | 2 | *n*, the number of answers |
//! | 44 *n* | answers in reading order: head (8), when and until when (16), digest (4), id (16) |
//! | rest | the long ids in the same order: length (1), text |
//!
//! A snapshot may come from anywhere, so bytes that no standing could have been written to are refused: a scope or
//! profile that is not in the table, an unknown kind, an id that no event can have, a wrong order, a repeated event.
//! What follows from the rest, such as whether there is an erasure, is computed and not read.
//!
//! | refused because | what it would break |
//! |---|---|
//! | a scope or profile is not in the table | its number would mean another scope, or none |
//! | a kind, a form or a bit is unknown | a newer or damaged file would be half understood |
//! | answers are out of order | a check takes the first that decides |
//! | an event stands twice | counts, and later merges |
//! | there is no date of birth with that number | ages would be anything |
//!
//! A standing that is written and found again is the same standing, but for the numbers of its long ids.
//!
//! An example: a person with two answers, one of which has an id of 40 characters that is no UUID, takes 11 + 2 × 44 +
//! 41 = 140 bytes. Little-endian whatever the machine, so that a snapshot can be read on another one.

use super::{
    answer::{Answer, AnswerHead, IdForm},
    answers::{Header, MAX_ANSWERS, UNNUMBERED},
    entry::{Entry, EntrySlot},
    event_tag::{EventTag, SearchedId},
    order::order,
    person_flags::PersonFlags,
    update,
};
use crate::{
    act::{Kind, Polarity},
    event::EventId,
    interner::Interner,
    time::{Birth, Timestamp},
};

/// Bytes of an answer with its tag: head, times, digest, id.
///
/// The width is fixed so that an answer is found without reading those before it.
const ANSWER_BYTES: usize = 8 + 16 + 4 + 16;
/// Bytes before the answers: profile, birth, fullness, number of answers.
///
/// There is no version here: the snapshot that the entries are part of has one for all.
const HEADER_BYTES: usize = 4 + 4 + 1 + 2;

/// The error for bytes that are no entry, or one that refers to what is not in the table.
///
/// It says no more, since whoever reads a snapshot reports the file and the place in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BadEntry;

/// The numbers of scopes and profiles that a table has: what a saved entry may refer to.
///
/// They are taken once for a whole snapshot, whose scopes and profiles are read before its people.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TableSizes {
    /// A scope's number must be below this.
    pub(crate) scopes: usize,
    /// A profile's number must be below this.
    pub(crate) profiles: usize,
}

impl Entry<'_> {
    /// Appends the entry's bytes: head, answers with their tags, and the ids that stand in the table.
    ///
    /// It appends and never fails. The person's key and number are not part of it: a ledger writes keys by itself, and
    /// gives numbers anew when it reads.
    pub(crate) fn write_to(self, out: &mut Vec<u8>, interner: &Interner) {
        out.reserve(HEADER_BYTES + self.answers.len() * ANSWER_BYTES);
        out.extend_from_slice(&self.answers.profile().to_le_bytes());
        out.extend_from_slice(&self.answers.birth().number().to_le_bytes());
        out.push(u8::from(self.answers.is_full()));
        // INVARIANT: at most MAX_ANSWERS.
        out.extend_from_slice(&u16::try_from(self.answers.len()).unwrap_or(u16::MAX).to_le_bytes());
        let is_long = |position: usize| self.id_form(position) == Some(IdForm::Long);
        for position in 0..self.answers.len() {
            let (Some(answer), Some(tag)) = (self.answers.answer(position), self.tag(position)) else { continue };
            out.extend_from_slice(&answer.head.word().to_le_bytes());
            out.extend_from_slice(&answer.at.millis().to_le_bytes());
            out.extend_from_slice(&answer.expires_at.millis().to_le_bytes());
            out.extend_from_slice(&tag.digest.to_le_bytes());
            // A number in the table means nothing elsewhere.
            let id = if is_long(position) { [0; 2] } else { tag.id };
            id.iter().for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
        }
        for position in (0..self.answers.len()).filter(|position| is_long(*position)) {
            let id = self.event_id(position, interner);
            // INVARIANT: an event id has at most 128 bytes.
            out.push(u8::try_from(id.len()).unwrap_or(u8::MAX));
            out.extend_from_slice(id.as_bytes());
        }
    }
}

/// A person's entry in a file: found to be sound, and not in memory yet.
///
/// It borrows the bytes of the file and copies nothing but the places of long ids, so that reading a snapshot is one
/// pass to check and one to write.
pub(crate) struct SavedEntry<'b> {
    /// What was read, and what follows from the answers: how many are heard, and whether there is an erasure.
    header: Header,
    /// The answers, still as bytes; each was parsed once and found sound.
    answers: &'b [[u8; ANSWER_BYTES]],
    /// The ids that stand in the table, in order.
    long_ids: Vec<[u64; 2]>,
}

impl<'b> SavedEntry<'b> {
    /// Finds an entry at the front of `bytes`, and returns what follows it. Whatever can be computed is not read.
    ///
    /// # Errors
    /// When the bytes end too early, refer to a scope or profile that is not there, hold what no event has, or stand in
    /// another order than a check reads.
    ///
    /// It allocates only for long ids, which it adds to the interner as it goes. Those of an entry that is then refused
    /// stay there unused; the whole snapshot is refused with it.
    pub(crate) fn find(bytes: &'b [u8], sizes: TableSizes, interner: &Interner) -> Result<(Self, &'b [u8]), BadEntry> {
        let (head, rest) = bytes.split_first_chunk::<HEADER_BYTES>().ok_or(BadEntry)?;
        let [p, q, r, s, b, c, d, e, full, l, m] = *head;
        let count = usize::from(u16::from_le_bytes([l, m]));
        let (answers, mut rest) = rest.split_at_checked(count * ANSWER_BYTES).ok_or(BadEntry)?;
        let profile = u32::from_le_bytes([p, q, r, s]);
        let birth = Birth::from_number(i32::from_le_bytes([b, c, d, e])).ok_or(BadEntry)?;
        // Only one event too many makes a standing full.
        if profile as usize >= sizes.profiles || full > 1 || (full == 1 && count != MAX_ANSWERS) {
            return Err(BadEntry);
        }
        let (answers, _) = answers.as_chunks::<ANSWER_BYTES>();
        let mut long_ids = Vec::new();
        let mut before = None;
        let (mut heard, mut erased) = (0, false);
        for bytes in answers {
            let (answer, mut tag) = parse_answer(bytes);
            if !answer.head.is_readable(sizes.scopes) {
                return Err(BadEntry);
            }
            match answer.head.id_form().ok_or(BadEntry)? {
                IdForm::Long => {
                    let (text, after) = take_text(rest).ok_or(BadEntry)?;
                    tag.id = long_id(text, interner).ok_or(BadEntry)?;
                    long_ids.push(tag.id);
                    rest = after;
                }
                form if EventTag::is_readable(tag.id, form) => {}
                _ => return Err(BadEntry),
            }
            let this = (answer, tag);
            if before.is_some_and(|before| !is_ordered(&before, &this, interner)) {
                return Err(BadEntry);
            }
            heard += usize::from(answer.head.polarity() != Polarity::Neutral);
            erased |= answer.head.kind() == Some(Kind::Erased);
            before = Some(this);
        }
        let flags = PersonFlags::NONE.with_birth(birth).with_erasure(erased).with_full(full == 1);
        let header = Header { profile, flags, number: UNNUMBERED, answers: count, heard };
        Ok((Self { header, answers, long_ids }, rest))
    }

    /// Returns how many answers it has.
    pub(crate) const fn answers(&self) -> usize {
        self.header.answers
    }

    /// Writes it to words of its own, as the entry of the person with that number.
    pub(crate) fn write(&self, number: u32, to: EntrySlot<'_>) {
        let mut long_ids = self.long_ids.iter();
        let answers = self.answers.iter().map(|bytes| {
            let (answer, tag) = parse_answer(bytes);
            let is_long = answer.head.id_form() == Some(IdForm::Long);
            let id = if is_long { long_ids.next().copied().unwrap_or_default() } else { tag.id };
            (answer, EventTag { id, ..tag })
        });
        update::write_all(to, Header { number, ..self.header }, answers);
    }
}

/// Reads an answer and its tag out of their bytes.
///
/// Every pattern of bytes is parsed; whether it makes sense is asked afterwards.
fn parse_answer(bytes: &[u8; ANSWER_BYTES]) -> (Answer, EventTag) {
    let mut words = bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
    let mut half = || words.next().unwrap_or_default();
    let mut word = || u64::from(half()) | u64::from(half()) << 32;
    let [head, at, expires_at] = [word(), word(), word()];
    let digest = half();
    let mut word = || u64::from(half()) | u64::from(half()) << 32;
    let id = [word(), word()];
    let time = |word: u64| Timestamp::from_millis(word.cast_signed());
    (Answer { head: AnswerHead::of(head), at: time(at), expires_at: time(expires_at) }, EventTag { digest, id })
}

/// Adds a long id to the table and returns how it is stored; `None` if it needs no table.
///
/// A text that is short or a UUID has another form, and one that stands here in spite of that is refused: an id must
/// have one form only, so that ids can be compared by their bytes.
fn long_id(text: &str, interner: &Interner) -> Option<[u64; 2]> {
    let id = EventId::new(text).ok()?;
    let searched = SearchedId::new(&id);
    searched.is_long().then(|| searched.store(interner).1)
}

/// Splits off a text with its length in the first byte; `None` if it ends too early or is no UTF-8.
///
/// A length of 0 gives an empty text, which no event id is.
fn take_text(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (len, rest) = bytes.split_first()?;
    let (text, rest) = rest.split_at_checked(usize::from(*len))?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

/// Returns whether two neighbours stand in reading order, which decisions rest on, and are different events.
///
/// It compares ids only where time and kind are equal, and refuses equal answers: the order is strict.
fn is_ordered(a: &(Answer, EventTag), b: &(Answer, EventTag), interner: &Interner) -> bool {
    let text = |(answer, tag): &(Answer, EventTag)| EventTag::text(tag.id, answer.head.id_form(), interner);
    order(&a.0, || text(a), &b.0, || text(b)).is_lt()
}
