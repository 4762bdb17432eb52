//! Scenario files on disk: found, read and run.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use consentry::scenario::{Format, Scenario};

/// What came of running files.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    /// Scenarios in which all came as expected.
    pub(crate) passed: usize,
    /// Scenarios in which something did not, each with the file and all differences.
    pub(crate) failures: Vec<String>,
    /// Files and scenarios that could not be read.
    pub(crate) unreadable: Vec<String>,
}

/// Runs every scenario of the files, and of the `.toml` and `.json` files below the folders.
///
/// A folder named `policies` holds what scenarios refer to, and is passed over.
pub(crate) fn run(paths: &[PathBuf]) -> Summary {
    let mut summary = Summary::default();
    let mut files = Vec::new();
    for path in paths {
        if let Err(error) = find(path, &mut files) {
            summary.unreadable.push(format!("{}: {error}", path.display()));
        }
    }
    for file in files {
        run_file(&file, &mut summary);
    }
    summary
}

fn find(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            if entry.file_name().is_none_or(|name| name != "policies") {
                find(&entry, files)?;
            }
        } else if format(&entry).is_some() {
            files.push(entry);
        }
    }
    Ok(())
}

fn format(file: &Path) -> Option<Format> {
    Format::of(file.file_name()?.to_str()?)
}

fn run_file(file: &Path, summary: &mut Summary) {
    let name = file.display();
    let Some(format) = format(file) else {
        summary.unreadable.push(format!("{name}: a scenario file ends in .toml or .json"));
        return;
    };
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            summary.unreadable.push(format!("{name}: {error}"));
            return;
        }
    };
    let beside = file.parent().unwrap_or(Path::new(""));
    let load = |policy: &str| fs::read_to_string(beside.join(policy)).map_err(|error| error.to_string());
    for scenario in Scenario::read(&text, format, load) {
        match scenario {
            Err(error) => summary.unreadable.push(format!("{name}: {error}")),
            Ok(scenario) => {
                let report = scenario.run();
                if report.failures.is_empty() {
                    summary.passed += 1;
                    continue;
                }
                let source = scenario.source().map_or_else(String::new, |source| format!(" [{source}]"));
                let listed = report.failures.iter().map(|failure| format!("{failure}")).collect::<Vec<_>>().join("\n");
                summary.failures.push(format!("{name}{source}: {listed}"));
            }
        }
    }
}
