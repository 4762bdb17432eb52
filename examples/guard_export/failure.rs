//! What stops the export, as a sentence: where, what, and how to mend it.

use std::{fmt, io, path::Path};

use super::layout;

/// Why no export is written.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Something in a document of ours, which may be several lines.
    pub(crate) fn in_document(what: &str, path: &Path, faults: &str) -> Self {
        Self(format!("the {what} {} is not right:\n{}", layout::path(path), faults.trim_end()))
    }

    pub(crate) fn printing(error: io::Error) -> Self {
        Self(format!("cannot print the summary: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names the file in errors of reading and writing.
pub(crate) trait InFile<T> {
    fn in_file(self, doing: &str, path: &Path) -> Result<T, Failure>;
}

impl<T> InFile<T> for io::Result<T> {
    fn in_file(self, doing: &str, path: &Path) -> Result<T, Failure> {
        self.map_err(|error| Failure(format!("cannot {doing} {}: {error}", layout::path(path))))
    }
}
