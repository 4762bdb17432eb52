//! The same columns, by all threads of a rayon pool. The answers are the same as by one.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use rayon::prelude::*;

use super::{CellMask, Column, dictionary::Values};
use crate::{
    ledger::{LedgerGuard, LedgerRowGuard},
    time::Moment,
};

/// Answers a task: whole words, and enough of them that handing out is nothing beside deciding.
const ROWS: usize = 16 * 1024;

impl<K, S> LedgerGuard<K, S>
where
    K: Hash + Eq + Send + Sync,
    S: BuildHasher + Send + Sync,
{
    /// As [`column`](Self::column), by rayon's threads.
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

    /// As [`dictionary_column`](Self::dictionary_column), by rayon's threads.
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
    /// As [`records`](Self::records), by rayon's threads.
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
}

fn joined(parts: Vec<Column>) -> Column {
    parts.into_iter().fold(Column::default(), |mut whole, part| {
        whole.allowed.append(part.allowed);
        whole.tally.merge(&part.tally);
        whole
    })
}
