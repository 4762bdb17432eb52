//! Runs the evaluator on every point that matters and writes down what it does.
//!
//! An account is of one point. A use of `user.contact` by three recipients may have fifty points, and an answer that
//! lists fifty accounts explains nothing; the first point with the use's outcome is the one that decided it.
//!
//! What makes it trustworthy is that it only listens. The evaluator calls the same methods in a check, where they do
//! nothing, so no step can be explained that was not taken, and none can be taken unseen.

use std::collections::BTreeMap;

use super::{
    super::{
        data_use::DataUse,
        decision::{Decision, Outcome},
        evaluate::{AnswerRole, Observer},
        plan::{Plan, PointPlan, RegimePlan, RulePlan},
    },
    explanation::{
        EventExplanation, EventRole, Explanation, Named, PointExplanation, RegimeExplanation, RuleExplanation,
    },
    remedy::remedies,
};
use crate::{
    act::Kinds,
    policy::Policy,
    standing::Entry,
    time::Moment,
    vocabulary::{Axis, NodeId, Point, Tree},
};

/// Explains the decision of the plan's only use.
///
/// The decision itself comes from the evaluator without an observer. Then points are gone through with a recorder until
/// one has that outcome; of that point the account is kept.
///
/// Of the account, the deciding rule is the first whose outcome and reason are those of its regime, and the regime the
/// first whose outcome is that of the use. A standing that cannot be judged has no account, only a reason.
pub(crate) fn explain(plan: &Plan, data_use: &DataUse, entry: Entry<'_>, moment: Moment) -> Explanation {
    let answers = entry.answers;
    let ruling = plan.ruling(answers, moment);
    let decision = ruling.decision;
    let mut explanation = Explanation {
        outcome: decision.outcome(),
        reason: decision.code(),
        policy_version: plan.policy.version().to_owned(),
        data_use: data_use.into(),
        at: moment.now(),
        point: None,
        rule: None,
        event: None,
        obligations: decision.obligations(),
        until: ruling.until,
        may_ask: plan.may_ask(answers, moment),
        remedies: Vec::new(),
        regimes: Vec::new(),
    };
    let mut deciding_hears = Kinds::empty();
    let mut deciding_basis = None;
    if plan.unanswerable(answers).is_none() {
        for point in &plan.points {
            let mut recorder = Recorder { plan, entry, regimes: Vec::new(), hears: Vec::new() };
            let point_decision = plan.decide_point(point, answers, moment, &mut recorder);
            if point_decision.outcome() != decision.outcome() {
                continue;
            }
            explanation.point = Some(explain_point(&plan.policy, point));
            let regime = recorder.regimes.iter().position(|regime| regime.outcome == decision.outcome());
            if let Some(regime_position) = regime
                && let Some(regime) = recorder.regimes.get(regime_position)
                && let Some(position) =
                    regime.rules.iter().position(|rule| rule.outcome == regime.outcome && rule.reason == regime.reason)
                && let Some(rule) = regime.rules.get(position)
            {
                explanation.rule = Some(rule.rule.clone());
                explanation.event = rule.heard.iter().find(|event| gave_reason(event, decision)).cloned();
                deciding_basis = Some(rule.basis);
                deciding_hears = recorder
                    .hears
                    .get(regime_position)
                    .and_then(|hears| hears.get(position))
                    .copied()
                    .unwrap_or(deciding_hears);
            }
            explanation.regimes = recorder.regimes;
            break;
        }
    }
    explanation.remedies = remedies(decision, deciding_basis, deciding_hears);
    explanation
}

/// Returns whether the event gave the decision its reason: it decided, or an `Ask` remembers why it did not.
///
/// Where nothing decided, an ask has the reason of the newest yes that was passed over or of a void before it, and that
/// event is shown.
///
/// | the decision | shows the event that |
/// |---|---|
/// | allow, deny | decided |
/// | ask | was the newest yes passed over, or the void before it |
fn gave_reason(event: &EventExplanation, decision: Decision) -> bool {
    let asks = decision.outcome() == Outcome::Ask;
    match event.role {
        EventRole::Decides => true,
        // The newest passed over or void; whichever comes first is the one remembered.
        EventRole::PassedOver | EventRole::Voids => asks,
        EventRole::Lifted | EventRole::Lifts | EventRole::LiftsLater => false,
    }
}

/// Returns the names of the point's keys in the policy.
///
/// A number that the policy does not have, which no plan holds, gets an empty key.
fn explain_point(policy: &Policy, point: &PointPlan) -> PointExplanation {
    fn named<A: Axis>(tree: &Tree<A>, id: NodeId<A>) -> Named {
        tree.node(id).map_or_else(
            || Named { key: String::new(), titles: BTreeMap::new() },
            |node| Named { key: node.key().to_string(), titles: node.titles().clone() },
        )
    }
    let Point { purpose, category, recipient, operation } = point.id;
    let vocabulary = policy.vocabulary();
    PointExplanation {
        purpose: named(vocabulary.purposes(), purpose),
        category: named(vocabulary.categories(), category),
        recipient: named(vocabulary.recipients(), recipient),
        operation: operation.names().next().unwrap_or_default(),
    }
}

/// An observer that writes down everything the evaluator does at one point.
///
/// What it writes down is an [`Explanation`]'s own list of regimes, so nothing has to be converted afterwards.
struct Recorder<'p> {
    plan: &'p Plan,
    entry: Entry<'p>,
    /// The regimes so far; the last is the one that the evaluator is at, and its last rule likewise.
    regimes: Vec<RegimeExplanation>,
    /// The kinds that each rule hears, regime by regime, in the order of `regimes`.
    hears: Vec<Vec<Kinds>>,
}

impl Recorder<'_> {
    /// Returns the rule that the evaluator is at.
    ///
    /// `None` before the first rule; events are told only after it.
    fn current(&mut self) -> Option<&mut RuleExplanation> {
        self.regimes.last_mut()?.rules.last_mut()
    }
}

impl Observer for Recorder<'_> {
    const COMPLETE: bool = true;

    fn regime(&mut self, regime: &RegimePlan) {
        let regime =
            self.plan.policy.regimes().get(regime.regime).map(|regime| regime.id().to_owned()).unwrap_or_default();
        self.regimes.push(RegimeExplanation { regime, outcome: Outcome::Deny, reason: "", rules: Vec::new() });
        self.hears.push(Vec::new());
    }

    fn rule(&mut self, rule: &RulePlan) {
        let id = self.plan.policy.rules().get(rule.rule).map(|rule| rule.id().to_owned()).unwrap_or_default();
        if let (Some(regime), Some(hears)) = (self.regimes.last_mut(), self.hears.last_mut()) {
            regime.rules.push(RuleExplanation {
                rule: id,
                basis: rule.basis,
                outcome: Outcome::Deny,
                reason: "",
                heard: Vec::new(),
            });
            hears.push(rule.hears);
        }
    }

    fn answer(&mut self, position: usize, role: AnswerRole) {
        let Some(answer) = self.entry.answers.answer(position) else { return };
        let Some(kind) = answer.head.kind() else { return };
        let (role, reason) = match role {
            AnswerRole::Decides => (EventRole::Decides, None),
            AnswerRole::PassedOver(reason) => (EventRole::PassedOver, Some(reason.code())),
            AnswerRole::Lifted => (EventRole::Lifted, None),
            AnswerRole::Lifts => (EventRole::Lifts, None),
            AnswerRole::LiftsLater => (EventRole::LiftsLater, None),
            AnswerRole::Voids => (EventRole::Voids, None),
        };
        let event = self.entry.event_id(position, &self.plan.interner);
        let at = answer.at;
        if let Some(rule) = self.current() {
            rule.heard.push(EventExplanation { event, kind, at, role, reason });
        }
    }

    fn rule_outcome(&mut self, decision: Decision) {
        if let Some(rule) = self.current() {
            rule.outcome = decision.outcome();
            rule.reason = decision.code();
        }
    }

    fn regime_outcome(&mut self, decision: Decision) {
        if let Some(regime) = self.regimes.last_mut() {
            regime.outcome = decision.outcome();
            regime.reason = decision.code();
        }
    }
}
