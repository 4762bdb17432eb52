//! One prepared guard, one person: what a check costs.
//!
//! Ids are `subject/case/variant/library`. Every answer is asserted before it is timed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

use std::{hint::black_box, time::Duration};

use consentry::{
    DataUse, Decision, EventDocument, Guard, History, Interner, Kind, Operations, Policy, PolicyDocument, Qualities,
    Scope, Standing, Subject, Timestamp, decide::Outcome,
};
use criterion::{Criterion, criterion_group, criterion_main};

const NOW: Timestamp = Timestamp::from_millis(1_770_000_000_000);

fn policy(rules: usize, regimes: usize) -> Policy {
    let mut text = String::from(
        r#"
        version = "1"
        facts = ["f0", "f1", "f2"]
        [vocabulary]
        purposes = [{ key = "marketing" }, { key = "marketing.email" }, { key = "marketing.sms" }, { key = "other" }]
        categories = [{ key = "contact" }, { key = "contact.email" }, { key = "contact.phone" }, { key = "contact.address" }]
        recipients = [{ key = "lingon", role = "controller", location = "SE" }, { key = "lingon.mailer", role = "processor", location = "SE" }]
        "#,
    );
    for regime in 0..regimes {
        text += &format!("[[regimes]]\nid = \"r{regime}\"\n");
    }
    for regime in 0..regimes {
        for rule in 0..rules {
            // Only the last has no condition that fails, so all are gone through.
            let fact = if rule + 1 == rules { String::new() } else { format!("facts = [\"f{rule}\"]\n") };
            text += &format!(
                "[[rules]]\nid = \"rule{regime}x{rule}\"\nregime = \"r{regime}\"\nbasis = \"consent\"\nlifetime_days = 3650\n{fact}\
                 scope = {{ purposes = \"marketing\", categories = \"contact\", recipients = \"lingon\", operations = \"use\" }}\n"
            );
        }
    }
    toml::from_str::<PolicyDocument>(&text).expect("the policy reads").compile().expect("the policy compiles")
}

/// `answers` answers of which only the oldest is about the use, unless `kind` is none.
fn standing(answers: usize, kind: Option<Kind>, interner: &Interner) -> Standing {
    let mut history = History::new();
    for n in 0..answers {
        let (purpose, kind) = kind.filter(|_| n == 0).map_or(("other", Kind::Given), |kind| ("marketing", kind));
        let operations = Operations::USE | Operations::from_bits_truncate(1 << (n % 10));
        let scope = Scope::new([purpose], ["*"], ["*"], operations).expect("a scope");
        let at = Timestamp::from_millis(1_760_000_000_000 + i64::try_from(n).expect("small"));
        let document = EventDocument::new(format!("e{n}"), 1u64, kind, &scope, at);
        let document = if kind == Kind::Given { document.qualities(Qualities::AFFIRMATIVE) } else { document };
        history.insert(document.into_event().expect("an event")).expect("no conflict");
    }
    let standing = history.standing(&Subject::default(), interner);
    assert_eq!(standing.len(), answers);
    standing
}

fn check(c: &mut Criterion) {
    let mut group = c.benchmark_group("check");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    let narrow = DataUse::new("marketing.email", "contact.email", "lingon.mailer", Operations::USE);
    let mut bench = |id: String, policy: Policy, data_use: &DataUse, answers, kind, outcome: Outcome| {
        let interner = Interner::new();
        let standing = standing(answers, kind, &interner);
        let guard = Guard::new(policy.into(), &interner, data_use).expect("a guard");
        assert_eq!(guard.check(&standing, NOW).outcome(), outcome, "{id}");
        group.bench_function(id, |b| b.iter(|| -> Decision { guard.check(black_box(&standing), black_box(NOW)) }));
    };
    for answers in [1, 10, 100] {
        bench(
            format!("allow/{answers}_answers/consentry"),
            policy(1, 1),
            &narrow,
            answers,
            Some(Kind::Given),
            Outcome::Allow,
        );
    }
    bench("deny/10_answers/consentry".into(), policy(1, 1), &narrow, 10, Some(Kind::Withdrawn), Outcome::Deny);
    bench("ask/10_answers/consentry".into(), policy(1, 1), &narrow, 10, None, Outcome::Ask);
    for (rules, regimes) in [(2, 1), (3, 1), (1, 2), (1, 3)] {
        let id = format!("allow/{rules}_rules_{regimes}_regimes/consentry");
        bench(id, policy(rules, regimes), &narrow, 10, Some(Kind::Given), Outcome::Allow);
    }
    let wide = DataUse::new("marketing", "contact", "lingon", Operations::USE);
    bench("allow/inner_node_24_points/consentry".into(), policy(1, 1), &wide, 10, Some(Kind::Given), Outcome::Allow);

    let interner = Interner::new();
    let standing = standing(10, Some(Kind::Given), &interner);
    let guard = Guard::new(policy(1, 1).into(), &interner, &narrow).expect("a guard");
    assert_eq!(guard.explain(&standing, NOW).event.expect("decided by an event").event, "e0");
    group.bench_function("explain/10_answers/consentry", |b| {
        b.iter(|| guard.explain(black_box(&standing), black_box(NOW)))
    });
    assert!(guard.ruling(&standing, NOW).until.is_some());
    group.bench_function("ruling/10_answers/consentry", |b| {
        b.iter(|| guard.ruling(black_box(&standing), black_box(NOW)))
    });
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
