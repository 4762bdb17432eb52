//! What is refused of notices: texts that are missing, and items that no answer could make lawful.
//!
//! A notice is what people agreed to, so a version that lacks words cannot be repaired later. The law asks for these:
//! who, why, what, for how long, and how to say no (GDPR Art. 13); a request of its own for each purpose (Art. 7(2),
//! recital 32); words that the person addressed understands (Art. 12), which for a child means its guardian as well
//! (Art. 8).
//!
//! | what is refused | code |
//! |---|---|
//! | no notice id, or no item id, of the right form | `malformed_id` |
//! | a version declared twice, an item declared twice | `duplicate_key` |
//! | version 0 | `zero_version` |
//! | a required text in no language, a text without words | `missing_text` |
//! | a text, or a list, that is too long | `too_long`, `too_many` |
//! | a language code of the wrong form | `malformed_language` |
//! | no item | `empty_set` |
//! | a tag in an item's scope | `tag_in_yes` |
//! | a name that the vocabulary does not have | `unknown_key` |
//! | an item that no rule listens to, in the newest version | `nothing_to_ask` |
//! | an item for children without words to their guardians, in the newest version | `missing_guardian_wording` |
//!
//! Older versions are not held against the rules: these may have changed since, and what was shown was shown.

use std::collections::HashSet;

use super::unknown_keys::UnknownKeys;
use crate::{
    fault::{Fault, FaultCode},
    policy::{
        basis::Basis,
        document::{ItemDocument, Localised, MAX_ITEMS, MAX_NOTICE_TEXT_LEN, MAX_NOTICES, NoticeDocument},
        policy::Policy,
    },
    suggest::shortened,
    vocabulary::{Area, MAX_KEY_LEN, Scope, ScopeDocument, is_word},
};

/// Most languages of one text.
///
/// The European Union has 24 official languages.
const MAX_LANGUAGES: usize = 256;

/// Checks the notices against a policy whose rules are at hand.
///
/// Whether an item can be asked at all is checked only where nothing was wrong with the rules; otherwise one misspelt
/// rule would bring a second, misleading fault for each item that needs it.
pub(in crate::policy) fn check(
    documents: &[NoticeDocument],
    policy: &Policy,
    unknown_keys: &mut UnknownKeys,
    faults: &mut Vec<Fault>,
) {
    if documents.len() > MAX_NOTICES {
        let message = format!("{} are listed, at most {MAX_NOTICES} may be", documents.len());
        faults.push(Fault::new("notices", FaultCode::TooMany, message));
        return;
    }
    // Rules that could not be read cannot be held against an item.
    let rules_are_whole = faults.is_empty() && !unknown_keys.has_advice();
    let mut seen = HashSet::new();
    for (position, document) in documents.iter().enumerate() {
        let place = format!("notices[{position}]");
        let mut checker = Checker { policy, faults, place, unknown_keys: &mut *unknown_keys };
        checker.id(&document.id, "notice");
        if document.version == 0 {
            checker.fault("version", FaultCode::ZeroVersion, "version 0 stands for no notice; begin at 1");
        }
        if !seen.insert((document.id.as_str(), document.version)) {
            let message = format!("version {} of the notice `{}` is declared twice", document.version, document.id);
            checker.fault("version", FaultCode::DuplicateKey, message);
        }
        checker.text("titles", &document.titles, true);
        checker.text("introductions", &document.introductions, false);
        let is_newest = !documents.iter().any(|other| other.id == document.id && other.version > document.version);
        checker.items(document, rules_are_whole && is_newest);
    }
}

/// Checks one notice, and the items of it.
///
/// The place moves on from the notice to its items while they are checked.
struct Checker<'f> {
    /// The policy that the notices are part of; its rules are read, and its vocabulary.
    policy: &'f Policy,
    /// Where faults are added.
    faults: &'f mut Vec<Fault>,
    /// The notice or item at hand: `notices[2]`, `notices[2].items[0]`.
    place: String,
    /// Where unknown names are collected, with those of the rules.
    unknown_keys: &'f mut UnknownKeys,
}

impl Checker<'_> {
    /// Reports a fault of a field.
    fn fault(&mut self, field: &str, code: FaultCode, message: impl Into<String>) {
        self.faults.push(Fault::new(format!("{}.{field}", self.place), code, message));
    }

    /// Refuses an `id` that is not written as ids are.
    ///
    /// Ids are words of lower snake case, joined by `.` or `-`.
    fn id(&mut self, id: &str, what: &str) {
        if id.len() > MAX_KEY_LEN || !id.split(['.', '-']).all(is_word) {
            let message = format!("`{}` cannot name a {what}; use lower snake case, like `welcome`", shortened(id));
            self.fault("id", FaultCode::MalformedId, message);
        }
    }

    /// Refuses a text with malformed languages or without words; `required` ones must be in a language at least.
    ///
    /// White space alone is no words.
    fn text(&mut self, field: &str, text: &Localised, required: bool) {
        if text.is_empty() && required {
            self.fault(
                field,
                FaultCode::MissingText,
                "the text is in no language; write it in one at least, like `{ en = \"…\" }`",
            );
        }
        if text.len() > MAX_LANGUAGES {
            self.fault(
                field,
                FaultCode::TooMany,
                format!("{} languages are listed, at most {MAX_LANGUAGES} may be", text.len()),
            );
            return;
        }
        for (language, words) in text {
            let place = format!("{field}.{}", shortened(language));
            if !is_language(language) {
                let message = format!("`{}` is no language code; write one like `en` or `pt-BR`", shortened(language));
                self.fault(&place, FaultCode::MalformedLanguage, message);
            }
            if words.trim().is_empty() {
                self.fault(&place, FaultCode::MissingText, "the text is empty; write it, or leave the language out");
            }
            if words.len() > MAX_NOTICE_TEXT_LEN {
                self.fault(&place, FaultCode::TooLong, format!("the text is longer than {MAX_NOTICE_TEXT_LEN} bytes"));
            }
        }
    }

    /// Checks the items; whether each can be asked at all only where `askable`.
    ///
    /// All six texts of an item are required. Of the words to a guardian only the title is: the others default to
    /// those for the person.
    fn items(&mut self, document: &NoticeDocument, askable: bool) {
        if document.items.is_empty() || document.items.len() > MAX_ITEMS {
            let message = format!("{} items are listed; a notice has 1 to {MAX_ITEMS}", document.items.len());
            self.fault(
                "items",
                if document.items.is_empty() { FaultCode::EmptySet } else { FaultCode::TooMany },
                message,
            );
            return;
        }
        let notice = self.place.clone();
        for (position, item) in document.items.iter().enumerate() {
            self.place = format!("{notice}.items[{position}]");
            self.id(&item.id, "notice item");
            if document.items.iter().take(position).any(|earlier| earlier.id == item.id) {
                self.fault(
                    "id",
                    FaultCode::DuplicateKey,
                    format!("the item `{}` is declared twice; keep one", item.id),
                );
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

    /// What an item covers; `None` where its scope has faults, which are reported.
    fn area(&mut self, document: &ScopeDocument) -> Option<Area> {
        let scope = Scope::parse(document, &format!("{}.scope.", self.place), self.faults)?;
        if scope.has_tags() {
            self.fault(
                "scope",
                FaultCode::TagInYes,
                "list keys, not tags: what a tag covers can change, and a yes must not grow",
            );
        }
        let mut unknown = Vec::new();
        let area = self.unknown_keys.resolve(self.policy.vocabulary(), &scope, &mut |name| unknown.push(name));
        for name in &unknown {
            self.fault(&format!("scope.{}", name.set), FaultCode::UnknownKey, &name.message);
        }
        area
    }

    /// Whether a yes to the item could make anything lawful, and whoever must say it is spoken to.
    ///
    /// A rule reaches an item if they have one point in common. Bases that hear no yes reach nothing: asking people
    /// for what goes on anyway misleads them. Of several rules with a `min_age` the first is named.
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
            self.fault("scope", FaultCode::NothingToAsk, message);
        }
        if let Some(rule) = guarded
            && item.guardian.is_none()
        {
            let message =
                format!("the rule `{rule}` has a `min_age`, so a guardian is asked; word it for them under `guardian`");
            self.fault("guardian", FaultCode::MissingGuardianWording, message);
        }
    }
}

/// Whether the text has the shape of a language tag (BCP 47): `en`, `pt-BR`, `zh-Hant`.
///
/// The first part is a language of two or three lower-case letters, each further part one to eight letters and
/// digits. That is narrower than BCP 47 (RFC 5646), which also knows registered languages of up to eight letters and
/// private use.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
