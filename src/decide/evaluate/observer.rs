//! What the evaluator tells whoever wants to know how it came to its answer.
//!
//! One evaluator has two costs: with the observer `()` it is a check, and the calls compile to nothing; with an
//! observer that writes down it is an explanation. They cannot drift apart, since they are the same code.
//!
//! | observer | notes | for |
//! |---|---|---|
//! | `()` | nothing | every check |
//! | `Recorder` of `explain` | everything | explanations |
//! | `Collector` of `explain` | rules that allow, and the yes | grounds |
//! | `Asking` of `asking` | when the deciding answer was given | whether the person may be asked |

use super::super::{
    decision::Decision,
    plan::{RegimePlan, RulePlan},
    reason::AskReason,
};

/// A witness of one point's evaluation. Calls come in order: a regime, its rules one by one with their answers and
/// outcome, the regime's outcome, the next regime.
///
/// An observer is told what happens and cannot change it: no method returns anything.
pub(crate) trait Observer {
    /// Whether regimes and rules that can change nothing any more are to be gone through all the same.
    ///
    /// A check stops as soon as the answer is certain. An explanation goes on, so that it can show the regimes and
    /// rules that would have agreed.
    const COMPLETE: bool;
    /// A regime applies; what follows is about it.
    fn regime(&mut self, regime: &RegimePlan);
    /// A rule of the regime applies; what follows is about it.
    fn rule(&mut self, rule: &RulePlan);
    /// The answer at `position` covers the point, and this is what it does.
    ///
    /// Answers that the rule does not hear, or whose scope is elsewhere, are not told.
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

/// The role of an answer in a rule, as an observer is told it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AnswerRole {
    /// The answer decides.
    Decides,
    /// A yes that cannot be used, and the reason.
    ///
    /// The first that is told is the newest, and its reason is the one that an ask gives.
    PassedOver(AskReason),
    /// A no that was lifted.
    Lifted,
    /// A lift that is in force.
    Lifts,
    /// A lift that is dated later than the check.
    LiftsLater,
    /// A void: yeses before it count no more.
    Voids,
}
