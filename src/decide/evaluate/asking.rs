//! Whether a person may be asked: observes the evaluator at each point, and finds out what answers there are.
//!
//! The answer for a rule depends on which answer decided, and when it was given. So the general evaluator is run at
//! each point, and this observer notes what it needs on the way:
//!
//! | the rule's outcome | since when is counted |
//! |---|---|
//! | allow | nothing to ask for |
//! | ask | the newest request without an answer, if there is one |
//! | deny by a no | the no, or a later request without an answer |
//! | deny without a no | never: no answer would help |

use super::{
    super::{
        decision::Decision,
        may_ask::MayAsk,
        plan::{Plan, PointPlan, RegimePlan, RulePlan},
        reason::DenyReason,
    },
    observer::{AnswerRole, Observer},
};
use crate::{
    act::{Kind, Kinds},
    policy::Basis,
    standing::Answers,
    time::{Moment, Timestamp},
};

impl Plan {
    /// Returns whether the person may be asked for the plan's only use now.
    ///
    /// A standing that cannot be judged is not asked about.
    ///
    /// It is asked of every point, since a person who may not be asked about one part of a use should not be bothered
    /// about the rest.
    pub(crate) fn may_ask(&self, answers: Answers<'_>, moment: Moment) -> MayAsk {
        if self.unanswerable(answers).is_some() {
            return MayAsk::Never;
        }
        // Worst over points and regimes: one that cannot be asked for makes asking for the rest pointless.
        let each = self.points.iter().map(|point| {
            let mut asking =
                Asking { plan: self, point, answers, moment, deciding: None, rule: None, best: None, worst: None };
            // The evaluator only drives; what matters is what the observer collects.
            let _ = self.decide_point(point, answers, moment, &mut asking);
            asking.worst.unwrap_or(MayAsk::Never)
        });
        each.max().unwrap_or(MayAsk::Never)
    }

    /// Returns when the person was last asked about the point, if no yes or no that the rule hears has come since.
    ///
    /// Requests stand behind the answers that checks hear, newest first, so the first that covers the point is the
    /// newest. An answer at the same instant as the request counts as an answer to it.
    fn unanswered_request(&self, point: &PointPlan, hears: Kinds, answers: Answers<'_>) -> Option<Timestamp> {
        let requests = answers.unheard().filter(|answer| answer.head.kind() == Some(Kind::Requested));
        let request =
            requests.map(|answer| (answer.at, answer.head.scope())).find(|(_, scope)| self.scope_covers(point, *scope));
        request.map(|(at, _)| at).filter(|at| {
            let since = answers.heard().take_while(|answer| answer.at >= *at);
            !since.into_iter().any(|answer| {
                (Kinds::YESES | Kinds::NOES).intersects(answer.head.kinds())
                    && hears.intersects(answer.head.kinds())
                    && self.scope_covers(point, answer.head.scope())
            })
        })
    }
}

/// An observer that collects, while the evaluator goes through a point, whether each rule may be asked for.
///
/// It is made anew for each point. What it keeps for a rule and for a regime is cleared when the next begins.
struct Asking<'p> {
    /// What the evaluator goes through, to look scopes up in.
    plan: &'p Plan,
    /// The point that is decided.
    point: &'p PointPlan,
    /// What the person said.
    answers: Answers<'p>,
    /// When the question is put.
    moment: Moment,
    /// When the answer that decided the current rule was given.
    deciding: Option<Timestamp>,
    /// The current rule: its basis, what it hears, and after how many days it lets ask again.
    rule: Option<(Basis, Kinds, Option<u32>)>,
    /// The best of the current regime's rules so far.
    best: Option<MayAsk>,
    /// The worst of the regimes so far.
    worst: Option<MayAsk>,
}

impl Observer for Asking<'_> {
    const COMPLETE: bool = true;

    fn regime(&mut self, _: &RegimePlan) {
        self.best = None;
    }

    fn rule(&mut self, rule: &RulePlan) {
        self.deciding = None;
        self.rule = Some((rule.basis, rule.hears, rule.ask_again_after_days));
    }

    fn answer(&mut self, position: usize, role: AnswerRole) {
        if role == AnswerRole::Decides {
            self.deciding = self.answers.answer(position).map(|answer| answer.at);
        }
    }

    fn rule_outcome(&mut self, decision: Decision) {
        let may_ask = self.rule_may_ask(decision);
        self.best = Some(self.best.map_or(may_ask, |best| best.min(may_ask)));
    }

    fn regime_outcome(&mut self, _: Decision) {
        // Prohibitions come first in a plan: where one applies, it is the only rule that was gone through.
        let may_ask = self.best.unwrap_or(MayAsk::Never);
        self.worst = Some(self.worst.map_or(may_ask, |worst| worst.max(may_ask)));
    }
}

impl Asking<'_> {
    /// Returns whether the current rule, with that outcome, may be asked for.
    ///
    /// Only the four bases that hear a yes can be asked for: what rests on a contract or a law is not the person's to
    /// grant.
    fn rule_may_ask(&self, decision: Decision) -> MayAsk {
        let Some((basis, hears, ask_again_after_days)) = self.rule else { return MayAsk::Never };
        if decision.is_allow() {
            return MayAsk::Unneeded;
        }
        if !matches!(basis, Basis::Consent | Basis::OptOut | Basis::LegitimateInterests | Basis::Platform) {
            return MayAsk::Never;
        }
        let request = self.plan.unanswered_request(self.point, hears, self.answers);
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
