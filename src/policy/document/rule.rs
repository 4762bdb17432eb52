//! A rule as it is written.

use serde::{Deserialize, Serialize};

use crate::{
    policy::{basis::Basis, exception::Article9Exception},
    vocabulary::{ScopeDocument, one_or_many},
};

/// One declaration: a scope, a basis, its conditions and terms.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDocument {
    /// Names it.
    pub id: String,
    /// The regime it belongs to; may be left out where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regime: Option<String>,
    /// What it is about.
    pub scope: ScopeDocument,
    /// On what ground the use is lawful, or that it is not.
    pub basis: Basis,
    /// Condition: where the person is. Codes and groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// Condition: how old the person is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ages: Option<AgesDocument>,
    /// Condition: what must be true of the person, or with `!` must not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// Consent runs out this many days after it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_days: Option<u32>,
    /// Consent counts only from this notice version on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_notice: Option<u16>,
    /// Qualities that consent must have; `affirmative` always.
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// Below this age only a guardian can consent; years, counted when it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u16>,
    /// After a no or an unanswered request, how many days not to ask again. Without it, a no is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_again_after_days: Option<u32>,
    /// Data may be used for this many days after it was collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// A refusal or withdrawal stops the use although the basis does not need consent.
    #[serde(default)]
    pub honours_withdrawal: bool,
    /// An objection is final (GDPR Art. 21(3)).
    #[serde(default)]
    pub direct_marketing: bool,
    /// An erasure does not stop the use (GDPR Art. 17(3)).
    #[serde(default)]
    pub survives_erasure: bool,
    /// What whoever is allowed must do.
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<String>,
    /// What the organisation promises to do when the person takes consent back or objects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_withdrawal: Option<OnWithdrawalDocument>,
    /// The exception of GDPR Art. 9(2) that a use of special categories without explicit consent rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Article9Exception>,
}

/// A half-open range of ages in years.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgesDocument {
    /// The youngest age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u16>,
    /// The first age that is too old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u16>,
}

/// What is done when consent is withdrawn.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnWithdrawalDocument {
    /// `stop`, `notify_recipients`, `erase`.
    #[serde(deserialize_with = "one_or_many")]
    pub actions: Vec<String>,
    /// Within how many days; 0 is at once.
    pub within_days: u32,
}
