//! What people write themselves: nested string maps, interned spans, and the map that everyone writes first.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use crate::{
    Peer,
    world::{Event, Tree, Use, World},
};

type ByRecipient = HashMap<String, Vec<Event>>;
type ByCategory = HashMap<String, ByRecipient>;
type ByPurpose = HashMap<String, ByCategory>;

/// Maps of maps by dotted key, with parents looked up too: slow, but right.
pub struct NestedMaps {
    people: HashMap<u64, ByPurpose>,
    queries: Vec<(u64, [String; 3])>,
    now: i64,
}

impl NestedMaps {
    pub fn new(world: &World) -> Self {
        let mut people: HashMap<u64, ByPurpose> = HashMap::new();
        for subject in &world.subjects {
            let person = people.entry(subject.key).or_default();
            for event in &subject.events {
                let by_category = person.entry(world.purposes.key(event.scope.purpose).to_owned()).or_default();
                let by_recipient =
                    by_category.entry(world.categories.key(event.scope.category).to_owned()).or_default();
                by_recipient.entry(world.recipients.key(event.scope.recipient).to_owned()).or_default().push(*event);
            }
        }
        let queries = (0..world.queries.len()).map(|query| {
            let (key, Use { purpose, category, recipient }) = world.query(query);
            let texts = [
                world.purposes.key(purpose).to_owned(),
                world.categories.key(category).to_owned(),
                world.recipients.key(recipient).to_owned(),
            ];
            (key, texts)
        });
        Self { people, queries: queries.collect(), now: world.now }
    }
}

/// The key, the keys above it, and `*`.
fn upwards(key: &str) -> impl Iterator<Item = &str> {
    let parents = std::iter::successors(Some(key), |key| key.rsplit_once('.').map(|(parent, _)| parent));
    parents.chain(std::iter::once("*"))
}

impl Peer for NestedMaps {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        let (key, [purpose, category, recipient]) = &self.queries[query];
        let Some(person) = self.people.get(key) else { return false };
        let mut newest: Option<&Event> = None;
        for by_category in upwards(purpose).filter_map(|key| person.get(key)) {
            for by_recipient in upwards(category).filter_map(|key| by_category.get(key)) {
                for event in upwards(recipient).filter_map(|key| by_recipient.get(key)).flatten() {
                    let counts = !event.yes || event.expires > self.now;
                    if counts && newest.is_none_or(|newest| newest.at < event.at) {
                        newest = Some(event);
                    }
                }
            }
        }
        newest.is_some_and(|event| event.yes)
    }
}

/// The best we could do in 100 lines: keys interned to pre-order numbers, a scope as three spans of them inside the
/// answer, the answers of a person in 16 bytes each, newest first. It knows grants, withdrawals and expiry, nothing
/// else.
pub struct Interned {
    people: HashMap<u64, Vec<Answer>, foldhash::fast::RandomState>,
    queries: Vec<(u64, Use)>,
    now: i64,
}

#[derive(Clone, Copy)]
#[repr(C, align(16))]
struct Answer {
    purpose: Span,
    category: Span,
    recipient: Span,
    yes: bool,
    expires: i64,
}

#[derive(Clone, Copy)]
struct Span {
    start: u8,
    len: u8,
}

impl Span {
    fn new(tree: &Tree, node: u8) -> Self {
        let (start, end) = tree.span(node);
        Self { start, len: end - start }
    }

    #[inline]
    fn has(self, leaf: u8) -> bool {
        leaf.wrapping_sub(self.start) < self.len
    }
}

impl Interned {
    pub fn new(world: &World) -> Self {
        let mut people: HashMap<u64, Vec<Answer>, _> = HashMap::default();
        for subject in &world.subjects {
            let answers = subject.events.iter().map(|event| Answer {
                purpose: Span::new(&world.purposes, event.scope.purpose),
                category: Span::new(&world.categories, event.scope.category),
                recipient: Span::new(&world.recipients, event.scope.recipient),
                yes: event.yes,
                expires: event.expires,
            });
            people.insert(subject.key, answers.collect());
        }
        Self { people, queries: (0..world.queries.len()).map(|query| world.query(query)).collect(), now: world.now }
    }

    #[inline]
    fn decide(&self, key: u64, data_use: Use) -> bool {
        let Some(answers) = self.people.get(&key) else { return false };
        for answer in answers {
            let covers = answer.purpose.has(data_use.purpose)
                & answer.category.has(data_use.category)
                & answer.recipient.has(data_use.recipient);
            if covers & (answer.expires > self.now) {
                return answer.yes;
            }
        }
        false
    }
}

impl Peer for Interned {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        let (key, data_use) = self.queries[query];
        self.decide(key, data_use)
    }
}

/// The same behind the lock that it needs as soon as someone withdraws while others read.
pub struct InternedShared {
    interned: RwLock<Interned>,
    queries: Vec<(u64, Use)>,
}

impl InternedShared {
    pub fn new(world: &World) -> Self {
        let interned = Interned::new(world);
        let queries = interned.queries.clone();
        Self { interned: RwLock::new(interned), queries }
    }
}

impl Peer for InternedShared {
    #[inline]
    fn allows(&mut self, query: usize) -> bool {
        let (key, data_use) = self.queries[query];
        self.interned.read().unwrap_or_else(PoisonError::into_inner).decide(key, data_use)
    }
}

/// The share of queries that the map everyone writes first answers wrongly.
pub struct Naive {
    pub what: &'static str,
    pub wrongly_allowed: f64,
    pub wrongly_denied: f64,
}

/// Purpose → yes or no, the last word standing: as it is, and with the parents looked up where it says nothing.
pub fn naive(world: &World) -> [Naive; 2] {
    let mut people: HashMap<u64, HashMap<&str, bool>> = HashMap::new();
    for subject in &world.subjects {
        let person = people.entry(subject.key).or_default();
        for event in subject.events.iter().rev() {
            person.insert(world.purposes.key(event.scope.purpose), event.yes);
        }
    }
    let shares = |what, levels: usize| {
        let mut wrong = [0usize; 2];
        for query in 0..world.queries.len() {
            let (key, data_use) = world.query(query);
            let mut answers = upwards(world.purposes.key(data_use.purpose)).take(levels);
            let answer = answers.find_map(|purpose| people.get(&key)?.get(purpose)).copied().unwrap_or(false);
            if answer != world.queries[query].allowed {
                wrong[usize::from(answer)] += 1;
            }
        }
        let share = |count: usize| count as f64 / world.queries.len() as f64;
        Naive { what, wrongly_allowed: share(wrong[1]), wrongly_denied: share(wrong[0]) }
    };
    [shares("purpose -> bool", 1), shares("purpose -> bool, parents looked up", usize::MAX)]
}
