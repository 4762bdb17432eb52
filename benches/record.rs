//! All fields of a record in one pass, beside one guard a field.
//!
//! Ids are `subject/case/variant/library`. Every answer is asserted before it is timed. The time is that of the whole
//! record; throughput gives fields.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod shop;

use std::{hint::black_box, time::Duration};

use consentry::{Guard, Interner, RowGuard, decide::FieldMask};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn record(c: &mut Criterion) {
    let mut group = c.benchmark_group("record");
    group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2)).sample_size(60);
    for (rules, variant) in [(1, "one_rule"), (4, "four_rules")] {
        let policy = shop::policy(rules);
        for fields in [10, 64, 130] {
            let interner = Interner::new();
            let uses: Vec<_> = (0..fields).map(shop::field).collect();
            let guard = RowGuard::new(policy.clone(), &interner, &uses).expect("a guard");
            let singles: Vec<_> =
                uses.iter().map(|field| Guard::new(policy.clone(), &interner, field).expect("a guard")).collect();
            let standing = shop::standing(7, &interner);
            let mut words = vec![0; guard.words()];
            guard.check_into(&standing, shop::NOW, &mut words);
            for (field, single) in singles.iter().enumerate() {
                let allowed = FieldMask::from_bits(words[field / 64]).contains(field % 64);
                assert_eq!(allowed, single.check(&standing, shop::NOW).is_allow(), "field {field}");
            }
            let allowed: u32 = words.iter().map(|word| word.count_ones()).sum();
            assert!(allowed > 0 && (allowed as usize) < fields);
            group.throughput(Throughput::Elements(fields as u64));
            if fields <= 64 {
                group.bench_function(format!("{fields}_fields/{variant}/consentry"), |b| {
                    b.iter(|| guard.check(black_box(&standing), black_box(shop::NOW)))
                });
            } else {
                group.bench_function(format!("{fields}_fields/{variant}/consentry"), |b| {
                    b.iter(|| guard.check_into(black_box(&standing), black_box(shop::NOW), &mut words))
                });
            }
            group.bench_function(format!("{fields}_fields/{variant}/single_guards"), |b| {
                b.iter(|| {
                    singles.iter().filter(|single| single.check(black_box(&standing), shop::NOW).is_allow()).count()
                })
            });
        }
    }
    group.finish();
}

criterion_group!(benches, record);
criterion_main!(benches);
