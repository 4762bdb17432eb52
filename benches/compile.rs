//! From policy documents to policies, 10 to 10,000 rules, and from these to guards.
//!
//! Ids are `subject/case/variant/library`. Answers are asserted before they are timed; throughput gives rules. Each
//! rule is about a purpose of its own (`apart`), or all are about the same, each demanding less than those before it
//! (`together`), so that every two have to be compared to the end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod shop;

use std::{hint::black_box, sync::Arc, time::Duration};

use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument, Standing, Subject};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

fn document(rules: usize, together: bool) -> PolicyDocument {
    let purposes: String = (0..rules).map(|rule| format!("{{ key = \"p{rule}\" }}, ")).collect();
    let mut text = format!(
        r#"
        version = "1"
        [vocabulary]
        purposes = [{purposes}]
        categories = [{{ key = "contact" }}, {{ key = "contact.email" }}, {{ key = "contact.phone" }}]
        recipients = [{{ key = "lingon", role = "controller", location = "SE" }},
            {{ key = "lingon.mailer", role = "processor", location = "SE" }}]
        "#
    );
    for rule in 0..rules {
        let purposes = if together { "*".to_owned() } else { format!("p{rule}") };
        text += &format!(
            "[[rules]]\nid = \"r{rule}\"\nbasis = \"consent\"\nlifetime_days = {}\nscope = {{ purposes = \"{purposes}\", \
             categories = \"contact\", recipients = \"lingon\", operations = \"use\" }}\n",
            rule + 1,
        );
    }
    toml::from_str(&text).expect("the policy reads")
}

fn compile(c: &mut Criterion) {
    let mut group = c.benchmark_group("compile");
    group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2)).sample_size(10);
    let sizes: &[usize] = if shop::is_test() { &[10, 100] } else { &[10, 100, 1_000, 10_000] };
    for &rules in sizes {
        group.throughput(Throughput::Elements(rules as u64));
        let last = DataUse::new(&*format!("p{}", rules - 1), "contact.email", "lingon.mailer", Operations::USE);
        for (variant, together) in [("apart", false), ("together", true)] {
            let document = document(rules, together);
            let policy = Arc::new(document.clone().compile().expect("the policy compiles"));
            assert_eq!(policy.rules().len(), rules);
            let interner = Interner::new();
            let guard = Guard::new(policy.clone(), &interner, &last).expect("a guard");
            let nobody = Standing::new(&Subject::default(), &interner);
            assert_eq!(guard.check(&nobody, shop::NOW).code(), "never_asked");
            group.bench_function(format!("policy/{rules}_rules_{variant}/consentry"), |b| {
                b.iter_batched(|| document.clone(), |document| document.compile(), BatchSize::LargeInput)
            });
            group.bench_function(format!("guard/{rules}_rules_{variant}/consentry"), |b| {
                b.iter(|| Guard::new(black_box(policy.clone()), &interner, black_box(&last)))
            });
        }
    }
    group.finish();
}

criterion_group!(benches, compile);
criterion_main!(benches);
