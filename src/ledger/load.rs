//! Recording many events at once: the log after a restart, an import.
//!
//! Loading is recording in a loop, with the cache misses of the next events overlapped. So it promises what
//! [`Ledger::record`] promises, and nothing about the events together: a load that is broken off has recorded what
//! came before.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{
    ledger::Ledger,
    record::{RecordError, Recorded},
    revision::Revision,
};
use crate::{event::Event, fault::debug_like_display};

/// The most errors that a [`LoadReport`] lists; those after are only counted.
pub const MAX_LOAD_ERRORS: usize = 1000;

/// How many events are taken at a time, so that their people's memory is prefetched together.
///
/// More would push out of the caches what the first of them brought in.
const PREFETCHED_EVENTS: usize = 16;

/// What [loading](Ledger::load) events did. Each event is counted once: as new, known or refused.
///
/// `new + known + refused` is the number of events that the iterator gave.
#[derive(Clone, PartialEq, Eq, Debug)]
#[must_use = "events may have been refused"]
pub struct LoadReport {
    /// How many events were new.
    pub new: u64,
    /// How many events were known before, or came twice in the load.
    pub known: u64,
    /// How many events were not recorded.
    pub refused: u64,
    /// Why they were not, for the first [`MAX_LOAD_ERRORS`] of these.
    pub errors: Vec<LoadError>,
    /// A revision whose state has everything that was loaded.
    pub revision: Revision,
}

/// An event of a [load](Ledger::load) that was not recorded, and why.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {position} of the load: {cause}")]
pub struct LoadError {
    /// The event's position in the load, counted from 0.
    pub position: u64,
    /// What is wrong with it.
    pub cause: RecordError,
}

debug_like_display!(LoadError);

impl<K: Hash + Eq + Clone, S: BuildHasher> Ledger<K, S> {
    /// Records events one after the other, each visible to checks as soon as it is recorded. A refused event does not
    /// stop the load: the report says which were refused, and why.
    ///
    /// Events may come in any order; oldest first, as in a log, is fastest. Where the iterator knows how many events
    /// are at least to come, as that of a slice does, some are taken ahead, so that their people are in the caches
    /// when it is their turn. An iterator that does not know, as that of a channel, is asked for one event at a time,
    /// and no event waits for the next.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#).unwrap();
    /// # let policy = policy.compile().unwrap();
    /// use consentry::{EventDocument, Kind, Ledger, Operations, Scope};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let no = |id: &str, purpose: &str| {
    ///     let scope = Scope::new([purpose], ["contact"], ["lingon"], Operations::USE)?;
    ///     let at = "2026-01-01T00:00:00Z".parse()?;
    ///     Ok::<_, Box<dyn std::error::Error>>(EventDocument::new(id, 7, Kind::Refused, &scope, at).into_event()?)
    /// };
    /// let report = ledger.load([no("e1", "marketing")?, no("e1", "marketing")?, no("e2", "marketting")?]);
    /// assert_eq!((report.new, report.known, report.refused), (1, 1, 1));
    /// assert!(report.errors[0].to_string().starts_with("event 2 of the load: "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load<E: Borrow<Event<K>>>(&self, events: impl IntoIterator<Item = E>) -> LoadReport {
        let mut report = LoadReport { new: 0, known: 0, refused: 0, errors: Vec::new(), revision: self.revision() };
        let mut events = events.into_iter();
        let mut ahead = Vec::with_capacity(PREFETCHED_EVENTS);
        let mut position = 0;
        loop {
            // No more than there are for certain: one that has yet to come must not keep back one that has.
            let certain = events.size_hint().0.clamp(1, PREFETCHED_EVENTS);
            ahead.extend(events.by_ref().take(certain));
            if ahead.is_empty() {
                return report;
            }
            self.inner.people.prefetch_batch(ahead.iter().map(|event: &E| event.borrow().subject()));
            for event in ahead.drain(..) {
                report.add(position, self.record_prefetched(event.borrow()));
                position += 1;
            }
        }
    }
}

impl LoadReport {
    /// Counts an event.
    ///
    /// Errors beyond [`MAX_LOAD_ERRORS`] are only counted, so that a log of the wrong policy does not fill the
    /// memory.
    fn add(&mut self, position: u64, recorded: Result<Recorded, RecordError>) {
        match recorded {
            Ok(recorded) => {
                self.new += u64::from(recorded.new);
                self.known += u64::from(!recorded.new);
                self.revision = recorded.revision;
            }
            Err(cause) => {
                self.refused += 1;
                if self.errors.len() < MAX_LOAD_ERRORS {
                    self.errors.push(LoadError { position, cause });
                }
            }
        }
    }
}
