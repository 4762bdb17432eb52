//! Ten fields of one person in one pass.

use std::hint::black_box;

use consentry::{Guard, Interner, RowGuard};

use crate::{
    allocation,
    run::Run,
    shop,
    table::Row,
    timing::{Variant, alternate},
};

const FIELDS: usize = 10;
/// People taken in turn, so that no one's luck decides; their answers stay in the nearest cache.
const PEOPLE: usize = 16;

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let (interner, policy) = (Interner::new(), shop::policy(1));
    let uses: Vec<_> = (0..FIELDS).map(shop::field).collect();
    let guard = RowGuard::new(policy.clone(), &interner, &uses).expect("a guard");
    let singles: Vec<_> =
        uses.iter().map(|field| Guard::new(policy.clone(), &interner, field).expect("a guard")).collect();
    let standings: Vec<_> = (0..PEOPLE as u64).map(|customer| shop::standing(customer, &interner)).collect();
    for standing in &standings {
        let mask = guard.check(standing, shop::NOW);
        assert!((0..FIELDS).all(|field| mask.contains(field) == singles[field].check(standing, shop::NOW).is_allow()));
    }
    let allowed: usize = standings.iter().map(|standing| guard.check(standing, shop::NOW).len()).sum();
    assert!(allowed > 0 && allowed < FIELDS * PEOPLE);
    let (calls, ..) =
        allocation::counted(|| standings.iter().map(|one| guard.check(one, shop::NOW).len()).sum::<usize>());
    let records = run.times(10_000);
    let one_pass =
        |number: usize| black_box(&guard).check(black_box(&standings[number % PEOPLE]), black_box(shop::NOW)).bits();
    let field_by_field = |number: usize| {
        let standing = black_box(&standings[number % PEOPLE]);
        singles.iter().filter(|single| single.check(standing, black_box(shop::NOW)).is_allow()).count()
    };
    let [together, apart] = alternate(
        5 * run.rounds,
        [Variant::over(records, records, one_pass), Variant::over(records, records, field_by_field)],
    );
    let fields = FIELDS as f64;
    vec![
        Row::at_most("10-field record, one guard, a field", together.median() / fields, 3.0, " ns")
            .beside(format!("ten guards, one after the other: {:.2} ns a field", apart.median() / fields)),
        Row::at_most("allocations in 16 record checks", calls as f64, 0.0, ""),
    ]
}
