//! The commonest plan in one piece: one point, one regime and one rule, all of which apply to everyone.
//!
//! Then the best, the worst and the worst again of one outcome are that outcome, and what remains is to go through the
//! answers. Everything for that lies together here. Whatever is not plain (an erasure, a void, a lift, a scope beyond the
//! bits) is left to the [evaluator](super::evaluate), which knows it all.

use super::{
    decision::{AskReason, Decision, DenyReason},
    evaluate::unusable_of,
    plan::{Demands, PointPlan, RegimePlan, RulePlan},
};
use crate::{
    act::Kinds,
    interner::{Bits, is_set},
    policy::Basis,
    standing::Answers,
    time::Timestamp,
};

/// A rule at a point, by itself.
pub(crate) struct SingleRulePlan {
    /// Which scopes cover the point.
    scopes: Bits,
    hears: Kinds,
    demands: Demands,
    /// What a yes that can be used gives.
    allow: Decision,
    /// Whether the person is to be asked if no answer decides; otherwise that allows.
    asks: bool,
}

impl SingleRulePlan {
    /// The plan in one piece, if it is of that shape and no rule asks for more than answers: no age, no retention.
    pub(super) fn of(lanes: &[PointPlan]) -> Option<Self> {
        let [lane] = lanes else { return None };
        let [RegimePlan { profiles: None, rules, .. }] = &*lane.regimes else { return None };
        let [rule @ RulePlan { profiles: None, ages: None, retention_days: None, .. }] = &**rules else { return None };
        if rule.basis == Basis::Prohibited || rule.demands.min_age.is_some() {
            return None;
        }
        let asks = matches!(rule.basis, Basis::Consent | Basis::Platform);
        Some(Self {
            scopes: lane.scopes().clone(),
            hears: rule.hears,
            demands: rule.demands,
            allow: rule.allow(),
            asks,
        })
    }

    /// The decision; `None`: go the long way.
    ///
    /// INVARIANT: the rows can be judged by the plan.
    #[inline(always)]
    pub(super) fn decide(&self, rows: Answers<'_>, now: Timestamp) -> Option<Decision> {
        let bits = self.scopes.words();
        let mut remembered = None;
        for (position, head) in rows.heads().into_iter().enumerate() {
            // Most answers of a person are about something else. One whose scope is beyond the bits goes the long way.
            if !is_set(bits, head.scope())? {
                continue;
            }
            let kinds = head.kinds() & self.hears;
            if Kinds::NOES.intersects(kinds) {
                return head.kind().map(|kind| Decision::Deny(DenyReason::of(kind)));
            }
            if Kinds::YESES.intersects(kinds) {
                match unusable_of(&rows.answer(position)?, &self.demands, now, || None) {
                    None => return Some(self.allow),
                    reason => remembered = remembered.or(reason),
                }
            } else if !kinds.is_empty() {
                return None;
            }
        }
        Some(if self.asks { Decision::Ask(remembered.unwrap_or(AskReason::NeverAsked)) } else { self.allow })
    }

    /// Whether it is allowed, and the first later instant at which that could turn ([`Timestamp::MAX`]: never); `None`: go
    /// the long way.
    ///
    /// Only what comes before the answer that decides, and that itself, can turn: after a no nothing does, and what is
    /// older than a yes that is used matters once it ends, which is asked then.
    ///
    /// INVARIANT: the rows can be judged by the plan.
    #[inline]
    pub(super) fn decide_until(&self, rows: Answers<'_>, now: Timestamp) -> Option<(bool, Timestamp)> {
        let bits = self.scopes.words();
        let mut until = Timestamp::MAX;
        for (position, head) in rows.heads().into_iter().enumerate() {
            if !is_set(bits, head.scope())? {
                continue;
            }
            let kinds = head.kinds() & self.hears;
            if Kinds::NOES.intersects(kinds) {
                return Some((false, until));
            }
            if Kinds::YESES.intersects(kinds) {
                let yes = rows.answer(position)?;
                let lifetime = self.demands.lifetime_days.map_or(Timestamp::MAX, |days| yes.at.plus_days(days));
                let times = [yes.at, yes.expires_at, lifetime].into_iter().filter(|time| *time > now);
                until = times.fold(until, Timestamp::min);
                if unusable_of(&yes, &self.demands, now, || None).is_none() {
                    return Some((true, until));
                }
            } else if !kinds.is_empty() {
                return None;
            }
        }
        Some((!self.asks, until))
    }
}
