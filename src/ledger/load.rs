//! Many events at once: the log after a restart, an import.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use papaya::Guard;

use super::{Ledger, RecordError, Revision};
use crate::event::Event;

/// How many errors a [`LoadReport`] lists; those after are only counted.
pub const MAX_LOAD_ERRORS: usize = 1000;

/// Events between two moments at which replaced standings may be freed.
const BATCH: u32 = 256;

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
    /// The same as a loop over [`record`](Self::record) with less ado for each. Events may come in any order; loading
    /// is fastest oldest first, as logs are.
    pub fn load<E: Borrow<Event<K>>>(&self, events: impl IntoIterator<Item = E>) -> LoadReport {
        let mut report = LoadReport { new: 0, known: 0, refused: 0, errors: Vec::new(), revision: self.revision() };
        let mut pin = self.inner.people.guard();
        let mut until_refresh = BATCH;
        for (position, event) in (0..).zip(events) {
            match self.record_in(event.borrow(), &pin) {
                Ok(recorded) => {
                    report.new += u64::from(recorded.new);
                    report.known += u64::from(!recorded.new);
                    report.revision = recorded.revision;
                }
                Err(cause) => {
                    report.refused += 1;
                    if report.errors.len() < MAX_LOAD_ERRORS {
                        report.errors.push(LoadError { position, cause });
                    }
                }
            }
            until_refresh -= 1;
            if until_refresh == 0 {
                pin.refresh();
                until_refresh = BATCH;
            }
        }
        report
    }
}
