//! One person as the register holds them.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};

use super::spot::{Spot, VersionedSpot};

/// Someone a ledger knows: the key, and where the words lie.
///
/// A person is made once and never removed. The key never changes; the words are moved by [`move_to`](Self::move_to)
/// with each change.
pub(super) struct Person<K> {
    /// What names the person.
    pub(super) key: K,
    /// A [`VersionedSpot`], as a word.
    versioned_spot: AtomicU64,
}

impl<K> Person<K> {
    /// A person whose words have not been written yet.
    pub(super) const fn new(key: K) -> Self {
        Self { key, versioned_spot: AtomicU64::new(VersionedSpot::NONE.word()) }
    }

    /// Where the words lie; `None` before they were first written.
    #[inline(always)]
    pub(super) fn spot(&self) -> Option<VersionedSpot> {
        // Acquire: whoever sees a spot sees what was written there.
        let spot = VersionedSpot::of_word(self.versioned_spot.load(Acquire));
        (spot != VersionedSpot::NONE).then_some(spot)
    }

    /// Whether everything read since [`spot`](Self::spot) gave this value can be relied on.
    ///
    /// | meanwhile | result |
    /// |---|---|
    /// | nothing | true |
    /// | the person said something | false |
    /// | another person's change moved this one's block | false |
    /// | the old block was given to someone else | false, since the spot was moved before |
    #[inline(always)]
    pub(super) fn is_still_at(&self, spot: VersionedSpot) -> bool {
        // INVARIANT: pairs with the release fences of whoever writes: if anything that was read had been written for
        // someone else, the spot is seen to have moved on.
        fence(Acquire);
        self.versioned_spot.load(Relaxed) == spot.word()
    }

    /// Says that the words lie at `spot` from now on.
    ///
    /// INVARIANT: one writer at a time, who holds the shard's lock; so the count is not raced for.
    pub(super) fn move_to(&self, spot: Spot) {
        let before = VersionedSpot::of_word(self.versioned_spot.load(Relaxed));
        self.versioned_spot.store(before.then(spot).word(), Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_that_comes_back_is_another_versioned_spot() {
        let [here, there] = [7, 9].map(Spot::of_bits);
        let person = Person { key: (), versioned_spot: AtomicU64::new(0) };
        person.move_to(here);
        let first = person.spot().unwrap();
        person.move_to(there);
        person.move_to(here);
        assert_eq!(person.spot().unwrap().spot(), here);
        assert!(!person.is_still_at(first) && person.is_still_at(person.spot().unwrap()));
        let last = Person { key: (), versioned_spot: AtomicU64::new(u64::MAX << Spot::BITS) };
        last.move_to(Spot::of_bits(0));
        assert!(last.spot().is_some(), "even where the count comes round");
    }
}
