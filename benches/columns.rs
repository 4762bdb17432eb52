//! Guards over columns of a hundred thousand rows (or as many as `CONSENTRY_CUSTOMERS` says there are customers).
//!
//! Ids are `subject/case/variant/library`. Answers are asserted before they are timed; throughput gives rows, and for
//! records fields.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod shop;

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn columns(c: &mut Criterion) {
    let customers = shop::customers();
    let rows = usize::try_from(customers).expect("small");
    let ledger = shop::ledger(customers, 1);
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let fields: Vec<_> = (0..10).map(shop::field).collect();
    let record = ledger.row_guard(&fields).expect("a guard");
    let mut group = c.benchmark_group("columns");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3)).sample_size(20);
    let sequential: Vec<u64> = (0..customers).collect();
    for (variant, keys) in [("random", &shop::shuffled(customers, rows)), ("sequential", &sequential)] {
        let column = guard.column(keys, shop::NOW);
        assert!((0..rows).all(|row| column.allowed.contains(row) == guard.check(&keys[row], shop::NOW).is_allow()));
        assert!(column.allowed.count() > rows / 20 && column.allowed.count() < rows);
        assert_eq!(guard.par_column(keys, shop::NOW), column);
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_function(format!("keys/{variant}/consentry"), |b| {
            b.iter(|| guard.column(black_box(keys), shop::NOW))
        });
        group.bench_function(format!("keys/{variant}_rayon/consentry"), |b| {
            b.iter(|| guard.par_column(black_box(keys), shop::NOW))
        });
        let records = record.rows(keys, shop::NOW);
        assert!((0..rows).all(|row| records.row(row) == record.check(&keys[row], shop::NOW)));
        group.throughput(Throughput::Elements(10 * rows as u64));
        group.bench_function(format!("10_fields/{variant}/consentry"), |b| {
            b.iter(|| record.rows(black_box(keys), shop::NOW))
        });
        assert_eq!(record.par_rows(keys, shop::NOW), records);
        group.bench_function(format!("10_fields/{variant}_rayon/consentry"), |b| {
            b.iter(|| record.par_rows(black_box(keys), shop::NOW))
        });
    }
    let numbers = 0..u32::try_from(customers).expect("small");
    let records = record.rows_by_number(numbers.clone(), shop::NOW);
    let same = |number: u32| records.row(number as usize) == record.check(&sequential[number as usize], shop::NOW);
    assert!(numbers.clone().all(same), "the shop's customers came in the order of their keys");
    group.bench_function("10_fields/by_number/consentry", |b| {
        b.iter(|| record.rows_by_number(black_box(numbers.clone()), shop::NOW))
    });
    let values: Vec<u64> = (0..1000).collect();
    let indices: Vec<i32> = shop::shuffled(1000, rows).into_iter().map(|index| index as i32).collect();
    let column = guard.dictionary_column(&values, &indices, shop::NOW);
    let plain: Vec<u64> = indices.iter().map(|index| values[*index as usize]).collect();
    assert_eq!(column, guard.column(&plain, shop::NOW));
    group.throughput(Throughput::Elements(rows as u64));
    group.bench_function("dictionary/1000_values/consentry", |b| {
        b.iter(|| guard.dictionary_column(black_box(&values), black_box(&indices), shop::NOW))
    });
    group.finish();
}

criterion_group!(benches, columns);
criterion_main!(benches);
