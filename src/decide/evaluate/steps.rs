//! The small steps that all evaluators share, so that each rule of the design is written once.
//!
//! They are about one answer or one rule and know nothing of plans as a whole.

use super::super::{
    decision::{Decision, Grant},
    plan::{Demands, RulePlan},
    reason::{AskReason, DenyReason},
};
use crate::{
    act::Kinds,
    policy::Obligations,
    standing::Answer,
    time::{Birth, Moment, Timestamp},
};

/// Returns the kind of no that a lift cancels; an empty set of any other kind.
pub(crate) const fn lifted_by(lift: Kinds) -> Kinds {
    match lift {
        Kinds::OBJECTION_OVERRULED => Kinds::OBJECTED,
        Kinds::RESTRICTION_LIFTED => Kinds::RESTRICTED,
        Kinds::REINSTATED => Kinds::ERASED,
        _ => Kinds::empty(),
    }
}

/// Returns why the rule does not let data of that age be used; `None` if it does.
///
/// A rule without a limit lets data of any age. The interval is half-open: on the day it elapses the data may not be
/// used.
#[inline]
pub(crate) fn too_old(rule: &RulePlan, moment: Moment) -> Option<DenyReason> {
    let days = rule.retention_days?;
    match moment.collected() {
        None => Some(DenyReason::DataAgeUnknown),
        Some(collected) if collected.plus_days(days) <= moment.now() => Some(DenyReason::RetentionElapsed),
        Some(_) => None,
    }
}

/// Returns why a yes that is not void does not meet the demands now; `None` if it does.
#[inline]
pub(crate) fn unusable(yes: &Answer, demands: &Demands, birth: Birth, now: Timestamp) -> Option<AskReason> {
    unusable_of(yes, demands, now, || {
        let age = demands.min_age.filter(|_| !yes.head.by_guardian())?;
        birth.turns(age).is_none_or(|birthday| yes.at < birthday).then_some(AskReason::GuardianRequired)
    })
}

/// Returns why a yes does not meet the demands, given a closure that says whether the person was too young for it.
///
/// The order is that of the design, section 5: not in force, expired, notice, guardian, quality. The closure lets a
/// plan without an age leave that step out altogether.
#[inline(always)]
pub(super) fn unusable_of(
    yes: &Answer,
    demands: &Demands,
    now: Timestamp,
    too_young: impl FnOnce() -> Option<AskReason>,
) -> Option<AskReason> {
    if yes.at > now {
        return Some(AskReason::NotInForce);
    }
    if yes.expires_at <= now || demands.lifetime_days.is_some_and(|days| yes.at.plus_days(days) <= now) {
        return Some(AskReason::Expired);
    }
    if yes.head.notice() < demands.notice {
        return Some(AskReason::NoticeOutdated);
    }
    if let Some(reason) = too_young() {
        return Some(reason);
    }
    if !yes.head.qualities().contains(demands.requires) {
        return Some(AskReason::MissingQuality);
    }
    None
}

/// The worst of several decisions so far, over regimes or over points.
///
/// Of equals the first stays. Obligations of allows add up. Of no decision at all it is denied as not declared.
#[derive(Default)]
pub(crate) struct Worst {
    worst: Option<Decision>,
    obligations: Obligations,
}

impl Worst {
    /// Takes one decision more into account.
    #[inline]
    pub(crate) fn add(&mut self, decision: Decision) {
        self.obligations |= decision.obligations();
        if self.worst.is_none_or(|worst| decision.outcome() > worst.outcome()) {
            self.worst = Some(decision);
        }
    }

    /// Returns whether nothing that follows can change the decision: there is nothing worse than a no.
    #[inline]
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.worst, Some(Decision::Deny(_)))
    }

    /// Returns the worst of the decisions.
    #[inline]
    pub(crate) fn decision(self) -> Decision {
        match self.worst {
            None => Decision::Deny(DenyReason::NotDeclared),
            Some(Decision::Allow(grant)) => Decision::Allow(Grant { obligations: self.obligations, ..grant }),
            Some(decision) => decision,
        }
    }
}
