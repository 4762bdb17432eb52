//! The commonest plan in one piece: one point, one regime and one rule, all of which apply to everyone.

use super::{
    super::decision::Decision,
    point::{Demands, PointPlan, RegimePlan, RulePlan},
};
use crate::{act::Kinds, interner::Bits, policy::Basis};

/// A rule at a point, by itself.
pub(crate) struct SingleRulePlan {
    /// Which scopes cover the point.
    pub(crate) scopes: Bits,
    pub(crate) hears: Kinds,
    pub(crate) demands: Demands,
    /// What a yes that can be used gives.
    pub(crate) allow: Decision,
    /// Whether the person is to be asked if no answer decides; otherwise that allows.
    pub(crate) asks: bool,
}

impl SingleRulePlan {
    /// The plan in one piece, if it is of that shape and no rule asks for more than answers: no age, no retention.
    pub(super) fn of(points: &[PointPlan]) -> Option<Self> {
        let [point] = points else { return None };
        let [RegimePlan { profiles: None, rules, .. }] = &*point.regimes else { return None };
        let [rule @ RulePlan { profiles: None, ages: None, retention_days: None, .. }] = &**rules else { return None };
        if rule.basis == Basis::Prohibited || rule.demands.min_age.is_some() {
            return None;
        }
        let asks = matches!(rule.basis, Basis::Consent | Basis::Platform);
        Some(Self { scopes: point.scopes.clone(), hears: rule.hears, demands: rule.demands, allow: rule.allow(), asks })
    }
}
