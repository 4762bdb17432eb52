//! Looking many people up in one go.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use papaya::{HashMapRef, LocalGuard};

use super::Ledger;
use crate::standing::Standing;

/// A ledger's people, entered once for many look-ups.
pub(crate) struct Reader<'l, K, S> {
    people: HashMapRef<'l, K, Standing, S, LocalGuard<'l>>,
    unknown: &'l Standing,
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Enters the people. What is replaced meanwhile is not freed before the answer is dropped.
    pub(crate) fn reader(&self) -> Reader<'_, K, S> {
        Reader { people: self.inner.people.pin(), unknown: &self.inner.unknown }
    }

    /// Runs on the standings of many people, 64 at a time; only the last batch may be smaller.
    ///
    /// All look-ups of a batch come before its run, so that their cache misses overlap; and the people are entered anew
    /// for each batch, so that a long column does not keep what is replaced meanwhile.
    #[inline]
    pub(crate) fn each_batch<'k, Q>(&self, keys: impl IntoIterator<Item = &'k Q>, mut run: impl FnMut(&[&Standing]))
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let mut keys = keys.into_iter();
        loop {
            let reader = self.reader();
            let mut standings = [reader.unknown; BATCH];
            let mut count = 0;
            for (standing, key) in standings.iter_mut().zip(keys.by_ref()) {
                *standing = reader.standing(key);
                count += 1;
            }
            if count > 0 {
                run(standings.get(..count).unwrap_or_default());
            }
            if count < BATCH {
                return;
            }
        }
    }
}

/// As many rows as a word has bits.
const BATCH: usize = 64;

impl<K: Hash + Eq, S: BuildHasher> Reader<'_, K, S> {
    /// A person's standing; whoever is unknown has never said anything.
    #[inline]
    pub(crate) fn standing<Q>(&self, key: &Q) -> &Standing
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.people.get(key).unwrap_or(self.unknown)
    }

    /// A person's standing, if there is one.
    pub(crate) fn known<Q>(&self, key: &Q) -> Option<&Standing>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.people.get(key)
    }

    /// Everyone, in no order.
    pub(crate) fn people(&self) -> impl Iterator<Item = (&K, &Standing)> {
        self.people.iter()
    }
}
