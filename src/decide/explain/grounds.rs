//! Everything that an allow rests on, at every point and in every regime.
//!
//! An allow may rest on several rules: a use of two categories on two consents, a person under two laws on a rule of
//! each. Whoever records a disclosure has to keep all of them, since the end of any one ends the allow.

use serde::{Deserialize, Serialize};

use super::super::{
    decision::Decision,
    evaluate::{AnswerRole, Observer},
    plan::{Plan, RegimePlan, RulePlan},
};
use crate::{
    act::{Kind, Kinds},
    policy::Basis,
    standing::Entry,
    time::{Moment, Timestamp},
    vocabulary::Point,
};

/// A rule that an allow rests on, and the yes that satisfied it.
///
/// It comes from [`Guard::grounds`](super::super::Guard::grounds). An [`Explanation`](super::Explanation) names one
/// rule; an allow rests on one for each point and regime. A ground is kept with what was done on its strength (a
/// disclosure, say), and holds what is needed to tell later whether an act of the person took it away.
///
/// Grounds serialize, in this form:
///
/// ```
/// use consentry::decide::Ground;
///
/// let ground: Ground = serde_json::from_str(r#"{
///     "regime": "gdpr", "rule": "newsletter", "basis": "consent",
///     "event": "e1", "given_at": "2026-05-01T09:00:00Z", "ended_by": ["withdrawn", "erased"]
/// }"#)?;
/// assert_eq!(ground.event.as_deref(), Some("e1"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// An unknown field is an error when a ground is read, so a file in a newer form is not half understood.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The id of the regime that it satisfies.
    pub regime: String,
    /// The id of the rule.
    pub rule: String,
    /// The rule's legal basis.
    pub basis: Basis,
    /// The id of the yes it rests on; none where the basis needs none and none was given.
    ///
    /// An opt-out rule allows without a yes; if the person said one all the same, it is named here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// When that yes was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_at: Option<Timestamp>,
    /// The kinds of event that take it away: the noes and voids that the rule hears.
    ///
    /// For consent, for instance, a withdrawal; for a contract, a restriction or an erasure. Empty where nothing that
    /// is said can end it.
    pub ended_by: Vec<Kind>,
}

impl Plan {
    /// Returns the grounds of the plan's only use, sorted and each once; an empty list if it is not allowed.
    pub(crate) fn grounds(&self, entry: Entry<'_>, moment: Moment) -> Vec<Ground> {
        let mut all = Vec::new();
        if self.decide(entry.answers, moment).is_allow() {
            self.point_grounds(entry, moment, |_, grounds| all.extend(grounds));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Tells for each point by itself what it rests on; nothing where it is not allowed.
    ///
    /// A use that is denied as a whole may have points that are allowed by themselves; what had begun at those may have
    /// to be called back.
    pub(crate) fn point_grounds(&self, entry: Entry<'_>, moment: Moment, mut tell: impl FnMut(Point, Vec<Ground>)) {
        let answers = entry.answers;
        if self.unanswerable(answers).is_some() {
            return;
        }
        for point in &self.points {
            let (regime, grounds) = (String::new(), Vec::new());
            let mut collector = Collector { plan: self, entry, regime, rule: None, deciding: None, grounds };
            let decision = self.decide_point(point, answers, moment, &mut collector);
            tell(point.id, if decision.is_allow() { collector.grounds } else { Vec::new() });
        }
    }
}

/// An observer that collects the rules that allow at one point.
///
/// It is made anew for each point. What it has collected counts only if the point is allowed in the end: a regime may
/// allow and the next one deny.
struct Collector<'p> {
    /// What the evaluator goes through; it knows the names of regimes and rules.
    plan: &'p Plan,
    /// The answers with the ids of their events.
    entry: Entry<'p>,
    /// The id of the regime that the evaluator is at.
    regime: String,
    /// The rule that the evaluator is at: its number, its basis, what it hears.
    rule: Option<(usize, Basis, Kinds)>,
    /// The position of the answer that decided in that rule.
    deciding: Option<usize>,
    /// One for each regime that allowed so far.
    grounds: Vec<Ground>,
}

impl Observer for Collector<'_> {
    // The first allowing rule of each regime is enough.
    const COMPLETE: bool = false;

    fn regime(&mut self, regime: &RegimePlan) {
        let regime = self.plan.policy.regimes().get(regime.regime);
        self.regime = regime.map(|regime| regime.id().to_owned()).unwrap_or_default();
    }

    fn rule(&mut self, rule: &RulePlan) {
        self.rule = Some((rule.rule, rule.basis, rule.hears));
        self.deciding = None;
    }

    fn answer(&mut self, position: usize, role: AnswerRole) {
        if role == AnswerRole::Decides {
            self.deciding = Some(position);
        }
    }

    fn rule_outcome(&mut self, decision: Decision) {
        let Some((rule, basis, hears)) = self.rule else { return };
        if !decision.is_allow() {
            return;
        }
        let ends = (Kinds::NOES | Kinds::VOIDS) & hears;
        let yes = self.deciding.and_then(|position| Some((position, self.entry.answers.answer(position)?)));
        self.grounds.push(Ground {
            regime: self.regime.clone(),
            rule: self.plan.policy.rules().get(rule).map(|rule| rule.id().to_owned()).unwrap_or_default(),
            basis,
            event: yes.map(|(position, _)| self.entry.event_id(position, &self.plan.interner)),
            given_at: yes.map(|(_, answer)| answer.at),
            ended_by: Kind::ALL.into_iter().filter(|kind| ends.has(*kind)).collect(),
        });
    }

    fn regime_outcome(&mut self, _: Decision) {}
}
