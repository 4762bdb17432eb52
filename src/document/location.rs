//! Where in its text a document is wrong.
//!
//! A location is for the person who mends the document in an editor; the place beside it (`rules[3].basis`) is for
//! programs and tests, which it does not change when a line is added above.

use std::fmt;

/// A line and a column, both counted from 1; the column in characters or bytes, as the format's reader counts.
///
/// It is printed as `line 3, column 14`, or `column 14` alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Location {
    /// The line; `None` where the text is a single line whose number someone else knows.
    pub(super) line: Option<usize>,
    /// The column, from 1. TOML's is counted in characters here, JSON's in bytes by `serde_json`.
    pub(super) column: usize,
}

impl Location {
    /// Returns the location of a byte of a text. One past its end is where the text ends.
    ///
    /// Columns are counted in characters, as editors do: in `é = 1` the byte 3, at `=`, is in column 3 where a count
    /// of bytes would say 4. A byte within a character is taken for the end of the text, since no part of the text
    /// ends there.
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
