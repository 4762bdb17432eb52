//! A policy as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    notice::{Localised, NoticeDocument},
    regime::RegimeDocument,
    rule::RuleDocument,
};
use crate::vocabulary::VocabularyDocument;

/// What an organisation declares, as it is written: a vocabulary, regimes, rules and notices.
///
/// Read it from TOML, JSON or any other format of serde, then [`compile`](Self::compile) it to a
/// [`Policy`](crate::Policy). Fields that do not exist are errors of serde; everything else that is wrong is found by
/// `compile`, all at once. Places in faults are paths into this document.
///
/// ```
/// use consentry::PolicyDocument;
///
/// let document: PolicyDocument = toml::from_str(r#"
///     version = "2026-1"
///
///     [vocabulary]
///     starter = true
///     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///
///     [[regimes]]
///     id = "gdpr"
///     regions = ["EEA"]
///
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
/// "#)?;
/// assert_eq!(document.rules[0].id, "newsletter");
/// assert_eq!(document.compile()?.regimes()[0].id(), "gdpr");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A document that was written in code serialises to what it would be read from:
///
/// ```
/// # use consentry::PolicyDocument;
/// let document = PolicyDocument { version: "1".into(), ..PolicyDocument::default() };
/// let text = serde_json::to_string(&document)?;
/// assert_eq!(serde_json::from_str::<PolicyDocument>(&text)?, document);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// Names this version of the policy, in explanations and records. Required: 1 to 128 bytes (`malformed_version`).
    ///
    /// ```toml
    /// version = "2026-1"
    /// ```
    pub version: String,
    /// What rules may test of a person beyond region and age. Nothing by default; each a word of lower snake case
    /// (`malformed_fact`), once (`duplicate_key`), at most [`MAX_FACTS`](crate::limits::MAX_FACTS) (`too_many`). What
    /// is true of a person is said by [`Subject`](crate::Subject).
    ///
    /// ```toml
    /// facts = ["customer", "incapable"]
    /// ```
    #[serde(default)]
    pub facts: Vec<String>,
    /// What can be talked about: purposes, categories and recipients, by themselves or on top of the starter
    /// vocabulary. Empty by default. A document that uses starter keys without `starter = true` is told so once
    /// (`starter_off`).
    ///
    /// ```toml
    /// [vocabulary]
    /// starter = true
    /// recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    /// ```
    #[serde(default)]
    pub vocabulary: VocabularyDocument,
    /// Named groups of regions, beside the built-in `EU` and `EEA`. None by default. A group lists codes and built-in
    /// groups, not other groups of its own document. Refused: the name of a country (`group_is_region`) or of a
    /// built-in group (`duplicate_key`), unknown codes (`unknown_region`).
    ///
    /// ```toml
    /// [region_groups]
    /// nordics = ["SE", "NO", "DK", "FI", "IS"]
    /// ```
    #[serde(default)]
    pub region_groups: BTreeMap<String, Vec<String>>,
    /// Layers of law or platform that must each be satisfied. Without any there is one, `everywhere`; at most
    /// [`MAX_REGIMES`](crate::limits::MAX_REGIMES) (`too_many`). See [`RegimeDocument`].
    #[serde(default)]
    pub regimes: Vec<RegimeDocument>,
    /// The declarations themselves, at least one (`empty_set`), at most [`MAX_RULES`](crate::limits::MAX_RULES)
    /// (`too_many`). What no rule covers is not allowed. See [`RuleDocument`].
    #[serde(default)]
    pub rules: Vec<RuleDocument>,
    /// What people are shown when they are asked: every version that anyone saw, so that an answer can be traced to its
    /// words. None by default, at most [`MAX_NOTICES`](super::MAX_NOTICES) (`too_many`). See [`NoticeDocument`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeDocument>,
    /// What people are owed to know of the organisation itself, by name and language. Nothing by default. Refused:
    /// other names (`unknown_word`), and empty texts (`missing_text`).
    ///
    /// | name | what | GDPR |
    /// |---|---|---|
    /// | `dpo` | how to reach the data protection officer | Art. 13(1)(b) |
    /// | `representative` | the representative of an organisation outside the Union | Art. 13(1)(a), 27 |
    /// | `legitimate_interests` | the interests pursued | Art. 13(1)(d) |
    /// | `storage` | for how long, where no rule sets a number of days | Art. 13(2)(a) |
    /// | `authority` | where to complain | Art. 13(2)(d) |
    /// | `statutory` | whether data must be given, and what happens otherwise | Art. 13(2)(e) |
    /// | `automated_decisions` | the logic of automated decisions, and what they mean | Art. 13(2)(f) |
    ///
    /// ```toml
    /// [particulars.dpo]
    /// en = "dpo@lingon.example"
    /// ```
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub particulars: BTreeMap<String, Localised>,
}
