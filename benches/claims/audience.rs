//! Everyone whom a guard allows: building the set, keeping it current, and columns of it.

use std::{hint::black_box, time::Instant};

use consentry::{Audience, Event, Ledger};
use cpu_time::ProcessTime;

use crate::{
    machine::Memory,
    run::Run,
    shop,
    table::Row,
    timing::{Times, Variant, alternate, own_time},
};

const AUDIENCES: usize = 4;

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let mut rows = masks(run);
    rows.push(build(run));
    rows.push(updates(run));
    rows
}

fn masks(run: &Run) -> Vec<Row> {
    let ledger = run.shop();
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let members = ledger.audience(&guard, shop::NOW).members();
    let rows = run.people as usize;
    let number = |key: &u64| ledger.number(key).expect("everyone is known");
    let random: Vec<u32> = shop::shuffled(run.people, rows).iter().map(number).collect();
    let sequential: Vec<u32> = (0..rows as u32).collect();
    for numbers in [&random, &sequential] {
        let mask = members.rows(numbers);
        assert!(numbers.iter().enumerate().all(|(row, number)| mask.contains(row) == members.contains(*number)));
        assert!(mask.count() > 0 && mask.count() < rows);
    }
    let members = &members;
    let variant = |numbers: &[u32]| {
        let numbers = numbers.to_vec();
        Variant::new(rows, move || {
            let _ = black_box(members.rows(black_box(&numbers)));
        })
    };
    let words = members.words();
    // What is left if the column is read and nothing looked up, and if the bits are looked up and nothing made of them.
    let read =
        || Variant::new(rows, || _ = black_box(black_box(&sequential).iter().fold(0, |all, number| all ^ number)));
    let bit = |number: &u32| words[*number as usize / 64] >> (number % 64) & 1;
    let found = || Variant::new(rows, || _ = black_box(black_box(&random).iter().map(bit).sum::<u64>()));
    let [by_chance, in_order, bare_found, bare_read] =
        alternate(run.rounds, [variant(&random), variant(&sequential), found(), read()]);
    vec![
        Row::at_most("audience mask, random rows, a row", by_chance.median(), 1.5, " ns").limit(
            "looking the bits up and only adding them",
            by_chance.median(),
            bare_found.median(),
            " ns",
        ),
        Row::at_most("audience mask, sequential rows, a row", in_order.median(), 0.2, " ns").limit(
            "only reading the column",
            in_order.median(),
            bare_read.median(),
            " ns",
        ),
    ]
}

fn build(run: &Run) -> Row {
    let ledger = run.shop();
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let allowed = (0..run.people).filter(|key| guard.check(key, shop::NOW).is_allow()).count();
    assert!(allowed > 0);
    // By all threads, as benches have the feature `rayon`: wall time, and what all of them computed together.
    let (mut times, mut computed) = (Times::default(), Times::default());
    for _ in 0..run.rounds.min(20) {
        let (begin, begin_wall) = (ProcessTime::now(), Instant::now());
        let audience = ledger.audience(&guard, shop::NOW);
        times.0.push(begin_wall.elapsed().as_secs_f64() * 1e3);
        computed.0.push(begin.elapsed().as_secs_f64() * 1e3);
        assert_eq!(audience.len(), allowed);
    }
    let bare = Memory::new(run.people).answers_in_order(run).median() * run.people as f64 / 1e6;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let name = format!("audience of {} people: building, with feature `rayon`", run.many());
    Row::at_most(&name, times.median(), 25.0, " ms").beside(format!(
        "{threads} threads, {:.1} ms of computing in all; one thread reading only as much as the answers, in order: {bare:.1} ms",
        computed.median()
    ))
}

fn updates(run: &Run) -> Row {
    let ledger = run.busy_shop();
    let guard = ledger.guard(&shop::field(3)).expect("a guard");
    let (mut without, mut with) = (Times::default(), Times::default());
    for round in 0..run.rounds.min(8) + 1 {
        for (audiences, times) in [(0, &mut without), (AUDIENCES, &mut with)] {
            let kept: Vec<Audience<u64>> = (0..audiences).map(|_| ledger.audience(&guard, shop::NOW)).collect();
            // From here on they keep everyone's turns in order, too.
            assert!(kept.iter().all(|audience| audience.next_change().is_some()));
            let events = run.news(run.people, run.times(20_000));
            let (time, ()) = own_time(|| record(&ledger, &events));
            // The first round meets cold paths.
            if round > 0 {
                times.0.push(time.as_nanos() as f64 / events.len() as f64);
            }
            for audience in &kept {
                let current = |event: &Event<u64>| {
                    audience.contains(event.subject()) == guard.check(event.subject(), shop::NOW).is_allow()
                };
                assert!(events.iter().step_by(97).all(current));
            }
        }
    }
    let each = (with.median() - without.median()) / AUDIENCES as f64;
    Row::at_most("an event, for each audience kept", each, 1_000.0, " ns").beside(format!(
        "recording one about a random person: {:.0} ns with none, {:.0} ns with {AUDIENCES}",
        without.median(),
        with.median()
    ))
}

fn record(ledger: &Ledger<u64>, events: &[Event<u64>]) {
    for event in events {
        assert!(ledger.record(event).is_ok_and(|recorded| recorded.new));
    }
}
