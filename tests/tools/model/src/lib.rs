//! The smallest core of the ledger's promises under every interleaving and every reordering that the memory model
//! allows: a model of the steps, in the order and with the orderings of the code. The code itself runs under chosen
//! schedules in `tests/tools/interleavings`, where nothing is reordered.
//!
//! ```text
//! cargo test --release --manifest-path tests/tools/model/Cargo.toml
//! ```
#![cfg(test)]

mod rows;

use loom::{
    sync::{
        Arc, Mutex,
        atomic::{
            AtomicBool, AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst},
            fence,
        },
    },
    thread,
};

/// `Plan`: a scope's bit, and whether another plan has taken its place.
struct Plan {
    /// The bits have room for the scope.
    room: bool,
    bit: AtomicBool,
    superseded: AtomicBool,
}

impl Plan {
    fn new(room: bool) -> Self {
        Self { room, bit: AtomicBool::new(false), superseded: AtomicBool::new(false) }
    }
}

/// What the registry's lock guards.
#[derive(Default)]
struct Table {
    /// Whether the scope is in the table.
    known: bool,
    /// Whether a second guard, built meanwhile, hears of new scopes.
    second: bool,
}

/// A guard's two plans, a second guard's plan, the table behind its lock, and two people.
struct Model {
    plans: [Plan; 2],
    /// `Cell::latest`.
    latest: AtomicUsize,
    second: Plan,
    table: Mutex<Table>,
    /// Whether the scope's number can be found without the lock.
    number: AtomicBool,
    /// Each person's entry in the map: whether their withdrawal, in the new scope, is there.
    standings: [AtomicBool; 2],
}

impl Model {
    fn new(room: bool) -> Self {
        Self {
            plans: [Plan::new(room), Plan::new(true)],
            latest: AtomicUsize::new(0),
            second: Plan::new(true),
            table: Mutex::default(),
            number: AtomicBool::new(false),
            standings: [AtomicBool::new(false), AtomicBool::new(false)],
        }
    }

    /// `Ledger::record` with a scope that is new, or was a moment ago: `Interner::intern_if`, then the map.
    fn record(&self, person: usize) {
        if !self.number.load(Acquire) {
            let mut table = self.table.lock().unwrap();
            if !self.number.load(Acquire) {
                table.known = true;
                let plan = &self.plans[self.latest.load(Acquire)];
                if plan.room {
                    plan.bit.store(true, Relaxed);
                } else {
                    self.replace_plan(&table);
                }
                if table.second {
                    self.second.bit.store(true, Relaxed);
                }
                self.number.store(true, Release);
            }
        }
        self.standings[person].store(true, Release);
    }

    /// `Ledger::reload`.
    fn reload(&self) {
        let table = self.table.lock().unwrap();
        self.replace_plan(&table);
    }

    /// `Cell::recompile`: a plan with the bits of all scopes in the table, then the flag on the old one.
    fn replace_plan(&self, table: &Table) {
        self.plans[1].bit.store(table.known, Relaxed);
        self.latest.store(1, Release);
        self.plans[0].superseded.store(true, Release);
    }

    /// `Ledger::guard`: compiled and registered while nothing can be added.
    fn build_second(&self) {
        let mut table = self.table.lock().unwrap();
        self.second.bit.store(table.known, Relaxed);
        table.second = true;
    }

    /// `LedgerGuard::check`: the standing first, then the plan. Whether it hears the withdrawal, if that is there.
    fn check(&self, person: usize) -> bool {
        if !self.standings[person].load(Acquire) {
            return true;
        }
        let plan = if self.plans[0].superseded.load(Acquire) { self.latest.load(Acquire) } else { 0 };
        self.hears(&self.plans[plan])
    }

    /// The same by the second guard.
    fn check_second(&self, person: usize) -> bool {
        !self.standings[person].load(Acquire) || self.hears(&self.second)
    }

    /// Where there is no room, the code looks at the scope's name: a second fence that nothing here relies on.
    fn hears(&self, plan: &Plan) -> bool {
        plan.room && plan.bit.load(Relaxed)
    }
}

/// Runs the steps on threads of their own beside the last one, which sees what it sees.
fn beside(room: bool, steps: [fn(&Model); 2], watch: fn(&Model)) {
    loom::model(move || {
        let model = Arc::new(Model::new(room));
        let threads = steps.map(|step| {
            let model = model.clone();
            thread::spawn(move || step(&model))
        });
        watch(&model);
        for thread in threads {
            thread.join().unwrap();
        }
        assert!(model.check(0) && model.check(1));
        assert!(model.standings[0].load(Acquire));
    });
}

#[test]
fn whoever_sees_an_answer_sees_what_its_scope_covers() {
    beside(true, [|model| model.record(0), Model::reload], |model| assert!(model.check(0)));
}

#[test]
fn so_does_whoever_sees_an_answer_of_someone_who_found_the_scope_there() {
    beside(true, [|model| model.record(0), |model| model.record(1)], |model| assert!(model.check(1)));
}

#[test]
fn a_plan_without_room_gives_way_before_anyone_learns_the_number() {
    beside(false, [|model| model.record(0), |_| ()], |model| assert!(model.check(0)));
    beside(false, [|model| model.record(0), Model::reload], |model| assert!(model.check(0)));
}

#[test]
fn a_guard_that_is_built_meanwhile_hears_of_every_scope() {
    let build = |model: &Model| {
        model.build_second();
        assert!(model.check_second(0) && model.check_second(1));
    };
    beside(true, [|model| model.record(0), |model| model.record(1)], build);
    beside(true, [|model| model.record(0), Model::reload], build);
}

/// `ledger::people`: a person's entry, which counts moves and points to a block, and two blocks of two words.
struct Entry {
    /// Moves (bits 1 and up), block (bit 0).
    word: AtomicU64,
    blocks: [[AtomicU64; 2]; 2],
}

impl Entry {
    /// `EntryUpdate::write`, into a block that nobody's entry points to.
    fn write(&self, block: usize, rows: u64) {
        fence(Release);
        self.blocks[block].iter().for_each(|word| word.store(rows, Relaxed));
    }

    /// `Slot::move_to`.
    fn move_to(&self, moves: u64, block: u64) {
        self.word.store(moves << 1 | block, Release);
    }

    /// `People::look_up` and `Found::held_still`: the moves and the rows, if they held still.
    fn read(&self) -> Option<(u64, [u64; 2])> {
        let entry = self.word.load(Acquire);
        let block = &self.blocks[(entry & 1) as usize];
        let rows = [block[0].load(Relaxed), block[1].load(Relaxed)];
        fence(Acquire);
        (self.word.load(Relaxed) == entry).then_some((entry >> 1, rows))
    }
}

#[test]
fn rows_that_held_still_are_whole_and_the_persons_own() {
    loom::model(|| {
        let words = |rows| [AtomicU64::new(rows), AtomicU64::new(rows)];
        let entry = Arc::new(Entry { word: AtomicU64::new(0), blocks: [words(0), words(9)] });
        let entry_too = entry.clone();
        let writer = thread::spawn(move || {
            // Rows say how often they moved; a block that is left is someone else's at once, and then hers again.
            entry_too.write(1, 1);
            entry_too.move_to(1, 1);
            entry_too.write(0, 8);
            entry_too.write(0, 2);
            entry_too.move_to(2, 0);
        });
        if let Some((moves, rows)) = entry.read() {
            assert_eq!(rows, [moves; 2]);
        }
        writer.join().unwrap();
        assert_eq!(entry.read(), Some((2, [2; 2])));
    });
}

#[test]
fn of_a_change_and_a_new_audience_one_finds_the_other() {
    loom::model(|| {
        // `Watchers::register` and then the people, against the person and then `Watchers::changed`.
        let (listed, standing) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (listed_too, standing_too) = (listed.clone(), standing.clone());
        let writer = thread::spawn(move || {
            standing_too.store(true, Release);
            fence(SeqCst);
            listed_too.load(Acquire)
        });
        listed.store(true, Release);
        fence(SeqCst);
        let found = standing.load(Acquire);
        assert!(writer.join().unwrap() || found);
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
