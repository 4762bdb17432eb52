//! Columns against single checks.

use std::sync::Arc;

use super::support::worlds::{self, World};
use consentry::{
    DataUse, EventDocument, Kind, Ledger, Obligations, Operations, PolicyDocument, Qualities, Scope, Timestamp,
    columns::Tally, decide::Outcome,
};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

/// People 0 to 999: every third said yes, every fifth no after it.
fn ledger() -> Ledger<String> {
    let text = r#"
        version = "1"
        vocabulary = { purposes = [{ key = "mail" }], categories = [{ key = "a" }, { key = "a.b" }, { key = "a.c" }, { key = "d" }],
            recipients = [{ key = "lingon", role = "controller" }] }
        [[rules]]
        id = "consent"
        basis = "consent"
        obligations = ["log"]
        scope = { purposes = "*", categories = "a", recipients = "lingon", operations = "use" }
        [[rules]]
        id = "interest"
        basis = "legitimate_interests"
        scope = { purposes = "*", categories = "d", recipients = "lingon", operations = "use" }
    "#;
    let ledger = Ledger::new(Arc::new(toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap()));
    for n in 0..1000u32 {
        let answers = [(3, Kind::Given, "a"), (5, Kind::Withdrawn, "a.b"), (7, Kind::Objected, "d")];
        for (step, kind, category) in answers.into_iter().filter(|(step, ..)| n % step == 0) {
            let scope = Scope::new(["mail"], [category], ["lingon"], Operations::USE).unwrap();
            let at = Timestamp::from_millis(i64::from(step));
            let document = EventDocument::new(format!("{n}-{step}"), n.to_string(), kind, &scope, at);
            let qualities = if kind == Kind::Given { Qualities::AFFIRMATIVE } else { Qualities::empty() };
            ledger.record(&document.qualities(qualities).into_event().unwrap()).unwrap();
        }
    }
    ledger
}

fn use_of(category: &str) -> DataUse {
    DataUse::new("mail", category, "lingon", Operations::USE)
}

#[test]
fn a_column_is_a_check_a_row() {
    let ledger = ledger();
    for category in ["a", "a.b", "a.c", "d"] {
        let guard = ledger.guard(&use_of(category)).unwrap();
        for rows in [0usize, 1, 63, 64, 65, 1100] {
            let keys: Vec<String> = (0..rows).map(|row| (row * 17 % 1100).to_string()).collect();
            let column = guard.column(&keys, NOW);
            let decisions: Vec<_> = keys.iter().map(|key| guard.check(key.as_str(), NOW)).collect();
            assert_eq!(column.allowed, decisions.iter().map(|decision| decision.is_allow()).collect());
            assert_eq!((column.allowed.len(), column.allowed.is_empty()), (rows, rows == 0));
            for decision in &decisions {
                let expected = decisions.iter().filter(|other| other.code() == decision.code()).count();
                assert_eq!(column.tally.code(decision.code()), expected as u64);
            }
            assert_eq!(column.tally.total(), rows as u64);
            assert_eq!(column.tally.of(Outcome::Allow), column.allowed.count() as u64);
            let logs = category.starts_with('a') && column.allowed.count() > 0;
            assert_eq!(column.tally.obligations().contains(Obligations::LOG), logs);

            // The same column from borrowed text, by all threads, and as a dictionary.
            let texts: Vec<&str> = keys.iter().map(String::as_str).collect();
            assert_eq!(guard.column(texts.iter().copied(), NOW), column);
            assert_eq!(guard.par_column(&keys, NOW), column);
            let values: Vec<String> = (0..1100).map(|n| n.to_string()).collect();
            let indices: Vec<i32> = (0..rows).map(|row| i32::try_from(row * 17 % 1100).unwrap()).collect();
            assert_eq!(guard.dictionary_column(&values, &indices, NOW), column);
            assert_eq!(guard.par_dictionary_column(&values, &indices, NOW), column);
        }
    }
}

#[test]
fn an_index_beyond_the_dictionary_is_not_allowed_and_counted() {
    let guard = ledger().guard(&use_of("d")).unwrap();
    let column = guard.dictionary_column(["1", "7"], &[0i64, 1, 2, -1, i64::MIN, i64::MAX, 0], NOW);
    assert_eq!(column.allowed.iter().collect::<Vec<_>>(), [0, 6]);
    assert_eq!((column.tally.out_of_range(), column.tally.of(Outcome::Deny), column.tally.total()), (4, 5, 7));
    assert_eq!(
        column.tally.iter().map(|(_, code, rows)| (code, rows)).collect::<Vec<_>>(),
        [("legitimate_interests", 2), ("objected", 1)]
    );
    let nothing: [&str; 0] = [];
    assert_eq!(guard.dictionary_column(nothing, &[0u8, 255], NOW).tally.out_of_range(), 2);
}

#[test]
fn a_record_column_is_a_record_check_a_row() {
    let ledger = ledger();
    let four: Vec<_> = ["a", "a.b", "a.c", "d"].map(use_of).into();
    let wide: Vec<_> = (0..70).map(|field| four[field % 4].clone()).collect();
    for fields in [Vec::new(), four, wide] {
        let guard = ledger.row_guard(&fields).unwrap();
        let singles: Vec<_> = fields.iter().map(|field| ledger.guard(field).unwrap()).collect();
        let keys: Vec<String> = (0..700).map(|row| (row * 17 % 1100).to_string()).collect();
        let column = guard.rows(&keys, NOW);
        assert_eq!(guard.par_rows(&keys, NOW).words(), column.words());
        assert_eq!((column.len(), column.words_a_row()), (700, fields.len().div_ceil(64)));
        assert!(!column.is_empty() && guard.rows(&keys[..0], NOW).is_empty());
        // By numbers, where nobody's number is nobody's.
        let numbers = keys.iter().map(|key| ledger.number(key.as_str()).unwrap_or(u32::MAX));
        assert!(numbers.clone().any(|number| number == u32::MAX));
        let by_number = guard.rows_by_number(numbers, NOW);
        assert_eq!((by_number.words(), by_number.len()), (column.words(), 700));
        for (row, key) in keys.iter().enumerate() {
            assert_eq!(column.row(row), guard.check(key, NOW));
            let mut words = vec![0; guard.words()];
            guard.check_into(key, NOW, &mut words);
            assert_eq!(words, column.words()[row * words.len()..][..words.len()]);
            for (field, single) in singles.iter().enumerate() {
                assert_eq!(column.contains(row, field), single.check(key, NOW).is_allow());
                assert_eq!(guard.decision(field, key, NOW), single.check(key, NOW));
            }
            assert_eq!(guard.decisions(key, NOW).len(), fields.len());
        }
        for (field, single) in singles.iter().enumerate() {
            assert_eq!(column.field(field), single.column(&keys, NOW).allowed);
        }
        assert!(!column.contains(700, 0) && !column.contains(0, fields.len()) && column.row(700).is_empty());
        // With the reasons, each field is as a column of its own.
        let columns = guard.columns(&keys, NOW);
        assert_eq!(columns.allowed, column);
        assert_eq!(guard.par_columns(&keys, NOW), columns);
        assert_eq!(guard.par_columns(&keys[..0], NOW), guard.columns(&keys[..0], NOW));
        assert_eq!((columns.tallies.len(), guard.columns(&keys[..0], NOW).tallies.len()), (fields.len(), fields.len()));
        let numbers = keys.iter().map(|key| ledger.number(key.as_str()).unwrap_or(u32::MAX));
        assert_eq!(guard.columns_by_number(numbers, NOW), columns);
        for (field, single) in singles.iter().enumerate() {
            assert_eq!(columns.field(field), single.column(&keys, NOW));
        }
        assert_eq!(columns.field(fields.len()).tally, Tally::default());
        let whole: Tally = columns.tallies.iter().sum();
        assert_eq!(whole.total(), 700 * fields.len() as u64);
    }
}

#[test]
fn a_record_guard_follows_new_scopes_and_reloads() {
    let policy = |categories: &str, rule: &str| {
        let text = format!(
            r#"
            version = "1"
            vocabulary = {{ purposes = [{{ key = "mail" }}], categories = [{categories}], recipients = [{{ key = "lingon", role = "controller" }}] }}
            [[rules]]
            id = "consent"
            basis = "consent"
            scope = {{ purposes = "*", categories = "{rule}", recipients = "lingon", operations = "use" }}
            "#
        );
        toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap()
    };
    let both = r#"{ key = "a" }, { key = "b" }"#;
    let ledger: Ledger<u64> = Ledger::new(policy(both, "*"));
    let guard = ledger.row_guard(&[use_of("a"), use_of("b"), use_of("a")]).unwrap();
    // More scopes than the guard has room for at first.
    for n in 0..3000u64 {
        let operations = Operations::USE | Operations::from_bits_truncate(u16::try_from(n % 1024).unwrap());
        let scope = Scope::new(["mail"], [["a", "b", "*"][n as usize % 3]], ["lingon"], operations).unwrap();
        let yes = EventDocument::new(format!("e{n}"), n, Kind::Given, &scope, NOW).qualities(Qualities::AFFIRMATIVE);
        ledger.record(&yes.into_event().unwrap()).unwrap();
        assert_eq!(guard.check(&n, NOW).bits(), [0b101, 0b010, 0b111][n as usize % 3]);
    }
    assert!(ledger.interner().scopes() > 1024);
    let clone = guard.clone();
    ledger.reload(policy(both, "b")).unwrap();
    for guard in [&guard, &clone, &guard.clone()] {
        assert_eq!((guard.check(&2, NOW).bits(), guard.check(&0, NOW).bits()), (0b010, 0));
    }
    // A policy that no longer has a field's name denies that field alone.
    let renamed = r#"{ key = "c", formerly = ["a"] }, { key = "b" }"#;
    ledger.reload(policy(renamed, "*")).unwrap();
    assert_eq!(guard.check(&2, NOW).bits(), 0b010);
    assert_eq!(guard.decision(0, &2, NOW).code(), "not_declared");
}

#[test]
fn the_reasons_of_a_table_are_those_of_single_guards_in_random_worlds() {
    let config = Config { cases: 2_000, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&worlds::numbers(), |numbers| {
        let world = World::from(&numbers);
        let ledger: Ledger = Ledger::new(world.policy.clone());
        let someone = world.events.first().map_or("someone", |event| event.subject().as_str());
        ledger.describe(someone.to_owned(), &world.subject).unwrap();
        for event in world.events.iter().filter(|event| world.policy.check_names(event.scope()).is_ok()) {
            ledger.record(event).unwrap();
        }
        let uses: Vec<_> = world.asks.iter().map(|ask| ask.data_use.clone()).collect();
        let guard = ledger.row_guard(&uses).unwrap();
        let singles: Vec<_> = uses.iter().map(|field| ledger.guard(field).unwrap()).collect();
        // The person of the world, and someone who is not known.
        for moment in world.asks.iter().map(|ask| ask.moment) {
            let keys = [someone, "nobody", someone];
            let columns = guard.columns(keys, moment);
            for (field, single) in singles.iter().enumerate() {
                if columns.field(field) != single.column(keys, moment) {
                    let use_ = &uses[field];
                    return Err(TestCaseError::fail(format!("{use_} at {moment:?}: {columns:?}\n\n{world}")));
                }
            }
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn a_reload_changes_the_grants_that_are_counted() {
    let policy = |basis: &str, obligations: &str| {
        let text = format!(
            r#"
            version = "1"
            vocabulary = {{ purposes = [{{ key = "mail" }}], categories = [{{ key = "a" }}], recipients = [{{ key = "lingon", role = "controller" }}] }}
            [[rules]]
            id = "rule"
            basis = "{basis}"
            obligations = [{obligations}]
            scope = {{ purposes = "*", categories = "*", recipients = "lingon", operations = "use" }}
            "#
        );
        toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap()
    };
    let ledger: Ledger<u64> = Ledger::new(policy("contract", ""));
    let guard = ledger.row_guard(&[use_of("a"), use_of("a")]).unwrap();
    let count = || {
        let tally = guard.columns(&[1, 2], NOW).tallies.remove(1);
        (tally.code("contract"), tally.code("legal_obligation"), tally.obligations())
    };
    assert_eq!(count(), (2, 0, Obligations::empty()));
    ledger.reload(policy("legal_obligation", "\"log\"")).unwrap();
    assert_eq!(count(), (0, 2, Obligations::LOG));
}
