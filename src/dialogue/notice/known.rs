//! Which words people were ever shown, by their hash.

use std::collections::HashMap;

use serde::Serialize;

use crate::{
    dialogue::digest::{Digest, Hasher},
    event::Event,
    fault::debug_like_display,
    policy::{Localised, NoticeDocument, Policy},
    vocabulary::ScopeDocument,
};

/// Every notice version that a policy knows, by the hash of its content.
#[derive(Clone, Debug)]
pub struct KnownNotices {
    by_hash: HashMap<String, (String, u16)>,
}

/// An event that rests on words nobody can produce any more.
#[derive(Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[error(
    "the event `{event}` was given under a notice (version {version}, `{hash}`) that the policy does not know; declare that version under `notices`"
)]
pub struct UnknownNotice {
    /// The event.
    pub event: String,
    /// The version it states.
    pub version: u16,
    /// The hash it states.
    pub hash: String,
}

impl KnownNotices {
    /// The notices of a policy.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let known = policy.notices().iter();
        Self { by_hash: known.map(|notice| (hash(notice).to_string(), (notice.id.clone(), notice.version))).collect() }
    }

    /// The notice of that hash, and its version.
    #[must_use]
    pub fn named(&self, hash: &str) -> Option<(&str, u16)> {
        self.by_hash.get(hash).map(|(id, version)| (id.as_str(), *version))
    }

    /// Whether the words the event was given under are known; so it is where an event states no hash.
    ///
    /// # Errors
    /// When the policy knows no notice of that hash and version.
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
