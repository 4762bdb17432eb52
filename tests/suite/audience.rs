//! Audiences against the guard they stand for, over random worlds, events and times.
//!
//! `CONSENTRY_WORLDS` sets how many worlds are tried (500 if not set, 3,000 under `CONSENTRY_FULL=1`).

use std::{sync::Arc, thread};

use consentry::{
    Audience, DataUse, Event, EventDocument, Kind, Ledger, LedgerGuard, Operations, PolicyDocument, Qualities, Scope,
    Timestamp,
    ledger::{LedgerRole, RecordError},
};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::support::{
    cases::cases,
    worlds::{self, World},
};

fn worlds() -> u32 {
    cases("CONSENTRY_WORLDS", 500, 3_000)
}

/// The audience has exactly those whom the guard allows at its instant.
fn agree(
    audience: &Audience<u32>,
    guard: &LedgerGuard<u32>,
    moment: consentry::Moment,
    people: u32,
) -> Result<(), String> {
    let expected: Vec<u32> = (0..people).filter(|key| guard.check(key, moment).is_allow()).collect();
    let mut keys = audience.keys();
    keys.sort_unstable();
    let contained: Vec<u32> = (0..people).filter(|key| audience.contains(key)).collect();
    if keys != expected || contained != expected || audience.len() != expected.len() {
        return Err(format!("at {moment:?}: guard {expected:?}, audience {keys:?} {contained:?} {}", audience.len()));
    }
    Ok(())
}

/// Person *n* said the first *n* things.
fn follow(world: &World) -> Result<(), String> {
    let ledger: Ledger<u32> = Ledger::new(world.policy.clone());
    let ask = &world.asks[0];
    let guard = ledger.guard(&ask.data_use).unwrap();
    let audience = ledger.audience(&guard, ask.moment);
    let people = u32::try_from(world.events.len()).unwrap() + 1;
    for key in 0..people {
        ledger.describe(key, &world.subject).unwrap();
        for event in &world.events[..key as usize] {
            let document = EventDocument::from(event);
            let EventDocument {
                id,
                kind,
                scope,
                at,
                recorded_at,
                notice,
                by,
                qualities,
                expires_at,
                method,
                language,
                evidence,
                source,
                ..
            } = document;
            let document = EventDocument {
                id,
                subject: key,
                kind,
                scope,
                at,
                recorded_at,
                notice,
                by,
                qualities,
                expires_at,
                method,
                language,
                evidence,
                source,
            };
            // Some worlds have events about names that the policy does not know; the ledger does not take those.
            let recorded = ledger.record(&document.into_event().unwrap());
            assert!(matches!(recorded, Ok(_) | Err(RecordError::UnknownNames(_))));
        }
        agree(&audience, &guard, ask.moment, key + 1)?;
    }
    let late = ledger.audience(&guard, ask.moment);
    let mut moment = ask.moment;
    for _ in 0..100 {
        agree(&late, &guard, moment, people)?;
        let next = audience.next_change();
        if next != late.next_change() {
            return Err(format!("kept: {next:?}, built: {:?}", late.next_change()));
        }
        let Some(next) = next else { break };
        // Nobody comes or goes before, and somebody then.
        let now = audience.members();
        let before = Timestamp::from_millis(next.millis() - 1);
        audience.advance(before);
        if audience.members().words() != now.words() {
            return Err(format!("somebody came or went before {next}"));
        }
        audience.advance(next);
        late.advance(next);
        if audience.members().words() == now.words() {
            return Err(format!("nobody came or went at {next}"));
        }
        let data_of = ask.moment.collected();
        moment = data_of.map_or(next.into(), |time| consentry::Moment::from(next).collected_at(time));
        agree(&audience, &guard, moment, people)?;
    }
    audience.advance(ask.moment.now());
    agree(&audience, &guard, ask.moment, people)
}

#[test]
fn an_audience_is_whom_the_guard_allows() {
    let config = Config { cases: worlds(), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&worlds::numbers(), |numbers| {
        let world = World::from(&numbers);
        follow(&world).map_err(|text| TestCaseError::fail(format!("{text}\n\n{world}")))
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

fn policy(categories: &str, lifetime_days: u32) -> Arc<consentry::Policy> {
    let text = format!(
        r#"
        version = "1"
        vocabulary = {{ purposes = [{{ key = "mail" }}, {{ key = "phone" }}], categories = [{{ key = "contact" }}, {{ key = "health" }}],
            recipients = [{{ key = "lingon", role = "controller" }}] }}
        [[rules]]
        id = "consent"
        basis = "consent"
        lifetime_days = {lifetime_days}
        scope = {{ purposes = "*", categories = "{categories}", recipients = "lingon", operations = "use" }}
        "#
    );
    Arc::new(toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap())
}

fn answer(id: &str, key: u32, kind: Kind, purpose: &str, millis: i64) -> Event<u32> {
    let scope = Scope::new([purpose], ["contact"], ["lingon"], Operations::USE).unwrap();
    let document = EventDocument::new(id, key, kind, &scope, Timestamp::from_millis(millis));
    let qualities = if kind == Kind::Given { Qualities::AFFIRMATIVE } else { Qualities::empty() };
    document.qualities(qualities).into_event().unwrap()
}

fn use_of(purpose: &str) -> DataUse {
    DataUse::new(purpose, "contact", "lingon", Operations::USE)
}

#[test]
fn a_large_audience_is_right_however_many_threads_build_it() {
    let ledger: Ledger<u32> = Ledger::new(policy("contact", 10));
    let people = 200_000;
    let yes_or_no = |key: u32| if key.is_multiple_of(3) { Kind::Withdrawn } else { Kind::Given };
    let day = |key: u32| i64::from(key % 5) * 86_400_000;
    let events: Vec<_> = (0..people).map(|key| answer("e", key, yes_or_no(key), "mail", day(key))).collect();
    assert_eq!(ledger.load(events).new, u64::from(people));
    let guard = ledger.guard(&use_of("mail")).unwrap();
    for millis in [day(4), 11 * 86_400_000, 15 * 86_400_000] {
        let now = Timestamp::from_millis(millis);
        let audience = ledger.audience(&guard, now);
        assert!((0..people).all(|key| audience.contains(&key) == guard.check(&key, now).is_allow()), "{now}");
        let count = (0..people).filter(|key| guard.check(key, now).is_allow()).count();
        assert_eq!(audience.len(), count);
        let first = (0..people).filter(|key| guard.check(key, now).is_allow()).map(|key| day(key) + 10 * 86_400_000);
        assert_eq!(audience.next_change(), first.min().map(Timestamp::from_millis));
    }
}

#[test]
fn whatever_is_said_after_a_yes_counts_in_an_audience_as_in_a_check() {
    let ledger: Ledger<u32> = Ledger::new(policy("contact", 10));
    let guard = ledger.guard(&use_of("mail")).unwrap();
    let day = |number: i64| Timestamp::from_millis(number * 86_400_000);
    // From the beginning, and from when everything has been said.
    let early = ledger.audience(&guard, day(0));
    let pairs = Kind::ALL.into_iter().flat_map(|first| Kind::ALL.map(|second| (first, second)));
    let mut people = 0;
    for (key, (first, second)) in (0..).zip(pairs) {
        for (number, kind) in [(1, Kind::Given), (2, first), (3, second)] {
            ledger.record(&answer(&format!("{key}-{number}"), key, kind, "mail", day(number).millis())).unwrap();
        }
        people = key + 1;
    }
    let mut allowed = Vec::new();
    for now in [day(1), day(2), day(4), day(12), day(20)] {
        early.advance(now);
        agree(&early, &guard, now.into(), people).unwrap();
        agree(&ledger.audience(&guard, now), &guard, now.into(), people).unwrap();
        allowed.push(early.len());
    }
    assert!(allowed[2] > 0 && allowed[2] < people as usize && allowed[4] == 0, "{allowed:?}");
}

#[test]
fn sets_combine() {
    let ledger: Ledger<u32> = Ledger::new(policy("contact", 10));
    let now = Timestamp::from_millis(1_000);
    for key in 0..200 {
        for (purpose, _) in [("mail", 2), ("phone", 3)].iter().filter(|(_, step)| key % step == 0) {
            ledger.record(&answer(&format!("{key}{purpose}"), key, Kind::Given, purpose, 0)).unwrap();
        }
    }
    let [mail, phone] = ["mail", "phone"].map(|purpose| ledger.audience(&ledger.guard(&use_of(purpose)).unwrap(), now));
    let (a, b) = (mail.members(), phone.members());
    let keys = |members: &consentry::ledger::Members| {
        let mut keys = ledger.keys_of(members);
        keys.sort_unstable();
        keys
    };
    let expected = |holds: fn(u32) -> bool| (0..200).filter(|key| holds(*key)).collect::<Vec<u32>>();
    assert_eq!(keys(&(&a & &b)), expected(|key| key % 6 == 0));
    assert_eq!(keys(&(&a | &b)), expected(|key| key % 2 == 0 || key % 3 == 0));
    assert_eq!(keys(&(&a - &b)), expected(|key| key % 2 == 0 && key % 3 != 0));
    assert_eq!((&a | &b).len(), (&a | &b).iter().count());
    assert_eq!((&a & &b).at(), Some(now));
    phone.advance(Timestamp::from_millis(2_000));
    assert_eq!((&a & &phone.members()).at(), None);

    // A column of numbers, with one that nobody has.
    let numbers: Vec<u32> = (0..200).filter_map(|key| ledger.number(&key)).chain([u32::MAX, 100_000]).collect();
    let rows = a.rows(&numbers);
    assert_eq!(rows.len(), numbers.len());
    assert!(numbers.iter().enumerate().all(|(row, number)| rows.contains(row) == a.contains(*number)));
    assert!(!rows.contains(numbers.len() - 1) && ledger.number(&1_000).is_none());

    let other: Ledger<u32> = Ledger::new(policy("contact", 10));
    other.record(&answer("e", 0, Kind::Given, "mail", 0)).unwrap();
    let others = other.audience(&other.guard(&use_of("mail")).unwrap(), now).members();
    assert!((&a | &others).is_empty() && (&a & &others).is_empty() && (&a - &others).is_empty());
    assert!(ledger.keys_of(&others).is_empty());
}

#[test]
fn a_reload_builds_it_anew_and_a_clone_keeps_it_alive() {
    let ledger: Ledger<u32> = Ledger::new(policy("contact", 10));
    ledger.record(&answer("e", 1, Kind::Given, "mail", 0)).unwrap();
    let guard = ledger.guard(&use_of("mail")).unwrap();
    let audience = ledger.audience(&guard, Timestamp::from_millis(2 * 86_400_000));
    assert_eq!((audience.len(), audience.next_change()), (1, Some(Timestamp::from_millis(10 * 86_400_000))));
    let kept = audience.clone();
    drop(audience);
    ledger.reload(policy("contact", 1)).unwrap();
    assert!(kept.is_empty() && kept.next_change().is_none());
    ledger.reload(policy("contact", 3)).unwrap();
    assert_eq!((kept.len(), kept.next_change()), (1, Some(Timestamp::from_millis(3 * 86_400_000))));
    ledger.reload(policy("health", 3)).unwrap();
    assert!(kept.is_empty());
    assert_eq!(kept.at().millis(), 2 * 86_400_000);
    assert_eq!(*kept.data_use(), use_of("mail"));
}

#[test]
fn people_from_a_snapshot_are_in_it_too() {
    let ledger: Ledger<u32> = Ledger::new(policy("contact", 10));
    for key in 0..150 {
        let kind = if key % 2 == 0 { Kind::Given } else { Kind::Refused };
        ledger.record(&answer(&format!("e{key}"), key, kind, "mail", 0)).unwrap();
    }
    let mut bytes = Vec::new();
    ledger.snapshot(&mut bytes).unwrap();
    let (restored, _) = Ledger::<u32>::restore(policy("contact", 10), &*bytes, LedgerRole::Source).unwrap();
    let guard = restored.guard(&use_of("mail")).unwrap();
    let now = Timestamp::from_millis(5);
    let audience = restored.audience(&guard, now);
    agree(&audience, &guard, now.into(), 150).unwrap();
    assert_eq!((audience.len(), audience.next_change()), (75, Some(Timestamp::from_millis(10 * 86_400_000))));
    restored.record(&answer("more", 1, Kind::Given, "mail", 1)).unwrap();
    assert!(audience.contains(&1));
}

#[test]
fn writers_of_one_person_leave_the_last_word_to_the_ledger() {
    let ledger: Ledger<u32> = Ledger::new(policy("contact", 1_000));
    let guard = ledger.guard(&use_of("mail")).unwrap();
    let now = Timestamp::from_millis(1_000_000);
    thread::scope(|threads| {
        for writer in 0..4i64 {
            let ledger = &ledger;
            threads.spawn(move || {
                for n in 0..500i64 {
                    let kind = if (n + writer) % 2 == 0 { Kind::Given } else { Kind::Withdrawn };
                    let key = u32::try_from(n % 5).unwrap();
                    ledger.record(&answer(&format!("{writer}-{n}"), key, kind, "mail", n * 4 + writer)).unwrap();
                }
            });
        }
        // Built while they write: whoever is recorded meanwhile is in all the same.
        let audiences: Vec<_> = (0..20).map(|_| ledger.audience(&guard, now)).collect();
        threads.spawn(move || {
            while audiences[0].len() > 5 {}
            audiences.len()
        });
    });
    let audience = ledger.audience(&guard, now);
    agree(&audience, &guard, now.into(), 5).unwrap();
    let kept: Vec<_> = (0..4).map(|_| ledger.audience(&guard, now)).collect();
    thread::scope(|threads| {
        for writer in 0..4i64 {
            let ledger = &ledger;
            threads.spawn(move || {
                for n in 0..200i64 {
                    let kind = if (n + writer) % 2 == 0 { Kind::Given } else { Kind::Withdrawn };
                    let key = u32::try_from(n % 5).unwrap();
                    ledger.record(&answer(&format!("b{writer}-{n}"), key, kind, "mail", 10_000 + n)).unwrap();
                }
            });
        }
    });
    for audience in &kept {
        agree(audience, &guard, now.into(), 5).unwrap();
    }
}
