//! [`CellMask`]: one bit for each cell of a table.

use crate::decide::{FieldMask, RowMask};

/// Which cells of a table are allowed: rows of people by the fields of one row guard, one bit a cell.
///
/// Each row takes whole words of 64 bits, the first field in the least significant bit; bits beyond the last field are
/// 0. The rows stand in the order of the keys that were asked about. A row or a field that is not there is not allowed,
/// so a position that is off by one opens nothing.
///
/// [`LedgerRowGuard::rows`](crate::LedgerRowGuard::rows) makes one:
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "name" }, { key = "email" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "delivery"
/// #     basis = "contract"
/// #     scope = { purposes = "service", categories = "name", recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let ledger: consentry::Ledger<u64> = consentry::Ledger::new(policy.compile()?);
/// # let field = |category: &str| consentry::DataUse::new("service", category, "lingon", consentry::Operations::USE);
/// # let guard = ledger.row_guard(&[field("name"), field("email")])?;
/// # let now: consentry::Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let cells = guard.rows(&[7, 8, 9], now);
/// assert_eq!((cells.len(), cells.words_a_row()), (3, 1));
/// assert!(cells.contains(2, 0) && !cells.contains(2, 1));
/// assert!(!cells.contains(3, 0), "there is no fourth row");
/// // One field over all rows, as the bitmap of its column.
/// assert_eq!(cells.field(0).words(), [0b111]);
/// assert!(cells.field(1).iter().next().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A table of a million people and ten fields takes eight megabytes, since each row has a word of its own. In return a
/// row is one load, and a guard over 64 fields takes no more than one over ten.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct CellMask {
    /// INVARIANT: `len` rows of `words_a_row` words.
    words: Vec<u64>,
    /// How many words a row has; 0 for a guard over no field, whose rows are counted all the same.
    words_a_row: usize,
    /// How many rows there are.
    len: usize,
}

impl CellMask {
    /// Returns a mask of no rows with room for so many.
    pub(super) fn with_capacity(words_a_row: usize, rows: usize) -> Self {
        Self { words: Vec::with_capacity(words_a_row.saturating_mul(rows)), words_a_row, len: 0 }
    }

    /// Adds so many rows in which nothing is allowed, and returns their words.
    ///
    /// The words are zero, so that a row that is never decided is a row in which nothing is allowed.
    pub(super) fn more(&mut self, rows: usize) -> &mut [u64] {
        let start = self.words.len();
        self.words.resize(start + rows * self.words_a_row, 0);
        self.len += rows;
        self.words.get_mut(start..).unwrap_or_default()
    }

    /// Takes so many rows away from the end.
    pub(super) fn fewer(&mut self, rows: usize) {
        self.len -= rows;
        self.words.truncate(self.len * self.words_a_row);
    }

    /// Adds the rows of another mask of the same guard.
    ///
    /// An empty mask takes on the width of the first that is added to it.
    #[cfg(feature = "rayon")]
    pub(super) fn append(&mut self, mut other: Self) {
        self.words.append(&mut other.words);
        self.words_a_row = self.words_a_row.max(other.words_a_row);
        self.len += other.len;
    }

    /// Returns how many rows there are.
    ///
    /// Every row counts, whether or not a cell of it is allowed.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns the words of all rows, row after row: [`words_a_row`](Self::words_a_row) for each.
    ///
    /// The bit of field *n* in row *r* is bit *n* mod 64 of word `r * words_a_row + n / 64`.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Returns how many words a row has: one for each 64 fields, and none where the guard has no field.
    #[must_use]
    pub const fn words_a_row(&self) -> usize {
        self.words_a_row
    }

    /// Returns which of the first 64 fields of a row are allowed.
    ///
    /// In a row that is not there none is. Of a guard over more fields the others are left out: ask
    /// [`contains`](Self::contains), or read the [`words`](Self::words).
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "name" }, { key = "email" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "delivery"
    /// #     basis = "contract"
    /// #     scope = { purposes = "service", categories = "email", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// # let ledger: consentry::Ledger<u64> = consentry::Ledger::new(policy.compile()?);
    /// # use consentry::{DataUse, Operations};
    /// # let field = |category: &str| DataUse::new("service", category, "lingon", Operations::USE);
    /// # let guard = ledger.row_guard(&[field("name"), field("email")])?;
    /// let table = [(7, "Anna", "anna@example.org"), (8, "Bo", "bo@example.org")];
    /// let cells = guard.rows(table.iter().map(|(key, ..)| key), consentry::Timestamp::from_millis(0));
    /// for (row, (_, name, email)) in table.iter().enumerate() {
    ///     let allowed = cells.row(row);
    ///     let printed: Vec<_> = allowed.iter().map(|field| [name, email][field]).collect();
    ///     assert_eq!(printed, [email], "nothing is declared about names");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn row(&self, row: usize) -> FieldMask {
        let word = row.checked_mul(self.words_a_row).filter(|_| row < self.len).and_then(|at| self.words.get(at));
        FieldMask::from_bits(word.copied().unwrap_or_default())
    }

    /// Returns whether a field is allowed in a row. A row or a field that is not there is not.
    ///
    /// It looks one cell up and allocates nothing. Positions of any size are safe to ask about.
    #[must_use]
    pub fn contains(&self, row: usize, field: usize) -> bool {
        let inside = row < self.len && field / 64 < self.words_a_row;
        let word = row.checked_mul(self.words_a_row).map(|at| at.saturating_add(field / 64)).filter(|_| inside);
        word.and_then(|at| self.words.get(at)).is_some_and(|word| word >> (field % 64) & 1 == 1)
    }

    /// Returns one field over all rows, as the mask of a column.
    ///
    /// It has as many rows as this mask; of a field that is not there none is allowed.
    ///
    /// It goes through all rows, and allocates one bit for each. Use it to hand a whole column on, not in a loop over
    /// rows.
    pub fn field(&self, field: usize) -> RowMask {
        (0..self.len).map(|row| self.contains(row, field)).collect()
    }
}
