//! The row guard against single guards, over random worlds; and the mask pass of wide guards against the scalar one.
//!
//! `CONSENTRY_WORLDS` sets how many worlds are tried (3,000 if not set, 20,000 under `CONSENTRY_FULL=1`).

use std::sync::Arc;

use consentry::{
    DataUse, EventDocument, Guard, History, Interner, Kind, Ledger, Moment, Operations, Policy, PolicyDocument,
    Qualities, RowGuard, Scope, Standing, Subject, Timestamp,
    decide::{FieldMask, UseError},
    limits::{MAX_ANSWERS, MAX_POINTS},
};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::support::{
    cases::cases,
    worlds::{self, World},
};

fn worlds() -> u32 {
    cases("CONSENTRY_WORLDS", 3_000, 20_000)
}

/// What is asked in the world, and then every combination of its names: inner nodes and leaves, more than 64 fields.
fn uses(world: &World, all: bool) -> Vec<DataUse> {
    let mut uses: Vec<_> = world.asks.iter().map(|ask| ask.data_use.clone()).collect();
    if all {
        let vocabulary = &world.document.vocabulary;
        for purpose in &vocabulary.purposes {
            for category in &vocabulary.categories {
                for recipient in &vocabulary.recipients {
                    let operations = [Operations::USE, Operations::SHARE, Operations::all()];
                    let operations = operations[uses.len() % 3];
                    uses.push(DataUse::new(&*purpose.key, &*category.key, &*recipient.key, operations));
                }
            }
        }
    }
    uses
}

fn compare(world: &World, all: bool) -> Result<(), String> {
    let interner = Interner::new();
    let uses = uses(world, all);
    let early = world.asks[0].guard_first;
    let build = || {
        let record = RowGuard::new(world.policy.clone(), &interner, &uses).unwrap();
        let singles: Vec<_> =
            uses.iter().map(|field| Guard::new(world.policy.clone(), &interner, field).unwrap()).collect();
        (record, singles)
    };
    let built = early.then(build);
    let mut history = History::new();
    for event in &world.events {
        history.insert(event.clone()).unwrap();
    }
    let standing = history.standing(&world.subject, &interner);
    let (record, singles) = built.unwrap_or_else(build);
    for moment in world.asks.iter().map(|ask| ask.moment) {
        let mut words = vec![u64::MAX; record.words() + 1];
        record.check_into(&standing, moment, &mut words);
        let narrow = record.check(&standing, moment);
        if narrow.bits() != words[0] {
            return Err(format!("check says {narrow}, check_into {words:x?}"));
        }
        let decisions = record.decisions(&standing, moment);
        for (field, single) in singles.iter().enumerate() {
            let expected = single.check(&standing, moment);
            let allowed = FieldMask::from_bits(words[field / 64]).contains(field % 64);
            let decision = record.decision(field, &standing, moment);
            if (allowed, decision, decisions[field]) != (expected.is_allow(), expected, expected) {
                let use_ = &uses[field];
                return Err(format!(
                    "{use_} at {moment:?}: guard {expected:?}, record {allowed} {decision:?} {:?}",
                    decisions[field]
                ));
            }
        }
        let beyond = (singles.len()..words.len() * 64).filter(|field| words[field / 64] >> (field % 64) & 1 == 1);
        if let Some(field) = beyond.into_iter().next() {
            return Err(format!("field {field} of {} is set", singles.len()));
        }
    }
    Ok(())
}

#[test]
fn a_record_guard_answers_as_single_guards() {
    let config = Config { cases: worlds(), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&worlds::numbers(), |numbers| {
        let world = World::from(&numbers);
        // Every 16th world in full: those have a hundred fields and thousands of points.
        let all = fingerprint(&world).is_multiple_of(16);
        compare(&world, all).map_err(|text| TestCaseError::fail(format!("{text}\n\n{world}")))
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// A number that is the same for the same world, so that shrinking stays on the same path.
fn fingerprint(world: &World) -> usize {
    world.events.len() * 7 + world.document.rules.len() * 3 + world.asks.len()
}

#[test]
fn a_field_that_is_not_there_is_not_declared() {
    let policy: consentry::PolicyDocument = toml::from_str(
        r#"
        version = "1"
        vocabulary = { purposes = [{ key = "p" }], categories = [{ key = "c" }], recipients = [{ key = "r", role = "controller" }] }
        [[rules]]
        id = "a"
        basis = "contract"
        scope = { purposes = "p", categories = "c", recipients = "r", operations = "use" }
        "#,
    )
    .unwrap();
    let policy = std::sync::Arc::new(policy.compile().unwrap());
    let interner = Interner::new();
    let use_ = DataUse::new("p", "c", "r", Operations::USE);
    let record = RowGuard::new(policy.clone(), &interner, &vec![use_.clone(); 65]).unwrap();
    let standing = consentry::Standing::new(&consentry::Subject::default(), &interner);
    let now = Moment::from(consentry::Timestamp::from_millis(0));
    assert_eq!(record.decision(65, &standing, now).code(), "not_declared");
    assert!(record.decision(64, &standing, now).is_allow());
    assert_eq!(record.check(&standing, now).len(), 64);
    let mut words = [0; 2];
    record.check_into(&standing, now, &mut words);
    assert_eq!(words, [u64::MAX, 1]);

    let wrong = [use_, DataUse::new("p", "d", "r", Operations::USE)];
    let error = RowGuard::new(policy.clone(), &interner, &wrong).unwrap_err();
    assert_eq!(error.field, 1);
    let none = RowGuard::new(policy, &interner, &[]).unwrap();
    assert!(none.check(&standing, now).is_empty() && none.words() == 0);
    assert_eq!(format!("{none:?}"), "RowGuard[]");
    // A standing of another table cannot be read, so nothing is allowed.
    let stranger = consentry::Standing::new(&consentry::Subject::default(), &Interner::new());
    assert!(record.check(&stranger, now).is_empty());
}

/// Contracts for everything, over so many purposes and categories, each under one.
fn wide(purposes: usize, categories: usize) -> Policy {
    let keys = |root: &str, count: usize| -> String {
        let under = (1..count).map(|number| format!(", {{ key = \"{root}.n{number}\" }}"));
        format!("{{ key = \"{root}\" }}{}", under.collect::<String>())
    };
    let text = format!(
        r#"
        version = "1"
        vocabulary = {{ purposes = [{}], categories = [{}], recipients = [{{ key = "r", role = "controller" }}] }}
        [[rules]]
        id = "a"
        basis = "contract"
        scope = {{ purposes = "*", categories = "*", recipients = "*", operations = "use" }}
        "#,
        keys("p", purposes),
        keys("c", categories)
    );
    toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap()
}

fn everything() -> DataUse {
    DataUse::new("p", "c", "r", Operations::USE)
}

#[test]
fn what_cannot_be_judged_is_denied_field_by_field() {
    let interner = Interner::new();
    let record = RowGuard::new(wide(1, 1).into(), &interner, &[everything(), everything()]).unwrap();
    let mut history = History::new();
    let scope = Scope::new(["p"], ["c"], ["r"], Operations::USE).unwrap();
    for number in 0..=MAX_ANSWERS {
        let event = EventDocument::new(format!("e{number}"), 1u64, Kind::Informed, &scope, Timestamp::default());
        history.insert(event.into_event().unwrap()).unwrap();
    }
    let stranger = Standing::new(&Subject::default(), &Interner::new());
    let full = history.standing(&Subject::default(), &interner);
    for (standing, code) in [(stranger, "unreadable"), (full, "history_too_long")] {
        let now = Moment::from(Timestamp::default());
        assert!(record.check(&standing, now).is_empty());
        assert_eq!([0, 1, 2].map(|field| record.decision(field, &standing, now).code()), [code; 3]);
        assert_eq!(record.decisions(&standing, now).iter().map(|one| one.code()).collect::<Vec<_>>(), [code; 2]);
    }
}

#[test]
fn fields_share_the_room_of_one_guard_and_what_outgrows_it_is_denied() {
    let ledger: Ledger<u64> = Ledger::new(wide(120, 200));
    // 24,000 points each: two fit, three do not.
    let error = ledger.row_guard(&[everything(), everything(), everything()]).unwrap_err();
    assert_eq!((error.field, &error.error), (2, &UseError::TooWide { count: 72_000 }));
    assert!(error.to_string().contains(&MAX_POINTS.to_string()), "{error}");
    let record = ledger.row_guard(&[everything(), everything()]).unwrap();
    let now = Timestamp::default();
    assert_eq!(record.check(&1, now).bits(), 0b11);
    // 36,000 each: the second has no room any more.
    ledger.reload(wide(180, 200)).unwrap();
    assert_eq!(record.check(&1, now).bits(), 0b01);
    assert_eq!(record.decision(1, &1, now).code(), "not_declared");
    ledger.reload(wide(1, 1)).unwrap();
    assert_eq!(record.check(&1, now).bits(), 0b11);
}

#[test]
fn a_use_of_no_operation_or_of_none_that_is_known_has_no_guard() {
    let interner = Interner::new();
    let policy = Arc::new(wide(1, 1));
    for (operations, code) in
        [(Operations::empty(), "empty_set"), (Operations::from_bits_retain(1 << 15), "unknown_operation")]
    {
        let error = Guard::new(policy.clone(), &interner, &DataUse::new("p", "c", "r", operations)).unwrap_err();
        let UseError::Unknown(faults) = error else { panic!("{error}") };
        assert_eq!(faults.as_slice().iter().map(|fault| fault.code.name()).collect::<Vec<_>>(), [code]);
    }
}

#[test]
fn what_is_printed_for_programmers_names_uses_and_no_scope_of_anyone() {
    let interner = Interner::new();
    let guard = Guard::new(wide(1, 1).into(), &interner, &everything()).unwrap();
    let record = RowGuard::new(wide(1, 1).into(), &interner, &[everything()]).unwrap();
    assert_eq!(format!("{guard:?}"), "Guard(use of c by r for p)");
    assert_eq!(format!("{record:?}"), r#"RowGuard["use of c by r for p"]"#);
    assert_eq!(format!("{interner:?}"), "Interner(0 scopes, 1 profiles)");
    assert_eq!(format!("{:?}", Standing::new(&Subject::default(), &interner).clone()), "Standing[]");
}

/// A rule of consent for every category of the list, and a yes to all of them from day 9 on.
fn agreed(categories: &[String]) -> (Arc<Policy>, EventDocument<u64>) {
    let list: Vec<String> = categories.iter().map(|key| format!("{{ key = \"{key}\" }}")).collect();
    let text = format!(
        r#"
        version = "1"
        vocabulary = {{ purposes = [{{ key = "p" }}], categories = [{}], recipients = [{{ key = "r", role = "controller" }}] }}
        [[rules]]
        id = "a"
        basis = "consent"
        lifetime_days = 30
        scope = {{ purposes = "p", categories = "*", recipients = "r", operations = "use" }}
        "#,
        list.join(", ")
    );
    let policy = toml::from_str::<consentry::PolicyDocument>(&text).unwrap().compile().unwrap();
    (Arc::new(policy), said("yes", Kind::Given, "*", 9).qualities(Qualities::AFFIRMATIVE))
}

fn said(id: &str, kind: Kind, category: &str, day: u32) -> EventDocument<u64> {
    let scope = Scope::new(["p"], [category], ["r"], Operations::USE).unwrap();
    EventDocument::new(id, 1, kind, &scope, Timestamp::default().plus_days(day))
}

fn history(events: impl IntoIterator<Item = EventDocument<u64>>) -> History<u64> {
    let mut history = History::new();
    for event in events {
        history.insert(event.into_event().unwrap()).unwrap();
    }
    history
}

/// What one field's erasure or return does, another field's must not undo.
#[test]
fn erasures_and_returns_of_several_fields_keep_apart() {
    let (policy, yes) = agreed(&["a", "b", "c"].map(str::to_owned));
    let interner = Interner::new();
    let uses = ["a", "b", "c"].map(|category| DataUse::new("p", category, "r", Operations::USE));
    let record = RowGuard::new(policy.clone(), &interner, &uses).unwrap();
    let guards = uses.each_ref().map(|one| Guard::new(policy.clone(), &interner, one).unwrap());
    let now = Moment::from(Timestamp::default().plus_days(10));
    let acts: Vec<(Kind, &str)> = [Kind::Erased, Kind::Reinstated]
        .into_iter()
        .flat_map(|kind| ["a", "b", "c", "*"].map(|category| (kind, category)))
        .collect();
    let mut seen = [0; 8];
    for first in &acts {
        for second in &acts {
            for third in &acts {
                let acts = [first, second, third].into_iter().zip(1..);
                let acts = acts.map(|((kind, category), day)| said(&format!("e{day}"), *kind, category, day));
                let standing = history(acts.chain([yes.clone()])).standing(&consentry::Subject::default(), &interner);
                let allowed = record.check(&standing, now);
                seen[allowed.bits() as usize] += 1;
                for (field, guard) in guards.iter().enumerate() {
                    assert_eq!(guard.check(&standing, now).is_allow(), allowed.contains(field), "{standing:?}");
                    assert_eq!(guard.check(&standing, now), record.decision(field, &standing, now));
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

/// More than fit in one pass: whichever point is denied or asked for, it is that point's reason.
#[test]
fn the_one_point_in_two_hundred_that_is_not_allowed_decides() {
    let keys: Vec<String> = std::iter::once("c".to_owned()).chain((1..200).map(|n| format!("c.n{n}"))).collect();
    let (policy, yes) = agreed(&keys);
    let interner = Interner::new();
    let guard = Guard::new(policy, &interner, &DataUse::new("p", "c", "r", Operations::USE)).unwrap();
    let now = Timestamp::default().plus_days(10);
    let code = |events: Vec<EventDocument<u64>>| {
        let standing = history(events).standing(&consentry::Subject::default(), &interner);
        let point = guard.explain(&standing, now).point.unwrap().category.key;
        (guard.check(&standing, now).code(), point)
    };
    assert_eq!(code(vec![yes.clone()]), ("consent", "c".to_owned()));
    for key in keys.iter().skip(1).step_by(9) {
        let no = said("no", Kind::Withdrawn, key, 9);
        assert_eq!(code(vec![yes.clone(), no]), ("withdrawn", key.clone()));
        // The yes was good for that one thing once, which has been done.
        let done = said("done", Kind::Completed, key, 9);
        assert_eq!(code(vec![yes.clone(), done]), ("completed", key.clone()));
    }
}
