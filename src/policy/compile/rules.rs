//! Rules of a document.

use std::collections::HashMap;

use super::compiler::Compiler;
use crate::{
    act::Qualities,
    fault::FaultCode,
    policy::{
        basis::Basis,
        check::{fields, lawfulness, reach},
        document::RuleDocument,
        regime::Regime,
        rule::Rule,
    },
};

/// Most rules in a policy.
///
/// Compiling holds each rule against each other, so its time grows with the square of their number. A check is not
/// slowed by rules that do not cover its data use.
pub const MAX_RULES: usize = 16_384;

impl Compiler<'_> {
    /// Reads the rules, in document order. Those with faults in their regime or scope are left out, and were reported.
    pub(super) fn rules(&mut self, regimes: &[Regime]) -> Vec<Rule> {
        let documents = &self.document.rules;
        if self.too_many("rules", documents.len(), MAX_RULES) {
            return Vec::new();
        }
        if documents.is_empty() {
            self.fault(
                "rules",
                FaultCode::EmptySet,
                "no rule is declared, so nothing would ever be allowed; declare what you do",
            );
        }
        let mut seen = HashMap::new();
        let mut rules = Vec::new();
        for (position, document) in documents.iter().enumerate() {
            let place = format!("rules[{position}]");
            self.id(&document.id, &place, "rule", seen.insert(document.id.as_str(), position));
            if let Some(rule) = self.rule(document, &place, regimes) {
                rules.push(rule);
            }
        }
        rules
    }

    /// Reads one rule and checks it by itself.
    ///
    /// All fields are read before the first `?`, so a rule without a regime still has its other faults listed.
    /// Consent always requires `affirmative`: silence, pre-ticked boxes or inactivity are no consent (GDPR recital
    /// 32).
    fn rule(&mut self, document: &RuleDocument, place: &str, regimes: &[Regime]) -> Option<Rule> {
        let regime = self.regime_of(document, place, regimes);
        let area = self.area(&document.scope, place);
        let regions = self.regions(document.regions.as_ref(), place);
        let ages = self.ages(document, place);
        let facts = self.facts(document, place);
        let mut requires = self.requires(document, place);
        let obligations = self.obligations(document, place);
        let on_withdrawal = self.on_withdrawal(document, place);
        fields::without_effect(document, place, &mut self.faults);
        fields::out_of_bounds(document, place, &mut self.faults);
        if document.basis == Basis::Consent {
            requires |= Qualities::AFFIRMATIVE;
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
            requires,
            min_age: document.min_age,
            ask_again_after_days: document.ask_again_after_days,
            retention_days: document.retention_days,
            honours_withdrawal: document.honours_withdrawal,
            direct_marketing: document.direct_marketing,
            survives_erasure: document.survives_erasure,
            obligations,
            on_withdrawal,
            exception: document.exception,
        };
        reach::check(&rule, regimes, place, &mut self.faults);
        lawfulness::check(&rule, document, &self.vocabulary, place, &mut self.faults);
        Some(rule)
    }
}
