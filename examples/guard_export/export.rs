//! The records, streamed through one guard over all categories.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read},
};

use consentry::{
    DataUse, Decision, Ledger, LedgerRowGuard, Moment,
    columns::Tally,
    decide::{Outcome, UseError},
};
use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord, WriterBuilder};

use super::{
    columns::{Bound, Columns},
    failure::{Failure, InFile},
    layout,
    options::Options,
    output::WholeFile,
    person::Person,
    progress::Progress,
};

/// How many unclear cells are shown for each field.
const SHOWN: usize = 2;

/// A guard over all categories, bound to the columns of the records.
pub(crate) struct Export<'o> {
    options: &'o Options,
    ledger: Ledger<String>,
    header: StringRecord,
    bound: Bound,
    /// Its fields are the categories.
    guard: LedgerRowGuard<String>,
}

/// What became of the records.
pub(crate) struct Written {
    pub(crate) records: u64,
    /// Records of which nothing but the key is left.
    pub(crate) bare: u64,
    /// One for each column: its name, and for all but the key its answers.
    pub(crate) columns: Vec<(String, Option<Tally>)>,
    /// One for each category: its columns, and its answers.
    pub(crate) categories: Vec<(Vec<String>, Tally)>,
    /// By column.
    pub(crate) unclear: Vec<(String, UnclearCells)>,
    /// Whose answer is worth a look.
    pub(crate) example: Option<Example>,
}

#[derive(Default)]
pub(crate) struct UnclearCells {
    pub(crate) count: u64,
    /// The first few, with their lines.
    pub(crate) first: Vec<(u64, String)>,
}

/// One person's record.
pub(crate) struct Example {
    pub(crate) key: String,
    pub(crate) collected_at: Option<consentry::Timestamp>,
    /// The position of a category whose answer tells most.
    pub(crate) category: usize,
    /// The record as it was exported, column by column.
    pub(crate) cells: Vec<(String, String)>,
    /// How many categories the person's own yes opened.
    consents: usize,
}

impl<'o> Export<'o> {
    /// Reads the header and builds the guard.
    pub(crate) fn prepare(options: &'o Options, columns: &Columns, ledger: &Ledger<String>) -> Result<Self, Failure> {
        let path = &options.records;
        let file = File::open(path).in_file("read the records", path)?;
        let mut reader = reader(file);
        let header = reader.headers().map_err(|error| unreadable(options, &error))?.clone();
        let bound = columns.bind(&header, &layout::path(path))?;
        let facts = bound.facts.iter().map(|fact| fact.name.as_str());
        ledger
            .policy()
            .check_facts(facts)
            .map_err(|faults| Failure::new(format!("the columns file {} is not right:\n{faults}", columns.file())))?;
        let uses = bound.categories.iter().map(|category| options.use_of(&category.key));
        let uses = uses.collect::<Result<Vec<_>, _>>()?;
        let guard = ledger.row_guard(&uses).map_err(|error| {
            let faults = faults(columns, ledger, &bound, &uses);
            Failure::new(if faults.is_empty() { error.to_string() } else { faults.join("\n") })
        })?;
        Ok(Self { options, ledger: ledger.clone(), header, bound, guard })
    }

    /// Streams the records from file to file.
    pub(crate) fn write(&self, progress: Progress) -> Result<Written, Failure> {
        let options = self.options;
        let file = File::open(&options.records).in_file("read the records", &options.records)?;
        let bar = progress.start("records", &file);
        let mut reader = reader(BufReader::with_capacity(1 << 16, bar.wrap_read(file)));
        if reader.headers().map_err(|error| unreadable(options, &error))? != &self.header {
            return Err(Failure::new(format!(
                "{} was changed while it was read; run the export again",
                layout::path(&options.records)
            )));
        }
        let mut out = WriterBuilder::new().from_writer(WholeFile::create(&options.out)?);
        let mut tallies = vec![Tally::default(); self.bound.categories.len()];
        let (mut records, mut bare, mut unclear, mut example) = (0, 0, BTreeMap::new(), None);
        out.write_record(&self.header).map_err(|error| unwritable(options, &error))?;
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(|error| unreadable(options, &error))? {
            let line = record.position().map_or(0, csv::Position::line);
            let person = self.person(&record, line, &mut unclear)?;
            let decisions = self.guard.decisions(person.key.as_str(), self.moment(&person));
            for (tally, decision) in tallies.iter_mut().zip(&decisions) {
                tally.add(*decision, 1);
            }
            for (column, cell) in self.bound.columns.iter().zip(&record) {
                let open = column.category.is_none_or(|category| decisions.get(category).is_some_and(|d| d.is_allow()));
                out.write_field(if open { cell } else { b"" }).map_err(|error| unwritable(options, &error))?;
            }
            out.write_record(None::<&[u8]>).map_err(|error| unwritable(options, &error))?;
            records += 1;
            bare += u64::from(!decisions.iter().any(|decision| decision.is_allow()));
            self.consider(&mut example, &person, &record, &decisions);
        }
        let file = out.into_inner().map_err(|error| unwritable(options, &error.into_error().into()))?;
        file.finish()?;
        bar.finish_and_clear();
        let tally = |category: usize| tallies.get(category).cloned().unwrap_or_default();
        Ok(Written {
            records,
            bare,
            columns: (self.bound.columns.iter())
                .map(|column| (column.name.clone(), column.category.map(tally)))
                .collect(),
            categories: (self.bound.categories.iter())
                .zip(&tallies)
                .map(|(category, tally)| (category.columns.clone(), tally.clone()))
                .collect(),
            unclear: unclear.into_iter().map(|(column, cells)| (self.name_of(column).to_owned(), cells)).collect(),
            example,
        })
    }

    /// Reads who the record is about, and tells the ledger.
    fn person(
        &self,
        record: &ByteRecord,
        line: u64,
        unclear: &mut BTreeMap<usize, UnclearCells>,
    ) -> Result<Person, Failure> {
        let mut report = |cell: super::person::Unclear| {
            let cells = unclear.entry(cell.column).or_default();
            cells.count += 1;
            if cells.first.len() < SHOWN {
                cells.first.push((line, cell.cause));
            }
        };
        let records = || layout::path(&self.options.records);
        let person = Person::read(record, &self.bound, self.options.at, &mut report).ok_or_else(|| {
            let column = self.name_of(self.bound.subject);
            Failure::new(format!(
                "{}, line {line}: `{column}` is empty or not UTF-8, so nobody knows whose record it is; name the person or \
                 take the line out",
                records()
            ))
        })?;
        self.ledger
            .describe(person.key.clone(), &person.subject)
            .map_err(|faults| Failure::new(format!("{}, line {line}: {faults}", records())))?;
        Ok(person)
    }

    fn name_of(&self, column: usize) -> &str {
        self.bound.columns.get(column).map_or("", |column| &column.name)
    }

    fn moment(&self, person: &Person) -> Moment {
        moment(self.options.at, person.collected_at)
    }

    /// What a category is used for.
    pub(crate) fn use_of(&self, category: usize) -> Option<&DataUse> {
        self.guard.fields().get(category)
    }

    /// Whether a person's cell in a column may be used.
    pub(crate) fn is_open(&self, column: usize, key: &str, moment: Moment) -> bool {
        let column = self.bound.columns.get(column);
        column.is_some_and(|column| match column.category {
            None => true,
            Some(category) => self.guard.decision(category, key, moment).is_allow(),
        })
    }

    /// The columns of a category.
    pub(crate) fn columns_of(&self, category: usize) -> &[String] {
        self.bound.categories.get(category).map_or(&[], |category| &category.columns)
    }

    /// The first record with the most that the person's own yes opened is the one to look at.
    fn consider(&self, example: &mut Option<Example>, person: &Person, record: &ByteRecord, decisions: &[Decision]) {
        let consented = |decision: &Decision| decision.is_allow() && decision.code() == "consent";
        let consents = decisions.iter().filter(|decision| consented(decision)).count();
        if example.as_ref().is_some_and(|known| known.consents >= consents) {
            return;
        }
        let best = |wanted: &dyn Fn(&Decision) -> bool| decisions.iter().position(wanted);
        let category = best(&consented).or_else(|| best(&|decision| decision.outcome() == Outcome::Allow)).unwrap_or(0);
        let cells = self.bound.columns.iter().zip(record).map(|(column, cell)| {
            let open = column.category.is_none_or(|category| decisions.get(category).is_some_and(|d| d.is_allow()));
            let cell = if open { String::from_utf8_lossy(cell).into_owned() } else { String::new() };
            (column.name.clone(), cell)
        });
        let (key, collected_at) = (person.key.clone(), person.collected_at);
        *example = Some(Example { key, collected_at, category, cells: cells.collect(), consents });
    }
}

/// Everything that is wrong with the uses, each fault once: a guard that cannot be built names only the first.
fn faults(columns: &Columns, ledger: &Ledger<String>, bound: &Bound, uses: &[DataUse]) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    for (category, own) in bound.categories.iter().zip(uses) {
        match ledger.guard(own) {
            Ok(_) => {}
            Err(UseError::Unknown(unknown)) => {
                faults.extend(unknown.as_slice().iter().map(|fault| match fault.place.as_str() {
                    "category" => {
                        let column = category.columns.first().map_or("", String::as_str);
                        format!("{}, columns.{column}: {}", columns.file(), fault.message)
                    }
                    option => format!("--{option}: {}", fault.message),
                }));
            }
            Err(error) => faults.push(format!("`{}`: {error}", category.key)),
        }
    }
    // Every use has the same purpose and recipient.
    let mut seen = std::collections::HashSet::new();
    faults.retain(|fault| seen.insert(fault.clone()));
    faults
}

/// The time of a question about a record.
pub(crate) fn moment(at: consentry::Timestamp, collected_at: Option<consentry::Timestamp>) -> Moment {
    let now = Moment::from(at);
    collected_at.map_or(now, |time| now.collected_at(time))
}

fn reader<R: Read>(source: R) -> Reader<R> {
    // Every record must have as many cells as the header: a shifted cell would stand under another column's guard.
    ReaderBuilder::new().flexible(false).from_reader(source)
}

fn unreadable(options: &Options, error: &csv::Error) -> Failure {
    let file = layout::path(&options.records);
    Failure::new(match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => format!(
            "{file}, line {}: {len} cells where the header has {expected_len}; a comma may be missing, or stand outside \
             quotes",
            pos.as_ref().map_or(0, csv::Position::line)
        ),
        csv::ErrorKind::Utf8 { pos, .. } => format!(
            "{file}, line {}: the names of the columns are not UTF-8; save the file as UTF-8",
            pos.as_ref().map_or(1, csv::Position::line)
        ),
        _ => format!("cannot read the records {file}: {error}"),
    })
}

fn unwritable(options: &Options, error: &csv::Error) -> Failure {
    Failure::new(format!("cannot write the export to {}: {error}", layout::path(&options.out)))
}
