//! Where in its text a document is wrong.

use std::fmt;

/// A line and a column, both counted from 1; the column in characters or bytes, as the format's reader counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Location {
    /// The line; `None` where the text is a single line whose number someone else knows.
    pub(super) line: Option<usize>,
    /// The column.
    pub(super) column: usize,
}

impl Location {
    /// Returns the location of a byte of a text. One past its end is where the text ends.
    #[cfg(feature = "toml")]
    pub(super) fn of_byte(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line: Some(line), column }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}, column {}", self.column),
            None => write!(f, "column {}", self.column),
        }
    }
}
