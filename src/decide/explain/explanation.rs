//! How a decision came about, as a value.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    DataUse,
    ask::MayAsk,
    data_use::DataUseDocument,
    decision::{Decision, DenyReason, Outcome},
    evaluate::{AnswerRole, Observer},
    plan::{Plan, PointPlan, RegimePlan, RulePlan},
};
use crate::{
    act::{Kind, Kinds},
    policy::{Basis, Obligations, Policy},
    standing::Entry,
    time::{Moment, Timestamp},
    vocabulary::{Axis, NodeId, Point, Tree},
};

/// How a decision came about. Serializes; [`Explanation::text`] says it in plain words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explanation {
    /// The outcome.
    pub outcome: Outcome,
    /// Its stable reason code.
    pub reason: &'static str,
    /// The version of the policy it rests on.
    pub policy_version: String,
    /// What was asked.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant it was asked for.
    pub at: Timestamp,
    /// The point that decided; of several the first.
    pub point: Option<PointExplanation>,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The event that decided, or, where the person has to be asked again, the newest that does not count.
    pub event: Option<EventExplanation>,
    /// What an allow obliges to.
    pub obligations: Obligations,
    /// The first later instant at which the decision is another if nobody says anything new.
    pub until: Option<Timestamp>,
    /// Whether the person may be asked.
    pub may_ask: MayAsk,
    /// What would change the answer.
    pub remedies: Vec<Remedy>,
    /// Every regime that applies at the point, and what it said.
    pub regimes: Vec<RegimeExplanation>,
}

/// A point in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PointExplanation {
    /// Why.
    pub purpose: Named,
    /// What.
    pub category: Named,
    /// Who.
    pub recipient: Named,
    /// How.
    pub operation: &'static str,
}

/// A key and what it is called in each language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Named {
    /// The key.
    pub key: String,
    /// Titles by language.
    pub titles: BTreeMap<String, String>,
}

impl Named {
    /// The title in that language, else in English, else the key.
    #[must_use]
    pub fn title(&self, language: &str) -> &str {
        self.titles.get(language).or_else(|| self.titles.get("en")).unwrap_or(&self.key)
    }
}

/// What a regime said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RegimeExplanation {
    /// The regime.
    pub regime: String,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its reason.
    pub reason: &'static str,
    /// The rules that apply.
    pub rules: Vec<RuleExplanation>,
}

/// What a rule said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleExplanation {
    /// The rule.
    pub rule: String,
    /// Its basis.
    pub basis: Basis,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its reason.
    pub reason: &'static str,
    /// The events that it heard, newest first, up to the one that decided.
    pub heard: Vec<EventExplanation>,
}

/// An event and what it did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EventExplanation {
    /// The event's id.
    pub event: String,
    /// What it was.
    pub kind: Kind,
    /// When the person acted.
    pub at: Timestamp,
    /// What it did.
    pub role: EventRole,
    /// Why a yes was passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// What an event did in a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventRole {
    /// It decided.
    Decides,
    /// A yes that could not be used.
    PassedOver,
    /// A no that no longer stands.
    Lifted,
    /// It lifted earlier noes.
    Lifts,
    /// It will lift earlier noes, but is not in force yet.
    LiftsLater,
    /// It made earlier yeses void.
    Voids,
}

/// What would change an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Remedy {
    /// A yes of the person.
    Consent,
    /// A yes of a guardian.
    GuardianConsent,
    /// A yes under the current notice.
    ConsentToCurrentNotice,
    /// A yes in the required form.
    ConsentInRequiredForm,
    /// A new yes.
    NewConsent,
    /// Waiting until the yes begins.
    Wait,
    /// Permission on the device.
    PlatformPermission,
    /// The restriction is lifted.
    LiftRestriction,
    /// The objection is taken back by a yes, or overruled.
    OverruleObjection,
    /// The person comes back.
    Reinstatement,
    /// Saying when the data was collected.
    StateCollectionTime,
    /// Younger data.
    FresherData,
    /// Only another policy.
    PolicyChange,
    /// The person can stop it by withdrawing consent.
    Withdraw,
    /// The person can stop it by objecting.
    Object,
    /// The person can stop it by opting out.
    OptOut,
    /// The person can stop it by having it restricted or erased.
    RestrictOrErase,
    /// The person can stop it in the device's settings.
    PlatformSettings,
    /// Nothing that the person says stops it.
    Nothing,
    /// The standing must be read with its own table.
    ReadOwnStanding,
}

pub(super) fn explain(plan: &Plan, data_use: &DataUse, entry: Entry<'_>, moment: Moment) -> Explanation {
    let rows = entry.rows;
    let ruling = plan.ruling(rows, moment);
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
        may_ask: plan.may_ask(rows, moment),
        remedies: Vec::new(),
        regimes: Vec::new(),
    };
    let mut deciding_hears = Kinds::empty();
    let mut deciding_basis = None;
    if plan.unanswerable(rows).is_none() {
        for lane in &plan.lanes {
            let mut recorder = Recorder { plan, entry, regimes: Vec::new(), hears: Vec::new() };
            let point_decision = plan.decide_point(lane, rows, moment, &mut recorder);
            if point_decision.outcome() != decision.outcome() {
                continue;
            }
            explanation.point = Some(point(&plan.policy, lane));
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

/// Whether the event gave the decision its reason: it decided, or an `Ask` remembers why it did not.
fn gave_reason(event: &EventExplanation, decision: Decision) -> bool {
    let asks = decision.outcome() == Outcome::Ask;
    match event.role {
        EventRole::Decides => true,
        // The newest passed over or void; whichever comes first is the one remembered.
        EventRole::PassedOver | EventRole::Voids => asks,
        EventRole::Lifted | EventRole::Lifts | EventRole::LiftsLater => false,
    }
}

fn point(policy: &Policy, lane: &PointPlan) -> PointExplanation {
    fn named<A: Axis>(tree: &Tree<A>, id: NodeId<A>) -> Named {
        tree.node(id).map_or_else(
            || Named { key: String::new(), titles: BTreeMap::new() },
            |node| Named { key: node.key().to_string(), titles: node.titles().clone() },
        )
    }
    let Point { purpose, category, recipient, operation } = lane.point;
    let vocabulary = policy.vocabulary();
    PointExplanation {
        purpose: named(vocabulary.purposes(), purpose),
        category: named(vocabulary.categories(), category),
        recipient: named(vocabulary.recipients(), recipient),
        operation: operation.names().next().unwrap_or_default(),
    }
}

fn remedies(decision: Decision, basis: Option<Basis>, hears: Kinds) -> Vec<Remedy> {
    use super::decision::AskReason as Ask;
    match decision {
        Decision::Ask(_) if basis == Some(Basis::Platform) => vec![Remedy::PlatformPermission],
        Decision::Ask(Ask::NeverAsked) => vec![Remedy::Consent],
        Decision::Ask(Ask::NotInForce) => vec![Remedy::Wait, Remedy::NewConsent],
        Decision::Ask(Ask::Expired | Ask::Invalidated | Ask::Completed) => vec![Remedy::NewConsent],
        Decision::Ask(Ask::NoticeOutdated) => vec![Remedy::ConsentToCurrentNotice],
        Decision::Ask(Ask::GuardianRequired) => vec![Remedy::GuardianConsent],
        Decision::Ask(Ask::MissingQuality) => vec![Remedy::ConsentInRequiredForm],
        Decision::Deny(reason) => match reason {
            DenyReason::NotDeclared | DenyReason::Prohibited => vec![Remedy::PolicyChange],
            DenyReason::DataAgeUnknown => vec![Remedy::StateCollectionTime],
            DenyReason::RetentionElapsed => vec![Remedy::FresherData],
            DenyReason::Erased => vec![Remedy::Reinstatement],
            DenyReason::PlatformDenied => vec![Remedy::PlatformPermission],
            DenyReason::Unreadable => vec![Remedy::ReadOwnStanding],
            // Never explained: a check that is refused as stale looks at nobody.
            DenyReason::Stale => vec![Remedy::Nothing],
            DenyReason::HistoryTooLong => vec![Remedy::Nothing],
            DenyReason::Restricted => with_consent(Remedy::LiftRestriction, hears),
            DenyReason::Objected if hears.has(Kind::ObjectionOverruled) => {
                with_consent(Remedy::OverruleObjection, hears)
            }
            _ if hears.has(Kind::Given) => vec![Remedy::NewConsent],
            _ => vec![Remedy::PolicyChange],
        },
        Decision::Allow(_) => {
            let ways = [
                (Kind::Withdrawn, Remedy::Withdraw),
                (Kind::Objected, Remedy::Object),
                (Kind::OptedOut, Remedy::OptOut),
                (Kind::Restricted, Remedy::RestrictOrErase),
                (Kind::PlatformDenied, Remedy::PlatformSettings),
            ];
            let mut found: Vec<_> = ways.into_iter().filter(|(kind, _)| hears.has(*kind)).map(|(_, way)| way).collect();
            if found.is_empty() {
                found.push(Remedy::Nothing);
            }
            found
        }
    }
}

fn with_consent(first: Remedy, hears: Kinds) -> Vec<Remedy> {
    if hears.has(Kind::Given) { vec![first, Remedy::NewConsent] } else { vec![first] }
}

/// Writes down what the evaluator does.
struct Recorder<'p> {
    plan: &'p Plan,
    entry: Entry<'p>,
    regimes: Vec<RegimeExplanation>,
    /// What each rule hears, by regime.
    hears: Vec<Vec<Kinds>>,
}

impl Recorder<'_> {
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
        let Some(answer) = self.entry.rows.answer(position) else { return };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::decision::{AskReason, Grant};

    #[test]
    fn every_answer_names_what_would_change_it() {
        use {AskReason as Ask, DenyReason as Deny, Remedy as R};
        let (consent, none) = (Kinds::GIVEN | Kinds::WITHDRAWN, Kinds::empty());
        let overruled = Kinds::OBJECTION_OVERRULED;
        let ask = |reason| remedies(Decision::Ask(reason), Some(Basis::Consent), consent);
        assert_eq!(remedies(Decision::Ask(Ask::Expired), Some(Basis::Platform), none), [R::PlatformPermission]);
        assert_eq!(ask(Ask::NeverAsked), [R::Consent]);
        assert_eq!(ask(Ask::NotInForce), [R::Wait, R::NewConsent]);
        for reason in [Ask::Expired, Ask::Invalidated, Ask::Completed] {
            assert_eq!(ask(reason), [R::NewConsent]);
        }
        assert_eq!(ask(Ask::NoticeOutdated), [R::ConsentToCurrentNotice]);
        assert_eq!(ask(Ask::GuardianRequired), [R::GuardianConsent]);
        assert_eq!(ask(Ask::MissingQuality), [R::ConsentInRequiredForm]);

        // Whatever the rule hears: that nothing is declared, say, no yes can mend.
        for hears in [consent, none] {
            let deny = |reason| remedies(Decision::Deny(reason), None, hears);
            assert_eq!(deny(Deny::NotDeclared), [R::PolicyChange]);
            assert_eq!(deny(Deny::Prohibited), [R::PolicyChange]);
            assert_eq!(deny(Deny::DataAgeUnknown), [R::StateCollectionTime]);
            assert_eq!(deny(Deny::RetentionElapsed), [R::FresherData]);
            assert_eq!(deny(Deny::Erased), [R::Reinstatement]);
            assert_eq!(deny(Deny::PlatformDenied), [R::PlatformPermission]);
            assert_eq!(deny(Deny::Unreadable), [R::ReadOwnStanding]);
            assert_eq!(deny(Deny::Stale), [R::Nothing]);
            assert_eq!(deny(Deny::HistoryTooLong), [R::Nothing]);
        }
        let deny = |reason, hears| remedies(Decision::Deny(reason), None, hears);
        assert_eq!(deny(Deny::Restricted, none), [R::LiftRestriction]);
        assert_eq!(deny(Deny::Restricted, consent), [R::LiftRestriction, R::NewConsent]);
        assert_eq!(deny(Deny::Objected, overruled), [R::OverruleObjection]);
        assert_eq!(deny(Deny::Objected, overruled | consent), [R::OverruleObjection, R::NewConsent]);
        for reason in [Deny::Refused, Deny::Withdrawn, Deny::Objected, Deny::OptedOut, Deny::Ended] {
            assert_eq!(deny(reason, consent), [R::NewConsent]);
            assert_eq!(deny(reason, none), [R::PolicyChange]);
        }

        let allow = |hears| {
            let grant = Grant { basis: Basis::Consent, obligations: Obligations::empty() };
            remedies(Decision::Allow(grant), Some(Basis::Consent), hears)
        };
        assert_eq!(allow(none), [R::Nothing]);
        for (hears, way) in [
            (Kinds::WITHDRAWN, R::Withdraw),
            (Kinds::OBJECTED, R::Object),
            (Kinds::OPTED_OUT, R::OptOut),
            (Kinds::RESTRICTED, R::RestrictOrErase),
            (Kinds::PLATFORM_DENIED, R::PlatformSettings),
        ] {
            assert_eq!(allow(hears), [way]);
        }
    }
}
