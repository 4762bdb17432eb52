//! Everyone's rows in memory: found by key, read without a lock or a trace, changed one writer a person at a time.
//!
//! ```text
//!   key ─► Index ─────► Pages ───────► Register
//!          hash, where   rows, number   key: is it this person?
//! ```
//!
//! **Reading** leaves no mark anywhere: no lock, no count, no announcement, so a check costs what its memory accesses
//! cost, they overlap from one check to the next, and readers do not slow each other. The price is that rows may be
//! overwritten while they are read. A person's [entry](index::Entry) in the index tells: it counts each change, and is read
//! before and after. If it has moved on, the answer is thrown away and the question put again; a reader waits for nobody,
//! and is held up only by changes of this very person that keep coming within the same few nanoseconds.
//!
//! **Writing**: a person's new rows are written to a [block](blocks) of their own, the entry is made to point there, and
//! only then the old block is given back. The order is kept by the fences: a reader that saw a word of what came later into
//! the old block sees, at its second look, that the entry has moved on. (A sequence lock over memory that is never freed;
//! the words are atomic, so that a torn read is harmless, and no unsafe code is needed.)

mod blocks;
mod index;
mod pages;
mod register;

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
    hint::black_box,
    sync::{
        Mutex, PoisonError,
        atomic::{Ordering, fence},
    },
};

use crate::{
    standing::{Rows, Standing, Successor},
    symbols::Symbols,
};
use {
    blocks::Blocks,
    index::{Index, Slot},
    pages::{Pages, Spot},
    register::Register,
};

/// How many writers can be at work at once, a power of two.
const SHARDS: usize = 8;

/// People looked up at a time, so that their cache misses overlap: as many rows as a word has bits.
pub(crate) const BATCH: usize = 64;

/// There is no more room: 2^32 - 1 people are known, or some 90 GB are full.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NoRoom;

/// Everyone.
pub(super) struct People<K, S> {
    hasher: S,
    /// The table that the rows' numbers belong to.
    table: u32,
    /// The rows of whoever is not known.
    unknown: Standing,
    shards: [Shard; SHARDS],
    register: Register<K>,
    pages: Pages,
}

/// Those whose hash ends in the same bits. Alone in its cache lines.
#[repr(align(128))]
struct Shard {
    index: Index,
    blocks: Mutex<Blocks>,
}

/// A person's rows, and what tells whether they are still the person's.
pub(super) struct Found<'p> {
    pub(super) rows: Rows<'p>,
    shard: &'p Shard,
    /// The table that the slot is in.
    current: usize,
    slot: Option<Slot<'p>>,
}

impl Found<'_> {
    /// Whether all that was read from the rows so far is to be relied on. Otherwise look up again.
    #[inline(always)]
    pub(super) fn held_still(&self) -> bool {
        // Pairs with the fences of whoever writes: if anything read was written for someone else, or the person came to
        // another slot meanwhile, it is seen here.
        fence(Ordering::Acquire);
        self.slot.is_none_or(Slot::holds_still) && self.shard.index.current() == self.current
    }
}

impl<K: Hash + Eq, S: BuildHasher> People<K, S> {
    pub(super) fn new(symbols: &Symbols, hasher: S) -> Self {
        Self {
            hasher,
            table: symbols.number(),
            unknown: Standing::unknown(symbols),
            shards: std::array::from_fn(|_| Shard { index: Index::new(), blocks: Mutex::default() }),
            register: Register::new(),
            pages: Pages::default(),
        }
    }

    /// How many people there are.
    pub(super) fn len(&self) -> usize {
        self.register.count() as usize
    }

    /// Spreads what the hasher gives: an index goes by the lower half, a shard by bits of it, and an entry has the topmost.
    #[inline]
    fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        let hash = self.hasher.hash_one(key);
        let product = u128::from(hash ^ 0x9e37_79b9_7f4a_7c15) * 0xd129_0d3e_c5a4_c4b5;
        product as u64 ^ (product >> 64) as u64
    }

    #[inline]
    fn shard(&self, hash: u64) -> &Shard {
        let [first, ..] = &self.shards;
        // INVARIANT: there is a shard for each remainder.
        self.shards.get((hash >> 32) as usize % SHARDS).unwrap_or(first)
    }

    /// The rows that an entry points to, whoever's they are by now.
    #[inline(always)]
    fn rows(&self, slot: Slot<'_>) -> Rows<'_> {
        Rows::new(self.pages.words(slot.entry.spot()), self.table)
    }

    /// A person's slot in that table.
    #[inline(always)]
    fn find<'s, Q>(&self, shard: &'s Shard, current: usize, hash: u64, key: &Q) -> Option<Slot<'s>>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        shard.index.find(current, hash, |slot| {
            self.register.get(self.rows(slot).number()).is_some_and(|own| own.borrow() == key)
        })
    }

    /// A person's rows as they are this moment; whoever is unknown has never said anything.
    ///
    /// What is read from them means nothing unless they [held still](Found::held_still).
    #[inline(always)]
    pub(super) fn look_up<Q>(&self, key: &Q) -> Found<'_>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash(key);
        self.look_up_hashed(self.shard(hash), hash, key)
    }

    #[inline(always)]
    fn look_up_hashed<'s, Q>(&'s self, shard: &'s Shard, hash: u64, key: &Q) -> Found<'s>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let current = shard.index.current();
        let slot = self.find(shard, current, hash, key);
        let rows = match slot {
            Some(slot) => self.rows(slot),
            None => self.unknown.rows(),
        };
        Found { rows, shard, current, slot }
    }

    /// Runs on a person's rows until they held still.
    ///
    /// `run` may see nonsense, and then is run again: what it does has to be undone by doing it once more.
    #[inline]
    pub(super) fn read<Q, T>(&self, key: &Q, mut run: impl FnMut(Rows<'_>) -> T) -> T
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        loop {
            let found = self.look_up(key);
            let answer = run(found.rows);
            if found.held_still() {
                return answer;
            }
        }
    }

    /// How many numbers have been given; who has the last may be on the way in.
    pub(super) fn count(&self) -> u32 {
        self.register.count()
    }

    /// The number of someone known.
    pub(super) fn number<Q>(&self, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some(self.read(key, |rows| rows.number())).filter(|number| *number != Standing::UNNUMBERED)
    }

    /// The key of someone known.
    pub(super) fn key(&self, number: u32) -> Option<&K> {
        self.register.get(number)
    }

    /// Runs on the rows of the person with that number, as [`read`](Self::read); `None` if there is none.
    pub(super) fn read_number<T>(&self, number: u32, mut run: impl FnMut(Rows<'_>) -> T) -> Option<T> {
        let key = self.register.get(number)?;
        self.read(key, |rows| (rows.number() == number).then(|| run(rows)))
    }

    /// Looks up to [`BATCH`] people up; `run` gets each position and rows, and may be run again for one, as in
    /// [`read`](Self::read). How many there were.
    ///
    /// All look-ups come first and the rows are touched before the first is judged, so that cache misses overlap.
    #[inline]
    pub(super) fn read_batch<'k, Q>(
        &self,
        keys: &mut impl Iterator<Item = &'k Q>,
        run: impl FnMut(usize, Rows<'_>),
    ) -> usize
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let mut looked_up = [None; BATCH];
        let mut count = 0;
        for (slot, key) in looked_up.iter_mut().zip(keys) {
            *slot = Some((key, self.hash(key)));
            count += 1;
        }
        self.judge(looked_up.get(..count).unwrap_or_default(), run);
        count
    }

    /// The same of people with consecutive numbers.
    #[inline]
    pub(super) fn read_numbers(&self, from: u32, count: usize, run: impl FnMut(usize, Rows<'_>)) {
        let mut looked_up = [None; BATCH];
        let count = count.min(BATCH);
        for (slot, number) in looked_up.iter_mut().zip(from..).take(count) {
            *slot = self.register.get(number).map(|key| (key, self.hash(key)));
        }
        self.judge(looked_up.get(..count).unwrap_or_default(), run);
    }

    /// Runs on the rows of each; of whoever is not there, on those of whoever is unknown.
    #[inline]
    fn judge<Q>(&self, people: &[Option<(&Q, u64)>], mut run: impl FnMut(usize, Rows<'_>))
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let mut found = [None; BATCH];
        let mut touched = 0;
        for (found, person) in found.iter_mut().zip(people) {
            let Some((_, hash)) = *person else { continue };
            let shard = self.shard(hash);
            let current = shard.index.current();
            // Most often the first under that hash is the one; whether it is, is asked when its rows are at hand.
            let slot = shard.index.find(current, hash, |_| true);
            if let Some(slot) = slot {
                let words = self.pages.words(slot.entry.spot());
                let touch = |at: usize| words.get(at).map_or(0, |word| word.load(Ordering::Relaxed));
                touched ^= touch(0) ^ touch(8) ^ touch(16) ^ touch(24);
            }
            *found = Some((shard, current, slot));
        }
        black_box(touched);
        for (position, (found, person)) in found.into_iter().zip(people).enumerate() {
            let (Some((shard, current, slot)), Some((key, hash))) = (found, *person) else {
                run(position, self.unknown.rows());
                continue;
            };
            let own = |rows: Rows<'_>| self.register.get(rows.number()).is_some_and(|own| own.borrow() == key);
            let first = slot.map(|slot| Found { rows: self.rows(slot), shard, current, slot: Some(slot) });
            let mut found =
                first.filter(|found| own(found.rows)).unwrap_or_else(|| self.look_up_hashed(shard, hash, key));
            loop {
                run(position, found.rows);
                if found.held_still() {
                    break;
                }
                found = self.look_up_hashed(shard, hash, key);
            }
        }
    }
}

impl<K: Hash + Eq + Clone, S: BuildHasher> People<K, S> {
    /// Puts a successor in the place of a person's rows, and runs `then` before anyone else can change them; `None` if
    /// there is no successor.
    ///
    /// # Errors
    /// When `make` fails, or there is no room. Nothing has changed then.
    pub(super) fn change<T, E: From<NoRoom>>(
        &self,
        key: &K,
        make: impl FnOnce(Rows<'_>) -> Result<Option<Successor>, E>,
        then: impl FnOnce() -> T,
    ) -> Result<Option<T>, E> {
        let hash = self.hash(key);
        let shard = self.shard(hash);
        // A panic of a key's own code finds everything as it was: that runs before anything is changed.
        let mut blocks = shard.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.find(shard, shard.index.current(), hash, key);
        let rows = known.map_or_else(|| self.unknown.rows(), |slot| self.rows(slot));
        let answers = rows.len();
        let Some(successor) = make(rows)? else { return Ok(None) };
        self.put(shard, &mut blocks, hash, key, known, rows, successor)?;
        if let Some(old) = known {
            self.give_back(shard, &mut blocks, old.entry.spot(), answers);
        }
        Ok(Some(then()))
    }

    /// Adds someone with rows of their own; false if the person is known.
    ///
    /// # Errors
    /// When there is no room.
    pub(super) fn adopt(&self, key: &K, rows: Rows<'_>) -> Result<bool, NoRoom> {
        let hash = self.hash(key);
        let shard = self.shard(hash);
        let mut blocks = shard.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if self.find(shard, shard.index.current(), hash, key).is_some() {
            return Ok(false);
        }
        self.put(shard, &mut blocks, hash, key, None, rows, rows.unchanged())?;
        Ok(true)
    }

    /// Writes a successor of `rows` to a block of its own and makes the person's entry point there.
    #[allow(clippy::too_many_arguments, reason = "what its two callers have at hand")]
    fn put(
        &self,
        shard: &Shard,
        blocks: &mut Blocks,
        hash: u64,
        key: &K,
        known: Option<Slot<'_>>,
        rows: Rows<'_>,
        successor: Successor,
    ) -> Result<(), NoRoom> {
        let answers = successor.answers();
        let spot = blocks.take(answers, &self.pages).ok_or(NoRoom)?;
        let number = if known.is_some() { Some(rows.number()) } else { self.register.add(key.clone()) };
        let Some(number) = number else {
            self.give_back(shard, blocks, spot, answers);
            return Err(NoRoom);
        };
        successor.numbered(number).write(rows, self.pages.words(spot));
        match known {
            Some(slot) => slot.move_to(spot),
            None if shard.index.add(hash, spot, |entry| self.hash_at(entry.spot())) => {}
            None => return Err(NoRoom),
        }
        Ok(())
    }

    /// The hash of the person whose rows lie there; asked by whoever is alone with them.
    fn hash_at(&self, spot: Spot) -> u64 {
        let number = Rows::new(self.pages.words(spot), self.table).number();
        self.register.get(number).map_or(0, |key| self.hash(key))
    }

    fn give_back(&self, shard: &Shard, blocks: &mut Blocks, spot: Spot, answers: usize) {
        blocks.give(spot, answers, &self.pages, |number, from, to| {
            let hash = self.register.get(number).map_or(0, |key| self.hash(key));
            // By where it points: the rows there have been copied, and are still what they were.
            let slot = shard.index.find(shard.index.current(), hash, |slot| slot.entry.spot() == from);
            if let Some(slot) = slot {
                slot.move_to(to);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::{Event, EventDocument, Kind},
        time::Timestamp,
        vocabulary::{Operations, Scope},
    };

    fn event(key: u64, n: u64) -> Event<u64> {
        let scope = Scope::new(["a"], ["b"], ["c"], Operations::USE).unwrap();
        let at = Timestamp::from_millis((key * 1_000 + n).cast_signed());
        EventDocument::new(format!("{key}-{n}"), key, Kind::Refused, &scope, at).into_event().unwrap()
    }

    impl From<NoRoom> for String {
        fn from(_: NoRoom) -> Self {
            "no room".to_owned()
        }
    }

    fn record(people: &People<u64, foldhash::fast::RandomState>, symbols: &Symbols, event: &Event<u64>) -> bool {
        let scope = symbols.intern(event.scope());
        let make = |rows: Rows<'_>| rows.with(event, scope, symbols).map_err(|conflict| conflict.to_string());
        people.change(event.subject(), make, || ()).unwrap().is_some()
    }

    /// Whether the rows are one person's, whole: every time says whose and which.
    fn is_whole(rows: Rows<'_>, key: u64) -> bool {
        let times: Vec<i64> = rows.heard().map(|answer| answer.at.millis()).collect();
        let expected = (0..times.len() as u64).rev().map(|n| (key * 1_000 + n).cast_signed());
        rows.len() == times.len() && times.iter().copied().eq(expected)
    }

    #[test]
    fn rows_grow_move_and_stay_whole() {
        let symbols = Symbols::new();
        let people = People::new(&symbols, foldhash::fast::RandomState::default());
        for n in 0..60 {
            for key in 0..200 {
                // Some stop early, so that gaps are left.
                if n < 5 + key % 60 {
                    assert!(record(&people, &symbols, &event(key, n)));
                    assert!(!record(&people, &symbols, &event(key, n)), "known");
                }
            }
        }
        assert_eq!(people.len(), 200);
        for key in 0..200u64 {
            let answers = (5 + key % 60).min(60) as usize;
            assert_eq!(people.read(&key, |rows| (rows.len(), is_whole(rows, key))), (answers, true), "{key}");
            assert_eq!(people.number(&key).and_then(|number| people.key(number)), Some(&key));
        }
        assert_eq!(people.read(&777, |rows| rows.len()), 0);
        let mut seen = 0;
        let keys: Vec<u64> = (0..70).collect();
        let mut keys = keys.iter();
        while people.read_batch(&mut keys, |_, rows| seen += usize::from(rows.len() > 0)) == BATCH {}
        assert_eq!(seen, 70);
    }

    #[test]
    fn readers_see_whole_rows_while_they_are_written_and_moved() {
        let symbols = Symbols::new();
        let people = People::new(&symbols, foldhash::fast::RandomState::default());
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|threads| {
            let readers: Vec<_> = (0..2)
                .map(|_| {
                    threads.spawn(|| {
                        let mut least = [0; 16];
                        let mut rounds = 0u64;
                        while !done.load(Ordering::Relaxed) || rounds == 0 {
                            for key in 0..16u64 {
                                let (len, whole) = people.read(&key, |rows| (rows.len(), is_whole(rows, key)));
                                assert!(whole, "torn rows came out");
                                assert!(len >= least[key as usize], "an answer was lost");
                                least[key as usize] = len;
                            }
                            rounds += 1;
                        }
                        least
                    })
                })
                .collect();
            for n in 0..300 {
                for key in 0..16 {
                    record(&people, &symbols, &event(key, n));
                }
            }
            done.store(true, Ordering::Relaxed);
            readers.into_iter().for_each(|reader| assert!(reader.join().unwrap().iter().all(|len| *len <= 300)));
        });
    }
}
