//! What a person's rows become through one event or one description.
//!
//! Rows are never changed where they lie: a successor is worked out beside them and written to words of its own, which
//! then take their place whole.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
    fence,
};

use super::{
    MAX_ANSWERS,
    answer::{Answer, Head},
    mark::{Mark, SearchedId},
    order,
    rows::{Header, Layout, Rows},
};
use crate::{
    event::{Conflict, Event, Kind, Polarity},
    symbols::Symbols,
    time::Birth,
};

/// Rows with one change, not written yet.
#[derive(Clone, Copy)]
pub(crate) struct Successor {
    header: Header,
    /// An answer more, and where.
    inserted: Option<(usize, Answer, Mark)>,
}

impl Rows<'_> {
    /// The rows with one event more; `None` if they have the event already. An event too many makes them full.
    ///
    /// `scope` is the number of the event's scope in `symbols`.
    ///
    /// # Errors
    /// When the event's id is taken by an event with other content.
    pub(crate) fn with<K>(
        self,
        event: &Event<K>,
        scope: u32,
        symbols: &Symbols,
    ) -> Result<Option<Successor>, Conflict> {
        let searched = SearchedId::new(event.id());
        let digest = Mark::digest_of(event.digest());
        let known = self.ids().position(|id| searched.could_be(id)).and_then(|first| {
            let is = |at: &usize| self.id(*at).is_some_and(|id| searched.is(self.id_form(*at), id, symbols));
            (first..self.len()).find(is)
        });
        let known = known.and_then(|position| self.digest(position));
        match known {
            Some(known) if known == digest => return Ok(None),
            Some(_) => return Err(Conflict::OtherContent { id: event.id().clone() }),
            None => {}
        }
        let header = Header::of(self);
        if header.answers >= MAX_ANSWERS {
            return Ok(Some(Successor {
                header: Header { traits: header.traits.with_full(true), ..header },
                inserted: None,
            }));
        }
        let (id_form, id) = searched.store(symbols);
        let answer = Answer::new(event, scope, id_form);
        let is_heard = answer.head.polarity() != Polarity::Neutral;
        let header = Header {
            traits: header.traits.with_erasure(event.kind() == Kind::Erased),
            answers: header.answers + 1,
            heard: header.heard + usize::from(is_heard),
            ..header
        };
        let position = self.position_of(&answer, event.id().as_str(), symbols);
        Ok(Some(Successor { header, inserted: Some((position, answer, Mark { digest, id })) }))
    }

    /// Where an answer belongs. The newest comes most often, and belongs at the front.
    fn position_of(self, answer: &Answer, id: &str, symbols: &Symbols) -> usize {
        let before = |position: &usize| {
            self.answer(*position).is_some_and(|known| {
                order(&known, || self.event_id(*position, symbols), answer, || id.to_owned()).is_lt()
            })
        };
        (0..self.len()).take_while(before).count()
    }

    /// The rows of a person of that profile, born then.
    pub(crate) fn described(self, profile: u32, birth: Birth) -> Successor {
        let header = Header::of(self);
        Successor { header: Header { profile, traits: header.traits.with_birth(birth), ..header }, inserted: None }
    }
}

impl Rows<'_> {
    /// The rows as they are, to be written elsewhere.
    pub(crate) const fn unchanged(self) -> Successor {
        Successor { header: Header::of(self), inserted: None }
    }
}

impl Successor {
    /// The same of the person with that number.
    pub(crate) const fn numbered(self, number: u32) -> Self {
        Self { header: Header { number, ..self.header }, ..self }
    }

    /// How many answers it has.
    pub(crate) const fn answers(&self) -> usize {
        self.header.answers
    }

    /// Writes it to words of its own, as many as its answers take or more.
    pub(crate) fn write(&self, from: Rows<'_>, to: &[AtomicU64]) {
        // Whoever reads one of these words sees what was made known before: that they hold someone else's rows no more.
        fence(Release);
        let (old, new) = (from.layout(), Layout { answers: self.header.answers });
        let position = self.inserted.map_or(old.answers, |(position, ..)| position);
        let source = from.words();
        store(to, 0, self.header.words());
        copy(source, 2, to, 2, position, old.answers - position, 1);
        copy(source, old.times(), to, new.times(), 2 * position, 2 * (old.answers - position), 2);
        copy(source, old.ids(), to, new.ids(), 2 * position, 2 * (old.answers - position), 2);
        if let Some((position, answer, mark)) = self.inserted {
            store(to, 2 + position, [answer.head.word()]);
            let times = [answer.at, answer.expires_at].map(|time| time.millis().cast_unsigned());
            store(to, new.times() + 2 * position, times);
            store(to, new.ids() + 2 * position, mark.id);
        }
        let old_digests = (0..old.answers).map(|at| from.digest(at).unwrap_or_default());
        let inserted = self.inserted.map(|(_, _, mark)| mark.digest);
        let mut digests =
            old_digests.clone().take(position).chain(inserted).chain(old_digests.skip(position)).map(u64::from);
        for slot in to.get(new.digests()..new.ids()).unwrap_or_default() {
            let pair = digests.next().unwrap_or_default() | digests.next().unwrap_or_default() << 32;
            slot.store(pair, Relaxed);
        }
    }
}

/// Copies `before` words from `source[from..]` to `to[at..]`, leaves `gap` words if more follow, and copies `after` more.
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

fn store<const N: usize>(to: &[AtomicU64], at: usize, words: [u64; N]) {
    for (slot, word) in to.get(at..).unwrap_or_default().iter().zip(words) {
        slot.store(word, Relaxed);
    }
}

/// Rows in the making: of events in reading order, or out of a file.
pub(super) fn written(header: Header, rows: impl Iterator<Item = (Head, [i64; 2], Mark)>) -> Box<[AtomicU64]> {
    let layout = Layout { answers: header.answers };
    let words: Box<[AtomicU64]> = (0..layout.words()).map(|_| AtomicU64::new(0)).collect();
    store(&words, 0, header.words());
    for (position, (head, times, mark)) in rows.enumerate().take(header.answers) {
        store(&words, 2 + position, [head.word()]);
        store(&words, layout.times() + 2 * position, times.map(i64::cast_unsigned));
        store(&words, layout.ids() + 2 * position, mark.id);
        if let Some(word) = words.get(layout.digests() + position / 2) {
            word.fetch_or(u64::from(mark.digest) << (32 * (position % 2)), Relaxed);
        }
    }
    words
}
