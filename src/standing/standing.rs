//! The fold of a history, in words of its own.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use super::{
    answer::Answer,
    answers::{Answers, Header, MAX_ANSWERS, UNNUMBERED},
    entry::{Entry, EntrySlot},
    event_tag::{EventTag, SearchedId},
    person_flags::PersonFlags,
    update,
};

use crate::{
    act::{Kind, Polarity},
    event::{Event, History},
    interner::{Coverage, Interner},
    subject::{Profile, Subject},
    time::Birth,
};

/// A person's answers, compact and in the order a check hears them, with what rules may ask about the person.
///
/// Make one with [`History::standing`], or with [`new`](Self::new) for a person who never said anything. A guard of the
/// same [`Interner`] checks it; any other denies it as `unreadable`. It holds at most
/// [`MAX_ANSWERS`](super::MAX_ANSWERS) events; of more the newest are kept and everything is denied as
/// `history_too_long`.
///
/// A standing never changes. Keep people in a [`Ledger`](crate::Ledger) where events keep coming.
///
/// ```
/// use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument, Standing, Subject, Timestamp};
///
/// let policy: PolicyDocument = toml::from_str(r#"
///     version = "1"
///     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
///         recipients = [{ key = "shop", role = "controller" }] }
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// "#)?;
/// let interner = Interner::new();
/// let data_use = DataUse::new("news", "email", "shop", Operations::USE);
/// let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
///
/// let now = Timestamp::from_millis(0);
/// let silent = Standing::new(&Subject::default(), &interner);
/// assert_eq!(guard.check(&silent, now).code(), "never_asked");
/// let foreign = Standing::new(&Subject::default(), &Interner::new());
/// assert_eq!(guard.check(&foreign, now).code(), "unreadable");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Standings of the same events hold the same answers, whatever order the events came in. A standing is immutable, so
/// it can be shared between threads without a lock, and a check of it never waits.
///
/// | make it with | when |
/// |---|---|
/// | [`History::standing`] | all events of the person are at hand, as in a test or a batch |
/// | [`Standing::new`] | the person never said anything |
/// | [`Ledger::standing`](crate::Ledger::standing) | the ledger has them, and several guards ask about one person |
pub struct Standing {
    /// Answers and then tags, laid out as [`Entry`] says. Words are atomic so that there is one evaluator for these and
    /// for a ledger's; these never change.
    words: Box<[AtomicU64]>,
    /// The table its numbers belong to.
    table: u32,
}

impl Standing {
    /// Makes the standing of a person who never said anything.
    ///
    /// What the person is like still matters: regions choose the regimes, ages and facts the rules.
    #[must_use]
    pub fn new(subject: &Subject, interner: &Interner) -> Self {
        Self::fold(std::iter::empty::<&Event<()>>(), Some(subject), interner)
    }

    /// Makes the standing of a person of whom nothing is known: unknown regions, unknown age, no facts.
    pub(crate) fn unknown(interner: &Interner) -> Self {
        Self::fold(std::iter::empty::<&Event<()>>(), None, interner)
    }

    /// Copies an entry to words of its own.
    ///
    /// Words that change meanwhile make a copy that means nothing; whoever copies out of a ledger looks afterwards and
    /// copies again.
    pub(crate) fn of(entry: Entry<'_>) -> Self {
        let words = entry.words();
        let words = words.answers.iter().chain(words.tags).map(|word| AtomicU64::new(word.load(Relaxed)));
        Self { words: words.collect(), table: entry.answers.table }
    }

    /// Returns how many events it holds, those included that no check hears.
    ///
    /// Requests, disclosures and other neutral events count, though no check hears them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers().len()
    }

    /// Returns whether it holds no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the view that a check reads.
    #[inline]
    pub(crate) fn answers(&self) -> Answers<'_> {
        Answers::new(&self.words, self.table)
    }

    /// Returns the view with the tags of the events.
    #[inline]
    pub(crate) fn entry(&self) -> Entry<'_> {
        Entry::of(&self.words, self.table)
    }

    /// Folds distinct events, in any order.
    ///
    /// With more than [`MAX_ANSWERS`] events the first of the order are kept, that is the newest of those that a check
    /// hears. The sort puts events in the order that `order` defines; it reads the events themselves, since their
    /// answers have no numbers yet.
    fn fold<'e, K: 'e>(
        events: impl Iterator<Item = &'e Event<K>>,
        subject: Option<&Subject>,
        interner: &Interner,
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
            profile: subject.map_or(Interner::UNKNOWN_PROFILE, |subject| interner.profile(Profile::from(subject))),
            flags: PersonFlags::NONE
                .with_birth(Birth::new(subject.and_then(|subject| subject.birth_date)))
                .with_erasure(erased)
                .with_full(full),
            number: UNNUMBERED,
            answers: events.len(),
            heard: events.iter().filter(|event| event.kind().polarity() != Polarity::Neutral).count(),
        };
        let words: Box<[AtomicU64]> = (0..EntrySlot::words_for(events.len())).map(|_| AtomicU64::new(0)).collect();
        let answers = events.iter().map(|event| {
            let (id_form, id) = SearchedId::new(event.id()).store(interner);
            let answer = Answer::new(event, interner.intern(event.scope(), Coverage::of(event.kind())), id_form);
            (answer, EventTag { digest: EventTag::digest_of(event.digest()), id })
        });
        update::write_all(EntrySlot::of(&words, header.answers), header, answers);
        Self { words, table: interner.number() }
    }
}

impl Clone for Standing {
    fn clone(&self) -> Self {
        Self::of(self.entry())
    }
}

impl fmt::Debug for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answers = self.answers();
        f.write_str("Standing")?;
        f.debug_list().entries((0..answers.len()).filter_map(|position| answers.answer(position))).finish()
    }
}

impl<K: Clone + Eq> History<K> {
    /// Folds the history to what a check reads.
    ///
    /// Scopes, the person's regions and facts, and ids longer than 16 bytes that are no UUID, are added to the
    /// interner.
    ///
    /// ```
    /// use consentry::{History, Subject, Interner};
    /// let standing = History::<u64>::new().standing(&Subject::default(), &Interner::new());
    /// assert!(standing.is_empty());
    /// ```
    ///
    /// It sorts the events, so it costs *n* log *n*, and allocates. Fold once and check often; for a person whose
    /// events keep coming, a [`Ledger`](crate::Ledger) inserts each where it belongs.
    ///
    /// A history without its noes would be a different person, so fold all of it. To see what was known at an earlier
    /// time, take [`History::as_of`] first:
    ///
    /// ```
    /// use consentry::{EventDocument, History, Interner, Kind, Operations, Scope, Subject, Timestamp};
    ///
    /// let scope = Scope::new(["news"], ["email"], ["shop"], Operations::USE)?;
    /// let at = |text: &str| text.parse::<Timestamp>();
    /// let mut history = History::new();
    /// let yes = EventDocument::new("e1", 7u64, Kind::Given, &scope, at("2026-01-01T00:00:00Z")?);
    /// let no = EventDocument::new("e2", 7u64, Kind::Withdrawn, &scope, at("2026-03-01T00:00:00Z")?);
    /// history.insert(yes.recorded_at(at("2026-01-01T00:00:00Z")?).into_event()?)?;
    /// history.insert(no.recorded_at(at("2026-03-01T00:00:00Z")?).into_event()?)?;
    /// let interner = Interner::new();
    /// assert_eq!(history.standing(&Subject::default(), &interner).len(), 2);
    /// let february = history.as_of(at("2026-02-01T00:00:00Z")?);
    /// assert_eq!(february.standing(&Subject::default(), &interner).len(), 1, "the withdrawal was not known yet");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn standing(&self, subject: &Subject, interner: &Interner) -> Standing {
        Standing::fold(self.events(), Some(subject), interner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        act::Kind,
        event::EventDocument,
        time::Timestamp,
        vocabulary::{Operations, Scope},
    };

    fn event(id: &str, kind: Kind, at: i64) -> Event<u64> {
        let scope = Scope::new(["a"], ["b"], ["c"], Operations::USE).unwrap();
        EventDocument::new(id, 1u64, kind, &scope, Timestamp::from_millis(at)).into_event().unwrap()
    }

    fn with(standing: &Standing, event: &Event<u64>, interner: &Interner) -> Option<Standing> {
        let update = standing
            .entry()
            .with(event, interner.intern(event.scope(), Coverage::of(event.kind())), interner)
            .unwrap()?;
        let words: Box<[AtomicU64]> =
            (0..EntrySlot::words_for(update.answers())).map(|_| AtomicU64::new(u64::MAX)).collect();
        update.write(standing.entry(), EntrySlot::of(&words, update.answers()));
        Some(Standing { words, table: standing.table })
    }

    #[test]
    fn sizes_are_pinned() {
        assert_eq!(size_of::<Standing>(), 24);
        assert_eq!([Answers::words_for(10) * 8, EntrySlot::words_for(10) * 8], [16 + 10 * 24, 16 + 10 * 44]);
    }

    #[test]
    fn a_standing_is_empty_until_something_is_said_and_shows_what_it_has() {
        let interner = Interner::new();
        let nothing = Standing::unknown(&interner);
        assert!(nothing.is_empty() && (nothing.len(), Standing::new(&Subject::default(), &interner).len()) == (0, 0));
        assert_eq!(format!("{nothing:?}"), "Standing[]");
        let no = with(&nothing, &event("e1", Kind::Refused, 5), &interner).unwrap();
        assert!(!no.is_empty() && no.len() == 1);
        assert_eq!(format!("{no:?}"), format!("Standing[{:?}]", no.answers().answer(0).unwrap()));
    }

    #[test]
    fn events_added_one_by_one_make_what_a_fold_makes() {
        let interner = Interner::new();
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
            let mut standing = Standing::unknown(&interner);
            for event in events.iter().cycle().skip(turned).take(events.len()) {
                standing = with(&standing, event, &interner).unwrap();
                assert!(with(&standing, event, &interner).is_none(), "a repetition changes nothing");
            }
            let folded = Standing::fold(events.iter(), None, &interner);
            let (own, other) = (standing.entry(), folded.entry());
            assert_eq!(own.header(), other.header());
            for position in 0..events.len() {
                assert_eq!(own.answers.answer(position), other.answers.answer(position));
                assert_eq!(own.digest(position), other.digest(position));
                assert_eq!(own.event_id(position, &interner), other.event_id(position, &interner));
            }
            assert_eq!(own.answers.heard().count(), 5);
            assert_eq!(own.answers.unheard().count(), 2);
            assert!(own.answers.has_erasure());
        }
    }
}
