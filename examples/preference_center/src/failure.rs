//! What keeps the service from starting, as a sentence: where, what, and how to mend it.

use std::{fmt, io, path::Path};

/// Why the service does not run.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    pub(crate) fn in_file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self(format!("cannot {doing} {}: {error}", path.display()))
    }

    pub(crate) fn port(port: u16, error: &io::Error) -> Self {
        Self(format!("cannot listen on port {port}: {error}; choose another with `--port`"))
    }

    pub(crate) fn printing(error: io::Error) -> Self {
        Self(format!("cannot print: {error}"))
    }

    pub(crate) fn starting(error: io::Error) -> Self {
        Self(format!("cannot serve: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
