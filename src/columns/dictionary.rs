//! One use over a dictionary-encoded column: decided once for each distinct person, gathered once for each row.
//!
//! With *v* values and *n* rows it costs *v* checks and *n* look-ups in two small arrays, one of decisions and one of
//! counts. Where every row has a person of its own that is no gain: use `column` there.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::{column::Column, tally::Tally};
use crate::{
    decide::{Decision, RowMask},
    ledger::LedgerGuard,
    time::Moment,
};

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    /// Decides each of the dictionary's values once, and then each row by its index among them.
    ///
    /// This is how Arrow, Parquet and Polars keep columns with few distinct values. An index that points at no value (a
    /// negative one too, so -1 can stand for a row without a person) is not allowed, and counted as
    /// [out of range](Tally::out_of_range). Values that no index points at are decided but not counted.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "delivery"
    /// #     basis = "contract"
    /// #     scope = { purposes = "service", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// # use consentry::{DataUse, Ledger, Operations, Timestamp};
    /// # let ledger: Ledger<String> = Ledger::new(policy.compile()?);
    /// # let guard = ledger.guard(&DataUse::new("service", "contact", "lingon", Operations::USE))?;
    /// let (people, rows) = (["anna", "bo"], [0, 0, 1, -1]);
    /// let column = guard.dictionary_column(people, &rows, "2026-01-01T00:00:00Z".parse::<Timestamp>()?);
    /// assert_eq!(column.allowed.words(), [0b0111]);
    /// assert_eq!((column.tally.code("contract"), column.tally.out_of_range()), (3, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Indices may be of any integer type that converts to `usize`; one that does not fit is out of range. It allocates
    /// two arrays as long as the dictionary, and the mask.
    ///
    /// A mistake opens nothing: with a dictionary that is shorter than the indices assume, the rows beyond it are not
    /// allowed.
    pub fn dictionary_column<'k, Q, I>(
        &self,
        values: impl IntoIterator<Item = &'k Q>,
        indices: &[I],
        at: impl Into<Moment>,
    ) -> Column
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
        I: Copy + TryInto<usize>,
    {
        let values = Values::new(self, values, at.into());
        values.gather(indices)
    }
}

/// The decisions of a dictionary's values, each made once.
///
/// Threads share it: each gathers rows of its own from the same decisions, so one person never has two answers in one
/// column.
pub(super) struct Values {
    /// By position in the dictionary.
    decisions: Vec<Decision>,
    /// Whether each decision allows, one bit each, so that the many look-ups of rows stay in few cache lines.
    allowed: RowMask,
}

impl Values {
    /// Decides each value.
    pub(super) fn new<'k, K, S, Q>(
        guard: &LedgerGuard<K, S>,
        values: impl IntoIterator<Item = &'k Q>,
        moment: Moment,
    ) -> Self
    where
        K: Hash + Eq + Borrow<Q>,
        S: BuildHasher,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let mut decisions = Vec::new();
        guard.each_batch(&mut values.into_iter(), moment, |batch| decisions.extend_from_slice(batch));
        let allowed = decisions.iter().map(|decision| decision.is_allow()).collect();
        Self { decisions, allowed }
    }

    /// Looks each row's decision up by its index.
    pub(super) fn gather<I: Copy + TryInto<usize>>(&self, indices: &[I]) -> Column {
        let mut rows = vec![0u64; self.decisions.len()];
        let mut out_of_range = 0;
        let allowed = indices.iter().map(|index| {
            let index = (*index).try_into().unwrap_or(usize::MAX);
            match rows.get_mut(index) {
                Some(count) => *count += 1,
                None => out_of_range += 1,
            }
            self.allowed.contains(index)
        });
        let allowed = allowed.collect();
        let mut tally = Tally::default();
        for (decision, rows) in self.decisions.iter().zip(rows).filter(|(_, rows)| *rows > 0) {
            tally.add(*decision, rows);
        }
        tally.add_out_of_range(out_of_range);
        Column { allowed, tally }
    }
}
