//! The fast path against the oracles: a million random worlds, and every small one, by the project's own tests.

use std::process::Command;

use crate::{digits::digits, run::Run, table::Row};

const WORLDS: u64 = 1_000_000;

pub(crate) fn measure(_: &Run) -> Vec<Row> {
    let random = tests("oracle", &[("CONSENTRY_WORLDS", WORLDS.to_string())]);
    let random = random.and_then(|text| {
        // The test says how many it was asked for; that it heard must not be taken on trust.
        let asked = text.lines().filter_map(|line| line.split_once("CONSENTRY_WORLDS=")).next_back();
        let asked = asked.and_then(|(_, number)| number.trim().parse::<u64>().ok());
        asked.ok_or_else(|| "it does not say how many worlds it tried".to_owned())
    });
    let small = tests("small_worlds", &[("CONSENTRY_SMALL_WORLDS", "middle".to_owned())]).map(|text| {
        let counts =
            text.lines().filter_map(|line| line.split_once(": ")?.1.split_once(" worlds in ")?.0.parse::<u64>().ok());
        counts.sum()
    });
    vec![
        row("random worlds, guard and ledger against two oracles", random, WORLDS),
        row("all worlds of the small size, likewise", small, 1),
    ]
}

fn row(name: &str, worlds: Result<u64, String>, least: u64) -> Row {
    let bar =
        if least > 1 { format!("≥ {}, 0 mismatches", digits(least as f64)) } else { "all, 0 mismatches".to_owned() };
    match worlds {
        Ok(worlds) => Row::so(name, &format!("{}, 0 mismatches", digits(worlds as f64)), &bar, worlds >= least),
        Err(problem) => Row::so(name, "failed", &bar, false).beside(problem),
    }
}

/// What the tests of one file print, if they pass.
fn tests(name: &str, variables: &[(&str, String)]) -> Result<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(cargo)
        .args(["test", "--release", "--quiet", "--manifest-path", manifest, "--test", "suite"])
        .args(["--", &format!("{name}::"), "--nocapture"])
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(text) } else { Err(format!("the tests of `{name}` ended with {}", output.status)) }
}
