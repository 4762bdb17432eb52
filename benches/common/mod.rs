//! The people that benchmarks are about: each with ten answers over thirty scopes, random from a fixed seed.
#![allow(dead_code, reason = "each bench uses a part of it")]

use consentry::{DataUse, Event, EventDocument, Kind, Operations, Policy, PolicyDocument, Qualities, Scope, Timestamp};

/// Answers a person.
pub(crate) const ANSWERS: u64 = 10;

/// Whether only answers count: `cargo bench -- --test`.
pub(crate) fn is_test() -> bool {
    std::env::args().any(|argument| argument == "--test")
}

/// Thirty purposes under consent.
pub(crate) fn policy() -> Policy {
    let purposes: Vec<String> = (0..30).map(|number| format!("{{ key = \"purpose_{number}\" }}")).collect();
    let text = format!(
        r#"
        version = "1"
        vocabulary = {{ purposes = [{}], categories = [{{ key = "contact" }}],
            recipients = [{{ key = "lingon", role = "controller" }}] }}
        [[rules]]
        id = "consent"
        basis = "consent"
        scope = {{ purposes = "*", categories = "*", recipients = "*", operations = "use" }}
        "#,
        purposes.join(", ")
    );
    let document: PolicyDocument = toml::from_str(&text).expect("a policy");
    document.compile().expect("a sound policy")
}

/// What is checked.
pub(crate) fn data_use() -> DataUse {
    DataUse::new("purpose_7", "contact", "lingon", Operations::USE)
}

/// When it is checked: after all events.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000)
}

/// A fast, even, repeatable sequence (splitmix64).
pub(crate) fn random(number: u64) -> u64 {
    let mut word = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

/// The scopes that people choose among.
pub(crate) fn scopes() -> Vec<Scope> {
    (0..30)
        .map(|number| Scope::new([format!("purpose_{number}").as_str()], ["contact"], ["*"], Operations::USE))
        .collect::<Result<_, _>>()
        .expect("sound scopes")
}

/// Events `range` of a log over `people`, oldest first: everyone's first, then everyone's second, ….
pub(crate) fn events<K: std::hash::Hash>(
    people: u64,
    range: std::ops::Range<u64>,
    key: impl Fn(u64) -> K,
) -> impl Iterator<Item = Event<K>> {
    let scopes = scopes();
    range.map(move |number| {
        // A walk that comes to everyone once a round, in no order that helps.
        let person = number % people * 7_919 % people;
        let chance = random(number);
        let scope = &scopes[chance as usize % scopes.len()];
        let at = Timestamp::from_millis(1_700_000_000_000 + number as i64);
        let kind = if chance >> 32 & 1 == 0 { Kind::Given } else { Kind::Withdrawn };
        let id = format!("{:08x}-0000-4000-8000-{:012x}", chance >> 32, number);
        let document = EventDocument::new(id, key(person), kind, scope, at).notice(1);
        let qualities = if kind == Kind::Given { Qualities::AFFIRMATIVE } else { Qualities::empty() };
        document.qualities(qualities).into_event().expect("a sound event")
    })
}
