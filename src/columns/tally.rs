//! [`Tally`]: how often each answer was given.
//!
//! An answer that nobody can explain later is worth little, and keeping one explanation a row is too much. A tally is
//! what lies between: so many rows were used on which basis, so many left out and why. It answers the question of a
//! controller who has to demonstrate compliance (GDPR Art. 5 (2)), and shows a broken policy at a glance: a sudden
//! million of `not_declared` is a misspelt key, not a million refusals.

use std::{iter::Sum, ops::AddAssign};

use crate::{
    decide::{Decision, Outcome},
    policy::Obligations,
};

/// Room for the codes of an outcome: there are fewer bases, and fewer reasons to ask or to deny.
const CODES: usize = 32;

/// A count of decisions by outcome and reason.
///
/// Columns come with one; a program that checks one by one keeps its own with [`add`](Self::add). Tallies of parts add
/// up to the tally of the whole, in any order, by `+=` and [`sum`](Iterator::sum).
///
/// ```
/// use consentry::{AskReason, Decision, DenyReason, columns::Tally, decide::Outcome};
///
/// let mut monday = Tally::default();
/// monday.add(Decision::Deny(DenyReason::Withdrawn), 3);
/// monday.add(Decision::Ask(AskReason::NeverAsked), 1);
/// let tuesday: Tally = [Decision::Deny(DenyReason::Objected)].into_iter().collect();
///
/// let both: Tally = [monday, tuesday].iter().sum();
/// assert_eq!((both.of(Outcome::Deny), both.of(Outcome::Ask), both.total()), (4, 1, 5));
/// assert_eq!((both.code("withdrawn"), both.code("objected")), (3, 1));
/// ```
///
/// Counts stop at [`u64::MAX`] instead of starting over. Its size is fixed, about two kilobytes, however
/// many rows it counts; nothing is allocated.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// By number of the basis.
    allowed: Counts,
    /// By number of the reason to ask.
    asked: Counts,
    /// By number of the reason to deny.
    denied: Counts,
    /// Rows of a dictionary-encoded column without a person; denied, and without a code.
    out_of_range: u64,
    /// The union over all rows that are allowed.
    obligations: Obligations,
}

/// Rows by the number of a code, with its stable name once it was given.
///
/// The name stands beside the count, so that what was never counted is not listed, and reading needs no table of codes.
type Counts = [(&'static str, u64); CODES];

impl Tally {
    /// Counts some rows that were decided so.
    ///
    /// What an allowed row obliges to is kept as well: see [`obligations`](Self::obligations). No rows change nothing.
    ///
    /// ```
    /// use consentry::{AskReason, Decision, columns::Tally};
    ///
    /// let mut tally = Tally::default();
    /// tally.add(Decision::Ask(AskReason::Expired), 0);
    /// assert_eq!(tally, Tally::default());
    /// tally.add(Decision::Ask(AskReason::Expired), 40);
    /// tally.add(Decision::Ask(AskReason::Expired), 2);
    /// assert_eq!(tally.code("expired"), 42);
    /// ```
    #[inline]
    pub fn add(&mut self, decision: Decision, rows: u64) {
        if rows == 0 {
            return;
        }
        let (counts, number) = match decision {
            Decision::Allow(grant) => {
                self.obligations |= grant.obligations();
                (&mut self.allowed, grant.basis() as usize)
            }
            Decision::Ask(reason) => (&mut self.asked, reason as usize),
            Decision::Deny(reason) => (&mut self.denied, reason as usize),
        };
        if let Some((code, count)) = counts.get_mut(number) {
            *code = decision.code();
            *count = count.saturating_add(rows);
        }
    }

    /// Counts rows that pointed beyond their dictionary.
    pub(super) fn add_out_of_range(&mut self, rows: u64) {
        self.out_of_range = self.out_of_range.saturating_add(rows);
    }

    /// Returns how many rows had that outcome. Rows out of range count as denied.
    ///
    /// The three outcomes add up to the [`total`](Self::total).
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        let sum = |counts: &Counts| counts.iter().fold(0, |sum: u64, (_, count)| sum.saturating_add(*count));
        match outcome {
            Outcome::Allow => sum(&self.allowed),
            Outcome::Ask => sum(&self.asked),
            Outcome::Deny => sum(&self.denied).saturating_add(self.out_of_range),
        }
    }

    /// Returns how many rows there were.
    ///
    /// It includes the rows [out of range](Self::out_of_range), so that it is the length of the mask beside it.
    #[must_use]
    pub fn total(&self) -> u64 {
        let outcomes = [Outcome::Allow, Outcome::Ask, Outcome::Deny];
        outcomes.into_iter().fold(0, |sum: u64, outcome| sum.saturating_add(self.of(outcome)))
    }

    /// Returns how many rows pointed beyond their dictionary. They are not allowed.
    ///
    /// Only [`dictionary_column`](crate::LedgerGuard::dictionary_column) can find any.
    ///
    /// A count that is not 0 without rows that were meant to have nobody points at a dictionary and indices that do not
    /// belong together.
    #[must_use]
    pub const fn out_of_range(&self) -> u64 {
        self.out_of_range
    }

    /// Returns what the rows that are allowed oblige to, all together.
    ///
    /// Whoever passes the allowed rows on as one table has to meet all of them for all rows; to separate rows by what
    /// they oblige to, look at each decision.
    #[must_use]
    pub const fn obligations(&self) -> Obligations {
        self.obligations
    }

    /// Returns each answer that was given, as outcome and stable code, and to how many rows.
    ///
    /// Allowed answers come first, then those to be asked for, then the denied; within an outcome the order is fixed
    /// and does not depend on how often or in which order they were counted. Rows out of range have no code and are
    /// left out.
    ///
    /// ```
    /// use consentry::{AskReason, Decision, DenyReason, columns::Tally, decide::Outcome};
    ///
    /// let tally: Tally = [
    ///     Decision::Deny(DenyReason::Withdrawn),
    ///     Decision::Ask(AskReason::NeverAsked),
    ///     Decision::Deny(DenyReason::Withdrawn),
    /// ]
    /// .into_iter()
    /// .collect();
    /// let lines: Vec<_> = tally.iter().collect();
    /// assert_eq!(lines, [(Outcome::Ask, "never_asked", 1), (Outcome::Deny, "withdrawn", 2)]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (Outcome, &'static str, u64)> {
        let outcomes = [(Outcome::Allow, &self.allowed), (Outcome::Ask, &self.asked), (Outcome::Deny, &self.denied)];
        outcomes.into_iter().flat_map(|(outcome, counts)| {
            counts.iter().filter(|(_, count)| *count > 0).map(move |(code, count)| (outcome, *code, *count))
        })
    }

    /// Returns to how many rows the answer with that stable code was given; 0 for a code that does not exist.
    ///
    /// No two outcomes share a code, so it needs no outcome beside it. It goes through all counts; for many codes use
    /// [`iter`](Self::iter) once.
    #[must_use]
    pub fn code(&self, code: &str) -> u64 {
        self.iter().filter(|(_, own, _)| *own == code).map(|(_, _, count)| count).sum()
    }
}

impl AddAssign<&Self> for Tally {
    /// Counts what the other counted.
    fn add_assign(&mut self, other: &Self) {
        let own = [&mut self.allowed, &mut self.asked, &mut self.denied];
        for (own, others) in own.into_iter().zip([&other.allowed, &other.asked, &other.denied]) {
            for ((code, count), (others_code, others_count)) in own.iter_mut().zip(others) {
                if *others_count > 0 {
                    *code = others_code;
                    *count = count.saturating_add(*others_count);
                }
            }
        }
        self.add_out_of_range(other.out_of_range);
        self.obligations |= other.obligations;
    }
}

impl AddAssign for Tally {
    /// Counts what the other counted.
    fn add_assign(&mut self, other: Self) {
        *self += &other;
    }
}

impl<'t> Sum<&'t Self> for Tally {
    fn sum<I: Iterator<Item = &'t Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut whole, part| {
            whole += part;
            whole
        })
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |mut whole, part| {
            whole += part;
            whole
        })
    }
}

impl Extend<Decision> for Tally {
    /// Counts one row for each decision.
    fn extend<I: IntoIterator<Item = Decision>>(&mut self, decisions: I) {
        decisions.into_iter().for_each(|decision| self.add(decision, 1));
    }
}

impl FromIterator<Decision> for Tally {
    /// Counts one row for each decision.
    fn from_iter<I: IntoIterator<Item = Decision>>(decisions: I) -> Self {
        let mut tally = Self::default();
        tally.extend(decisions);
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        decide::{AskReason, DenyReason, Grant},
        policy::Basis,
    };

    fn decisions() -> Vec<Decision> {
        let grant = |basis, obligations| Decision::Allow(Grant { basis, obligations });
        vec![
            grant(Basis::Consent, Obligations::LOG),
            grant(Basis::Contract, Obligations::empty()),
            Decision::Ask(AskReason::NeverAsked),
            Decision::Ask(AskReason::Completed),
            Decision::Deny(DenyReason::Withdrawn),
            Decision::Deny(DenyReason::NotDeclared),
            Decision::Deny(DenyReason::Withdrawn),
        ]
    }

    #[test]
    fn parts_add_up_to_the_whole_wherever_it_is_cut_and_in_any_order() {
        let all = decisions();
        let whole: Tally = all.iter().copied().collect();
        assert_eq!((whole.total(), whole.code("withdrawn"), whole.obligations()), (7, 2, Obligations::LOG));
        for cut in 0..=all.len() {
            let [mut first, mut second]: [Tally; 2] =
                [&all[..cut], &all[cut..]].map(|part| part.iter().copied().collect());
            second.add_out_of_range(2);
            let sum: Tally = [&second, &first].into_iter().sum();
            first += &second;
            assert_eq!(first, sum);
            assert_eq!(first, [first.clone(), Tally::default()].into_iter().sum());
            assert_eq!((first.out_of_range(), first.total(), first.of(Outcome::Deny)), (2, 9, 5));
            assert!(first.iter().eq(whole.iter()));
        }
    }

    #[test]
    fn no_rows_change_nothing_and_too_many_do_not_begin_anew() {
        for decision in decisions() {
            let mut tally = Tally::default();
            tally.add(decision, 0);
            assert_eq!(tally, Tally::default());
            tally.add(decision, u64::MAX);
            tally.add(decision, 5);
            tally += tally.clone();
            assert_eq!((tally.code(decision.code()), tally.total()), (u64::MAX, u64::MAX));
        }
    }
}
