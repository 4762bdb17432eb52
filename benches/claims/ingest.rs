//! Events recorded one by one into a live ledger.

use consentry::{Decision, Event, Guard, History, Interner, Ledger, Subject};

use crate::{
    digits::digits,
    machine::{BareMap, Memory},
    run::Run,
    shop,
    table::Row,
    timing::{Times, Variant, alternate, own_time},
};

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let mut rows: Vec<Row> = [1_000, 100_000].into_iter().flat_map(|people| small(run, people)).collect();
    rows.extend(full(run));
    rows
}

/// How many of the events are new.
type Way = fn(&Ledger<u64>, &[Event<u64>]) -> usize;

/// The two ways in. Either way each event is visible as soon as it is recorded; a load looks ahead at whom the next are
/// about.
const WAYS: [(&str, Way); 2] = [("recorded one by one", record), ("loaded", load)];

/// Everyone's eleventh event.
fn small(run: &Run, people: u64) -> [Row; 2] {
    let people = if run.test { people.min(200) } else { people };
    let mut rates: [Times; 2] = Default::default();
    for _ in 0..run.rounds.min(if people > 10_000 { 3 } else { 20 }) {
        for ((_, way), rates) in WAYS.iter().zip(&mut rates) {
            let ledger = shop::ledger(people, 1);
            let guard = ledger.guard(&shop::field(3)).expect("a guard");
            let events = run.news(people, people as usize);
            let (time, recorded) = own_time(|| way(&ledger, &events));
            assert_eq!(recorded, events.len());
            let sample = events.iter().map(|event| *event.subject()).step_by(events.len().div_ceil(20));
            assert!(sample.into_iter().all(|key| guard.check(&key, shop::NOW) == decision(key, &events)));
            rates.0.push(recorded as f64 / time.as_secs_f64() / 1e6);
        }
    }
    rows(run, people, rates)
}

/// Beside the bare map of as many people, each written once.
fn rows(run: &Run, people: u64, rates: [Times; 2]) -> [Row; 2] {
    let (bare, keys) = (BareMap::new(people), shop::shuffled(people, people as usize));
    let [replaced] =
        alternate(run.rounds, [Variant::over(keys.len(), run.times(20_000), |number| bare.replace(keys[number]))]);
    let copied = Memory::new(people).random_copies(run);
    let limit = 1e3 / (replaced.median() + copied.median());
    let pattern = "replacing an entry of the bare map and copying as much as ten answers, of random people";
    let row = |way: usize| {
        let name = format!("events a second into a ledger of {} people, {}", digits(people as f64), WAYS[way].0);
        let rate = rates[way].median();
        Row::at_least(&name, rate, 1.0, " million").limit(pattern, rate, limit, " million")
    };
    [row(0), row(1)]
}

/// What a person's history comes to by itself, without a ledger.
fn decision(key: u64, news: &[Event<u64>]) -> Decision {
    let (interner, mut history) = (Interner::new(), History::new());
    for event in shop::events(key).chain(news.iter().filter(|event| *event.subject() == key).cloned()) {
        history.insert(event).expect("no conflict");
    }
    let guard = Guard::new(shop::policy(1), &interner, &shop::field(3)).expect("a guard");
    guard.check(&history.standing(&Subject::default(), &interner), shop::NOW)
}

/// An event about a random person of all.
fn full(run: &Run) -> [Row; 2] {
    let ledger = run.busy_shop();
    let mut rates: [Times; 2] = Default::default();
    for _ in 0..run.rounds.min(15) {
        for ((_, way), rates) in WAYS.iter().zip(&mut rates) {
            let events = run.news(run.people, run.times(20_000));
            let (time, recorded) = own_time(|| way(&ledger, &events));
            assert_eq!(recorded, events.len());
            rates.0.push(recorded as f64 / time.as_secs_f64() / 1e6);
        }
    }
    rows(run, run.people, rates)
}

/// How many of the events are new.
fn record(ledger: &Ledger<u64>, events: &[Event<u64>]) -> usize {
    events.iter().filter(|event| ledger.record(event).is_ok_and(|recorded| recorded.new)).count()
}

fn load(ledger: &Ledger<u64>, events: &[Event<u64>]) -> usize {
    ledger.load(events).new as usize
}
