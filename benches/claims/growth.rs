//! What a check costs as rules, people and answers grow.

use std::hint::black_box;

use consentry::{Guard, Interner, Kind};

use crate::{
    person::{self, NOW},
    run::Run,
    shop,
    table::Row,
    timing::{Times, Variant, alternate},
};

/// What the design calls unchanged.
const FLAT: f64 = 1.1;
const RULES: [usize; 4] = [1, 100, 1_000, 10_000];
const ANSWERS: [usize; 8] = [1, 2, 5, 10, 50, 100, 500, 1_000];
/// So much of the scatter a straight line must explain; of a parabola over the same numbers it explains less.
const STRAIGHT: f64 = 0.995;
/// People who stay in the near caches, in a ledger of any size.
const HOT: usize = 64;

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let mut rows = vec![rules(run), people(run)];
    rows.extend(answers(run));
    rows
}

fn rules(run: &Run) -> Row {
    let guards = RULES.map(|rules| {
        let (rules, interner) = (run.times(rules), Interner::new());
        let policy = person::policy(rules);
        assert_eq!(policy.rules().len(), rules);
        let guard = Guard::new(policy.into(), &interner, &person::data_use()).expect("a guard");
        let standing = person::standing(10, Some((0, Kind::Given)), &interner);
        assert!(guard.check(&standing, NOW).is_allow());
        (guard, standing)
    });
    let checks = run.times(10_000);
    let variants = guards.each_ref().map(|(guard, standing)| {
        Variant::over(checks, checks, move |_| black_box(guard).check(black_box(standing), black_box(NOW)))
    });
    let times = alternate(2 * run.rounds, variants);
    let most = times.iter().map(|more| more.over(&times[0])).fold(0.0, f64::max);
    Row::at_most("check under up to 10,000 rules / under one", most, FLAT, " ×")
        .beside(format!("ns by rules: {}", listed(&RULES, &times)))
}

fn people(run: &Run) -> Row {
    let few = shop::ledger(1_000, 1);
    let ledgers = [&few, run.shop()];
    let guards = ledgers.map(|ledger| ledger.guard(&shop::field(3)).expect("a guard"));
    // The same people, who said the same in both.
    let keys: Vec<u64> = (0..HOT as u64).collect();
    let of = |number: usize| -> Vec<_> { keys.iter().map(|key| guards[number].check(key, shop::NOW)).collect() };
    assert_eq!(of(0), of(1));
    assert!(of(0).iter().any(|decision| decision.is_allow()) && of(0).iter().any(|decision| !decision.is_allow()));
    let checks = run.times(10_000);
    let variant = |number: usize| {
        let (guard, keys) = (&guards[number], &keys);
        Variant::over(checks, checks, move |check| guard.check(black_box(&keys[check % HOT]), black_box(shop::NOW)))
    };
    let [few, many] = alternate(2 * run.rounds, [variant(0), variant(1)]);
    let name = format!("check of the same 64 people among {} / among 1,000", run.many());
    Row::at_most(&name, many.over(&few), FLAT, " ×").beside(format!(
        "{:.1} ns and {:.1} ns with look-up, all in the caches",
        many.median(),
        few.median()
    ))
}

fn answers(run: &Run) -> [Row; 2] {
    let interner = Interner::new();
    let guard = Guard::new(person::policy(1).into(), &interner, &person::data_use()).expect("a guard");
    let standings = ANSWERS.map(|answers| {
        let standing = person::standing(answers, Some((0, Kind::Given)), &interner);
        assert_eq!(standing.len(), answers);
        assert!(guard.check(&standing, NOW).is_allow());
        standing
    });
    let guard = &guard;
    let mut number = 0;
    let variants = standings.each_ref().map(|standing| {
        let checks = run.times(100_000 / ANSWERS[number].max(10));
        number += 1;
        Variant::over(checks, checks, move |_| black_box(guard).check(black_box(standing), black_box(NOW)))
    });
    let times = alternate(2 * run.rounds, variants);
    let points: Vec<_> = ANSWERS.iter().zip(&times).map(|(answers, times)| (*answers as f64, times.median())).collect();
    let (slope, start, explained) = line(&points);
    [
        Row::figure("an answer more costs a check that goes through all", slope, " ns")
            .beside(format!("on top of {start:.1} ns; ns by answers: {}", listed(&ANSWERS, &times))),
        Row::at_least("time against answers, 1 to 1,000: what a straight line explains", explained, STRAIGHT, ""),
    ]
}

fn listed(sizes: &[usize], times: &[Times]) -> String {
    let words = sizes.iter().zip(times).map(|(size, times)| format!("{size}: {:.1}", times.median()));
    words.collect::<Vec<_>>().join(", ")
}

/// Slope and start of the line of least squares, and R².
fn line(points: &[(f64, f64)]) -> (f64, f64, f64) {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|point| of(point.0 - x, point.1 - y)).sum::<f64>();
    let (xx, xy, yy) = (sum(&|x, _| x * x), sum(&|x, y| x * y), sum(&|_, y| y * y));
    (xy / xx, y - xy / xx * x, xy * xy / (xx * yy))
}
