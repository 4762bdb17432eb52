//! What changes in one rule.

use serde::Serialize;

/// What changes in one rule from one version of a policy to the next.
///
/// Two rules are one rule, before and after, if they have the same id in the same regime. A rule that is renamed is
/// one that is removed and one that is added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleChange {
    /// The id of the rule.
    pub rule: String,
    /// The id of its regime.
    pub regime: String,
    /// Whether the rule is new, gone or changed.
    pub kind: ChangeKind,
    /// The keys that it reaches and did not reach before. Of a new rule, all.
    pub gained: Reach,
    /// The keys that it no longer reaches. Of a removed rule, all.
    pub lost: Reach,
    /// The terms that have another value now. Of a new or removed rule, none.
    pub terms: Vec<TermChange>,
    /// Why a yes given under the old version does not carry over whole, so that people have to be asked anew; nothing
    /// if it does.
    ///
    /// | code | the new rule |
    /// |---|---|
    /// | `basis` | rests on consent, and the old one did not |
    /// | `wider` | reaches keys that the old one did not reach |
    /// | `materially_changed` | reaches a key whose `since` has risen |
    /// | `min_notice` | asks for a newer notice |
    /// | `requires` | asks for a quality of the yes that the old one did not ask for |
    /// | `min_age` | has a higher age below which a guardian answers |
    /// | `lifetime_days` | lets a yes end sooner |
    pub ask_anew: Vec<&'static str>,
}

/// Whether a rule is new, gone or changed.
///
/// It is written as `added`, `removed` or `changed`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Only the new policy has it.
    Added,
    /// Only the old policy has it.
    Removed,
    /// Both have it, and something about it differs.
    Changed,
}

/// Keys on each axis: what a rule reaches on one side of a change only.
///
/// Each key is meant for itself, without what is under it. Keys are sorted; operations come in their own order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Reach {
    /// The keys of purposes.
    pub purposes: Vec<String>,
    /// The keys of categories.
    pub categories: Vec<String>,
    /// The keys of recipients.
    pub recipients: Vec<String>,
    /// The names of operations.
    pub operations: Vec<&'static str>,
}

impl Reach {
    /// Returns whether there is no key on any axis.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { purposes, categories, recipients, operations } = self;
        purposes.is_empty() && categories.is_empty() && recipients.is_empty() && operations.is_empty()
    }
}

/// A term of a rule that has another value now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TermChange {
    /// The field of the rule's document: `lifetime_days`.
    pub field: &'static str,
    /// Its value in the old policy, as text; `none` if it had none.
    pub from: String,
    /// Its value in the new policy, as text; `none` if it has none.
    pub to: String,
}
