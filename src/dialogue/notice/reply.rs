//! What a person answered to a notice that they were shown.

use super::choice::Choice;
use crate::{act::Actor, time::Timestamp};

/// What a person answered to a shown notice. What it does not mention stays unanswered: silence is no consent.
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
    /// A reply by the person themself. Its events are named `id/item`, so that the same reply twice is one.
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

    /// Yes to an item.
    #[must_use]
    pub fn accept(mut self, item: impl Into<String>) -> Self {
        self.choices.push((item.into(), Choice::Accept));
        self
    }

    /// Yes to an item by an express statement, such as a typed or spoken sentence (GDPR Art. 9(2)(a)).
    #[must_use]
    pub fn state(mut self, item: impl Into<String>) -> Self {
        let item = item.into();
        self.explicit.push(item.clone());
        self.accept(item)
    }

    /// No to an item.
    #[must_use]
    pub fn refuse(mut self, item: impl Into<String>) -> Self {
        self.choices.push((item.into(), Choice::Refuse));
        self
    }

    /// The answers were one act, such as a button for everything: no yes among several is then `separate`.
    #[must_use]
    pub fn all_at_once(self) -> Self {
        Self { all_at_once: true, ..self }
    }

    /// Who answered.
    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self { by: actor, ..self }
    }

    /// How: `web_form`, `phone`.
    #[must_use]
    pub fn method(self, method: impl Into<String>) -> Self {
        Self { method: Some(method.into()), ..self }
    }

    /// Where the proof is kept.
    #[must_use]
    pub fn evidence(self, reference: impl Into<String>) -> Self {
        Self { evidence: Some(reference.into()), ..self }
    }
}
