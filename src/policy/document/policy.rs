//! A policy as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    notice::{Localised, NoticeDocument},
    regime::RegimeDocument,
    rule::RuleDocument,
};
use crate::vocabulary::VocabularyDocument;

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
