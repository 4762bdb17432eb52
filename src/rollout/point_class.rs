//! Points that stand and fall together.

use serde::Serialize;

use crate::policy::{Basis, Rule};

/// Points that stand and fall together in one regime, and that the new policy treats otherwise than the old.
///
/// A *point* is one purpose, category, recipient and operation. A class stands for every combination of its keys.
/// Each key is meant for itself, without what is under it. See [`PolicyChange`](super::PolicyChange) for an example.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[non_exhaustive]
pub struct PointClass {
    /// The id of the regime.
    pub regime: String,
    /// The keys of purposes, sorted.
    pub purposes: Vec<String>,
    /// The keys of categories, sorted.
    pub categories: Vec<String>,
    /// The keys of the recipients who gain or lose, sorted.
    pub recipients: Vec<String>,
    /// The names of operations, sorted.
    pub operations: Vec<&'static str>,
    /// Whether the recipients gain or lose.
    pub effect: Effect,
    /// What such a use rested on under the old policy.
    pub before: Footing,
    /// What it will rest on under the new policy.
    pub after: Footing,
    /// The ids of the old policy's rules that cover it, in document order.
    pub rules_before: Vec<String>,
    /// The ids of the new policy's rules that cover it, in document order.
    pub rules_after: Vec<String>,
    /// Whether some of these rules are only for certain regions, ages or facts.
    ///
    /// The footings are then those for a person who meets the conditions of the rules that permit, and not those of
    /// the rules that prohibit.
    pub conditional: bool,
    /// Whether a yes given before does not count any more, because the `since` of a key of the class has risen.
    pub materially_changed: bool,
}

/// Whether recipients gain or lose by a new policy at the points of a class.
///
/// It is written as `gains`, `loses` or `other_terms`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Less is asked of them than before: the [`Footing`] is higher.
    Gains,
    /// More is asked of them, or the use is not allowed at all any more: the [`Footing`] is lower.
    Loses,
    /// The use rests on the same footing, under other rules or terms.
    OtherTerms,
}

/// What a use rests on in one regime.
///
/// Footings are ordered from the least to the most that the user of the data may do:
///
/// ```
/// use consentry::rollout::Footing;
///
/// assert!(Footing::Prohibited < Footing::Asked);
/// assert!(Footing::Asked < Footing::UntilNo && Footing::UntilNo < Footing::Needed);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Footing {
    /// A rule without conditions prohibits it.
    Prohibited,
    /// No rule permits it, or the policy does not know one of its keys; so nobody may make it.
    Undeclared,
    /// It needs the person's yes: consent, or a platform's.
    Asked,
    /// It is allowed until the person says no: opt-out, legitimate interests, a public task, or a rule that honours
    /// withdrawal.
    UntilNo,
    /// It is allowed whatever the person says, restriction and erasure apart: contract, legal obligation, vital
    /// interests.
    Needed,
    /// The regime does not cover it, and so demands nothing.
    Unregulated,
}

impl Footing {
    /// The footing under several rules: the best one, unless a rule without conditions prohibits.
    ///
    /// Prohibitions with conditions do not count, and permissions with conditions do: the footing is the best that
    /// anyone can have, and [`PointClass::conditional`] says that not everyone has it.
    pub(super) fn of(rules: &[&Rule]) -> Self {
        if rules.iter().any(|rule| rule.is_prohibition() && !is_conditional(rule)) {
            return Self::Prohibited;
        }
        let permitted = rules.iter().filter(|rule| !rule.is_prohibition()).map(|rule| match rule.basis() {
            Basis::Consent | Basis::Platform => Self::Asked,
            Basis::OptOut | Basis::LegitimateInterests | Basis::PublicTask => Self::UntilNo,
            _ if rule.honours_withdrawal => Self::UntilNo,
            _ => Self::Needed,
        });
        permitted.max().unwrap_or(Self::Undeclared)
    }
}

/// Whether a rule is only for certain regions, ages or facts.
pub(super) fn is_conditional(rule: &Rule) -> bool {
    rule.regions.is_some() || rule.ages.is_some() || !rule.facts.is_empty()
}
