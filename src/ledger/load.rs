//! Many events at once: the log after a restart, an import.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{Ledger, RecordError, Recorded, Revision};
use crate::event::Event;

/// How many errors a [`LoadReport`] lists; those after are only counted.
pub const MAX_LOAD_ERRORS: usize = 1000;

/// How many events are looked at ahead of the one that is recorded.
const AHEAD: usize = 16;

/// What came of loading events.
#[derive(Clone, PartialEq, Eq, Debug)]
#[must_use = "events may have been refused"]
pub struct LoadReport {
    /// How many were new.
    pub new: u64,
    /// How many were known before, or came twice.
    pub known: u64,
    /// How many were not recorded.
    pub refused: u64,
    /// Why, for the first [`MAX_LOAD_ERRORS`] of these.
    pub errors: Vec<LoadError>,
    /// A state that has everything that was loaded.
    pub revision: Revision,
}

/// An event that was not recorded, and why.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("event {position} of the load: {cause}")]
pub struct LoadError {
    /// The event's place in the iterator, counted from 0.
    pub position: u64,
    /// What is wrong with it.
    pub cause: RecordError,
}

impl<K: Hash + Eq + Clone, S: BuildHasher> Ledger<K, S> {
    /// Records events one after the other, each visible to checks as soon as it is recorded. A refused event does not
    /// stop the load.
    ///
    /// Events may come in any order; oldest first, as in a log, is fastest. Of events that are at hand, as in a slice, some are
    /// looked at ahead, so that their people are in the caches when it is their turn; an iterator that does not know how
    /// many are to come, as that of a channel, is asked for one at a time, and nothing it gave waits for the next.
    pub fn load<E: Borrow<Event<K>>>(&self, events: impl IntoIterator<Item = E>) -> LoadReport {
        let mut report = LoadReport { new: 0, known: 0, refused: 0, errors: Vec::new(), revision: self.revision() };
        let mut events = events.into_iter();
        let mut ahead = Vec::with_capacity(AHEAD);
        let mut position = 0;
        loop {
            // No more than there are for certain: one that has yet to come must not keep back one that has.
            let certain = events.size_hint().0.clamp(1, AHEAD);
            ahead.extend(events.by_ref().take(certain));
            if ahead.is_empty() {
                return report;
            }
            self.inner.people.fetch(ahead.iter().map(|event: &E| event.borrow().subject()));
            for event in ahead.drain(..) {
                report.add(position, self.take(event.borrow()));
                position += 1;
            }
        }
    }
}

impl LoadReport {
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
