//! Events recorded one by one into a live ledger.

use crate::{
    machine::{BareMap, Memory},
    run::Run,
    shop,
    table::Row,
    timing::{Times, Variant, alternate, own_time},
};

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let mut rows: Vec<Row> = [1_000, 100_000].into_iter().map(|people| small(run, people)).collect();
    rows.push(full(run));
    rows
}

/// Everyone's eleventh event.
fn small(run: &Run, people: u64) -> Row {
    let people = if run.test { people.min(200) } else { people };
    let mut rates = Times::default();
    for _ in 0..run.rounds.min(if people > 10_000 { 3 } else { 20 }) {
        let ledger = shop::ledger(people, 1);
        let guard = ledger.guard(&shop::field(3)).expect("a guard");
        let events = run.news(people, people as usize);
        let (time, recorded) =
            own_time(|| events.iter().filter(|event| ledger.record(event).is_ok_and(|r| r.new)).count());
        assert_eq!(recorded, events.len());
        let last = events.last().expect("there are some");
        assert_eq!(
            ledger.standing(last.subject()).len() % 10,
            events.iter().filter(|e| e.subject() == last.subject()).count() % 10
        );
        assert!(guard.check(last.subject(), shop::NOW).code() != "never_asked");
        rates.0.push(recorded as f64 / time.as_secs_f64() / 1e6);
    }
    Row::at_least(&format!("events a second into a ledger of {people} people"), rates.median(), 1.0, " million")
}

/// An event about a random person of all.
fn full(run: &Run) -> Row {
    let ledger = run.busy_shop();
    let mut rates = Times::default();
    for _ in 0..run.rounds.min(15) {
        let events = run.news(run.people, run.times(20_000));
        let (time, recorded) =
            own_time(|| events.iter().filter(|event| ledger.record(event).is_ok_and(|r| r.new)).count());
        assert_eq!(recorded, events.len());
        rates.0.push(recorded as f64 / time.as_secs_f64() / 1e6);
    }
    let (bare, keys) = (BareMap::new(run.people), shop::shuffled(run.people, run.people as usize));
    let [replaced] =
        alternate(run.rounds, [Variant::over(keys.len(), run.times(20_000), |number| bare.replace(keys[number]))]);
    let copied = Memory::new(run).random_copies(run);
    let limit = 1e3 / (replaced.median() + copied.median());
    let rate = rates.median();
    Row::at_least(&format!("events a second into a ledger of {} people", run.people), rate, 1.0, " million").limit(
        "replacing an entry of the bare map and copying as much as ten answers, both of random people",
        rate,
        limit,
        " million",
    )
}
