//! What was allowed and what was withheld, column by column.

use std::{collections::BTreeMap, fmt};

use consentry::{columns::Tally, decide::Outcome};

/// The counts of one column.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ColumnTally {
    allowed: u64,
    withheld: BTreeMap<(&'static str, &'static str), u64>,
}

impl ColumnTally {
    /// The counts of a guard's field, and of rows about nobody whom the ledger knows.
    pub(crate) fn new(decided: &Tally, nobody: u64) -> Self {
        let mut own = Self::default();
        for (outcome, code, count) in decided.iter() {
            match outcome {
                Outcome::Allow => own.allowed += count,
                outcome => *own.withheld.entry((outcome.name(), code)).or_default() += count,
            }
        }
        if nobody > 0 {
            own.withheld.insert((Outcome::Deny.name(), UNKNOWN_SUBJECT), nobody);
        }
        own
    }

    /// Returns how many cells were allowed.
    #[must_use]
    pub const fn allowed(&self) -> u64 {
        self.allowed
    }

    /// Returns how many cells were withheld, whether by an ask or by a deny.
    #[must_use]
    pub fn withheld(&self) -> u64 {
        self.withheld.values().sum()
    }

    /// Returns how many cells were withheld for the reason with that code: a reason of a decision, or
    /// `unknown_subject` for rows about nobody whom the ledger knows.
    #[must_use]
    pub fn code(&self, code: &str) -> u64 {
        self.withheld.iter().filter(|((_, own), _)| *own == code).map(|(_, count)| count).sum()
    }

    /// Iterates over outcome (`ask`, `deny`), reason code and count of what was withheld.
    pub fn reasons(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        self.withheld.iter().map(|((outcome, code), count)| (*outcome, *code, *count))
    }

    fn merge(&mut self, other: &Self) {
        self.allowed += other.allowed;
        for (reason, count) in &other.withheld {
            *self.withheld.entry(*reason).or_default() += count;
        }
    }
}

/// The reason of a row whose subject is null or nobody whom the ledger knows.
const UNKNOWN_SUBJECT: &str = "unknown_subject";

/// The counts of all guarded columns of a batch, or of many batches added up.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TableTally {
    columns: BTreeMap<String, ColumnTally>,
}

impl TableTally {
    pub(crate) fn column_mut(&mut self, name: &str) -> &mut ColumnTally {
        self.columns.entry(name.to_owned()).or_default()
    }

    /// Returns the counts of a column, by the name or path that the document lists.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnTally> {
        self.columns.get(name)
    }

    /// Iterates over the guarded columns by name.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &ColumnTally)> {
        self.columns.iter().map(|(name, tally)| (name.as_str(), tally))
    }

    /// Adds the counts of another batch.
    pub fn merge(&mut self, other: &Self) {
        for (name, own) in &other.columns {
            self.column_mut(name).merge(own);
        }
    }
}

impl fmt::Display for TableTally {
    /// One line a column: `email: 7 allowed, 2 deny withdrawn, 1 ask never_asked`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, column)) in self.columns.iter().enumerate() {
            let line = if position == 0 { "" } else { "\n" };
            write!(f, "{line}{name}: {} allowed", column.allowed)?;
            for (outcome, code, count) in column.reasons() {
                write!(f, ", {count} {outcome} {code}")?;
            }
        }
        Ok(())
    }
}
