//! A person's report: what it costs to tell someone everything, by how much they have said.
//!
//! The bar is 5 ms for a thousand events, folding the history included; the best sample is printed and must keep it.

#![allow(clippy::unwrap_used, reason = "a bench may fail loudly")]

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use consentry::{
    EventDocument, History, Interner, Kind, Operations, Policy, PolicyDocument, Qualities, Region, Scope, Subject,
    Timestamp,
    dialogue::{Disclosures, Person, Report, ReportForm, Sources, Words},
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

const BAR: Duration = Duration::from_millis(5);
const HOUR: i64 = 3_600_000;

fn policy() -> Arc<Policy> {
    let document: PolicyDocument = toml::from_str(include_str!("../tests/suite/dialogue/shop.toml")).unwrap();
    Arc::new(document.compile().unwrap())
}

/// A person who changed their mind that often, an hour apart.
fn history(events: i64) -> History<u64> {
    let operations = Operations::STORE | Operations::USE;
    let letters = Scope::new(["marketing"], ["contact"], ["lingon"], operations).unwrap();
    let ads = Scope::new(["ads"], ["contact", "orders"], ["*"], operations | Operations::SELL).unwrap();
    let kinds = [Kind::Given, Kind::Withdrawn, Kind::Requested, Kind::Given, Kind::OptedOut];
    let mut history = History::new();
    for (number, kind) in (0..events).zip(kinds.into_iter().cycle()) {
        let scope = if number % 3 == 0 { &ads } else { &letters };
        let at = Timestamp::from_millis(1_700_000_000_000 + number * HOUR);
        let mut event = EventDocument::new(format!("event-{number:05}"), 7, kind, scope, at);
        if kind == Kind::Given {
            event.qualities = Qualities::all();
        }
        history.insert(event.into_event().unwrap()).unwrap();
    }
    history
}

fn report(criterion: &mut Criterion) {
    let interner = Interner::new();
    let form = ReportForm::new(policy(), &interner).unwrap();
    let subject = Subject::in_regions([Region::new("SE").unwrap()]).born("1990-05-17".parse().unwrap());
    let disclosures = Disclosures::new();
    let sources = Sources { disclosures: &disclosures, duties: &[], consultations: &[] };
    let (words, now) = (Words::new("sv"), Timestamp::from_millis(1_800_000_000_000));
    let mut group = criterion.benchmark_group("report");
    group.sample_size(20).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
    for count in [10, 100, 1_000] {
        let history = history(count);
        let told = || {
            let person = Person::new(&history, &subject, &interner);
            Report::for_subject(&form, &person, &sources, &words, now)
        };
        assert_eq!(told().timeline.len() as i64, count);
        let best = (0..50).map(|_| {
            let clock = Instant::now();
            black_box(told());
            clock.elapsed()
        });
        let best = best.min().unwrap();
        println!("{count} events: value {best:.2?} (best of 50)");
        assert!(best <= BAR, "a report of {count} events took {best:?}");
        let report = told();
        group.bench_function(BenchmarkId::new(format!("value/{count}"), "consentry"), |bencher| bencher.iter(told));
        group.bench_function(BenchmarkId::new(format!("text/{count}"), "consentry"), |bencher| {
            bencher.iter(|| report.text());
        });
        group.bench_function(BenchmarkId::new(format!("page/{count}"), "consentry"), |bencher| {
            bencher.iter(|| report.html());
        });
    }
    group.finish();
}

criterion_group!(benches, report);
criterion_main!(benches);
