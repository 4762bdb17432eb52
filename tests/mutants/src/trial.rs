//! Puts one mutant before the tests, the quickest first, until one fails.

use std::{
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::copy::Program;

/// What a program ends with that has computed for too long.
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

/// What the tests made of a mutant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// A test failed.
    Caught(String),
    /// The tests did not end.
    Timeout(String),
    /// Nothing noticed.
    Missed,
}

/// Runs the programs, in order.
pub fn tried(id: Option<usize>, copy: &Path, programs: &[&Program], skipped: &[String], limit: u64) -> Result<Verdict, String> {
    for program in programs {
        // Seconds of computing, since the machine may have other things to do.
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -t \"$0\" && exec \"$@\""]).arg(limit.to_string()).arg(&program.path);
        command.current_dir(copy).env("CARGO_MANIFEST_DIR", copy).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
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
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program.path.display()))?;
        let begun = Instant::now();
        let status = loop {
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
        match status {
            None => return Ok(Verdict::Timeout(program.name.clone())),
            Some(status) if !status.success() => return Ok(Verdict::Caught(program.name.clone())),
            Some(_) => {}
        }
    }
    Ok(Verdict::Missed)
}
