//! Puts one mutant before the tests, the quickest first, until one fails.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use crate::copy::module;

/// What a program ends with that has computed for too long.
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

/// What the tests made of a mutant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A test failed: its name, or what it was among if the program ended otherwise.
    Caught(String),
    /// The tests did not end.
    Timeout(String),
    /// Nothing noticed.
    Missed,
}

/// Runs the unit tests, then the tests of each file, in order.
pub fn tried(
    id: Option<usize>,
    copy: &Path,
    program: &Path,
    tests: &[&str],
    skipped: &[String],
    limit: u64,
) -> Result<Verdict, String> {
    for test in std::iter::once("unit tests").chain(tests.iter().copied()) {
        // Seconds of computing, since the machine may have other things to do.
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -t \"$0\" && exec \"$@\""]).arg(limit.to_string()).arg(program);
        if test == "unit tests" {
            command.args(["--skip", "tests_of_"]);
        } else {
            command.arg(format!("{}::", module(test)));
        }
        command
            .current_dir(copy)
            .env("CARGO_MANIFEST_DIR", copy)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command.args(skipped.iter().flat_map(|name| ["--skip", name]));
        for (name, count) in [("CONSENTRY_WORLDS", "2000"), ("CONSENTRY_LAWS", "100")] {
            if std::env::var_os(name).is_none() {
                command.env(name, count);
            }
        }
        match id {
            Some(id) => command.env("CONSENTRY_MUTANT", id.to_string()),
            None => command.env_remove("CONSENTRY_MUTANT"),
        };
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let Some(output) = child.stdout.take() else { return Err("a test program without output".into()) };
        let failed = Arc::new(OnceLock::new());
        let reader = std::thread::spawn({
            let failed = Arc::clone(&failed);
            move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
                        let name = name.trim_start_matches("tests_of_").to_owned();
                        let _ = failed.set(name);
                    }
                }
            }
        });
        let begun = Instant::now();
        let status = loop {
            // One failure is enough; the tests that still run have nothing to add.
            if id.is_some() && failed.get().is_some() {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                break Some(status).filter(|status| ![Some(SIGXCPU), Some(SIGKILL)].contains(&status.signal()));
            }
            // A test that waits for ever computes nothing.
            if begun.elapsed() > Duration::from_secs(limit * 20) {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            std::thread::sleep(Duration::from_millis(3));
        };
        let _ = reader.join();
        if let Some(name) = failed.get() {
            return Ok(Verdict::Caught(name.clone()));
        }
        match status {
            None => return Ok(Verdict::Timeout(test.to_owned())),
            Some(status) if !status.success() => return Ok(Verdict::Caught(test.to_owned())),
            Some(_) => {}
        }
    }
    Ok(Verdict::Missed)
}
