//! What readers notice of a writer. Wall time: whatever threads do to each other is meant to show.

use std::{
    hint::black_box,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use consentry::{Event, Ledger, LedgerGuard};

use crate::{
    run::Run,
    shop,
    table::Row,
    timing::{Times, until},
};

/// Checks between two looks at the clock, where the single check does not matter.
const BATCH: usize = 64;
/// Events a second of the steady writer.
const PACE: usize = 10_000;

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let ledger = run.busy_shop();
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let keys = shop::shuffled(run.people, run.people as usize);
    let readers = Readers { run, begun: AtomicUsize::new(0), ledger, guard, keys };
    vec![readers.median(), readers.tail()]
}

struct Readers<'r> {
    run: &'r Run,
    /// How often they began to read, so that they begin elsewhere each time.
    begun: AtomicUsize,
    ledger: Ledger<u64>,
    guard: LedgerGuard<u64>,
    keys: Vec<u64>,
}

impl Readers<'_> {
    /// Times of a check until `done`, by random people, in batches.
    fn read(&self, batch: usize, done: impl Fn() -> bool) -> Times {
        let start = self.begun.fetch_add(1, Ordering::Relaxed) * self.keys.len() / 7 % self.keys.len();
        let (before, after) = self.keys.split_at(start);
        let mut keys = after.iter().chain(before).cycle();
        until(done, batch, || {
            for key in keys.by_ref().take(batch) {
                let _ = black_box(self.guard.check(black_box(key), black_box(shop::NOW)));
            }
        })
    }

    fn write(&self, events: &[Event<u64>]) {
        for event in events {
            assert!(self.ledger.record(event).is_ok_and(|recorded| recorded.new));
        }
    }

    /// Readers' times while a writer does what it does, and how long it took.
    fn read_while(&self, batch: usize, write: impl FnOnce() + Send) -> (Times, Duration) {
        let written = AtomicBool::new(false);
        std::thread::scope(|threads| {
            let writer = threads.spawn(|| {
                let begin = Instant::now();
                write();
                let elapsed = begin.elapsed();
                written.store(true, Ordering::Release);
                elapsed
            });
            let times = self.read(batch, || written.load(Ordering::Acquire));
            (times, writer.join().expect("nobody panics"))
        })
    }

    /// Readers' times for so long by themselves.
    fn read_for(&self, batch: usize, time: Duration) -> Times {
        let begin = Instant::now();
        self.read(batch, || begin.elapsed() >= time)
    }

    /// Whether the reader sees what was written last.
    fn assert_seen(&self, events: &[Event<u64>]) {
        let event = events.last().expect("there are some");
        assert!(self.ledger.standing(event.subject()).len() > 10);
    }

    /// One writer as fast as it can.
    fn median(&self) -> Row {
        let (mut alone, mut beside, mut rate) = (Times::default(), Times::default(), Times::default());
        for _ in 0..self.run.rounds.min(10) {
            let events = self.run.news(self.run.people, self.run.times(100_000));
            let (times, wrote) = self.read_while(BATCH, || self.write(&events));
            self.assert_seen(&events);
            beside.0.push(times.median());
            alone.0.push(self.read_for(BATCH, wrote).median());
            rate.0.push(events.len() as f64 / wrote.as_secs_f64());
        }
        let ratio = Times(beside.0.iter().zip(&alone.0).map(|(beside, alone)| beside / alone).collect());
        Row::at_most("readers' median while one writes as fast as it can / without", ratio.median(), 1.1, " ×").beside(
            format!(
                "{:.1} ns and {:.1} ns; {:.0} events a second meanwhile",
                beside.median(),
                alone.median(),
                rate.median()
            ),
        )
    }

    /// One writer at a steady pace, every check by itself.
    fn tail(&self) -> Row {
        let (mut with, mut without) = (Times::default(), Times::default());
        for _ in 0..self.run.rounds.min(8) {
            let events = self.run.news(self.run.people, self.run.times(PACE / 2));
            let steadily = || {
                let begin = Instant::now();
                let mut written = 0;
                while written < events.len() {
                    std::thread::sleep(Duration::from_millis(1));
                    let due = (begin.elapsed().as_secs_f64() * PACE as f64) as usize;
                    let due = due.clamp(written, events.len());
                    self.write(&events[written..due]);
                    written = due;
                }
            };
            let (times, wrote) = self.read_while(1, steadily);
            self.assert_seen(&events);
            with.0.extend(times.0);
            without.0.extend(self.read_for(1, wrote).0);
        }
        Row::at_most(
            "readers' 99th percentile with a writer at 10,000 events a second / without",
            with.at(0.99) / without.at(0.99),
            1.5,
            " ×",
        )
        .beside(format!(
            "{:.0} ns and {:.0} ns, of {} and {} checks, the clock's own time included",
            with.at(0.99),
            without.at(0.99),
            with.0.len(),
            without.0.len()
        ))
    }
}
