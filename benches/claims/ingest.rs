//! Events recorded one by one into a live ledger.

use consentry::{Decision, Event, Guard, History, Ledger, Subject, Symbols};

use crate::{
    machine::{BareMap, Memory},
    run::Run,
    shop,
    table::{Row, digits},
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
        let (time, recorded) = own_time(|| record(&ledger, &events));
        assert_eq!(recorded, events.len());
        let sample = events.iter().map(|event| *event.subject()).step_by(events.len().div_ceil(20));
        assert!(sample.into_iter().all(|key| guard.check(&key, shop::NOW) == decision(key, &events)));
        rates.0.push(recorded as f64 / time.as_secs_f64() / 1e6);
    }
    row(run, people, rates.median())
}

/// Beside the bare map of as many people, each written once.
fn row(run: &Run, people: u64, rate: f64) -> Row {
    let (bare, keys) = (BareMap::new(people), shop::shuffled(people, people as usize));
    let [replaced] =
        alternate(run.rounds, [Variant::over(keys.len(), run.times(20_000), |number| bare.replace(keys[number]))]);
    let copied = Memory::new(people).random_copies(run);
    let limit = 1e3 / (replaced.median() + copied.median());
    let name = format!("events a second into a ledger of {} people", digits(people as f64));
    let pattern = "replacing an entry of the bare map and copying as much as ten answers, of random people";
    Row::at_least(&name, rate, 1.0, " million").limit(pattern, rate, limit, " million")
}

/// What a person's history comes to by itself, without a ledger.
fn decision(key: u64, news: &[Event<u64>]) -> Decision {
    let (symbols, mut history) = (Symbols::new(), History::new());
    for event in shop::events(key).chain(news.iter().filter(|event| *event.subject() == key).cloned()) {
        history.insert(event).expect("no conflict");
    }
    let guard = Guard::new(shop::policy(1), &symbols, &shop::field(3)).expect("a guard");
    guard.check(&history.standing(&Subject::default(), &symbols), shop::NOW)
}

/// An event about a random person of all.
fn full(run: &Run) -> Row {
    let ledger = run.busy_shop();
    let mut rates = Times::default();
    for _ in 0..run.rounds.min(15) {
        let events = run.news(run.people, run.times(20_000));
        let (time, recorded) = own_time(|| record(&ledger, &events));
        assert_eq!(recorded, events.len());
        rates.0.push(recorded as f64 / time.as_secs_f64() / 1e6);
    }
    row(run, run.people, rates.median())
}

/// How many of the events are new.
fn record(ledger: &Ledger<u64>, events: &[Event<u64>]) -> usize {
    events.iter().filter(|event| ledger.record(event).is_ok_and(|recorded| recorded.new)).count()
}
