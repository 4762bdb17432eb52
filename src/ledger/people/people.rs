//! Everyone's rows in memory: found by key, read without a lock or a trace, changed one writer a person at a time.
//!
//! ```text
//!   key ─► Index ─► Register ─────────► Pages
//!          hash      number, key, place   the rows
//! ```
//!
//! **Reading** leaves no mark anywhere: no lock, no count, no announcement, so a check costs what its memory accesses
//! cost, they overlap from one check to the next, and readers do not slow each other. The price is that rows may be
//! overwritten while they are read. A person's [place](register::VersionedSpot) tells: it counts each change, and is read before
//! and after. If it has moved on, the answer is thrown away and the question put again; a listener waits for nobody, and is
//! held up only by changes of this very person that keep coming within the same few nanoseconds.
//!
//! **Writing**: a person's new rows are written to a [block](blocks) of their own, the place is set to it, and only then
//! the old block is given back. The order is kept by the fences: a listener that saw a word of what came later into the old
//! block sees, at its second look, that the place has moved on. (A sequence lock over memory that is never freed; the words
//! are atomic, so that a torn read is harmless, and no unsafe code is needed.)

mod blocks;
mod index;
mod pages;
mod prefetch;
mod register;

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
    sync::{Mutex, PoisonError},
};

use crate::{
    interner::Interner,
    standing::{Answers, Entry, EntrySlot, EntryUpdate, SavedEntry, Standing},
};
use {
    blocks::Blocks,
    index::Index,
    pages::{Pages, Spot},
    register::{Person, Register, VersionedSpot},
};

/// How many writers can be at work at once, a power of two.
const SHARDS: usize = 8;

/// People looked up at a time, so that their cache misses overlap: as many rows as a word has bits.
pub(crate) const BATCH: usize = 64;

/// There is no more room: 2^32 - 1 people are known, or some 70 GB are full.
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
pub(super) struct Found<'p, K> {
    pub(super) rows: Answers<'p>,
    /// `None`: of whoever is unknown, whose rows never change.
    person: Option<(&'p Person<K>, VersionedSpot)>,
}

impl<K> Found<'_, K> {
    /// Whether all that was read from the rows so far is to be relied on. Otherwise look up again.
    #[inline(always)]
    pub(super) fn held_still(&self) -> bool {
        self.person.is_none_or(|(person, place)| person.held_still(place))
    }
}

impl<K: Hash + Eq, S: BuildHasher> People<K, S> {
    pub(super) fn new(interner: &Interner, hasher: S) -> Self {
        Self {
            hasher,
            table: interner.number(),
            unknown: Standing::unknown(interner),
            shards: std::array::from_fn(|_| Shard { index: Index::new(), blocks: Mutex::default() }),
            register: Register::new(),
            pages: Pages::default(),
        }
    }

    /// How many people there are.
    pub(super) fn len(&self) -> usize {
        self.register.count() as usize
    }

    /// Spreads what the hasher gives: an index goes by the upper half, a shard by the lowest bits.
    #[inline(always)]
    fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        let product = u128::from(self.hasher.hash_one(key) ^ 0x9e37_79b9_7f4a_7c15) * 0xd129_0d3e_c5a4_c4b5;
        product as u64 ^ (product >> 64) as u64
    }

    #[inline(always)]
    fn shard(&self, hash: u64) -> &Shard {
        let [first, ..] = &self.shards;
        // INVARIANT: there is a shard for each remainder.
        self.shards.get(hash as usize % SHARDS).unwrap_or(first)
    }

    #[inline(always)]
    fn find<Q>(&self, shard: &Shard, hash: u64, key: &Q) -> Option<(u32, &Person<K>)>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        shard.index.find(hash, |number| {
            let person = self.register.get(number)?;
            (person.key.borrow() == key).then_some((number, person))
        })
    }

    /// A person's rows as they are this moment; whoever is unknown has never said anything.
    ///
    /// What is read from them means nothing unless they [held still](Found::held_still).
    #[inline(always)]
    pub(super) fn look_up<Q>(&self, key: &Q) -> Found<'_, K>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash(key);
        self.found(self.find(self.shard(hash), hash, key).map(|(_, person)| person))
    }

    #[inline(always)]
    fn found<'p>(&'p self, person: Option<&'p Person<K>>) -> Found<'p, K> {
        let person = person.and_then(|person| Some((person, person.place()?)));
        let rows = match person {
            Some((_, place)) => self.rows(place.spot()),
            None => self.unknown.rows(),
        };
        Found { rows, person }
    }

    /// The rows at a spot, whoever's they are by now.
    #[inline(always)]
    fn rows(&self, spot: Spot) -> Answers<'_> {
        Answers::new(self.pages.words(spot), self.table)
    }

    /// The same with the marks.
    #[inline]
    fn entry(&self, spot: Spot) -> Entry<'_> {
        let rows = self.rows(spot);
        Entry::new(rows, self.pages.words(Blocks::marks(spot, rows.len())))
    }

    /// The same of a place; of whoever has none, what there is of someone unknown.
    #[inline]
    fn entry_at(&self, place: Option<VersionedSpot>) -> Entry<'_> {
        place.map_or_else(|| self.unknown.entry(), |place| self.entry(place.spot()))
    }

    /// Runs on a person's entry until it held still.
    ///
    /// `run` may see nonsense, and then is run again: what it does has to be undone by doing it once more.
    #[inline]
    pub(super) fn read<Q, T>(&self, key: &Q, mut run: impl FnMut(Entry<'_>) -> T) -> T
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        loop {
            let found = self.look_up(key);
            let answer = run(self.entry_at(found.person.map(|(_, place)| place)));
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
        let hash = self.hash(key);
        self.find(self.shard(hash), hash, key).map(|(number, _)| number)
    }

    /// The key of someone known.
    pub(super) fn key(&self, number: u32) -> Option<&K> {
        self.register.get(number).map(|person| &person.key)
    }

    /// Runs on the entry of the person with that number, as [`read`](Self::read); `None` if there is none.
    pub(super) fn read_number<T>(&self, number: u32, mut run: impl FnMut(Entry<'_>) -> T) -> Option<T> {
        let person = self.register.get(number)?;
        loop {
            let place = person.place()?;
            let answer = run(self.entry(place.spot()));
            if person.held_still(place) {
                return Some(answer);
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
        make: impl FnOnce(Entry<'_>) -> Result<Option<EntryUpdate>, E>,
        then: impl FnOnce() -> T,
    ) -> Result<Option<T>, E> {
        let hash = self.hash(key);
        let shard = self.shard(hash);
        // A panic of a key's own code finds everything as it was: that runs before anything is changed.
        let mut blocks = shard.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.find(shard, hash, key);
        let old = known.and_then(|(_, person)| person.place());
        let entry = self.entry_at(old);
        let answers = entry.rows.len();
        let Some(successor) = make(entry)? else { return Ok(None) };
        let write = |number, room: EntrySlot<'_>| successor.numbered(number).write(entry, room);
        self.put(shard, &mut blocks, hash, key, known, successor.answers(), write)?;
        if let Some(old) = old {
            self.give_back(&mut blocks, old.spot(), answers);
        }
        Ok(Some(then()))
    }

    /// Adds someone with an entry out of a file; false if the person is known.
    ///
    /// # Errors
    /// When there is no room.
    pub(super) fn adopt(&self, key: &K, saved: &SavedEntry<'_>) -> Result<bool, NoRoom> {
        let hash = self.hash(key);
        let shard = self.shard(hash);
        let mut blocks = shard.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if self.find(shard, hash, key).is_some() {
            return Ok(false);
        }
        self.put(shard, &mut blocks, hash, key, None, saved.answers(), |number, room| saved.write(number, room))?;
        Ok(true)
    }

    /// Has an entry of so many answers written to a block of its own and says that the person's rows lie there.
    #[allow(clippy::too_many_arguments, reason = "what its two callers have at hand")]
    fn put(
        &self,
        shard: &Shard,
        blocks: &mut Blocks,
        hash: u64,
        key: &K,
        known: Option<(u32, &Person<K>)>,
        answers: usize,
        write: impl FnOnce(u32, EntrySlot<'_>),
    ) -> Result<(), NoRoom> {
        if known.is_none() && !shard.index.make_room() {
            return Err(NoRoom);
        }
        // Before a block is taken: a panic of the key's own code would leave old rows in it, as if they were someone's.
        let newcomer = known.is_none().then(|| key.clone());
        let spot = blocks.take(answers, &self.pages).ok_or(NoRoom)?;
        let Some((number, person)) = known.or_else(|| self.register.add(newcomer?)) else {
            self.give_back(blocks, spot, answers);
            return Err(NoRoom);
        };
        let marks = self.pages.words(Blocks::marks(spot, answers));
        write(number, EntrySlot { rows: self.pages.words(spot), marks });
        person.move_to(spot);
        if known.is_none() {
            shard.index.add(hash, number);
        }
        Ok(())
    }

    fn give_back(&self, blocks: &mut Blocks, spot: Spot, answers: usize) {
        blocks.give(spot, answers, &self.pages, |number, to| {
            if let Some(person) = self.register.get(number) {
                person.move_to(to);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::{
        act::Kind,
        event::{Event, EventDocument},
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

    fn record(people: &People<u64, foldhash::fast::RandomState>, interner: &Interner, event: &Event<u64>) -> bool {
        let scope = interner.intern(event.scope());
        let make = |entry: Entry<'_>| entry.with(event, scope, interner).map_err(|conflict| conflict.to_string());
        people.change(event.subject(), make, || ()).unwrap().is_some()
    }

    /// Whether the entry is one person's, whole: every time and every id says whose and which.
    fn is_whole(entry: Entry<'_>, key: u64) -> bool {
        let interner = Interner::new();
        let (rows, count) = (entry.rows, entry.rows.len() as u64);
        let times: Vec<i64> = rows.heard().map(|answer| answer.at.millis()).collect();
        let expected = (0..times.len() as u64).rev().map(|n| (key * 1_000 + n).cast_signed());
        let named = (0..count).all(|at| entry.event_id(at as usize, &interner) == format!("{key}-{}", count - 1 - at));
        named && rows.len() == times.len() && times.iter().copied().eq(expected)
    }

    #[test]
    fn rows_grow_move_and_stay_whole() {
        let interner = Interner::new();
        let people = People::new(&interner, foldhash::fast::RandomState::default());
        for n in 0..60 {
            for key in 0..200 {
                // Some stop early, so that gaps are left.
                if n < 5 + key % 60 {
                    assert!(record(&people, &interner, &event(key, n)));
                    assert!(!record(&people, &interner, &event(key, n)), "known");
                }
            }
        }
        assert_eq!(people.len(), 200);
        for key in 0..200u64 {
            let answers = (5 + key % 60).min(60) as usize;
            assert_eq!(people.read(&key, |entry| (entry.rows.len(), is_whole(entry, key))), (answers, true), "{key}");
            assert_eq!(people.number(&key).and_then(|number| people.key(number)), Some(&key));
        }
        assert_eq!(people.read(&777, |entry| entry.rows.len()), 0);
        let mut seen = 0;
        let keys: Vec<u64> = (0..70).collect();
        let mut keys = keys.iter();
        while people.read_batch(&mut keys, |_, rows| seen += usize::from(rows.len() > 0)) == BATCH {}
        assert_eq!(seen, 70);
    }

    #[test]
    fn readers_see_whole_rows_while_they_are_written_and_moved() {
        let interner = Interner::new();
        let people = People::new(&interner, foldhash::fast::RandomState::default());
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|threads| {
            let readers: Vec<_> = (0..2)
                .map(|_| {
                    threads.spawn(|| {
                        let mut least = [0; 16];
                        let mut rounds = 0u64;
                        while !done.load(Ordering::Relaxed) || rounds == 0 {
                            for key in 0..16u64 {
                                let (len, whole) = people.read(&key, |entry| (entry.rows.len(), is_whole(entry, key)));
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
                    record(&people, &interner, &event(key, n));
                }
            }
            done.store(true, Ordering::Relaxed);
            readers.into_iter().for_each(|listener| assert!(listener.join().unwrap().iter().all(|len| *len <= 300)));
        });
    }

    /// A key whose clone panics where it is told to.
    #[derive(PartialEq, Eq, Hash)]
    struct Brittle(u64, bool);

    impl Clone for Brittle {
        fn clone(&self) -> Self {
            assert!(!self.1, "brittle");
            Self(self.0, self.1)
        }
    }

    #[test]
    fn a_key_that_panics_while_it_is_cloned_changes_nobody_s_rows() {
        let interner = Interner::new();
        let people = People::new(&interner, foldhash::fast::RandomState::default());
        let record = |key: &Brittle, n: u64| {
            let event = event(key.0, n);
            let scope = interner.intern(event.scope());
            let make = |entry: Entry<'_>| entry.with(&event, scope, &interner).map_err(|conflict| conflict.to_string());
            people.change(key, make, || ()).unwrap();
        };
        for key in 0..400 {
            record(&Brittle(key, false), 0);
        }
        // Those who grow leave gaps among the smallest, which others are moved into: old rows lie beyond the last.
        for key in 0..200 {
            record(&Brittle(key, false), 1);
        }
        for key in 1_000..1_400 {
            let brittle = Brittle(key, true);
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| record(&brittle, 0)));
            assert!(panicked.is_err());
        }
        for n in 1..4 {
            for key in 0..400 {
                record(&Brittle(key, false), n);
            }
        }
        for key in 0..400 {
            let whole = people.read(&Brittle(key, false), |entry| (entry.rows.len(), is_whole(entry, key)));
            assert_eq!(whole, (4, true), "{key}");
        }
        assert_eq!(people.len(), 400);
    }
}
