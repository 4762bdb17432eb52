//! Writing and restoring a ledger, beside replaying its events.
//!
//! `CONSENTRY_BENCH_PEOPLE` sets how many people there are (100,000; the claim is about 1,000,000).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod common;

use std::{hint::black_box, time::Duration};

use consentry::{Ledger, ledger::LedgerRole};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Events that are made before they are loaded, so that their making is not measured.
const CHUNK: u64 = 100_000;

fn snapshot(criterion: &mut Criterion) {
    let usual = if common::is_test() { 1_000 } else { 100_000 };
    let people: u64 = std::env::var("CONSENTRY_BENCH_PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let total = people * common::ANSWERS;
    let policy = std::sync::Arc::new(common::policy());
    let ledger: Ledger<u64> = Ledger::new(policy.clone());
    let mut replay = Duration::ZERO;
    for start in (0..total).step_by(CHUNK as usize) {
        let events: Vec<_> = common::events(people, start..total.min(start + CHUNK), |person| person).collect();
        let clock = std::time::Instant::now();
        let report = ledger.load(&events);
        replay += clock.elapsed();
        assert_eq!(report.new, events.len() as u64);
    }
    let mut file = Vec::new();
    let report = ledger.snapshot(&mut file).expect("a snapshot");
    assert_eq!((report.people, report.answers), (people, total));
    let restore =
        || Ledger::<u64>::restore(policy.clone(), file.as_slice(), LedgerRole::Source).expect("it is whole").0;
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let clock = std::time::Instant::now();
        let restored = restore();
        best = best.min(clock.elapsed());
        drop(restored);
    }
    let restored = restore();
    let (mine, theirs) = (ledger.guard(&common::data_use()), restored.guard(&common::data_use()));
    let (mine, theirs) = (mine.expect("a known use"), theirs.expect("a known use"));
    assert!((0..people).all(|person| mine.check(&person, common::now()) == theirs.check(&person, common::now())));
    assert_eq!(restored.revision(), ledger.revision());
    drop(restored);
    println!(
        "{people} people, {total} events: replay {replay:.2?}, restore {best:.2?} (1/{:.1}), {} bytes",
        replay.as_secs_f64() / best.as_secs_f64(),
        file.len()
    );

    let mut group = criterion.benchmark_group("snapshot");
    group.sample_size(10).measurement_time(Duration::from_secs(5)).warm_up_time(Duration::from_millis(500));
    group.throughput(Throughput::Elements(people));
    group.bench_function(BenchmarkId::new(format!("write/{people}"), "consentry"), |bencher| {
        let mut buffer = Vec::with_capacity(file.len());
        bencher.iter(|| {
            buffer.clear();
            black_box(ledger.snapshot(&mut buffer).expect("a snapshot"))
        });
    });
    group.bench_function(BenchmarkId::new(format!("restore/{people}"), "consentry"), |bencher| {
        bencher.iter_batched(|| (), |()| restore(), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, snapshot);
criterion_main!(benches);
