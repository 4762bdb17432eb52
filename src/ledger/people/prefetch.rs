//! Asking the caches for people's memory before it is their turn.
//!
//! Reading one person costs what memory takes to answer, two or three times in a row. Of many people every step is taken
//! for all of them before the next, and so they are waited for together.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{BATCH, Blocks, People, Person, VersionedSpot};
use crate::standing::{Answers, tag_words_for};

/// How many people's rows are on their way to the caches while one's are judged, of people who mostly lie one after the
/// other; of others, a whole batch's. Both were measured to be fastest.
const AHEAD: usize = 8;

/// Words that judging ten answers can read; they begin anywhere in a cache line.
const JUDGED: usize = 40;

impl<K: Hash + Eq, S: BuildHasher> People<K, S> {
    /// Looks up to [`BATCH`] people up; `run` gets each position and rows, and may be run again for one, as in
    /// [`read`](Self::read). How many there were.
    ///
    /// Each step is taken for all before the next, so that cache misses overlap.
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
            self.shard(hash).index.fetch(hash);
            *slot = Some((hash, key));
            count += 1;
        }
        for (hash, _) in asked.iter().flatten() {
            self.fetch_person(*hash);
        }
        let mut people = [None; BATCH];
        for (slot, (hash, key)) in people.iter_mut().zip(asked.iter().flatten()) {
            *slot = self.find(self.shard(*hash), *hash, *key).map(|(_, person)| person);
        }
        self.judge(people.get(..count).unwrap_or_default(), BATCH, run);
        count
    }

    /// The same of people by their numbers.
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
        self.judge(people.get(..count).unwrap_or_default(), AHEAD, run);
        count
    }

    /// Runs on the rows of each; of whoever is not there, on those of whoever is unknown.
    #[inline]
    fn judge(&self, people: &[Option<&Person<K>>], ahead: usize, mut run: impl FnMut(usize, Answers<'_>)) {
        let fetch = |person: &Option<&Person<K>>| {
            if let Some(place) = person.and_then(Person::place) {
                self.pages.fetch(place.spot(), JUDGED);
            }
        };
        people.iter().take(ahead).for_each(fetch);
        for (position, person) in people.iter().enumerate() {
            people.get(position + ahead).into_iter().for_each(fetch);
            loop {
                let found = self.found(*person);
                run(position, found.rows);
                if found.held_still() {
                    break;
                }
            }
        }
    }

    /// Asks the caches for whoever is likely to have that hash.
    #[inline]
    fn fetch_person(&self, hash: u64) {
        self.shard(hash).index.find(hash, |number| {
            self.register.fetch(number);
            Some(())
        });
    }

    /// Whoever is likely to have that hash, if that is somebody with a place.
    #[inline]
    fn likely_place(&self, hash: u64) -> Option<VersionedSpot> {
        self.shard(hash).index.find(hash, |number| self.register.get(number)?.place())
    }

    /// Asks the caches for all that recording something about a person will read.
    #[inline]
    pub(crate) fn fetch(&self, key: &K) {
        if let Some(place) = self.likely_place(self.hash(key)) {
            self.pages.fetch(place.spot(), JUDGED);
            self.fetch_marks(place);
        }
    }

    /// The same of up to [`BATCH`] people: each step for all of them before the next, so that they are waited for together.
    pub(crate) fn fetch_all<'k>(&self, keys: impl Iterator<Item = &'k K>)
    where
        K: 'k,
    {
        let mut hashes = [0; BATCH];
        let mut count = 0;
        for (slot, key) in hashes.iter_mut().zip(keys) {
            *slot = self.hash(key);
            self.shard(*slot).index.fetch(*slot);
            count += 1;
        }
        let hashes = hashes.get(..count).unwrap_or_default();
        hashes.iter().for_each(|hash| self.fetch_person(*hash));
        let places = || hashes.iter().filter_map(|hash| self.likely_place(*hash));
        places().for_each(|place| self.pages.fetch(place.spot(), JUDGED));
        places().for_each(|place| self.fetch_marks(place));
    }

    #[inline]
    fn fetch_marks(&self, place: VersionedSpot) {
        let answers = self.rows(place.spot()).len();
        self.pages.fetch(Blocks::marks(place.spot(), answers), tag_words_for(answers).min(JUDGED));
    }

    /// Asks the caches for where somebody would be found.
    pub(crate) fn fetch_index(&self, key: &K) {
        let hash = self.hash(key);
        self.shard(hash).index.fetch(hash);
    }
}
