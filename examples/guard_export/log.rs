//! From the log of events into the ledger, line by line.

use std::{collections::BTreeMap, fs::File, io::BufReader, path::Path};

use consentry::{
    Faults, Ledger,
    event_log::{EventLines, LineFault},
    ledger::{RecordError, Recorded},
};

use super::{
    failure::{Failure, InFile},
    layout,
    progress::Progress,
};

/// How many lines are shown for each cause.
const SHOWN: usize = 2;

/// What became of the log.
#[derive(Default)]
pub(crate) struct LogReport {
    pub(crate) lines: u64,
    pub(crate) new: u64,
    pub(crate) known: u64,
    pub(crate) bad: BTreeMap<Cause, BadLines>,
}

/// Why lines cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Cause {
    Broken,
    TooLong,
    Contradictory,
    UnknownKey,
    IdTaken,
    Other,
}

impl Cause {
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Broken => "broken: not an event",
            Self::TooLong => "too long",
            Self::Contradictory => "fields that contradict each other",
            Self::UnknownKey => "keys that the policy does not know",
            Self::IdTaken => "ids that another act has already",
            Self::Other => "other",
        }
    }

    fn of(faults: &Faults) -> Self {
        if faults.as_slice().iter().any(|fault| fault.code == "unknown_key") {
            Self::UnknownKey
        } else {
            Self::Contradictory
        }
    }
}

/// The lines that have one cause in common.
#[derive(Default)]
pub(crate) struct BadLines {
    pub(crate) count: u64,
    /// The first few, with their numbers.
    pub(crate) first: Vec<(u64, String)>,
}

impl LogReport {
    /// Records every event that can be used, and reports the rest.
    ///
    /// Where the file itself cannot be read to its end nothing may be exported: the rest could be withdrawals.
    pub(crate) fn record_all(path: &Path, ledger: &Ledger<String>, progress: Progress) -> Result<Self, Failure> {
        let file = File::open(path).in_file("read the consent log", path)?;
        let bar = progress.start("consent log", &file);
        let mut lines = EventLines::<_, String>::new(BufReader::with_capacity(1 << 16, bar.wrap_read(file)));
        let mut report = Self::default();
        while let Some(line) = lines.next() {
            let bad = match line {
                Ok(event) => match ledger.record(&event) {
                    Ok(Recorded { new: true, .. }) => {
                        report.new += 1;
                        continue;
                    }
                    Ok(Recorded { new: false, .. }) => {
                        report.known += 1;
                        continue;
                    }
                    Err(RecordError::UnknownNames(faults)) => (Cause::UnknownKey, one_line(&faults)),
                    Err(error @ RecordError::Conflict(_)) => (Cause::IdTaken, error.to_string()),
                    Err(other) => (Cause::Other, other.to_string()),
                },
                Err(error) => match &error.cause {
                    LineFault::Io(cause) => {
                        return Err(Failure::new(format!(
                            "cannot read the consent log {} beyond line {}: {cause}; the rest could hold withdrawals, so \
                             nothing is exported",
                            layout::path(path),
                            error.line
                        )));
                    }
                    LineFault::Malformed(faults) => (Cause::Broken, one_line(faults)),
                    LineFault::TooLong => (Cause::TooLong, error.cause.to_string()),
                    LineFault::Invalid(faults) => (Cause::of(faults), one_line(faults)),
                    LineFault::Conflict(conflict) => (Cause::IdTaken, conflict.to_string()),
                    other => (Cause::Other, other.to_string()),
                },
            };
            report.bad(bad, lines.lines_read());
        }
        report.lines = lines.lines_read();
        bar.finish_and_clear();
        Ok(report)
    }

    fn bad(&mut self, (cause, message): (Cause, String), line: u64) {
        let lines = self.bad.entry(cause).or_default();
        lines.count += 1;
        if lines.first.len() < SHOWN {
            lines.first.push((line, message));
        }
    }

    /// How many lines cannot be used.
    pub(crate) fn unusable(&self) -> u64 {
        self.bad.values().map(|lines| lines.count).sum()
    }
}

fn one_line(faults: &Faults) -> String {
    faults.as_slice().iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
