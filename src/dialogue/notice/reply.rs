//! What a person answered to a notice that they were shown.
//!
//! A reply says what was clicked and how. It does not say what it is worth: that is worked out from the notice, what
//! was shown and the reply together.

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
///
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply<K = String> {
    /// The beginning of the ids of its events.
    pub(super) id: String,
    /// The person that the answers are about.
    pub(super) subject: K,
    /// The instant of the answer, not before the notice was shown.
    pub(super) at: Timestamp,
    /// Who answered.
    pub(super) by: Actor,
    /// Whether one act answered everything.
    pub(super) all_at_once: bool,
    /// How the answer was given, in the organisation's own words.
    pub(super) method: Option<String>,
    /// Where the proof is kept.
    pub(super) evidence: Option<String>,
    /// Item ids with their answers, in the order in which they were given; a repeated id is found when the reply is
    /// turned into events.
    pub(super) choices: Vec<(String, Choice)>,
    /// The ids of the items that were answered by a statement.
    pub(super) explicit: Vec<String>,
}

impl<K> Reply<K> {
    /// Begins a reply by the person themself, made at `at`, that answers nothing yet.
    ///
    /// Its events are named `id/item`, so that a reply that arrives twice makes the same events again and is recorded
    /// once.
    ///
    /// It must be new for the person. A form's own token does well: the browser sends it again with a repeated click.
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
    ///
    /// Ids are not checked here, but when the reply is turned into events.
    #[must_use]
    pub fn accept(mut self, item: impl Into<String>) -> Self {
        self.choices.push((item.into(), Choice::Accept));
        self
    }

    /// Adds a yes to an item by an express statement, such as a typed or spoken sentence (GDPR Art. 9(2)(a)).
    ///
    /// Special categories of data, and solely automated decisions, need an explicit consent (GDPR Art. 9(2)(a),
    /// 22(2)(c)). A ticked box is a clear act, but no statement.
    #[must_use]
    pub fn state(mut self, item: impl Into<String>) -> Self {
        let item = item.into();
        self.explicit.push(item.clone());
        self.accept(item)
    }

    /// Adds a no to an item, by its id.
    ///
    /// A no needs no form and no guardian.
    #[must_use]
    pub fn refuse(mut self, item: impl Into<String>) -> Self {
        self.choices.push((item.into(), Choice::Refuse));
        self
    }

    /// Says that the answers were one act, such as a button for everything: no yes among several is then `separate`
    /// (GDPR Art. 7(2), recital 43).
    ///
    /// A reply with one item is not affected: a single answer is always separate.
    #[must_use]
    pub fn all_at_once(self) -> Self {
        Self { all_at_once: true, ..self }
    }

    /// Says who answered, if not the person themself.
    ///
    /// A yes by a [`Signal`](Actor::Signal) is never `affirmative`. A yes where the item speaks to a guardian must be
    /// by a [`Guardian`](Actor::Guardian).
    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self { by: actor, ..self }
    }

    /// Says how the answer was given, as free text that receipts repeat: `web_form`, `phone`.
    ///
    /// GDPR Art. 7(1) asks that a consent can be demonstrated; how it was collected is part of that.
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
