//! An event that has been checked.
//!
//! Fields are private, and nothing changes one but [`Event::known_since`], which a history uses when a copy turns up
//! that was recorded earlier. Everything else about an act is fixed once it has happened.

use super::{event_id::EventId, notice_seen::NoticeSeen};
use crate::{
    act::{Actor, Kind, Qualities},
    time::Timestamp,
    vocabulary::Scope,
};

/// An act in the life of a consent: who said or did what, about which scope, and when.
///
/// An event is complete and has only what its kind can have. It is built by
/// [`EventDocument::into_event`](super::EventDocument::into_event), never changed, and serialised as its document. `K`
/// is the type of the keys by which people are known. Two events are equal when all their fields are.
///
/// ```
/// use consentry::{Actor, EventDocument, Kind, Operations, Scope};
///
/// let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::all())?;
/// let no = EventDocument::new("e7", "anna".to_owned(), Kind::Objected, &scope, "2026-03-01T09:00:00Z".parse()?)
///     .by(Actor::Guardian)
///     .into_event()?;
/// assert_eq!((no.id().as_str(), no.subject().as_str(), no.by()), ("e7", "anna", Actor::Guardian));
/// assert_eq!(no.recorded_at(), no.at(), "known at once if nothing else is said");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Serialising writes the document, reading checks it, so an event that cannot be is an error of the format:
///
/// ```
/// use consentry::Event;
///
/// let text = r#"{"id": "e1", "subject": "anna", "kind": "refused", "at": "2026-01-01T09:00:00Z",
///     "scope": {"purposes": "marketing", "categories": "*", "recipients": "*", "operations": "*"}}"#;
/// let no: Event = serde_json::from_str(text)?;
/// assert_eq!(no.kind().name(), "refused");
/// let same: Event = serde_json::from_str(&serde_json::to_string(&no)?)?;
/// assert_eq!(same, no);
///
/// let error = serde_json::from_str::<Event>(&text.replace("\"e1\"", "\"\"")).unwrap_err();
/// assert!(error.to_string().contains("cannot name an event"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event<K = String> {
    /// Unique among the events of its subject.
    pub(super) id: EventId,
    /// Whose data it is about.
    pub(super) subject: K,
    /// What happened.
    pub(super) kind: Kind,
    /// What it is about.
    pub(super) scope: Scope,
    /// When the person acted.
    pub(super) at: Timestamp,
    /// When the organisation learned of it.
    pub(super) recorded_at: Timestamp,
    /// What the person saw.
    pub(super) notice: Option<NoticeSeen>,
    /// Who acted.
    pub(super) by: Actor,
    /// The form of a yes.
    pub(super) qualities: Qualities,
    /// When a yes runs out at the person's own word.
    pub(super) expires_at: Option<Timestamp>,
    /// How the person acted.
    pub(super) method: Option<String>,
    /// The language of the conversation.
    pub(super) language: Option<String>,
    /// Where the proof is kept.
    pub(super) evidence: Option<String>,
    /// Where it was imported from.
    pub(super) source: Option<String>,
    /// A hash of all but `recorded_at`, kept since every merge compares it.
    pub(super) digest: u64,
}

impl<K> Event<K> {
    /// Returns the id, unique among the events of its subject: identity is (subject, id), in a ledger as in a log.
    #[must_use]
    pub const fn id(&self) -> &EventId {
        &self.id
    }

    /// Returns the key of the person whose data the event is about.
    #[must_use]
    pub const fn subject(&self) -> &K {
        &self.subject
    }

    /// Returns the kind: what happened.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the scope: what the event is about.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Returns when the person acted. Decisions order events by it, never by when they arrived.
    ///
    /// Where two events have the same instant, the stricter one comes first: a no before a void, a void before a
    /// lift, a lift before a yes, and then by id. A clock that runs ahead makes a yes count later and a no at once.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// Returns when the organisation learned of the event: for as-of questions.
    #[must_use]
    pub const fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// Returns the notice that the person saw, if it is known.
    #[must_use]
    pub const fn notice(&self) -> Option<&NoticeSeen> {
        self.notice.as_ref()
    }

    /// Returns the version of the notice that the person saw; 0 where none is known.
    ///
    /// A node that appeared with notice 1 or later is then not covered by a yes.
    #[must_use]
    pub fn notice_version(&self) -> u16 {
        self.notice.as_ref().map_or(0, |notice| notice.version)
    }

    /// Returns who acted.
    #[must_use]
    pub const fn by(&self) -> Actor {
        self.by
    }

    /// Returns the form in which a yes was given; empty for every other kind.
    #[must_use]
    pub const fn qualities(&self) -> Qualities {
        self.qualities
    }

    /// Returns when a yes runs out at the person's own word; a rule's lifetime may end it earlier.
    #[must_use]
    pub const fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// Returns how the person acted: a form, a call, a browser setting.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    /// Returns the language in which the person was addressed.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Returns where the proof is kept (GDPR Art. 7(1)).
    #[must_use]
    pub fn evidence(&self) -> Option<&str> {
        self.evidence.as_deref()
    }

    /// Returns where the event was imported from.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Returns a hash that is equal for copies of one event, whenever each was recorded.
    ///
    /// Where two events have one id, equal digests mean a repetition and different ones a conflict.
    pub(crate) const fn digest(&self) -> u64 {
        self.digest
    }

    /// Moves the time of recording back to that of another copy, if that is earlier.
    ///
    /// So the order in which copies arrive does not matter: the earliest time of recording remains.
    pub(crate) fn known_since(&mut self, time: Timestamp) {
        self.recorded_at = self.recorded_at.min(time);
    }
}
