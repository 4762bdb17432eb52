//! One writer a person at a time.
//!
//! Readers never wait, and writers of different people hardly ever do. Of one person they must: whoever hears that an
//! event is known already is told a [revision](super::Revision) that includes it, so the change and its numbering are
//! one step to other writers of that person.

use std::{
    hash::{BuildHasher, Hash},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::DefaultHasher;

const GATES: usize = 64;

/// Alone in its cache line.
#[derive(Default)]
#[repr(align(64))]
struct Gate(Mutex<()>);

/// Gates that writers pass through, by the hash of the person.
pub(super) struct Writers {
    /// The map does not lend its own.
    hasher: DefaultHasher,
    gates: Box<[Gate; GATES]>,
    none: Mutex<()>,
}

impl Writers {
    pub(super) fn new() -> Self {
        Self {
            hasher: DefaultHasher::default(),
            gates: Box::new(std::array::from_fn(|_| Gate::default())),
            none: Mutex::default(),
        }
    }

    /// Waits until no other writer is at that person.
    #[inline]
    pub(super) fn enter<K: Hash>(&self, key: &K) -> MutexGuard<'_, ()> {
        let hash = self.hasher.hash_one(key);
        // INVARIANT: there is a gate for each remainder.
        let gate = self.gates.get((hash >> 32) as usize % GATES).map_or(&self.none, |Gate(gate)| gate);
        // There is nothing behind the lock that a panic could leave half-changed.
        gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
