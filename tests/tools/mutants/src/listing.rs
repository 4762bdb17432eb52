//! The mutants, as cargo-mutants lists them.

use std::{path::Path, process::Command};

use serde::Deserialize;

/// One change of the code.
#[derive(Clone, Debug, Deserialize)]
pub struct Mutant {
    /// The source file, from the root of the package.
    pub file: String,
    /// What it does, with file, line and column.
    pub name: String,
    /// What sort of change it is.
    pub genre: String,
    /// What stands there instead.
    pub replacement: String,
    /// The function it is in.
    pub function: Option<Function>,
    /// What it replaces.
    pub span: Span,
}

/// A function that is changed.
#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    /// Its return type, after an arrow.
    pub return_type: String,
}

/// A stretch of text; lines and columns count from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

/// One end of a stretch of text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Asks `cargo mutants --list`, which follows `.cargo/mutants.toml`.
pub fn of(project: &Path, arguments: &[String]) -> Result<Vec<Mutant>, String> {
    let output = Command::new("cargo")
        .args(["mutants", "--list", "--json"])
        .args(arguments)
        .current_dir(project)
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo mutants --list: {}", String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("the listing cannot be read: {error}"))
}
