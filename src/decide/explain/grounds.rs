//! Everything that an allow rests on: at every point, in every regime.

use serde::{Deserialize, Serialize};

use super::{
    Decision, Guard,
    evaluate::{AnswerRole, Observer},
    plan::{Plan, RegimePlan, RulePlan},
};
use crate::{
    act::{Kind, Kinds},
    policy::Basis,
    standing::{Entry, Standing},
    time::{Moment, Timestamp},
    vocabulary::Point,
};

/// A rule that allows, and the event that made it.
///
/// An [`Explanation`](super::Explanation) names the one that decides; an allow rests on as many as there are points and
/// regimes. It holds what is needed to tell later whether an act of the person took it away.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The regime that it satisfies.
    pub regime: String,
    /// The rule.
    pub rule: String,
    /// The rule's basis.
    pub basis: Basis,
    /// The yes it rests on, for a basis that needs one or where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// When that yes was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_at: Option<Timestamp>,
    /// What takes it away.
    pub ended_by: Vec<Kind>,
}

impl Guard {
    /// What the use rests on if it is allowed now; of one regime at one point, the first rule that allows. Empty if it
    /// is not allowed.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "orders"
    /// #     basis = "contract"
    /// #     scope = { purposes = "service", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#).unwrap();
    /// # let policy = policy.compile().unwrap();
    /// use consentry::{Basis, DataUse, Guard, History, Operations, Subject, Interner, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let guard = Guard::new(policy.into(), &interner, &DataUse::new("service", "contact", "lingon", Operations::USE))?;
    /// let grounds = guard.grounds(&History::<u64>::new().standing(&Subject::default(), &interner), Timestamp::from_millis(0));
    /// assert_eq!((grounds[0].rule.as_str(), grounds[0].basis), ("orders", Basis::Contract));
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    #[must_use]
    pub fn grounds(&self, standing: &Standing, at: impl Into<Moment>) -> Vec<Ground> {
        self.with_plan(|plan| plan.grounds(standing.entry(), at.into()))
    }
}

impl Plan {
    fn grounds(&self, entry: Entry<'_>, moment: Moment) -> Vec<Ground> {
        let mut all = Vec::new();
        if self.decide(entry.rows, moment).is_allow() {
            self.point_grounds(entry, moment, |_, grounds| all.extend(grounds));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Tells for each point by itself what it rests on; nothing where it is not allowed.
    fn point_grounds(&self, entry: Entry<'_>, moment: Moment, mut tell: impl FnMut(Point, Vec<Ground>)) {
        let rows = entry.rows;
        if self.unanswerable(rows).is_some() {
            return;
        }
        for lane in &self.lanes {
            let (regime, grounds) = (String::new(), Vec::new());
            let mut collector = Collector { plan: self, entry, regime, rule: None, deciding: None, grounds };
            let decision = self.decide_point(lane, rows, moment, &mut collector);
            tell(lane.point, if decision.is_allow() { collector.grounds } else { Vec::new() });
        }
    }
}

#[cfg(any(feature = "dialogue", feature = "rollout"))]
impl Guard {
    /// A decision, what it rests on, and the policy version: all by one and the same policy.
    pub(crate) fn grounded(&self, standing: &Standing, moment: Moment) -> (Decision, Vec<Ground>, String) {
        let entry = standing.entry();
        self.with_plan(|plan| {
            (plan.decide(entry.rows, moment), plan.grounds(entry, moment), plan.policy.version().to_owned())
        })
    }

    /// What each point by itself rests on.
    pub(crate) fn point_grounds(&self, standing: &Standing, moment: Moment, tell: impl FnMut(Point, Vec<Ground>)) {
        self.with_plan(|plan| plan.point_grounds(standing.entry(), moment, tell));
    }
}

/// Collects the rules that allow.
struct Collector<'p> {
    plan: &'p Plan,
    entry: Entry<'p>,
    regime: String,
    rule: Option<(usize, Basis, Kinds)>,
    deciding: Option<usize>,
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
        let yes = self.deciding.and_then(|position| Some((position, self.entry.rows.answer(position)?)));
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
