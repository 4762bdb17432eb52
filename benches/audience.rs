//! Audiences of a hundred thousand customers (or as many as `CONSENTRY_CUSTOMERS` says).
//!
//! Ids are `subject/case/variant/library`. Answers are asserted before they are timed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod shop;

use std::{hint::black_box, time::Duration};

use consentry::{Event, Ledger};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

fn audience(c: &mut Criterion) {
    let customers = shop::customers();
    let ledger = shop::ledger(customers, 1);
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let mut group = c.benchmark_group("audience");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3)).sample_size(20);

    let audience = ledger.audience(&guard, shop::NOW);
    let allowed = (0..customers).filter(|key| guard.check(key, shop::NOW).is_allow()).count();
    assert_eq!(audience.len(), allowed);
    assert!(allowed > 0 && audience.next_change().is_some());
    group.throughput(Throughput::Elements(customers));
    group.bench_function(format!("build/{customers}_people/consentry"), |b| {
        b.iter(|| ledger.audience(black_box(&guard), shop::NOW).len())
    });

    let members = audience.members();
    let numbers = |keys: &[u64]| -> Vec<u32> { keys.iter().filter_map(|key| ledger.number(key)).collect() };
    let rows = usize::try_from(customers).expect("small");
    let random = numbers(&shop::shuffled(customers, rows));
    let sequential: Vec<u32> = (0..random.len() as u32).collect();
    for (variant, numbers) in [("random", &random), ("sequential", &sequential)] {
        let mask = members.rows(numbers);
        assert!(numbers.iter().enumerate().all(|(row, number)| mask.contains(row) == members.contains(*number)));
        group.bench_function(format!("rows/{variant}/consentry"), |b| b.iter(|| members.rows(black_box(numbers))));
    }
    let other = ledger.audience(&ledger.guard(&shop::field(4)).expect("a guard"), shop::NOW).members();
    assert_eq!((&members & &other).len() + (&members - &other).len(), members.len());
    group.bench_function("and/two_sets/consentry", |b| b.iter(|| (black_box(&members) & black_box(&other)).len()));
    drop(audience);

    // One event into a ledger of a thousand, with so many audiences to keep current.
    group.throughput(Throughput::Elements(1000));
    for audiences in [0usize, 1, 4] {
        let recorded = |ledger: &Ledger<u64>, events: &[Event<u64>]| {
            for event in events {
                ledger.record(event).expect("recorded");
            }
        };
        group.bench_function(format!("record/{audiences}_audiences/consentry"), |b| {
            let setup = || {
                let ledger = shop::ledger(1000, 1);
                let guard = ledger.guard(&shop::field(3)).expect("a guard");
                let kept: Vec<_> = (0..audiences).map(|_| ledger.audience(&guard, shop::NOW)).collect();
                assert!(kept.iter().all(|audience| audience.next_change().is_some()));
                let events: Vec<_> = (0..1000)
                    .filter_map(|customer| {
                        let event = shop::events(customer + 1_000_000).nth(1)?;
                        let mut document = consentry::EventDocument::from(&event);
                        document.subject = customer;
                        document.into_event().ok()
                    })
                    .collect();
                (ledger, kept, events)
            };
            b.iter_batched(
                setup,
                |(ledger, kept, events)| {
                    recorded(&ledger, &events);
                    (ledger, kept, events)
                },
                BatchSize::LargeInput,
            )
        });
    }
    group.finish();
}

criterion_group!(benches, audience);
criterion_main!(benches);
