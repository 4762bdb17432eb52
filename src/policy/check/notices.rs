//! Notices as a policy declares them: what a person is shown when asked, version by version.
//!
//! Texts are given by language. Every version that anyone was ever shown stays in the document, so that an answer can be
//! traced to the exact words it was given to.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Basis, Policy};
use crate::{
    fault::Fault,
    suggest::{MOST_SUGGESTED, shortened},
    vocabulary::{Area, MAX_KEY_LEN, Scope, ScopeDocument, is_word},
};

/// Most notices a policy may declare, versions counted.
pub const MAX_NOTICES: usize = 1024;
/// Most items of a notice.
pub const MAX_ITEMS: usize = 256;
/// Longest text of a notice, in bytes.
pub const MAX_NOTICE_TEXT_LEN: usize = 16 * 1024;
/// Most languages of one text.
const MAX_LANGUAGES: usize = 256;

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

/// Checks the notices against a policy whose rules are at hand.
pub(super) fn check(documents: &[NoticeDocument], policy: &Policy, faults: &mut Vec<Fault>) {
    if documents.len() > MAX_NOTICES {
        let message = format!("{} are listed, at most {MAX_NOTICES} may be", documents.len());
        faults.push(Fault::new("notices", "too_many", message));
        return;
    }
    // Rules that could not be read cannot be held against an item.
    let rules_are_whole = faults.is_empty();
    let (mut seen, mut suggestions) = (HashSet::new(), MOST_SUGGESTED);
    for (position, document) in documents.iter().enumerate() {
        let place = format!("notices[{position}]");
        let mut checker = Checker { policy, faults, place, suggestions: &mut suggestions };
        checker.id(&document.id, "notice");
        if document.version == 0 {
            checker.fault("version", "zero_version", "version 0 stands for no notice; begin at 1");
        }
        if !seen.insert((document.id.as_str(), document.version)) {
            let message = format!("version {} of the notice `{}` is declared twice", document.version, document.id);
            checker.fault("version", "duplicate_key", message);
        }
        checker.text("titles", &document.titles, true);
        checker.text("introductions", &document.introductions, false);
        let is_newest = !documents.iter().any(|other| other.id == document.id && other.version > document.version);
        checker.items(document, rules_are_whole && is_newest);
    }
}

struct Checker<'f> {
    policy: &'f Policy,
    faults: &'f mut Vec<Fault>,
    place: String,
    /// How many unknown names may still be compared with all known ones.
    suggestions: &'f mut usize,
}

impl Checker<'_> {
    fn fault(&mut self, field: &str, code: &'static str, message: impl Into<String>) {
        self.faults.push(Fault::new(format!("{}.{field}", self.place), code, message));
    }

    fn id(&mut self, id: &str, what: &str) {
        if id.len() > MAX_KEY_LEN || !id.split(['.', '-']).all(is_word) {
            let message = format!("`{}` cannot name a {what}; use lower snake case, like `welcome`", shortened(id));
            self.fault("id", "malformed_id", message);
        }
    }

    fn text(&mut self, field: &str, text: &Localised, required: bool) {
        if text.is_empty() && required {
            self.fault(
                field,
                "missing_text",
                "the text is in no language; write it in one at least, like `{ en = \"…\" }`",
            );
        }
        if text.len() > MAX_LANGUAGES {
            self.fault(
                field,
                "too_many",
                format!("{} languages are listed, at most {MAX_LANGUAGES} may be", text.len()),
            );
            return;
        }
        for (language, words) in text {
            let place = format!("{field}.{}", shortened(language));
            if !is_language(language) {
                let message = format!("`{}` is no language code; write one like `en` or `pt-BR`", shortened(language));
                self.fault(&place, "malformed_language", message);
            }
            if words.trim().is_empty() {
                self.fault(&place, "missing_text", "the text is empty; write it, or leave the language out");
            }
            if words.len() > MAX_NOTICE_TEXT_LEN {
                self.fault(&place, "too_long", format!("the text is longer than {MAX_NOTICE_TEXT_LEN} bytes"));
            }
        }
    }

    fn items(&mut self, document: &NoticeDocument, askable: bool) {
        if document.items.is_empty() || document.items.len() > MAX_ITEMS {
            let message = format!("{} items are listed; a notice has 1 to {MAX_ITEMS}", document.items.len());
            self.fault("items", if document.items.is_empty() { "empty_set" } else { "too_many" }, message);
            return;
        }
        let notice = self.place.clone();
        for (position, item) in document.items.iter().enumerate() {
            self.place = format!("{notice}.items[{position}]");
            self.id(&item.id, "notice item");
            if document.items.iter().take(position).any(|earlier| earlier.id == item.id) {
                self.fault("id", "duplicate_key", format!("the item `{}` is declared twice; keep one", item.id));
            }
            for (field, text) in item.texts() {
                self.text(field, text, true);
            }
            if let Some(guardian) = &item.guardian {
                for (field, text) in guardian.texts() {
                    self.text(&format!("guardian.{field}"), text, field == "titles");
                }
            }
            if let Some(area) = self.area(&item.scope)
                && askable
            {
                self.can_be_asked(item, &area);
            }
        }
    }

    fn area(&mut self, document: &ScopeDocument) -> Option<Area> {
        let scope = Scope::parse(document, &format!("{}.scope.", self.place), self.faults)?;
        if scope.has_tags() {
            self.fault(
                "scope",
                "tag_in_yes",
                "list keys, not tags: what a tag covers can change, and a yes must not grow",
            );
        }
        let mut unknown = Vec::new();
        let vocabulary = self.policy.vocabulary();
        let area = vocabulary.resolve_one_of_many(&scope, self.suggestions, &mut |name| unknown.push(name));
        for name in &unknown {
            self.fault(&format!("scope.{}", name.set), "unknown_key", &name.message);
        }
        unknown.is_empty().then_some(area)
    }

    /// Whether a yes to the item could make anything lawful, and whoever must say it is spoken to.
    fn can_be_asked(&mut self, item: &ItemDocument, area: &Area) {
        let reached = self.policy.rules().iter().filter(|rule| {
            rule.area.intersects(area)
                // A platform asks for itself.
                && matches!(rule.basis, Basis::Consent | Basis::OptOut | Basis::LegitimateInterests)
        });
        let mut found = false;
        let mut guarded = None;
        for rule in reached {
            found = true;
            if rule.min_age.is_some() && guarded.is_none() {
                guarded = Some(rule.id.clone());
            }
        }
        if !found {
            let message =
                "no rule listens to an answer to this item; add a rule with basis `consent`, or change the scope";
            self.fault("scope", "nothing_to_ask", message);
        }
        if let Some(rule) = guarded
            && item.guardian.is_none()
        {
            let message =
                format!("the rule `{rule}` has a `min_age`, so a guardian is asked; word it for them under `guardian`");
            self.fault("guardian", "missing_guardian_wording", message);
        }
    }
}

/// Whether the text has the shape of a language tag (BCP 47): `en`, `pt-BR`, `zh-Hant`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
