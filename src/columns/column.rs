//! [`Column`]: one use over a column of keys.
//!
//! Keys are taken in batches: the index is asked for all keys of a batch before the first is decided, so that the cache
//! misses of different people overlap. A batch has as many rows as a word has bits, so each fills one word of the mask.

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
};

use super::tally::Tally;
use crate::{
    decide::{Decision, DenyReason, RowMask},
    ledger::{BATCH, LedgerGuard},
    time::Moment,
};

/// The answers to a column of people: which rows are allowed, and how often each answer was given.
///
/// [`LedgerGuard::column`] and [`LedgerGuard::dictionary_column`] make one. The rows stand in the order in which they
/// were asked about; the two fields always agree, so that `allowed.count()` is `tally.of(Outcome::Allow)`.
///
/// The default is a column of no rows. Two columns are equal if their masks and their tallies are, so tests can compare
/// a column with one that was built row by row:
///
/// ```
/// # let policy = consentry::PolicyDocument::from_toml(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "opt_out"
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#)?;
/// use consentry::{DataUse, Ledger, Operations, Timestamp, columns::Column};
///
/// let ledger: Ledger<u64> = Ledger::new(policy.compile()?);
/// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
/// let (keys, now) = ([7, 8, 9], Timestamp::from_millis(0));
///
/// let decisions: Vec<_> = keys.iter().map(|key| guard.check(key, now)).collect();
/// let by_hand = Column {
///     allowed: decisions.iter().map(|decision| decision.is_allow()).collect(),
///     tally: decisions.into_iter().collect(),
/// };
/// assert_eq!(guard.column(&keys, now), by_hand);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Column {
    /// Which rows are allowed: one bit a row, in words as Arrow and Polars lay them out.
    ///
    /// Keep the rows whose bit is 1. The words can become a validity bitmap of Arrow or Polars without copying.
    pub allowed: RowMask,
    /// How many rows were decided how.
    ///
    /// Its total is the number of rows.
    pub tally: Tally,
}

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    /// Decides a row for each key, and counts the reasons.
    ///
    /// A key that comes twice is decided twice; a key that the ledger does not know is decided as a person who never
    /// said anything. Where the same people come again and again,
    /// [`dictionary_column`](Self::dictionary_column) decides each of them once.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// use consentry::{DataUse, Ledger, Operations, Timestamp, decide::Outcome};
    ///
    /// let ledger: Ledger<String> = Ledger::new(policy.compile()?);
    /// let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
    /// let column = guard.column(["anna", "bo"], "2026-01-01T00:00:00Z".parse::<Timestamp>()?);
    /// assert_eq!((column.allowed.len(), column.allowed.count()), (2, 0));
    /// assert_eq!(column.tally.of(Outcome::Ask), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// It allocates the mask, once if the iterator says how many keys there are. All rows are decided at one moment:
    /// where the rows were collected at different times and a rule has `retention_days`, decide each group by itself.
    pub fn column<'k, Q>(&self, keys: impl IntoIterator<Item = &'k Q>, at: impl Into<Moment>) -> Column
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let moment = at.into();
        let mut keys = keys.into_iter();
        let mut allowed = RowMask::with_capacity(keys.size_hint().0);
        let mut tally = Tally::default();
        self.each_batch(&mut keys, moment, |decisions| {
            let mut word = 0;
            for (bit, decision) in decisions.iter().enumerate() {
                tally.add(*decision, 1);
                word |= u64::from(decision.is_allow()) << bit;
            }
            allowed.push_word(word, decisions.len());
        });
        Column { allowed, tally }
    }

    /// Calls `take` with the decisions about each key in turn, [`BATCH`] at a time; only the last batch may be smaller.
    ///
    /// `take` may count, since it sees a batch only when no row of it will be decided again. The decisions that the
    /// buffer begins with, all denials, are never seen: a batch shows only the rows that were read.
    #[inline]
    pub(super) fn each_batch<'k, Q>(
        &self,
        keys: &mut impl Iterator<Item = &'k Q>,
        moment: Moment,
        mut take: impl FnMut(&[Decision]),
    ) where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        let mut decisions = [Decision::Deny(DenyReason::NotDeclared); BATCH];
        loop {
            let count = self.ledger.read_batch(keys, |row, rows| {
                if let Some(decision) = decisions.get_mut(row) {
                    *decision = self.guard.decide(rows, moment);
                }
            });
            if count > 0 {
                take(decisions.get(..count).unwrap_or_default());
            }
            if count < BATCH {
                return;
            }
        }
    }
}
