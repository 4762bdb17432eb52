//! Events into a ledger: one by one, as a load, repetitions, and by two threads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod common;

use std::{hint::black_box, time::Duration};

use consentry::{Event, Ledger};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn ledger_of<K: std::hash::Hash + Eq + Clone>(events: &[Event<K>]) -> Ledger<K> {
    let ledger = Ledger::new(common::policy());
    let report = ledger.load(events);
    assert_eq!((report.new, report.refused), (events.len() as u64, 0));
    ledger
}

fn ingest(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(10).measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_secs(1));
    let sizes: &[(u64, &str)] = if common::is_test() { &[(200, "test")] } else { &[(1_000, "1k"), (100_000, "100k")] };
    for &(people, name) in sizes {
        let total = people * common::ANSWERS;
        let events: Vec<Event<u64>> = common::events(people, 0..total, |person| person).collect();
        let full = ledger_of(&events);
        assert_eq!(full.len() as u64, people);
        assert!((0..people).all(|person| full.standing(&person).len() as u64 == common::ANSWERS));
        group.throughput(Throughput::Elements(total));
        let fresh = || Ledger::<u64>::new(common::policy());
        group.bench_function(BenchmarkId::new(format!("record/{name}"), "consentry"), |bencher| {
            bencher.iter_batched(
                fresh,
                |ledger| {
                    for event in &events {
                        assert!(ledger.record(event).is_ok_and(|recorded| recorded.new));
                    }
                    ledger
                },
                BatchSize::PerIteration,
            );
        });
        group.bench_function(BenchmarkId::new(format!("load/{name}"), "consentry"), |bencher| {
            bencher.iter_batched(fresh, |ledger| (black_box(ledger.load(&events)), ledger), BatchSize::PerIteration);
        });
        group.bench_function(BenchmarkId::new(format!("known/{name}"), "consentry"), |bencher| {
            bencher.iter(|| assert_eq!(full.load(&events).known, total));
        });
        group.bench_function(BenchmarkId::new(format!("load-two-threads/{name}"), "consentry"), |bencher| {
            let (first, second) = events.split_at(events.len() / 2);
            bencher.iter_batched(
                fresh,
                |ledger| {
                    std::thread::scope(|threads| {
                        threads.spawn(|| assert_eq!(ledger.load(first).refused, 0));
                        assert_eq!(ledger.load(second).refused, 0);
                    });
                    ledger
                },
                BatchSize::PerIteration,
            );
        });
        if people > 1_000 {
            continue;
        }
        let texts: Vec<Event<String>> =
            common::events(people, 0..total, |person| format!("person-{person:08}")).collect();
        group.bench_function(BenchmarkId::new(format!("load-text-keys/{name}"), "consentry"), |bencher| {
            let fresh = || Ledger::<String>::new(common::policy());
            bencher.iter_batched(fresh, |ledger| (black_box(ledger.load(&texts)), ledger), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
