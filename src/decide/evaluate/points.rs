//! Section 5 of the design, point by point: the newest answer that a rule listens to.
//!
//! This is the general evaluator: it knows everything, gives a reason, and never steps aside. The others answer the
//! same, faster, in the cases that they are made for.
//!
//! | function | decides | by |
//! |---|---|---|
//! | `decide_point` | a point | the worst over regimes |
//! | `decide_regime` | a point in a regime | a prohibition, else the best over rules |
//! | `decide_rule` | a point by a rule | the newest answer that decides |
//! | `RuleMemory::hear` | what one answer does | its kind |
//!
//! An example. A rule with basis `consent` hears, newest first: the lifting of a restriction, that restriction, a yes
//! whose notice is outdated, and an older yes that is good. The lift is noted, the restriction passed over as lifted,
//! the first yes passed over with `notice_outdated` remembered, and the second yes allows.

use super::{
    super::{
        decision::Decision,
        plan::{Plan, PointPlan, RegimePlan, RulePlan},
        reason::{AskReason, DenyReason},
    },
    observer::{AnswerRole, Observer},
    steps::{Worst, lifted_by, too_old, unusable},
};
use crate::{
    act::{Kind, Kinds},
    policy::Basis,
    standing::{AnswerHead, AnswerHeads, Answers},
    time::{Moment, Timestamp},
};

impl Plan {
    /// Decides a point: the worst over the regimes that apply to the person; of equals the first.
    ///
    /// Without any regime that applies it is denied as not declared. An allow carries the obligations of all regimes.
    #[inline]
    pub(crate) fn decide_point<O: Observer>(
        &self,
        point: &PointPlan,
        answers: Answers<'_>,
        moment: Moment,
        observer: &mut O,
    ) -> Decision {
        let mut worst = Worst::default();
        for regime in &point.regimes {
            if !self.regime_applies(regime.regime, regime.profiles.as_ref(), answers.profile()) {
                continue;
            }
            observer.regime(regime);
            let decision = self.decide_regime(point, regime, answers, moment, observer);
            observer.regime_outcome(decision);
            worst.add(decision);
            if !O::COMPLETE && worst.is_final() {
                break;
            }
        }
        worst.decision()
    }

    /// Decides a point in a regime: a prohibition, or the best over the rules that apply; of equals the first.
    ///
    /// A rule that does not apply to the person is as if it were not there; without any that applies it is denied as
    /// not declared.
    #[inline]
    fn decide_regime<O: Observer>(
        &self,
        point: &PointPlan,
        regime: &RegimePlan,
        answers: Answers<'_>,
        moment: Moment,
        observer: &mut O,
    ) -> Decision {
        let mut best: Option<Decision> = None;
        for rule in &regime.rules {
            if !self.rule_applies(rule, answers.profile(), answers.birth(), moment.now()) {
                continue;
            }
            observer.rule(rule);
            let decision = self.decide_rule(point, rule, answers, moment, observer);
            observer.rule_outcome(decision);
            if decision == Decision::Deny(DenyReason::Prohibited) {
                // Prohibitions come first in a plan, so nothing permits before one is seen.
                return decision;
            }
            if best.is_none_or(|best| decision.outcome() < best.outcome()) {
                best = Some(decision);
            }
            if !O::COMPLETE && decision.is_allow() {
                break;
            }
        }
        best.unwrap_or(Decision::Deny(DenyReason::NotDeclared))
    }

    /// Decides a point by a rule: of the answers that it hears and that cover the point, the newest that decides.
    ///
    /// The order of the steps is that of the design: a prohibition, the age of the data, an erasure, then the answers
    /// one by one.
    #[inline]
    fn decide_rule<O: Observer>(
        &self,
        point: &PointPlan,
        rule: &RulePlan,
        answers: Answers<'_>,
        moment: Moment,
        observer: &mut O,
    ) -> Decision {
        let now = moment.now();
        if rule.basis == Basis::Prohibited {
            return Decision::Deny(DenyReason::Prohibited);
        }
        if let Some(reason) = too_old(rule, moment) {
            return Decision::Deny(reason);
        }
        if answers.has_erasure()
            && rule.hears.has(Kind::Erased)
            && let Some(position) = self.standing_erasure(point, answers, now)
        {
            observer.answer(position, AnswerRole::Decides);
            return Decision::Deny(DenyReason::Erased);
        }
        let mut heard = RuleMemory::default();
        let mut next = 0;
        while let Some(position) = self.next_covering(point, rule.hears, answers.heads(), next) {
            if let Some(decision) = heard.hear(position, rule, answers, now, observer) {
                return decision;
            }
            next = position + 1;
        }
        heard.nothing_decides(rule)
    }

    /// Returns the position of the first answer from `from` on that is of these kinds and whose scope covers the point.
    ///
    /// It reads heads only. Times are read when the answer turns out to matter.
    #[inline]
    pub(super) fn next_covering(
        &self,
        point: &PointPlan,
        kinds: Kinds,
        heads: AnswerHeads<'_>,
        from: usize,
    ) -> Option<usize> {
        // The scope first: most answers of a person are about something else.
        let covers = |head: AnswerHead| self.scope_covers(point, head.scope()) && kinds.intersects(head.kinds());
        heads.next(from, covers).map(|(position, _)| position)
    }

    /// Returns the position of the newest erasure of the point that no later reinstatement lifts.
    ///
    /// It is apart from the loop over answers, because an erasure stands over *newer* yeses too, while every other no
    /// is ended by them. Few people have one, so the extra pass is rarely made.
    #[cold]
    fn standing_erasure(&self, point: &PointPlan, answers: Answers<'_>, now: Timestamp) -> Option<usize> {
        let mut heard = answers.heard().enumerate();
        heard.find_map(|(position, answer)| {
            if !self.scope_covers(point, answer.head.scope()) {
                return None;
            }
            match answer.head.kind() {
                // Newest first: whatever erasures are left are older than a reinstatement in force.
                Some(Kind::Reinstated) if answer.at <= now => Some(None),
                Some(Kind::Erased) => Some(Some(position)),
                _ => None,
            }
        })?
    }
}

/// What a rule remembers of the answers that it has heard so far, newest first.
///
/// It begins empty for each rule at each point: what one rule passes over may decide another.
#[derive(Clone, Copy)]
struct RuleMemory {
    /// The kinds of no that lifts in force have cancelled: older ones count no more.
    ///
    /// For example after an overruled objection in force: `OBJECTED`.
    lifted: Kinds,
    /// The reason of the newest void: older yeses count no more.
    void: Option<AskReason>,
    /// The reason that an ask gives: why the newest yes cannot be used, or that of a void before it.
    remembered: Option<AskReason>,
}

impl Default for RuleMemory {
    #[inline]
    fn default() -> Self {
        Self { lifted: Kinds::empty(), void: None, remembered: None }
    }
}

impl RuleMemory {
    /// Hears the answer at `position`, and returns the rule's outcome if that answer decides.
    ///
    /// | the answer is | and | then |
    /// |---|---|---|
    /// | a no | its kind was lifted | it is passed over |
    /// | a no | otherwise | it decides: deny |
    /// | a yes | it can be used | it decides: allow |
    /// | a yes | a void is newer, or it cannot be used | its reason is remembered if it is the first |
    /// | a void | – | older yeses count no more; its reason is remembered if it is the first |
    /// | a lift | it is in force | older noes of the kind it lifts count no more |
    /// | a lift | it is dated later than the check | nothing |
    #[inline]
    fn hear<O: Observer>(
        &mut self,
        position: usize,
        rule: &RulePlan,
        answers: Answers<'_>,
        now: Timestamp,
        observer: &mut O,
    ) -> Option<Decision> {
        let answer = answers.answer(position)?;
        let kinds = answer.head.kinds();
        if Kinds::NOES.intersects(kinds) {
            if self.lifted.intersects(kinds) || kinds == Kinds::ERASED {
                // An erasure that still stood has decided before.
                observer.answer(position, AnswerRole::Lifted);
                return None;
            }
            observer.answer(position, AnswerRole::Decides);
            return Some(Decision::Deny(answer.head.kind().map_or(DenyReason::Unreadable, DenyReason::of)));
        }
        if Kinds::YESES.intersects(kinds) {
            let Some(reason) = self.void.or_else(|| unusable(&answer, &rule.demands, answers.birth(), now)) else {
                observer.answer(position, AnswerRole::Decides);
                return Some(rule.allow());
            };
            observer.answer(position, AnswerRole::PassedOver(reason));
            self.remembered = self.remembered.or(Some(reason));
        } else if Kinds::VOIDS.intersects(kinds) {
            observer.answer(position, AnswerRole::Voids);
            let reason = if kinds == Kinds::INVALIDATED { AskReason::Invalidated } else { AskReason::Completed };
            self.void = self.void.or(Some(reason));
            self.remembered = self.remembered.or(Some(reason));
        } else if answer.at <= now {
            observer.answer(position, AnswerRole::Lifts);
            self.lifted |= lifted_by(kinds);
        } else {
            observer.answer(position, AnswerRole::LiftsLater);
        }
        None
    }

    /// Returns the rule's outcome where no answer decides.
    ///
    /// It is where silence gets its meaning: for consent and platform the person has to be asked, for every other basis
    /// silence allows.
    #[inline]
    fn nothing_decides(self, rule: &RulePlan) -> Decision {
        match rule.basis {
            Basis::Consent | Basis::Platform => Decision::Ask(self.remembered.unwrap_or(AskReason::NeverAsked)),
            _ => rule.allow(),
        }
    }
}
