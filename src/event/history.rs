//! All events of one person.
//!
//! Events are kept by id, in a tree. So two histories with the same events are equal, print alike and are gone
//! through in the same order, however they came about.

use std::collections::BTreeMap;

use super::{event::Event, event_id::EventId};
use crate::{fault::debug_like_display, time::Timestamp};

/// The set of one person's events.
///
/// Adding an event twice changes nothing; merging is union, so the order in which events arrive does not matter. A set
/// and not a list, so events are read back by id. Fold it into a [`Standing`](crate::Standing) to check it, or record
/// its events in a [`Ledger`](crate::Ledger).
///
/// ```
/// use consentry::{EventDocument, History, Kind, Operations, Scope};
///
/// let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::all())?;
/// let no = EventDocument::new("e1", "anna".to_owned(), Kind::Withdrawn, &scope, "2026-01-01T09:00:00Z".parse()?)
///     .into_event()?;
/// let mut history = History::new();
/// assert!(history.insert(no.clone())?);
/// assert!(!history.insert(no)?);
/// assert_eq!(history.len(), 1);
/// assert!(history.as_of("2025-12-31T00:00:00Z".parse()?).is_empty(), "not yet known then");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It is the right thing for one person at a time: a request for access, a test, a service without people in memory.
/// For many people, and for checks in nanoseconds, record the events in a [`Ledger`](crate::Ledger).
///
/// Histories that two offices kept of one person become one, whichever is merged into which:
///
/// ```
/// use consentry::{EventDocument, History, Kind, Operations, Scope, event::Conflict};
///
/// let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::all())?;
/// let event = |id, kind| {
///     EventDocument::new(id, 7_u64, kind, &scope, "2026-01-01T09:00:00Z".parse().unwrap()).into_event().unwrap()
/// };
/// let history = |events: Vec<_>| {
///     let mut history = History::new();
///     events.into_iter().for_each(|event| { history.insert(event).unwrap(); });
///     history
/// };
/// let (a, b) = (history(vec![event("e1", Kind::Refused)]), history(vec![event("e2", Kind::Objected)]));
/// let (mut ab, mut ba) = (a.clone(), b.clone());
/// assert_eq!((ab.merge(b), ba.merge(a)), (Ok(1), Ok(1)));
/// assert_eq!(ab, ba);
///
/// // One id for two acts cannot be merged, and changes nothing.
/// let conflicts = ab.merge(history(vec![event("e1", Kind::Withdrawn)])).unwrap_err();
/// assert!(matches!(conflicts[0], Conflict::OtherContent { .. }));
/// assert_eq!(ab, ba);
/// # Ok::<(), consentry::Faults>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History<K = String> {
    /// By id, all of one person.
    events: BTreeMap<EventId, Event<K>>,
}

/// The error of an event that cannot be part of a history. The history is unchanged.
///
/// | conflict | how it comes about | cure |
/// |---|---|---|
/// | `OtherContent` | ids given anew, as by a counter after a restart | a UUID, or the source's name in the id |
/// | `OtherSubject` | an event was sorted to the wrong person | look at its [`subject`](Event::subject) |
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Conflict {
    /// The id stands for another act already.
    #[error("the event id `{id}` is taken by an event with other content; give each act an id of its own")]
    OtherContent {
        /// The id of the event.
        id: EventId,
    },
    /// The event is about someone else.
    #[error("the event `{id}` is about another person than this history")]
    OtherSubject {
        /// The id of the event.
        id: EventId,
    },
}

debug_like_display!(Conflict);

impl<K> Default for History<K> {
    fn default() -> Self {
        Self { events: BTreeMap::new() }
    }
}

impl<K: Clone + Eq> History<K> {
    /// Creates a history without events.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event. Returns `false` when it was there already; `recorded_at` is then the earlier of both.
    ///
    /// # Errors
    ///
    /// Returns [`Conflict::OtherContent`] when the id is taken by an event with other content, and
    /// [`Conflict::OtherSubject`] when the event is about another person. Nothing changes then.
    pub fn insert(&mut self, event: Event<K>) -> Result<bool, Conflict> {
        self.fits(&event)?;
        if let Some(known) = self.events.get_mut(event.id()) {
            known.known_since(event.recorded_at());
            return Ok(false);
        }
        self.events.insert(event.id().clone(), event);
        Ok(true)
    }

    /// Adds all events of `other`, and returns how many were new.
    ///
    /// All events are checked before the first is added. An empty history takes in anyone's events, and is then that
    /// person's.
    ///
    /// # Errors
    ///
    /// Returns a conflict for every event that contradicts this history. Nothing changes then.
    pub fn merge(&mut self, other: Self) -> Result<usize, Vec<Conflict>> {
        let conflicts: Vec<_> = other.events.values().filter_map(|event| self.fits(event).err()).collect();
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        Ok(other.events.into_values().filter_map(|event| self.insert(event).ok()).filter(|new| *new).count())
    }

    /// Checks that an event is about the same person and contradicts none.
    ///
    /// Whose history it is, its first event says.
    fn fits(&self, event: &Event<K>) -> Result<(), Conflict> {
        let id = || event.id().clone();
        if self.events.first_key_value().is_some_and(|(_, known)| known.subject() != event.subject()) {
            return Err(Conflict::OtherSubject { id: id() });
        }
        match self.events.get(event.id()) {
            Some(known) if known.digest() != event.digest() => Err(Conflict::OtherContent { id: id() }),
            _ => Ok(()),
        }
    }

    /// Returns the history as the organisation knew it at `time`: the events with `recorded_at` ≤ `time`.
    ///
    /// To see what was decided then, fold it and check it at that time. What was recorded later is left out even if
    /// it happened before.
    #[must_use]
    pub fn as_of(&self, time: Timestamp) -> Self {
        let known = self.events.iter().filter(|(_, event)| event.recorded_at() <= time);
        Self { events: known.map(|(id, event)| (id.clone(), event.clone())).collect() }
    }

    /// Returns the events, ordered by id.
    pub fn events(&self) -> impl Iterator<Item = &Event<K>> {
        self.events.values()
    }

    /// Returns the event of that id.
    #[must_use]
    pub fn event(&self, id: &EventId) -> Option<&Event<K>> {
        self.events.get(id)
    }

    /// Returns how many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Returns whether there are no events.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        act::Kind,
        event::EventDocument,
        vocabulary::{Operations, Scope},
    };

    fn event(id: &str, subject: &str, recorded: i64) -> Event {
        let scope = Scope::new(["a"], ["b"], ["c"], Operations::USE).unwrap();
        EventDocument::new(id, subject.to_owned(), Kind::Refused, &scope, Timestamp::from_millis(5))
            .recorded_at(Timestamp::from_millis(recorded))
            .into_event()
            .unwrap()
    }

    #[test]
    fn a_contradiction_changes_nothing() {
        let mut history = History::new();
        history.insert(event("e1", "anna", 7)).unwrap();
        let before = history.clone();
        let mut other = EventDocument::from(&event("e1", "anna", 7));
        other.kind = Kind::Withdrawn;
        let other = other.into_event().unwrap();
        assert!(matches!(history.insert(other.clone()), Err(Conflict::OtherContent { .. })));
        assert!(matches!(history.insert(event("e2", "bo", 7)), Err(Conflict::OtherSubject { .. })));
        let mut mixed = History::new();
        mixed.insert(event("e0", "anna", 7)).unwrap();
        mixed.insert(other).unwrap();
        assert_eq!(history.merge(mixed).unwrap_err().len(), 1);
        assert_eq!(history, before);
    }

    #[test]
    fn a_merge_counts_what_was_new() {
        let mut history = History::new();
        assert!(history.is_empty());
        assert!(history.insert(event("e1", "anna", 7)).unwrap() && !history.insert(event("e1", "anna", 7)).unwrap());
        let mut other = history.clone();
        for id in ["e2", "e3"] {
            other.insert(event(id, "anna", 7)).unwrap();
        }
        assert_eq!((history.merge(other.clone()).unwrap(), history.merge(other).unwrap()), (2, 0));
        assert_eq!((history.len(), history.is_empty()), (3, false));
        let ids: Vec<_> = history.events().map(|event| event.id().to_string()).collect();
        assert_eq!(ids, ["e1", "e2", "e3"]);
        let found = |id: &str| history.event(&EventId::new(id).unwrap()).map(|event| event.id().as_str());
        assert_eq!((found("e2"), found("e4")), (Some("e2"), None));
    }

    #[test]
    fn a_copy_that_arrived_earlier_moves_the_knowledge_back() {
        let mut history = History::new();
        history.insert(event("e1", "anna", 7)).unwrap();
        assert!(!history.insert(event("e1", "anna", 3)).unwrap());
        assert_eq!(history.as_of(Timestamp::from_millis(3)).len(), 1);
        assert_eq!(history.as_of(Timestamp::from_millis(2)).len(), 0);
    }
}
