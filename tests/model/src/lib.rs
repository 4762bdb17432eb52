//! The smallest core of the ledger's promises under every interleaving and every reordering that the memory model
//! allows: a model of the steps, in the order and with the orderings of the code.
//!
//! ```text
//! cargo test --release --manifest-path tests/model/Cargo.toml
//! ```
#![cfg(test)]

use loom::{
    sync::{
        Arc, Mutex,
        atomic::{
            AtomicBool, AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Acquire, Relaxed, Release},
        },
    },
    thread,
};

/// `Plan`: a scope's bit, and whether another plan has taken its place.
struct Plan {
    bit: AtomicBool,
    superseded: AtomicBool,
}

/// A guard's two plans, the table behind its lock, and one person.
struct Model {
    plans: [Plan; 2],
    /// `Cell::latest`.
    latest: AtomicUsize,
    /// The registry's lock, and whether the scope is in the table.
    table: Mutex<bool>,
    /// The person's entry in the map: whether their withdrawal, in the new scope, is there.
    standing: AtomicBool,
}

impl Model {
    fn new() -> Self {
        let plan = || Plan { bit: AtomicBool::new(false), superseded: AtomicBool::new(false) };
        Self {
            plans: [plan(), plan()],
            latest: AtomicUsize::new(0),
            table: Mutex::new(false),
            standing: AtomicBool::new(false),
        }
    }

    /// `Ledger::record` with a scope that is new: `Symbols::intern_if`, then the map.
    fn record(&self) {
        {
            let mut known = self.table.lock().unwrap();
            *known = true;
            self.plans[self.latest.load(Acquire)].bit.store(true, Relaxed);
        }
        self.standing.store(true, Release);
    }

    /// `Ledger::reload`: a plan with the bits of all scopes in the table, then the flag on the old one.
    fn reload(&self) {
        let known = self.table.lock().unwrap();
        self.plans[1].bit.store(*known, Relaxed);
        self.latest.store(1, Release);
        self.plans[0].superseded.store(true, Release);
    }

    /// `LedgerGuard::check`: the standing first, then the plan. Whether it hears the withdrawal, if that is there.
    fn check(&self) -> bool {
        if !self.standing.load(Acquire) {
            return true;
        }
        let plan = if self.plans[0].superseded.load(Acquire) { self.latest.load(Acquire) } else { 0 };
        self.plans[plan].bit.load(Relaxed)
    }
}

#[test]
fn whoever_sees_an_answer_sees_what_its_scope_covers() {
    loom::model(|| {
        let model = Arc::new(Model::new());
        let threads = [Model::record, Model::reload].map(|step| {
            let model = model.clone();
            thread::spawn(move || step(&model))
        });
        assert!(model.check());
        for thread in threads {
            thread.join().unwrap();
        }
        assert!(model.check());
        assert!(model.standing.load(Acquire));
    });
}

#[test]
fn whoever_sees_a_revision_sees_every_change_up_to_it() {
    loom::model(|| {
        let changes = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
        let revision = Arc::new(AtomicU64::new(0));
        let writers = [0, 1].map(|change| {
            let (changes, revision) = (changes.clone(), revision.clone());
            thread::spawn(move || {
                changes[change].store(true, Release);
                revision.fetch_add(1, AcqRel)
            })
        });
        let seen = revision.load(Acquire);
        let visible = changes.iter().filter(|change| change.load(Acquire)).count() as u64;
        assert!(visible >= seen);
        for writer in writers {
            writer.join().unwrap();
        }
    });
}

#[test]
fn a_repetition_is_told_a_revision_that_has_the_event() {
    loom::model(|| {
        let gate = Arc::new(Mutex::new(()));
        let (change, revision) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (gate_too, change_too, revision_too) = (gate.clone(), change.clone(), revision.clone());
        let writer = thread::spawn(move || {
            let _alone = gate_too.lock().unwrap();
            change_too.store(true, Release);
            revision_too.fetch_add(1, AcqRel);
        });
        {
            let _alone = gate.lock().unwrap();
            if change.load(Acquire) {
                assert_eq!(revision.load(Acquire), 1);
            }
        }
        writer.join().unwrap();
    });
}
