//! The grant of a use that can be allowed in one way only.
//!
//! Counting reasons over a table needs the grant of each allowed cell, and asking the general evaluator for each would
//! cost more than deciding. Most fields have one rule, and so one grant that is known beforehand.

use super::plan::Plan;
use crate::{decide::decision::Grant, policy::Basis};

impl Plan {
    /// Returns the grant that the use at that position gives whenever it is allowed, if that is settled by the policy.
    ///
    /// It is, where all rules that could allow any of the use's points rest on one basis and oblige to the same:
    /// whichever of them allow, the grant is made of nothing else. Then what is allowed needs no second look for its
    /// reason. `None` says only that the person decides which grant it is, or that nothing can allow the use.
    pub(crate) fn sole_grant(&self, field: usize) -> Option<Grant> {
        let points = self.uses.get(field).and_then(|points| self.points.get(points.clone()))?;
        let rules = points.iter().flat_map(|point| &point.regimes).flat_map(|regime| &regime.rules);
        let mut grants = rules
            .filter(|rule| rule.basis != Basis::Prohibited)
            .map(|rule| Grant { basis: rule.basis, obligations: rule.obligations });
        let first = grants.next()?;
        grants.all(|other| other == first).then_some(first)
    }
}
