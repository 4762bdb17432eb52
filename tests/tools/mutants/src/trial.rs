//! Puts one mutant before the tests, the quickest first, until one fails.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use crate::copy::SUITE;

/// What a program ends with that has computed for too long.
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

/// The unit tests, beside the names of test files.
pub const UNIT: &str = "unit tests";

/// The tests that take more than half a second whatever is asked of them: most mutants are noticed without.
const SLOW: [&str; 3] = [
    "every_cut_and_every_changed_byte_is_an_error",
    "a_million_of_anything_is_refused_soon",
    "a_withdrawal_is_never_followed_by_an_allow_on_any_thread_under_reloads",
];

/// Tests that look at the clock on the wall: on a busy machine they fail whatever the code says.
const TIMED: [&str; 2] =
    ["ten_thousand_rules_compile_in_reasonable_time", "a_report_of_a_thousand_events_takes_no_time"];

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

/// How hard the tests try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effort {
    /// Few random cases and no slow test: a second for all.
    Quick,
    /// Ten times as many, and every test.
    Thorough,
}

impl Effort {
    /// How many random cases there are, where the environment does not say.
    const fn cases(self) -> [(&'static str, &'static str); 3] {
        match self {
            Self::Quick => [("CONSENTRY_WORLDS", "200"), ("CONSENTRY_LAWS", "20"), ("CONSENTRY_CASES", "200")],
            Self::Thorough => [("CONSENTRY_WORLDS", "4000"), ("CONSENTRY_LAWS", "100"), ("CONSENTRY_CASES", "4000")],
        }
    }
}

/// What a mutant is put before.
pub struct Trial<'t> {
    pub copy: PathBuf,
    pub program: PathBuf,
    /// The unit tests, then files of tests, the quickest first.
    pub tests: Vec<&'t str>,
    /// Tests to leave out.
    pub skipped: &'t [String],
    /// Seconds that one file of tests may compute.
    pub limit: u64,
}

impl Trial<'_> {
    /// Runs all with one effort after the other, until something is noticed.
    pub fn of(&self, mutant: usize, efforts: &[Effort]) -> Result<Verdict, String> {
        for effort in efforts {
            for test in &self.tests {
                let verdict = self.run(test, Some(mutant), *effort)?;
                if verdict != Verdict::Missed {
                    return Ok(verdict);
                }
            }
        }
        Ok(Verdict::Missed)
    }

    /// Runs the tests of one file.
    pub fn run(&self, test: &str, mutant: Option<usize>, effort: Effort) -> Result<Verdict, String> {
        let limit = if effort == Effort::Quick { self.limit.div_ceil(4) } else { self.limit };
        let mut command = self.command(test, effort, limit);
        match mutant {
            Some(id) => command.env("CONSENTRY_MUTANT", id.to_string()),
            None => command.env_remove("CONSENTRY_MUTANT"),
        };
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", self.program.display()))?;
        let Some(output) = child.stdout.take() else { return Err("a test program without output".into()) };
        let failed = Arc::new(OnceLock::new());
        let reader = std::thread::spawn({
            let failed = Arc::clone(&failed);
            move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if let Some(name) = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... FAILED")) {
                        let _ = failed.set(name.trim_start_matches(SUITE).to_owned());
                    }
                }
            }
        });
        let begun = Instant::now();
        let status = loop {
            // One failure is enough: the tests that still run have nothing to add.
            let enough = failed.get().is_some();
            // A test that waits for ever computes nothing.
            if enough || begun.elapsed() > Duration::from_secs(limit * 20) {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                break Some(status).filter(|status| ![Some(SIGXCPU), Some(SIGKILL)].contains(&status.signal()));
            }
            std::thread::sleep(Duration::from_millis(3));
        };
        let _ = reader.join();
        Ok(match (failed.get(), status) {
            (Some(name), _) => Verdict::Caught(name.clone()),
            (None, None) => Verdict::Timeout(test.to_owned()),
            (None, Some(status)) if !status.success() => Verdict::Caught(test.to_owned()),
            (None, Some(_)) => Verdict::Missed,
        })
    }

    fn command(&self, test: &str, effort: Effort, limit: u64) -> Command {
        // Seconds of computing, since the machine may have other things to do.
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -t \"$0\" && exec \"$@\""]).arg(limit.to_string()).arg(&self.program);
        if test == UNIT {
            command.args(["--skip", SUITE]);
        } else {
            command.arg(format!("{SUITE}{test}::"));
        }
        let slow: &[&str] = if effort == Effort::Quick { &SLOW } else { &[] };
        let skipped = self.skipped.iter().map(String::as_str).chain(TIMED).chain(slow.iter().copied());
        command.args(skipped.flat_map(|name| ["--skip", name]));
        for (name, count) in effort.cases() {
            if std::env::var_os(name).is_none() {
                command.env(name, count);
            }
        }
        command
            .current_dir(&self.copy)
            .env("CARGO_MANIFEST_DIR", &self.copy)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }
}
