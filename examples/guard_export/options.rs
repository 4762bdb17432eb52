//! What the export is asked to do.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use consentry::{DataUse, Timestamp, decide::DataUseDocument};
use lexopt::{Arg, ValueExt};

use super::{failure::Failure, layout};

pub(crate) const HELP: &str = "\
Exports customers for one purpose, with every cell that may not be used left
empty, and says why.

  cargo run --release --example guard_export -- [OPTIONS]

  --policy FILE      what the shop declares      (examples/data/lingon.toml)
  --events FILE      what people said            (examples/data/events.jsonl)
  --records FILE     the customers               (examples/data/customers.csv)
  --columns FILE     what each column is         (examples/data/columns.toml)
  --purpose KEY      why the data is used        (marketing.email)
  --recipient KEY    who uses it                 (lingon.mailer)
  --operation NAME   how: collect, store, use, profile, decide, share, sell,
                     transfer, train, device; several with commas  (use)
  --at INSTANT       when it is used             (2026-03-01T09:00:00Z, the
                     day after the sample data ends; no clock is read)
  --language CODE    of the explanation: en, sv  (en)
  --out FILE         the export                  (target/guard_export.csv)
  --help             this text

Exit code: 0 done; 1 done, but more lines of the log were unusable than the
columns file accepts; 2 stopped, and no file was written.
";

/// The day after the sample data ends. The example reads no clock, so that it does the same every day.
const DEFAULT_AT: &str = "2026-03-01T09:00:00Z";

/// What to do.
pub(crate) enum Command {
    Export(Box<Options>),
    Help,
}

/// Where everything is, and the question.
pub(crate) struct Options {
    pub(crate) policy: PathBuf,
    pub(crate) events: PathBuf,
    pub(crate) records: PathBuf,
    pub(crate) columns: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) purpose: String,
    pub(crate) recipient: String,
    pub(crate) operations: Vec<String>,
    pub(crate) at: Timestamp,
    pub(crate) language: consentry::Language,
}

/// Reads the arguments after the program's name.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Failure> {
    parse(arguments).map_err(|error| Failure::new(format!("{error}; `--help` lists the options")))
}

fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut options = Options {
        policy: home.join("examples/data/lingon.toml"),
        events: home.join("examples/data/events.jsonl"),
        records: home.join("examples/data/customers.csv"),
        columns: home.join("examples/data/columns.toml"),
        out: home.join("target/guard_export.csv"),
        purpose: "marketing.email".to_owned(),
        recipient: "lingon.mailer".to_owned(),
        operations: vec!["use".to_owned()],
        at: DEFAULT_AT.parse().map_err(|error| format!("{error}"))?,
        language: consentry::Language::English,
    };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("policy") => options.policy = parser.value()?.into(),
            Arg::Long("events") => options.events = parser.value()?.into(),
            Arg::Long("records") => options.records = parser.value()?.into(),
            Arg::Long("columns") => options.columns = parser.value()?.into(),
            Arg::Long("out") => options.out = parser.value()?.into(),
            Arg::Long("purpose") => options.purpose = parser.value()?.string()?,
            Arg::Long("recipient") => options.recipient = parser.value()?.string()?,
            Arg::Long("operation") => {
                let list = parser.value()?.string()?;
                options.operations = list.split(',').map(|name| name.trim().to_owned()).collect();
            }
            Arg::Long("at") => {
                options.at = parser.value()?.string()?.parse().map_err(|error| format!("--at: {error}"))?
            }
            Arg::Long("language") => {
                options.language = match parser.value()?.string()?.as_str() {
                    "en" => consentry::Language::English,
                    "sv" => consentry::Language::Swedish,
                    other => return Err(format!("--language: `{other}` is not one of en, sv").into()),
                }
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Export(Box::new(options)))
}

impl Options {
    /// The use that a guard for data of that category stands for.
    pub(crate) fn use_of(&self, category: &str) -> Result<DataUse, Failure> {
        let document = DataUseDocument {
            purpose: self.purpose.clone(),
            category: category.to_owned(),
            recipient: self.recipient.clone(),
            operations: self.operations.clone(),
        };
        DataUse::try_from(&document).map_err(|faults| Failure::new(format!("--operation: {faults}")))
    }

    /// An export over one of its own sources would destroy it.
    pub(crate) fn refuse_to_overwrite_input(&self) -> Result<(), Failure> {
        let Ok(out) = self.out.canonicalize() else { return Ok(()) };
        let sources = [&self.policy, &self.events, &self.records, &self.columns];
        if sources.into_iter().any(|source| source.canonicalize().is_ok_and(|source| source == out)) {
            return Err(Failure::new(format!(
                "--out: {} is one of the files that are read; name another file for the export",
                layout::path(&self.out)
            )));
        }
        Ok(())
    }
}
