//! The small steps that all evaluators share, so that each rule of the design is written once.
//!
//! They are about one answer or one rule and know nothing of plans as a whole.
//!
//! | step | of section 5 |
//! |---|---|
//! | `lifted_by` | what a lift cancels |
//! | `too_old` | retention first |
//! | `unusable` | which yes can be used, and the order of its defects |
//! | `Worst` | the worst over regimes and points, and the union of obligations |

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
///
/// An overruled objection, a lifted restriction, a reinstatement after an erasure: each lift is for one kind of no, and
/// leaves the others as they are.
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
///
/// For example with `retention_days = 30`, data of 1 March 12:00 may be used until 31 March 12:00 and not at that
/// instant.
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
///
/// An unknown date of birth is never old enough. The age is that on the day of the yes: whoever said yes as a child has
/// to be asked again when grown up, or a guardian must have said it.
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
///
/// | step | the yes is passed over if | reason |
/// |---|---|---|
/// | 1 | it is dated later than the check | `not_in_force` |
/// | 2 | its own end or the rule's lifetime is over | `expired` |
/// | 3 | its notice is older than the oldest that counts | `notice_outdated` |
/// | 4 | the person was too young, and no guardian acted | `guardian_required` |
/// | 5 | a quality is missing | `missing_quality` |
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
///
/// For example an ask and then two allows are that ask; an allow under `log` and one under `aggregate` are the first
/// allow under both.
#[derive(Default)]
pub(crate) struct Worst {
    /// The first decision of the worst outcome so far.
    worst: Option<Decision>,
    /// The union of what all allows so far oblige to.
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
    ///
    /// Obligations are put into an allow only; a decision that is no allow obliges to nothing.
    #[inline]
    pub(crate) fn decision(self) -> Decision {
        match self.worst {
            None => Decision::Deny(DenyReason::NotDeclared),
            Some(Decision::Allow(grant)) => Decision::Allow(Grant { obligations: self.obligations, ..grant }),
            Some(decision) => decision,
        }
    }
}
