//! Checks, records and reloads at once.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use consentry::{
    DataUse, EventDocument, Kind, Ledger, Operations, Policy, PolicyDocument, Qualities, Scope, Timestamp,
};

const PURPOSES: [&str; 3] = ["marketing", "marketing.email", "analytics"];

fn policy(purposes: &[&str]) -> Policy {
    let list: Vec<String> = purposes.iter().map(|key| format!("{{ key = \"{key}\" }}")).collect();
    let text = format!(
        r#"
        version = "1"
        facts = ["customer"]
        vocabulary = {{ purposes = [{}], categories = [{{ key = "contact" }}],
            recipients = [{{ key = "lingon", role = "controller" }}] }}
        [[rules]]
        id = "consent"
        basis = "consent"
        lifetime_days = 90
        scope = {{ purposes = "*", categories = "*", recipients = "*", operations = ["use", "store"] }}
        [[rules]]
        id = "customers"
        basis = "contract"
        facts = ["customer"]
        regions = ["SE"]
        scope = {{ purposes = "*", categories = "*", recipients = "*", operations = "store" }}
        "#,
        list.join(", ")
    );
    let document: PolicyDocument = toml::from_str(&text).unwrap();
    document.compile().unwrap()
}

fn scope(purpose: &str) -> Scope {
    Scope::new([purpose], ["contact"], ["lingon"], Operations::USE | Operations::STORE).unwrap()
}

fn day(number: i64) -> Timestamp {
    Timestamp::from_millis(1_767_225_600_000 + number * 86_400_000)
}

/// A yes and a withdrawal in turn, the withdrawal in a scope that nobody used before, under reloads. A check that begins
/// after a withdrawal was recorded, and ends before the next yes, must not allow. `CONSENTRY_STRESS_CHECKS` sets how
/// many checks there are.
#[test]
fn no_check_allows_after_a_withdrawal() {
    const EVENTS_A_PERSON: u64 = 16;
    let wanted = std::env::var("CONSENTRY_STRESS_CHECKS").ok().and_then(|text| text.parse().ok()).unwrap_or(300_000);
    let others: Vec<String> = (0..14).map(|number| format!("other_{number}")).collect();
    let purposes: Vec<&str> = PURPOSES.into_iter().chain(others.iter().map(String::as_str)).collect();
    let policy = std::sync::Arc::new(policy(&purposes));
    let ledger: Ledger<u64> = Ledger::new(policy.clone());
    let guard = ledger.guard(&DataUse::new("marketing.email", "contact", "lingon", Operations::USE)).unwrap();
    // Twice the rounds that are over, and one more while a yes may be there.
    let phase = AtomicU64::new(0);
    let (checks, judged, wrong) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let stop = AtomicBool::new(false);
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let before = phase.load(Ordering::SeqCst);
                    let person = (before / 2).saturating_sub(1) / EVENTS_A_PERSON;
                    let allowed = guard.check(&person, day(60)).is_allow();
                    let after = phase.load(Ordering::SeqCst);
                    checks.fetch_add(1, Ordering::Relaxed);
                    if before == after && before.is_multiple_of(2) {
                        judged.fetch_add(1, Ordering::Relaxed);
                        wrong.fetch_add(u64::from(allowed), Ordering::Relaxed);
                    }
                }
            });
        }
        let mut number = 0u64;
        while checks.load(Ordering::Relaxed) < wanted {
            let person = number / EVENTS_A_PERSON;
            let at = Timestamp::from_millis(day(0).millis() + (number % EVENTS_A_PERSON) as i64);
            let mut document = consentry::ScopeDocument::from(&scope("marketing.email"));
            let listed = others.iter().enumerate().filter(|(bit, _)| number >> bit & 1 == 1);
            document.purposes.extend(listed.map(|(_, key)| key.clone()));
            let yes = EventDocument::new(format!("y{number}"), person, Kind::Given, &scope("marketing"), at);
            let yes = yes.qualities(Qualities::AFFIRMATIVE).into_event().unwrap();
            let no = Scope::try_from(&document).unwrap();
            let no =
                EventDocument::new(format!("n{number}"), person, Kind::Withdrawn, &no, at.next()).into_event().unwrap();
            phase.fetch_add(1, Ordering::SeqCst);
            ledger.record(&yes).unwrap();
            ledger.record(&no).unwrap();
            phase.fetch_add(1, Ordering::SeqCst);
            if number.is_multiple_of(64) {
                ledger.reload(policy.clone()).unwrap();
            }
            number += 1;
            // Some checks of each withdrawal before the next yes.
            let seen = checks.load(Ordering::Relaxed);
            while checks.load(Ordering::Relaxed) < seen + 20 {
                std::thread::yield_now();
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    println!("{checks:?} checks, {judged:?} after a withdrawal, {wrong:?} wrong");
    assert!(judged.into_inner() > 0);
    assert_eq!(wrong.into_inner(), 0);
}
