//! Millions of cells a second through a table guard: ten columns of random people, four fifths of them allowed.
//!
//! `cargo bench -p consentry-arrow`; with `-- --test` a small table, once, where only the answers count.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

use std::{collections::BTreeMap, hint::black_box, sync::Arc, time::Instant};

use arrow_array_60::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, UInt64Array};
use consentry::{EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp};
use consentry_arrow::{ColumnDocument, TableDocument, arrow_60::TableGuard};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const COLUMNS: usize = 10;

fn ledger(people: u64) -> Ledger<u64> {
    let policy = PolicyDocument::from_toml(
        r#"
        version = "1"
        vocabulary = { purposes = [{ key = "letters" }], categories = [{ key = "contact" }, { key = "orders" }],
            recipients = [{ key = "lingon", role = "controller", location = "SE" }] }
        [[rules]]
        id = "letters"
        basis = "consent"
        scope = { purposes = "letters", categories = "*", recipients = "lingon", operations = "use" }
        "#,
    )
    .unwrap();
    let ledger: Ledger<u64> = Ledger::new(policy.compile().unwrap());
    let scope = Scope::new(["letters"], ["*"], ["*"], Operations::USE).unwrap();
    for person in 0..people {
        let kind = if person % 5 == 0 { Kind::Refused } else { Kind::Given };
        let event =
            EventDocument::new(format!("e{person}"), person, kind, &scope, Timestamp::from_millis(1_700_000_000_000));
        let event = if kind == Kind::Given { event.qualities(Qualities::AFFIRMATIVE) } else { event };
        let _ = ledger.record(&event.into_event().unwrap()).unwrap();
    }
    ledger
}

/// Numbers that look random, from a fixed seed.
fn random(count: usize, below: u64) -> impl Iterator<Item = u64> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    })
    .take(count)
}

fn batch(rows: usize, people: u64) -> RecordBatch {
    let subjects: ArrayRef = Arc::new(UInt64Array::from_iter_values(random(rows, people)));
    let mut columns = vec![("person".to_owned(), subjects)];
    for column in 0..COLUMNS {
        let values: ArrayRef = match column {
            0..5 => Arc::new(Int64Array::from_iter_values((0..rows as i64).map(|row| row * 7))),
            5..8 => Arc::new(Float64Array::from_iter_values((0..rows).map(|row| row as f64))),
            _ => Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("person{row}@lingon.example")))),
        };
        columns.push((format!("column{column}"), values));
    }
    RecordBatch::try_from_iter(columns).unwrap()
}

fn document() -> TableDocument {
    let columns: BTreeMap<String, ColumnDocument> = (0..COLUMNS)
        .map(|column| (format!("column{column}"), if column % 2 == 0 { "contact" } else { "orders" }.into()))
        .collect();
    TableDocument {
        subject: "person".into(),
        purpose: Some("letters".into()),
        recipient: Some("lingon".into()),
        operations: vec!["use".into()],
        unguarded: vec!["person".into()],
        columns,
        ..TableDocument::default()
    }
}

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let (rows, people, rounds) = if is_test { (2_000, 500, 1) } else { (1_000_000, 1_000_000, 5) };
    let ledger = ledger(people);
    let batch = batch(rows, people);
    let guard = TableGuard::new(&ledger, &document(), &batch.schema()).unwrap();
    let ways: [(&str, &dyn Fn() -> RecordBatch); 2] = [
        ("validity only", &|| guard.mask_validity_only(&batch, NOW).unwrap().batch),
        ("scrubbed", &|| guard.mask(&batch, NOW).unwrap().batch),
    ];
    for (name, run) in ways {
        let mut best = f64::MAX;
        for _ in 0..rounds {
            let start = Instant::now();
            let masked = black_box(run());
            best = best.min(start.elapsed().as_secs_f64());
            let nulls: usize = masked.columns().iter().skip(1).map(|column| column.null_count()).sum();
            let expected: usize = random(rows, people).filter(|person| person % 5 == 0).count() * COLUMNS;
            assert_eq!(nulls, expected, "{name}");
        }
        println!("{name}: {:.1} million cells a second", (rows * COLUMNS) as f64 / best / 1e6);
    }
}
