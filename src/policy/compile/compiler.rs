//! From a document to a checked policy.

use std::collections::HashMap;

use super::{
    Ages, FactTest, Obligations, OnWithdrawal, Policy, Regime, Rule, WithdrawalActions,
    document::{Basis, PolicyDocument, RegimeDocument, RuleDocument},
    notice, particulars, shadow, unknown_fact,
};
use crate::{
    act::Qualities,
    fault::{Fault, Faults},
    region::{Groups, Region},
    suggest::{self, MOST_SUGGESTED, shortened},
    vocabulary::{Area, MAX_KEY_LEN, Operations, Scope, ScopeDocument, Vocabulary, is_word},
};

/// Most rules in a policy.
pub const MAX_RULES: usize = 16_384;
/// Most regimes in a policy.
pub const MAX_REGIMES: usize = 32;
/// Most facts a policy may declare.
pub const MAX_FACTS: usize = 64;
/// Most region groups, and most regions listed in one place.
const MAX_LISTED_REGIONS: usize = 1024;
/// Longest period, in days: about 270 years.
const MAX_DAYS: u32 = 100_000;
/// Oldest age that a rule may name.
const MAX_AGE: u16 = 150;

impl PolicyDocument {
    /// Checks the document whole and resolves its names.
    ///
    /// # Errors
    /// With **all** faults, each with its place in the document and how to mend it.
    pub fn compile(&self) -> Result<Policy, Faults> {
        let (policy, faults) = Compiler::run(self);
        Faults::none_in(faults).map(|()| policy)
    }

    /// Like [`compile`](Self::compile), for a document that takes the place of `previous`: a use that rested on consent
    /// may not go on under another basis as if nobody could say no.
    ///
    /// # Errors
    /// Also with every such swap of basis.
    pub fn compile_succeeding(&self, previous: &Policy) -> Result<Policy, Faults> {
        let (policy, mut faults) = Compiler::run(self);
        if faults.is_empty() {
            basis_swaps(&policy, previous, &mut faults);
        }
        Faults::none_in(faults).map(|()| policy)
    }
}

struct Compiler<'d> {
    document: &'d PolicyDocument,
    vocabulary: Vocabulary,
    groups: Groups,
    faults: Vec<Fault>,
    /// How many unknown names of scopes may still be compared with all known ones.
    suggestions: usize,
}

impl<'d> Compiler<'d> {
    fn run(document: &'d PolicyDocument) -> (Policy, Vec<Fault>) {
        let mut faults = Vec::new();
        let vocabulary = Vocabulary::build(&document.vocabulary, &mut faults);
        let mut compiler =
            Self { document, vocabulary, groups: Groups::built_in(), faults, suggestions: 8 * MOST_SUGGESTED };
        compiler.header();
        compiler.groups();
        let regimes = compiler.regimes();
        let rules = compiler.rules(&regimes);
        let policy = Policy {
            version: document.version.clone(),
            vocabulary: compiler.vocabulary,
            facts: document.facts.clone(),
            regimes,
            rules: rules.iter().map(|(_, rule)| rule.clone()).collect(),
            notices: document.notices.clone(),
            particulars: document.particulars.clone(),
        };
        notice::check(&document.notices, &policy, &mut compiler.faults);
        particulars::check(&document.particulars, &mut compiler.faults);
        if compiler.faults.is_empty() {
            shadow::find(&policy, &mut compiler.faults);
        }
        (policy, compiler.faults)
    }

    fn fault(&mut self, place: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.faults.push(Fault::new(place, code, message));
    }

    fn too_many(&mut self, place: &str, count: usize, most: usize) -> bool {
        let exceeds = count > most;
        if exceeds {
            self.fault(place, "too_many", format!("{count} are listed, at most {most} may be"));
        }
        exceeds
    }

    fn header(&mut self) {
        let document = self.document;
        if document.version.is_empty() || document.version.len() > MAX_KEY_LEN {
            let message =
                format!("the policy's version is empty or longer than {MAX_KEY_LEN} bytes; name it, like `2026-1`");
            self.fault("version", "malformed_version", message);
        }
        if self.too_many("facts", document.facts.len(), MAX_FACTS) {
            return;
        }
        for (position, fact) in document.facts.iter().enumerate() {
            let place = format!("facts[{position}]");
            if !is_word(fact) || fact.len() > MAX_KEY_LEN {
                self.fault(
                    place,
                    "malformed_fact",
                    format!("`{}` is no fact; write one word of lower snake case", shortened(fact)),
                );
            } else if document.facts.iter().take(position).any(|earlier| earlier == fact) {
                self.fault(place, "duplicate_key", format!("the fact `{fact}` is declared twice; keep one"));
            }
        }
    }

    fn groups(&mut self) {
        if self.too_many("region_groups", self.document.region_groups.len(), MAX_LISTED_REGIONS) {
            return;
        }
        // Members are resolved against the built-in groups, so a document's groups cannot contain each other.
        let built_in = self.groups.clone();
        for (name, members) in &self.document.region_groups {
            let place = format!("region_groups.{}", shortened(name));
            if Region::new(name).is_ok() {
                self.fault(
                    &place,
                    "group_is_region",
                    format!("`{name}` is a country's code; give the group another name"),
                );
                continue;
            }
            let regions = resolve_regions(&built_in, members, &place, &mut self.faults);
            if !self.groups.add(name, regions) {
                self.fault(place, "duplicate_key", format!("the group `{name}` is built in; give yours another name"));
            }
        }
    }

    fn regions(&mut self, names: Option<&Vec<String>>, place: &str) -> Option<Vec<Region>> {
        names.map(|names| resolve_regions(&self.groups, names, &format!("{place}.regions"), &mut self.faults))
    }

    /// The area of a scope; `None` where it has faults, which have been reported.
    fn area(&mut self, document: &ScopeDocument, place: &str) -> Option<Area> {
        let scope = Scope::parse(document, &format!("{place}.scope."), &mut self.faults)?;
        let mut unknown = Vec::new();
        let area = self.vocabulary.resolve_one_of_many(&scope, &mut self.suggestions, &mut |name| unknown.push(name));
        for name in &unknown {
            let set = match name.set {
                "purposes" => &document.purposes,
                "categories" => &document.categories,
                _ => &document.recipients,
            };
            let position = set.iter().position(|text| *text == name.name).unwrap_or_default();
            self.fault(format!("{place}.scope.{}[{position}]", name.set), "unknown_key", &name.message);
        }
        if unknown.is_empty() && area.is_empty() {
            let message = "the scope covers nothing: one of its sets lists only retired keys, or the vocabulary has none of that kind";
            self.fault(format!("{place}.scope"), "empty_set", message);
        }
        unknown.is_empty().then_some(area)
    }

    fn regimes(&mut self) -> Vec<Regime> {
        let documents = &self.document.regimes;
        if documents.is_empty() {
            return vec![Regime { id: "everywhere".to_owned(), regions: None, area: None }];
        }
        if self.too_many("regimes", documents.len(), MAX_REGIMES) {
            return Vec::new();
        }
        let mut seen = HashMap::new();
        let mut regimes = Vec::new();
        for (position, RegimeDocument { id, regions, scope }) in documents.iter().enumerate() {
            let place = format!("regimes[{position}]");
            self.id(id, &place, "regime", seen.insert(id.as_str(), position));
            let regions = self.regions(regions.as_ref(), &place);
            let area = scope.as_ref().and_then(|scope| self.area(scope, &place));
            regimes.push(Regime { id: id.clone(), regions, area });
        }
        regimes
    }

    fn id(&mut self, id: &str, place: &str, what: &str, twin: Option<usize>) {
        let place = format!("{place}.id");
        let well_formed = id.len() <= MAX_KEY_LEN && id.split(['.', '-']).all(is_word);
        if !well_formed {
            let message =
                format!("`{}` cannot name a {what}; use lower snake case, like `newsletter_consent`", shortened(id));
            self.fault(place, "malformed_id", message);
        } else if let Some(first) = twin {
            self.fault(
                place,
                "duplicate_key",
                format!("the {what} `{id}` is declared already at {what}s[{first}]; name one otherwise"),
            );
        }
    }

    fn rules(&mut self, regimes: &[Regime]) -> Vec<(usize, Rule)> {
        let documents = &self.document.rules;
        if self.too_many("rules", documents.len(), MAX_RULES) {
            return Vec::new();
        }
        if documents.is_empty() {
            self.fault(
                "rules",
                "empty_set",
                "no rule is declared, so nothing would ever be allowed; declare what you do",
            );
        }
        let mut seen = HashMap::new();
        let mut rules = Vec::new();
        for (position, document) in documents.iter().enumerate() {
            let place = format!("rules[{position}]");
            self.id(&document.id, &place, "rule", seen.insert(document.id.as_str(), position));
            if let Some(rule) = self.rule(document, &place, regimes) {
                rules.push((position, rule));
            }
        }
        rules
    }

    fn rule(&mut self, document: &RuleDocument, place: &str, regimes: &[Regime]) -> Option<Rule> {
        let regime = self.regime_of(document, place, regimes);
        let area = self.area(&document.scope, place);
        let regions = self.regions(document.regions.as_ref(), place);
        let ages = self.ages(document, place);
        let facts = self.facts(document, place);
        let requires =
            self.words(&document.requires, &format!("{place}.requires"), Qualities::named, Qualities::unknown);
        let obligations =
            self.words(&document.obligations, &format!("{place}.obligations"), Obligations::named, |word| {
                let known = Obligations::all();
                let near = suggest::nearest(word, known.names());
                format!("unknown obligation `{}`{}; there are {known}", shortened(word), suggest::did_you_mean(&near))
            });
        let on_withdrawal = self.on_withdrawal(document, place);
        self.fields(document, place);
        self.days(document, place);
        let consent = document.basis == Basis::Consent;
        let mut qualities = requires.into_iter().fold(Qualities::empty(), |all, quality| all | quality);
        if consent {
            qualities |= Qualities::AFFIRMATIVE;
        }
        let rule = Rule {
            id: document.id.clone(),
            regime: regime?,
            area: area?,
            basis: document.basis,
            regions,
            ages,
            facts,
            lifetime_days: document.lifetime_days,
            min_notice: document.min_notice.unwrap_or(0),
            requires: qualities,
            min_age: document.min_age,
            ask_again_after_days: document.ask_again_after_days,
            retention_days: document.retention_days,
            honours_withdrawal: document.honours_withdrawal,
            direct_marketing: document.direct_marketing,
            survives_erasure: document.survives_erasure,
            obligations: obligations.into_iter().fold(Obligations::empty(), |all, obligation| all | obligation),
            on_withdrawal,
            exception: document.exception,
        };
        self.reach(&rule, place, regimes);
        self.lawfulness(&rule, document, place);
        Some(rule)
    }

    fn regime_of(&mut self, document: &RuleDocument, place: &str, regimes: &[Regime]) -> Option<usize> {
        let Some(name) = &document.regime else {
            if regimes.len() == 1 {
                return Some(0);
            }
            let names = regimes.iter().map(Regime::id).collect::<Vec<_>>().join("`, `");
            self.fault(
                format!("{place}.regime"),
                "unknown_regime",
                format!("the rule names no regime; there are `{names}`"),
            );
            return None;
        };
        let found = regimes.iter().position(|regime| regime.id == *name);
        if found.is_none() {
            let near = suggest::nearest(name, regimes.iter().map(Regime::id));
            let message = format!("unknown regime `{}`{}", shortened(name), suggest::did_you_mean(&near));
            self.fault(format!("{place}.regime"), "unknown_regime", message);
        }
        found
    }

    fn ages(&mut self, document: &RuleDocument, place: &str) -> Option<Ages> {
        let ages = document.ages?;
        let place = format!("{place}.ages");
        if ages.from.is_none() && ages.below.is_none() {
            self.fault(&place, "empty_set", "the range of ages has no end; say `from`, `below` or both");
            return None;
        }
        let range = Ages { from: ages.from.unwrap_or(0), below: ages.below };
        if range.from > MAX_AGE || range.below.is_some_and(|below| below > MAX_AGE) {
            self.fault(&place, "out_of_range", format!("ages are years from 0 to {MAX_AGE}"));
        }
        if range.below.is_some_and(|below| below <= range.from) {
            self.fault(
                &place,
                "unreachable",
                format!(
                    "nobody is at least {} and below {}; the first must be lower",
                    range.from,
                    range.below.unwrap_or(0)
                ),
            );
        }
        if range.from == 0 && range.below.is_none() {
            self.fault(&place, "no_effect", "everyone is at least 0 years old; leave `ages` out");
        }
        Some(range)
    }

    fn facts(&mut self, document: &RuleDocument, place: &str) -> Vec<FactTest> {
        let mut tests = Vec::new();
        if self.too_many(&format!("{place}.facts"), document.facts.len(), 2 * MAX_FACTS) {
            return tests;
        }
        for (position, text) in document.facts.iter().enumerate() {
            let (fact, holds) = text.strip_prefix('!').map_or((text.as_str(), true), |fact| (fact, false));
            let place = format!("{place}.facts[{position}]");
            if !self.document.facts.iter().any(|known| known == fact) {
                let message = unknown_fact(fact, &self.document.facts);
                self.fault(place, "unknown_fact", message);
                continue;
            }
            if tests.contains(&FactTest { fact: fact.to_owned(), holds: !holds }) {
                self.fault(place, "unreachable", format!("`{fact}` cannot both hold and not hold; take one out"));
                continue;
            }
            tests.push(FactTest { fact: fact.to_owned(), holds });
        }
        tests.sort();
        tests.dedup();
        tests
    }

    fn words<T>(
        &mut self,
        words: &[String],
        place: &str,
        read: fn(&str) -> Option<T>,
        unknown: fn(&str) -> String,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for (position, word) in words.iter().enumerate() {
            match read(word) {
                Some(value) => found.push(value),
                None => self.fault(format!("{place}[{position}]"), "unknown_word", unknown(word)),
            }
        }
        found
    }

    fn on_withdrawal(&mut self, document: &RuleDocument, place: &str) -> Option<OnWithdrawal> {
        let promise = document.on_withdrawal.as_ref()?;
        let place = format!("{place}.on_withdrawal");
        let actions = self.words(&promise.actions, &format!("{place}.actions"), WithdrawalActions::named, |word| {
            let known = WithdrawalActions::all();
            let near = suggest::nearest(word, known.names());
            format!(
                "unknown action `{}`{}; there are stop, notify_recipients, erase",
                shortened(word),
                suggest::did_you_mean(&near)
            )
        });
        if promise.actions.is_empty() {
            self.fault(
                format!("{place}.actions"),
                "empty_set",
                "no action is promised; list stop, notify_recipients or erase",
            );
        }
        Some(OnWithdrawal {
            actions: actions.into_iter().fold(WithdrawalActions::empty(), |all, action| all | action),
            within_days: promise.within_days,
        })
    }

    /// Fields that would do nothing with the rule's basis.
    fn fields(&mut self, document: &RuleDocument, place: &str) {
        use Basis::{Consent, LegitimateInterests, OptOut, Platform, Prohibited};
        let basis = document.basis;
        let consent = basis == Consent;
        let hears_yes = matches!(basis, Consent | OptOut | LegitimateInterests);
        let decides_itself = !matches!(basis, Consent | OptOut | Platform | Prohibited);
        let permits = basis != Prohibited;
        let fields = [
            ("lifetime_days", document.lifetime_days.is_some(), consent),
            ("min_notice", document.min_notice.is_some(), consent),
            ("requires", !document.requires.is_empty(), consent),
            ("min_age", document.min_age.is_some(), consent),
            ("ask_again_after_days", document.ask_again_after_days.is_some(), hears_yes),
            ("honours_withdrawal", document.honours_withdrawal, decides_itself),
            ("direct_marketing", document.direct_marketing, basis == LegitimateInterests),
            ("survives_erasure", document.survives_erasure, decides_itself),
            ("retention_days", document.retention_days.is_some(), permits),
            ("obligations", !document.obligations.is_empty(), permits),
            ("on_withdrawal", document.on_withdrawal.is_some(), permits),
            ("exception", document.exception.is_some(), permits && basis != Platform),
        ];
        for (field, present, fits) in fields {
            if present && !fits {
                let message = format!("`{field}` has no effect with basis `{}`; leave it out", basis.name());
                self.fault(format!("{place}.{field}"), "no_effect", message);
            }
        }
    }

    fn days(&mut self, document: &RuleDocument, place: &str) {
        let periods = [
            ("lifetime_days", document.lifetime_days, "consent would never count"),
            ("ask_again_after_days", document.ask_again_after_days, "the person would be asked again at once"),
            ("retention_days", document.retention_days, "the data could never be used"),
        ];
        for (field, days, consequence) in periods {
            match days {
                Some(0) => self.fault(
                    format!("{place}.{field}"),
                    "zero_days",
                    format!("with 0 days {consequence}; say at least 1"),
                ),
                Some(days) if days > MAX_DAYS => {
                    self.fault(
                        format!("{place}.{field}"),
                        "out_of_range",
                        format!("`{days}` days is more than {MAX_DAYS}; leave it out for no limit"),
                    );
                }
                _ => {}
            }
        }
        if let Some(promise) = &document.on_withdrawal
            && promise.within_days > MAX_DAYS
        {
            let message = format!("`{}` days is more than {MAX_DAYS}", promise.within_days);
            self.fault(format!("{place}.on_withdrawal.within_days"), "out_of_range", message);
        }
        match document.min_age {
            Some(0) => self.fault(
                format!("{place}.min_age"),
                "no_effect",
                "everyone is at least 0 years old; leave `min_age` out",
            ),
            Some(age) if age > MAX_AGE => {
                self.fault(format!("{place}.min_age"), "out_of_range", format!("ages are years from 0 to {MAX_AGE}"));
            }
            _ => {}
        }
    }

    /// Whether the rule can meet a point or a person at all.
    fn reach(&mut self, rule: &Rule, place: &str, regimes: &[Regime]) {
        let Some(regime) = regimes.get(rule.regime) else { return };
        if let Some(area) = &regime.area
            && !rule.area.intersects(area)
        {
            let message =
                format!("the scope has nothing in common with that of its regime `{}`; widen one of them", regime.id);
            self.fault(format!("{place}.scope"), "unreachable", message);
        }
        if let (Some(own), Some(regions)) = (&rule.regions, &regime.regions) {
            let meets = own.iter().any(|a| regions.iter().any(|b| a.covers(b) || b.covers(a)));
            if !meets {
                let message = format!(
                    "the regions have nothing in common with those of its regime `{}`; widen one of them",
                    regime.id
                );
                self.fault(format!("{place}.regions"), "unreachable", message);
            }
        }
    }

    fn lawfulness(&mut self, rule: &Rule, document: &RuleDocument, place: &str) {
        if matches!(rule.basis, Basis::Prohibited | Basis::Platform) {
            return;
        }
        let explicit = rule.basis == Basis::Consent && rule.requires.contains(Qualities::EXPLICIT);
        let special = rule.area.categories.iter().find_map(|index| {
            let node = self.vocabulary.categories().node(crate::vocabulary::CategoryId::new(index))?;
            node.details().special.then(|| node.key().to_string())
        });
        if let Some(special) = special
            && !explicit
            && rule.exception.is_none()
        {
            let message = format!(
                "`{special}` is a special category (GDPR Art. 9), which basis `{}` alone does not allow; use basis `consent` \
                 with requires `explicit`, state the `exception` of Art. 9(2), or take it out of the scope",
                rule.basis.name()
            );
            self.fault(format!("{place}.scope.categories"), "special_category", message);
        }
        if explicit || rule.basis == Basis::Contract {
            return;
        }
        let star = if document.scope.operations.iter().any(|text| text == "*") { " (`*` includes it)" } else { "" };
        if rule.area.operations.contains(Operations::DECIDE) {
            let message = format!(
                "automated decisions{star} need explicit consent or a contract (GDPR Art. 22(2)); use basis `consent` with \
                 requires `explicit`, or take `decide` out of the operations"
            );
            self.fault(format!("{place}.scope.operations"), "automated_decision", message);
        }
        if rule.area.operations.contains(Operations::TRANSFER) {
            let unsafe_recipient = rule.area.recipients.iter().find_map(|index| {
                let node = self.vocabulary.recipients().node(crate::vocabulary::RecipientId::new(index))?;
                (!node.details().safe_to_send()).then(|| node.key().to_string())
            });
            if let Some(recipient) = unsafe_recipient {
                let message = format!(
                    "a transfer{star} to `{recipient}`, which has neither a location in the EEA nor a safeguard, needs explicit \
                     consent or a contract (GDPR Art. 46, 49(1)); state its `safeguard`, or take `transfer` out of the operations"
                );
                self.fault(format!("{place}.scope.operations"), "unsafeguarded_transfer", message);
            }
        }
    }
}

fn resolve_regions(groups: &Groups, names: &[String], place: &str, faults: &mut Vec<Fault>) -> Vec<Region> {
    if names.is_empty() {
        faults.push(Fault::new(
            place,
            "empty_set",
            "no region is listed; list some, or leave the field out for everywhere",
        ));
    }
    if names.len() > MAX_LISTED_REGIONS {
        let message = format!("{} are listed, at most {MAX_LISTED_REGIONS} may be", names.len());
        faults.push(Fault::new(place, "too_many", message));
        return Vec::new();
    }
    let mut regions = Vec::new();
    for (position, name) in names.iter().enumerate() {
        match groups.resolve(name) {
            Ok(members) => regions.extend(members),
            Err(error) => {
                let message = format!("{error}, or the name of a group");
                faults.push(Fault::new(format!("{place}[{position}]"), "unknown_region", message));
            }
        }
    }
    regions.sort_unstable();
    regions.dedup();
    regions
}

/// Uses that rested on consent and now rest on something that no withdrawal stops.
pub(super) fn basis_swaps(policy: &Policy, previous: &Policy, faults: &mut Vec<Fault>) {
    for (position, rule) in policy.rules().iter().enumerate() {
        if rule.honours_withdrawal
            || matches!(rule.basis, Basis::Consent | Basis::OptOut | Basis::Platform | Basis::Prohibited)
        {
            continue;
        }
        let regime = policy.regimes().get(rule.regime).map(Regime::id);
        let same_regime = |old: &&Rule| previous.regimes().get(old.regime).map(Regime::id) == regime;
        let swapped = previous.rules().iter().filter(same_regime).find(|old| {
            old.basis == Basis::Consent
                && shadow::carried_over(previous, old, policy).is_some_and(|area| area.intersects(&rule.area))
                && !previous.rules().iter().filter(same_regime).any(|other| {
                    // It had this second basis before, so nothing is taken from anyone now.
                    other.basis == rule.basis
                        && shadow::carried_over(previous, other, policy).is_some_and(|area| rule.area.is_subset(&area))
                })
        });
        if let Some(old) = swapped {
            let message = format!(
                "the previous version asked for consent here (rule `{}`), and basis `{}` would go on after a withdrawal; set \
                 `honours_withdrawal = true`, or keep basis `consent`",
                old.id,
                rule.basis.name()
            );
            faults.push(Fault::new(format!("rules[{position}].basis"), "basis_swap", message));
        }
    }
}
