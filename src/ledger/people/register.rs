//! People by number: dense, from 0, in the order in which they came.
//!
//! People lie in chunks that double: 1,024 in the first, 2,048 in the second, and so on. A chunk is allocated when
//! the first number in it is given, and never moves; a vector would have to, and with it everyone in it.
//!
//! ```text
//!   number     0 … 1023   1024 … 3071   3072 … 7167   …
//!   chunk      0          1             2
//! ```

use std::sync::{
    OnceLock,
    atomic::{
        AtomicU32,
        Ordering::{Acquire, Relaxed},
    },
};

use prefetch_index::prefetch_index;

use super::person::Person;
use crate::standing::UNNUMBERED;

/// People of the first chunk; each later chunk has room for twice as many as the one before.
///
/// Small enough that a ledger of a few people stays small.
const FIRST: u32 = 1 << 10;
/// Chunks for all numbers of 32 bits.
const CHUNKS: usize = 23;

/// A place for each number of the chunk, filled once.
type Chunk<K> = Box<[OnceLock<Person<K>>]>;

/// Everyone, by number. Nobody ever leaves, and nobody moves, so a reference to a person stays good without a lock.
pub(super) struct Register<K> {
    /// Each twice as long as the one before.
    chunks: [OnceLock<Chunk<K>>; CHUNKS],
    /// How many numbers have been given.
    count: AtomicU32,
}

/// The chunk that a number is in, and its position there.
///
/// Worked out by a shift: with the size of the first chunk added, the highest bit of a number is its chunk.
#[inline]
const fn position(number: u32) -> (usize, usize) {
    let number = number as u64 + FIRST as u64;
    let chunk = number.ilog2() - FIRST.ilog2();
    (chunk as usize, (number - ((FIRST as u64) << chunk)) as usize)
}

impl<K> Register<K> {
    /// A register without anyone in it.
    pub(super) fn new() -> Self {
        Self { chunks: std::array::from_fn(|_| OnceLock::new()), count: AtomicU32::new(0) }
    }

    /// The person with that number; `None` if it has not been given, or its person is still being put in.
    #[inline(always)]
    pub(super) fn get(&self, number: u32) -> Option<&Person<K>> {
        let (chunk, at) = position(number);
        self.chunks.get(chunk)?.get()?.get(at)?.get()
    }

    /// Prefetches the person with that number.
    #[inline(always)]
    pub(super) fn prefetch(&self, number: u32) {
        let (chunk, at) = position(number);
        if let Some(people) = self.chunks.get(chunk).and_then(OnceLock::get) {
            prefetch_index(people, at);
        }
    }

    /// How many numbers have been given. The person with the last of them may still be on the way in.
    pub(super) fn count(&self) -> u32 {
        self.count.load(Acquire)
    }

    /// Gives someone the next number; `None` if all 4,294,967,294 are given. Several threads may push at once.
    ///
    /// A person who is pushed can be found by number at once, and by key once the index has the number.
    pub(super) fn push(&self, key: K) -> Option<(u32, &Person<K>)> {
        let next = |count: u32| count.checked_add(1).filter(|count| *count < UNNUMBERED);
        let number = self.count.fetch_update(Relaxed, Relaxed, next).ok()?;
        let (chunk, at) = position(number);
        let people = self.chunks.get(chunk)?.get_or_init(|| (0..FIRST << chunk).map(|_| OnceLock::new()).collect());
        let person = people.get(at)?.get_or_init(|| Person::new(key));
        Some((number, person))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_position_of_its_own() {
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
                        let (number, person) = register.push(key).unwrap();
                        assert_eq!((register.get(number).unwrap().key, person.key), (key, key));
                        assert!(person.spot().is_none());
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
}
