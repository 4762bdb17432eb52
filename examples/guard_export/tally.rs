//! How often each answer came.

use consentry::{Decision, decide::Outcome};

/// The answers for one category.
#[derive(Clone, Default)]
pub(crate) struct Tally(Vec<(Outcome, &'static str, u64)>);

impl Tally {
    pub(crate) fn add(&mut self, decision: Decision) {
        let (outcome, code) = (decision.outcome(), decision.code());
        match self.0.iter_mut().find(|(known, reason, _)| *known == outcome && *reason == code) {
            Some((_, _, count)) => *count += 1,
            None => self.0.push((outcome, code, 1)),
        }
    }

    pub(crate) fn count(&self, outcome: Outcome) -> u64 {
        self.0.iter().filter(|(known, _, _)| *known == outcome).map(|(_, _, count)| count).sum()
    }

    /// Whether the other has the same answers as often.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().all(|answer| other.0.contains(answer))
    }

    /// The reasons of an outcome, the most frequent first.
    pub(crate) fn reasons(&self, outcome: Outcome) -> Vec<(&'static str, u64)> {
        let reasons = self.0.iter().filter(|(known, _, _)| *known == outcome);
        let mut reasons: Vec<_> = reasons.map(|(_, reason, count)| (*reason, *count)).collect();
        reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        reasons
    }
}
