//! Bytes that a ledger takes, and bytes that a check reads.

use std::{hint::black_box, process::Command};

use consentry::{Guard, Interner, Kind};

use crate::{
    common,
    person::{self, NOW},
    run::Run,
    table::Row,
};

/// What the program is called with to check one long standing once, under an instrument.
pub(crate) const CASE: &str = "--one-long-check";
/// Answers in a shorter and a longer one: both many times what the instrument's cache has room for, so that what else a
/// check reads is in both.
const ANSWERS: [usize; 2] = [4_000, 8_000];
/// Bytes of a cache line of the instrument.
const LINE: f64 = 64.0;

pub(crate) fn measure(run: &Run) -> Vec<Row> {
    let loaded = run.loaded();
    let answers = (run.people * common::ANSWERS) as f64;
    if run.test {
        // Without the instrument, which takes its time.
        check_once(100);
    }
    let beside = (loaded.bytes - 48.0 * answers) / run.people as f64;
    let all = Row::at_most("all memory beside 48 B an answer, a person", beside, 64.0, " B").beside(format!(
        "{:.0} MB for {} people of ten answers",
        loaded.bytes / 1e6,
        run.people
    ));
    let hot = (!run.test).then(hot);
    hot.into_iter().chain([all]).collect()
}

/// By the lines that one check misses in an empty cache.
fn hot() -> Row {
    const NAME: &str = "memory that a check reads, an answer";
    match lines(ANSWERS[0]).and_then(|few| Ok([few, lines(ANSWERS[1])?])) {
        Ok([few, many]) => {
            let bytes = (many - few) * LINE / (ANSWERS[1] - ANSWERS[0]) as f64;
            // An allocation may begin anywhere in a line.
            Row::at_most(NAME, (bytes * 10.0).round() / 10.0, 24.0, " B").beside(format!(
                "a check through {} answers reads {few} lines of 64 B that the caches do not have, through {} {many}",
                ANSWERS[0], ANSWERS[1]
            ))
        }
        Err(problem) => Row::so(NAME, "not measured", "≤ 24 B", false).beside(problem),
    }
}

/// How many lines one check through all answers reads, by callgrind's simulated cache.
fn lines(answers: usize) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*check_long*"])
        .args(["--cache-sim=yes", "--I1=32768,8,64", "--D1=32768,8,64", "--LL=8388608,16,64"])
        .arg(program)
        .args([CASE, &answers.to_string()])
        .output()
        .map_err(|_| "there is no valgrind on this machine".to_owned())?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(text);
    }
    let words = |title: &str| {
        let line = text.lines().find_map(|line| line.split_once(title))?;
        Some(line.1.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    };
    let column = words("Events    :").and_then(|names| names.iter().position(|name| name == "D1mr"));
    let counts = words("Collected :");
    let lines = column.zip(counts).and_then(|(column, counts)| counts.get(column)?.parse::<f64>().ok());
    // None at all would mean that the function was not found.
    lines.filter(|lines| *lines > 0.0).ok_or(text)
}

/// What the instrument runs.
pub(crate) fn case() {
    check_once(std::env::args().nth(2).and_then(|text| text.parse().ok()).expect("a number of answers"));
}

/// Checks one long standing once, nothing of it in the cache.
fn check_once(answers: usize) {
    let interner = Interner::new();
    let guard = Guard::new(person::policy(1).into(), &interner, &person::data_use()).expect("a guard");
    let standing = person::standing(answers, Some((0, Kind::Given)), &interner);
    assert!(guard.check(&standing, NOW).is_allow());
    let others = vec![1u8; 1 << 20];
    black_box(others.iter().map(|byte| u64::from(*byte)).sum::<u64>());
    assert!(check_long(&guard, &standing));
}

/// Only what runs in here is counted.
#[inline(never)]
fn check_long(guard: &Guard, standing: &consentry::Standing) -> bool {
    black_box(guard).check(black_box(standing), NOW).is_allow()
}
