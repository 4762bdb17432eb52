//! Many people at once: their memory is prefetched before it is their turn.
//!
//! Reading one person costs two or three cache misses, each waiting for the one before: the index's slot, the person
//! in the register, the answers in a page. For many people each step is taken for all of them before the next step,
//! so that their misses overlap. A prefetch is a hint: it changes no answer, and may be of memory that is not used in
//! the end.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{blocks::Blocks, people::People, person::Person, spot::VersionedSpot};
use crate::standing::{Answers, tag_words_for};

/// How many people are looked up at a time: as many as a word has bits.
pub(crate) const BATCH: usize = 64;

/// For how many people answers are prefetched before one is judged, where the people mostly lie one after the other.
/// Where they do not, a whole [`BATCH`] is. Both were measured to be fastest.
const IN_FLIGHT: usize = 8;

/// How many words are prefetched of a person: what judging ten answers can read, beginning anywhere in a cache line.
const PREFETCHED_WORDS: usize = 40;

impl<K: Hash + Eq, S: BuildHasher> People<K, S> {
    /// Takes up to [`BATCH`] keys and runs `run` on each one's position and answers. Returns how many keys there
    /// were.
    ///
    /// `run` may be run again for the same position, as in [`read`](Self::read).
    #[inline]
    pub(crate) fn read_batch<'k, Q>(
        &self,
        keys: &mut impl Iterator<Item = &'k Q>,
        run: impl FnMut(usize, Answers<'_>),
    ) -> usize
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let mut asked = [None; BATCH];
        let mut count = 0;
        for (slot, key) in asked.iter_mut().zip(keys) {
            let hash = self.hash(key);
            self.shard(hash).index.prefetch(hash);
            *slot = Some((hash, key));
            count += 1;
        }
        for (hash, _) in asked.iter().flatten() {
            self.prefetch_person(*hash);
        }
        let mut people = [None; BATCH];
        for (slot, (hash, key)) in people.iter_mut().zip(asked.iter().flatten()) {
            *slot = self.find(self.shard(*hash), *hash, *key).map(|(_, person)| person);
        }
        self.judge(people.get(..count).unwrap_or_default(), BATCH, run);
        count
    }

    /// Takes up to [`BATCH`] numbers and runs `run` on each one's position and answers, as
    /// [`read_batch`](Self::read_batch) does for keys. A number that nobody has is a person who is not known.
    #[inline]
    pub(crate) fn read_numbers(
        &self,
        numbers: &mut impl Iterator<Item = u32>,
        run: impl FnMut(usize, Answers<'_>),
    ) -> usize {
        let mut people = [None; BATCH];
        let mut count = 0;
        for (slot, number) in people.iter_mut().zip(numbers) {
            *slot = self.register.get(number);
            count += 1;
        }
        self.judge(people.get(..count).unwrap_or_default(), IN_FLIGHT, run);
        count
    }

    /// Runs `run` on the position and the answers of each person, with those of the next `in_flight` people on their
    /// way. `None` is a person who is not known.
    #[inline]
    fn judge(&self, people: &[Option<&Person<K>>], in_flight: usize, mut run: impl FnMut(usize, Answers<'_>)) {
        let prefetch = |person: &Option<&Person<K>>| {
            if let Some(spot) = person.and_then(Person::spot) {
                self.pages.prefetch(spot.spot(), PREFETCHED_WORDS);
            }
        };
        people.iter().take(in_flight).for_each(prefetch);
        for (position, person) in people.iter().enumerate() {
            people.get(position + in_flight).into_iter().for_each(prefetch);
            loop {
                let found = self.found(*person);
                run(position, found.answers);
                if found.is_unchanged() {
                    break;
                }
            }
        }
    }

    /// Prefetches the person who is likely to have that hash, once the index's slot is there.
    #[inline]
    fn prefetch_person(&self, hash: u64) {
        self.shard(hash).index.find(hash, |number| {
            self.register.prefetch(number);
            Some(())
        });
    }

    /// The spot of the person who is likely to have that hash: the keys are not compared.
    #[inline]
    fn likely_spot(&self, hash: u64) -> Option<VersionedSpot> {
        self.shard(hash).index.find(hash, |number| self.register.get(number)?.spot())
    }

    /// Prefetches everything that recording an event of that person will read.
    #[inline]
    pub(crate) fn prefetch(&self, key: &K) {
        if let Some(spot) = self.likely_spot(self.hash(key)) {
            self.pages.prefetch(spot.spot(), PREFETCHED_WORDS);
            self.prefetch_marks(spot);
        }
    }

    /// Prefetches everything that recording events of up to [`BATCH`] people will read.
    pub(crate) fn prefetch_batch<'k>(&self, keys: impl Iterator<Item = &'k K>)
    where
        K: 'k,
    {
        let mut hashes = [0; BATCH];
        let mut count = 0;
        for (slot, key) in hashes.iter_mut().zip(keys) {
            *slot = self.hash(key);
            self.shard(*slot).index.prefetch(*slot);
            count += 1;
        }
        let hashes = hashes.get(..count).unwrap_or_default();
        hashes.iter().for_each(|hash| self.prefetch_person(*hash));
        let spots = || hashes.iter().filter_map(|hash| self.likely_spot(*hash));
        spots().for_each(|spot| self.pages.prefetch(spot.spot(), PREFETCHED_WORDS));
        spots().for_each(|spot| self.prefetch_marks(spot));
    }

    /// Prefetches the marks at a person's spot, once the answers are there.
    #[inline]
    fn prefetch_marks(&self, spot: VersionedSpot) {
        let answers = self.answers(spot.spot()).len();
        self.pages.prefetch(Blocks::marks(spot.spot(), answers), tag_words_for(answers).min(PREFETCHED_WORDS));
    }

    /// Prefetches the index's slot for a key that is about to be inserted.
    pub(crate) fn prefetch_index(&self, key: &K) {
        let hash = self.hash(key);
        self.shard(hash).index.prefetch(hash);
    }
}
