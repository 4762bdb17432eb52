//! What a person's history amounts to, as a check reads it.
//!
//! A [`Standing`] is the fold of a history: one [`Answer`] of 24 bytes per event, newest first and, within one instant,
//! the stricter first. It holds nothing that depends on a policy.

use crate::{
    event::{Actor, Conflict, Event, EventId, History, Kind, Kinds, Polarity, Qualities},
    subject::{Profile, Subject},
    symbols::Symbols,
    time::{Birth, Timestamp},
};

/// Most events a standing can hold. A person with more is denied everything, with reason `history_too_long`.
pub const MAX_ANSWERS: usize = 65_535;

/// One event, as a check reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Answer {
    pub(crate) at: Timestamp,
    /// [`Timestamp::MAX`] where the person set none.
    pub(crate) expires_at: Timestamp,
    pub(crate) scope: u32,
    pub(crate) notice: u16,
    /// Kind in bits 0–4, guardian in bit 5, qualities in bits 8–13.
    form: u16,
}

const GUARDIAN: u16 = 1 << 5;

impl Answer {
    fn new<K>(event: &Event<K>, scope: u32) -> Self {
        let guardian = if event.by() == Actor::Guardian { GUARDIAN } else { 0 };
        Self {
            at: event.at(),
            expires_at: event.expires_at().unwrap_or(Timestamp::MAX),
            scope,
            notice: event.notice_version(),
            form: u16::from(event.kind() as u8) | guardian | u16::from(event.qualities().bits()) << 8,
        }
    }

    /// The kind's bit.
    #[inline]
    pub(crate) const fn kinds(self) -> Kinds {
        Kinds::from_bits_retain(1 << (self.form & 31))
    }

    /// The kind's number.
    #[inline]
    pub(crate) const fn kind_number(self) -> u16 {
        self.form & 31
    }

    pub(crate) fn kind(self) -> Option<Kind> {
        Kind::from_number((self.form & 31) as u8)
    }

    #[inline]
    pub(crate) const fn by_guardian(self) -> bool {
        self.form & GUARDIAN != 0
    }

    #[inline]
    pub(crate) const fn qualities(self) -> Qualities {
        Qualities::from_bits_retain((self.form >> 8) as u8)
    }

    fn polarity(self) -> Polarity {
        self.kind().map_or(Polarity::Neutral, Kind::polarity)
    }
}

/// What a check does not read: which event an answer is, in 24 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mark {
    /// 56 bits of the event's digest, then how the id is stored.
    digest_and_tag: u64,
    id: [u8; 16],
}

const UUID: u8 = 254;
const LONG: u8 = 255;

impl Mark {
    fn new<K>(event: &Event<K>, symbols: &Symbols) -> Self {
        let (tag, id) = encode(event.id().as_str(), symbols);
        Self { digest_and_tag: event.digest() << 8 | u64::from(tag), id }
    }

    fn is_copy(self, digest: u64) -> bool {
        self.digest_and_tag >> 8 == digest & (u64::MAX >> 8)
    }

    /// The id's text.
    pub(crate) fn id(&self, symbols: &Symbols) -> String {
        match (self.digest_and_tag & 255) as u8 {
            UUID => uuid_text(self.id),
            LONG => {
                let [a, b, c, d, ..] = self.id;
                symbols.long_id(u32::from_le_bytes([a, b, c, d])).unwrap_or_default().to_owned()
            }
            len => String::from_utf8_lossy(self.id.get(..usize::from(len)).unwrap_or_default()).into_owned(),
        }
    }
}

/// How an id is stored: up to 16 bytes as they are, a lower-case UUID as its 16 bytes, others in the table.
fn encode(text: &str, symbols: &Symbols) -> (u8, [u8; 16]) {
    encode_in_place(text).unwrap_or_else(|| {
        let mut bytes = [0; 16];
        for (slot, byte) in bytes.iter_mut().zip(symbols.add_long_id(text).to_le_bytes()) {
            *slot = byte;
        }
        (LONG, bytes)
    })
}

/// How an id is stored if it needs no table.
fn encode_in_place(text: &str) -> Option<(u8, [u8; 16])> {
    if text.len() > 16 {
        return parse_uuid(text).map(|uuid| (UUID, uuid));
    }
    let mut bytes = [0; 16];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    Some((u8::try_from(text.len()).unwrap_or(16), bytes))
}

/// The bytes of a UUID in exactly the form that [`uuid_text`] writes.
fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    if text.len() != 36 || !text.is_ascii() {
        return None;
    }
    let digits: String = text.split('-').collect();
    let number = u128::from_str_radix(&digits, 16).ok()?;
    let bytes = number.to_be_bytes();
    (uuid_text(bytes) == text).then_some(bytes)
}

fn uuid_text(bytes: [u8; 16]) -> String {
    let number = u128::from_be_bytes(bytes);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        number >> 96,
        number >> 80 & 0xffff,
        number >> 64 & 0xffff,
        number >> 48 & 0xffff,
        number & 0xffff_ffff_ffff
    )
}

/// A person's answers, few and compact, with what rules may ask about the person.
///
/// Made by [`History::standing`]; a guard of the same [`Symbols`] checks it.
#[derive(Clone, Debug)]
pub struct Standing {
    answers: Box<[Answer]>,
    marks: Box<[Mark]>,
    pub(crate) profile: u32,
    pub(crate) birth: Birth,
    /// The table its numbers belong to.
    pub(crate) table: u32,
    /// The person's number among a ledger's people.
    pub(crate) number: u32,
    /// How many of the answers a check hears; they come first.
    heard: u16,
    erased: bool,
    full: bool,
}

impl Standing {
    /// The standing of a person who never said anything.
    #[must_use]
    pub fn new(subject: &Subject, symbols: &Symbols) -> Self {
        Self::unknown(symbols).described(subject, symbols)
    }

    /// The number of a person who has none.
    pub(crate) const UNNUMBERED: u32 = u32::MAX;

    /// The standing of a person of whom nothing is known.
    pub(crate) fn unknown(symbols: &Symbols) -> Self {
        Self {
            answers: Box::default(),
            marks: Box::default(),
            profile: Symbols::UNKNOWN_PROFILE,
            birth: Birth::UNKNOWN,
            table: symbols.number(),
            number: Self::UNNUMBERED,
            heard: 0,
            erased: false,
            full: false,
        }
    }

    /// The same answers, of a person described so.
    pub(crate) fn described(self, subject: &Subject, symbols: &Symbols) -> Self {
        self.with_profile(symbols.profile(Profile::from(subject)), Birth::new(subject.birth_date))
    }

    pub(crate) fn with_profile(self, profile: u32, birth: Birth) -> Self {
        Self { profile, birth, ..self }
    }

    /// The same standing, of the person with that number.
    pub(crate) fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// How many events it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether nothing was ever said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The answers that a check hears, in the order it hears them.
    #[inline]
    pub(crate) fn heard(&self) -> &[Answer] {
        self.answers.get(..usize::from(self.heard)).unwrap_or(&self.answers)
    }

    /// The events that only questions about asking hear.
    pub(crate) fn unheard(&self) -> &[Answer] {
        self.answers.get(usize::from(self.heard)..).unwrap_or_default()
    }

    #[inline]
    pub(crate) const fn has_erasure(&self) -> bool {
        self.erased
    }

    #[inline]
    pub(crate) const fn is_full(&self) -> bool {
        self.full
    }

    /// The id of the event behind the answer at `position`.
    pub(crate) fn event_id(&self, position: usize, symbols: &Symbols) -> String {
        self.marks.get(position).map(|mark| mark.id(symbols)).unwrap_or_default()
    }

    /// The standing with one event more; `None` if it holds the event already. An event too many makes it full.
    ///
    /// `scope` is the number of the event's scope in `symbols`.
    ///
    /// # Errors
    /// When the event's id is taken by an event with other content.
    pub(crate) fn with<K>(&self, event: &Event<K>, scope: u32, symbols: &Symbols) -> Result<Option<Self>, Conflict> {
        let encoded = encode_in_place(event.id().as_str());
        if let Some(known) = self.marks.iter().find(|mark| mark.has_id(event.id(), encoded, symbols)) {
            let conflict = || Conflict::OtherContent { id: event.id().clone() };
            return if known.is_copy(event.digest()) { Ok(None) } else { Err(conflict()) };
        }
        if self.answers.len() >= MAX_ANSWERS {
            return Ok(Some(Self { full: true, ..self.clone() }));
        }
        let answer = Answer::new(event, scope);
        let before =
            |known: &(&Answer, &Mark)| order(known.0, || known.1.id(symbols), &answer, event.id().as_str()).is_lt();
        // The newest event comes most often, and belongs at the front.
        let position = self.answers.iter().zip(&self.marks).take_while(before).count();
        let heard = answer.polarity() != Polarity::Neutral;
        Ok(Some(Self {
            answers: inserted(&self.answers, position, answer),
            marks: inserted(&self.marks, position, Mark::new(event, symbols)),
            heard: self.heard + u16::from(heard),
            erased: self.erased || event.kind() == Kind::Erased,
            ..*self
        }))
    }
}

impl Mark {
    fn has_id(&self, id: &EventId, encoded: Option<(u8, [u8; 16])>, symbols: &Symbols) -> bool {
        let tag = (self.digest_and_tag & 255) as u8;
        match encoded {
            Some(encoded) => (tag, self.id) == encoded,
            None => tag == LONG && self.id(symbols) == id.as_str(),
        }
    }
}

fn inserted<T: Copy>(items: &[T], position: usize, item: T) -> Box<[T]> {
    let (before, after) = items.split_at(position.min(items.len()));
    [before, &[item], after].concat().into()
}

/// Reading order: what a check hears, then the rest; newest first; the stricter first; by id.
fn order(a: &Answer, a_id: impl FnOnce() -> String, b: &Answer, b_id: &str) -> std::cmp::Ordering {
    let unheard = |answer: &Answer| answer.polarity() == Polarity::Neutral;
    unheard(a)
        .cmp(&unheard(b))
        .then_with(|| b.at.cmp(&a.at))
        .then_with(|| a.polarity().cmp(&b.polarity()))
        .then_with(|| a_id().as_str().cmp(b_id))
}

impl<K: Clone + Eq> History<K> {
    /// Folds the history to what a check reads.
    ///
    /// ```
    /// use consentry::{History, Subject, Symbols};
    /// let standing = History::<u64>::new().standing(&Subject::default(), &Symbols::new());
    /// assert!(standing.is_empty());
    /// ```
    #[must_use]
    pub fn standing(&self, subject: &Subject, symbols: &Symbols) -> Standing {
        Standing::fold(self.events(), symbols).described(subject, symbols)
    }
}

impl Standing {
    /// The standing of distinct events, in any order.
    pub(crate) fn fold<'e, K: 'e>(events: impl Iterator<Item = &'e Event<K>>, symbols: &Symbols) -> Self {
        let mut events: Vec<&Event<K>> = events.collect();
        events.sort_unstable_by(|a, b| {
            let unheard = |event: &Event<K>| event.kind().polarity() == Polarity::Neutral;
            unheard(a)
                .cmp(&unheard(b))
                .then_with(|| b.at().cmp(&a.at()))
                .then_with(|| a.kind().polarity().cmp(&b.kind().polarity()))
                .then_with(|| a.id().cmp(b.id()))
        });
        let full = events.len() > MAX_ANSWERS;
        events.truncate(MAX_ANSWERS);
        let heard = events.iter().filter(|event| event.kind().polarity() != Polarity::Neutral).count();
        Self {
            answers: events.iter().map(|event| Answer::new(event, symbols.intern(event.scope()))).collect(),
            marks: events.iter().map(|event| Mark::new(event, symbols)).collect(),
            // `events` was cut to what the number holds.
            heard: u16::try_from(heard).unwrap_or(u16::MAX),
            erased: events.iter().any(|event| event.kind() == Kind::Erased),
            full,
            ..Self::unknown(symbols)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::EventDocument,
        vocabulary::{Operations, Scope},
    };

    #[test]
    fn sizes_are_pinned() {
        assert_eq!(size_of::<Answer>(), 24);
        assert_eq!(size_of::<Mark>(), 24);
        assert_eq!(size_of::<Standing>(), 56);
    }

    #[test]
    fn ids_come_back_as_they_were() {
        let symbols = Symbols::new();
        for text in [
            "e1",
            "sixteen-bytes-ok",
            "seventeen-bytes-x",
            "01890a5d-ac96-774b-bcce-b302099a8057",
            "01890A5D-AC96-774B-BCCE-B302099A8057",
            "01890a5dac96774bbcceb302099a80570000",
            "ååååååååå",
        ] {
            let scope = Scope::new(["a"], ["b"], ["c"], Operations::USE).unwrap();
            let event =
                EventDocument::new(text, 1u64, Kind::Refused, &scope, Timestamp::MIN.max(Timestamp::from_millis(0)))
                    .into_event()
                    .unwrap();
            let standing = Standing::unknown(&symbols).with(&event, symbols.intern(&scope), &symbols).unwrap().unwrap();
            assert_eq!(standing.event_id(0, &symbols), text);
            assert!(standing.with(&event, symbols.intern(&scope), &symbols).unwrap().is_none(), "{text}");
        }
    }
}
