//! Decides the commonest plan, one rule at one point, by one pass over the answers.
//!
//! Whatever is not plain (an erasure, a void, a lift, a scope beyond the bits) is left to the general evaluator: these
//! functions then return `None`.

use super::{
    super::{
        decision::Decision,
        plan::SingleRulePlan,
        reason::{AskReason, DenyReason},
    },
    steps::unusable_of,
};
use crate::{act::Kinds, interner::is_set, standing::Answers, time::Timestamp};

impl SingleRulePlan {
    /// Decides; `None` where the general evaluator must be asked.
    ///
    /// INVARIANT: the answers can be judged by the plan.
    #[inline(always)]
    pub(super) fn try_fast(&self, answers: Answers<'_>, now: Timestamp) -> Option<Decision> {
        let bits = self.scopes.words();
        let mut remembered = None;
        for (position, head) in answers.heads().into_iter().enumerate() {
            // Most answers of a person are about something else. One whose scope is beyond the bits is left to the
            // general evaluator.
            if !is_set(bits, head.scope())? {
                continue;
            }
            let kinds = head.kinds() & self.hears;
            if Kinds::NOES.intersects(kinds) {
                return head.kind().map(|kind| Decision::Deny(DenyReason::of(kind)));
            }
            if Kinds::YESES.intersects(kinds) {
                match unusable_of(&answers.answer(position)?, &self.demands, now, || None) {
                    None => return Some(self.allow),
                    reason => remembered = remembered.or(reason),
                }
            } else if !kinds.is_empty() {
                return None;
            }
        }
        Some(if self.asks { Decision::Ask(remembered.unwrap_or(AskReason::NeverAsked)) } else { self.allow })
    }

    /// Returns whether the use is allowed, and the earliest later instant at which that could change by itself
    /// ([`Timestamp::MAX`] for never); `None` where the general evaluator must be asked.
    ///
    /// Only what comes before the answer that decides, and that itself, can turn: after a no nothing does, and what is
    /// older than a yes that is used matters once it ends, which is asked then.
    ///
    /// INVARIANT: the answers can be judged by the plan.
    #[inline]
    pub(super) fn try_fast_until(&self, answers: Answers<'_>, now: Timestamp) -> Option<(bool, Timestamp)> {
        let bits = self.scopes.words();
        let mut until = Timestamp::MAX;
        for (position, head) in answers.heads().into_iter().enumerate() {
            if !is_set(bits, head.scope())? {
                continue;
            }
            let kinds = head.kinds() & self.hears;
            if Kinds::NOES.intersects(kinds) {
                return Some((false, until));
            }
            if Kinds::YESES.intersects(kinds) {
                let yes = answers.answer(position)?;
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
