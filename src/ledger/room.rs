//! Room in the map before it is needed.
//!
//! Left to itself, the map grows only once a probe gets long, and may stand at 95 % of its slots for good: a million
//! people in 2^20. There a look-up that takes 0.2 µs at half that load was measured to take 3 to 13 µs. So the ledger
//! counts, and asks for twice the slots when three quarters are taken: 12 to 24 bytes of slots a person.

use std::sync::atomic::{AtomicUsize, Ordering};

use papaya::{HashMap, LocalGuard, ResizeMode};

/// Slots that a write moves while the map grows: a growth by a million is over after a thousand writes.
const STEP: usize = 1024;

/// Three quarters of the fewest slots.
const LEAST: usize = 48;

/// When the map has to grow.
pub(super) struct Room {
    people: AtomicUsize,
    /// Three quarters of the slots.
    limit: AtomicUsize,
}

impl Room {
    /// A map for so many people.
    pub(super) fn map_for<K, V, S>(people: usize, hasher: S) -> (HashMap<K, V, S>, Self) {
        let limit = people.max(LEAST);
        let map = HashMap::builder().capacity(limit).hasher(hasher).resize_mode(ResizeMode::Incremental(STEP)).build();
        // The map rounds the slots up to a power of two.
        let limit = limit.saturating_mul(4).div_ceil(3).next_power_of_two() / 4 * 3;
        (map, Self { people: AtomicUsize::new(people), limit: AtomicUsize::new(limit) })
    }

    /// One person more is in the map.
    #[inline]
    pub(super) fn one_more<K, V, S>(&self, map: &HashMap<K, V, S>, pin: &LocalGuard<'_>)
    where
        K: std::hash::Hash + Eq,
        S: std::hash::BuildHasher,
    {
        let people = self.people.fetch_add(1, Ordering::Relaxed) + 1;
        let limit = self.limit.load(Ordering::Relaxed);
        if people >= limit {
            self.grow(limit, map, pin);
        }
    }

    #[cold]
    fn grow<K, V, S>(&self, limit: usize, map: &HashMap<K, V, S>, pin: &LocalGuard<'_>)
    where
        K: std::hash::Hash + Eq,
        S: std::hash::BuildHasher,
    {
        let twice = limit.saturating_mul(2);
        // Whoever moves the limit makes the room.
        if self.limit.compare_exchange(limit, twice, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            // A little less than as many again, so that people who come meanwhile do not double it twice.
            map.reserve(limit - limit / 16, pin);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::DefaultHasher;

    #[test]
    fn limits_are_three_quarters_of_the_slots() {
        for (people, limit) in [(0, 48), (48, 48), (49, 96), (96, 96), (1_000_000, 1_572_864)] {
            let (_, room) = Room::map_for::<u64, u64, _>(people, DefaultHasher::default());
            assert_eq!(room.limit.into_inner(), limit, "{people}");
        }
    }
}
