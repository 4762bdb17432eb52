//! Checks, records and reloads at once.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use consentry::{
    DataUse, EventDocument, Kind, Ledger, Operations, Policy, PolicyDocument, Qualities, Scope, Timestamp,
};

use super::support::cases::cases;

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

/// A yes and a withdrawal in turn, the withdrawal in a scope that nobody used before, under reloads and while guards
/// are built. A check that begins after a withdrawal was recorded, and ends before the next yes, must not allow.
/// `CONSENTRY_STRESS_CHECKS` sets how many such checks there are: 1,000,000 if it is not set, 10,000,000 under
/// `CONSENTRY_FULL=1`.
#[test]
fn no_check_allows_after_a_withdrawal() {
    const EVENTS_A_PERSON: u64 = 16;
    /// Checks between a withdrawal and the next yes.
    const ROUND: u64 = 2_000;
    /// Checks between two looks at whether to go on.
    const BATCH: u64 = 100;
    let wanted = cases("CONSENTRY_STRESS_CHECKS", 1_000_000, 10_000_000);
    let others: Vec<String> = (0..14).map(|number| format!("other_{number}")).collect();
    let purposes: Vec<&str> = PURPOSES.into_iter().chain(others.iter().map(String::as_str)).collect();
    let policy = std::sync::Arc::new(policy(&purposes));
    let ledger: Ledger<u64> = Ledger::new(policy.clone());
    let data_use = DataUse::new("marketing.email", "contact", "lingon", Operations::USE);
    let oldest = ledger.guard(&data_use).unwrap();
    // Twice the rounds that are over, and one more while a yes may be there.
    let phase = AtomicU64::new(0);
    let (checks, judged, wrong) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let stop = AtomicBool::new(false);
    // How many checks there may be by now: whoever is ahead lets the writer go on.
    let due = AtomicU64::new(ROUND);
    let check = |ask: &dyn Fn(&u64) -> bool| {
        while checks.load(Ordering::Relaxed) >= due.load(Ordering::Relaxed) && !stop.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        let (mut own_judged, mut own_wrong) = (0, 0);
        for _ in 0..BATCH {
            let before = phase.load(Ordering::SeqCst);
            let person = (before / 2).saturating_sub(1) / EVENTS_A_PERSON;
            let allowed = ask(&person);
            let is_judged = before.is_multiple_of(2) && before == phase.load(Ordering::SeqCst);
            own_judged += u64::from(is_judged);
            own_wrong += u64::from(is_judged && allowed);
        }
        checks.fetch_add(BATCH, Ordering::Relaxed);
        judged.fetch_add(own_judged, Ordering::Relaxed);
        wrong.fetch_add(own_wrong, Ordering::Relaxed);
    };
    std::thread::scope(|threads| {
        // A guard that has learned of every scope since the first, and guards that were built a moment ago.
        threads.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                check(&|person| oldest.check(person, day(60)).is_allow());
            }
        });
        threads.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let guard = ledger.guard(&data_use).unwrap();
                let record = ledger.row_guard(std::slice::from_ref(&data_use)).unwrap();
                for _ in 0..20 {
                    check(&|person| guard.check(person, day(60)).is_allow());
                    check(&|person| record.check(person, day(60)).contains(0));
                }
            }
        });
        let mut number = 0u64;
        while judged.load(Ordering::Relaxed) < wanted {
            let person = number / EVENTS_A_PERSON;
            let at = Timestamp::from_millis(day(0).millis() + (number % EVENTS_A_PERSON) as i64);
            let mut document = consentry::vocabulary::ScopeDocument::from(&scope("marketing.email"));
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
            due.fetch_add(ROUND, Ordering::Relaxed);
            while checks.load(Ordering::Relaxed) + ROUND < due.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
        }
        stop.store(true, Ordering::Relaxed);
        println!("{number} withdrawals");
        assert!(number >= wanted / ROUND / 2, "checks ran ahead of the withdrawals");
    });
    println!("{checks:?} checks, {judged:?} after a withdrawal, {wrong:?} wrong");
    assert!(judged.into_inner() >= wanted);
    assert_eq!(wrong.into_inner(), 0);
}
