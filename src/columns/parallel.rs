//! Columns by all threads of a rayon pool. Every answer is what one thread would have given, in the same order.
//!
//! The work is cut into parts of whole words, each part is decided as one thread would, and the results are put
//! together in the order of the rows. A check takes no lock that another check waits for, so the parts do not hold one
//! another up.
//!
//! | method | cut by | put together by |
//! |---|---|---|
//! | `par_column`, `par_dictionary_column` | rows | appending words, adding tallies |
//! | `par_rows` | rows | appending words |
//! | `par_columns` | rows | appending words, adding the tallies of each field |

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use rayon::prelude::*;

use super::{cell_mask::CellMask, column::Column, columns::Columns, dictionary::Values};
use crate::{
    ledger::{LedgerGuard, LedgerRowGuard},
    time::Moment,
};

/// How many rows a task decides: whole words, and so many that handing out is nothing beside deciding.
///
/// INVARIANT: a multiple of the batch, so that every part but the last fills whole words and can be appended to.
const ROWS: usize = 16 * 1024;

impl<K, S> LedgerGuard<K, S>
where
    K: Hash + Eq + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    /// Decides a row for each key, by all of rayon's threads.
    ///
    /// Returns what [`column`](Self::column) returns.
    ///
    /// It runs in rayon's global pool, or in the pool whose `install` it is called within. Below some ten thousand rows
    /// there is one part, and it only adds the cost of handing over.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
    /// #         recipients = [{ key = "shop", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "opt_out"
    /// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, Ledger, Operations, Timestamp};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy);
    /// let guard = ledger.guard(&DataUse::new("news", "email", "shop", Operations::USE))?;
    /// let (keys, now): (Vec<u64>, _) = ((0..40_000).collect(), Timestamp::from_millis(0));
    ///
    /// let column = guard.par_column(&keys, now);
    /// assert_eq!(column.allowed.count(), 40_000);
    /// assert_eq!(column, guard.column(&keys, now), "more threads, no other answer");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn par_column<'k, Q>(
        &self,
        keys: impl IntoParallelIterator<Item = &'k Q, Iter: IndexedParallelIterator>,
        at: impl Into<Moment>,
    ) -> Column
    where
        K: Borrow<Q>,
        Q: Hash + Eq + Sync + ?Sized + 'k,
    {
        let moment = at.into();
        let parts = keys.into_par_iter().chunks(ROWS).map(|keys| self.column(keys, moment));
        joined(parts.collect())
    }

    /// Decides each of the dictionary's values once, and then each row by its index among them, by all of rayon's
    /// threads.
    ///
    /// Returns what [`dictionary_column`](Self::dictionary_column) returns.
    ///
    /// The values are decided by the calling thread; only the rows are shared out. That pays where rows outnumber
    /// values by far, which is what a dictionary is for.
    pub fn par_dictionary_column<'k, Q, I>(
        &self,
        values: impl IntoIterator<Item = &'k Q>,
        indices: &[I],
        at: impl Into<Moment>,
    ) -> Column
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
        I: Copy + TryInto<usize> + Sync,
    {
        let values = Values::new(self, values, at.into());
        joined(indices.par_chunks(ROWS).map(|indices| values.gather(indices)).collect())
    }
}

impl<K, S> LedgerRowGuard<K, S>
where
    K: Hash + Eq + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    /// Decides all fields of a row for each key, by all of rayon's threads.
    ///
    /// Returns what [`rows`](Self::rows) returns.
    ///
    /// A policy reload while it runs takes effect between rows, as for one thread; rows of different parts may then be
    /// decided by different policies whatever their order.
    pub fn par_rows<'k, Q>(
        &self,
        keys: impl IntoParallelIterator<Item = &'k Q, Iter: IndexedParallelIterator>,
        at: impl Into<Moment>,
    ) -> CellMask
    where
        K: Borrow<Q>,
        Q: Hash + Eq + Sync + ?Sized + 'k,
    {
        let moment = at.into();
        let parts: Vec<_> = keys.into_par_iter().chunks(ROWS).map(|keys| self.rows(keys, moment)).collect();
        parts.into_iter().fold(CellMask::default(), |mut whole, part| {
            whole.append(part);
            whole
        })
    }

    /// Decides all fields of a row for each key, and counts the reasons field by field, by all of rayon's threads.
    ///
    /// Returns what [`columns`](Self::columns) returns.
    ///
    /// Without any row it still returns an empty tally for each field.
    pub fn par_columns<'k, Q>(
        &self,
        keys: impl IntoParallelIterator<Item = &'k Q, Iter: IndexedParallelIterator>,
        at: impl Into<Moment>,
    ) -> Columns
    where
        K: Borrow<Q>,
        Q: Hash + Eq + Sync + ?Sized + 'k,
    {
        let moment = at.into();
        let parts: Vec<_> = keys.into_par_iter().chunks(ROWS).map(|keys| self.columns(keys, moment)).collect();
        // Tallies stand for every field even where there is no row.
        let none: [&Q; 0] = [];
        parts.into_iter().fold(self.columns(none, moment), |mut whole, part| {
            whole.append(part);
            whole
        })
    }
}

/// Puts columns one after the other.
///
/// INVARIANT: every part but the last fills whole words.
fn joined(parts: Vec<Column>) -> Column {
    parts.into_iter().fold(Column::default(), |mut whole, part| {
        whole.allowed.append(part.allowed);
        whole.tally += part.tally;
        whole
    })
}
