//! Ten fields of every row of a column of people, one thread.

use std::hint::black_box;

use consentry::LedgerRowGuard;

use crate::{
    machine::Memory,
    run::Run,
    shop,
    table::Row,
    timing::{Times, own_time},
};

const FIELDS: usize = 10;

/// Fields decided in one pass over rows that hold keys.
fn by_key(guard: &LedgerRowGuard<u64>, keys: &[u64]) -> usize {
    black_box(guard.rows(black_box(keys), shop::NOW)).len() * FIELDS
}

/// Fields decided in one pass over rows that hold the ledger's own numbers, from 0 on.
fn by_number(guard: &LedgerRowGuard<u64>, people: u32) -> usize {
    black_box(guard.rows_by_number(0..black_box(people), shop::NOW)).len() * FIELDS
}

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let ledger = run.shop();
    let fields: Vec<_> = (0..FIELDS).map(shop::field).collect();
    let guard = ledger.row_guard(&fields).expect("a guard");
    let rows = run.people as usize;
    let random = shop::shuffled(run.people, rows);
    let people = u32::try_from(run.people).expect("fewer people than numbers");
    let (mut by_chance, mut in_order) = (Times::default(), Times::default());
    let records = guard.rows(&random, shop::NOW);
    assert!((0..rows).step_by(7).all(|row| records.row(row) == guard.check(&random[row], shop::NOW)));
    let allowed = (0..rows).map(|row| records.row(row).len()).sum::<usize>();
    assert!(allowed > 0 && allowed < rows * FIELDS);
    let numbered = guard.rows_by_number(0..people, shop::NOW);
    let same = |key: &u64| {
        let number = ledger.number(key).expect("someone known") as usize;
        numbered.row(number) == guard.check(key, shop::NOW)
    };
    assert!(random.iter().step_by(7).all(same));
    for _ in 0..run.rounds.min(15) {
        let (time, decided) = own_time(|| by_key(&guard, &random));
        by_chance.0.push(decided as f64 / time.as_secs_f64() / 1e6);
        let (time, decided) = own_time(|| by_number(&guard, people));
        in_order.0.push(decided as f64 / time.as_secs_f64() / 1e6);
    }
    let memory = Memory::new(run.people);
    let rate = |times: Times| FIELDS as f64 * 1e3 / times.median();
    let (chance, order) = (by_chance.median(), in_order.median());
    let (bare_chance, bare_order) = (rate(memory.random_answers(run)), rate(memory.answers_in_order(run)));
    vec![
        Row::at_least("10-field records, random keys: field decisions a second", chance, 20.0, " million").limit(
            "reading only as much as the answers, at random",
            chance,
            bare_chance,
            " million",
        ),
        Row::at_least("10-field records, dense sequential ids: field decisions a second", order, 200.0, " million")
            .limit("reading only as much as the answers, in order", order, bare_order, " million"),
    ]
}
