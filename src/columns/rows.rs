//! [`LedgerRowGuard::rows`]: which cells of a table may be used, one bit each and nothing more.
//!
//! A batch is decided straight into the words of the mask: room for a whole batch is made first, and what the last
//! batch did not need is taken away again. Nothing is allocated for a row.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{
    cell_mask::CellMask,
    row_source::{ByKey, ByNumber, RowSource},
};
use crate::{
    ledger::{BATCH, LedgerRowGuard},
    time::Moment,
};

impl<K: Hash + Eq, S: BuildHasher> LedgerRowGuard<K, S> {
    /// Decides all fields of a row for each key.
    ///
    /// Returns one bit a cell. This is the fastest way to filter a table; [`columns`](Self::columns) also counts the
    /// reasons. A key that the ledger does not know is decided as a person who never said anything.
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
    /// # let policy = policy.compile()?;
    /// use consentry::{DataUse, Ledger, Operations, Timestamp};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let field = |category: &str| DataUse::new("service", category, "lingon", Operations::USE);
    /// let guard = ledger.row_guard(&[field("name"), field("email")])?;
    /// let cells = guard.rows(&[7, 8], "2026-01-01T00:00:00Z".parse::<Timestamp>()?);
    /// // A contract covers the names; nobody declared what happens with the email addresses.
    /// assert_eq!((cells.row(0).bits(), cells.row(1).bits()), (0b01, 0b01));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A row guard over more than 64 fields gives rows of several words; [`CellMask::contains`] finds the right one.
    pub fn rows<'k, Q>(&self, keys: impl IntoIterator<Item = &'k Q>, at: impl Into<Moment>) -> CellMask
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        self.decide_rows(at.into(), ByKey { ledger: &self.ledger, keys: keys.into_iter() })
    }

    /// Decides all fields of a row for each of the [numbers](crate::Ledger::number) that the ledger gave its people.
    ///
    /// Nobody has to be looked up, so a column of consecutive numbers is the fastest. A number that nobody has stands
    /// for someone who is not known.
    ///
    /// A program gets a number once for each person, when it loads its table, and keeps it beside the row:
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "name" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "consent"
    /// #     basis = "consent"
    /// #     scope = { purposes = "service", categories = "name", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy.compile()?);
    /// let scope = Scope::new(["service"], ["name"], ["lingon"], Operations::USE)?;
    /// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    /// let yes = EventDocument::new("e1", 7, Kind::Given, &scope, now).qualities(Qualities::AFFIRMATIVE);
    /// ledger.record(&yes.into_event()?)?;
    ///
    /// let guard = ledger.row_guard(&[DataUse::new("service", "name", "lingon", Operations::USE)])?;
    /// let number = ledger.number(&7).expect("7 has an answer");
    /// let cells = guard.rows_by_number([number, u32::MAX], now);
    /// assert!(cells.contains(0, 0) && !cells.contains(1, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rows_by_number(&self, numbers: impl IntoIterator<Item = u32>, at: impl Into<Moment>) -> CellMask {
        self.decide_rows(at.into(), ByNumber { ledger: &self.ledger, numbers: numbers.into_iter() })
    }

    /// Decides what comes, [`BATCH`] rows at a time; only the last batch may be smaller.
    fn decide_rows(&self, moment: Moment, mut source: impl RowSource) -> CellMask {
        let words_a_row = self.words();
        let mut cells = CellMask::with_capacity(words_a_row, source.at_least());
        loop {
            let words = cells.more(BATCH);
            let count = source.read(|row, answers| {
                let own = words.get_mut(row * words_a_row..(row + 1) * words_a_row);
                self.guard.decide_into(answers, moment, own.unwrap_or_default());
            });
            cells.fewer(BATCH - count);
            if count < BATCH {
                return cells;
            }
        }
    }
}
