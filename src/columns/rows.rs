//! All fields of each row.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use crate::{
    decide::{FieldMask, RowMask},
    ledger::{BATCH, Ledger, LedgerRowGuard},
    standing::Answers,
    time::Moment,
};

/// The fields that are allowed in each row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct CellMask {
    words: Vec<u64>,
    words_a_row: usize,
    len: usize,
}

impl<K: Hash + Eq, S: BuildHasher> LedgerRowGuard<K, S> {
    /// Decides all fields of a row for each key.
    pub fn rows<'k, Q>(&self, keys: impl IntoIterator<Item = &'k Q>, at: impl Into<Moment>) -> CellMask
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let keys = keys.into_iter();
        let rows = keys.size_hint().0;
        self.each_batch(rows, at.into(), ByKey { ledger: &self.ledger, keys })
    }

    /// Decides all fields of a row for each of the [numbers](crate::Ledger::number) that the ledger gave its people: nobody has
    /// to be looked up, so a column of consecutive numbers is the fastest. A number that nobody has stands for someone
    /// who is not known.
    pub fn rows_by_number(&self, numbers: impl IntoIterator<Item = u32>, at: impl Into<Moment>) -> CellMask {
        let numbers = numbers.into_iter();
        let rows = numbers.size_hint().0;
        self.each_batch(rows, at.into(), ByNumber { ledger: &self.ledger, numbers })
    }

    /// Decides what comes, [`BATCH`] rows at a time; only the last batch may be smaller.
    fn each_batch(&self, rows: usize, moment: Moment, mut source: impl Source) -> CellMask {
        let words_a_row = self.words();
        let mut column = CellMask::new(words_a_row, rows);
        loop {
            let words = column.more(BATCH);
            let count = source.read(|row, rows| {
                let own = words.get_mut(row * words_a_row..(row + 1) * words_a_row);
                self.guard.decide_into(rows, moment, own.unwrap_or_default());
            });
            column.fewer(BATCH - count);
            if count < BATCH {
                return column;
            }
        }
    }
}

/// Where rows come from.
trait Source {
    /// Runs on each of the next [`BATCH`] rows, as [`Ledger::read_batch`]; how many there were.
    fn read(&mut self, run: impl FnMut(usize, Answers<'_>)) -> usize;
}

struct ByKey<'l, K, S, I> {
    ledger: &'l Ledger<K, S>,
    keys: I,
}

impl<'k, K, S, I, Q> Source for ByKey<'_, K, S, I>
where
    K: Hash + Eq + Borrow<Q>,
    S: BuildHasher,
    I: Iterator<Item = &'k Q>,
    Q: Hash + Eq + ?Sized + 'k,
{
    #[inline]
    fn read(&mut self, run: impl FnMut(usize, Answers<'_>)) -> usize {
        self.ledger.read_batch(&mut self.keys, run)
    }
}

struct ByNumber<'l, K, S, I> {
    ledger: &'l Ledger<K, S>,
    numbers: I,
}

impl<K: Hash + Eq, S: BuildHasher, I: Iterator<Item = u32>> Source for ByNumber<'_, K, S, I> {
    #[inline]
    fn read(&mut self, run: impl FnMut(usize, Answers<'_>)) -> usize {
        self.ledger.read_numbers(&mut self.numbers, run)
    }
}

impl CellMask {
    fn new(words_a_row: usize, rows: usize) -> Self {
        Self { words: Vec::with_capacity(words_a_row * rows), words_a_row, len: 0 }
    }

    /// The words of so many rows more.
    fn more(&mut self, rows: usize) -> &mut [u64] {
        let start = self.words.len();
        self.words.resize(start + rows * self.words_a_row, 0);
        self.len += rows;
        self.words.get_mut(start..).unwrap_or_default()
    }

    /// Takes back so many rows.
    fn fewer(&mut self, rows: usize) {
        self.len -= rows;
        self.words.truncate(self.len * self.words_a_row);
    }

    /// Adds the rows of another column of the same guard.
    #[cfg(feature = "rayon")]
    pub(super) fn append(&mut self, mut other: Self) {
        self.words.append(&mut other.words);
        self.words_a_row = self.words_a_row.max(other.words_a_row);
        self.len += other.len;
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All rows' words, row after row.
    #[must_use]
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// How many words a row has: one for each 64 fields.
    #[must_use]
    pub const fn words_a_row(&self) -> usize {
        self.words_a_row
    }

    /// The first 64 fields of a row. In a row that is not there none is allowed.
    #[inline]
    pub fn row(&self, row: usize) -> FieldMask {
        let word = row.checked_mul(self.words_a_row).filter(|_| row < self.len).and_then(|at| self.words.get(at));
        FieldMask::from_bits(word.copied().unwrap_or_default())
    }

    /// Whether a field is allowed in a row.
    #[must_use]
    pub fn contains(&self, row: usize, field: usize) -> bool {
        let inside = row < self.len && field / 64 < self.words_a_row;
        let word = row.checked_mul(self.words_a_row).map(|at| at.saturating_add(field / 64)).filter(|_| inside);
        word.and_then(|at| self.words.get(at)).is_some_and(|word| word >> (field % 64) & 1 == 1)
    }

    /// One field over all rows, as a column of its own.
    pub fn field(&self, field: usize) -> RowMask {
        (0..self.len).map(|row| self.contains(row, field)).collect()
    }
}
