//! Whether a person may be asked: a question of its own, with manners.

use serde::{Deserialize, Serialize};

use super::{
    decision::{Decision, DenyReason},
    evaluate::{AnswerRole, Observer},
    plan::{Plan, PointPlan, RegimePlan, RulePlan},
};
use crate::{
    act::{Kind, Kinds},
    policy::Basis,
    standing::Answers,
    time::{Moment, Timestamp},
};

/// Whether a person may be asked for a use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MayAsk {
    // From the best to the worst for whoever wants to ask; `Ord` relies on it.
    /// It is allowed already.
    Unneeded,
    /// Yes.
    Yes,
    /// Not again before this instant.
    NotBefore(Timestamp),
    /// No: no answer could make it lawful, or the person said no for good.
    Never,
}

impl Plan {
    pub(crate) fn may_ask(&self, rows: Answers<'_>, moment: Moment) -> MayAsk {
        if self.unanswerable(rows).is_some() {
            return MayAsk::Never;
        }
        // Worst over points and regimes: one that cannot be asked for makes asking for the rest pointless.
        let points = self.lanes.iter().map(|lane| {
            let mut asking =
                Asking { plan: self, lane, rows, moment, deciding: None, rule: None, regime: None, point: None };
            // The evaluator only drives; what matters is what the observer collects.
            let _ = self.decide_point(lane, rows, moment, &mut asking);
            asking.point.unwrap_or(MayAsk::Never)
        });
        points.max().unwrap_or(MayAsk::Never)
    }

    /// The newest unanswered request for the point.
    fn unanswered_request(&self, lane: &PointPlan, hears: Kinds, rows: Answers<'_>) -> Option<Timestamp> {
        let requests = rows.unheard().filter(|answer| answer.head.kind() == Some(Kind::Requested));
        let request =
            requests.map(|answer| (answer.at, answer.head.scope())).find(|(_, scope)| self.scope_covers(lane, *scope));
        request.map(|(at, _)| at).filter(|at| {
            let answers = rows.heard().take_while(|answer| answer.at >= *at);
            !answers.into_iter().any(|answer| {
                (Kinds::YESES | Kinds::NOES).intersects(answer.head.kinds())
                    && hears.intersects(answer.head.kinds())
                    && self.scope_covers(lane, answer.head.scope())
            })
        })
    }
}

/// Collects, while the evaluator goes through a point, whether each rule may be asked for.
struct Asking<'p> {
    plan: &'p Plan,
    lane: &'p PointPlan,
    rows: Answers<'p>,
    moment: Moment,
    /// When the answer that decided the current rule was given.
    deciding: Option<Timestamp>,
    /// The current rule: its basis, what it hears, and after how many days it lets ask again.
    rule: Option<(Basis, Kinds, Option<u32>)>,
    /// The best of the current regime's rules so far.
    regime: Option<MayAsk>,
    /// The worst of the regimes so far.
    point: Option<MayAsk>,
}

impl Observer for Asking<'_> {
    const COMPLETE: bool = true;

    fn regime(&mut self, _: &RegimePlan) {
        self.regime = None;
    }

    fn rule(&mut self, rule: &RulePlan) {
        self.deciding = None;
        self.rule = Some((rule.basis, rule.hears, rule.ask_again_after_days));
    }

    fn answer(&mut self, position: usize, role: AnswerRole) {
        if role == AnswerRole::Decides {
            self.deciding = self.rows.answer(position).map(|answer| answer.at);
        }
    }

    fn rule_outcome(&mut self, decision: Decision) {
        let may_ask = self.rule_may_ask(decision);
        self.regime = Some(self.regime.map_or(may_ask, |best| best.min(may_ask)));
    }

    fn regime_outcome(&mut self, _: Decision) {
        // Prohibitions come first in a plan: where one applies, it is the only rule that was gone through.
        let may_ask = self.regime.unwrap_or(MayAsk::Never);
        self.point = Some(self.point.map_or(may_ask, |worst| worst.max(may_ask)));
    }
}

impl Asking<'_> {
    fn rule_may_ask(&self, decision: Decision) -> MayAsk {
        let Some((basis, hears, ask_again_after_days)) = self.rule else { return MayAsk::Never };
        if decision.is_allow() {
            return MayAsk::Unneeded;
        }
        if !matches!(basis, Basis::Consent | Basis::OptOut | Basis::LegitimateInterests | Basis::Platform) {
            return MayAsk::Never;
        }
        let request = self.plan.unanswered_request(self.lane, hears, self.rows);
        let since = match decision {
            Decision::Deny(DenyReason::Erased | DenyReason::PlatformDenied) => return MayAsk::Never,
            // A no: the answer that decided. Without one, no answer would help either.
            Decision::Deny(_) => match (self.deciding, ask_again_after_days) {
                (Some(no), Some(_)) => Some(request.map_or(no, |request| request.max(no))),
                _ => return MayAsk::Never,
            },
            _ => request,
        };
        match (since, ask_again_after_days) {
            (Some(since), Some(days)) if since.plus_days(days) > self.moment.now() => {
                MayAsk::NotBefore(since.plus_days(days))
            }
            _ => MayAsk::Yes,
        }
    }
}
