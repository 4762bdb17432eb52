//! All people together, and reading them.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
    sync::Mutex,
};

use super::{
    blocks::Blocks,
    index::Index,
    pages::Pages,
    person::Person,
    register::Register,
    spot::{Spot, VersionedSpot},
};
use crate::{
    interner::Interner,
    standing::{Answers, Entry, Standing},
};

/// How many writers can be at work at once, a power of two.
///
/// More would let more threads record at once, and would spread the people of each size over more half-full pages.
const SHARDS: usize = 8;

/// Everyone a ledger knows, with their answers.
pub(crate) struct People<K, S> {
    /// Hashes keys. Its hashes are mixed once more by [`hash`](Self::hash).
    hasher: S,
    /// The interner that the answers' numbers belong to, by its own number.
    table: u32,
    /// What is read for a person who is not known: no answer at all.
    unknown: Standing,
    /// The people in eight parts, each with a writer's lock.
    pub(super) shards: [Shard; SHARDS],
    /// Everyone by number, whichever the shard.
    pub(super) register: Register<K>,
    /// The memory of everyone's words.
    pub(super) pages: Pages,
}

/// The people whose hashes end in the same bits. One writer at a time changes them.
///
/// Aligned, so that writers of two shards do not share a cache line.
#[repr(align(128))]
pub(super) struct Shard {
    /// From hashes to numbers. Read without the lock.
    pub(super) index: Index,
    /// The lock of the shard's one writer, and what that writer alone needs.
    pub(super) blocks: Mutex<Blocks>,
}

/// The answers of a person who was looked up, and what shows whether they are still that person's.
///
/// INVARIANT: nothing read from `answers` is relied on before [`is_unchanged`](Self::is_unchanged) said yes.
pub(crate) struct Found<'p, K> {
    /// The words, which may change while they are read.
    pub(crate) answers: Answers<'p>,
    /// `None` for a person who is not known, whose answers never change.
    person: Option<(&'p Person<K>, VersionedSpot)>,
}

impl<K> Found<'_, K> {
    /// Whether everything read from the answers so far can be relied on. Otherwise the person is looked up again.
    #[inline(always)]
    pub(crate) fn is_unchanged(&self) -> bool {
        self.person.is_none_or(|(person, spot)| person.is_still_at(spot))
    }
}

impl<K: Hash + Eq, S: BuildHasher> People<K, S> {
    /// Nobody yet; answers will refer to that interner.
    pub(crate) fn new(interner: &Interner, hasher: S) -> Self {
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
    pub(crate) fn len(&self) -> usize {
        self.register.count() as usize
    }

    /// The hash of a key, mixed, so that both ends of it are good: an index uses the upper half, and the lowest bits
    /// choose the shard.
    #[inline(always)]
    pub(super) fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        let product = u128::from(self.hasher.hash_one(key) ^ 0x9e37_79b9_7f4a_7c15) * 0xd129_0d3e_c5a4_c4b5;
        product as u64 ^ (product >> 64) as u64
    }

    /// The shard that holds the people of that hash.
    #[inline(always)]
    pub(super) fn shard(&self, hash: u64) -> &Shard {
        let [first, ..] = &self.shards;
        // INVARIANT: there is a shard for each remainder.
        self.shards.get(hash as usize % SHARDS).unwrap_or(first)
    }

    /// The person of that key, with the number.
    #[inline(always)]
    pub(super) fn find<Q>(&self, shard: &Shard, hash: u64, key: &Q) -> Option<(u32, &Person<K>)>
    where
        K: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        shard.index.find(hash, |number| {
            let person = self.register.get(number)?;
            (person.key.borrow() == key).then_some((number, person))
        })
    }

    /// A person's answers as they are this moment; a person who is not known has none.
    ///
    /// What is read from them means nothing unless they [are unchanged](Found::is_unchanged) afterwards.
    #[inline(always)]
    pub(crate) fn look_up<Q>(&self, key: &Q) -> Found<'_, K>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash(key);
        self.found(self.find(self.shard(hash), hash, key).map(|(_, person)| person))
    }

    /// The answers of a person of the register, or those of an unknown person.
    #[inline(always)]
    pub(super) fn found<'p>(&'p self, person: Option<&'p Person<K>>) -> Found<'p, K> {
        let person = person.and_then(|person| Some((person, person.spot()?)));
        let answers = match person {
            Some((_, spot)) => self.answers(spot.spot()),
            None => self.unknown.answers(),
        };
        Found { answers, person }
    }

    /// The answers at a spot, whoever's they are by now.
    #[inline(always)]
    pub(super) fn answers(&self, spot: Spot) -> Answers<'_> {
        Answers::new(self.pages.words(spot), self.table)
    }

    /// The answers at a spot, together with the marks that tell which events they were.
    #[inline]
    fn entry(&self, spot: Spot) -> Entry<'_> {
        let answers = self.answers(spot);
        Entry::new(answers, self.pages.words(Blocks::marks(spot, answers.len())))
    }

    /// The entry at a person's spot; without a spot, that of a person who is not known.
    #[inline]
    pub(super) fn entry_at(&self, spot: Option<VersionedSpot>) -> Entry<'_> {
        spot.map_or_else(|| self.unknown.entry(), |spot| self.entry(spot.spot()))
    }

    /// Runs `run` on a person's entry until the entry did not change meanwhile, and returns what the last run
    /// returned.
    ///
    /// `run` may see nonsense and is run again then, so each run has to overwrite whatever the one before has done.
    #[inline]
    pub(crate) fn read<Q, T>(&self, key: &Q, mut run: impl FnMut(Entry<'_>) -> T) -> T
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        loop {
            let found = self.look_up(key);
            let answer = run(self.entry_at(found.person.map(|(_, spot)| spot)));
            if found.is_unchanged() {
                return answer;
            }
        }
    }

    /// How many numbers have been given. The person with the last of them may still be on the way in.
    pub(crate) fn count(&self) -> u32 {
        self.register.count()
    }

    /// A person's number; `None` for a person who is not known.
    pub(crate) fn number<Q>(&self, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = self.hash(key);
        self.find(self.shard(hash), hash, key).map(|(number, _)| number)
    }

    /// The key of the person with that number.
    pub(crate) fn key(&self, number: u32) -> Option<&K> {
        self.register.get(number).map(|person| &person.key)
    }

    /// Runs `run` on the entry of the person with that number, as [`read`](Self::read) does; `None` if there is no
    /// such person, or nothing of theirs has been written yet.
    pub(crate) fn read_number<T>(&self, number: u32, mut run: impl FnMut(Entry<'_>) -> T) -> Option<T> {
        let person = self.register.get(number)?;
        loop {
            let spot = person.spot()?;
            let answer = run(self.entry(spot.spot()));
            if person.is_still_at(spot) {
                return Some(answer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::*;
    use crate::{
        act::Kind,
        event::{Event, EventDocument},
        interner::Coverage,
        ledger::people::{prefetch::BATCH, update::NoRoom},
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
        let scope = interner.intern(event.scope(), Coverage::of(event.kind()));
        let make = |entry: Entry<'_>| entry.with(event, scope, interner).map_err(|conflict| conflict.to_string());
        people.update(event.subject(), make, || ()).unwrap().is_some()
    }

    /// Whether the entry is one person's, whole: every time and every id says whose and which.
    fn is_whole(entry: Entry<'_>, key: u64) -> bool {
        let interner = Interner::new();
        let (rows, count) = (entry.answers, entry.answers.len() as u64);
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
            assert_eq!(
                people.read(&key, |entry| (entry.answers.len(), is_whole(entry, key))),
                (answers, true),
                "{key}"
            );
            assert_eq!(people.number(&key).and_then(|number| people.key(number)), Some(&key));
        }
        assert_eq!(people.read(&777, |entry| entry.answers.len()), 0);
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
                                let (len, whole) =
                                    people.read(&key, |entry| (entry.answers.len(), is_whole(entry, key)));
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
            let scope = interner.intern(event.scope(), Coverage::of(event.kind()));
            let make = |entry: Entry<'_>| entry.with(&event, scope, &interner).map_err(|conflict| conflict.to_string());
            people.update(key, make, || ()).unwrap();
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
            let whole = people.read(&Brittle(key, false), |entry| (entry.answers.len(), is_whole(entry, key)));
            assert_eq!(whole, (4, true), "{key}");
        }
        assert_eq!(people.len(), 400);
    }
}
