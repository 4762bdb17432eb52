//! Section 5 of the design as code, sentence by sentence. Comments quote the sentence that the next lines stand for.
//!
//! It is written to be read beside the design, so it takes no short cut: points are listed one by one, events are gone
//! through from the newest for each rule at each point, and names are compared as texts. What looks slow here is meant
//! to.

use std::cmp::Reverse;

use super::{
    super::{
        decision::{Decision, Grant, Outcome},
        may_ask::MayAsk,
        reason::{AskReason, DenyReason},
    },
    kinds::{Polarity, denial, hears, lifts, polarity},
    question::{Question, Verdict},
    terms::{birthday, days_after, is_within, listed, listed_ever, obligations, subtree},
};
use crate::{
    act::{Actor, Kind, Qualities},
    event::Event,
    policy::{Basis, Obligations, PolicyDocument, RegimeDocument, RuleDocument},
    region::{EEA_BEYOND_EU, EU},
    subject::Subject,
    time::{Moment, Timestamp},
    vocabulary::{Category, Node, Purpose, Recipient, ScopeDocument, Vocabulary},
};

/// The reference evaluator: section 5 of the design over a policy as it was written.
///
/// The document must be one that compiles; of any other the answers mean nothing. It is made to be compared with, not
/// to be fast: every question goes through all rules and events, and allocates.
///
/// It keeps nothing between questions, and answers the same question the same way each time.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The policy as its author wrote it.
    document: &'a PolicyDocument,
    /// Only walked: keys, `since`, tags and former keys of its nodes, in pre-order.
    vocabulary: &'a Vocabulary,
}

/// One point *x* of a use.
///
/// Nodes and not numbers: the reference knows no positions.
struct Point<'a> {
    /// Why the data is used.
    purpose: &'a Node<Purpose>,
    /// What data is used.
    category: &'a Node<Category>,
    /// Who uses the data.
    recipient: &'a Node<Recipient>,
    /// How the data is used, by name.
    operation: &'static str,
}

/// What a question comes to before any rule is read: its points, and the events known, in the order in which they are
/// gone through.
///
/// It is worked out once for a question and then read by every step, also where a question is put again at later
/// instants.
struct Case<'a, 'q, K> {
    /// All points that the use denotes, in the vocabulary's order.
    points: Vec<Point<'a>>,
    /// Each with its scope as text, so that keys can be compared as they were written.
    events: Vec<(&'q Event<K>, ScopeDocument)>,
    /// What is known of the person.
    subject: &'q Subject,
}

/// All operations by name, in the order of the design.
const OPERATIONS: [&str; 10] =
    ["collect", "store", "use", "profile", "decide", "share", "sell", "transfer", "train", "device"];

impl<'a> Reference<'a> {
    /// Makes the reference for a policy's document and its compiled vocabulary.
    ///
    /// Both must be of one policy: `vocabulary` is what [`Policy::vocabulary`](crate::Policy::vocabulary) of the
    /// compiled document returns.
    #[must_use]
    pub const fn new(document: &'a PolicyDocument, vocabulary: &'a Vocabulary) -> Self {
        Self { document, vocabulary }
    }

    /// Decides a question, as [`Guard::check`](crate::Guard::check) must.
    ///
    /// Keys that the vocabulary does not have denote no point, and so are denied as not declared, where no guard could
    /// be built.
    pub fn decide<K>(&self, question: &Question<'_, K>) -> Decision {
        self.verdict(question).decision
    }

    /// Decides a question, and names the rule and the event that decide, as an explanation must.
    ///
    /// Of an allow it names the rule and the yes of the first point, as an explanation does.
    pub fn verdict<'q, K>(&self, question: &Question<'q, K>) -> Verdict<'a, 'q, K> {
        self.of_use(&self.case(question), question.moment)
    }

    /// Returns the earliest later instant at which the decision changes without a new event, as
    /// [`Guard::ruling`](crate::Guard::ruling) must.
    ///
    /// Every instant that the policy, the events or the date of birth could name is tried.
    ///
    /// Instants that a guard would rule out beforehand are tried too, such as those of events that no rule hears; that
    /// only costs time.
    pub fn until<K>(&self, question: &Question<'_, K>) -> Option<Timestamp> {
        let case = self.case(question);
        let mut instants = Vec::new();
        for rule in &self.document.rules {
            for (event, _) in &case.events {
                instants.push(Some(event.at()));
                instants.push(event.expires_at());
                instants.push(rule.lifetime_days.map(|days| days_after(event.at(), days)));
            }
            if let (Some(days), Some(collected)) = (rule.retention_days, question.moment.collected()) {
                instants.push(Some(days_after(collected, days)));
            }
            if let (Some(ages), Some(born)) = (rule.ages, question.subject.birth_date) {
                instants.push(ages.from.and_then(|years| birthday(born, years)));
                instants.push(ages.below.and_then(|years| birthday(born, years)));
            }
        }
        let mut later: Vec<Timestamp> = instants.into_iter().flatten().collect();
        // The end of time stands for "never".
        later.retain(|instant| *instant > question.moment.now() && *instant < Timestamp::MAX);
        later.sort_unstable();
        later.dedup();
        let now = self.of_use(&case, question.moment).decision;
        later.into_iter().find(|instant| {
            let moment = Moment::from(*instant);
            let moment = question.moment.collected().map_or(moment, |collected| moment.collected_at(collected));
            self.of_use(&case, moment).decision != now
        })
    }

    /// Returns whether the person may be asked, as [`Guard::may_ask`](crate::Guard::may_ask) must.
    ///
    /// It goes through regimes and rules once more by itself, as the guard's answer comes out of its own evaluator.
    #[must_use]
    pub fn may_ask<K>(&self, question: &Question<'_, K>) -> MayAsk {
        let case = self.case(question);
        let mut worst = None;
        for point in &case.points {
            let regimes = self.applicable_regimes(point, question.subject);
            if regimes.is_empty() {
                return MayAsk::Never; // undeclared
            }
            for regime in regimes {
                let rules = self.applicable_rules(&regime, point, question.subject, question.moment.now());
                // In a regime the best over its rules; never where a rule prohibits, or none is there.
                let prohibited = rules.iter().any(|rule| rule.basis == Basis::Prohibited);
                let each = rules.iter().map(|rule| self.may_ask_for_rule(rule, point, &case, question.moment));
                let best = if prohibited { MayAsk::Never } else { each.min().unwrap_or(MayAsk::Never) };
                worst = worst.max(Some(best));
            }
        }
        worst.unwrap_or(MayAsk::Never)
    }

    /// Returns whether one rule may be asked for at one point.
    ///
    /// The best over the rules of a regime, and the worst over regimes and points, are taken by whoever calls it.
    fn may_ask_for_rule<K>(&self, rule: &RuleDocument, point: &Point<'_>, case: &Case<'_, '_, K>, t: Moment) -> MayAsk {
        let verdict = self.of_rule(rule, point, case, t);
        if verdict.decision.outcome() == Outcome::Allow {
            return MayAsk::Unneeded;
        }
        // Only rules with basis consent, opt_out, legitimate_interests or platform can be asked for.
        if ![Basis::Consent, Basis::OptOut, Basis::LegitimateInterests, Basis::Platform].contains(&rule.basis) {
            return MayAsk::Never;
        }
        // Erased, platform_denied, retention_elapsed, data_age_unknown: never.
        if ["erased", "platform_denied", "retention_elapsed", "data_age_unknown"].contains(&verdict.decision.code()) {
            return MayAsk::Never;
        }
        // A request is unanswered if no heard yes or no that covers the point is at or after it.
        let is_answer = |event: &&Event<K>| [Polarity::Yes, Polarity::No].contains(&polarity(event.kind()));
        let answers: Vec<_> = self.heard(rule, point, case).filter(is_answer).collect();
        let request = (case.events.iter())
            .filter(|(event, scope)| event.kind() == Kind::Requested && self.covers(scope, point))
            .map(|(event, _)| event.at())
            .filter(|request| !answers.iter().any(|answer| answer.at() >= *request))
            .max();
        // Never after a no without `ask_again_after_days`; with it, the days are counted from the newest no or
        // unanswered request. Without a no, a rule that sets no days lets ask at once.
        let no = if verdict.decision.outcome() == Outcome::Deny { verdict.event.map(Event::at) } else { None };
        match (rule.ask_again_after_days, no.max(request)) {
            (None, _) if no.is_some() => MayAsk::Never,
            (Some(days), Some(newest)) if days_after(newest, days) > t.now() => {
                MayAsk::NotBefore(days_after(newest, days))
            }
            _ => MayAsk::Yes,
        }
    }

    /// "As-of queries keep only events with `recorded_at` ≤ the as-of time"; "newest `at` first; at equal `at` a no
    /// comes before [a void, a void before] a lift, a lift before a yes, then by id".
    fn case<'q, K>(&self, question: &Question<'q, K>) -> Case<'a, 'q, K> {
        let known = |event: &&Event<K>| question.as_of.is_none_or(|time| event.recorded_at() <= time);
        let mut events: Vec<_> =
            question.events.iter().filter(known).map(|event| (event, ScopeDocument::from(event.scope()))).collect();
        events.sort_by_key(|(event, _)| (Reverse(event.at()), polarity(event.kind()), event.id().as_str()));
        // "A data use denotes all points of its subtrees", in the vocabulary's order.
        let mut points = Vec::new();
        for purpose in subtree(self.vocabulary.purposes(), question.data_use.purpose()) {
            for category in subtree(self.vocabulary.categories(), question.data_use.category()) {
                for recipient in subtree(self.vocabulary.recipients(), question.data_use.recipient()) {
                    for operation in OPERATIONS {
                        if question.data_use.operations().names().any(|name| name == operation) {
                            points.push(Point { purpose, category, recipient, operation });
                        }
                    }
                }
            }
        }
        Case { points, events, subject: question.subject }
    }

    /// "4. A use's outcome is the worst over its points (ties: vocabulary order)."
    fn of_use<'q, K>(&self, case: &Case<'a, 'q, K>, t: Moment) -> Verdict<'a, 'q, K> {
        worst(case.points.iter().map(|point| self.of_point(point, case, t)))
    }

    /// "3. The point's outcome is the worst over regimes (`Deny` > `Ask` > `Allow`; ties: document order)."
    fn of_point<'q, K>(&self, point: &Point<'a>, case: &Case<'a, 'q, K>, t: Moment) -> Verdict<'a, 'q, K> {
        let regimes = self.applicable_regimes(point, case.subject);
        worst(regimes.iter().map(|regime| self.of_regime(regime, point, case, t)))
    }

    /// "1. Applicable regimes: those whose regions hold one of the subject's (an unknown region matches every regime)
    /// and whose scope has *x*." A policy that names no regime has one, everywhere.
    fn applicable_regimes(&self, point: &Point<'_>, subject: &Subject) -> Vec<RegimeDocument> {
        let mut regimes = self.document.regimes.clone();
        if regimes.is_empty() {
            regimes.push(RegimeDocument { id: "everywhere".to_owned(), regions: None, scope: None });
        }
        regimes.retain(|regime| {
            let here = match &regime.regions {
                None => true,
                Some(_) if subject.regions.is_empty() => true,
                Some(own) => subject.regions.iter().any(|region| self.region_is_in(region.as_str(), own)),
            };
            here && regime.scope.as_ref().is_none_or(|scope| self.covers(scope, point))
        });
        regimes
    }

    /// "2. In each regime take the rules whose scope has *x* and whose conditions hold at *t*."
    fn applicable_rules(
        &self,
        regime: &RegimeDocument,
        point: &Point<'_>,
        subject: &Subject,
        t: Timestamp,
    ) -> Vec<&'a RuleDocument> {
        let rules = self.document.rules.iter();
        // A rule may leave its regime out where there is only one.
        let rules = rules.filter(|rule| rule.regime.as_ref().is_none_or(|id| *id == regime.id));
        rules.filter(|rule| self.covers(&rule.scope, point) && self.conditions_hold(rule, subject, t)).collect()
    }

    /// Returns whether the rule's regions, ages and facts hold of the person at *t*. "What is not known is read
    /// strictly": a prohibition holds, a permission does not.
    fn conditions_hold(&self, rule: &RuleDocument, subject: &Subject, t: Timestamp) -> bool {
        let prohibits = rule.basis == Basis::Prohibited;
        // A permitting rule's regions must hold all of the subject's, a prohibiting rule's any one of them; of a
        // subject without regions only a prohibition holds.
        let regions_hold = match &rule.regions {
            None => true,
            Some(_) if subject.regions.is_empty() => prohibits,
            Some(own) if prohibits => subject.regions.iter().any(|region| self.region_is_in(region.as_str(), own)),
            Some(own) => subject.regions.iter().all(|region| self.region_is_in(region.as_str(), own)),
        };
        // Half-open in years, counted at the time of the check; of an unknown age only a prohibition holds.
        let ages_hold = match (rule.ages, subject.birth_date) {
            (None, _) => true,
            (Some(_), None) => prohibits,
            (Some(ages), Some(born)) => {
                let is = |years| birthday(born, years).is_some_and(|day| day <= t);
                // Everyone is at least 0 years old.
                ages.from.is_none_or(|years| years == 0 || is(years)) && !ages.below.is_some_and(is)
            }
        };
        let facts_hold = rule.facts.iter().all(|fact| match fact.strip_prefix('!') {
            Some(fact) => !subject.facts.iter().any(|own| own == fact),
            None => subject.facts.contains(fact),
        });
        regions_hold && ages_hold && facts_hold
    }

    /// Returns the verdict of one regime that applies, and names the rule that gave it.
    fn of_regime<'q, K>(
        &self,
        regime: &RegimeDocument,
        point: &Point<'a>,
        case: &Case<'a, 'q, K>,
        t: Moment,
    ) -> Verdict<'a, 'q, K> {
        let rules = self.applicable_rules(regime, point, case.subject, t.now());
        // "Any prohibited one: `Deny(Prohibited)`."
        if let Some(rule) = rules.iter().find(|rule| rule.basis == Basis::Prohibited) {
            return Verdict { decision: Decision::Deny(DenyReason::Prohibited), rule: Some(&rule.id), event: None };
        }
        // "Else the best of the rules' outcomes (`Allow` > `Ask` > `Deny`; ties: document order)."
        let mut best: Option<Verdict<'a, 'q, K>> = None;
        for rule in rules {
            let verdict = self.of_rule(rule, point, case, t);
            if best.as_ref().is_none_or(|best| verdict.decision.outcome() < best.decision.outcome()) {
                best = Some(verdict);
            }
        }
        // "No rule: `Deny(NotDeclared)`."
        best.unwrap_or(Verdict { decision: Decision::Deny(DenyReason::NotDeclared), rule: None, event: None })
    }

    /// "One rule at one point."
    fn of_rule<'q, K>(
        &self,
        rule: &'a RuleDocument,
        point: &Point<'_>,
        case: &Case<'_, 'q, K>,
        t: Moment,
    ) -> Verdict<'a, 'q, K> {
        let verdict = |decision, event| Verdict { decision, rule: Some(&rule.id), event };
        let allow = Decision::Allow(Grant { basis: rule.basis, obligations: obligations(rule) });
        // "Retention first: if the rule has `retention_days` and the use gives no `collected_at`,
        // `Deny(DataAgeUnknown)`; if `collected_at + retention ≤ t`, `Deny(RetentionElapsed)`."
        if let Some(days) = rule.retention_days {
            match t.collected() {
                None => return verdict(Decision::Deny(DenyReason::DataAgeUnknown), None),
                Some(collected) if days_after(collected, days) <= t.now() => {
                    return verdict(Decision::Deny(DenyReason::RetentionElapsed), None);
                }
                Some(_) => {}
            }
        }
        // "Then go through the events that the rule hears and whose scope covers *x*, newest `at` first [...]"
        let events: Vec<&'q Event<K>> = self.heard(rule, point, case).collect();
        // "`erased` not lifted by a later `reinstated` comes before everything." A lift is in force from its `at`.
        for erasure in events.iter().filter(|event| event.kind() == Kind::Erased) {
            let reinstated = events
                .iter()
                .any(|event| event.kind() == Kind::Reinstated && event.at() > erasure.at() && event.at() <= t.now());
            if !reinstated {
                return verdict(Decision::Deny(DenyReason::Erased), Some(erasure));
            }
        }
        let mut lifted: Vec<Kind> = Vec::new();
        let mut void: Option<AskReason> = None;
        let mut remembered: Option<(AskReason, &'q Event<K>)> = None;
        for event in events {
            // "Kind already lifted → skip."
            if lifted.contains(&event.kind()) {
                continue;
            }
            match polarity(event.kind()) {
                // "A lift → remember what it lifts, go on." "A lift, like a yes, is in force from its `at`."
                Polarity::Lift => {
                    if event.at() <= t.now() {
                        lifted.extend(lifts(event.kind()));
                    }
                }
                // "A void → from here on no yes counts; remember its reason, go on."
                Polarity::Void => {
                    let reason =
                        if event.kind() == Kind::Completed { AskReason::Completed } else { AskReason::Invalidated };
                    void = void.or(Some(reason));
                    remembered = remembered.or(Some((reason, event)));
                }
                // "**no** → `Deny(its reason)`. A no counts as soon as it is known, even if its clock is ahead of *t*."
                Polarity::No => return verdict(Decision::Deny(denial(event.kind())), Some(event)),
                // "**yes** that can be used → `Allow`"; "yes that cannot be used → it is passed over; the newest such
                // reason is remembered".
                Polarity::Yes => match void.or_else(|| unusable(event, rule, point, case.subject, t.now())) {
                    None => return verdict(allow, Some(event)),
                    Some(reason) => remembered = remembered.or(Some((reason, event))),
                },
                Polarity::Neither => {}
            }
        }
        // "Nothing decided: basis consent or platform → `Ask` with the remembered reason, else `Ask(NeverAsked)`; every
        // other basis → `Allow`."
        match rule.basis {
            Basis::Consent | Basis::Platform => match remembered {
                Some((reason, event)) => verdict(Decision::Ask(reason), Some(event)),
                None => verdict(Decision::Ask(AskReason::NeverAsked), None),
            },
            _ => verdict(allow, None),
        }
    }

    /// The events that the rule hears and whose scope covers the point.
    ///
    /// They keep the order of the case: newest first, and the stricter first at equal times.
    fn heard<'q: 'c, 'c, K>(
        &'c self,
        rule: &'c RuleDocument,
        point: &'c Point<'_>,
        case: &'c Case<'_, 'q, K>,
    ) -> impl Iterator<Item = &'q Event<K>> + 'c {
        let events = case.events.iter().filter(|(event, scope)| {
            // A restriction never restricts storing.
            let spared = event.kind() == Kind::Restricted && point.operation == "store";
            hears(rule, point.purpose, event.kind()) && !spared && self.said_of(event.kind(), scope, point)
        });
        events.map(|(event, _)| *event)
    }

    /// Whether an act of that kind is about the point. "A no survives every change of the tree: a no covers a node if
    /// its scope covers the node where it stands, or where it stood under any of its `formerly` keys, and a no on
    /// `#tag` covers every node that has or ever had the tag. A yes goes by today's tree and tags alone." A void counts
    /// at once, as a no does, and is not lost either; a lift is as a yes.
    fn said_of(&self, kind: Kind, scope: &ScopeDocument, point: &Point<'_>) -> bool {
        if ![Polarity::No, Polarity::Void].contains(&polarity(kind)) {
            return self.covers(scope, point);
        }
        listed_ever(&scope.purposes, self.vocabulary.purposes(), point.purpose)
            && listed_ever(&scope.categories, self.vocabulary.categories(), point.category)
            && listed_ever(&scope.recipients, self.vocabulary.recipients(), point.recipient)
            && scope.operations.iter().any(|name| name == "*" || name == point.operation)
    }

    /// "A product of four sets": each must list the point's own.
    ///
    /// It is the same question for scopes of events, rules and regimes.
    fn covers(&self, scope: &ScopeDocument, point: &Point<'_>) -> bool {
        listed(&scope.purposes, self.vocabulary.purposes(), point.purpose)
            && listed(&scope.categories, self.vocabulary.categories(), point.category)
            && listed(&scope.recipients, self.vocabulary.recipients(), point.recipient)
            && scope.operations.iter().any(|name| name == "*" || name == point.operation)
    }

    /// Whether the region is one of those named: "prefixes match (`US` covers `US-CA`), groups (`EU`, `EEA`) are part
    /// of the document or built in".
    ///
    /// A document's own group may have `EU` and `EEA` among its members, which are followed.
    fn region_is_in(&self, region: &str, names: &[String]) -> bool {
        names.iter().any(|name| match name.as_str() {
            "EU" => EU.iter().any(|member| is_within(region, member, '-')),
            "EEA" => EU.iter().chain(&EEA_BEYOND_EU).any(|member| is_within(region, member, '-')),
            name => match self.document.region_groups.get(name) {
                Some(members) => self.region_is_in(region, members),
                None => is_within(region, name, '-'),
            },
        })
    }
}

/// Why a yes cannot be used. "Order where one yes has several: voided [asked before], not in force, expired, notice
/// outdated, guardian required, missing quality."
fn unusable<K>(
    yes: &Event<K>,
    rule: &RuleDocument,
    point: &Point<'_>,
    subject: &Subject,
    t: Timestamp,
) -> Option<AskReason> {
    // "in force (`at` ≤ *t*)"
    if yes.at() > t {
        return Some(AskReason::NotInForce);
    }
    // "not expired (`expires_at` > *t* and `at + lifetime` > *t*: intervals are half-open)"
    // At the end of time everything has expired, also what nobody gave an end.
    let own_end = yes.expires_at().or(Some(Timestamp::MAX));
    let ends = [own_end, rule.lifetime_days.map(|days| days_after(yes.at(), days))];
    if ends.into_iter().flatten().any(|end| end <= t) {
        return Some(AskReason::Expired);
    }
    // "its notice is no older than `min_notice` and than the `since` of each node of *x*"
    let notice = yes.notice().map_or(0, |notice| notice.version);
    let oldest = [rule.min_notice.unwrap_or(0), point.purpose.since(), point.category.since(), point.recipient.since()];
    if oldest.into_iter().any(|oldest| notice < oldest) {
        return Some(AskReason::NoticeOutdated);
    }
    // "was given by a guardian or at an age of at least `min_age`"
    if let Some(years) = rule.min_age
        && yes.by() != Actor::Guardian
    {
        let birthday = subject.birth_date.and_then(|born| birthday(born, years));
        if birthday.is_none_or(|birthday| yes.at() < birthday) {
            return Some(AskReason::GuardianRequired);
        }
    }
    // "has every required quality"; for consent `affirmative` always.
    let affirmative = rule.basis != Basis::Consent || yes.qualities().contains(Qualities::AFFIRMATIVE);
    let required = rule.requires.iter().all(|name| yes.qualities().names().any(|own| own == name));
    if !affirmative || !required {
        return Some(AskReason::MissingQuality);
    }
    None
}

/// The worst of several outcomes, of equals the first; "an `Allow` carries the basis and the union of the
/// obligations". Of none: `Deny(NotDeclared)`.
fn worst<'a, 'q, K>(verdicts: impl Iterator<Item = Verdict<'a, 'q, K>>) -> Verdict<'a, 'q, K> {
    let mut united = Obligations::empty();
    let mut worst: Option<Verdict<'a, 'q, K>> = None;
    for verdict in verdicts {
        united |= verdict.decision.obligations();
        if worst.as_ref().is_none_or(|worst| verdict.decision.outcome() > worst.decision.outcome()) {
            worst = Some(verdict);
        }
    }
    match worst {
        None => Verdict { decision: Decision::Deny(DenyReason::NotDeclared), rule: None, event: None },
        Some(Verdict { decision: Decision::Allow(grant), rule, event }) => {
            Verdict { decision: Decision::Allow(Grant { obligations: united, ..grant }), rule, event }
        }
        Some(verdict) => verdict,
    }
}
