//! Every target of hostile bytes, over its seeds and over random changes of them.
//!
//! Seeds are the files under `tests/corpus`, one folder a target; what fuzzing found is among them. The same files and
//! the project's own scenarios are what `tests/tools/fuzz/run` starts from. `CONSENTRY_REPLAY` sets how many changes of
//! each seed are tried (4 if not set, 20 under `CONSENTRY_FULL=1`).

use std::{fs, path::Path, time::Duration};

use consentry::{EventDocument, Kind, Ledger, Qualities, Region, Scope, Subject, Timestamp};

use super::support::{
    cases::cases,
    targets::{
        FIXED, TARGETS, USES,
        snapshot::{sealed, unsealed},
    },
};

/// Splitmix64: the same changes on every machine.
struct Random(u64);

impl Random {
    /// One of that many.
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 16) as usize % count
    }
}

/// The files of a folder, by name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// A small ledger's snapshot: everyone of [`USES`] said something, of every kind, under ids of every form.
fn small_snapshot() -> Vec<u8> {
    let ledger: Ledger<u64> = Ledger::new(FIXED.1.clone());
    for (number, kind) in (0u64..).zip(Kind::ALL) {
        let [purpose, category, recipient, _] = USES[number as usize % USES.len()];
        let mut scope = Scope::new([purpose], [category], [recipient], consentry::Operations::USE).unwrap();
        if number % 4 == 0 {
            scope = Scope::new(["*"], ["*"], ["*"], consentry::Operations::all()).unwrap();
        }
        let id = match number % 3 {
            0 => format!("e{number}"),
            1 => format!("{number:08x}-ac96-774b-bcce-b302099a8057"),
            _ => format!("an-event-id-that-needs-the-table-{number}"),
        };
        let at = Timestamp::default().plus_days(19_990 + number as u32);
        let mut event = EventDocument::new(id, number % 6, kind, &scope, at);
        if kind == Kind::Given {
            event = event.qualities(Qualities::AFFIRMATIVE);
        }
        ledger.record(&event.into_event().unwrap()).unwrap();
    }
    let subject = Subject::in_regions([Region::new("SE").unwrap()]).born("2010-02-28".parse().unwrap());
    ledger.describe(1, &subject.with_fact("customer")).unwrap();
    let mut file = Vec::new();
    ledger.snapshot(&mut file).unwrap();
    file
}

/// What a target starts from: its folder, and what the project has anyway.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut seeds = files(&tests.join("corpus").join(target));
    match target {
        "policy" => seeds.extend(files(&tests.join("scenarios/policies"))),
        "scenario" => seeds.extend(files(&tests.join("scenarios"))),
        "snapshot" => seeds.push(("small".to_owned(), unsealed(&small_snapshot()))),
        _ => {}
    }
    seeds
}

/// A few bytes cut out, doubled, turned or changed, or a piece of another seed put in.
fn changed(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(24)).min(bytes.len());
        match random.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            2 => bytes[at..end].reverse(),
            3 => bytes[at..end].iter_mut().for_each(|byte| *byte ^= 1 << random.below(8)),
            4 => bytes[at..end].fill([0, 0xff, b'0', b'9', b'"'][random.below(5)]),
            _ => {
                let from = random.below(other.len() + 1);
                let to = (from + random.below(40)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
        }
    }
    bytes
}

/// Runs a target on a thread of its own, so that an endless one fails the test.
fn within(time: Duration, run: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        run();
        let _ = sender.send(());
    });
    match receiver.recv_timeout(time) {
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("an input took longer than {time:?}"),
        _ => thread.join().unwrap(),
    }
}

/// Else the target would be refused everything, and look at nothing.
#[test]
fn a_file_taken_apart_and_sealed_again_is_the_file() {
    let file = small_snapshot();
    assert!(sealed(&unsealed(&file)) == file);
}

#[test]
fn every_target_takes_its_seeds_and_what_becomes_of_them() {
    let changes = cases("CONSENTRY_REPLAY", 4, 20);
    let dump = std::env::var_os("CONSENTRY_SEEDS");
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has no seed");
        if let Some(folder) = &dump {
            let folder = Path::new(folder).join(name);
            fs::create_dir_all(&folder).unwrap();
            seeds.iter().for_each(|(file, bytes)| fs::write(folder.join(file), bytes).unwrap());
        }
        let count = seeds.len();
        let start = std::time::Instant::now();
        // A file that fails is the one printed last.
        within(Duration::from_secs(300), move || {
            let mut random = Random(7);
            for (file, bytes) in &seeds {
                println!("{name}/{file}");
                target(bytes);
                for _ in 0..changes {
                    let (_, other) = &seeds[random.below(seeds.len())];
                    target(&changed(bytes, other, &mut random));
                }
            }
        });
        println!("{name}: {count} seeds and {} changes, {:.1?}", count * changes, start.elapsed());
    }
}
