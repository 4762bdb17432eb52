//! [`Columns`]: all fields over a column of people, with the reasons of each field.
//!
//! The mask comes from the evaluator of 64 lanes, which knows no reasons. A reason is then filled in for each cell in
//! the cheapest way that there is:
//!
//! | the cell is | and its grant is | its reason comes from |
//! |---|---|---|
//! | allowed | the same whichever rule allows | the policy alone, looked up once for the whole table |
//! | allowed | one of several | the general evaluator, for that field |
//! | not allowed | – | the general evaluator, for that field |

use std::{
    borrow::Borrow,
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use super::{
    cell_mask::CellMask,
    column::Column,
    row_source::{ByKey, ByNumber, RowSource},
    tally::Tally,
};
use crate::{
    decide::{Decision, DenyReason, Grant},
    ledger::{BATCH, LedgerRowGuard},
    policy::Policy,
    time::Moment,
};

/// The answers to a table: which cells are allowed, and for each field how often each answer was given.
///
/// It is to [`LedgerRowGuard`] what [`Column`] is to [`LedgerGuard`](crate::LedgerGuard), and says of each field
/// exactly what a guard for that field alone would say. [`LedgerRowGuard::columns`] makes one.
///
/// Each field adds up: the tally of a field counts every row once, so all tallies have the same total.
///
/// ```
/// # let policy = consentry::PolicyDocument::from_toml(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "name" }, { key = "email" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "delivery"
/// #     basis = "contract"
/// #     scope = { purposes = "service", categories = "name", recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let ledger: consentry::Ledger<u64> = consentry::Ledger::new(policy.compile()?);
/// # let now = consentry::Timestamp::from_millis(0);
/// use consentry::{DataUse, Operations};
///
/// let field = |category: &str| DataUse::new("service", category, "lingon", Operations::USE);
/// let guard = ledger.row_guard(&[field("name"), field("email")])?;
/// let columns = guard.columns(&[7, 8, 9], now);
/// for (data_use, tally) in guard.fields().iter().zip(&columns.tallies) {
///     for (outcome, code, rows) in tally.iter() {
///         println!("{}: {} because {code}, {rows} rows", data_use.category(), outcome.name());
///     }
///     assert_eq!(tally.total(), 3);
/// }
/// // email: deny because not_declared, 3 rows
/// assert_eq!(columns.tallies[1].code("not_declared"), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Columns {
    /// Which cells are allowed.
    pub allowed: CellMask,
    /// How many rows were decided how: one tally for each field, in the order of
    /// [`fields`](LedgerRowGuard::fields).
    pub tallies: Vec<Tally>,
}

impl Columns {
    /// Returns one field over all rows, as a guard for that field alone would have answered.
    ///
    /// A field that is not there is allowed in no row, and its tally is empty.
    ///
    /// It copies: one bit and a step for each row. To read a few cells, ask [`allowed`](Self::allowed) instead.
    pub fn field(&self, field: usize) -> Column {
        Column { allowed: self.allowed.field(field), tally: self.tallies.get(field).cloned().unwrap_or_default() }
    }

    /// Adds the rows of another table of the same guard; the rows before fill whole batches.
    #[cfg(feature = "rayon")]
    pub(super) fn append(&mut self, other: Self) {
        self.allowed.append(other.allowed);
        self.tallies.resize(self.tallies.len().max(other.tallies.len()), Tally::default());
        for (own, others) in self.tallies.iter_mut().zip(&other.tallies) {
            *own += others;
        }
    }
}

impl<K: Hash + Eq, S: BuildHasher> LedgerRowGuard<K, S> {
    /// Decides all fields of a row for each key, and counts the reasons field by field.
    ///
    /// Use it where a report says why cells are empty; where nobody asks, [`rows`](Self::rows) is faster. All fields of
    /// a row are decided in one pass. Only a cell that is not allowed is then asked about alone for its reason, and one
    /// that different rules could have allowed.
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
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "service", categories = "email", recipients = "lingon", operations = "use" }
    /// # "#)?;
    /// # let ledger: consentry::Ledger<u64> = consentry::Ledger::new(policy.compile()?);
    /// # use consentry::{DataUse, Operations};
    /// # let field = |category: &str| DataUse::new("service", category, "lingon", Operations::USE);
    /// # let now: consentry::Timestamp = "2026-01-01T00:00:00Z".parse()?;
    /// let guard = ledger.row_guard(&[field("name"), field("email")])?;
    /// let columns = guard.columns(&[7, 8, 9], now);
    /// assert_eq!(columns.allowed.row(0).bits(), 0b01);
    /// assert_eq!(columns.tallies[0].code("contract"), 3);
    /// assert_eq!(columns.tallies[1].code("never_asked"), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn columns<'k, Q>(&self, keys: impl IntoIterator<Item = &'k Q>, at: impl Into<Moment>) -> Columns
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized + 'k,
    {
        self.decide_columns(at.into(), ByKey { ledger: &self.ledger, keys: keys.into_iter() })
    }

    /// Decides all fields of a row for each of the [numbers](crate::Ledger::number) that the ledger gave its people,
    /// and counts the reasons field by field.
    ///
    /// A number that nobody has stands for someone who is not known.
    ///
    /// It skips the look-up of keys, as [`rows_by_number`](Self::rows_by_number) does.
    pub fn columns_by_number(&self, numbers: impl IntoIterator<Item = u32>, at: impl Into<Moment>) -> Columns {
        self.decide_columns(at.into(), ByNumber { ledger: &self.ledger, numbers: numbers.into_iter() })
    }

    /// Decides what comes, [`BATCH`] rows at a time; only the last batch may be smaller.
    fn decide_columns(&self, moment: Moment, mut source: impl RowSource) -> Columns {
        let (fields, words_a_row) = (self.fields().len(), self.words());
        let mut cells = CellMask::with_capacity(words_a_row, source.at_least());
        let mut tallies = vec![Tally::default(); fields];
        // Counted after the batch: a row that is changed while it is read is decided once more.
        let mut decisions = vec![Decision::Deny(DenyReason::NotDeclared); fields * BATCH];
        let mut grants = SoleGrants::default();
        loop {
            let words = cells.more(BATCH);
            let count = source.read(|row, answers| {
                let own = words.get_mut(row * words_a_row..(row + 1) * words_a_row).unwrap_or_default();
                let decided = decisions.get_mut(row * fields..(row + 1) * fields).unwrap_or_default();
                self.guard.with_plan(|plan| {
                    plan.decide_uses_into(answers, moment, own);
                    grants.follow(&plan.policy, fields, |field| plan.sole_grant(field));
                    for (field, (decision, grant)) in decided.iter_mut().zip(&grants.by_field).enumerate() {
                        let is_allowed = own.get(field / 64).is_some_and(|word| word >> (field % 64) & 1 == 1);
                        *decision = match grant {
                            Some(grant) if is_allowed => Decision::Allow(*grant),
                            _ => plan.decide_use(field, answers, moment),
                        };
                    }
                });
            });
            // A guard over no field has nothing to count.
            for decided in decisions.chunks(fields.max(1)).take(count) {
                for (tally, decision) in tallies.iter_mut().zip(decided) {
                    tally.add(*decision, 1);
                }
            }
            cells.fewer(BATCH - count);
            if count < BATCH {
                return Columns { allowed: cells, tallies };
            }
        }
    }
}

/// The grants that the policy alone settles, one for each field, as long as that policy is in force.
///
/// A reload in the middle of a table is possible: each row then asks for the grants of the policy that decides it.
#[derive(Default)]
struct SoleGrants {
    /// Held, so that no other policy can stand where this one stood.
    policy: Option<Arc<Policy>>,
    by_field: Vec<Option<Grant>>,
}

impl SoleGrants {
    /// Asks for all grants anew if the policy is another one than before.
    ///
    /// Comparing two addresses is all that it costs while the policy stays. Because the policy is held here, no other
    /// can be put at its address.
    #[inline]
    fn follow(&mut self, policy: &Arc<Policy>, fields: usize, grant: impl Fn(usize) -> Option<Grant>) {
        if !self.policy.as_ref().is_some_and(|own| Arc::ptr_eq(own, policy)) {
            self.by_field.clear();
            self.by_field.extend((0..fields).map(grant));
            self.policy = Some(policy.clone());
        }
    }
}
