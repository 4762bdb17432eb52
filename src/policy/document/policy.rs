//! A policy as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::notice::{Localised, NoticeDocument};
use crate::vocabulary::{ScopeDocument, VocabularyDocument, one_or_many};

/// What an organisation declares: a vocabulary, regimes and rules. Read it from TOML or JSON with serde, then
/// [`compile`](Self::compile) it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// Names this version of the policy.
    pub version: String,
    /// What rules may test of a person beyond region and age, such as `customer`.
    #[serde(default)]
    pub facts: Vec<String>,
    /// What can be talked about.
    #[serde(default)]
    pub vocabulary: VocabularyDocument,
    /// Named groups of regions, beside the built-in `EU` and `EEA`.
    #[serde(default)]
    pub region_groups: BTreeMap<String, Vec<String>>,
    /// Layers of law or platform that must each be satisfied; if none, there is one, `everywhere`.
    #[serde(default)]
    pub regimes: Vec<RegimeDocument>,
    /// What is declared.
    #[serde(default)]
    pub rules: Vec<RuleDocument>,
    /// What people are shown when they are asked, every version that anyone saw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeDocument>,
    /// What people are owed to know of the organisation itself: `dpo`, `representative`, `legitimate_interests`,
    /// `storage`, `authority`, `statutory`, `automated_decisions` (GDPR Art. 13, 14).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub particulars: BTreeMap<String, Localised>,
}

/// A layer of law or platform that must be satisfied on its own: `gdpr`, `eprivacy`, `ccpa`, `platform`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimeDocument {
    /// Names it.
    pub id: String,
    /// Where it applies: codes and groups; everywhere if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<String>>,
    /// What it is about; everything if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ScopeDocument>,
}

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

/// The ground on which a use is lawful, or that it is prohibited.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The person said yes (GDPR Art. 6(1)(a)).
    Consent,
    /// Allowed until the person says no (CCPA §1798.120).
    OptOut,
    /// Legitimate interests (GDPR Art. 6(1)(f)).
    LegitimateInterests,
    /// Public interest or official authority (GDPR Art. 6(1)(e)).
    PublicTask,
    /// Needed for a contract with the person (GDPR Art. 6(1)(b)).
    Contract,
    /// A law demands it (GDPR Art. 6(1)(c)).
    LegalObligation,
    /// Somebody's life depends on it (GDPR Art. 6(1)(d)).
    VitalInterests,
    /// The device platform lets the app do it.
    Platform,
    /// Not allowed, whatever anyone says. The default of code that has no basis.
    #[default]
    Prohibited,
}

impl Basis {
    /// The name used in documents, which is also the reason code of an `Allow`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::OptOut => "opt_out",
            Self::LegitimateInterests => "legitimate_interests",
            Self::PublicTask => "public_task",
            Self::Contract => "contract",
            Self::LegalObligation => "legal_obligation",
            Self::VitalInterests => "vital_interests",
            Self::Platform => "platform",
            Self::Prohibited => "prohibited",
        }
    }
}

/// The exceptions of GDPR Art. 9(2) other than explicit consent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Article9Exception {
    /// Art. 9(2)(b).
    Employment,
    /// Art. 9(2)(c).
    VitalInterests,
    /// Art. 9(2)(d).
    Nonprofit,
    /// Art. 9(2)(e).
    MadePublic,
    /// Art. 9(2)(f).
    LegalClaims,
    /// Art. 9(2)(g).
    SubstantialPublicInterest,
    /// Art. 9(2)(h).
    HealthCare,
    /// Art. 9(2)(i).
    PublicHealth,
    /// Art. 9(2)(j).
    Research,
}
