//! Runs scenario files: `cargo run --release --example scenarios -- PATH...` (files or folders).
//!
//! Prints each failure with what was expected, what came and why, ends with `N passed, M failed`, and exits with 1 if a
//! scenario failed or something could not be read.

mod files;

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        eprintln!("usage: scenarios PATH...  (scenario files, or folders of them)");
        return ExitCode::from(2);
    }
    let summary = files::run(&paths);
    for problem in summary.failures.iter().chain(&summary.unreadable) {
        println!("FAILED {problem}\n");
    }
    let failed = summary.failures.len() + summary.unreadable.len();
    println!("{} passed, {failed} failed", summary.passed);
    if failed == 0 && summary.passed > 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
