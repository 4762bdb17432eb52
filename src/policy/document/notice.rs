//! Notices as a policy declares them: what a person is shown when asked, version by version.
//!
//! Texts are given by language. Every version that anyone was ever shown stays in the document, so that an answer can be
//! traced to the exact words it was given to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::vocabulary::ScopeDocument;

/// Most notices a policy may declare, versions counted.
pub const MAX_NOTICES: usize = 1024;
/// Most items of a notice.
pub const MAX_ITEMS: usize = 256;
/// Longest text of a notice, in bytes.
pub const MAX_NOTICE_TEXT_LEN: usize = 16 * 1024;

/// A text by language code: `{ en = "Newsletter", sv = "Nyhetsbrev" }`.
pub type Localised = BTreeMap<String, String>;

/// One version of a notice.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeDocument {
    /// Names it; its versions share it.
    pub id: String,
    /// The version, from 1: what events call the notice's version.
    pub version: u16,
    /// Its heading.
    pub titles: Localised,
    /// What stands before the choices.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub introductions: Localised,
    /// The choices.
    pub items: Vec<ItemDocument>,
}

/// One choice of a notice.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemDocument {
    /// Names it within its notice, across versions.
    pub id: String,
    /// What a yes covers. Keys or `*`, no tags: a yes must not grow.
    pub scope: ScopeDocument,
    /// What is asked.
    pub titles: Localised,
    /// Why.
    pub why: Localised,
    /// What happens after a yes.
    pub what_happens: Localised,
    /// Who gets the data.
    pub who: Localised,
    /// For how long.
    pub how_long: Localised,
    /// What it costs to say no.
    pub saying_no: Localised,
    /// The same, addressed to whoever answers for a child. Needed where a rule has a `min_age`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<GuardianDocument>,
    /// One switch for several things: a yes is then not `separate` (GDPR recital 43).
    #[serde(default)]
    pub bundled: bool,
    /// A no costs the service: a yes is then not `free` (GDPR Art. 7(4)).
    #[serde(default)]
    pub conditional: bool,
}

/// An item's words to a guardian; what is left out is as for the person.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GuardianDocument {
    /// What is asked.
    pub titles: Localised,
    /// Why.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub why: Localised,
    /// What happens after a yes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub what_happens: Localised,
    /// Who gets the data.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub who: Localised,
    /// For how long.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub how_long: Localised,
    /// What it costs to say no.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub saying_no: Localised,
}

impl ItemDocument {
    pub(crate) fn texts(&self) -> [(&'static str, &Localised); 6] {
        let Self { titles, why, what_happens, who, how_long, saying_no, .. } = self;
        named([titles, why, what_happens, who, how_long, saying_no])
    }
}

impl GuardianDocument {
    pub(crate) fn texts(&self) -> [(&'static str, &Localised); 6] {
        let Self { titles, why, what_happens, who, how_long, saying_no } = self;
        named([titles, why, what_happens, who, how_long, saying_no])
    }
}

fn named([titles, why, happens, who, long, no]: [&Localised; 6]) -> [(&'static str, &Localised); 6] {
    [("titles", titles), ("why", why), ("what_happens", happens), ("who", who), ("how_long", long), ("saying_no", no)]
}
