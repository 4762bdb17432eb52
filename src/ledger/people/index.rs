//! From a hash to the rows, found without a lock while one writer adds and changes.
//!
//! Open addressing over one word a person, probed one after the other. Nothing is removed. A table that gets too full is
//! copied to one twice as long; the old one stays for those who still look into it, which doubles what the index takes:
//! 21 to 43 bytes a person.

use std::sync::{
    OnceLock,
    atomic::{
        AtomicU64, AtomicUsize,
        Ordering::{Acquire, Relaxed, Release},
        fence,
    },
};

use super::pages::Spot;

/// Slots of the first table, as a power of two.
const FIRST: u32 = 5;
/// How often it can double: slots are found by 32 bits of hash.
const TABLES: usize = 27;

/// Where a person's rows lie, how often they have been written or moved, and ten bits of the hash: equal words in one slot
/// mean that nothing happened in between.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry(u64);

/// Bits of the count. It comes round after a million changes of one person, far more than can happen while someone reads.
const COUNT: u32 = 20;
const TAG: u32 = Spot::BITS + COUNT;

impl Entry {
    /// The first of a person with that hash.
    pub(super) const fn new(hash: u64, spot: Spot) -> Self {
        Self(hash >> TAG << TAG | 1 << Spot::BITS | spot.bits())
    }

    #[inline]
    pub(super) const fn spot(self) -> Spot {
        Spot::of_bits(self.0)
    }

    #[inline]
    const fn could_be(self, hash: u64) -> bool {
        (self.0 ^ hash) >> TAG == 0
    }

    /// The next of the same person. The count passes over 0, so that no entry is the word of a free slot.
    const fn then(self, spot: Spot) -> Self {
        let count = ((self.0 >> Spot::BITS) + 1) & ((1 << COUNT) - 1);
        let count = if count == 0 { 1 } else { count };
        Self(self.0 >> TAG << TAG | count << Spot::BITS | spot.bits())
    }
}

/// A person's place in a table.
#[derive(Clone, Copy)]
pub(super) struct Slot<'i> {
    word: &'i AtomicU64,
    pub(super) entry: Entry,
}

impl Slot<'_> {
    /// Whether the entry is still the same: to be asked after a fence.
    #[inline]
    pub(super) fn holds_still(self) -> bool {
        self.word.load(Relaxed) == self.entry.0
    }

    /// Says where the rows lie from now on. One writer at a time.
    pub(super) fn move_to(self, spot: Spot) {
        // Release: whoever sees the entry sees what was written there.
        self.word.store(self.entry.then(spot).0, Release);
    }
}

type Table = Box<[AtomicU64]>;

/// Entries by hash.
pub(super) struct Index {
    tables: [OnceLock<Table>; TABLES],
    current: AtomicUsize,
    taken: AtomicUsize,
}

impl Index {
    pub(super) fn new() -> Self {
        let tables: [OnceLock<Table>; TABLES] = std::array::from_fn(|_| OnceLock::new());
        if let Some(first) = tables.first() {
            first.get_or_init(|| table(1 << FIRST));
        }
        Self { tables, current: AtomicUsize::new(0), taken: AtomicUsize::new(0) }
    }

    /// Which table is in use: what was found in another is not to be relied on.
    #[inline]
    pub(super) fn current(&self) -> usize {
        // Acquire: whoever sees a table sees what was copied to it.
        self.current.load(Acquire)
    }

    /// Of the entries under that hash, the one that `is` right. `is` may see rows that are being written for someone else:
    /// a no is believed only of an entry that held still.
    #[inline(always)]
    pub(super) fn find(&self, current: usize, hash: u64, mut is: impl FnMut(Slot<'_>) -> bool) -> Option<Slot<'_>> {
        let table = self.tables.get(current)?.get()?;
        let mask = table.len().wrapping_sub(1);
        let mut at = hash as u32 as usize;
        loop {
            let word = table.get(at & mask)?;
            // Acquire: whoever sees an entry sees what was written where it points.
            let slot = Slot { word, entry: Entry(word.load(Acquire)) };
            // INVARIANT: a quarter of the slots is free, so this comes to one.
            if slot.entry.0 == 0 {
                return None;
            }
            if slot.entry.could_be(hash) {
                if is(slot) {
                    return Some(slot);
                }
                fence(Acquire);
                if !slot.holds_still() {
                    continue;
                }
            }
            at += 1;
        }
    }

    /// Adds an entry; false if there is no room. `hash_of` tells the hash of an entry that is there. One writer at a time.
    pub(super) fn add(&self, hash: u64, spot: Spot, hash_of: impl Fn(Entry) -> u64) -> bool {
        let taken = self.taken.load(Relaxed) + 1;
        let current = self.current.load(Relaxed);
        let Some(mut table) = self.tables.get(current).and_then(OnceLock::get) else { return false };
        if taken * 4 > table.len() * 3 {
            let Some(next) = self.tables.get(current + 1) else { return false };
            table = next.get_or_init(|| twice(table, hash_of));
            self.current.store(current + 1, Release);
        }
        self.taken.store(taken, Relaxed);
        put(table, hash, Entry::new(hash, spot))
    }
}

fn table(slots: usize) -> Table {
    (0..slots).map(|_| AtomicU64::new(0)).collect()
}

/// A table of twice the length with the same entries.
fn twice(old: &Table, hash_of: impl Fn(Entry) -> u64) -> Table {
    let new = table(2 * old.len());
    for entry in old.iter().map(|slot| Entry(slot.load(Relaxed))).filter(|entry| entry.0 != 0) {
        put(&new, hash_of(entry), entry);
    }
    new
}

fn put(table: &Table, hash: u64, entry: Entry) -> bool {
    let start = hash as u32 as usize & table.len().wrapping_sub(1);
    let (before, after) = table.split_at_checked(start).unwrap_or_default();
    let free = after.iter().chain(before).find(|slot| slot.load(Relaxed) == 0);
    free.inspect(|slot| slot.store(entry.0, Release)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_comes_back_is_another_entry() {
        let [here, there] = [7, 9].map(Spot::of_bits);
        let first = Entry::new(u64::MAX, here);
        let again = first.then(there).then(here);
        assert_eq!((again.spot(), again.could_be(u64::MAX), again == first), (here, true, false));
        let mut entry = Entry::new(0, Spot::of_bits(0));
        for _ in 0..3 << COUNT {
            assert!(entry.0 != 0 && entry.could_be(0) && !entry.could_be(1 << TAG));
            entry = entry.then(Spot::of_bits(0));
        }
    }

    #[test]
    fn what_was_added_is_found_however_the_hashes_collide() {
        for spread in [0u64, 1, 1 << 54, 7 << 40, 0x9e37_79b9_7f4a_7c15] {
            let index = Index::new();
            let hash = |number: u64| number.wrapping_mul(spread);
            let find = |number: u64| {
                let is = |slot: Slot<'_>| slot.entry.spot() == Spot::of_bits(number);
                index.find(index.current(), hash(number), is)
            };
            for number in 0..500 {
                assert!(find(number).is_none());
                assert!(index.add(hash(number), Spot::of_bits(number), |entry| hash(entry.spot().bits())));
            }
            assert!((0..500).all(|number| find(number).is_some()) && find(501).is_none());
            assert_eq!(index.current(), 5, "500 of 1,024 slots");
            find(7).unwrap().move_to(Spot::of_bits(1_000));
            assert!(find(7).is_none());
        }
    }
}
