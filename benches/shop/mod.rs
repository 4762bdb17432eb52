//! What the benches of records, columns and audiences are about: a shop whose customers said ten things each.

#![allow(dead_code, reason = "each bench needs a part")]

use std::{hash::Hash, ops::Range, sync::Arc};

use consentry::{
    DataUse, Event, EventDocument, History, Interner, Kind, Ledger, Operations, Policy, PolicyDocument, Qualities,
    Scope, Standing, Subject, Timestamp,
};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_770_000_000_000);
const GROUPS: usize = 5;
const FIELDS: usize = 150;

/// Consent for everything, by one rule or by several that differ in what they demand.
pub(crate) fn policy(rules: usize) -> Arc<Policy> {
    let mut categories: Vec<String> = (0..GROUPS).map(|group| format!("{{ key = \"g{group}\" }}")).collect();
    categories.extend((0..FIELDS).map(|field| format!("{{ key = \"{}\" }}", category(field))));
    let mut text = format!(
        "version = \"1\"\n[vocabulary]\npurposes = [{{ key = \"mail\" }}, {{ key = \"other\" }}]\ncategories = [{}]\n\
         recipients = [{{ key = \"lingon\", role = \"controller\", location = \"SE\" }}]\n",
        categories.join(", ")
    );
    for rule in 0..rules {
        let groups: Vec<_> =
            (0..GROUPS).filter(|group| group % rules == rule).map(|group| format!("\"g{group}\"")).collect();
        text += &format!(
            "[[rules]]\nid = \"r{rule}\"\nbasis = \"consent\"\nlifetime_days = {}\nmin_notice = {rule}\n\
             scope = {{ purposes = \"mail\", categories = [{}], recipients = \"lingon\", operations = \"use\" }}\n",
            700 + rule,
            groups.join(", ")
        );
    }
    Arc::new(toml::from_str::<PolicyDocument>(&text).expect("the policy reads").compile().expect("it compiles"))
}

fn category(field: usize) -> String {
    format!("g{}.f{field}", field % GROUPS)
}

pub(crate) fn field(field: usize) -> DataUse {
    DataUse::new("mail", &*category(field), "lingon", Operations::USE)
}

/// Ten answers: about other things, then by group, newest last; every customer said something else.
pub(crate) fn events(customer: u64) -> impl Iterator<Item = Event<u64>> {
    events_as(customer, customer)
}

/// The same of a customer who goes by that key.
pub(crate) fn events_as<K: Hash + Clone>(customer: u64, key: K) -> impl Iterator<Item = Event<K>> {
    (0..10u64).map(move |n| {
        let random = (customer * 10 + n).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        let (purpose, category) = match n % 3 {
            0 => ("other", "*".to_owned()),
            1 => ("mail", format!("g{}", random % GROUPS as u64)),
            _ => ("*", category((random % FIELDS as u64) as usize)),
        };
        let kind = if (random / 1000).is_multiple_of(4) { Kind::Withdrawn } else { Kind::Given };
        let at = Timestamp::from_millis(1_760_000_000_000 + (n * 1_000_000 + random) as i64);
        let scope = Scope::new([purpose], [category.as_str()], ["*"], Operations::USE).expect("a scope");
        let document = EventDocument::new(format!("{customer}-{n}"), key.clone(), kind, &scope, at).notice(9);
        let document = if kind == Kind::Given { document.qualities(Qualities::AFFIRMATIVE) } else { document };
        document.into_event().expect("an event")
    })
}

/// Later events, of whom `key` makes of a random number; each number has an event of its own.
pub(crate) fn news<K: Hash>(numbers: Range<u64>, key: impl Fn(u64) -> K) -> impl Iterator<Item = Event<K>> {
    let scope = |group| Scope::new(["mail"], [format!("g{group}").as_str()], ["*"], Operations::USE);
    let scopes: Vec<Scope> = (0..GROUPS).map(|group| scope(group).expect("a scope")).collect();
    numbers.map(move |number| {
        let random = random(number);
        let kind = if random.is_multiple_of(4) { Kind::Withdrawn } else { Kind::Given };
        let at = Timestamp::from_millis(1_765_000_000_000 + number.cast_signed());
        let scope = &scopes[(random >> 8) as usize % GROUPS];
        let document = EventDocument::new(format!("new{number}"), key(random >> 16), kind, scope, at).notice(9);
        let document = if kind == Kind::Given { document.qualities(Qualities::AFFIRMATIVE) } else { document };
        document.into_event().expect("an event")
    })
}

/// A fast, even, repeatable sequence (splitmix64).
fn random(number: u64) -> u64 {
    let mut word = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

pub(crate) fn standing(customer: u64, interner: &Interner) -> Standing {
    let mut history = History::new();
    for event in events(customer) {
        history.insert(event).expect("no conflict");
    }
    history.standing(&Subject::default(), interner)
}

/// A ledger with customers from 0.
pub(crate) fn ledger(customers: u64, rules: usize) -> Ledger<u64> {
    ledger_as(customers, rules, |customer| customer)
}

/// The same of customers who go by those keys.
pub(crate) fn ledger_as<K: Hash + Eq + Clone>(customers: u64, rules: usize, key: impl Fn(u64) -> K) -> Ledger<K> {
    let ledger = Ledger::new(policy(rules));
    for customer in 0..customers {
        for event in events_as(customer, key(customer)) {
            ledger.record(&event).expect("recorded");
        }
    }
    ledger
}

/// The customers in an order that caches cannot foresee.
pub(crate) fn shuffled(customers: u64, rows: usize) -> Vec<u64> {
    let mut state = 1u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % customers
    };
    std::iter::repeat_with(next).take(rows).collect()
}

/// How many customers: a million takes a minute to set up, so by default fewer.
pub(crate) fn customers() -> u64 {
    let usual = if is_test() { 2_000 } else { 100_000 };
    std::env::var("CONSENTRY_CUSTOMERS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Whether only answers count: `cargo bench -- --test`.
pub(crate) fn is_test() -> bool {
    std::env::args().any(|argument| argument == "--test")
}
