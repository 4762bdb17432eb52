//! People by number: who they are, and where their rows lie.

use std::sync::{
    OnceLock,
    atomic::{
        AtomicU32, AtomicU64,
        Ordering::{Acquire, Relaxed, Release},
        fence,
    },
};

use prefetch_index::prefetch_index;

use super::pages::Spot;
use crate::standing::UNNUMBERED;

/// Where a person's rows lie, and how often they have been written or moved: equal places mean that nothing happened in
/// between.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct VersionedSpot(u64);

impl VersionedSpot {
    /// Nowhere yet.
    const NONE: Self = Self(0);

    #[inline]
    pub(super) const fn spot(self) -> Spot {
        Spot::of_bits(self.0)
    }

    /// The next place of the same person. The count has 30 bits: it comes round after a billion changes of one person, far
    /// more than can happen while someone reads. It passes over 0, so that every place is somewhere.
    const fn then(self, spot: Spot) -> Self {
        let count = (self.0 >> Spot::BITS) + 1;
        let count = if count >> (64 - Spot::BITS) == 0 { count } else { 1 };
        Self(count << Spot::BITS | spot.bits())
    }
}

/// Someone a ledger knows.
pub(super) struct Person<K> {
    pub(super) key: K,
    place: AtomicU64,
}

impl<K> Person<K> {
    /// Where the rows lie; `None` before they were first written.
    #[inline(always)]
    pub(super) fn place(&self) -> Option<VersionedSpot> {
        // Acquire: whoever sees a place sees what was written there.
        let place = VersionedSpot(self.place.load(Acquire));
        (place != VersionedSpot::NONE).then_some(place)
    }

    /// Whether all that was read there since [`place`](Self::place) gave it is to be relied on.
    #[inline(always)]
    pub(super) fn held_still(&self, place: VersionedSpot) -> bool {
        // Pairs with the fences of whoever writes: if anything read was written for someone else, the place is seen to have
        // moved on.
        fence(Acquire);
        self.place.load(Relaxed) == place.0
    }

    /// Says where the rows lie from now on. One writer at a time.
    pub(super) fn move_to(&self, spot: Spot) {
        self.place.store(VersionedSpot(self.place.load(Relaxed)).then(spot).0, Release);
    }
}

/// People of the first chunk; each has twice as many as the one before.
const FIRST: u32 = 1 << 10;
const CHUNKS: usize = 23;

type Chunk<K> = Box<[OnceLock<Person<K>>]>;

/// Everyone, by number: dense, from 0, as they came. Nobody ever leaves.
pub(super) struct Register<K> {
    chunks: [OnceLock<Chunk<K>>; CHUNKS],
    count: AtomicU32,
}

/// The chunk that a number is in, and where there.
#[inline]
const fn position(number: u32) -> (usize, usize) {
    let number = number as u64 + FIRST as u64;
    let chunk = number.ilog2() - FIRST.ilog2();
    (chunk as usize, (number - ((FIRST as u64) << chunk)) as usize)
}

impl<K> Register<K> {
    pub(super) fn new() -> Self {
        Self { chunks: std::array::from_fn(|_| OnceLock::new()), count: AtomicU32::new(0) }
    }

    #[inline(always)]
    pub(super) fn get(&self, number: u32) -> Option<&Person<K>> {
        let (chunk, at) = position(number);
        self.chunks.get(chunk)?.get()?.get(at)?.get()
    }

    /// Asks the caches for the person with that number.
    #[inline(always)]
    pub(super) fn fetch(&self, number: u32) {
        let (chunk, at) = position(number);
        if let Some(people) = self.chunks.get(chunk).and_then(OnceLock::get) {
            prefetch_index(people, at);
        }
    }

    /// How many numbers have been given.
    pub(super) fn count(&self) -> u32 {
        self.count.load(Acquire)
    }

    /// Gives someone the next number; `None` if all are given.
    pub(super) fn add(&self, key: K) -> Option<(u32, &Person<K>)> {
        let next = |count: u32| count.checked_add(1).filter(|count| *count < UNNUMBERED);
        let number = self.count.fetch_update(Relaxed, Relaxed, next).ok()?;
        let (chunk, at) = position(number);
        let people = self.chunks.get(chunk)?.get_or_init(|| (0..FIRST << chunk).map(|_| OnceLock::new()).collect());
        let person = people.get(at)?.get_or_init(|| Person { key, place: AtomicU64::new(VersionedSpot::NONE.0) });
        Some((number, person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_place_of_its_own() {
        let mut expected = (0, 0);
        for number in 0..100_000u32 {
            assert_eq!(position(number), expected);
            expected.1 += 1;
            if expected.1 == (FIRST as usize) << expected.0 {
                expected = (expected.0 + 1, 0);
            }
        }
        assert_eq!(position(u32::MAX).0, CHUNKS - 1);
    }

    #[test]
    fn numbers_are_dense_across_threads() {
        let register = Register::<usize>::new();
        std::thread::scope(|threads| {
            for thread in 0..4 {
                let register = &register;
                threads.spawn(move || {
                    for n in 0..5_000 {
                        let key = thread * 5_000 + n;
                        let (number, person) = register.add(key).unwrap();
                        assert_eq!((register.get(number).unwrap().key, person.key), (key, key));
                        assert!(person.place().is_none());
                    }
                });
            }
        });
        assert_eq!(register.count(), 20_000);
        let mut keys: Vec<_> = (0..20_000).map(|number| register.get(number).unwrap().key).collect();
        keys.sort_unstable();
        assert!(keys.into_iter().eq(0..20_000));
        assert!(register.get(20_000).is_none() && register.get(u32::MAX).is_none());
    }

    #[test]
    fn a_place_that_comes_back_is_another_place() {
        let [here, there] = [7, 9].map(Spot::of_bits);
        let person = Person { key: (), place: AtomicU64::new(0) };
        person.move_to(here);
        let first = person.place().unwrap();
        person.move_to(there);
        person.move_to(here);
        assert_eq!(person.place().unwrap().spot(), here);
        assert!(!person.held_still(first) && person.held_still(person.place().unwrap()));
        let last = Person { key: (), place: AtomicU64::new(u64::MAX << Spot::BITS) };
        last.move_to(Spot::of_bits(0));
        assert!(last.place().is_some(), "even where the count comes round");
    }
}
