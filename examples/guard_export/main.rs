//! Exports customers for one purpose: a guard stands in front of every cell.
//!
//! ```text
//! cargo run --release --example guard_export
//! ```
//!
//! It reads a policy (TOML), a log of what people said (JSON Lines) and customers (CSV), writes the customers with every
//! cell that may not be used left empty, and says per column what was allowed, what has to be asked for first and what
//! is denied, and why. Then it explains one person's answer in plain words, lets that person withdraw, and checks again.
//!
//! The log goes into a [`Ledger`] line by line and the customers are streamed, one record in memory at a time; what
//! grows is what the ledger knows about each person. Whatever is in doubt makes the export stricter or stops it: a
//! column that nobody classified, a key that nobody knows, or a record that cannot be read is an error, and then no file
//! is written.
//!
//! [`Ledger`]: consentry::Ledger

mod columns;
mod exit_code;
mod export;
mod failure;
mod layout;
mod log;
mod options;
mod output;
mod person;
mod progress;
mod story;
mod summary;

use std::{
    ffi::OsString,
    io::{self, Write},
    process::ExitCode,
};

use consentry::{Ledger, Policy, PolicyDocument};

use self::{
    columns::Columns,
    export::Export,
    failure::{Failure, InFile},
    log::LogReport,
    options::{Command, Options},
};

pub(crate) use self::{
    exit_code::{BAD_LINES, DONE, FAILED},
    progress::Progress,
};

#[allow(dead_code, reason = "a test uses this file as a module")]
fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    ExitCode::from(run(std::env::args_os().skip(1), Progress::OnTerminal, &mut out, &mut err))
}

/// Runs the program; the exit code.
pub(crate) fn run(
    arguments: impl IntoIterator<Item = OsString>,
    progress: Progress,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let result = match options::read(arguments) {
        Ok(Command::Help) => out.write_all(options::HELP.as_bytes()).map(|()| DONE).map_err(Failure::printing),
        Ok(Command::Export(options)) => export(&options, progress, out),
        Err(failure) => Err(failure),
    };
    result.unwrap_or_else(|failure| {
        // Where even this cannot be printed, the exit code still says it.
        let _ = write!(err, "{}", layout::wrapped(&format!("error: {failure}"), "", "  "));
        FAILED
    })
}

fn export(options: &Options, progress: Progress, out: &mut dyn Write) -> Result<u8, Failure> {
    let policy = read_policy(options)?;
    let columns = Columns::read(&options.columns)?;
    options.refuse_to_overwrite_input()?;
    let ledger: Ledger<String> = Ledger::new(policy);
    // Before the long work, so that a slip in the mapping file shows at once.
    let export = Export::prepare(options, &columns, &ledger)?;
    let log = LogReport::record_all(&options.events, &ledger, progress)?;
    let written = export.write(progress)?;
    summary::print(out, options, &columns, &ledger.policy(), &log, &written).map_err(Failure::printing)?;
    story::tell(out, options, &ledger, &export, &written)?;
    let code = if log.unusable() > columns.accept_bad_lines { BAD_LINES } else { DONE };
    summary::print_end(out, &columns, &log, code).map_err(Failure::printing)?;
    Ok(code)
}

fn read_policy(options: &Options) -> Result<Policy, Failure> {
    let path = &options.policy;
    let text = std::fs::read_to_string(path).in_file("read the policy", path)?;
    let compiled = PolicyDocument::from_toml(&text).and_then(|document| document.compile());
    compiled.map_err(|faults| Failure::in_document("policy", path, &faults.to_string()))
}
