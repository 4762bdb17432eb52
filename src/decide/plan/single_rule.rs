//! The commonest plan in one piece: one point, one regime and one rule, all of which apply to everyone.
//!
//! Then the best, the worst and the worst again of one outcome are that outcome, and what remains is to go through the
//! answers. Everything that it takes lies together here, in as few cache lines as possible. How it is decided is
//! written in `evaluate`.

use super::{
    super::decision::Decision,
    point::{Demands, PointPlan, RegimePlan, RulePlan},
};
use crate::{act::Kinds, interner::Bits, policy::Basis};

/// The only rule at the only point of a plan, by itself.
///
/// It has no age below which a guardian must act, no ages, no retention and no profiles: a rule with any of them is
/// left to the general evaluator.
pub(crate) struct SingleRulePlan {
    /// The scopes that cover the point, a bit for each number.
    pub(crate) scopes: Bits,
    /// The kinds of event that the rule hears.
    pub(crate) hears: Kinds,
    /// What a yes must be like; the least age is never set here.
    pub(crate) demands: Demands,
    /// The decision that a usable yes gives.
    pub(crate) allow: Decision,
    /// Whether the person has to be asked if no answer decides. Where not, that allows.
    pub(crate) asks: bool,
}

impl SingleRulePlan {
    /// Returns the plan in one piece; `None` where there are more points, regimes or rules, or where the rule asks for
    /// more than answers: an age, a profile, the age of the data.
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
