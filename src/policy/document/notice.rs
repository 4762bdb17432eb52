//! Notices as a policy declares them: what a person is shown when asked, version by version.
//!
//! Texts are given by language. Every version that anyone was ever shown stays in the document, so that an answer can
//! be traced to the exact words it was given to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::vocabulary::ScopeDocument;

/// The most notices that a policy may declare, each version counted.
///
/// Ten years of a new version every other week fit four times over.
pub const MAX_NOTICES: usize = 1024;
/// The most choices that a notice may have.
///
/// Far fewer are advisable: a person who is asked much answers without reading.
pub const MAX_ITEMS: usize = 256;
/// The longest text of a notice, in bytes.
pub const MAX_NOTICE_TEXT_LEN: usize = 16 * 1024;

/// A text by language code (BCP 47), as in `{ en = "Newsletter", sv = "Nyhetsbrev" }`.
///
/// Which language a person is shown is chosen by [`Language`](crate::Language), with its fallbacks; a document need
/// not have every text in every language.
pub type Localised = BTreeMap<String, String>;

/// One version of a notice: what a person is shown when they are asked (GDPR Art. 7(2), 12, 13).
///
/// Keep every version that anyone ever saw; a new wording is a new `version`, not an edit. Events name the version, and
/// records show the exact words. Texts are given by language code, as [`Localised`]; a text is at most
/// [`MAX_NOTICE_TEXT_LEN`] bytes (`too_long`), a code like `en` or `pt-BR` (`malformed_language`).
///
/// ```
/// use consentry::policy::NoticeDocument;
///
/// let notice: NoticeDocument = toml::from_str(r#"
///     id = "welcome"
///     version = 1
///     titles = { en = "Your choices", sv = "Dina val" }
///     [[items]]
///     id = "newsletter"
///     titles = { en = "Our newsletter" }
///     why = { en = "To tell you what is new." }
///     what_happens = { en = "You get one e-mail a month." }
///     who = { en = "Lingon, and nobody else." }
///     how_long = { en = "Until you unsubscribe, two years at most." }
///     saying_no = { en = "Nothing else changes. You can withdraw in every e-mail." }
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
/// "#)?;
/// assert_eq!((notice.version, notice.items[0].id.as_str()), (1, "newsletter"));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeDocument {
    /// Names the notice; all its versions share it. Required: lower snake case (`malformed_id`).
    pub id: String,
    /// The version, from 1 (`zero_version`): what events give as the version of the notice that the person saw. Each
    /// version of a notice is declared once (`duplicate_key`).
    pub version: u16,
    /// The heading, by language. Required, in one language at least (`missing_text`).
    pub titles: Localised,
    /// What stands before the choices, by language. Nothing by default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub introductions: Localised,
    /// The choices, 1 to [`MAX_ITEMS`] (`empty_set`, `too_many`). Each is a switch of its own (GDPR Art. 7(2), recital
    /// 32).
    pub items: Vec<ItemDocument>,
}

/// One choice of a notice: a yes or no to one scope, with the words that a person needs to answer (GDPR Art. 4(11),
/// 13).
///
/// The texts answer, in this order, what a person needs to know before a yes is *informed*: what is asked, why, what
/// happens, who gets the data, for how long, and what a no costs. Each is refused if it is missing (`missing_text`).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemDocument {
    /// Names the choice within its notice, the same in all versions. Required (`malformed_id`, `duplicate_key`).
    pub id: String,
    /// What a yes covers. Keys or `*`, no tags (`tag_in_yes`): what a tag covers can change, and a yes must not grow.
    /// In the newest version of a notice a rule must listen to the answer (`nothing_to_ask`).
    pub scope: ScopeDocument,
    /// What is asked, by language. Required.
    pub titles: Localised,
    /// The purpose, in words (GDPR Art. 13(1)(c)), by language. Required.
    pub why: Localised,
    /// What happens after a yes, by language. Required.
    pub what_happens: Localised,
    /// Who gets the data (GDPR Art. 13(1)(e), (f)), by language. Required.
    pub who: Localised,
    /// For how long the data is kept (GDPR Art. 13(2)(a)), by language. Required.
    pub how_long: Localised,
    /// What it costs to say no, and how to withdraw (GDPR Art. 7(3), 13(2)(c)), by language. Required.
    pub saying_no: Localised,
    /// The words to whoever answers for a child. None by default; needed where the item reaches a rule with a `min_age`
    /// (`missing_guardian_wording`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<GuardianDocument>,
    /// Whether one switch stands for several things, so that a yes is not `separate` (GDPR recital 43). `false` by
    /// default.
    #[serde(default)]
    pub bundled: bool,
    /// Whether a no costs the service, so that a yes is not `free` (GDPR Art. 7(4)). `false` by default.
    #[serde(default)]
    pub conditional: bool,
}

/// The words of a choice to a child's guardian (GDPR Art. 8(2)). A text that is left out is as for the person, but for
/// the title.
///
/// ```toml
/// guardian = { titles = { en = "May your child get our newsletter?" } }
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GuardianDocument {
    /// What is asked of the guardian, by language. Required (`missing_text`).
    pub titles: Localised,
    /// The purpose, by language; as for the person if left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub why: Localised,
    /// What happens after a yes, by language; as for the person if left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub what_happens: Localised,
    /// Who gets the data, by language; as for the person if left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub who: Localised,
    /// For how long the data is kept, by language; as for the person if left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub how_long: Localised,
    /// What it costs to say no, by language; as for the person if left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub saying_no: Localised,
}

impl ItemDocument {
    /// The texts, each with the name of its field.
    pub(crate) fn texts(&self) -> [(&'static str, &Localised); 6] {
        let Self { titles, why, what_happens, who, how_long, saying_no, .. } = self;
        named([titles, why, what_happens, who, how_long, saying_no])
    }
}

impl GuardianDocument {
    /// The texts, each with the name of its field; those left out are empty.
    pub(crate) fn texts(&self) -> [(&'static str, &Localised); 6] {
        let Self { titles, why, what_happens, who, how_long, saying_no } = self;
        named([titles, why, what_happens, who, how_long, saying_no])
    }
}

/// The six texts with the names of their fields.
fn named([titles, why, happens, who, long, no]: [&Localised; 6]) -> [(&'static str, &Localised); 6] {
    [("titles", titles), ("why", why), ("what_happens", happens), ("who", who), ("how_long", long), ("saying_no", no)]
}
