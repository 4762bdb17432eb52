//! How often each answer was given.

use crate::{
    decide::{Decision, Outcome},
    policy::Obligations,
};

/// Room for the codes of an outcome: there are fewer bases, and fewer reasons to ask or to deny.
const CODES: usize = 32;

/// How many rows were decided how, by outcome and reason.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    allowed: Counts,
    asked: Counts,
    denied: Counts,
    out_of_range: u64,
    obligations: Obligations,
}

/// Answers by number of a code.
type Counts = [(&'static str, u64); CODES];

impl Tally {
    /// Counts some rows that were decided so.
    #[inline]
    pub(crate) fn add(&mut self, decision: Decision, rows: u64) {
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
            *count += rows;
        }
    }

    pub(crate) fn add_out_of_range(&mut self, rows: u64) {
        self.out_of_range += rows;
    }

    /// Counts what the other counted.
    #[cfg(feature = "rayon")]
    pub(crate) fn merge(&mut self, other: &Self) {
        let own = [&mut self.allowed, &mut self.asked, &mut self.denied];
        for (own, others) in own.into_iter().zip([&other.allowed, &other.asked, &other.denied]) {
            for ((code, count), (others_code, others_count)) in own.iter_mut().zip(others) {
                if *others_count > 0 {
                    *code = others_code;
                    *count += others_count;
                }
            }
        }
        self.out_of_range += other.out_of_range;
        self.obligations |= other.obligations;
    }

    /// How many rows had that outcome. Answers out of range count as denied.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        let sum = |counts: &Counts| counts.iter().map(|(_, count)| count).sum::<u64>();
        match outcome {
            Outcome::Allow => sum(&self.allowed),
            Outcome::Ask => sum(&self.asked),
            Outcome::Deny => sum(&self.denied) + self.out_of_range,
        }
    }

    /// How many rows there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.of(Outcome::Allow) + self.of(Outcome::Ask) + self.of(Outcome::Deny)
    }

    /// How many rows pointed beyond their dictionary. They are not allowed.
    #[must_use]
    pub const fn out_of_range(&self) -> u64 {
        self.out_of_range
    }

    /// What the rows that are allowed oblige to, all together.
    #[must_use]
    pub const fn obligations(&self) -> Obligations {
        self.obligations
    }

    /// Each answer that was given, as outcome and stable code, and to how many rows; without those out of range.
    pub fn iter(&self) -> impl Iterator<Item = (Outcome, &'static str, u64)> {
        let outcomes = [(Outcome::Allow, &self.allowed), (Outcome::Ask, &self.asked), (Outcome::Deny, &self.denied)];
        outcomes.into_iter().flat_map(|(outcome, counts)| {
            counts.iter().filter(|(_, count)| *count > 0).map(move |(code, count)| (outcome, *code, *count))
        })
    }

    /// To how many rows the answer with that stable code was given.
    #[must_use]
    pub fn code(&self, code: &str) -> u64 {
        self.iter().filter(|(_, own, _)| *own == code).map(|(_, _, count)| count).sum()
    }
}
