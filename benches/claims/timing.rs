//! Batches that take turns, and medians of them.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use cpu_time::ThreadTime;

/// Times of one unit in nanoseconds, one a round.
#[derive(Clone, Default)]
pub(crate) struct Times(pub(crate) Vec<f64>);

impl Times {
    /// The time that so large a share of the rounds stays within.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The median of what each round took over what the same round of the other took: what slows a whole round
    /// down is in both.
    pub(crate) fn over(&self, other: &Self) -> f64 {
        Self(self.0.iter().zip(&other.0).map(|(mine, theirs)| mine / theirs).collect()).median()
    }
}

/// Something to be timed.
pub(crate) struct Variant<'v> {
    /// How many units one batch has.
    units: usize,
    batch: Box<dyn FnMut() + 'v>,
}

impl<'v> Variant<'v> {
    pub(crate) fn new(units: usize, batch: impl FnMut() + 'v) -> Self {
        Self { units, batch: Box::new(batch) }
    }

    /// `run` for a range of `all` numbers, in batches of `units` that go round.
    pub(crate) fn over<T>(all: usize, units: usize, mut run: impl FnMut(usize) -> T + 'v) -> Self {
        let units = units.min(all);
        let mut from = 0;
        Self::new(units, move || {
            if from + units > all {
                from = 0;
            }
            for number in from..from + units {
                black_box(run(number));
            }
            from += units;
        })
    }
}

/// The thread's own time of each variant, in rounds; whoever is first in one is last in the next. One round more warms
/// up.
pub(crate) fn alternate<const N: usize>(rounds: usize, mut variants: [Variant<'_>; N]) -> [Times; N] {
    let mut times: [Times; N] = std::array::from_fn(|_| Times::default());
    for round in 0..=rounds {
        for step in 0..N {
            let number = (round + step) % N;
            let variant = &mut variants[number];
            let begin = ThreadTime::now();
            (variant.batch)();
            let elapsed = begin.elapsed();
            if round > 0 {
                times[number].0.push(elapsed.as_nanos() as f64 / variant.units as f64);
            }
        }
    }
    times
}

/// The thread's own time of one run.
pub(crate) fn own_time<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let begin = ThreadTime::now();
    let value = run();
    (begin.elapsed(), value)
}

/// Wall time of a unit in each of many batches, until `done` says so.
pub(crate) fn until(done: impl Fn() -> bool, units: usize, mut batch: impl FnMut()) -> Times {
    let mut times = Times(Vec::with_capacity(1 << 16));
    while !done() {
        let begin = Instant::now();
        batch();
        times.0.push(begin.elapsed().as_nanos() as f64 / units as f64);
    }
    times
}
