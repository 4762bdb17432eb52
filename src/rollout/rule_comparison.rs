//! Comparing two policies rule by rule.
//!
//! Where the comparison of classes says what a change comes to, this one says what was written differently. It
//! compares what rules mean and not their text: keys that a rule reaches rather than selectors, regions rather than
//! groups. So a rule that lists the children of a key instead of the key is unchanged until the key gets another
//! child.

use std::collections::BTreeSet;

use super::rule_change::{ChangeKind, Reach, RuleChange, TermChange};
use crate::{
    policy::{Basis, Policy, Regime, Rule},
    vocabulary::{Axis, NodeId, Spans, Tree},
};

/// The rules that are added, removed or changed, as [`PolicyChange::rules`](super::PolicyChange::rules) lists them.
///
/// Each rule is looked for among all of the other policy, so the time grows with the product of their numbers.
pub(super) fn rule_changes(old: &Policy, new: &Policy) -> Vec<RuleChange> {
    let mut rules = Vec::new();
    for rule in new.rules() {
        let before = twin(old, new, rule);
        let change = compare(before.map(|before| (old, before)), Some((new, rule)));
        rules.extend(change);
    }
    for rule in old.rules().iter().filter(|rule| twin(new, old, rule).is_none()) {
        rules.extend(compare(Some((old, rule)), None));
    }
    rules
}

/// The rule of `policy` that has the regime and the id of a rule of `other`.
///
/// A rule that went to another regime is another rule: it answers to another law.
fn twin<'p>(policy: &'p Policy, other: &Policy, rule: &Rule) -> Option<&'p Rule> {
    policy.rules().iter().find(|twin| twin.id() == rule.id() && regime(policy, twin) == regime(other, rule))
}

/// The id of a rule's regime.
fn regime<'p>(policy: &'p Policy, rule: &Rule) -> &'p str {
    policy.regimes().get(rule.regime).map_or("", Regime::id)
}

/// What changes in a rule, of which one side may be missing; `None` if nothing does.
///
/// With both sides, the change is `None` if keys, terms and carried consents are all as they were. With one side,
/// there is always a change.
fn compare(before: Option<(&Policy, &Rule)>, after: Option<(&Policy, &Rule)>) -> Option<RuleChange> {
    let (policy, rule) = after.or(before)?;
    let (reached, reaches) = (before.map(Keys::of).unwrap_or_default(), after.map(Keys::of).unwrap_or_default());
    let (terms, ask_anew) = match (before, after) {
        (Some((_, old)), Some((_, new))) => (terms(old, new), ask_anew(&reached, &reaches, old, new)),
        _ => Default::default(),
    };
    let change = RuleChange {
        rule: rule.id().to_owned(),
        regime: regime(policy, rule).to_owned(),
        kind: match (before, after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        },
        gained: reaches.without(&reached),
        lost: reached.without(&reaches),
        terms,
        ask_anew,
    };
    let same = change.kind == ChangeKind::Changed
        && change.gained.is_empty()
        && change.lost.is_empty()
        && change.terms.is_empty()
        && change.ask_anew.is_empty();
    (!same).then_some(change)
}

/// The keys that a rule reaches, with the notice version since which each reads as it does.
///
/// Inner nodes are keys of their own, so a rule over `user.contact` reaches `user.contact` and each key under it.
#[derive(Default)]
struct Keys {
    /// Purposes, each with its `since`.
    purposes: BTreeSet<(String, u16)>,
    /// Categories, each with its `since`.
    categories: BTreeSet<(String, u16)>,
    /// Recipients, each with its `since`.
    recipients: BTreeSet<(String, u16)>,
    /// Operations by name. None of them has a version.
    operations: Vec<&'static str>,
}

impl Keys {
    /// The keys of a rule of that policy.
    fn of((policy, rule): (&Policy, &Rule)) -> Self {
        fn keys<A: Axis>(tree: &Tree<A>, spans: &Spans) -> BTreeSet<(String, u16)> {
            let nodes = spans.iter().filter_map(|index| tree.node(NodeId::new(index)));
            nodes.map(|node| (node.key().to_string(), node.since())).collect()
        }
        let vocabulary = policy.vocabulary();
        Self {
            purposes: keys(vocabulary.purposes(), &rule.area.purposes),
            categories: keys(vocabulary.categories(), &rule.area.categories),
            recipients: keys(vocabulary.recipients(), &rule.area.recipients),
            operations: rule.area.operations.names().collect(),
        }
    }

    /// The keys that `other` does not have, whatever their version.
    fn without(&self, other: &Self) -> Reach {
        let missing = |own: &BTreeSet<(String, u16)>, others: &BTreeSet<(String, u16)>| {
            let has = |key: &str| others.iter().any(|(other, _)| other == key);
            own.iter().filter(|(key, _)| !has(key)).map(|(key, _)| key.clone()).collect()
        };
        Reach {
            purposes: missing(&self.purposes, &other.purposes),
            categories: missing(&self.categories, &other.categories),
            recipients: missing(&self.recipients, &other.recipients),
            operations: self.operations.iter().filter(|name| !other.operations.contains(name)).copied().collect(),
        }
    }

    /// Whether a key that both have was materially changed: its `since` has risen.
    ///
    /// A key that is new has not changed: it makes the rule wider instead.
    fn was_changed_by(&self, newer: &Self) -> bool {
        let changed = |own: &BTreeSet<(String, u16)>, others: &BTreeSet<(String, u16)>| {
            others.iter().any(|(key, since)| own.iter().any(|(own, before)| own == key && before < since))
        };
        changed(&self.purposes, &newer.purposes)
            || changed(&self.categories, &newer.categories)
            || changed(&self.recipients, &newer.recipients)
    }
}

/// The terms that differ, in the order of the document's fields.
///
/// Values are texts for people to read. `none` stands for a term that is not set, `13–none` for ages without an upper
/// end.
fn terms(old: &Rule, new: &Rule) -> Vec<TermChange> {
    let number = |number: Option<u32>| number.map_or_else(|| "none".to_owned(), |number| number.to_string());
    let list = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    let values = |rule: &Rule| {
        let regions =
            rule.regions.as_ref().map(|regions| regions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        let ages = rule.ages.map(|ages| format!("{}–{}", ages.from, number(ages.below.map(u32::from))));
        let facts = rule.facts.iter().map(|test| format!("{}{}", if test.holds { "" } else { "!" }, test.fact));
        [
            ("basis", rule.basis().name().to_owned()),
            ("regions", regions.unwrap_or_else(|| "none".to_owned())),
            ("ages", ages.unwrap_or_else(|| "none".to_owned())),
            ("facts", list(facts.collect::<Vec<_>>().join(", "))),
            ("lifetime_days", number(rule.lifetime_days)),
            ("min_notice", rule.min_notice.to_string()),
            ("requires", list(rule.requires.to_string())),
            ("min_age", number(rule.min_age.map(u32::from))),
            ("ask_again_after_days", number(rule.ask_again_after_days)),
            ("retention_days", number(rule.retention_days)),
            ("honours_withdrawal", rule.honours_withdrawal.to_string()),
            ("direct_marketing", rule.direct_marketing.to_string()),
            ("survives_erasure", rule.survives_erasure.to_string()),
            ("obligations", list(rule.obligations().to_string())),
            ("on_withdrawal", list(promise(rule))),
            ("exception", rule.exception().map_or_else(|| "none".to_owned(), |exception| format!("{exception:?}"))),
        ]
    };
    let pairs = values(old).into_iter().zip(values(new));
    let changed = pairs.filter(|((_, from), (_, to))| from != to);
    changed.map(|((field, from), (_, to))| TermChange { field, from, to }).collect()
}

/// What the rule promises for when consent is withdrawn, as text.
fn promise(rule: &Rule) -> String {
    rule.on_withdrawal().map_or_else(String::new, |promise| {
        format!("{} within {} days", promise.actions.names().collect::<Vec<_>>().join(", "), promise.within_days)
    })
}

/// Why a yes under the old rule does not carry over whole to the new one, by the codes of [`RuleChange::ask_anew`].
///
/// For a basis that needs no yes only `materially_changed` counts: an earlier yes there does not cover the key any
/// more, and an earlier no then does. For one that hears no yes there is nothing to ask anew.
fn ask_anew(reached: &Keys, reaches: &Keys, old: &Rule, new: &Rule) -> Vec<&'static str> {
    let consent = match new.basis() {
        Basis::Consent => true,
        // No yes is needed, but where there is one it overrides an earlier no.
        Basis::OptOut | Basis::LegitimateInterests | Basis::Platform => false,
        _ => return Vec::new(),
    };
    let shorter = |old: Option<u32>, new: Option<u32>| new.is_some_and(|new| old.is_none_or(|old| new < old));
    let reasons = [
        ("basis", old.basis() != Basis::Consent),
        ("wider", !reaches.without(reached).is_empty()),
        ("materially_changed", reached.was_changed_by(reaches)),
        ("min_notice", new.min_notice > old.min_notice),
        ("requires", !old.requires.contains(new.requires)),
        ("min_age", new.min_age > old.min_age),
        ("lifetime_days", shorter(old.lifetime_days, new.lifetime_days)),
    ];
    let counts = |(reason, holds): &(&str, bool)| *holds && (consent || *reason == "materially_changed");
    reasons.into_iter().filter(counts).map(|(reason, _)| reason).collect()
}
