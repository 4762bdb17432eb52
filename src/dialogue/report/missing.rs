//! What GDPR Art. 13–15 owe a person and a policy does not say.
//!
//! What counts as missing depends on the person: a rule for California calls for nothing in a report to a person in
//! Sweden. So the list is made for each report, and an audit of a policy looks at reports to people of each kind.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    dialogue::person::Person,
    policy::{Basis, Policy, Rule},
    time::Timestamp,
    vocabulary::{Axis, NodeId, Operations, RecipientId, Role, Tree},
};

/// Something that the person is owed to know and that the policy does not say (GDPR Art. 13 to 15).
///
/// A report lists it openly, so that neither the person nor the organisation takes silence for completeness.
///
/// | code | is listed when | say it at |
/// |---|---|---|
/// | `controller` | no recipient is a controller | `vocabulary.recipients` |
/// | `contact` | a controller has no contact | the recipient's `contact` |
/// | `representative` | no controller is known to be in the EEA | `particulars.representative` |
/// | `dpo`, `authority` | always, if not said | `particulars` |
/// | `legitimate_interests` | a rule has that basis | `particulars` |
/// | `statutory` | a rule rests on a contract or a legal obligation | `particulars` |
/// | `automated_decisions` | a rule lets someone `decide` | `particulars` |
/// | `storage` | a rule stores data, without retention or lifetime | the rule, or `particulars.storage` for all |
/// | `purpose_words`, `category_words`, `recipient_name` | an entry that a rule names has no title | its `titles` |
/// | `transfers` | a recipient is not known to be in the EEA, and has no safeguard | the recipient's `safeguard` |
///
/// An organisation without a data protection officer says so under `dpo`; saying that there is none is saying
/// something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Missing {
    /// The stable code, which is also the key of its words: `dpo`.
    pub code: &'static str,
    /// The article that asks for it: `GDPR Art. 13(1)(b)`.
    pub article: &'static str,
    /// The place in the policy at which to say it: `particulars.dpo`, `rules[newsletter].retention_days`.
    pub place: String,
}

/// What is missing for this person: only what the rules that apply to them call for.
///
/// Prohibitions call for nothing, since they declare no use. The order is fixed: organisation, storage, words,
/// transfers, each in the order of the policy.
pub(super) fn missing<K: Clone + Eq>(policy: &Policy, person: &Person<'_, K>, now: Timestamp) -> Vec<Missing> {
    let rules: Vec<&Rule> = person.rules(policy, now).filter(|rule| !rule.is_prohibition()).collect();
    let has = |bases: &[Basis]| rules.iter().any(|rule| bases.contains(&rule.basis()));
    let recipients = policy.vocabulary().recipients();
    let mut found = Vec::new();
    let mut add = |code, article, place: String| found.push(Missing { code, article, place });
    let controllers = || {
        let all = recipients.nodes().map(|(_, node)| node);
        all.filter(|node| matches!(node.details().role, Role::Controller | Role::JointController))
    };
    if controllers().next().is_none() {
        add("controller", "GDPR Art. 13(1)(a), 15(1)", "vocabulary.recipients".to_owned());
    }
    for node in controllers().filter(|node| node.details().contact.is_none()) {
        add("contact", "GDPR Art. 13(1)(a)", format!("vocabulary.recipients[{}].contact", node.key()));
    }
    let outside = controllers().all(|node| node.details().location.is_none_or(|region| !region.in_eea()));
    let owed = [
        ("representative", "GDPR Art. 13(1)(a), 27", controllers().next().is_some() && outside),
        ("dpo", "GDPR Art. 13(1)(b)", true),
        ("legitimate_interests", "GDPR Art. 13(1)(d)", has(&[Basis::LegitimateInterests])),
        ("authority", "GDPR Art. 13(2)(d), 15(1)(f)", true),
        ("statutory", "GDPR Art. 13(2)(e)", has(&[Basis::Contract, Basis::LegalObligation])),
        (
            "automated_decisions",
            "GDPR Art. 13(2)(f), 15(1)(h)",
            rules.iter().any(|rule| rule.area.operations.contains(Operations::DECIDE)),
        ),
    ];
    for (code, article, is_owed) in owed {
        if is_owed && policy.particular(code).is_none() {
            add(code, article, format!("particulars.{code}"));
        }
    }
    if policy.particular("storage").is_none() {
        let endless = |rule: &&&Rule| {
            rule.retention_days.is_none()
                && rule.lifetime_days.is_none()
                && rule.area.operations.contains(Operations::STORE)
        };
        for rule in rules.iter().filter(endless) {
            add("storage", "GDPR Art. 13(2)(a), 15(1)(d)", format!("rules[{}].retention_days", rule.id()));
        }
    }
    fn wordless<A: Axis>(tree: &Tree<A>, named: impl Iterator<Item = u16>) -> Vec<String> {
        let named: BTreeSet<u16> = named.collect();
        let nodes = named.into_iter().filter_map(|index| tree.node(NodeId::new(index)));
        nodes.filter(|node| node.titles().is_empty()).map(|node| node.key().to_string()).collect()
    }
    let vocabulary = policy.vocabulary();
    let purposes = rules.iter().flat_map(|rule| rule.area.purposes.iter());
    for key in wordless(vocabulary.purposes(), purposes) {
        add("purpose_words", "GDPR Art. 12(1), 13(1)(c), 15(1)(a)", format!("vocabulary.purposes[{key}].titles"));
    }
    let categories = rules.iter().flat_map(|rule| rule.area.categories.iter());
    for key in wordless(vocabulary.categories(), categories) {
        add("category_words", "GDPR Art. 12(1), 14(1)(d), 15(1)(b)", format!("vocabulary.categories[{key}].titles"));
    }
    let named = rules.iter().flat_map(|rule| rule.area.recipients.iter());
    for key in wordless(recipients, named) {
        add("recipient_name", "GDPR Art. 13(1)(e), 15(1)(c)", format!("vocabulary.recipients[{key}].titles"));
    }
    let mut named: Vec<u16> = rules.iter().flat_map(|rule| rule.area.recipients.iter()).collect();
    named.sort_unstable();
    named.dedup();
    for node in named.into_iter().filter_map(|index| recipients.node(RecipientId::new(index))) {
        if !node.details().safe_to_send() {
            add("transfers", "GDPR Art. 13(1)(f), 15(2)", format!("vocabulary.recipients[{}].safeguard", node.key()));
        }
    }
    found
}
