//! Names that the vocabulary has never had, and the starter vocabulary that was forgotten.
//!
//! The most frequent first mistake is to write `marketing.email` into a rule and to forget `starter = true`. Told one
//! by one, that is a screen full of unknown keys; told once, it is one line to add (`starter_off`).

use std::{cell::OnceCell, collections::HashSet};

use crate::{
    fault::{Fault, FaultCode},
    suggest::{MOST_SUGGESTED, shortened},
    vocabulary::{Area, Scope, UnknownName, Vocabulary, VocabularyDocument},
};

/// Where the advice on a forgotten starter vocabulary stands.
const STARTER: &str = "vocabulary.starter";
/// Most keys that this advice names.
///
/// Enough to see which keys are meant.
const MOST_NAMED: usize = 3;

/// Collects the unknown names of all scopes of a document.
///
/// A document without `starter = true` whose scopes name starter keys has one thing wrong with it, however many scopes
/// there are. So names that the starter vocabulary has are not reported one by one: they make one fault at
/// `vocabulary.starter`, with the line to add.
#[derive(Debug)]
pub(in crate::policy) struct UnknownKeys {
    /// Whether the document extends the starter vocabulary, so that it cannot have been forgotten.
    extends_starter: bool,
    /// The starter vocabulary, built when it is first looked into: most documents never need it.
    starter: OnceCell<Vocabulary>,
    /// The starter's keys that the document uses, in order of first use, each once.
    of_starter: Vec<String>,
    /// Where the advice stands among the faults: behind those of the vocabulary.
    position: usize,
    /// How many unknown names may still be compared with all known ones.
    suggestions: usize,
}

impl UnknownKeys {
    /// Looks at a vocabulary that has just been built; `faults` are those of it alone.
    ///
    /// Parents that are missing there but that the starter has are taken out of `faults`, to be part of the advice.
    pub(in crate::policy) fn new(document: &VocabularyDocument, faults: &mut Vec<Fault>) -> Self {
        let mut keys = Self {
            extends_starter: document.starter,
            starter: OnceCell::new(),
            of_starter: Vec::new(),
            position: 0,
            suggestions: 8 * MOST_SUGGESTED,
        };
        let missing: HashSet<String> = faults
            .iter()
            .filter(|fault| fault.code == FaultCode::MissingParent)
            .map(|fault| fault.place.clone())
            .collect();
        if !missing.is_empty() {
            let purposes = document.purposes.iter().map(|node| parent(&node.key)).enumerate();
            let categories = document.categories.iter().map(|node| parent(&node.key)).enumerate();
            let purposes = purposes.map(|(position, parent)| ("purposes", position, parent));
            let categories = categories.map(|(position, parent)| ("categories", position, parent));
            let mut mended = HashSet::new();
            for (set, position, parent) in purposes.chain(categories) {
                let place = format!("vocabulary.{set}[{position}].key");
                if missing.contains(&place) && keys.is_of_starter(set, parent) {
                    keys.of_starter.push(parent.to_owned());
                    mended.insert(place);
                }
            }
            faults.retain(|fault| fault.code != FaultCode::MissingParent || !mended.contains(&fault.place));
        }
        keys.position = faults.len();
        keys
    }

    /// What a scope covers in the vocabulary. Names it has never had are given to `report`, but for those of the
    /// starter, which are kept for the advice. `None` where any name is unknown.
    ///
    /// An area is returned only where everything in the scope is known, so no check goes on with half a scope and
    /// reports what follows from the other half.
    pub(in crate::policy) fn resolve(
        &mut self,
        vocabulary: &Vocabulary,
        scope: &Scope,
        report: &mut dyn FnMut(UnknownName),
    ) -> Option<Area> {
        let mut unknown = Vec::new();
        let area = vocabulary.resolve_one_of_many(scope, &mut self.suggestions, &mut |name| unknown.push(name));
        let is_known = unknown.is_empty();
        for name in unknown {
            if self.is_of_starter(name.set, &name.name) {
                self.of_starter.push(name.name);
            } else {
                report(name);
            }
        }
        is_known.then_some(area)
    }

    /// Whether the starter vocabulary has that key in that set, and the document does not extend it.
    ///
    /// Tags do not count: a document can have tags of its own by those names.
    fn is_of_starter(&self, set: &str, key: &str) -> bool {
        if self.extends_starter {
            return false;
        }
        let starter = self.starter.get_or_init(Vocabulary::starter);
        match set {
            "purposes" => starter.purposes().id(key).is_some(),
            "categories" => starter.categories().id(key).is_some(),
            // The starter has no recipients.
            _ => false,
        }
    }

    /// Whether starter keys were used, so that the document is not whole although `faults` may be empty.
    pub(in crate::policy) fn has_advice(&self) -> bool {
        !self.of_starter.is_empty()
    }

    /// Adds the one fault that stands for all uses of starter keys.
    ///
    /// It stands behind the faults of the vocabulary and before those of rules, where a reader would look for it.
    pub(in crate::policy) fn advise(mut self, faults: &mut Vec<Fault>) {
        let mut seen = HashSet::new();
        self.of_starter.retain(|key| seen.insert(key.clone()));
        if self.of_starter.is_empty() {
            return;
        }
        let named: Vec<String> =
            self.of_starter.iter().take(MOST_NAMED).map(|key| format!("`{}`", shortened(key))).collect();
        let more = self.of_starter.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!(
            "the document uses keys that only the starter vocabulary has ({}{more}); add `starter = true` under \
             `[vocabulary]`, or declare the keys yourself",
            named.join(", ")
        );
        faults.insert(self.position.min(faults.len()), Fault::new(STARTER, FaultCode::StarterOff, message));
    }
}

/// The key without its last part; empty for a key of the top level.
///
/// `user.contact` for `user.contact.email`.
fn parent(key: &str) -> &str {
    key.rsplit_once('.').map_or("", |(parent, _)| parent)
}

#[cfg(test)]
mod tests {
    use crate::{fault::FaultCode, policy::PolicyDocument};

    const FORGOTTEN: &str = r#"
        version = "1"
        [vocabulary]
        categories = [{ key = "user.contact.badge" }, { key = "own.below" }]
        recipients = [{ key = "lingon", role = "controller", location = "SE" }]
        [[regimes]]
        id = "gdpr"
        scope = { purposes = ["marketing", "analytics"], categories = "*", recipients = "*", operations = "*" }
        [[rules]]
        id = "news"
        basis = "consent"
        [rules.scope]
        purposes = "marketing.email"
        categories = ["user.contact", "badge"]
        recipients = "lingn"
        operations = "use"
        [[notices]]
        id = "welcome"
        version = 1
        titles = { en = "Hello" }
        [[notices.items]]
        id = "mail"
        titles = { en = "a" }
        why = { en = "b" }
        what_happens = { en = "c" }
        who = { en = "d" }
        how_long = { en = "e" }
        saying_no = { en = "f" }
        scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
    "#;

    fn faults(text: &str) -> Vec<(String, &'static str, String)> {
        let faults = toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap_err();
        faults.into_vec().into_iter().map(|fault| (fault.place, fault.code.name(), fault.message)).collect()
    }

    #[test]
    fn a_forgotten_starter_is_one_fault_and_hides_no_other() {
        let found = faults(FORGOTTEN);
        let places: Vec<_> = found.iter().map(|(place, code, _)| (place.as_str(), *code)).collect();
        assert_eq!(
            places,
            [
                ("vocabulary.categories[1].key", "missing_parent"),
                ("vocabulary.starter", "starter_off"),
                ("rules[0].scope.categories[1]", "unknown_key"),
                ("rules[0].scope.recipients[0]", "unknown_key"),
            ]
        );
        let advice = "the document uses keys that only the starter vocabulary has (`user.contact`, `analytics`, \
                      `marketing` and 1 more); add `starter = true` under `[vocabulary]`, or declare the keys yourself";
        assert_eq!(found[1].2, advice);
        assert!(found[3].2.ends_with("did you mean `lingon`?"), "{}", found[3].2);
    }

    #[test]
    fn the_advice_mends_it() {
        let mended = FORGOTTEN.replacen("[vocabulary]", "[vocabulary]\nstarter = true", 1);
        let found = faults(&mended);
        assert!(found.iter().all(|(_, code, _)| *code != FaultCode::StarterOff.name()), "{found:?}");
        assert_eq!(found.len(), 3);
        assert!(found[1].2.ends_with("did you mean `user.contact.badge`?"), "{}", found[1].2);
    }
}
