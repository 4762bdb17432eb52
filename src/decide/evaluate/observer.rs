//! What the evaluator tells whoever wants to know how it came to its answer.

use super::super::{
    decision::Decision,
    plan::{RegimePlan, RulePlan},
    reason::AskReason,
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
