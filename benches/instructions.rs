//! What the hot paths cost in instructions, with hard budgets.
//!
//! Seconds vary from run to run; instructions do not. Each case runs under `valgrind --tool=callgrind`, which counts
//! only inside [`measured`]. A case over its budget fails the run and says what grew. Run with `cargo bench --bench
//! instructions`; without valgrind it says so and measures nothing.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

use std::{
    hint::black_box,
    path::Path,
    process::{Command, ExitCode},
};

use consentry::{
    DataUse, EventDocument, Guard, History, Interner, Kind, Ledger, Operations, Policy, PolicyDocument, Qualities,
    RowGuard, Scope, Subject, Timestamp,
};
use foldhash::quality::FixedState;

const NOW: Timestamp = Timestamp::from_millis(1_770_000_000_000);
/// How often a case does what it measures.
const TIMES: u64 = 1_000;

struct Case {
    name: &'static str,
    /// The most instructions that one of the [`TIMES`] may take.
    budget: u64,
    run: fn(),
}

const CASES: &[Case] = &[
    Case { name: "check/hot/10_answers", budget: 315, run: check_hot },
    Case { name: "check/never_asked/10_answers", budget: 260, run: check_nothing },
    Case { name: "record/10_fields/10_answers", budget: 620, run: row_guard },
    Case { name: "ledger/check/1000_people", budget: 425, run: ledger_check },
    Case { name: "ledger/record/10_answers", budget: 3_700, run: ledger_record },
    Case { name: "columns/check/1000_rows", budget: 615, run: column },
    Case { name: "audience/update/10_answers", budget: 4_400, run: audience_update },
    Case { name: "audience/build/1000_people", budget: 610, run: audience_build },
];

/// Only what runs in here is counted.
#[inline(never)]
fn measured(run: &mut dyn FnMut()) {
    run();
    black_box(());
}

fn policy() -> Policy {
    let text = r#"
        version = "1"
        [vocabulary]
        purposes = [{ key = "marketing" }, { key = "marketing.email" }, { key = "other" }]
        categories = [{ key = "contact" }, { key = "contact.email" }]
        recipients = [{ key = "lingon", role = "controller", location = "SE" }]
        [[rules]]
        id = "newsletter"
        basis = "consent"
        lifetime_days = 3650
        scope = { purposes = "*", categories = "contact", recipients = "lingon", operations = "use" }
    "#;
    toml::from_str::<PolicyDocument>(text).expect("the policy reads").compile().expect("the policy compiles")
}

fn the_use() -> DataUse {
    DataUse::new("marketing.email", "contact.email", "lingon", Operations::USE)
}

/// Ten yeses, of which only the oldest is about `purpose`.
fn events(person: u64, purpose: &str) -> Vec<consentry::Event<u64>> {
    let event = |n: u16| {
        let purpose = if n == 0 { purpose } else { "other" };
        let operations = Operations::USE | Operations::from_bits_truncate(1 << n);
        let scope = Scope::new([purpose], ["*"], ["*"], operations).expect("a scope");
        let at = Timestamp::from_millis(1_760_000_000_000 + i64::from(n));
        let document = EventDocument::new(format!("{person}-{n}"), person, Kind::Given, &scope, at);
        document.qualities(Qualities::AFFIRMATIVE).into_event().expect("an event")
    };
    (0..10).map(event).collect()
}

fn check_one(purpose: &str, allowed: bool) {
    let interner = Interner::new();
    let mut history = History::new();
    for event in events(1, purpose) {
        history.insert(event).expect("no conflict");
    }
    let standing = history.standing(&Subject::default(), &interner);
    let guard = Guard::new(policy().into(), &interner, &the_use()).expect("a guard");
    assert_eq!(guard.check(&standing, NOW).is_allow(), allowed);
    measured(&mut || {
        for _ in 0..TIMES {
            let _ = black_box(guard.check(black_box(&standing), black_box(NOW)));
        }
    });
}

fn check_hot() {
    check_one("marketing", true);
}

fn check_nothing() {
    check_one("other", false);
}

/// A ledger of as many people as there are [`TIMES`], with ten answers each.
fn ledger() -> Ledger<u64, FixedState> {
    let ledger = Ledger::with_hasher(policy(), FixedState::with_seed(1));
    for person in 0..TIMES {
        for event in events(person, "marketing") {
            ledger.record(&event).expect("recorded");
        }
    }
    ledger
}

fn row_guard() {
    let interner = Interner::new();
    let mut history = History::new();
    for event in events(1, "marketing") {
        history.insert(event).expect("no conflict");
    }
    let standing = history.standing(&Subject::default(), &interner);
    // Ten fields of two kinds.
    let fields: Vec<DataUse> = (0..10)
        .map(|field| {
            let purpose = if field % 2 == 0 { "marketing.email" } else { "other" };
            DataUse::new(purpose, "contact.email", "lingon", Operations::USE)
        })
        .collect();
    let guard = RowGuard::new(policy().into(), &interner, &fields).expect("a guard");
    assert_eq!(guard.check(&standing, NOW).bits(), 0b11_1111_1111);
    measured(&mut || {
        for _ in 0..TIMES {
            let _ = black_box(guard.check(black_box(&standing), black_box(NOW)));
        }
    });
}

fn column() {
    let ledger = ledger();
    let guard = ledger.guard(&the_use()).expect("a guard");
    let keys: Vec<u64> = (0..TIMES).collect();
    measured(&mut || {
        let column = guard.column(black_box(&keys), NOW);
        assert_eq!(column.allowed.count(), keys.len());
    });
}

fn audience_build() {
    let ledger = ledger();
    let guard = ledger.guard(&the_use()).expect("a guard");
    measured(&mut || {
        let audience = ledger.audience(black_box(&guard), NOW);
        assert_eq!(audience.len() as u64, TIMES);
    });
}

/// What one event costs in a ledger with an audience, the recording included.
fn audience_update() {
    let ledger = Ledger::with_hasher(policy(), FixedState::with_seed(1));
    let guard = ledger.guard(&the_use()).expect("a guard");
    let audience = ledger.audience(&guard, NOW);
    let mut last = Vec::new();
    for person in 0..TIMES {
        let mut events = events(person, "marketing");
        last.extend(events.pop());
        for event in events {
            ledger.record(&event).expect("recorded");
        }
    }
    measured(&mut || {
        for event in &last {
            let _ = black_box(ledger.record(black_box(event)));
        }
    });
    assert_eq!(audience.len() as u64, TIMES);
}

fn ledger_check() {
    let ledger = ledger();
    let guard = ledger.guard(&the_use()).expect("a guard");
    assert!((0..TIMES).all(|person| guard.check(&person, NOW).is_allow()));
    measured(&mut || {
        for person in 0..TIMES {
            let _ = black_box(guard.check(black_box(&person), black_box(NOW)));
        }
    });
}

fn ledger_record() {
    let ledger = Ledger::with_hasher(policy(), FixedState::with_seed(1));
    let mut last = Vec::new();
    for person in 0..TIMES {
        let mut events = events(person, "marketing");
        last.extend(events.pop());
        for event in events {
            ledger.record(&event).expect("recorded");
        }
    }
    let _guard = ledger.guard(&the_use()).expect("a guard");
    measured(&mut || {
        for event in &last {
            let _ = black_box(ledger.record(black_box(event)));
        }
    });
    assert_eq!(ledger.standing(&7).len(), 10);
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(name) = arguments.iter().position(|word| word == "--case").and_then(|at| arguments.get(at + 1)) {
        CASES.iter().filter(|case| case.name == name).for_each(|case| (case.run)());
        return ExitCode::SUCCESS;
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("instructions: SKIPPED, there is no valgrind on this machine");
        return ExitCode::SUCCESS;
    }
    println!("{:<34} {:>12} {:>10}", "case", "instructions", "budget");
    let mut grown = Vec::new();
    for case in CASES {
        match count(case.name) {
            Ok(count) => {
                let each = count / TIMES;
                println!("{:<34} {each:>12} {:>10}", case.name, case.budget);
                if each > case.budget {
                    let name = case.name;
                    let more = each - case.budget;
                    grown.push(format!(
                        "{name} takes {each} instructions, {more} over its budget; most of them in\n{}",
                        where_spent(name)
                    ));
                }
            }
            Err(problem) => grown.push(format!("{} could not be counted: {problem}", case.name)),
        }
    }
    for line in &grown {
        println!("GREW: {line}");
    }
    if grown.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// The instructions that a case takes inside [`measured`].
fn count(case: &str) -> Result<u64, String> {
    let text = callgrind(case, Path::new("/dev/null"))?;
    let collected = text.lines().find_map(|line| line.split("Collected :").nth(1)).map(str::trim);
    let count = collected.and_then(|number| number.parse::<u64>().ok()).ok_or_else(|| text.clone())?;
    // A count of nothing means that the function was not found, which must not pass.
    if count < TIMES { Err(format!("only {count} instructions were seen")) } else { Ok(count) }
}

/// Runs a case under callgrind; what that says at the end.
fn callgrind(case: &str, profile: &Path) -> Result<String, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*instructions*measured*"])
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(program)
        .args(["--case", case])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(text) } else { Err(text) }
}

/// The functions and files in which a case spends most, a line each: to be compared with what they took before.
fn where_spent(case: &str) -> String {
    let profile = std::env::temp_dir().join(format!("instructions-{}", std::process::id()));
    let lines = callgrind(case, &profile).and_then(|_| {
        let output = Command::new("callgrind_annotate").arg(&profile).output().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines = text.lines().skip_while(|line| !line.contains("file:function")).skip(2).take(8);
        Ok(lines.map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"))
    });
    // What was written there is of no use to anyone else.
    let _ = std::fs::remove_file(&profile);
    lines.unwrap_or_else(|problem| format!("    (not known: {problem})"))
}
