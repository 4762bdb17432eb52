//! The question: people, what they said, and what is about to be done with their data.
//!
//! 60 purposes and 80 categories in four levels, 10 recipients in two; about ten grants or withdrawals a person, at
//! any level of each tree, some grants with an expiry; half the queries allowed. Everything follows from a seed.

use std::collections::HashMap;

/// What one world is made of.
#[derive(Clone, Copy)]
pub struct Size {
    pub subjects: usize,
    /// Distinct data uses that are asked about.
    pub uses: usize,
    pub queries: usize,
    /// Distinct scopes that people choose among; `None`: any, tens of thousands.
    pub toggles: Option<usize>,
}

/// A tree of dotted keys in pre-order; a node is its number.
pub struct Tree {
    pub keys: Vec<String>,
    /// One past the last node of the node's subtree.
    pub ends: Vec<u8>,
    pub leaves: Vec<u8>,
    levels: Vec<Vec<u8>>,
}

/// Every node of a tree.
pub const ALL: u8 = u8::MAX;

/// A node of each tree, with its subtree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Scope {
    pub purpose: u8,
    /// A node or [`ALL`].
    pub category: u8,
    /// A node or [`ALL`].
    pub recipient: u8,
}

/// A leaf of each tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Use {
    pub purpose: u8,
    pub category: u8,
    pub recipient: u8,
}

#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub at: i64,
    /// Granted or withdrawn.
    pub yes: bool,
    pub scope: Scope,
    /// [`NEVER`] for withdrawals and grants without end.
    pub expires: i64,
}

/// An expiry that does not come.
pub const NEVER: i64 = i64::MAX;

pub struct Subject {
    /// Sparse, so that nobody can index by it.
    pub key: u64,
    /// Newest first; no two at one instant.
    pub events: Vec<Event>,
}

#[derive(Clone, Copy)]
pub struct Query {
    /// Index into the world's subjects.
    pub subject: u32,
    /// Index into the world's uses.
    pub data_use: u32,
    pub allowed: bool,
}

pub struct World {
    pub purposes: Tree,
    pub categories: Tree,
    pub recipients: Tree,
    pub subjects: Vec<Subject>,
    pub uses: Vec<Use>,
    pub queries: Vec<Query>,
    /// The time of every question.
    pub now: i64,
}

const DAY: i64 = 86_400_000;

impl World {
    pub fn new(size: Size, seed: u64) -> Self {
        let random = &mut Random(seed);
        let purposes = Tree::new(
            &["marketing", "analytics", "service", "research"],
            &[&["owned", "shared"], &["online", "offline"], &["known", "derived"]],
        );
        let categories = Tree::new(
            &["user", "device", "account", "content", "location"],
            &[&["provided", "observed"], &["current", "past"], &["raw", "coarse", "summary"]],
        );
        let recipients = Tree::new(&["acme", "globex"], &[&["mailer", "cloud", "support", "ads"]]);
        assert_eq!((purposes.keys.len(), categories.keys.len(), recipients.keys.len()), (60, 80, 10));

        let mut world = Self {
            purposes,
            categories,
            recipients,
            subjects: Vec::new(),
            uses: Vec::new(),
            queries: Vec::new(),
            now: 1_767_225_600_000,
        };
        let toggles: Option<Vec<Scope>> =
            size.toggles.map(|count| (0..count).map(|_| world.random_scope(random)).collect());
        for _ in 0..size.subjects {
            let key = random.next();
            let mut events = Vec::new();
            for _ in 0..6 + random.below(9) {
                let scope = match &toggles {
                    Some(toggles) => toggles[random.below(toggles.len())],
                    None => world.random_scope(random),
                };
                events.push(world.random_event(scope, random));
            }
            events.sort_by_key(|event| std::cmp::Reverse(event.at));
            events.dedup_by_key(|event| event.at);
            world.subjects.push(Subject { key, events });
        }
        world.uses = world.random_uses(size.uses, random);
        world.queries = world.random_queries(size.queries, random);
        world
    }

    fn random_scope(&self, random: &mut Random) -> Scope {
        let purpose = self.purposes.random_node(random);
        let category = if random.below(5) == 0 { ALL } else { self.categories.random_node(random) };
        let recipient = if random.below(3) == 0 { ALL } else { self.recipients.random_node(random) };
        Scope { purpose, category, recipient }
    }

    fn random_event(&self, scope: Scope, random: &mut Random) -> Event {
        let at = self.now - DAY - random.below(700 * DAY as usize) as i64;
        let yes = random.below(100) < 65;
        let ends = yes && random.below(2) == 0;
        let expires = if ends { at + (30 + random.below(900) as i64) * DAY } else { NEVER };
        Event { at, yes, scope, expires }
    }

    fn random_uses(&self, count: usize, random: &mut Random) -> Vec<Use> {
        let mut uses = Vec::new();
        for &purpose in &self.purposes.leaves {
            for &category in &self.categories.leaves {
                uses.extend(self.recipients.leaves.iter().map(|&recipient| Use { purpose, category, recipient }));
            }
        }
        random.shuffle(&mut uses);
        uses.truncate(count);
        uses
    }

    /// Half allowed. Of each half, half are about something that the person has said something about.
    fn random_queries(&self, count: usize, random: &mut Random) -> Vec<Query> {
        let mut queries = Vec::with_capacity(count);
        let mut wanted = [count / 2, count - count / 2];
        while wanted != [0, 0] {
            let subject = random.below(self.subjects.len());
            let mut data_use = random.below(self.uses.len());
            if random.below(2) == 0 {
                let events = &self.subjects[subject].events;
                let scope = events[random.below(events.len())].scope;
                let near = (0..self.uses.len()).map(|step| (data_use + step) % self.uses.len());
                data_use = near.into_iter().find(|&near| self.covers(scope, self.uses[near])).unwrap_or(data_use);
            }
            let allowed = self.allows(subject, self.uses[data_use]);
            let wanted = &mut wanted[usize::from(allowed)];
            if *wanted > 0 {
                *wanted -= 1;
                queries.push(Query { subject: subject as u32, data_use: data_use as u32, allowed });
            }
        }
        random.shuffle(&mut queries);
        queries
    }

    pub fn covers(&self, scope: Scope, data_use: Use) -> bool {
        self.purposes.covers(scope.purpose, data_use.purpose)
            && self.categories.covers(scope.category, data_use.category)
            && self.recipients.covers(scope.recipient, data_use.recipient)
    }

    /// The truth: the newest answer that covers the use decides, where an expired yes is no answer.
    pub fn allows(&self, subject: usize, data_use: Use) -> bool {
        let answers = self.subjects[subject].events.iter();
        answers
            .filter(|event| self.covers(event.scope, data_use))
            .find(|event| !event.yes || event.expires > self.now)
            .is_some_and(|event| event.yes)
    }

    pub fn query(&self, query: usize) -> (u64, Use) {
        let query = self.queries[query];
        (self.subjects[query.subject as usize].key, self.uses[query.data_use as usize])
    }

    /// The distinct scopes in people's answers, numbered.
    pub fn scopes(&self) -> (Vec<Scope>, HashMap<Scope, usize>) {
        let (mut scopes, mut numbers) = (Vec::new(), HashMap::new());
        for event in self.subjects.iter().flat_map(|subject| &subject.events) {
            numbers.entry(event.scope).or_insert_with(|| {
                scopes.push(event.scope);
                scopes.len() - 1
            });
        }
        (scopes, numbers)
    }
}

impl Tree {
    fn new(roots: &[&str], below: &[&[&str]]) -> Self {
        let mut tree = Self { keys: Vec::new(), ends: Vec::new(), leaves: Vec::new(), levels: Vec::new() };
        tree.levels.resize(below.len() + 1, Vec::new());
        for root in roots {
            tree.grow((*root).to_owned(), 0, below);
        }
        tree
    }

    fn grow(&mut self, key: String, level: usize, below: &[&[&str]]) {
        let node = self.keys.len();
        self.levels[level].push(node as u8);
        self.keys.push(key.clone());
        self.ends.push(0);
        match below {
            [] => self.leaves.push(node as u8),
            [names, below @ ..] => {
                // Of three names, the third at every fourth node: 20 nodes have 45 children.
                let few = names.len() == 3 && self.levels[level].len() % 4 != 0;
                for name in &names[..if few { 2 } else { names.len() }] {
                    self.grow(format!("{key}.{name}"), level + 1, below);
                }
            }
        }
        self.ends[node] = self.keys.len() as u8;
    }

    /// A node, each level as likely as any other.
    fn random_node(&self, random: &mut Random) -> u8 {
        let level = &self.levels[random.below(self.levels.len())];
        level[random.below(level.len())]
    }

    pub fn covers(&self, node: u8, leaf: u8) -> bool {
        let (start, end) = self.span(node);
        start <= leaf && leaf < end
    }

    /// The node's subtree.
    pub fn span(&self, node: u8) -> (u8, u8) {
        if node == ALL { (0, self.keys.len() as u8) } else { (node, self.ends[usize::from(node)]) }
    }

    pub fn key(&self, node: u8) -> &str {
        self.keys.get(usize::from(node)).map_or("*", String::as_str)
    }
}

/// SplitMix64: the same world on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (u128::from(self.next()) * bound as u128 >> 64) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
