//! What the parts of a decision cost on the same queries: the look-up, the guard, and other ways to lay either out.
//!
//! Not peers: a workbench for whoever makes checks faster. Every variant that decides is asserted like a peer.

use std::collections::HashMap;

use consentry::{DataUse, Guard, Operations, Standing, Timestamp};

use crate::{
    Entry, Peer,
    ours::Ours,
    world::{Use, World},
};

type Hasher = foldhash::fast::RandomState;

/// An answer of 24 bytes that names its scope by number, as a standing has it.
#[derive(Clone, Copy)]
struct Answer {
    expires: i64,
    at: i64,
    scope: u32,
    yes: bool,
}

/// A scope in eight bytes: start and length of the subtree in each tree.
#[derive(Clone, Copy)]
#[repr(C, align(8))]
struct Descriptor([u8; 8]);

impl Descriptor {
    #[inline]
    fn covers(self, data_use: Use) -> bool {
        let [p, pl, c, cl, r, rl, ..] = self.0;
        (data_use.purpose.wrapping_sub(p) < pl)
            & (data_use.category.wrapping_sub(c) < cl)
            & (data_use.recipient.wrapping_sub(r) < rl)
    }
}

struct Tables {
    answers: Vec<Box<[Answer]>>,
    descriptors: Vec<Descriptor>,
    /// One bit per scope for each use.
    bits: Vec<Vec<u64>>,
    queries: Vec<(u64, u32, u32, Use)>,
    now: i64,
}

impl Tables {
    fn new(world: &World) -> Self {
        let (scopes, numbers) = world.scopes();
        let answers = world.subjects.iter().map(|subject| {
            let events = subject.events.iter();
            events
                .map(|event| Answer {
                    expires: event.expires,
                    at: event.at,
                    scope: numbers[&event.scope] as u32,
                    yes: event.yes,
                })
                .collect()
        });
        let descriptors = scopes.iter().map(|scope| {
            let (p, pe) = world.purposes.span(scope.purpose);
            let (c, ce) = world.categories.span(scope.category);
            let (r, re) = world.recipients.span(scope.recipient);
            Descriptor([p, pe - p, c, ce - c, r, re - r, 0, 0])
        });
        let bits = world.uses.iter().map(|data_use| {
            let mut words = vec![0; (scopes.len() * 2).next_power_of_two().div_ceil(64)];
            for (number, scope) in scopes.iter().enumerate() {
                words[number / 64] |= u64::from(world.covers(*scope, *data_use)) << (number % 64);
            }
            words
        });
        let queries = (0..world.queries.len()).map(|number| {
            let query = world.queries[number];
            let (key, data_use) = world.query(number);
            (key, query.subject, query.data_use, data_use)
        });
        Self {
            answers: answers.collect(),
            descriptors: descriptors.collect(),
            bits: bits.collect(),
            queries: queries.collect(),
            now: world.now,
        }
    }

    #[inline]
    fn decide(&self, answers: &[Answer], covers: impl Fn(u32) -> bool) -> bool {
        let mut answers = answers.iter();
        answers
            .find(|answer| covers(answer.scope) & (answer.expires > self.now) & (answer.at <= self.now))
            .is_some_and(|answer| answer.yes)
    }

    /// First which answers cover the use, without a branch, as a mask; then only those.
    #[inline]
    fn decide_masked(&self, answers: &[Answer], covers: impl Fn(u32) -> bool) -> bool {
        for part in answers.chunks(64) {
            let mut mask = 0u64;
            for (position, answer) in part.iter().enumerate() {
                mask |= u64::from(covers(answer.scope)) << position;
            }
            while mask != 0 {
                let answer = &part[mask.trailing_zeros() as usize];
                if (answer.expires > self.now) & (answer.at <= self.now) {
                    return answer.yes;
                }
                mask &= mask - 1;
            }
        }
        false
    }

    #[inline]
    fn by_masked_bits(&self, answers: &[Answer], data_use: u32) -> bool {
        let words = &self.bits[data_use as usize];
        self.decide_masked(answers, |scope| words[scope as usize / 64] >> (scope % 64) & 1 == 1)
    }

    #[inline]
    fn by_masked_descriptors(&self, answers: &[Answer], data_use: Use) -> bool {
        self.decide_masked(answers, |scope| self.descriptors[scope as usize].covers(data_use))
    }

    #[inline]
    fn by_bits(&self, answers: &[Answer], data_use: u32) -> bool {
        let words = &self.bits[data_use as usize];
        self.decide(answers, |scope| words[scope as usize / 64] >> (scope % 64) & 1 == 1)
    }

    #[inline]
    fn by_descriptors(&self, answers: &[Answer], data_use: Use) -> bool {
        self.decide(answers, |scope| self.descriptors[scope as usize].covers(data_use))
    }
}

struct Variant<F>(F);

impl<F: FnMut(usize) -> bool> Peer for Variant<F> {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        self.0(query)
    }
}

/// What nobody can be faster than who keeps people in a hash map: finds a person, and reads one answer.
pub fn look_up_only(world: &World) -> Entry {
    let t = Tables::new(world);
    let keys = world.subjects.iter().map(|subject| subject.key);
    let people: HashMap<u64, Box<[Answer]>, Hasher> = keys.zip(t.answers.clone()).collect();
    let look_up = move |query: usize| people.get(&t.queries[query].0).is_some_and(|found| found[0].yes);
    let batch = world.queries.len();
    // It decides nothing, so there is no answer to assert.
    Entry { name: LOOK_UP_ONLY, peer: Box::new(Variant(look_up)), asserted: 0, batch, nanoseconds: Vec::new() }
}

pub const LOOK_UP_ONLY: &str = "a hash map: look-up only";

pub fn entries(world: &World) -> Vec<Entry> {
    let mut entries = Vec::new();
    let count = world.queries.len();
    let mut add = |name, decides: bool, peer: Box<dyn Peer>| {
        // What does not decide gives no answer to assert.
        let asserted = if decides { count } else { 0 };
        entries.push(Entry { name, peer, asserted, batch: count, nanoseconds: Vec::new() });
    };
    let tables = || Tables::new(world);
    let keys = || world.subjects.iter().map(|subject| subject.key);

    add("consentry", true, Box::new(Ours::new(world)));

    // No rule is about storing, so nothing is left to do once the person is found.
    let Ours { ledger, .. } = Ours::new(world);
    let (t, now) = (tables(), Timestamp::from_millis(world.now));
    let undeclared = DataUse::new("service", "device", "acme.ads", Operations::STORE);
    let undeclared = ledger.guard(&undeclared).expect("the policy knows every key");
    add(
        "ledger: look-up only",
        false,
        Box::new(Variant(move |query: usize| undeclared.check(&t.queries[query].0, now).is_allow())),
    );
    // One guard for all: its plan is warm, and only people and their answers are not.
    let Ours { ledger, guards, .. } = Ours::new(world);
    let (t, one) = (tables(), guards[0].clone());
    add(
        "ledger: one guard for all",
        false,
        Box::new(Variant(move |query: usize| one.check(&t.queries[query].0, now).is_allow())),
    );
    let standings: Vec<Standing> = keys().map(|key| ledger.standing(&key)).collect();
    let own: Vec<Guard> = guards
        .iter()
        .map(|guard| Guard::new(ledger.policy(), ledger.interner(), guard.data_use()).expect("the policy knows it"))
        .collect();
    let t = tables();
    let guard = move |query: usize| {
        let (_, subject, data_use, _) = t.queries[query];
        own[data_use as usize].check(&standings[subject as usize], now).is_allow()
    };
    add("guard only, no look-up", true, Box::new(Variant(guard)));

    let t = tables();
    let std_map: HashMap<u64, Box<[Answer]>, Hasher> = keys().zip(t.answers.clone()).collect();
    add(
        "std map: look-up only",
        false,
        Box::new(Variant(move |query: usize| std_map.get(&t.queries[query].0).is_some_and(|found| found.len() > 8))),
    );
    let t = tables();
    let papaya: papaya::HashMap<u64, Box<[Answer]>, Hasher> = keys().zip(t.answers.clone()).collect();
    add(
        "papaya: look-up only",
        false,
        Box::new(Variant(move |query: usize| {
            papaya.pin().get(&t.queries[query].0).is_some_and(|found| found.len() > 8)
        })),
    );
    let t = tables();
    let papaya: papaya::HashMap<u64, Box<[Answer]>, Hasher> = papaya::HashMap::default();
    for (key, answers) in keys().zip(&t.answers) {
        for heard in 1..=answers.len() {
            papaya.pin().insert(key, answers[..heard].into());
        }
    }
    add(
        "papaya, filled by insert: look-up only",
        false,
        Box::new(Variant(move |query: usize| {
            papaya.pin().get(&t.queries[query].0).is_some_and(|found| found.len() > 8)
        })),
    );
    for (name, mode) in [
        ("papaya, filled by compute: look-up only", papaya::ResizeMode::default()),
        ("papaya, compute, blocking resizes: look-up only", papaya::ResizeMode::Blocking),
    ] {
        let t = tables();
        let papaya = papaya::HashMap::<u64, Box<[Answer]>>::builder();
        let papaya = papaya.hasher(Hasher::default()).resize_mode(mode).build();
        for (key, answers) in keys().zip(&t.answers) {
            for heard in 1..=answers.len() {
                papaya.pin().compute(key, |_| papaya::Operation::<_, ()>::Insert(answers[..heard].into()));
            }
        }
        add(
            name,
            false,
            Box::new(Variant(move |query: usize| {
                papaya.pin().get(&t.queries[query].0).is_some_and(|found| found.len() > 8)
            })),
        );
    }
    let t = tables();
    let sharded = sharded(world, &t);
    add(
        "64 locked std maps: look-up only",
        false,
        Box::new(Variant(move |query: usize| {
            let key = t.queries[query].0;
            let shard = sharded[(key >> 58) as usize].read().expect("nobody panics");
            shard.get(&key).is_some_and(|found| found.len() > 8)
        })),
    );

    let t = tables();
    add(
        "bits, no look-up",
        true,
        Box::new(Variant(move |query: usize| {
            let (_, subject, data_use, _) = t.queries[query];
            t.by_bits(&t.answers[subject as usize], data_use)
        })),
    );
    let t = tables();
    add(
        "descriptors, no look-up",
        true,
        Box::new(Variant(move |query: usize| {
            let (_, subject, _, data_use) = t.queries[query];
            t.by_descriptors(&t.answers[subject as usize], data_use)
        })),
    );
    let t = tables();
    add(
        "masked bits, no look-up",
        true,
        Box::new(Variant(move |query: usize| {
            let (_, subject, data_use, _) = t.queries[query];
            t.by_masked_bits(&t.answers[subject as usize], data_use)
        })),
    );
    let t = tables();
    add(
        "masked descriptors, no look-up",
        true,
        Box::new(Variant(move |query: usize| {
            let (_, subject, _, data_use) = t.queries[query];
            t.by_masked_descriptors(&t.answers[subject as usize], data_use)
        })),
    );
    let t = tables();
    let std_map: HashMap<u64, Box<[Answer]>, Hasher> = keys().zip(t.answers.clone()).collect();
    add(
        "std map + bits",
        true,
        Box::new(Variant(move |query: usize| {
            let (key, _, data_use, _) = t.queries[query];
            std_map.get(&key).is_some_and(|answers| t.by_bits(answers, data_use))
        })),
    );
    let t = tables();
    let std_map: HashMap<u64, Box<[Answer]>, Hasher> = keys().zip(t.answers.clone()).collect();
    add(
        "std map + descriptors",
        true,
        Box::new(Variant(move |query: usize| {
            let (key, _, _, data_use) = t.queries[query];
            std_map.get(&key).is_some_and(|answers| t.by_descriptors(answers, data_use))
        })),
    );
    let t = tables();
    let papaya: papaya::HashMap<u64, Box<[Answer]>, Hasher> = keys().zip(t.answers.clone()).collect();
    add(
        "papaya + descriptors",
        true,
        Box::new(Variant(move |query: usize| {
            let (key, _, _, data_use) = t.queries[query];
            papaya.pin().get(&key).is_some_and(|answers| t.by_descriptors(answers, data_use))
        })),
    );
    let t = tables();
    let papaya: papaya::HashMap<u64, Box<[Answer]>, Hasher> = keys().zip(t.answers.clone()).collect();
    add(
        "papaya + masked descriptors",
        true,
        Box::new(Variant(move |query: usize| {
            let (key, _, _, data_use) = t.queries[query];
            papaya.pin().get(&key).is_some_and(|answers| t.by_masked_descriptors(answers, data_use))
        })),
    );
    entries
}

type Shard = std::sync::RwLock<HashMap<u64, Box<[Answer]>, Hasher>>;

fn sharded(world: &World, tables: &Tables) -> Vec<Shard> {
    let shards: Vec<Shard> = (0..64).map(|_| Shard::default()).collect();
    for (subject, answers) in world.subjects.iter().zip(&tables.answers) {
        let mut shard = shards[(subject.key >> 58) as usize].write().expect("nobody panics");
        shard.insert(subject.key, answers.clone());
    }
    shards
}
