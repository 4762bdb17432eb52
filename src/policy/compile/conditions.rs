//! Conditions of a rule on the person: ages and facts.
//!
//! Where the person is belongs to conditions too, and is read in [`regions`](super::regions), as regimes have it as
//! well.

use super::{compiler::Compiler, header::MAX_FACTS};
use crate::{
    fault::FaultCode,
    policy::{
        check::fields::MAX_AGE,
        conditions::{Ages, FactTest},
        document::RuleDocument,
        policy::unknown_fact,
    },
};

impl Compiler<'_> {
    /// Reads the range of ages in which a rule holds.
    ///
    /// | `ages` | result |
    /// |---|---|
    /// | left out | `None`: any age |
    /// | `{}` | `empty_set` |
    /// | `{ from = 13, below = 18 }` | 13 to 17 |
    /// | `{ from = 0 }` | `no_effect` |
    /// | `{ from = 18, below = 18 }` | `unreachable` |
    /// | `{ from = 151 }` | `out_of_range` |
    pub(super) fn ages(&mut self, document: &RuleDocument, place: &str) -> Option<Ages> {
        let ages = document.ages?;
        let place = format!("{place}.ages");
        if ages.from.is_none() && ages.below.is_none() {
            self.fault(&place, FaultCode::EmptySet, "the range of ages has no end; say `from`, `below` or both");
            return None;
        }
        let range = Ages { from: ages.from.unwrap_or(0), below: ages.below };
        if range.from > MAX_AGE || range.below.is_some_and(|below| below > MAX_AGE) {
            self.fault(&place, FaultCode::OutOfRange, format!("ages are years from 0 to {MAX_AGE}"));
        }
        if range.below.is_some_and(|below| below <= range.from) {
            self.fault(
                &place,
                FaultCode::Unreachable,
                format!(
                    "nobody is at least {} and below {}; the first must be lower",
                    range.from,
                    range.below.unwrap_or(0)
                ),
            );
        }
        if range.from == 0 && range.below.is_none() {
            self.fault(&place, FaultCode::NoEffect, "everyone is at least 0 years old; leave `ages` out");
        }
        Some(range)
    }

    /// Reads the tests of facts, sorted, each once.
    ///
    /// Twice as many tests as facts that a policy may declare are the most that can differ, `customer` and
    /// `!customer` counted as two. A test that is repeated is dropped, one that contradicts another is `unreachable`.
    pub(super) fn facts(&mut self, document: &RuleDocument, place: &str) -> Vec<FactTest> {
        let mut tests = Vec::new();
        if self.too_many(&format!("{place}.facts"), document.facts.len(), 2 * MAX_FACTS) {
            return tests;
        }
        for (position, text) in document.facts.iter().enumerate() {
            let (fact, holds) = text.strip_prefix('!').map_or((text.as_str(), true), |fact| (fact, false));
            let place = format!("{place}.facts[{position}]");
            if !self.document.facts.iter().any(|known| known == fact) {
                let message = unknown_fact(fact, &self.document.facts);
                self.fault(place, FaultCode::UnknownFact, message);
                continue;
            }
            if tests.contains(&FactTest { fact: fact.to_owned(), holds: !holds }) {
                self.fault(
                    place,
                    FaultCode::Unreachable,
                    format!("`{fact}` cannot both hold and not hold; take one out"),
                );
                continue;
            }
            tests.push(FactTest { fact: fact.to_owned(), holds });
        }
        tests.sort();
        tests.dedup();
        tests
    }
}
