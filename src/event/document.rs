//! An event as it is written, and its way to an [`Event`].
//!
//! The document is what arrives: any program can fill it in, with any mistake. [`EventDocument::into_event`] is the
//! only way to an [`Event`], so whoever holds one holds one that has been checked. Both have the same fields, and one
//! is written as the other, so a log can be read by anything that reads JSON.

use std::hash::{BuildHasher, Hash};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{event::Event, event_id::EventId, notice_seen::NoticeSeen};
use crate::{
    act::{Actor, Kind, Qualities},
    fault::{Fault, FaultCode, Faults},
    time::Timestamp,
    vocabulary::{Operations, Scope, ScopeDocument},
};

/// The longest free text of an event (method, evidence, source, hash), in bytes.
///
/// A longer text is refused (`too_long`), and not cut: half a piece of evidence is none. Store it elsewhere, and
/// refer to it.
pub const MAX_TEXT_LEN: usize = 4096;

/// An event as it is written: a line of a log, or filled in by code. [`EventDocument::into_event`] checks it.
///
/// `id`, `subject`, `kind`, `scope` and `at` must be given; for the rest, what is left out is unknown or usual.
/// Instants are RFC 3339 with an offset, and lie in the years 0 to 9999.
///
/// ```
/// use consentry::{EventDocument, Kind};
///
/// let no: EventDocument = serde_json::from_str(r##"{
///     "id": "e2", "subject": "anna", "kind": "withdrawn", "at": "2026-02-01T08:30:00+01:00",
///     "scope": {"purposes": "#direct_marketing", "categories": "*", "recipients": "*", "operations": "*"},
///     "method": "footer link of a newsletter"
/// }"##)?;
/// assert_eq!(no.into_event()?.kind(), Kind::Withdrawn);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// In code, methods set what is not usual:
///
/// ```
/// use consentry::{EventDocument, Kind, Operations, Qualities, Scope};
///
/// let scope = Scope::new(["marketing.email"], ["user.contact.email"], ["acme"], Operations::USE)?;
/// let yes = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, "2026-01-01T09:00:00Z".parse()?)
///     .notice(2)
///     .qualities(Qualities::AFFIRMATIVE)
///     .into_event()?;
/// assert_eq!(yes.kind(), Kind::Given);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What is left out is filled in when the event is checked:
///
/// | field | if left out |
/// |---|---|
/// | `recorded_at` | `at`: the organisation knew at once |
/// | `by` | whoever usually does it: the person; for `ended`, `completed`, `informed` and the like the controller |
/// | `notice` | version 0, which is older than every notice |
/// | `qualities` | none, so a yes lacks whatever a rule requires |
/// | `expires_at` | no end of its own; a rule's `lifetime_days` ends it all the same |
/// | `method`, `language`, `evidence`, `source` | unknown; no decision reads them |
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventDocument<K = String> {
    /// The id, unique among the events of one person; 1 to 128 bytes without control characters.
    pub id: String,
    /// The key of the person whose data the event is about.
    pub subject: K,
    /// The kind: what happened.
    pub kind: Kind,
    /// The scope: what the event is about.
    pub scope: ScopeDocument,
    /// The instant at which the person acted.
    pub at: Timestamp,
    /// The instant at which the organisation learned of it; `at` if not given.
    ///
    /// It may lie long after `at`, as with a letter. Questions about what was known in the past go by it, decisions
    /// of today do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<Timestamp>,
    /// The notice that the person saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeSeen>,
    /// The one who acted; if not given, the one who usually does for that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// The form of a yes; only `given` has one.
    ///
    /// A record of how the yes was given, not of how it should have been: claim `affirmative` only where the person
    /// did something to say yes (GDPR Art. 4(11)).
    #[serde(default, skip_serializing_if = "Qualities::is_empty")]
    pub qualities: Qualities,
    /// The instant at which a yes runs out, at the person's own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The way in which the person acted: a form, a call, a browser setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The language in which the person was addressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The place where the proof is kept (GDPR Art. 7(1)).
    ///
    /// Whoever relies on consent must be able to show it. Keep the proof itself (a screenshot, a signed form)
    /// elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The place from which the event was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl<K> EventDocument<K> {
    /// Creates an event with only what every event has.
    ///
    /// Nothing is checked yet; [`into_event`](Self::into_event) does that, for all fields at once.
    pub fn new(id: impl Into<String>, subject: K, kind: Kind, scope: &Scope, at: Timestamp) -> Self {
        Self {
            id: id.into(),
            subject,
            kind,
            scope: scope.into(),
            at,
            recorded_at: None,
            notice: None,
            by: None,
            qualities: Qualities::empty(),
            expires_at: None,
            method: None,
            language: None,
            evidence: None,
            source: None,
        }
    }

    /// Replaces the person's key, which may be of another type.
    ///
    /// For logs that name people otherwise than the ledger does, such as by e-mail address:
    ///
    /// ```
    /// use consentry::{EventDocument, Kind, Operations, Scope};
    ///
    /// let scope = Scope::new(["marketing"], ["*"], ["*"], Operations::all())?;
    /// let at = "2026-01-01T09:00:00Z".parse()?;
    /// let by_address = EventDocument::new("e1", "anna@example.com".to_owned(), Kind::Withdrawn, &scope, at);
    /// let number: u64 = 7; // as the customer database knows her
    /// assert_eq!(by_address.with_subject(number).into_event()?.subject(), &7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_subject<L>(self, subject: L) -> EventDocument<L> {
        EventDocument {
            id: self.id,
            subject,
            kind: self.kind,
            scope: self.scope,
            at: self.at,
            recorded_at: self.recorded_at,
            notice: self.notice,
            by: self.by,
            qualities: self.qualities,
            expires_at: self.expires_at,
            method: self.method,
            language: self.language,
            evidence: self.evidence,
            source: self.source,
        }
    }

    /// Sets the version of the notice that the person saw.
    ///
    /// Where a hash of what was shown is known as well, set the field `notice` instead.
    #[must_use]
    pub fn notice(self, version: u16) -> Self {
        Self { notice: Some(NoticeSeen { version, hash: None }), ..self }
    }

    /// Sets the form of a yes.
    #[must_use]
    pub fn qualities(self, qualities: Qualities) -> Self {
        Self { qualities, ..self }
    }

    /// Sets who acted.
    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self { by: Some(actor), ..self }
    }

    /// Sets when a yes runs out.
    #[must_use]
    pub fn expires_at(self, time: Timestamp) -> Self {
        Self { expires_at: Some(time), ..self }
    }

    /// Sets when the organisation learned of it.
    #[must_use]
    pub fn recorded_at(self, time: Timestamp) -> Self {
        Self { recorded_at: Some(time), ..self }
    }

    /// Checks that the event is whole and has only what its kind can have.
    ///
    /// Whether a policy knows the names in its scope is not checked here: a [`Ledger`](crate::Ledger) does that when it
    /// records the event, a log's reader when it reads against a policy.
    ///
    /// # Errors
    ///
    /// Returns everything that is wrong, with the field: an id that cannot be one, a faulty scope, a tag in a yes or a
    /// lift, `store` in a restriction (GDPR Art. 18(2)), a field that the kind does not have, an actor who cannot do
    /// it, a text longer than [`MAX_TEXT_LEN`], an instant outside the years 0 to 9999.
    ///
    /// ```
    /// use consentry::{Actor, EventDocument, Kind, Operations, Scope};
    ///
    /// let scope = Scope::new(["#direct_marketing"], ["*"], ["*"], Operations::USE)?;
    /// let faults = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, "2026-01-01T09:00:00Z".parse()?)
    ///     .by(Actor::Controller)
    ///     .into_event()
    ///     .unwrap_err();
    /// let codes: Vec<_> = faults.as_slice().iter().map(|fault| fault.code).collect();
    /// assert_eq!(codes, ["tag_in_yes", "wrong_actor"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// | code | what is wrong | mend it by |
    /// |---|---|---|
    /// | `malformed_id` | the id is empty, too long or has control characters | an id such as a UUID |
    /// | `empty_set`, `malformed_key`, `unknown_operation`, `too_many` | the scope | see [`Scope::new`] |
    /// | `tag_in_yes` | a yes or a lift names a `#tag` | listing keys |
    /// | `restricted_storage` | a restriction lists `store` | leaving it out; `*` is understood as all but `store` |
    /// | `misplaced_field` | the kind has no such field | leaving it out |
    /// | `wrong_actor` | that actor cannot do such a thing | naming who acted |
    /// | `too_long` | a text has more than 4,096 bytes | storing it elsewhere |
    /// | `time_out_of_range` | an instant before the year 0 or after 9999 | the right unit: seconds for milliseconds? |
    pub fn into_event(self) -> Result<Event<K>, Faults>
    where
        K: Hash,
    {
        let mut faults = Vec::new();
        let kind = self.kind;
        let id = match EventId::new(&self.id) {
            Ok(id) => Some(id),
            Err(error) => {
                faults.push(Fault::new("id", FaultCode::MalformedId, error.to_string()));
                None
            }
        };
        let scope =
            Scope::parse(&self.scope, "scope.", &mut faults).and_then(|scope| fitting(kind, scope, &mut faults));
        let misplaced = [
            ("notice", self.notice.is_some(), kind.has_notice()),
            ("qualities", !self.qualities.is_empty(), kind.has_qualities()),
            ("expires_at", self.expires_at.is_some(), kind.has_expiry()),
        ];
        for (field, present, fits) in misplaced {
            if present && !fits {
                let message = format!("`{}` has no {field}; leave it out", kind.name());
                faults.push(Fault::new(field, FaultCode::MisplacedField, message));
            }
        }
        let by = self.by.unwrap_or(kind.usual_actor());
        if !kind.allows_actor(by) {
            let message = format!("`{}` cannot be an act of the {}", kind.name(), by.name());
            faults.push(Fault::new("by", FaultCode::WrongActor, message));
        }
        let hash = self.notice.as_ref().and_then(|notice| notice.hash.as_deref());
        let texts = [
            ("notice.hash", hash),
            ("method", self.method.as_deref()),
            ("language", self.language.as_deref()),
            ("evidence", self.evidence.as_deref()),
            ("source", self.source.as_deref()),
        ];
        for (field, text) in texts {
            if text.is_some_and(|text| text.len() > MAX_TEXT_LEN) {
                let message =
                    format!("the text is longer than {MAX_TEXT_LEN} bytes; store it elsewhere and refer to it");
                faults.push(Fault::new(field, FaultCode::TooLong, message));
            }
        }
        for (field, time) in [("at", Some(self.at)), ("recorded_at", self.recorded_at), ("expires_at", self.expires_at)]
        {
            if time.is_some_and(|time| !time.is_writable()) {
                let message = "the instant lies outside the years 0 to 9999, which logs cannot hold";
                faults.push(Fault::new(field, FaultCode::TimeOutOfRange, message));
            }
        }
        Faults::none_in(faults)?;
        let (Some(id), Some(scope)) = (id, scope) else {
            // Both are missing only along with a fault, which has been returned.
            return Err(Fault::new("", FaultCode::Unreadable, "the event cannot be read").into());
        };
        let mut event = Event {
            id,
            subject: self.subject,
            kind,
            scope,
            at: self.at,
            recorded_at: self.recorded_at.unwrap_or(self.at),
            notice: self.notice,
            by,
            qualities: self.qualities,
            expires_at: self.expires_at,
            method: self.method,
            language: self.language,
            evidence: self.evidence,
            source: self.source,
            digest: 0,
        };
        event.digest = digest(&event);
        Ok(event)
    }
}

/// Fits a scope to the kind: a yes and a lift may not use tags, and a restriction never covers `store`.
///
/// Restricted data may still be stored: that is what restriction means (GDPR Art. 4(3), 18(2)). So `*` in a
/// restriction is read as all other operations, while `store` by name is a mistake to be told.
fn fitting(kind: Kind, scope: Scope, faults: &mut Vec<Fault>) -> Option<Scope> {
    if scope.has_tags() && !kind.may_use_tags() {
        let message =
            format!("`{}` lists keys, not tags: what a tag covers can change, and a yes must not grow", kind.name());
        faults.push(Fault::new("scope", FaultCode::TagInYes, message));
        return None;
    }
    if kind != Kind::Restricted {
        return Some(scope);
    }
    let operations = scope.operations();
    if operations.contains(Operations::STORE) && !operations.is_all() {
        let message = "a restriction never covers `store` (GDPR Art. 18(2)); leave it out";
        faults.push(Fault::new("scope.operations", FaultCode::RestrictedStorage, message));
        return None;
    }
    scope.with_operations(operations - Operations::STORE)
}

/// Hashes what tells a repetition from a contradiction: all but `recorded_at`, which says when a copy arrived.
///
/// The hasher has a fixed seed, so that the same event has the same digest in every process of one build; snapshots
/// hold a part of it. It finds mistakes, not forgeries: whoever chooses the content can find two events with one
/// digest.
fn digest<K: Hash>(event: &Event<K>) -> u64 {
    let content = (
        &event.id,
        &event.subject,
        event.kind,
        &event.scope,
        event.at,
        &event.notice,
        event.by,
        event.qualities,
        event.expires_at,
        (&event.method, &event.language, &event.evidence, &event.source),
    );
    foldhash::quality::FixedState::with_seed(0x636f_6e73_656e_7472).hash_one(content)
}

impl<K: Clone> From<&Event<K>> for EventDocument<K> {
    fn from(event: &Event<K>) -> Self {
        Self {
            id: event.id.as_str().to_owned(),
            subject: event.subject.clone(),
            kind: event.kind,
            scope: (&event.scope).into(),
            at: event.at,
            recorded_at: Some(event.recorded_at),
            notice: event.notice.clone(),
            by: Some(event.by),
            qualities: event.qualities,
            expires_at: event.expires_at,
            method: event.method.clone(),
            language: event.language.clone(),
            evidence: event.evidence.clone(),
            source: event.source.clone(),
        }
    }
}

impl<K: Serialize + Clone> Serialize for Event<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        EventDocument::from(self).serialize(serializer)
    }
}

impl<'de, K: Deserialize<'de> + Hash> Deserialize<'de> for Event<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EventDocument::deserialize(deserializer)?.into_event().map_err(serde::de::Error::custom)
    }
}
