//! Every bar on speed, size and agreement, measured in one run: `cargo bench --bench claims`.
//!
//! Prints `name | measured | bar | holds` and exits with 1 if one does not hold. Where the machine sets the pace, the
//! last column says what the same access pattern costs without us. Answers are asserted before anything is timed; data
//! follow from fixed numbers. Costs of one thread are its own CPU time, medians over rounds in which all variants take
//! turns; whatever threads do to each other is wall time, so nothing else should be running.
//!
//! ```console
//! cargo bench --bench claims                     # everything; builds and runs the peers and the oracle, too
//! cargo bench --bench claims -- --quick          # without these two
//! cargo bench --bench claims -- --only ledger    # the groups with this in their name, or names separated by commas
//! cargo bench --bench claims -- --markdown       # the table for src/docs/performance.md
//! cargo bench --bench claims -- --test           # tiny and judged by nobody: what CI runs
//! ```
//!
//! `--people N` takes other than a million people; what is then measured is not the claim.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a bench may fail loudly")]

mod allocation;
mod audience;
mod check;
mod columns;
#[path = "../common/mod.rs"]
mod common;
mod differential;
mod digits;
mod growth;
mod ingest;
mod ledger;
mod machine;
mod memory;
mod panics;
mod peers;
mod person;
mod readers;
mod record;
mod run;
#[path = "../shop/mod.rs"]
mod shop;
mod snapshot;
mod table;
mod timing;

use std::process::ExitCode;

use run::Run;
use table::{Row, Table};

#[global_allocator]
static ALLOCATOR: allocation::Counting = allocation::Counting;

/// Bars that are measured together.
struct Group {
    name: &'static str,
    /// Whether it builds and runs other programs for minutes.
    long: bool,
    measure: fn(&Run) -> Vec<Row>,
}

const GROUPS: &[Group] = &[
    Group { name: "check", long: false, measure: check::measure },
    Group { name: "panics", long: false, measure: panics::measure },
    Group { name: "record", long: false, measure: record::measure },
    Group { name: "growth", long: false, measure: growth::measure },
    Group { name: "ledger", long: false, measure: ledger::measure },
    Group { name: "columns", long: false, measure: columns::measure },
    Group { name: "audience", long: false, measure: audience::measure },
    Group { name: "ingest", long: false, measure: ingest::measure },
    Group { name: "readers", long: false, measure: readers::measure },
    Group { name: "memory", long: false, measure: memory::measure },
    Group { name: "snapshot", long: false, measure: snapshot::measure },
    Group { name: "peers", long: true, measure: peers::measure },
    Group { name: "differential", long: true, measure: differential::measure },
];

struct Options {
    test: bool,
    quick: bool,
    markdown: bool,
    people: Option<u64>,
    only: Option<String>,
}

impl Options {
    fn wants(&self, group: &Group) -> bool {
        let named = |only: &String| only.split(',').any(|part| group.name.contains(part.trim()));
        // Other programs have tests of their own; here they would only be built once more.
        let skipped = group.long && (self.quick || self.test);
        self.only.as_ref().map_or(!skipped, named)
    }
}

fn options() -> Result<Options, String> {
    let mut options = Options { test: false, quick: false, markdown: false, people: None, only: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` needs a value"));
        match argument.as_str() {
            // What `cargo bench` says to every bench.
            "--bench" => {}
            "--test" => options.test = true,
            "--quick" => options.quick = true,
            "--markdown" => options.markdown = true,
            "--only" => options.only = Some(value()?),
            "--people" => options.people = Some(value()?.parse().map_err(|_| "`--people` needs a number".to_owned())?),
            _ => return Err(format!("unknown option `{argument}`")),
        }
    }
    if let Some(only) = &options.only
        && !GROUPS.iter().any(|group| options.wants(group))
    {
        let names: Vec<_> = GROUPS.iter().map(|group| group.name).collect();
        return Err(format!("no group is called `{only}`; there are {}", names.join(", ")));
    }
    Ok(options)
}

fn main() -> ExitCode {
    // What this program asks itself to do under an instrument.
    if std::env::args().nth(1).as_deref() == Some(memory::CASE) {
        memory::case();
        return ExitCode::SUCCESS;
    }
    let options = options().unwrap_or_else(|problem| {
        eprintln!("{problem}\nclaims [--quick] [--only NAME,NAME] [--people N] [--markdown] [--test]");
        std::process::exit(2);
    });
    let run = Run::new(options.people, options.test);
    let mut table = Table::default();
    for group in GROUPS.iter().filter(|group| options.wants(group)) {
        eprintln!("measuring {} …", group.name);
        let rows = (group.measure)(&run);
        if !options.test {
            rows.iter().for_each(|row| eprintln!("    {}", row.line()));
        }
        table.rows.extend(rows);
    }
    if options.test {
        println!("claims: {} rows came out; in test mode nobody judges them", table.rows.len());
        return ExitCode::SUCCESS;
    }
    print!("{}", if options.markdown { table.markdown(&run) } else { table.text() });
    let broken = table.rows.iter().filter(|row| row.is_broken()).count();
    let skipped = GROUPS.iter().filter(|group| !options.wants(group)).map(|group| group.name).collect::<Vec<_>>();
    if !skipped.is_empty() {
        eprintln!("not measured: {}", skipped.join(", "));
    }
    if broken == 0 {
        ExitCode::SUCCESS
    } else {
        eprintln!("{broken} do not hold");
        ExitCode::from(1)
    }
}
