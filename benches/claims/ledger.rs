//! Checks of random people in a full ledger, beside what the look-up alone costs; one thread and two.

use std::{
    hint::black_box,
    sync::Barrier,
    time::{Duration, Instant},
};

use consentry::{DataUse, LedgerGuard, Operations};

use crate::{
    allocation,
    machine::{BareMap, Memory},
    run::Run,
    shop,
    table::Row,
    timing::{Times, Variant, alternate},
};

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let ledger = run.shop();
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let keys = shop::shuffled(run.people, run.people as usize);
    let allowed = keys.iter().filter(|key| guard.check(key, shop::NOW).is_allow()).count();
    assert!(allowed > keys.len() / 20 && allowed < keys.len());
    let (calls, ..) =
        allocation::counted(|| keys[..1_000].iter().filter(|key| guard.check(key, shop::NOW).is_allow()).count());
    let bare = BareMap::new(run.people);
    assert!(keys.iter().all(|key| bare.look_up(*key) == *key));
    // No rule is about storing, so nothing is left to do once the person is found.
    let nothing = ledger.guard(&DataUse::new("mail", "g3", "lingon", Operations::STORE)).expect("a guard");
    assert_eq!(nothing.check(&keys[0], shop::NOW).code(), "not_declared");

    let batch = run.times(20_000);
    let (guard, nothing, keys, bare) = (&guard, &nothing, &keys, &bare);
    let [checked, looked_up, found] = alternate(
        2 * run.rounds,
        [
            Variant::over(keys.len(), batch, |number| guard.check(black_box(&keys[number]), black_box(shop::NOW))),
            Variant::over(keys.len(), batch, |number| bare.look_up(black_box(keys[number]))),
            Variant::over(keys.len(), batch, |number| nothing.check(black_box(&keys[number]), black_box(shop::NOW))),
        ],
    );
    let read = Memory::new(run.people).random_read(run);
    vec![
        Row::at_most(
            "ledger check, random people / bare look-up in the same kind of map",
            checked.over(&looked_up),
            1.5,
            " ×",
        )
        .beside(format!(
            "{:.1} ns and {:.1} ns; check of a use that no rule is about {:.1} ns; random read of one line in as much \
                 memory {:.1} ns",
            checked.median(),
            looked_up.median(),
            found.median(),
            read.median()
        )),
        Row::at_most("allocations in 1,000 ledger checks", calls as f64, 0.0, ""),
        two_threads(run, guard, bare),
    ]
}

/// What threads do a second with their columns, added up.
fn rate(columns: &[&[u64]], run: impl Fn(&u64) -> bool + Sync) -> f64 {
    let barrier = Barrier::new(columns.len());
    let time = |keys: &[u64]| -> Duration {
        barrier.wait();
        let begin = Instant::now();
        black_box(keys.iter().filter(|key| run(black_box(key))).count());
        begin.elapsed()
    };
    let times: Vec<Duration> = std::thread::scope(|threads| {
        let handles: Vec<_> = columns.iter().map(|keys| threads.spawn(|| time(keys))).collect();
        handles.into_iter().map(|handle| handle.join().expect("nobody panics")).collect()
    });
    columns.iter().zip(times).map(|(keys, time)| keys.len() as f64 / time.as_secs_f64()).sum()
}

fn two_threads(run: &Run, guard: &LedgerGuard<u64>, bare: &BareMap) -> Row {
    let keys = shop::shuffled(run.people, 2 * run.people as usize);
    let (first, second) = keys.split_at(run.people as usize);
    let check = |key: &u64| guard.check(key, black_box(shop::NOW)).is_allow();
    let look_up = |key: &u64| bare.look_up(*key) == *key;
    let mut rates: [Times; 4] = std::array::from_fn(|_| Times::default());
    for _ in 0..run.rounds.min(15) {
        rates[0].0.push(rate(&[first], check));
        rates[1].0.push(rate(&[first, second], check));
        rates[2].0.push(rate(&[first], look_up));
        rates[3].0.push(rate(&[first, second], look_up));
    }
    let [one, two, bare_one, bare_two] = rates;
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    Row::at_least("checks a second of two threads / of one", two.over(&one), 1.9, " ×").beside(format!(
        "{:.1} and {:.1} million; bare look-ups of two threads / of one: {:.2} ×; {cpus} CPUs",
        two.median() / 1e6,
        one.median() / 1e6,
        bare_two.over(&bare_one)
    ))
}
