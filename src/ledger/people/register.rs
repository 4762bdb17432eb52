//! People's keys by number.

use std::sync::{
    OnceLock,
    atomic::{
        AtomicU32,
        Ordering::{Acquire, Relaxed},
    },
};

use crate::standing::Standing;

/// Keys of the first chunk; each has twice as many as the one before.
const FIRST: u32 = 1 << 10;
const CHUNKS: usize = 23;

type Chunk<K> = Box<[OnceLock<K>]>;

/// Everyone's key, by number: dense, from 0, as they came. Nobody ever leaves.
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

    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<&K> {
        let (chunk, at) = position(number);
        self.chunks.get(chunk)?.get()?.get(at)?.get()
    }

    /// How many numbers have been given.
    pub(super) fn count(&self) -> u32 {
        self.count.load(Acquire)
    }

    /// Gives someone the next number; `None` if all are given.
    pub(super) fn add(&self, key: K) -> Option<u32> {
        let next = |count: u32| count.checked_add(1).filter(|count| *count < Standing::UNNUMBERED);
        let number = self.count.fetch_update(Relaxed, Relaxed, next).ok()?;
        let (chunk, at) = position(number);
        let keys = self.chunks.get(chunk)?.get_or_init(|| (0..FIRST << chunk).map(|_| OnceLock::new()).collect());
        keys.get(at)?.set(key).ok()?;
        Some(number)
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
                        let number = register.add(key).unwrap();
                        assert_eq!(register.get(number), Some(&key));
                    }
                });
            }
        });
        assert_eq!(register.count(), 20_000);
        let mut keys: Vec<_> = (0..20_000).map(|number| *register.get(number).unwrap()).collect();
        keys.sort_unstable();
        assert!(keys.into_iter().eq(0..20_000));
        assert!(register.get(20_000).is_none() && register.get(u32::MAX).is_none());
    }
}
