//! What readers notice of a writer. Wall time: whatever threads do to each other is meant to show.

use std::{
    hint::black_box,
    ops::Range,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use crate::{
    machine::BareMap,
    run::Run,
    shop,
    table::Row,
    timing::{Times, until},
};

/// Checks between two looks at the clock, where the single check does not matter.
const BATCH: usize = 64;
/// Events a second of the steady writer.
const PACE: usize = 10_000;

/// Writes as many as the range has.
type Write<'w> = Box<dyn Fn(Range<usize>) + Send + 'w>;

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let ledger = run.busy_shop();
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let keys = shop::shuffled(run.people, run.people as usize);
    let check = |key: &u64| guard.check(key, black_box(shop::NOW)).is_allow();
    let allowed = keys.iter().filter(|key| check(key)).count();
    assert!(allowed > 0 && allowed < keys.len());
    // Events are made before they are recorded, so that their making is not measured.
    let record = |count: usize| -> Write<'_> {
        let (events, ledger) = (run.news(run.people, count), &ledger);
        Box::new(move |range| {
            for event in &events[range.clone()] {
                assert!(ledger.record(event).is_ok_and(|recorded| recorded.new));
            }
            let last = events[range].last();
            assert!(last.is_none_or(|event| ledger.standing(event.subject()).len() > 10));
        })
    };
    let bare = BareMap::new(run.people);
    let look_up = |key: &u64| bare.look_up(*key) == *key;
    let replace = |_| -> Write<'_> { Box::new(|range| keys[range].iter().for_each(|key| bare.replace(*key))) };

    let readers = Readers { run, keys: &keys, check: &check, begun: AtomicUsize::new(0) };
    let bare = Readers { run, keys: &keys, check: &look_up, begun: AtomicUsize::new(0) };
    vec![
        median(&readers.flat_out(record), &bare.flat_out(replace)),
        tail(&readers.steadily(record), &bare.steadily(replace)),
    ]
}

/// Times of readers beside a writer, and alone for as long.
#[derive(Default)]
struct Noticed {
    beside: Times,
    alone: Times,
    /// Written a second.
    rate: Times,
}

fn median(ours: &Noticed, bare: &Noticed) -> Row {
    let ratio = ours.beside.over(&ours.alone);
    Row::at_most("readers' median while one writes as fast as it can / without", ratio, 1.1, " ×").beside(format!(
        "{:.1} ns and {:.1} ns, {:.0} events a second meanwhile; the same of a bare map: {:.2} ×",
        ours.beside.median(),
        ours.alone.median(),
        ours.rate.median(),
        bare.beside.over(&bare.alone),
    ))
}

fn tail(ours: &Noticed, bare: &Noticed) -> Row {
    let ratio = |noticed: &Noticed| noticed.beside.at(0.99) / noticed.alone.at(0.99);
    let name = "readers' 99th percentile with a writer at 10,000 events a second / without";
    Row::at_most(name, ratio(ours), 1.5, " ×").beside(format!(
        "{:.0} ns and {:.0} ns of {} and {} checks, with the clock's own time; the same of a bare map: {:.2} ×",
        ours.beside.at(0.99),
        ours.alone.at(0.99),
        ours.beside.0.len(),
        ours.alone.0.len(),
        ratio(bare),
    ))
}

struct Readers<'r> {
    run: &'r Run,
    keys: &'r [u64],
    check: &'r (dyn Fn(&u64) -> bool + Sync),
    /// How often they began to read, so that they begin elsewhere each time.
    begun: AtomicUsize,
}

impl Readers<'_> {
    /// Medians of each round, beside one writer as fast as it can.
    fn flat_out<'w>(&self, prepare: impl Fn(usize) -> Write<'w>) -> Noticed {
        let (count, mut noticed) = (self.run.times(100_000), Noticed::default());
        for _ in 0..self.run.rounds.min(10) {
            let write = prepare(count);
            let (times, wrote) = self.read_while(BATCH, move || write(0..count));
            noticed.beside.0.push(times.median());
            noticed.alone.0.push(self.read_for(BATCH, wrote).median());
            noticed.rate.0.push(count as f64 / wrote.as_secs_f64());
        }
        noticed
    }

    /// Every check by itself, beside one writer at a steady pace.
    fn steadily<'w>(&self, prepare: impl Fn(usize) -> Write<'w>) -> Noticed {
        let (count, mut noticed) = (self.run.times(PACE / 2), Noticed::default());
        for _ in 0..self.run.rounds.min(8) {
            let write = prepare(count);
            let pace = move || {
                let (begin, mut written) = (Instant::now(), 0);
                while written < count {
                    std::thread::sleep(Duration::from_millis(1));
                    let due = (begin.elapsed().as_secs_f64() * PACE as f64) as usize;
                    let due = due.clamp(written, count);
                    write(written..due);
                    written = due;
                }
            };
            let (times, wrote) = self.read_while(1, pace);
            noticed.beside.0.extend(times.0);
            noticed.alone.0.extend(self.read_for(1, wrote).0);
        }
        noticed
    }

    /// Times of a check until `done`, by random people, in batches.
    fn read(&self, batch: usize, done: impl Fn() -> bool) -> Times {
        let start = self.begun.fetch_add(1, Ordering::Relaxed) * self.keys.len() / 7 % self.keys.len();
        let (before, after) = self.keys.split_at(start);
        let mut keys = after.iter().chain(before).cycle();
        until(done, batch, || {
            for key in keys.by_ref().take(batch) {
                black_box((self.check)(black_box(key)));
            }
        })
    }

    /// Times of a check while another thread writes, and how long that took.
    fn read_while(&self, batch: usize, write: impl FnOnce() + Send) -> (Times, Duration) {
        let written = AtomicBool::new(false);
        std::thread::scope(|threads| {
            let writer = threads.spawn(|| {
                let begin = Instant::now();
                // Readers must not wait for a writer who gave up.
                let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(write));
                let elapsed = begin.elapsed();
                written.store(true, Ordering::Release);
                outcome.expect("everything is recorded");
                elapsed
            });
            let times = self.read(batch, || written.load(Ordering::Acquire));
            (times, writer.join().expect("nobody panics"))
        })
    }

    /// Times of a check for so long with nobody beside.
    fn read_for(&self, batch: usize, time: Duration) -> Times {
        let begin = Instant::now();
        self.read(batch, || begin.elapsed() >= time)
    }
}
