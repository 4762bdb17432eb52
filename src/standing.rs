//! What a person's history amounts to, as a check reads it.
//!
//! A [`Standing`] is the fold of a history: 24 bytes per event for the check and 20 for telling which event it was, newest
//! first and, within one instant, the stricter first. It holds nothing that depends on a policy. What is read is a view,
//! [`Rows`], or with the marks of the events an [`Entry`], which a standing of its own and a ledger's pages have in common; a
//! [`Successor`] is what an entry becomes through one event more.

mod answer;
mod bytes;
mod entry;
mod mark;
mod rows;
mod successor;
mod traits;

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

pub(crate) use answer::{Answer, Head};
pub(crate) use bytes::{BadRows, Limits, Saved};
pub(crate) use entry::{Entry, Room, marks_for};
pub(crate) use rows::{Heads, Rows};
pub(crate) use successor::Successor;
use {
    mark::{Mark, SearchedId},
    rows::Header,
    traits::Traits,
};

use crate::{
    event::{Event, History, Kind, Polarity},
    subject::{Profile, Subject},
    symbols::Symbols,
    time::Birth,
};

/// Most events a standing can hold. A person with more is denied everything, with reason `history_too_long`.
pub const MAX_ANSWERS: usize = 65_535;

/// A person's answers, few and compact, with what rules may ask about the person.
///
/// Made by [`History::standing`]; a guard of the same [`Symbols`] checks it.
pub struct Standing {
    /// Rows and then marks, laid out as [`Entry`] says. Words are atomic so that there is one evaluator for these and for a ledger's; these
    /// never change.
    words: Box<[AtomicU64]>,
    /// The table its numbers belong to.
    table: u32,
}

impl Standing {
    /// The standing of a person who never said anything.
    #[must_use]
    pub fn new(subject: &Subject, symbols: &Symbols) -> Self {
        Self::fold(std::iter::empty::<&Event<()>>(), Some(subject), symbols)
    }

    /// The number of a person who has none.
    pub(crate) const UNNUMBERED: u32 = u32::MAX;

    /// The standing of a person of whom nothing is known.
    pub(crate) fn unknown(symbols: &Symbols) -> Self {
        Self::fold(std::iter::empty::<&Event<()>>(), None, symbols)
    }

    /// A copy of an entry by itself.
    pub(crate) fn of(entry: Entry<'_>) -> Self {
        let words = entry.words();
        let words = words.rows.iter().chain(words.marks).map(|word| AtomicU64::new(word.load(Relaxed)));
        Self { words: words.collect(), table: entry.rows.table }
    }

    /// How many events it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows().len()
    }

    /// Whether nothing was ever said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows::new(&self.words, self.table)
    }

    #[inline]
    pub(crate) fn entry(&self) -> Entry<'_> {
        Entry::of(&self.words, self.table)
    }

    /// The standing of distinct events, in any order.
    fn fold<'e, K: 'e>(
        events: impl Iterator<Item = &'e Event<K>>,
        subject: Option<&Subject>,
        symbols: &Symbols,
    ) -> Self {
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
        let erased = events.iter().any(|event| event.kind() == Kind::Erased);
        let header = Header {
            profile: subject.map_or(Symbols::UNKNOWN_PROFILE, |subject| symbols.profile(Profile::from(subject))),
            traits: Traits::NONE
                .with_birth(Birth::new(subject.and_then(|subject| subject.birth_date)))
                .with_erasure(erased)
                .with_full(full),
            number: Self::UNNUMBERED,
            answers: events.len(),
            heard: events.iter().filter(|event| event.kind().polarity() != Polarity::Neutral).count(),
        };
        let words: Box<[AtomicU64]> = (0..Room::words_for(events.len())).map(|_| AtomicU64::new(0)).collect();
        let rows = events.iter().map(|event| {
            let (id_form, id) = SearchedId::new(event.id()).store(symbols);
            let answer = Answer::new(event, symbols.intern(event.scope()), id_form);
            (answer, Mark { digest: Mark::digest_of(event.digest()), id })
        });
        successor::write_all(Room::of(&words, header.answers), header, rows);
        Self { words, table: symbols.number() }
    }
}

impl Clone for Standing {
    fn clone(&self) -> Self {
        Self::of(self.entry())
    }
}

impl fmt::Debug for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        f.write_str("Standing")?;
        f.debug_list().entries((0..rows.len()).filter_map(|position| rows.answer(position))).finish()
    }
}

/// Reading order: what a check hears, then the rest; newest first; the stricter first; by id.
fn order(a: &Answer, a_id: impl FnOnce() -> String, b: &Answer, b_id: impl FnOnce() -> String) -> std::cmp::Ordering {
    let unheard = |answer: &Answer| answer.head.polarity() == Polarity::Neutral;
    unheard(a)
        .cmp(&unheard(b))
        .then_with(|| b.at.cmp(&a.at))
        .then_with(|| a.head.polarity().cmp(&b.head.polarity()))
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
        Standing::fold(self.events(), Some(subject), symbols)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{EventDocument, Kind},
        time::Timestamp,
        vocabulary::{Operations, Scope},
    };

    fn event(id: &str, kind: Kind, at: i64) -> Event<u64> {
        let scope = Scope::new(["a"], ["b"], ["c"], Operations::USE).unwrap();
        EventDocument::new(id, 1u64, kind, &scope, Timestamp::from_millis(at)).into_event().unwrap()
    }

    fn with(standing: &Standing, event: &Event<u64>, symbols: &Symbols) -> Option<Standing> {
        let successor = standing.entry().with(event, symbols.intern(event.scope()), symbols).unwrap()?;
        let words: Box<[AtomicU64]> =
            (0..Room::words_for(successor.answers())).map(|_| AtomicU64::new(u64::MAX)).collect();
        successor.write(standing.entry(), Room::of(&words, successor.answers()));
        Some(Standing { words, table: standing.table })
    }

    #[test]
    fn sizes_are_pinned() {
        assert_eq!(size_of::<Standing>(), 24);
        assert_eq!([Rows::words_for(10) * 8, Room::words_for(10) * 8], [16 + 10 * 24, 16 + 10 * 44]);
    }

    #[test]
    fn a_standing_is_empty_until_something_is_said_and_shows_what_it_has() {
        let symbols = Symbols::new();
        let nothing = Standing::unknown(&symbols);
        assert!(nothing.is_empty() && (nothing.len(), Standing::new(&Subject::default(), &symbols).len()) == (0, 0));
        assert_eq!(format!("{nothing:?}"), "Standing[]");
        let no = with(&nothing, &event("e1", Kind::Refused, 5), &symbols).unwrap();
        assert!(!no.is_empty() && no.len() == 1);
        assert_eq!(format!("{no:?}"), format!("Standing[{:?}]", no.rows().answer(0).unwrap()));
    }

    #[test]
    fn events_added_one_by_one_make_what_a_fold_makes() {
        let symbols = Symbols::new();
        let ids =
            ["e1", "sixteen-bytes-ok", "seventeen-bytes-x", "01890a5d-ac96-774b-bcce-b302099a8057", "å", "b", "a"];
        let kinds = [Kind::Refused, Kind::Requested, Kind::Erased, Kind::Restricted, Kind::Informed, Kind::Refused];
        let events: Vec<_> = ids
            .iter()
            .zip(kinds.into_iter().cycle())
            .zip([5, 5, -3, 9, 7, 5, 5])
            .map(|((id, kind), at)| event(id, kind, at))
            .collect();
        for turned in 0..events.len() {
            let mut standing = Standing::unknown(&symbols);
            for event in events.iter().cycle().skip(turned).take(events.len()) {
                standing = with(&standing, event, &symbols).unwrap();
                assert!(with(&standing, event, &symbols).is_none(), "a repetition changes nothing");
            }
            let folded = Standing::fold(events.iter(), None, &symbols);
            let (own, other) = (standing.entry(), folded.entry());
            assert_eq!(own.header(), other.header());
            for position in 0..events.len() {
                assert_eq!(own.rows.answer(position), other.rows.answer(position));
                assert_eq!(own.digest(position), other.digest(position));
                assert_eq!(own.event_id(position, &symbols), other.event_id(position, &symbols));
            }
            assert_eq!(own.rows.heard().count(), 5);
            assert_eq!(own.rows.unheard().count(), 2);
            assert!(own.rows.has_erasure());
        }
    }
}
