//! A check takes no lock: whoever is stuck while it writes, compiles or resizes, checks go on.
//!
//! A person's key is the one piece of other people's code that a ledger runs. Here its `Clone`, `Hash` and `Eq` get
//! stuck on the writer's thread, at the first call, the second, and so on through everything a change does: whatever
//! is locked there stays locked, and whoever asks meanwhile must get an answer.

// What clippy lets single tests do, their helpers may do too.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    cell::Cell,
    hash::{Hash, Hasher},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use consentry::{
    Audience, DataUse, EventDocument, Kind, Ledger, LedgerGuard, LedgerRowGuard, Operations, Policy, PolicyDocument,
    Qualities, Scope, Subject, Timestamp,
};

/// Far more than any answer takes on a busy machine.
const LONG: Duration = Duration::from_secs(60);

thread_local! {
    /// On a writer's thread: calls until it gets stuck, and what it waits for.
    static STUCK: Cell<Option<(u32, &'static Gate)>> = const { Cell::new(None) };
}

#[derive(Default)]
struct Gate {
    reached: AtomicBool,
    open: AtomicBool,
}

/// Gets stuck if it is this thread's turn.
fn maybe_stuck() {
    let Some((calls, gate)) = STUCK.get() else { return };
    STUCK.set(calls.checked_sub(1).map(|left| (left, gate)));
    if calls == 0 {
        gate.reached.store(true, Ordering::Release);
        while !gate.open.load(Ordering::Acquire) {
            thread::park_timeout(Duration::from_millis(1));
        }
    }
}

#[derive(Debug)]
struct Key(u64);

impl Clone for Key {
    fn clone(&self) -> Self {
        maybe_stuck();
        Self(self.0)
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        maybe_stuck();
        self.0.hash(state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        maybe_stuck();
        self.0 == other.0
    }
}

impl Eq for Key {}

fn policy(leaves: usize) -> Policy {
    let leaves: String = (0..leaves).map(|n| format!(", {{ key = \"contact.n{n}\" }}")).collect();
    let text = format!(
        r#"
        version = "1"
        vocabulary = {{ purposes = [{{ key = "news" }}], categories = [{{ key = "contact" }}{leaves}],
            recipients = [{{ key = "lingon", role = "controller" }}] }}
        [[rules]]
        id = "yes"
        basis = "consent"
        scope = {{ purposes = "*", categories = "*", recipients = "*", operations = ["use", "store"] }}
        "#
    );
    toml::from_str::<PolicyDocument>(&text).unwrap().compile().unwrap()
}

fn event(id: String, key: Key, kind: Kind, operations: Operations) -> consentry::Event<Key> {
    let scope = Scope::new(["news"], ["contact"], ["lingon"], operations).unwrap();
    let event = EventDocument::new(id, key, kind, &scope, Timestamp::default());
    let event = if kind == Kind::Given { event.qualities(Qualities::AFFIRMATIVE) } else { event };
    event.into_event().unwrap()
}

/// Everything that asks about a person.
struct Asker {
    ledger: Ledger<Key>,
    guard: LedgerGuard<Key>,
    record: LedgerRowGuard<Key>,
}

impl Asker {
    /// Asks in every way; how many of the known people are allowed.
    fn ask(&self, people: u64) -> usize {
        let now = Timestamp::default();
        let mut allowed = 0;
        // And one whom nobody knows.
        for key in (0..=people).map(Key) {
            let yes = self.guard.check(&key, now).is_allow();
            assert_eq!(self.record.check(&key, now).contains(0), yes);
            assert_eq!(self.guard.check_at_least(self.ledger.revision(), &key, now).is_allow(), yes);
            allowed += usize::from(yes);
        }
        allowed
    }
}

/// A ledger of people who said yes, and who asks about them.
fn ledger(people: u64) -> (Ledger<Key>, Asker, Audience<Key>) {
    let ledger: Ledger<Key> = Ledger::new(policy(0));
    let data_use = DataUse::new("news", "contact", "lingon", Operations::USE);
    let guard = ledger.guard(&data_use).unwrap();
    let record = ledger.row_guard(std::slice::from_ref(&data_use)).unwrap();
    for key in 0..people {
        ledger.record(&event("e".to_owned(), Key(key), Kind::Given, Operations::USE)).unwrap();
    }
    let audience = ledger.audience(&guard, Timestamp::default());
    (ledger.clone(), Asker { ledger, guard, record }, audience)
}

/// Does the change with the writer stuck at every call in turn, and asks each time; how many calls there were.
fn stuck_everywhere(people: u64, change: fn(&Ledger<Key>, u64)) -> u32 {
    for calls in 0.. {
        let (ledger, asker, _audience) = ledger(people);
        let gate: &'static Gate = Box::leak(Box::default());
        let writer = thread::spawn(move || {
            STUCK.set(Some((calls, gate)));
            change(&ledger, people);
        });
        while !gate.reached.load(Ordering::Acquire) {
            if writer.is_finished() {
                writer.join().unwrap();
                return calls;
            }
            thread::yield_now();
        }
        let (sender, receiver) = mpsc::channel();
        let reader = thread::spawn(move || sender.send(asker.ask(people)));
        let allowed = receiver.recv_timeout(LONG);
        gate.open.store(true, Ordering::Release);
        let allowed = allowed.unwrap_or_else(|error| panic!("call {calls}: a check waits for a writer: {error}"));
        // The one change may be visible already.
        assert!(allowed.abs_diff(usize::try_from(people).unwrap()) <= 1, "call {calls}: {allowed} of {people}");
        reader.join().unwrap().unwrap();
        writer.join().unwrap();
    }
    unreachable!("a change makes fewer calls than there are numbers")
}

#[test]
fn checks_go_on_while_a_writer_is_stuck() {
    // A no in a scope that nobody used before, a repetition, a person described.
    let withdraw = |ledger: &Ledger<Key>, _: u64| {
        let no = event("no".to_owned(), Key(1), Kind::Withdrawn, Operations::USE | Operations::STORE);
        assert!(ledger.record(&no).unwrap().new);
    };
    let repeat = |ledger: &Ledger<Key>, _: u64| {
        assert!(!ledger.record(&event("e".to_owned(), Key(1), Kind::Given, Operations::USE)).unwrap().new);
    };
    let describe = |ledger: &Ledger<Key>, _: u64| {
        ledger.describe(Key(1), &Subject::default()).unwrap();
    };
    for change in [withdraw, repeat, describe] {
        let calls = stuck_everywhere(3, change);
        assert!(calls >= 3, "a key is hashed, cloned and compared, but {calls} calls were seen");
    }
}

#[test]
fn checks_go_on_while_someone_is_added() {
    let newcomer = |ledger: &Ledger<Key>, people: u64| {
        ledger.record(&event("e".to_owned(), Key(people), Kind::Given, Operations::USE)).unwrap();
    };
    // Among few, and where tables have grown many times. Growing goes by hashes that are kept, and runs no key's code.
    let (few, many) = (stuck_everywhere(3, newcomer), stuck_everywhere(600, newcomer));
    assert!(few >= 2, "a newcomer's key is hashed and cloned, but {few} calls were seen");
    assert!(many < few + 8, "growing goes by kept hashes, but made {many} calls, and {few} without it");
}

/// Under the lock that new scopes and guards need, a reload compiles every guard. No code of other people runs there,
/// so this one looks at the clock: whoever waited for the lock would wait once in every reload for as long as it
/// compiles.
#[test]
fn checks_go_on_while_a_policy_is_reloaded() {
    const PEOPLE: u64 = 3;
    let (ledger, asker, _audience) = ledger(PEOPLE);
    let wide = Arc::new(policy(400));
    ledger.reload(wide.clone()).unwrap();
    let time_of_reload = || {
        let start = Instant::now();
        ledger.reload(wide.clone()).unwrap();
        start.elapsed()
    };
    // As many guards as it takes for a reload to be long.
    let uses = vec![DataUse::new("news", "contact", "lingon", Operations::USE | Operations::STORE); 4];
    let mut guards = Vec::new();
    let alone = loop {
        guards.extend((0..8).map(|_| ledger.row_guard(&uses).unwrap()));
        let shortest = (0..3).map(|_| time_of_reload()).min().unwrap();
        if shortest > Duration::from_millis(100) {
            break shortest;
        }
    };
    let (longest, rounds) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let stop = Arc::new(AtomicBool::new(false));
    let (longest_too, rounds_too, stop_too) = (longest.clone(), rounds.clone(), stop.clone());
    let reader = thread::spawn(move || {
        while !stop_too.load(Ordering::Relaxed) {
            let start = Instant::now();
            assert_eq!(asker.ask(PEOPLE), 3, "a yes to contact data covers all of it");
            longest_too.fetch_max(u64::try_from(start.elapsed().as_micros()).unwrap(), Ordering::Relaxed);
            rounds_too.fetch_add(1, Ordering::Release);
        }
    });
    // On a busy machine the reader may be kept from running for long in some, but hardly in most.
    let half = u64::try_from(alone.as_micros()).unwrap() / 2;
    let waits = (0..30).map(|_| {
        longest.store(0, Ordering::Relaxed);
        time_of_reload();
        // The round that was under way, and so perhaps waited, is over with the next but one.
        let seen = rounds.load(Ordering::Acquire);
        while rounds.load(Ordering::Acquire) < seen + 2 {
            thread::yield_now();
        }
        longest.load(Ordering::Relaxed)
    });
    let quick = waits.filter(|wait| *wait <= half).take(10).count();
    stop.store(true, Ordering::Relaxed);
    reader.join().unwrap();
    assert_eq!(
        quick, 10,
        "in hardly any of 30 reloads of {alone:?} and more did every round of checks take less than half"
    );
}
