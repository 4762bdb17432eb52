//! What is wrong with a table's document, or with a batch.

use std::fmt;

/// One thing wrong with a table's document: where, what, and how to mend it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableFault {
    /// The column, or the field of the document.
    pub place: String,
    /// What is wrong and how to mend it, in words.
    pub message: String,
}

/// Everything that is wrong with a table's document, held against a schema and a policy.
#[derive(Clone, PartialEq, Eq)]
pub struct TableFaults(Vec<TableFault>);

impl TableFaults {
    pub(crate) fn none_in(faults: Vec<TableFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }

    pub(crate) fn of(fault: TableFault) -> Self {
        Self(vec![fault])
    }

    /// Returns the faults, at least one.
    #[must_use]
    pub fn as_slice(&self) -> &[TableFault] {
        &self.0
    }
}

impl fmt::Display for TableFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, TableFault { place, message }) in self.0.iter().enumerate() {
            let line = if position == 0 { "" } else { "\n" };
            write!(f, "{line}column `{place}`: {message}")?;
        }
        Ok(())
    }
}

// `main() -> Result` prints `Debug`: it should read as well.
impl fmt::Debug for TableFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for TableFaults {}

/// Why a batch is not masked. Nothing of it comes back then.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MaskError {
    /// The batch has another schema than the guard was built for.
    #[error("column `{column}` {problem}; build a guard for this schema")]
    Schema {
        /// The column.
        column: String,
        /// What differs.
        problem: String,
    },
    /// Arrow refused a step.
    #[error("column `{column}`: arrow says: {message}")]
    Arrow {
        /// The column.
        column: String,
        /// What arrow says.
        message: String,
    },
}

impl fmt::Debug for MaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
