//! From a hash to people's numbers, found without a lock while one writer inserts.
//!
//! A hash table with open addressing and linear probing. A slot is one word: 32 bits of hash and 32 bits of number
//! plus one, so that 0 is a free slot. Nothing is ever removed or changed. A table that gets too full is copied to
//! one twice as long. The old one stays for those who still look into it, which doubles what the index takes: 21 to
//! 43 bytes a person.
//!
//! The index holds no keys: it names candidates, and the caller compares the key in the
//! [register](super::register::Register).

use std::sync::{
    OnceLock,
    atomic::{
        AtomicU64, AtomicUsize,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use prefetch_index::prefetch_index;

/// Slots of the first table, as a power of two.
const FIRST: u32 = 5;
/// How often it can double: slots are found by 32 bits of hash.
const TABLES: usize = 27;

/// Slots; a power of two of them.
type Table = Box<[AtomicU64]>;

/// People's numbers by hash.
///
/// INVARIANT: at least a quarter of the current table's slots is free, so that every probe ends.
pub(super) struct Index {
    /// Each twice as long as the one before; made when needed, and never dropped.
    tables: [OnceLock<Table>; TABLES],
    /// The table to look into.
    current: AtomicUsize,
    /// How many slots of it are taken. Only writers use this.
    taken: AtomicUsize,
}

impl Index {
    /// An index without numbers.
    pub(super) fn new() -> Self {
        let tables: [OnceLock<Table>; TABLES] = std::array::from_fn(|_| OnceLock::new());
        if let Some(first) = tables.first() {
            first.get_or_init(|| table(1 << FIRST));
        }
        Self { tables, current: AtomicUsize::new(0), taken: AtomicUsize::new(0) }
    }

    /// What `is` makes of the first number under that hash for which it returns `Some`.
    ///
    /// Numbers of other hashes may be offered too, where 32 bits of the hash agree.
    #[inline(always)]
    pub(super) fn find<T>(&self, hash: u64, mut is: impl FnMut(u32) -> Option<T>) -> Option<T> {
        // Acquire: whoever sees a table sees what was copied to it.
        let table = self.tables.get(self.current.load(Acquire))?.get()?;
        let tag = tag(hash);
        let mask = table.len().wrapping_sub(1);
        let mut at = tag as usize;
        loop {
            // Acquire: whoever sees a number sees the person.
            let slot = table.get(at & mask)?.load(Acquire);
            // INVARIANT: a quarter of the slots is free, so this comes to one.
            if slot == 0 {
                return None;
            }
            if (slot >> 32) as u32 == tag
                && let Some(found) = is((slot as u32).wrapping_sub(1))
            {
                return Some(found);
            }
            at += 1;
        }
    }

    /// Prefetches the slot at which probing for that hash begins.
    #[inline(always)]
    pub(super) fn prefetch(&self, hash: u64) {
        if let Some(table) = self.tables.get(self.current.load(Acquire)).and_then(OnceLock::get) {
            prefetch_index(table, tag(hash) as usize & table.len().wrapping_sub(1));
        }
    }

    /// Makes room for one number more; false if the index cannot grow any further.
    ///
    /// INVARIANT: one writer at a time, who holds the shard's lock.
    pub(super) fn reserve(&self) -> bool {
        let current = self.current.load(Relaxed);
        let Some(table) = self.tables.get(current).and_then(OnceLock::get) else { return false };
        if (self.taken.load(Relaxed) + 1) * 4 > table.len() * 3 {
            let Some(next) = self.tables.get(current + 1) else { return false };
            next.get_or_init(|| twice(table));
            self.current.store(current + 1, Release);
        }
        true
    }

    /// Inserts a number below [`u32::MAX`].
    ///
    /// INVARIANT: room has been [reserved](Self::reserve), and there is one writer at a time, who holds the shard's
    /// lock.
    ///
    /// Inserting a person twice would not be noticed: the caller looks first, under the lock.
    pub(super) fn insert(&self, hash: u64, number: u32) {
        if let Some(table) = self.tables.get(self.current.load(Relaxed)).and_then(OnceLock::get) {
            self.taken.store(self.taken.load(Relaxed) + 1, Relaxed);
            put(table, u64::from(tag(hash)) << 32 | u64::from(number + 1));
        }
    }
}

/// The bits that slots are found by and compared with.
///
/// The upper half: the lowest bits are the same for all people of one shard.
const fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A table of free slots.
fn table(slots: usize) -> Table {
    (0..slots).map(|_| AtomicU64::new(0)).collect()
}

/// A table of twice the length with the same numbers.
///
/// Nobody inserts meanwhile, since the one writer is here.
fn twice(old: &Table) -> Table {
    let new = table(2 * old.len());
    for slot in old.iter().map(|slot| slot.load(Relaxed)).filter(|slot| *slot != 0) {
        put(&new, slot);
    }
    new
}

/// Writes a slot to the first free place from where its hash begins. The number is visible to readers from then on.
fn put(table: &Table, slot: u64) {
    let start = (slot >> 32) as usize & table.len().wrapping_sub(1);
    let (before, after) = table.split_at_checked(start).unwrap_or_default();
    if let Some(free) = after.iter().chain(before).find(|slot| slot.load(Relaxed) == 0) {
        free.store(slot, Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_however_the_hashes_collide() {
        for spread in [0u64, 1, 1 << 32, 7 << 40, 0x9e37_79b9_7f4a_7c15] {
            let index = Index::new();
            let hash = |number: u32| u64::from(number).wrapping_mul(spread);
            let find = |number: u32| index.find(hash(number), |found| (found == number).then_some(found));
            for number in 0..500 {
                assert!(find(number).is_none());
                assert!(index.reserve());
                index.insert(hash(number), number);
            }
            assert!((0..500).all(|number| find(number) == Some(number)) && find(501).is_none());
            assert_eq!(index.current.load(Relaxed), 5, "500 of 1,024 slots");
        }
    }
}
