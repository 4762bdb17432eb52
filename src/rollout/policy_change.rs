//! What a new version of a policy changes, rule by rule and point by point.
//!
//! ```
//! # let policy = |basis: &str| {
//! #     let text = format!(r#"
//! #     version = "{basis}"
//! #     vocabulary = {{ purposes = [{{ key = "marketing" }}], categories = [{{ key = "contact" }}],
//! #         recipients = [{{ key = "lingon", role = "controller" }}] }}
//! #     [[rules]]
//! #     id = "newsletter"
//! #     basis = "{basis}"
//! #     scope = {{ purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }}
//! # "#);
//! #     toml::from_str::<consentry::PolicyDocument>(&text).unwrap().compile().unwrap()
//! # };
//! use consentry::{Policy, rollout::{Effect, Footing}};
//!
//! let change = Policy::diff(&policy("opt_out"), &policy("consent"));
//! assert_eq!(change.rules[0].terms[0].field, "basis");
//! let class = &change.classes[0];
//! assert_eq!((class.effect, class.before, class.after), (Effect::Loses, Footing::UntilNo, Footing::Asked));
//! assert_eq!(class.recipients, ["lingon"]);
//! ```

use std::collections::BTreeSet;

use serde::Serialize;

use super::{PointClass, point_class};
use crate::{
    fault::Fault,
    policy::{Basis, Policy, Regime, Rule},
    vocabulary::{Axis, NodeId, Spans, Tree},
};

/// What changes from one version of a policy to the next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PolicyChange {
    /// The old version.
    pub from: String,
    /// The new version.
    pub to: String,
    /// The rules that are added, removed or changed, in the new document's order and then the old one's.
    pub rules: Vec<RuleChange>,
    /// Who gains and who loses what, regime by regime.
    pub classes: Vec<PointClass>,
    /// Whether there are more classes than could be listed.
    pub more_classes: bool,
    /// Uses that rested on consent and would now go on after a withdrawal. Such a policy is barred:
    /// [`compile_succeeding`](crate::PolicyDocument::compile_succeeding) refuses it.
    pub barred: Vec<Fault>,
}

/// What changes in one rule. Rules are the same where regime and id are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleChange {
    /// The rule.
    pub rule: String,
    /// Its regime.
    pub regime: String,
    /// Whether it is new, gone or changed.
    pub kind: ChangeKind,
    /// What it reaches that it did not reach before: who gains what.
    pub gained: Reach,
    /// What it no longer reaches: who loses what.
    pub lost: Reach,
    /// The terms that are others now.
    pub terms: Vec<TermChange>,
    /// Why a yes given under the old version does not carry over whole, if so: what has to be asked anew. `basis`, `wider`,
    /// `materially_changed`, `min_notice`, `requires`, `min_age`, `lifetime_days`.
    pub ask_anew: Vec<&'static str>,
}

/// Whether a rule is new, gone or changed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another.
    Changed,
}

/// Keys on each axis.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Reach {
    /// Why.
    pub purposes: Vec<String>,
    /// What.
    pub categories: Vec<String>,
    /// Who.
    pub recipients: Vec<String>,
    /// How.
    pub operations: Vec<&'static str>,
}

impl Reach {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { purposes, categories, recipients, operations } = self;
        purposes.is_empty() && categories.is_empty() && recipients.is_empty() && operations.is_empty()
    }
}

/// A term of a rule that is another now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TermChange {
    /// The field of the rule's document.
    pub field: &'static str,
    /// What it was.
    pub from: String,
    /// What it is.
    pub to: String,
}

impl PolicyChange {
    /// Compares two versions.
    #[must_use]
    pub fn new(old: &Policy, new: &Policy) -> Self {
        let mut rules = Vec::new();
        for rule in new.rules() {
            let before = twin(old, new, rule);
            let change = compare(before.map(|before| (old, before)), Some((new, rule)));
            rules.extend(change);
        }
        for rule in old.rules().iter().filter(|rule| twin(new, old, rule).is_none()) {
            rules.extend(compare(Some((old, rule)), None));
        }
        let (from, to) = (old.version().to_owned(), new.version().to_owned());
        let (classes, more_classes) = point_class::classes(old, new, &rules);
        Self { from, to, rules, classes, more_classes, barred: new.basis_swaps(old) }
    }

    /// The rules under which consents given before do not carry over whole.
    pub fn ask_anew(&self) -> impl Iterator<Item = &RuleChange> {
        self.rules.iter().filter(|rule| !rule.ask_anew.is_empty())
    }
}

impl Policy {
    /// What changes from one version of a policy to the next: who gains and who loses, which consents must be asked for
    /// anew, and which swaps of basis are barred.
    #[must_use]
    pub fn diff(old: &Self, new: &Self) -> PolicyChange {
        PolicyChange::new(old, new)
    }
}

/// The rule of `policy` that has the regime and id of a rule of `other`.
fn twin<'p>(policy: &'p Policy, other: &Policy, rule: &Rule) -> Option<&'p Rule> {
    policy.rules().iter().find(|twin| twin.id() == rule.id() && regime(policy, twin) == regime(other, rule))
}

fn regime<'p>(policy: &'p Policy, rule: &Rule) -> &'p str {
    policy.regimes().get(rule.regime).map_or("", Regime::id)
}

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
#[derive(Default)]
struct Keys {
    purposes: BTreeSet<(String, u16)>,
    categories: BTreeSet<(String, u16)>,
    recipients: BTreeSet<(String, u16)>,
    operations: Vec<&'static str>,
}

impl Keys {
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

    /// Whether a key that both have was materially changed.
    fn was_changed_by(&self, newer: &Self) -> bool {
        let changed = |own: &BTreeSet<(String, u16)>, others: &BTreeSet<(String, u16)>| {
            others.iter().any(|(key, since)| own.iter().any(|(own, before)| own == key && before < since))
        };
        changed(&self.purposes, &newer.purposes)
            || changed(&self.categories, &newer.categories)
            || changed(&self.recipients, &newer.recipients)
    }
}

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

/// What the rule promises when consent is withdrawn.
fn promise(rule: &Rule) -> String {
    rule.on_withdrawal().map_or_else(String::new, |promise| {
        format!("{} within {} days", promise.actions.names().collect::<Vec<_>>().join(", "), promise.within_days)
    })
}

/// Why a yes under the old rule is none under the new.
fn ask_anew(reached: &Keys, reaches: &Keys, old: &Rule, new: &Rule) -> Vec<&'static str> {
    let consent = match new.basis() {
        Basis::Consent => true,
        // A yes needs not be there, but where it is it stands over an earlier no.
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
