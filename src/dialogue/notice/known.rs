//! Which words people were ever shown, by their hash.
//!
//! Whoever relies on a consent must be able to show what it was given to (GDPR Art. 7(1)). So an event carries the hash
//! of the notice's exact content, and a policy goes on declaring the versions that people answered.
//!
//! The check is not part of a decision: an event under unknown words still counts. It is for audits, for reports, which
//! mark such an event, and for whoever is about to remove an old notice from a policy.

use std::collections::HashMap;

use serde::Serialize;

use crate::{
    dialogue::digest::{Digest, Hasher},
    event::Event,
    fault::debug_like_display,
    policy::{Localised, NoticeDocument, Policy},
    vocabulary::ScopeDocument,
};

/// Every version of every notice that a policy declares, found by the hash of its content.
///
/// The hash covers every text in every language, every scope and every flag: a corrected comma makes another hash, and
/// then needs another version.
///
/// Finding a notice takes one look-up. Hashing all notices takes time linear in their texts, once.
///
/// ```
/// # let policy = consentry::PolicyDocument::from_toml(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "ads"
/// #     basis = "consent"
/// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let policy = policy.compile()?;
/// use consentry::{EventDocument, Kind, Operations, Scope, Timestamp, event::NoticeSeen};
/// use consentry::dialogue::{KnownNotices, policy_hash};
///
/// let known = KnownNotices::new(&policy);
/// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::USE)?;
/// let mut yes = EventDocument::new("yes", "anna".to_owned(), Kind::Given, &scope, Timestamp::from_millis(0));
/// // An event that names no words claims nothing …
/// assert!(known.check(&yes.clone().into_event()?).is_ok());
/// // … and one whose words the policy does not declare cannot be shown to rest on any.
/// yes.notice = Some(NoticeSeen { version: 3, hash: Some(policy_hash(b"other words").to_string()) });
/// let unknown = known.check(&yes.into_event()?).unwrap_err();
/// assert_eq!((unknown.event.as_str(), unknown.version), ("yes", 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct KnownNotices {
    /// Keyed by the text of the hash, which is what events carry, so that a malformed one is simply unknown.
    by_hash: HashMap<String, (String, u16)>,
}

/// The error for an event that rests on words nobody can produce any more.
///
/// The cure is to declare that version of the notice again, word for word; a policy may list any number of old
/// versions. Where the words are lost, the consent cannot be demonstrated (GDPR Art. 7(1)), and the person is to be
/// asked anew.
#[derive(Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[error(
    "the event `{event}` was given under a notice (version {version}, `{hash}`) \
     that the policy does not know; declare that version under `notices`"
)]
pub struct UnknownNotice {
    /// The id of the event.
    pub event: String,
    /// The version that the event states.
    pub version: u16,
    /// The hash that the event states, shortened if it is overlong.
    pub hash: String,
}

impl KnownNotices {
    /// Hashes the notices of a policy, old versions included.
    ///
    /// A policy without notices knows none, and then every event that states a hash is unknown.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let known = policy.notices().iter();
        Self { by_hash: known.map(|notice| (hash(notice).to_string(), (notice.id.clone(), notice.version))).collect() }
    }

    /// Returns the id and version of the notice with that hash.
    ///
    /// The hash is compared as text, `sha256:` and lower-case digits.
    #[must_use]
    pub fn named(&self, hash: &str) -> Option<(&str, u16)> {
        self.by_hash.get(hash).map(|(id, version)| (id.as_str(), *version))
    }

    /// Checks that the words the event was given under are known.
    ///
    /// An event without a hash claims nothing and passes.
    ///
    /// # Errors
    /// When the policy knows no notice of that hash and version.
    ///
    /// A hash that is known under another version is an error too: the event contradicts itself.
    pub fn check<K>(&self, event: &Event<K>) -> Result<(), UnknownNotice> {
        let Some(notice) = event.notice() else { return Ok(()) };
        let Some(hash) = &notice.hash else { return Ok(()) };
        match self.named(hash) {
            Some((_, version)) if version == notice.version => Ok(()),
            _ => Err(UnknownNotice {
                event: event.id().as_str().to_owned(),
                version: notice.version,
                hash: crate::suggest::shortened(hash),
            }),
        }
    }
}

/// The hash of a version's exact content: every text in every language, every scope, every flag.
///
/// The texts of an item are listed in a fixed order, each with its languages sorted by code, so the order in a file
/// does not matter. What is not part of the words, such as the policy's version, is not hashed: a new policy with the
/// same notice keeps all answers.
pub(super) fn hash(notice: &NoticeDocument) -> Digest {
    let mut hasher = Hasher::new("consentry.notice.v1");
    let list = |hasher: &mut Hasher, texts: &[String]| {
        hasher.number(texts.len() as u64);
        texts.iter().for_each(|text| hasher.part(text.as_bytes()));
    };
    let localised = |hasher: &mut Hasher, texts: &Localised| {
        hasher.number(texts.len() as u64);
        for (language, text) in texts {
            hasher.part(language.as_bytes());
            hasher.part(text.as_bytes());
        }
    };
    hasher.part(notice.id.as_bytes());
    hasher.number(u64::from(notice.version));
    localised(&mut hasher, &notice.titles);
    localised(&mut hasher, &notice.introductions);
    hasher.number(notice.items.len() as u64);
    for item in &notice.items {
        hasher.part(item.id.as_bytes());
        let ScopeDocument { purposes, categories, recipients, operations } = &item.scope;
        [purposes, categories, recipients, operations].into_iter().for_each(|set| list(&mut hasher, set));
        item.texts().into_iter().for_each(|(_, text)| localised(&mut hasher, text));
        hasher.number(u64::from(item.guardian.is_some()));
        if let Some(guardian) = &item.guardian {
            guardian.texts().into_iter().for_each(|(_, text)| localised(&mut hasher, text));
        }
        hasher.number(u64::from(item.bundled));
        hasher.number(u64::from(item.conditional));
    }
    hasher.finish()
}

debug_like_display!(UnknownNotice);
