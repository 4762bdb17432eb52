//! The ledger's promises to threads, under schedules that a person would not think of.
//!
//! This is the crate's own code: `run` exchanges only `std::sync`, so that the scheduler may switch threads at every
//! lock and every atomic access, and takes a random one of the ways each time. What it cannot see are the insides of
//! the tables of scopes and the atomic pointers, which each happen at once; and it reorders no memory: that
//! is what the models under `tests/model` are for.

use std::sync::Arc;

use consentry::{
    DataUse, Event, EventDocument, Kind, Ledger, Operations, Policy, PolicyDocument, Qualities, Region, Revision,
    Scope, Subject, Timestamp, vocabulary::ScopeDocument,
};
use shuttle::{
    Config, Runner,
    scheduler::{PctScheduler, RandomScheduler, Scheduler},
    sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    thread,
};

/// How many schedules are tried.
fn schedules() -> usize {
    std::env::var("CONSENTRY_INTERLEAVINGS")
        .map_or(1_000, |text| text.parse().expect("CONSENTRY_INTERLEAVINGS is a number"))
}

/// Runs the test under as many schedules drawn step by step.
fn at_random(schedules: usize, test: fn()) {
    run(RandomScheduler::new(schedules), test);
}

/// The same, and as many that change priorities a few times, which finds what needs a thread to sleep for long.
fn in_every_order(test: fn()) {
    at_random(schedules(), test);
    run(PctScheduler::new(4, schedules()), test);
}

fn run(scheduler: impl Scheduler + 'static, test: fn()) {
    let mut config = Config::new();
    // A ledger is made on the stack.
    config.stack_size = 1 << 20;
    Runner::new(scheduler, config).run(test);
}

fn policy() -> Arc<Policy> {
    static COMPILED: std::sync::OnceLock<Arc<Policy>> = std::sync::OnceLock::new();
    let compile = || {
        let text = r##"
            version = "1"
            facts = ["customer"]
            vocabulary = { purposes = [{ key = "news" }, { key = "news.weekly" }, { key = "ads" }],
                categories = [{ key = "contact" }], recipients = [{ key = "lingon", role = "controller" }] }
            [[rules]]
            id = "yes"
            basis = "consent"
            scope = { purposes = "*", categories = "*", recipients = "*", operations = ["use", "store"] }
            [[rules]]
            id = "never"
            basis = "prohibited"
            facts = ["customer"]
            regions = ["SE"]
            scope = { purposes = "*", categories = "*", recipients = "*", operations = "store" }
            "##;
        toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap().into()
    };
    COMPILED.get_or_init(compile).clone()
}

fn data_use() -> DataUse {
    DataUse::new("news.weekly", "contact", "lingon", Operations::USE)
}

/// An event of person 1; the number makes its scope another one.
fn event(id: &str, kind: Kind, at: u32, number: usize) -> Event<u64> {
    event_of(1, id, kind, at, number)
}

fn event_of(subject: u64, id: &str, kind: Kind, at: u32, number: usize) -> Event<u64> {
    let mut scope = ScopeDocument {
        purposes: vec!["news".into()],
        categories: vec!["contact".into()],
        recipients: vec!["lingon".into()],
        operations: vec!["use".into()],
    };
    let more = [("ads", 1), ("news.weekly", 2)].into_iter().filter(|(_, bit)| number & bit > 0);
    scope.purposes.extend(more.map(|(key, _)| key.to_owned()));
    let names = ["collect", "store", "profile", "decide", "share", "sell", "train", "device"];
    let more = names.iter().enumerate().filter(|(bit, _)| (number >> 2) & (1 << bit) > 0);
    scope.operations.extend(more.map(|(_, name)| (*name).to_owned()));
    let scope = Scope::try_from(&scope).unwrap();
    let event = EventDocument::new(id, subject, kind, &scope, Timestamp::default().plus_days(at));
    let event = if kind == Kind::Given { event.qualities(Qualities::AFFIRMATIVE) } else { event };
    event.into_event().unwrap()
}

fn now() -> Timestamp {
    Timestamp::default().plus_days(100)
}

#[test]
fn no_check_allows_after_a_withdrawal() {
    in_every_order(|| {
        let ledger: Ledger<u64> = Ledger::new(policy());
        let guard = ledger.guard(&data_use()).unwrap();
        ledger.record(&event("yes", Kind::Given, 0, 0)).unwrap();
        let withdrawn = Arc::new(AtomicBool::new(false));
        let (writer, told) = (ledger.clone(), withdrawn.clone());
        let writer = thread::spawn(move || {
            writer.record(&event("no", Kind::Withdrawn, 1, 5)).unwrap();
            told.store(true, SeqCst);
        });
        let other = ledger.clone();
        let other = thread::spawn(move || {
            other.reload(policy()).unwrap();
            // The same scope as the writer's, so that one of them finds it there.
            other.record(&event("no too", Kind::Withdrawn, 2, 5)).unwrap();
        });
        let late = ledger.guard(&data_use()).unwrap();
        let record = ledger.row_guard(&[data_use()]).unwrap();
        for _ in 0..2 {
            let before = withdrawn.load(SeqCst);
            let answers = [
                guard.check(&1, now()).is_allow(),
                late.check(&1, now()).is_allow(),
                record.check(&1, now()).contains(0),
            ];
            assert!(!before || answers == [false; 3], "{answers:?}");
        }
        writer.join().unwrap();
        assert_eq!(guard.check(&1, now()).code(), "withdrawn");
        other.join().unwrap();
        assert_eq!(guard.explain(&1, now()).event.map(|event| event.event).as_deref(), Some("no too"));
    });
}

#[test]
fn a_guard_that_runs_out_of_room_loses_no_scope() {
    // A guard is built with room for 1,024 scopes: these go beyond it, from two threads.
    const ROOM: usize = 1_024;
    at_random(schedules() / 20, || {
        let ledger: Ledger<u64> = Ledger::new(policy());
        let guard = ledger.guard(&data_use()).unwrap();
        let record = ledger.row_guard(&[data_use()]).unwrap();
        for number in 0..ROOM - 2 {
            // Of as many people: to go through the events of one takes as many steps.
            ledger.record(&event_of(100 + number as u64, "e", Kind::Requested, 0, number)).unwrap();
        }
        assert_eq!(ledger.interner().scopes(), ROOM - 2);
        ledger.record(&event("yes", Kind::Given, 0, 0)).unwrap();
        let writers = [0, 1].map(|half| {
            let ledger = ledger.clone();
            thread::spawn(move || {
                for step in 0..2 {
                    let scope = Scope::new(
                        ["news"],
                        ["*"],
                        ["lingon"],
                        Operations::USE | Operations::from_bits_truncate(8 << (2 * half + step)),
                    );
                    let at = Timestamp::default().plus_days(1);
                    let id = format!("no {half} {step}");
                    let no = EventDocument::new(id, 2 + half, Kind::Withdrawn, &scope.unwrap(), at);
                    ledger.record(&no.into_event().unwrap()).unwrap();
                }
            })
        });
        for key in [2, 3] {
            if !ledger.standing(&key).is_empty() {
                assert_eq!(guard.check(&key, now()).code(), "withdrawn");
                assert!(!record.check(&key, now()).contains(0));
            }
        }
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        assert_eq!(ledger.interner().scopes(), ROOM + 2);
        for key in [2, 3] {
            assert_eq!(guard.check(&key, now()).code(), "withdrawn");
        }
        assert!(guard.check(&1, now()).is_allow() && record.check(&1, now()).contains(0));
    });
}

#[test]
fn a_description_is_known_to_every_guard() {
    in_every_order(|| {
        let ledger: Ledger<u64> = Ledger::new(policy());
        let store = DataUse::new("news", "contact", "lingon", Operations::STORE);
        ledger.record(&event("yes", Kind::Given, 0, 8)).unwrap();
        let guard = ledger.guard(&store).unwrap();
        assert!(guard.check(&1, now()).is_allow());
        let described = Arc::new(AtomicBool::new(false));
        let (writer, told) = (ledger.clone(), described.clone());
        let writer = thread::spawn(move || {
            let swede = Subject::in_regions([Region::new("SE").unwrap()]).with_fact("customer");
            writer.describe(1, &swede).unwrap();
            told.store(true, SeqCst);
        });
        let other = ledger.clone();
        let other = thread::spawn(move || other.reload(policy()).unwrap());
        let late = ledger.guard(&store).unwrap();
        let before = described.load(SeqCst);
        let answers = [&guard, &late].map(|guard| guard.check(&1, now()).code());
        assert!(!before || answers == ["prohibited"; 2], "{answers:?}");
        writer.join().unwrap();
        other.join().unwrap();
        assert_eq!(guard.check(&1, now()).code(), "prohibited");
    });
}

#[test]
fn whoever_is_told_a_revision_finds_what_it_counts() {
    in_every_order(|| {
        let ledger: Ledger<u64> = Ledger::new(policy());
        let guard = ledger.guard(&data_use()).unwrap();
        ledger.record(&event("yes", Kind::Given, 0, 0)).unwrap();
        let (told, new) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        // Both bring the same event: one of them makes it, and the other is told a revision that has it.
        let writers = [0, 1].map(|_| {
            let (ledger, told, new) = (ledger.clone(), told.clone(), new.clone());
            thread::spawn(move || {
                let recorded = ledger.record(&event("no", Kind::Withdrawn, 1, 3)).unwrap();
                assert!(recorded.revision <= ledger.revision());
                told.fetch_max(recorded.revision.number(), SeqCst);
                new.fetch_add(u64::from(recorded.new), SeqCst);
            })
        });
        let revision = told.load(SeqCst);
        if revision > 0 {
            assert_eq!(guard.check_at_least(Revision::new(revision), &1, now()).code(), "withdrawn");
        }
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        assert_eq!((new.load(SeqCst), ledger.revision(), told.load(SeqCst)), (1, Revision::new(2), 2));
    });
}

#[test]
fn an_audience_misses_no_change() {
    in_every_order(|| {
        let ledger: Ledger<u64> = Ledger::new(policy());
        let guard = ledger.guard(&data_use()).unwrap();
        ledger.record(&event("yes", Kind::Given, 0, 0)).unwrap();
        let writer = ledger.clone();
        let writer = thread::spawn(move || writer.record(&event("no", Kind::Withdrawn, 1, 6)).map(|_| ()).unwrap());
        let other = ledger.clone();
        let other = thread::spawn(move || {
            other.reload(policy()).unwrap();
            let scope = Scope::new(["news"], ["*"], ["*"], Operations::USE).unwrap();
            let yes = EventDocument::new("e", 2, Kind::Given, &scope, Timestamp::default());
            other.record(&yes.qualities(Qualities::AFFIRMATIVE).into_event().unwrap()).unwrap();
        });
        let audience = ledger.audience(&guard, now());
        writer.join().unwrap();
        assert!(!audience.contains(&1), "a withdrawal that is recorded is heard of before `record` returns");
        other.join().unwrap();
        assert_eq!(audience.keys(), [2]);
        assert_eq!(audience.len(), 1);
    });
}

#[test]
fn a_person_is_read_whole_while_rows_move() {
    in_every_order(|| {
        let ledger: Ledger<u64> = Ledger::new(policy());
        let guard = ledger.guard(&data_use()).unwrap();
        ledger.record(&event("yes 0", Kind::Given, 0, 0)).unwrap();
        let writer = ledger.clone();
        let writer = thread::spawn(move || {
            for (day, kind) in [(1, Kind::Withdrawn), (2, Kind::Given), (3, Kind::Withdrawn)] {
                let id = if kind == Kind::Given { format!("yes {day}") } else { format!("no {day}") };
                writer.record(&event(&id, kind, day, 0)).unwrap();
            }
        });
        // Others, who take the room that the first one leaves.
        let others = ledger.clone();
        let others = thread::spawn(move || {
            let scope = Scope::new(["ads"], ["*"], ["*"], Operations::USE).unwrap();
            for subject in 2..5 {
                for id in ["a", "b"] {
                    let no = EventDocument::new(id, subject, Kind::Refused, &scope, Timestamp::default());
                    others.record(&no.into_event().unwrap()).unwrap();
                }
            }
        });
        let mut newest = 0;
        for _ in 0..3 {
            let why = guard.explain(&1, now());
            let event = why.event.unwrap().event;
            let (word, day) = event.split_once(' ').unwrap();
            assert_eq!(why.reason, if word == "yes" { "consent" } else { "withdrawn" }, "{event}");
            let day: usize = day.parse().unwrap();
            assert!(day >= newest, "after day {newest} came {event}");
            newest = day;
            let events = ledger.standing(&1).len();
            assert!((newest + 1..=4).contains(&events), "{events} events after {event}");
        }
        writer.join().unwrap();
        others.join().unwrap();
        assert_eq!(guard.check(&1, now()).code(), "withdrawn");
        assert_eq!((ledger.len(), ledger.standing(&1).len()), (4, 4));
    });
}

#[test]
fn everyone_is_found_while_the_table_of_people_grows() {
    at_random(schedules() / 20, || {
        // Where a table is full depends on the people's hashes; with so many, one of them is about to be.
        const THERE: u64 = 180;
        let ledger: Ledger<u64> = Ledger::new(policy());
        let guard = ledger.guard(&data_use()).unwrap();
        let scope = Scope::new(["news"], ["*"], ["*"], Operations::USE).unwrap();
        let yes = |subject: u64| {
            let yes = EventDocument::new("e", subject, Kind::Given, &scope, Timestamp::default());
            yes.qualities(Qualities::AFFIRMATIVE).into_event().unwrap()
        };
        for subject in 0..THERE {
            ledger.record(&yes(subject)).unwrap();
        }
        let writers = [0, 1].map(|writer| {
            let ledger = ledger.clone();
            let newcomers: Vec<_> = (0..10).map(|n| yes(THERE + 2 * n + writer)).collect();
            thread::spawn(move || newcomers.iter().for_each(|event| assert!(ledger.record(event).unwrap().new)))
        });
        for subject in (0..THERE).step_by(9) {
            assert!(guard.check(&subject, now()).is_allow(), "{subject} is lost");
        }
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        assert!((0..THERE + 20).all(|subject| guard.check(&subject, now()).is_allow()));
        assert_eq!(ledger.len() as u64, THERE + 20);
    });
}
