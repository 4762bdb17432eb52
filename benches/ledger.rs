//! Checks of people in a ledger: how many there are, in which order they come, by what key, and beside whom.
//!
//! Ids are `subject/case/variant/library`. Answers are asserted before they are timed. A time is that of one check on
//! each thread; throughput counts the checks of all threads. Nine of ten events of the writer are about a thousand
//! people beside those who are read, so that a check goes through nearly as many answers as without it.
//!
//! `CONSENTRY_CUSTOMERS` sets the largest number of people (1,000,000), whose ledgers take most of the time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod shop;

use std::{
    fmt::Debug,
    hash::{BuildHasher, Hash},
    hint::black_box,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use consentry::{Ledger, LedgerGuard};
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};

/// Events a second.
const PACE: f64 = 10_000.0;
/// People whom only the writer is about.
const OTHERS: u64 = 1_000;

trait Key: Hash + Eq + Clone + Debug + Send + Sync {}
impl<K: Hash + Eq + Clone + Debug + Send + Sync> Key for K {}

/// Stops the writer when its readers are done, also if they panic.
struct Stop<'s>(&'s AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Runs while another thread records events, ten each millisecond.
fn beside_writer<K: Key>(ledger: &Ledger<K>, people: u64, key: fn(u64) -> K, first: u64, run: impl FnOnce()) {
    let stop = AtomicBool::new(false);
    thread::scope(|threads| {
        threads.spawn(|| {
            let about = |random: u64| match random % 10 {
                0 => key(random / 10 % people),
                _ => key(people + random / 10 % OTHERS),
            };
            let mut events = shop::news(first..u64::MAX, about);
            let (begin, mut written) = (Instant::now(), 0.0);
            while !stop.load(Ordering::Acquire) {
                thread::sleep(Duration::from_millis(1));
                while written < begin.elapsed().as_secs_f64() * PACE && !stop.load(Ordering::Acquire) {
                    let event = events.next().expect("they do not end");
                    assert!(ledger.record(&event).expect("a known scope").new);
                    written += 1.0;
                }
            }
        });
        let _stop = Stop(&stop);
        run();
    });
}

/// How long threads take for so many checks each, each from its own place in the column, and from where the last came.
fn time<K: Key, S>(guard: &LedgerGuard<K, S>, keys: &[K], threads: usize, checks: u64, from: &mut usize) -> Duration
where
    S: BuildHasher + Send + Sync,
{
    let (barrier, start) = (Barrier::new(threads), *from);
    *from += checks as usize;
    let one = |place: usize| {
        let (before, after) = keys.split_at((start + place) % keys.len());
        let mut keys = after.iter().chain(before).cycle();
        barrier.wait();
        let begin = Instant::now();
        for key in keys.by_ref().take(checks as usize) {
            let _ = black_box(guard.check(black_box(key), black_box(shop::NOW)));
        }
        begin.elapsed()
    };
    if threads == 1 {
        return one(0);
    }
    thread::scope(|scope| {
        let handles: Vec<_> =
            (0..threads).map(|thread| scope.spawn(move || one(thread * keys.len() / threads))).collect();
        handles.into_iter().map(|handle| handle.join().expect("nobody panics")).max().unwrap_or_default()
    })
}

/// All orders, writers and threads for one kind of key.
fn people<K: Key>(group: &mut BenchmarkGroup<'_, WallTime>, people: u64, size: &str, kind: &str, key: fn(u64) -> K) {
    let ledger = shop::ledger_as(people, 1, key);
    // The writer's others are there from the start, so that the map does not grow under the readers.
    for event in (people..people + OTHERS).flat_map(|customer| shop::events_as(customer, key(customer))) {
        assert!(ledger.record(&event).expect("a known scope").new);
    }
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let interner = consentry::Interner::new();
    let alone = consentry::Guard::new(ledger.policy(), &interner, &shop::field(3)).expect("a guard");
    let random: Vec<K> = shop::shuffled(people, people as usize).into_iter().map(key).collect();
    let sequential: Vec<K> = (0..people).map(key).collect();
    let mut written = 0;
    for writer in [false, true] {
        for (order, keys) in [("random", &random), ("sequential", &sequential)] {
            if !writer {
                let of_sample = |number: u64| alone.check(&shop::standing(number, &interner), shop::NOW);
                let sample = || (0..people).step_by(people.div_ceil(500) as usize);
                assert!(sample().all(|number| guard.check(&key(number), shop::NOW) == of_sample(number)));
                let allowed = keys.iter().filter(|key| guard.check(*key, shop::NOW).is_allow()).count();
                assert!(allowed > keys.len() / 20 && allowed < keys.len());
            }
            for threads in [1, 2] {
                let beside = if writer { "_writer" } else { "" };
                let mut from = 0;
                let id = format!("check/{size}_{order}_{kind}{beside}_{threads}_threads/consentry");
                group.throughput(Throughput::Elements(threads as u64));
                let bench = || {
                    group
                        .bench_function(id, |b| b.iter_custom(|checks| time(&guard, keys, threads, checks, &mut from)));
                };
                if writer {
                    beside_writer(&ledger, people, key, written, bench);
                    written += 1 << 32;
                } else {
                    bench();
                }
            }
        }
    }
}

fn ledger(c: &mut Criterion) {
    let mut group = c.benchmark_group("ledger");
    group.warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1)).sample_size(20);
    let sizes: &[(u64, &str)] =
        if shop::is_test() { &[(300, "test")] } else { &[(1_000, "1k"), (100_000, "100k"), (1_000_000, "1m")] };
    let most = std::env::var("CONSENTRY_CUSTOMERS").ok().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX);
    for (size, name) in sizes.iter().filter(|(size, _)| *size <= most) {
        people(&mut group, *size, name, "u64", |customer| customer);
        people(&mut group, *size, name, "string", |customer| format!("customer-{customer:08}"));
    }
    group.finish();
}

criterion_group!(benches, ledger);
criterion_main!(benches);
