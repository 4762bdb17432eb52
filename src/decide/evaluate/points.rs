//! Design §5: the newest answer that a rule listens to. One evaluator, for checking and for explaining.
//!
//! Checking runs it with the observer `()`, which compiles to nothing; explaining with a recorder. They cannot drift
//! apart, since they are the same code.

use super::{
    decision::{AskReason, Decision, DenyReason, Grant},
    plan::{Demands, Plan, PointPlan, RegimePlan, RulePlan},
};
use crate::{
    act::{Kind, Kinds},
    policy::{Basis, Obligations},
    standing::{Answer, AnswerHead, AnswerHeads, Answers},
    time::{Birth, Moment, Timestamp},
};

/// What the evaluator tells whoever wants to know how it came to its answer.
pub(crate) trait Observer {
    /// Whether regimes and rules that can change nothing any more are to be gone through all the same.
    const COMPLETE: bool;
    /// A regime applies; what follows is about it.
    fn regime(&mut self, regime: &RegimePlan);
    /// A rule of the regime applies; what follows is about it.
    fn rule(&mut self, rule: &RulePlan);
    /// The answer at `position` covers the point, and this is what it does.
    fn answer(&mut self, position: usize, role: AnswerRole);
    /// The rule's outcome.
    fn rule_outcome(&mut self, decision: Decision);
    /// The regime's outcome.
    fn regime_outcome(&mut self, decision: Decision);
}

impl Observer for () {
    const COMPLETE: bool = false;
    fn regime(&mut self, _: &RegimePlan) {}
    fn rule(&mut self, _: &RulePlan) {}
    fn answer(&mut self, _: usize, _: AnswerRole) {}
    fn rule_outcome(&mut self, _: Decision) {}
    fn regime_outcome(&mut self, _: Decision) {}
}

/// What an answer does in a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AnswerRole {
    /// It decides.
    Decides,
    /// A yes that cannot be used, and why.
    PassedOver(AskReason),
    /// A no that was lifted.
    Lifted,
    /// A lift in force.
    Lifts,
    /// A lift that begins later.
    LiftsLater,
    /// A void.
    Voids,
}

impl Plan {
    /// The outcome of the plan's only use: the worst over its points; of equals the first.
    #[inline]
    pub(crate) fn decide(&self, rows: Answers<'_>, moment: Moment) -> Decision {
        match self.try_fast(rows, moment) {
            Some(decision) => decision,
            None => self.decide_in_full(rows, moment),
        }
    }

    /// The same where that is short work; `None`: it is not.
    #[inline(always)]
    pub(crate) fn try_fast(&self, rows: Answers<'_>, moment: Moment) -> Option<Decision> {
        let short = self.short.as_ref().filter(|_| rows.table == self.table && rows.is_plain())?;
        short.decide(rows, moment.now())
    }

    #[inline(never)]
    pub(crate) fn decide_in_full(&self, rows: Answers<'_>, moment: Moment) -> Decision {
        if let Some(refusal) = self.unanswerable(rows) {
            return Decision::Deny(refusal);
        }
        match &*self.lanes {
            [lane] => self.decide_point(lane, rows, moment, &mut ()),
            lanes if self.blocks.is_empty() => self.decide_points(lanes, rows, moment),
            _ => self.decide_blocks(rows, moment),
        }
    }

    /// The outcome of the use at that position: the worst over its points; of equals the first.
    pub(crate) fn decide_use(&self, position: usize, rows: Answers<'_>, moment: Moment) -> Decision {
        if let Some(refusal) = self.unanswerable(rows) {
            return Decision::Deny(refusal);
        }
        let lanes = self.uses.get(position).and_then(|lanes| self.lanes.get(lanes.clone()));
        self.decide_points(lanes.unwrap_or_default(), rows, moment)
    }

    fn decide_points(&self, lanes: &[PointPlan], rows: Answers<'_>, moment: Moment) -> Decision {
        let mut worst = Worst::default();
        for lane in lanes {
            worst.add(self.decide_point(lane, rows, moment, &mut ()));
            if worst.is_final() {
                break;
            }
        }
        worst.decision()
    }

    /// Why this standing cannot be judged at all, if so.
    #[inline]
    pub(crate) fn unanswerable(&self, rows: Answers<'_>) -> Option<DenyReason> {
        if rows.table != self.table {
            Some(DenyReason::Unreadable)
        } else if rows.is_full() {
            Some(DenyReason::HistoryTooLong)
        } else {
            None
        }
    }

    /// The outcome of a point: the worst over the regimes; of equals the first.
    #[inline]
    pub(crate) fn decide_point<O: Observer>(
        &self,
        lane: &PointPlan,
        rows: Answers<'_>,
        moment: Moment,
        observer: &mut O,
    ) -> Decision {
        let mut worst = Worst::default();
        for regime in &lane.regimes {
            if !self.has_regime(regime.regime, regime.profiles.as_ref(), rows.profile()) {
                continue;
            }
            observer.regime(regime);
            let decision = self.decide_regime(lane, regime, rows, moment, observer);
            observer.regime_outcome(decision);
            worst.add(decision);
            if !O::COMPLETE && worst.is_final() {
                break;
            }
        }
        worst.decision()
    }

    /// The outcome in a regime: a prohibition, or the best over the rules; of equals the first.
    #[inline]
    fn decide_regime<O: Observer>(
        &self,
        lane: &PointPlan,
        regime: &RegimePlan,
        rows: Answers<'_>,
        moment: Moment,
        observer: &mut O,
    ) -> Decision {
        let mut best: Option<Decision> = None;
        for rule in &regime.rules {
            if !self.has_rule(rule, rows.profile(), rows.birth(), moment.now()) {
                continue;
            }
            observer.rule(rule);
            let decision = self.decide_rule(lane, rule, rows, moment, observer);
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

    /// The outcome of a rule: of the answers that it hears and that cover the point, the newest that decides.
    #[inline]
    fn decide_rule<O: Observer>(
        &self,
        lane: &PointPlan,
        rule: &RulePlan,
        rows: Answers<'_>,
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
        if rows.has_erasure()
            && rule.hears.has(Kind::Erased)
            && let Some(position) = self.standing_erasure(lane, rows, now)
        {
            observer.answer(position, AnswerRole::Decides);
            return Decision::Deny(DenyReason::Erased);
        }
        let mut heard = RuleMemory::default();
        let mut next = 0;
        while let Some(position) = self.next_covering(lane, rule.hears, rows.heads(), next) {
            if let Some(decision) = heard.hear(position, rule, rows, now, observer) {
                return decision;
            }
            next = position + 1;
        }
        heard.nothing_decides(rule)
    }

    /// The position of the first answer from `from` on that is of these kinds and whose scope covers the point.
    #[inline]
    pub(super) fn next_covering(
        &self,
        lane: &PointPlan,
        kinds: Kinds,
        heads: AnswerHeads<'_>,
        from: usize,
    ) -> Option<usize> {
        // The scope first: most answers of a person are about something else.
        let covers = |head: AnswerHead| self.scope_covers(lane, head.scope()) && kinds.intersects(head.kinds());
        heads.next(from, covers).map(|(position, _)| position)
    }

    /// The newest erasure of the point that no later reinstatement lifts.
    #[cold]
    fn standing_erasure(&self, lane: &PointPlan, rows: Answers<'_>, now: Timestamp) -> Option<usize> {
        let mut answers = rows.heard().enumerate();
        answers.find_map(|(position, answer)| {
            if !self.scope_covers(lane, answer.head.scope()) {
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

/// What a rule remembers of the answers it has heard, newest first.
#[derive(Clone, Copy)]
struct RuleMemory {
    lifted: Kinds,
    void: Option<AskReason>,
    /// Why the newest yes that cannot be used cannot.
    remembered: Option<AskReason>,
}

impl Default for RuleMemory {
    #[inline]
    fn default() -> Self {
        Self { lifted: Kinds::empty(), void: None, remembered: None }
    }
}

impl RuleMemory {
    /// Hears the answer at `position`; the rule's outcome, if that decides.
    #[inline]
    fn hear<O: Observer>(
        &mut self,
        position: usize,
        rule: &RulePlan,
        rows: Answers<'_>,
        now: Timestamp,
        observer: &mut O,
    ) -> Option<Decision> {
        let answer = rows.answer(position)?;
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
            let Some(reason) = self.void.or_else(|| unusable(&answer, &rule.demands, rows.birth(), now)) else {
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

    /// The rule's outcome where no answer decides.
    #[inline]
    fn nothing_decides(self, rule: &RulePlan) -> Decision {
        match rule.basis {
            Basis::Consent | Basis::Platform => Decision::Ask(self.remembered.unwrap_or(AskReason::NeverAsked)),
            _ => rule.allow(),
        }
    }
}

impl RulePlan {
    #[inline]
    pub(super) const fn allow(&self) -> Decision {
        Decision::Allow(Grant { basis: self.basis, obligations: self.obligations })
    }
}

/// What a lift cancels.
pub(crate) const fn lifted_by(lift: Kinds) -> Kinds {
    match lift {
        Kinds::OBJECTION_OVERRULED => Kinds::OBJECTED,
        Kinds::RESTRICTION_LIFTED => Kinds::RESTRICTED,
        Kinds::REINSTATED => Kinds::ERASED,
        _ => Kinds::empty(),
    }
}

/// Why the rule does not let data of that age be used; `None` if it does.
#[inline]
pub(crate) fn too_old(rule: &RulePlan, moment: Moment) -> Option<DenyReason> {
    let days = rule.retention_days?;
    match moment.collected() {
        None => Some(DenyReason::DataAgeUnknown),
        Some(collected) if collected.plus_days(days) <= moment.now() => Some(DenyReason::RetentionElapsed),
        Some(_) => None,
    }
}

/// Why a yes that is not void does not meet the demands now; `None` if it does.
#[inline]
pub(crate) fn unusable(yes: &Answer, demands: &Demands, birth: Birth, now: Timestamp) -> Option<AskReason> {
    unusable_of(yes, demands, now, || {
        let age = demands.min_age.filter(|_| !yes.head.by_guardian())?;
        birth.turns(age).is_none_or(|birthday| yes.at < birthday).then_some(AskReason::GuardianRequired)
    })
}

/// The same, with the answer to whether the person was too young.
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

/// The worst of several decisions; of equals the first. Obligations of allows add up. Of none: not declared.
#[derive(Default)]
pub(crate) struct Worst {
    worst: Option<Decision>,
    obligations: Obligations,
}

impl Worst {
    #[inline]
    pub(crate) fn add(&mut self, decision: Decision) {
        self.obligations |= decision.obligations();
        if self.worst.is_none_or(|worst| decision.outcome() > worst.outcome()) {
            self.worst = Some(decision);
        }
    }

    #[inline]
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.worst, Some(Decision::Deny(_)))
    }

    #[inline]
    pub(crate) fn decision(self) -> Decision {
        match self.worst {
            None => Decision::Deny(DenyReason::NotDeclared),
            Some(Decision::Allow(grant)) => Decision::Allow(Grant { obligations: self.obligations, ..grant }),
            Some(decision) => decision,
        }
    }
}
