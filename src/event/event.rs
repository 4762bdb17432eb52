//! An event that has been checked, and what names it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::document::{EventDocument, NoticeSeen};
use crate::{
    act::{Actor, Kind, Qualities},
    suggest,
    time::Timestamp,
    vocabulary::Scope,
};

/// Longest event id, in bytes.
pub const MAX_EVENT_ID_LEN: usize = 128;

/// What names an event, uniquely among all events: any text of 1 to 128 bytes without control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EventId(Box<str>);

impl EventId {
    /// Checks the text.
    ///
    /// # Errors
    /// When it is empty, too long, or has control characters.
    pub fn new(text: &str) -> Result<Self, EventIdError> {
        if !Self::is_valid(text) {
            return Err(EventIdError { input: suggest::shortened(text) });
        }
        Ok(Self(text.into()))
    }

    pub(crate) fn is_valid(text: &str) -> bool {
        !text.is_empty() && text.len() <= MAX_EVENT_ID_LEN && !text.chars().any(char::is_control)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that cannot name an event.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{input}` cannot name an event; use 1 to {MAX_EVENT_ID_LEN} bytes of printable text, such as a UUID")]
pub struct EventIdError {
    input: String,
}

/// One act in the life of a consent; complete and with only what its kind can have.
///
/// Built by [`EventDocument::into_event`]. Two events are equal when all their fields are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event<K = String> {
    pub(super) id: EventId,
    pub(super) subject: K,
    pub(super) kind: Kind,
    pub(super) scope: Scope,
    pub(super) at: Timestamp,
    pub(super) recorded_at: Timestamp,
    pub(super) notice: Option<NoticeSeen>,
    pub(super) by: Actor,
    pub(super) qualities: Qualities,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) method: Option<String>,
    pub(super) language: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) source: Option<String>,
    pub(super) digest: u64,
}

impl<K> Event<K> {
    /// What names it.
    #[must_use]
    pub const fn id(&self) -> &EventId {
        &self.id
    }

    /// Whose data it is about.
    #[must_use]
    pub const fn subject(&self) -> &K {
        &self.subject
    }

    /// What happened.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What it is about.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// When the person acted.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// When the organisation learned of it.
    #[must_use]
    pub const fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// What the person saw.
    #[must_use]
    pub const fn notice(&self) -> Option<&NoticeSeen> {
        self.notice.as_ref()
    }

    /// The version of the notice that the person saw; 0 where none is known.
    #[must_use]
    pub fn notice_version(&self) -> u16 {
        self.notice.as_ref().map_or(0, |notice| notice.version)
    }

    /// Who acted.
    #[must_use]
    pub const fn by(&self) -> Actor {
        self.by
    }

    /// The form of a yes.
    #[must_use]
    pub const fn qualities(&self) -> Qualities {
        self.qualities
    }

    /// When a yes runs out at the person's own word.
    #[must_use]
    pub const fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// How the person acted.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    /// The language the person was addressed in.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Where the proof is kept.
    #[must_use]
    pub fn evidence(&self) -> Option<&str> {
        self.evidence.as_deref()
    }

    /// Where the event was imported from.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Equal for copies of one event, whenever each was recorded.
    pub(crate) const fn digest(&self) -> u64 {
        self.digest
    }

    /// Of two copies of one event, the organisation knew it from the earlier on.
    pub(crate) fn known_since(&mut self, time: Timestamp) {
        self.recorded_at = self.recorded_at.min(time);
    }
}

impl<K: Serialize + Clone> Serialize for Event<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EventDocument::from(self).serialize(serializer)
    }
}

impl<'de, K: Deserialize<'de> + std::hash::Hash> Deserialize<'de> for Event<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EventDocument::deserialize(deserializer)?.into_event().map_err(serde::de::Error::custom)
    }
}
