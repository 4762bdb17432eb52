//! Decides the commonest plan, one rule at one point, by one pass over the answers.
//!
//! Whatever is not plain (an erasure, a void, a lift, a scope beyond the bits) is left to the general evaluator: these
//! functions then return `None`.
//!
//! What makes it fast is what it leaves out: no list of regimes or rules, no conditions, no age, no age of the data, no
//! observer. Left is a loop over the heads of a person's answers, with one bit test for each.
//!
//! | it meets | it |
//! |---|---|
//! | an answer about something else, or of a kind that the rule does not hear | goes on |
//! | a no | denies |
//! | a yes that can be used | allows |
//! | a yes that cannot | remembers the reason, and goes on |
//! | a void or a lift | gives up |
//! | a scope whose number is beyond the bits | gives up |

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
    ///
    /// A remembered reason is the first found, so that of the newest yes, as in the general evaluator.
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
    ///
    /// Until may be earlier than the first real change, because a time that is passed need not change the outcome; it
    /// is never later.
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
