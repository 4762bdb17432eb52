//! The ledger: idempotent, exact under reload, and right from any thread.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use consentry::{
    AskReason, DataUse, Decision, DenyReason, EventDocument, Guard, History, Interner, Kind, Ledger, Operations,
    Policy, PolicyDocument, Qualities, Region, Scope, Subject, Timestamp, ledger::RecordError,
};

fn policy(purposes: &str, more: &str) -> Policy {
    let text = format!(
        r#"
        version = "1"
        facts = ["customer"]
        vocabulary = {{ purposes = [{purposes}], categories = [{{ key = "contact" }}, {{ key = "contact.email" }}],
          recipients = [{{ key = "lingon", role = "controller", location = "SE" }}] {more} }}
        [[rules]]
        id = "newsletter"
        basis = "consent"
        scope = {{ purposes = "*", categories = "contact", recipients = "lingon", operations = "use" }}
        "#
    );
    toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap()
}

fn marketing() -> Policy {
    policy(r#"{ key = "marketing" }"#, "")
}

fn scope(purpose: &str) -> Scope {
    Scope::new([purpose], ["contact"], ["lingon"], Operations::USE).unwrap()
}

fn at(day: i64) -> Timestamp {
    Timestamp::from_millis(1_767_225_600_000).plus_days(u32::try_from(day).unwrap())
}

fn event(id: &str, subject: u64, kind: Kind, scope: &Scope, day: i64) -> consentry::Event<u64> {
    let document = EventDocument::new(id, subject, kind, scope, at(day));
    let document = if kind == Kind::Given { document.qualities(Qualities::AFFIRMATIVE) } else { document };
    document.into_event().unwrap()
}

fn the_use() -> DataUse {
    DataUse::new("marketing", "contact", "lingon", Operations::USE)
}

#[test]
fn recording_is_idempotent_and_visible_to_the_next_check() {
    let ledger: Ledger<u64> = Ledger::new(marketing());
    let guard = ledger.guard(&the_use()).unwrap();
    assert_eq!(guard.check(&1, at(5)), Decision::Ask(AskReason::NeverAsked));
    let yes = event("e1", 1, Kind::Given, &scope("marketing"), 0);
    assert!(ledger.record(&yes).unwrap().new);
    assert!(!ledger.record(&yes).unwrap().new);
    assert!(guard.check(&1, at(5)).is_allow());
    assert_eq!(guard.check(&2, at(5)), Decision::Ask(AskReason::NeverAsked));
    assert!(ledger.record(&event("e2", 1, Kind::Withdrawn, &scope("marketing"), 1)).unwrap().new);
    assert_eq!(guard.check(&1, at(5)), Decision::Deny(DenyReason::Withdrawn));
    assert_eq!(ledger.standing(&1).len(), 2);
    assert_eq!(ledger.len(), 1);
}

#[test]
fn a_load_keeps_no_event_back_for_one_that_has_yet_to_come() {
    let ledger = Ledger::new(marketing());
    let guard = ledger.guard(&the_use()).unwrap();
    let withdrawal = |person| event(&format!("e{person}"), person, Kind::Withdrawn, &scope("marketing"), 1);
    // As of a channel: it does not know how many are to come.
    let mut next = 0;
    let waiting = std::iter::from_fn(|| {
        let before = (0..next).all(|person| guard.check(&person, at(2)) == Decision::Deny(DenyReason::Withdrawn));
        assert!(before && matches!(guard.check(&next, at(2)), Decision::Ask(_)), "{next}");
        next += 1;
        (next <= 50).then(|| withdrawal(next - 1))
    });
    assert_eq!((ledger.load(waiting).new, ledger.len()), (50, 50));
    // Of those at hand, every one is recorded, in their order, however many there are.
    for count in [0, 1, 15, 16, 17, 100] {
        let events: Vec<_> = (0..count).map(|person| withdrawal(1_000 * (count + 1) + person)).collect();
        let report = ledger.load(&events);
        assert_eq!((report.new, report.known, report.revision), (count, 0, ledger.revision()));
        assert_eq!(ledger.load(&events).known, count);
        let numbers = events.iter().map(|event| ledger.number(event.subject()).unwrap());
        assert!(numbers.clone().zip(numbers.skip(1)).all(|(one, next)| one + 1 == next));
    }
}

#[test]
fn a_contradiction_or_an_unknown_name_changes_nothing() {
    let ledger: Ledger<u64> = Ledger::new(marketing());
    ledger.record(&event("e1", 1, Kind::Withdrawn, &scope("marketing"), 0)).unwrap();
    let other = event("e1", 1, Kind::Given, &scope("marketing"), 0);
    assert!(matches!(ledger.record(&other), Err(RecordError::Conflict(_))));
    let unknown = event("e2", 1, Kind::Given, &scope("markting"), 0);
    let error = ledger.record(&unknown).unwrap_err();
    assert!(error.to_string().contains("did you mean `marketing`?"), "{error}");
    assert_eq!(ledger.standing(&1).len(), 1);
    assert!(
        ledger.describe(1, &Subject::default().with_fact("custmer")).unwrap_err().to_string().contains("`customer`")
    );
}

#[test]
fn a_reload_keeps_every_no_or_is_refused() {
    let ledger: Ledger<u64> = Ledger::new(marketing());
    let guard = ledger.guard(&the_use()).unwrap();
    ledger.record(&event("e1", 1, Kind::Withdrawn, &scope("marketing"), 0)).unwrap();
    // The name is gone: the withdrawal would be lost.
    let error = ledger.reload(policy(r#"{ key = "promo" }"#, "")).unwrap_err();
    assert!(error.to_string().contains("`marketing`"), "{error}");
    assert_eq!(guard.check(&1, at(5)), Decision::Deny(DenyReason::Withdrawn));
    // Renamed: the withdrawal follows, and what stood for the old name is not declared any more.
    ledger.reload(policy(r#"{ key = "promo", formerly = ["marketing"] }"#, "")).unwrap();
    assert_eq!(guard.check(&1, at(5)), Decision::Deny(DenyReason::NotDeclared));
    let renamed = ledger.guard(&DataUse::new("promo", "contact", "lingon", Operations::USE)).unwrap();
    assert_eq!(renamed.check(&1, at(5)), Decision::Deny(DenyReason::Withdrawn));
    assert!(ledger.guard(&the_use()).unwrap_err().to_string().contains("is now called `promo`"));
    // Retired: it covers nothing, by decision.
    ledger.reload(policy(r#"{ key = "promo" }"#, r#", retired = { purposes = ["marketing"] }"#)).unwrap();
    assert_eq!(renamed.check(&1, at(5)), Decision::Ask(AskReason::NeverAsked));
    // And back.
    ledger.reload(marketing()).unwrap();
    assert_eq!(guard.check(&1, at(5)), Decision::Deny(DenyReason::Withdrawn));
    assert_eq!(guard.clone().check(&1, at(5)), Decision::Deny(DenyReason::Withdrawn));
}

#[test]
fn guards_keep_up_with_more_scopes_and_profiles_than_they_had_room_for() {
    let purposes = (0..3_000).map(|n| format!("{{ key = \"p{n}\" }}")).collect::<Vec<_>>().join(",");
    let ledger: Ledger<u64> = Ledger::new(policy(&purposes, ""));
    let guards: Vec<_> = (0..3)
        .map(|n| ledger.guard(&DataUse::new(format!("p{}", n * 1_400), "contact", "lingon", Operations::USE)).unwrap())
        .collect();
    for n in 0..3_000u64 {
        ledger.record(&event(&format!("e{n}"), n, Kind::Given, &scope(&format!("p{n}")), 0)).unwrap();
        let region = Region::new(&format!("SE-{}", n % 500)).unwrap();
        ledger.describe(n, &Subject::in_regions([region])).unwrap();
    }
    for (n, guard) in guards.iter().enumerate() {
        for subject in 0..3_000u64 {
            assert_eq!(guard.check(&subject, at(1)).is_allow(), subject == n as u64 * 1_400, "{n} {subject}");
        }
    }
}

#[test]
fn guards_keep_up_with_more_people_of_all_sorts_than_they_had_room_for() {
    let text = r#"
        version = "1"
        facts = ["customer", "member"]
        vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
          recipients = [{ key = "lingon", role = "controller", location = "SE" }] }
        regimes = [{ id = "here", regions = ["SE"] }, { id = "everywhere" }]
        [[rules]]
        id = "newsletter"
        regime = "here"
        basis = "consent"
        scope = { purposes = "*", categories = "contact", recipients = "lingon", operations = "use" }
        [[rules]]
        id = "customers"
        regime = "everywhere"
        basis = "contract"
        facts = ["customer"]
        scope = { purposes = "*", categories = "contact", recipients = "lingon", operations = "use" }
    "#;
    let ledger: Ledger<u64> = Ledger::new(toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap());
    let guard = ledger.guard(&the_use()).unwrap();
    let record = ledger.row_guard(&[the_use(), the_use()]).unwrap();
    for n in 0..400u64 {
        let region = Region::new(&format!("{}-{}", ["SE", "US"][n as usize % 2], n / 4)).unwrap();
        let subject = Subject::in_regions([region]).with_fact(["customer", "member"][n as usize / 2 % 2]);
        ledger.describe(n, &subject).unwrap();
        let expected = ["never_asked", "contract", "not_declared", "not_declared"][n as usize % 4];
        assert_eq!(guard.check(&n, at(1)).code(), expected, "{n}");
        assert_eq!(record.check(&n, at(1)).len(), if n % 4 == 1 { 2 } else { 0 }, "{n}");
    }
    // And those who came before the room ran out are still judged so.
    assert!((0..400).all(|n| guard.check(&n, at(1)).is_allow() == (n % 4 == 1)));
}

#[test]
fn a_standing_of_another_table_is_unreadable() {
    let (mine, other) = (Interner::new(), Interner::new());
    let guard = Guard::new(marketing().into(), &mine, &the_use()).unwrap();
    let mut history = History::new();
    history.insert(event("e1", 1, Kind::Given, &scope("marketing"), 0)).unwrap();
    assert!(guard.check(&history.standing(&Subject::default(), &mine), at(1)).is_allow());
    let foreign = history.standing(&Subject::default(), &other);
    assert_eq!(guard.check(&foreign, at(1)), Decision::Deny(DenyReason::Unreadable));
    assert_eq!(guard.explain(&foreign, at(1)).reason, "unreadable");
    assert!(guard.grounds(&foreign, at(1)).is_empty());
    // The short way of one point and one rule looks as well.
    let narrow = DataUse::new("marketing", "contact.email", "lingon", Operations::USE);
    let narrow = Guard::new(marketing().into(), &mine, &narrow).unwrap();
    assert!(narrow.check(&history.standing(&Subject::default(), &mine), at(1)).is_allow());
    assert_eq!(narrow.check(&foreign, at(1)), Decision::Deny(DenyReason::Unreadable));
    assert_eq!(narrow.ruling(&foreign, at(1)).decision, Decision::Deny(DenyReason::Unreadable));
    // Of nobody who ever said anything, too: nothing in it says where it belongs but the table's number.
    let silent = History::<u64>::new().standing(&Subject::default(), &other);
    assert_eq!(guard.check(&silent, at(1)), Decision::Deny(DenyReason::Unreadable));
    assert_eq!(guard.ruling(&silent, at(1)).decision, Decision::Deny(DenyReason::Unreadable));
}

#[test]
fn who_has_more_events_than_a_standing_holds_is_denied() {
    let interner = Interner::new();
    let guard = Guard::new(marketing().into(), &interner, &the_use()).unwrap();
    let mut history = History::new();
    for n in 0..=consentry::limits::MAX_ANSWERS {
        history.insert(event(&format!("e{n}"), 1, Kind::Given, &scope("marketing"), 0)).unwrap();
        if n == consentry::limits::MAX_ANSWERS - 1 {
            assert!(guard.check(&history.standing(&Subject::default(), &interner), at(1)).is_allow());
        }
    }
    let standing = history.standing(&Subject::default(), &interner);
    assert_eq!(guard.check(&standing, at(1)), Decision::Deny(DenyReason::HistoryTooLong));
}

#[test]
fn a_withdrawal_is_never_followed_by_an_allow_on_any_thread_under_reloads() {
    const PEOPLE: u64 = 64;
    let ledger: Ledger<u64> = Ledger::new(marketing());
    // For each person the newest thing recorded, as seen before a check starts: even = may be allowed, odd = withdrawn.
    let recorded: Vec<AtomicU64> = (0..PEOPLE).map(|_| AtomicU64::new(0)).collect();
    let done = AtomicBool::new(false);
    let checks = AtomicU64::new(0);
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                let guard = ledger.guard(&the_use()).unwrap();
                while !done.load(Ordering::Relaxed) {
                    for person in 0..PEOPLE {
                        let before = recorded[person as usize].load(Ordering::SeqCst);
                        let decision = guard.check(&person, at(1_000));
                        let after = recorded[person as usize].load(Ordering::SeqCst);
                        if before == after && before % 2 == 1 {
                            assert_eq!(decision, Decision::Deny(DenyReason::Withdrawn), "person {person} at {before}");
                        }
                        checks.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        for round in 0..400u64 {
            // Every second round brings a scope that nobody has seen, and every tenth a reload.
            let scope =
                Scope::new(["marketing"], [["contact", "*"][round as usize % 2]], ["lingon", "*"], Operations::USE)
                    .unwrap();
            for person in 0..PEOPLE {
                let yes = event(&format!("y{round}-{person}"), person, Kind::Given, &scope, round as i64 * 2);
                ledger.record(&yes).unwrap();
                let no = event(&format!("n{round}-{person}"), person, Kind::Withdrawn, &scope, round as i64 * 2 + 1);
                ledger.record(&no).unwrap();
                recorded[person as usize].fetch_add(1, Ordering::SeqCst);
                recorded[person as usize].fetch_add(1, Ordering::SeqCst);
                recorded[person as usize].fetch_or(1, Ordering::SeqCst);
            }
            if round % 10 == 0 {
                ledger.reload(marketing()).unwrap();
            }
            for counter in &recorded {
                // A yes is about to come: checks in between may see either.
                counter.fetch_add(1, Ordering::SeqCst);
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(checks.load(Ordering::Relaxed) > 10_000);
}
