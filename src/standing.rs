//! What a person's history amounts to, as a check reads it.
//!
//! A [`Standing`] is the fold of a history: one [`Answer`] of 24 bytes per event, newest first and, within one instant,
//! the stricter first. It holds nothing that depends on a policy.

mod bytes;
mod mark;
mod traits;

pub(crate) use bytes::{BadRows, Limits};
use mark::{Mark, SearchedId};
use traits::Traits;

use crate::{
    event::{Actor, Conflict, Event, History, Kind, Kinds, Polarity, Qualities},
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

/// A person's answers, few and compact, with what rules may ask about the person.
///
/// Made by [`History::standing`]; a guard of the same [`Symbols`] checks it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The answers, then as many rows with their [`Mark`]s: one allocation, half of which a check never touches.
    ///
    /// INVARIANT: of even length.
    rows: Box<[Answer]>,
    pub(crate) profile: u32,
    /// The table its numbers belong to.
    pub(crate) table: u32,
    /// The person's number among a ledger's people.
    pub(crate) number: u32,
    traits: Traits,
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
            rows: Box::default(),
            profile: Symbols::UNKNOWN_PROFILE,
            table: symbols.number(),
            number: Self::UNNUMBERED,
            traits: Traits::NONE,
        }
    }

    /// The same answers, of a person described so.
    pub(crate) fn described(self, subject: &Subject, symbols: &Symbols) -> Self {
        self.with_profile(symbols.profile(Profile::from(subject)), Birth::new(subject.birth_date))
    }

    pub(crate) fn with_profile(self, profile: u32, birth: Birth) -> Self {
        Self { profile, traits: self.traits.with_birth(birth), ..self }
    }

    /// The same standing, of the person with that number.
    pub(crate) fn numbered(self, number: u32) -> Self {
        Self { number, ..self }
    }

    /// How many events it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len() / 2
    }

    /// Whether nothing was ever said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The answers, and the rows that hold their marks.
    #[inline]
    fn halves(&self) -> (&[Answer], &[Answer]) {
        self.rows.split_at(self.rows.len() / 2)
    }

    /// How many of the answers a check hears; they come first.
    #[inline]
    fn count_heard(&self) -> usize {
        self.traits.unheard().map_or_else(|| count_heard(self.halves().0), |unheard| self.len().saturating_sub(unheard))
    }

    /// The answers that a check hears, in the order it hears them.
    #[inline]
    pub(crate) fn heard(&self) -> &[Answer] {
        self.rows.get(..self.count_heard()).unwrap_or_default()
    }

    /// The events that only questions about asking hear.
    pub(crate) fn unheard(&self) -> &[Answer] {
        self.halves().0.get(self.count_heard()..).unwrap_or_default()
    }

    #[inline]
    pub(crate) const fn has_erasure(&self) -> bool {
        self.traits.erased()
    }

    #[inline]
    pub(crate) fn birth(&self) -> Birth {
        self.traits.birth()
    }

    #[inline]
    pub(crate) const fn is_full(&self) -> bool {
        self.traits.full()
    }

    /// The id of the event behind the answer at `position`.
    pub(crate) fn event_id(&self, position: usize, symbols: &Symbols) -> String {
        self.halves().1.get(position).map(|row| Mark::of(*row).id(symbols)).unwrap_or_default()
    }

    /// The standing with one event more; `None` if it holds the event already. An event too many makes it full.
    ///
    /// `scope` is the number of the event's scope in `symbols`.
    ///
    /// # Errors
    /// When the event's id is taken by an event with other content.
    pub(crate) fn with<K>(&self, event: &Event<K>, scope: u32, symbols: &Symbols) -> Result<Option<Self>, Conflict> {
        let (answers, marks) = self.halves();
        let searched = SearchedId::new(event.id());
        if let Some(known) = marks.iter().map(|row| Mark::of(*row)).find(|mark| mark.has_id(&searched, symbols)) {
            let conflict = || Conflict::OtherContent { id: event.id().clone() };
            return if known.is_copy(event.digest()) { Ok(None) } else { Err(conflict()) };
        }
        if answers.len() >= MAX_ANSWERS {
            return Ok(Some(Self { traits: self.traits.with_full(true), ..self.clone() }));
        }
        let answer = Answer::new(event, scope);
        let before = |known: &(&Answer, &Answer)| {
            order(known.0, || Mark::of(*known.1).id(symbols), &answer, || event.id().as_str().to_owned()).is_lt()
        };
        // The newest event comes most often, and belongs at the front.
        let position = answers.iter().zip(marks).take_while(before).count();
        let unheard = answers.len() - self.count_heard() + usize::from(answer.polarity() == Polarity::Neutral);
        let mark = Mark::new(event.digest(), &searched, symbols);
        let mut rows = Vec::with_capacity(self.rows.len() + 2);
        push_inserted(&mut rows, answers, position, answer);
        push_inserted(&mut rows, marks, position, mark.row());
        Ok(Some(Self {
            rows: rows.into(),
            traits: self.traits.with_unheard(unheard).with_erasure(event.kind() == Kind::Erased),
            ..*self
        }))
    }
}

/// How many answers of a standing a check hears, where it has to be counted.
#[cold]
fn count_heard(answers: &[Answer]) -> usize {
    answers.partition_point(|answer| answer.polarity() != Polarity::Neutral)
}

/// Appends `items` with `item` among them.
fn push_inserted(rows: &mut Vec<Answer>, items: &[Answer], position: usize, item: Answer) {
    let (before, after) = items.split_at(position.min(items.len()));
    rows.extend_from_slice(before);
    rows.push(item);
    rows.extend_from_slice(after);
}

/// Reading order: what a check hears, then the rest; newest first; the stricter first; by id.
fn order(a: &Answer, a_id: impl FnOnce() -> String, b: &Answer, b_id: impl FnOnce() -> String) -> std::cmp::Ordering {
    let unheard = |answer: &Answer| answer.polarity() == Polarity::Neutral;
    unheard(a)
        .cmp(&unheard(b))
        .then_with(|| b.at.cmp(&a.at))
        .then_with(|| a.polarity().cmp(&b.polarity()))
        .then_with(|| a_id().cmp(&b_id()))
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
        let unheard = events.iter().filter(|event| event.kind().polarity() == Polarity::Neutral).count();
        let erased = events.iter().any(|event| event.kind() == Kind::Erased);
        let mark = |event: &&Event<K>| Mark::new(event.digest(), &SearchedId::new(event.id()), symbols).row();
        let answers = events.iter().map(|event| Answer::new(event, symbols.intern(event.scope())));
        let mut rows = Vec::with_capacity(2 * events.len());
        rows.extend(answers);
        rows.extend(events.iter().map(mark));
        Self {
            rows: rows.into(),
            traits: Traits::NONE.with_unheard(unheard).with_erasure(erased).with_full(full),
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
        assert_eq!(size_of::<Mark>(), size_of::<Answer>());
        assert_eq!(size_of::<Standing>(), 32);
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
