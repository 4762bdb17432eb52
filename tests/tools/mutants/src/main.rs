//! Tries every mutant that `cargo mutants --list` names, all of them built together, each behind a switch.
//!
//! cargo-mutants builds the crate once for each mutant, which takes hours for thousands of them. Here the mutants it
//! lists are woven into a copy of the crate (`target/mutated`), which is built once; then the tests run once for each
//! mutant, with the mutant's number in the environment. What a mutant is, which files have them and which are left out
//! and why, is cargo-mutants' own listing, and so `.cargo/mutants.toml`.
//!
//! A constant, and a function that returns `impl Trait` other than an iterator, cannot be switched while the tests run;
//! such mutants are counted and left to `cargo mutants`.

mod copy;
mod listing;
mod trial;
mod weave;

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    process::ExitCode,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use trial::{Effort, Trial, Verdict};

const HELP: &str = "\
Tries every mutant that `cargo mutants --list` names, built together, each behind a switch.

    cargo run --manifest-path tests/tools/mutants/Cargo.toml -- [options] [-- options of cargo mutants]

    --jobs N       mutants tried at once (1)
    --profile NAME how cargo builds (mutants: less optimised than tests are otherwise)
    --timeout S    seconds that one test program may compute (20)
    --test NAME    a file of `tests/suite` to run besides the unit tests; in this order, repeated (all quick ones)
    --skip NAME    a test to leave out, repeated
    --only N       only the mutant of this number, repeated
    --in TEXT      only mutants whose name has this text (`src/decide`), repeated; they are all built nevertheless
    --quick        only few random cases and no slow test
    --copy FOLDER  where the copy is, under `target` (mutated)
    --builds DIR   cargo's target directory (one inside the copy); with `target` and `--profile test`, what the tests
                   have built of other crates is not built again
    --known FILE   what an earlier run wrote: mutants that it noticed are not tried again
    --out FILE     writes each verdict there, as a line: verdict, program, number, name

`-- --re src/policy/rule` chooses a part, `-- --shard 0/20` a twentieth.";

/// The tests that notice most, the quickest first.
const TESTS: [&str; 15] = [
    "edges",
    "events",
    "columns",
    "explanations",
    "hot_path",
    "scenarios",
    "row_guard",
    "oracle",
    "audience",
    "laws",
    "policy",
    "snapshot",
    "ledger",
    "dialogue",
    "limits",
];

struct Arguments {
    jobs: usize,
    profile: String,
    timeout: u64,
    tests: Vec<String>,
    skipped: Vec<String>,
    only: Vec<usize>,
    within: Vec<String>,
    quick: bool,
    copy: PathBuf,
    builds: Option<PathBuf>,
    known: Option<PathBuf>,
    out: Option<PathBuf>,
    rest: Vec<String>,
}

fn arguments() -> Result<Option<Arguments>, lexopt::Error> {
    use lexopt::prelude::*;
    let mut found = Arguments {
        jobs: 1,
        profile: "mutants".into(),
        timeout: 20,
        tests: Vec::new(),
        skipped: Vec::new(),
        only: Vec::new(),
        within: Vec::new(),
        quick: false,
        copy: "mutated".into(),
        builds: None,
        known: None,
        out: None,
        rest: Vec::new(),
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("jobs") => found.jobs = parser.value()?.parse()?,
            Long("profile") => found.profile = parser.value()?.string()?,
            Long("timeout") => found.timeout = parser.value()?.parse()?,
            Long("test") => found.tests.push(parser.value()?.string()?),
            Long("skip") => found.skipped.push(parser.value()?.string()?),
            Long("only") => found.only.push(parser.value()?.parse()?),
            Long("in") => found.within.push(parser.value()?.string()?),
            Long("quick") => found.quick = true,
            Long("builds") => found.builds = Some(parser.value()?.into()),
            Long("copy") => found.copy = parser.value()?.into(),
            Long("known") => found.known = Some(parser.value()?.into()),
            Long("out") => found.out = Some(parser.value()?.into()),
            Long("help") | Short('h') => return Ok(None),
            Value(value) => {
                found.rest.push(value.string()?);
                for value in parser.raw_args()? {
                    found.rest.push(value.string()?);
                }
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(found))
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let project = project.canonicalize().map_err(|error| error.to_string())?;
    let copy = project.join("target").join(&arguments.copy);
    let mutants = listing::of(&project, &arguments.rest)?;
    println!("{} mutants", mutants.len());
    copy::copied(&project, &copy)?;
    let tests: Vec<&str> =
        if arguments.tests.is_empty() { TESTS.to_vec() } else { arguments.tests.iter().map(String::as_str).collect() };
    let begun = Instant::now();
    let built = {
        let builds = arguments.builds.as_ref().map_or_else(|| copy.join("target"), |folder| project.join(folder));
        copy::Copy { project: &project, folder: &copy, builds, profile: &arguments.profile }.built(&mutants)?
    };
    println!("built in {} s; {} do not compile", begun.elapsed().as_secs(), built.unviable.len());
    let trial = Trial {
        copy,
        program: built.program,
        tests: std::iter::once(trial::UNIT).chain(tests).collect(),
        skipped: &arguments.skipped,
        limit: arguments.timeout,
    };
    let efforts: &[Effort] = if arguments.quick { &[Effort::Quick] } else { &[Effort::Quick, Effort::Thorough] };
    for effort in efforts {
        for test in &trial.tests {
            let begun = Instant::now();
            let verdict = trial.run(test, None, *effort)?;
            println!("{:>7} ms {test}, {effort:?}", begun.elapsed().as_millis());
            if verdict != Verdict::Missed {
                return Err(format!("`{test}` fails without any mutant: {verdict:?}"));
            }
        }
    }
    let lines = Mutex::new(Vec::new());
    let tally = Mutex::new(BTreeMap::<&str, usize>::new());
    let count = |verdict: &'static str, program: &str, id: usize| {
        *tally.lock().unwrap().entry(verdict).or_default() += 1;
        let line = format!("{verdict}\t{program}\t{id}\t{}", mutants[id].name);
        if !["caught", "unviable", "unswitchable"].contains(&verdict) {
            println!("{line}");
        }
        let mut lines = lines.lock().unwrap();
        lines.push(line);
        if let Some(out) = &arguments.out {
            std::fs::write(out, lines.join("\n")).unwrap();
        }
    };
    let within =
        |id: usize| arguments.within.is_empty() || arguments.within.iter().any(|text| mutants[id].name.contains(text));
    for (id, error) in built.unviable.iter().filter(|(id, _)| within(**id)) {
        count("unviable", error.lines().next().unwrap_or_default(), *id);
    }
    for id in built.unswitchable.iter().filter(|id| within(**id)) {
        count("unswitchable", "", *id);
    }
    let known = match &arguments.known {
        Some(path) => std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?,
        None => String::new(),
    };
    let known: HashMap<&str, &str> = known
        .lines()
        .filter(|line| line.starts_with("caught\t") || line.starts_with("timeout\t"))
        .filter_map(|line| Some((line.split('\t').nth(3)?, line.split('\t').nth(1)?)))
        .collect();
    let ids: Vec<usize> = (0..mutants.len())
        .filter(|id| !built.unviable.contains_key(id) && !built.unswitchable.contains(id))
        .filter(|id| arguments.only.is_empty() || arguments.only.contains(id))
        .filter(|id| within(*id))
        .collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for _ in 0..arguments.jobs {
            threads.spawn(|| {
                while let Some(id) = ids.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(program) = known.get(mutants[*id].name.as_str()) {
                        count("caught", program, *id);
                        continue;
                    }
                    match trial.of(*id, efforts) {
                        Ok(Verdict::Caught(program)) => count("caught", &program, *id),
                        Ok(Verdict::Timeout(program)) => count("timeout", &program, *id),
                        Ok(Verdict::Missed) => count("missed", "", *id),
                        Err(error) => count("failed", &error, *id),
                    }
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap();
    println!("{tally:?}");
    if let Some(count) = tally.get("unswitchable") {
        println!("{count} cannot be switched while tests run; `cargo mutants` itself can try them");
    }
    Ok(!["missed", "failed"].iter().any(|verdict| tally.contains_key(verdict)))
}

fn main() -> ExitCode {
    match arguments() {
        Ok(None) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(arguments)) => match run(&arguments) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("{error}\n\n{HELP}");
            ExitCode::FAILURE
        }
    }
}
