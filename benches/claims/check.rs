//! One prepared guard, one rule, one person of ten answers, again and again.

use std::hint::black_box;

use consentry::{Guard, Interner, Kind, Standing, decide::Outcome};

use crate::{
    allocation, machine,
    person::{self, NOW},
    run::Run,
    table::Row,
    timing::{Variant, alternate},
};

const CHECKS: usize = 20_000;

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let interner = Interner::new();
    let guard = Guard::new(person::policy(1).into(), &interner, &person::data_use()).expect("a guard");
    let cases = [
        ("allowed by the oldest of ten", Some((0, Kind::Given)), Outcome::Allow),
        ("denied by the oldest of ten", Some((0, Kind::Withdrawn)), Outcome::Deny),
        ("none of ten is about it", None, Outcome::Ask),
        ("allowed by the newest of ten", Some((9, Kind::Given)), Outcome::Allow),
    ];
    let standings = cases.map(|(name, about, outcome)| {
        let standing = person::standing(10, about, &interner);
        assert_eq!((standing.len(), guard.check(&standing, NOW).outcome()), (10, outcome), "{name}");
        standing
    });
    let (calls, _, allowed) = allocation::counted(|| checks(&guard, &standings[0], 1_000));
    assert_eq!(allowed, 1_000);
    let count = run.times(CHECKS);
    let variant = |number: usize| {
        let (guard, standing) = (&guard, &standings[number]);
        Variant::new(count, move || {
            black_box(checks(guard, standing, count));
        })
    };
    let times = alternate(5 * run.rounds, [variant(0), variant(1), variant(2), variant(3)]);
    let each = || cases.iter().zip(&times).map(|((name, ..), times)| (times.median(), *name));
    let slowest = each().max_by(|a, b| a.0.total_cmp(&b.0)).expect("there are four");
    let words: Vec<_> = each().map(|(time, name)| format!("{name} {time:.1} ns")).collect();
    vec![
        Row::at_most("hot check, 10 answers, one rule, slowest of four people", slowest.0, 10.0, " ns").beside(
            format!(
                "{}; going through ten answers with nothing of the meaning: {:.1} ns",
                words.join(", "),
                machine::bare_scan(run).median()
            ),
        ),
        Row::at_most("allocations in 1,000 hot checks", calls as f64, 0.0, ""),
    ]
}

/// How many of so many checks allow.
#[inline(never)]
fn checks(guard: &Guard, standing: &Standing, count: usize) -> usize {
    (0..count).filter(|_| black_box(guard).check(black_box(standing), black_box(NOW)).is_allow()).count()
}
