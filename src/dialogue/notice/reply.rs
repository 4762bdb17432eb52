//! What a person answered to a notice that they were shown.

use super::choice::Choice;
use crate::{act::Actor, time::Timestamp};

/// What a person answered to a shown notice.
///
/// An item that it does not mention stays unanswered: silence is no consent (GDPR recital 32).
/// [`Notice::answer`](super::notice::Notice::answer) turns it into one event for each item. What the reply says of the
/// answer's form decides which [`Qualities`](crate::Qualities) the events get:
///
/// | said here | effect on a yes |
/// |---|---|
/// | [`state`](Self::state) instead of [`accept`](Self::accept) | it is `explicit` |
/// | [`all_at_once`](Self::all_at_once), with several items | it is not `separate` |
/// | [`by`](Self::by) a signal | it is not `affirmative` |
/// | [`evidence`](Self::evidence) | it is `evidenced` |
///
/// ```
/// use consentry::{Actor, Timestamp, dialogue::Reply};
///
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
/// let reply = Reply::new("form-17", "anna".to_owned(), now)
///     .accept("newsletter")
///     .refuse("profiling")
///     .by(Actor::Guardian)
///     .method("web_form");
/// # let _ = reply;
/// # Ok::<(), consentry::time::TimestampError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply<K = String> {
    pub(super) id: String,
    pub(super) subject: K,
    pub(super) at: Timestamp,
    pub(super) by: Actor,
    pub(super) all_at_once: bool,
    pub(super) method: Option<String>,
    pub(super) evidence: Option<String>,
    pub(super) choices: Vec<(String, Choice)>,
    pub(super) explicit: Vec<String>,
}

impl<K> Reply<K> {
    /// Begins a reply by the person themself, made at `at`, that answers nothing yet.
    ///
    /// Its events are named `id/item`, so that a reply that arrives twice makes the same events again and is recorded
    /// once.
    pub fn new(id: impl Into<String>, subject: K, at: Timestamp) -> Self {
        Self {
            id: id.into(),
            subject,
            at,
            by: Actor::Subject,
            all_at_once: false,
            method: None,
            evidence: None,
            choices: Vec::new(),
            explicit: Vec::new(),
        }
    }

    /// Adds a yes to an item, by its id.
    #[must_use]
    pub fn accept(mut self, item: impl Into<String>) -> Self {
        self.choices.push((item.into(), Choice::Accept));
        self
    }

    /// Adds a yes to an item by an express statement, such as a typed or spoken sentence (GDPR Art. 9(2)(a)).
    #[must_use]
    pub fn state(mut self, item: impl Into<String>) -> Self {
        let item = item.into();
        self.explicit.push(item.clone());
        self.accept(item)
    }

    /// Adds a no to an item, by its id.
    #[must_use]
    pub fn refuse(mut self, item: impl Into<String>) -> Self {
        self.choices.push((item.into(), Choice::Refuse));
        self
    }

    /// Says that the answers were one act, such as a button for everything: no yes among several is then `separate`
    /// (GDPR Art. 7(2), recital 43).
    #[must_use]
    pub fn all_at_once(self) -> Self {
        Self { all_at_once: true, ..self }
    }

    /// Says who answered, if not the person themself.
    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self { by: actor, ..self }
    }

    /// Says how the answer was given, as free text that receipts repeat: `web_form`, `phone`.
    #[must_use]
    pub fn method(self, method: impl Into<String>) -> Self {
        Self { method: Some(method.into()), ..self }
    }

    /// Says where the proof of the answer is kept, such as the name of a recording (GDPR Art. 7(1)).
    #[must_use]
    pub fn evidence(self, reference: impl Into<String>) -> Self {
        Self { evidence: Some(reference.into()), ..self }
    }
}
