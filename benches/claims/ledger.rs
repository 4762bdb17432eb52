//! Checks of random people in a full ledger, beside what the look-up alone costs; one thread and two.

use std::{
    collections::HashMap,
    hint::black_box,
    sync::Barrier,
    time::{Duration, Instant},
};

use consentry::{LedgerGuard, ledger::DefaultHasher};

use crate::{
    allocation,
    machine::{BareMap, Memory, look_up},
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
    assert!(keys.iter().all(|key| look_up(ledger, *key).is_some()));
    assert_eq!(look_up(ledger, run.people), None);
    let plain: HashMap<u64, [u64; 4], DefaultHasher> = (0..run.people).map(|key| (key, [key; 4])).collect();

    let batch = run.times(20_000);
    let (guard, keys, bare) = (&guard, &keys, &bare);
    let [checked, found, in_a_map, in_a_concurrent_map] = alternate(
        2 * run.rounds,
        [
            Variant::over(keys.len(), batch, |number| guard.check(black_box(&keys[number]), black_box(shop::NOW))),
            Variant::over(keys.len(), batch, |number| look_up(ledger, black_box(keys[number]))),
            Variant::over(keys.len(), batch, |number| plain.get(black_box(&keys[number])).map(|person| person[0])),
            Variant::over(keys.len(), batch, |number| bare.look_up(black_box(keys[number]))),
        ],
    );
    let memory = Memory::new(run.people);
    let (read, awaited) = (memory.random_read(run), memory.dependent_read(run));
    drop(memory);
    let time = checked.median();
    vec![
        Row::at_most("ledger check, random people / bare look-up in the same map", checked.over(&found), 1.5, " ×")
            .beside(format!(
                "{time:.1} ns and {:.1} ns; a random line in as much memory as the answers, read when the one before is there: \
                 {:.1} ns",
                found.median(),
                awaited.median()
            )),
        Row::figure("ledger check, random people", time, " ns").beside(format!(
            "bare look-ups: {:.1} ns in a map of the standard library, {:.1} ns in papaya; random read of one line in as \
             much memory {:.1} ns",
            in_a_map.median(),
            in_a_concurrent_map.median(),
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
    let bare = |key: &u64| bare.look_up(*key) == *key;
    let mut rates: [Times; 4] = std::array::from_fn(|_| Times::default());
    for _ in 0..run.rounds.min(15) {
        rates[0].0.push(rate(&[first], check));
        rates[1].0.push(rate(&[first, second], check));
        rates[2].0.push(rate(&[first], bare));
        rates[3].0.push(rate(&[first, second], bare));
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
