//! From answers to a shown notice to events of the right form.

use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::{Addressee, Digest, Notice, Shown, ShownItem, notice::Item};
use crate::{
    act::{Actor, Kind, Qualities},
    event::{self, Event, EventDocument},
    fault::Faults,
    time::Timestamp,
    vocabulary::Scope,
};

/// One of the two answers to an item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// No.
    Refuse,
    /// Yes.
    Accept,
}

/// What a person answered to a shown notice. What it does not mention stays unanswered: silence is no consent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply<K = String> {
    id: String,
    subject: K,
    at: Timestamp,
    by: Actor,
    all_at_once: bool,
    method: Option<String>,
    evidence: Option<String>,
    choices: Vec<(String, Choice)>,
    explicit: Vec<String>,
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

/// Why a reply is not taken. None of it is.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// Other words were shown than the notice has now.
    #[error("the answers are to another version of the notice `{notice}` (`{shown}`, now `{current}`); show it again")]
    Stale {
        /// The notice.
        notice: String,
        /// What was shown.
        shown: Digest,
        /// What it is now.
        current: Digest,
    },
    /// The item was not among what was shown.
    #[error("the item `{item}` was never shown to this person; answers count only to what was asked")]
    NeverShown {
        /// The item.
        item: String,
    },
    /// The reply answers an item twice.
    #[error("the item `{item}` is answered twice in one reply")]
    AnsweredTwice {
        /// The item.
        item: String,
    },
    /// Only a guardian can say yes.
    #[error("the item `{item}` was put to a guardian, who alone can say yes to it")]
    GuardianRequired {
        /// The item.
        item: String,
    },
    /// The reply was made before the notice was shown.
    #[error("the reply is older than what was shown")]
    BeforeShown,
    /// An answer makes no whole event.
    #[error("{0}")]
    Invalid(Faults),
}

impl Notice {
    /// Turns the answers to what was shown into events, each with the form it really had.
    ///
    /// A yes is `affirmative`; `explicit` where it was stated; `separate` unless the item is bundled or several were
    /// answered at once; `free` unless the service depends on it; `informed` where every word was in the language asked
    /// for; `evidenced` where a proof is named.
    ///
    /// # Errors
    /// When an answer is to something that was never shown, to other words than the notice has now, or by someone who
    /// cannot give it. Then none of the reply is taken.
    pub fn answer<K: Clone + Hash>(&self, shown: &Shown, reply: &Reply<K>) -> Result<Vec<Event<K>>, AnswerError> {
        if shown.hash != self.hash() {
            let notice = shown.notice.clone();
            return Err(AnswerError::Stale { notice, shown: shown.hash, current: self.hash() });
        }
        if reply.at < shown.at {
            return Err(AnswerError::BeforeShown);
        }
        let mut events = Vec::with_capacity(reply.choices.len());
        for (position, (name, choice)) in reply.choices.iter().enumerate() {
            if reply.choices.iter().take(position).any(|(earlier, _)| earlier == name) {
                return Err(AnswerError::AnsweredTwice { item: name.clone() });
            }
            let never_shown = || AnswerError::NeverShown { item: crate::suggest::shortened(name) };
            let seen = shown.items.iter().find(|seen| seen.item == *name).ok_or_else(never_shown)?;
            let item = self.items.iter().find(|item| item.document.id == *name).ok_or_else(never_shown)?;
            if *choice == Choice::Accept && seen.addressee == Addressee::Guardian && reply.by != Actor::Guardian {
                return Err(AnswerError::GuardianRequired { item: name.clone() });
            }
            let event = self.event(reply, shown, name, *choice, &item.scope);
            let event = match choice {
                Choice::Accept => event.qualities(qualities(reply, item, shown, seen)),
                Choice::Refuse => event,
            };
            events.push(event.into_event().map_err(AnswerError::Invalid)?);
        }
        Ok(events)
    }

    /// The events that record that the person was asked, one for each item shown; until they answer, or the time to ask
    /// again comes, [`for_subject`](Self::for_subject) does not show it again.
    ///
    /// # Errors
    /// When the notice has changed since, or `id` cannot name events.
    pub fn asked<K: Clone + Hash>(&self, shown: &Shown, id: &str, subject: &K) -> Result<Vec<Event<K>>, AnswerError> {
        if shown.hash != self.hash() {
            let notice = shown.notice.clone();
            return Err(AnswerError::Stale { notice, shown: shown.hash, current: self.hash() });
        }
        let asked = self.items.iter().filter(|item| shown.items.iter().any(|seen| seen.item == item.document.id));
        let events = asked.map(|item| {
            let id = format!("{id}/{}", item.document.id);
            let mut event = EventDocument::new(id, subject.clone(), Kind::Requested, &item.scope, shown.at);
            event.notice = Some(self.seen());
            event.language = Some(shown.language.clone());
            event.into_event().map_err(AnswerError::Invalid)
        });
        events.collect()
    }

    fn event<K: Clone>(
        &self,
        reply: &Reply<K>,
        shown: &Shown,
        item: &str,
        choice: Choice,
        scope: &Scope,
    ) -> EventDocument<K> {
        let kind = match choice {
            Choice::Accept => Kind::Given,
            Choice::Refuse => Kind::Refused,
        };
        let id = format!("{}/{item}", reply.id);
        let mut event = EventDocument::new(id, reply.subject.clone(), kind, scope, reply.at).by(reply.by);
        event.notice = Some(self.seen());
        event.language = Some(shown.language.clone());
        event.method.clone_from(&reply.method);
        event.evidence.clone_from(&reply.evidence);
        event
    }

    /// What an event says that the person saw.
    fn seen(&self) -> event::NoticeSeen {
        event::NoticeSeen { version: self.version(), hash: Some(self.hash().to_string()) }
    }
}

/// The form that a yes to the item really had.
fn qualities<K>(reply: &Reply<K>, item: &Item, shown: &Shown, seen: &ShownItem) -> Qualities {
    let mut qualities = Qualities::empty();
    // A setting that speaks for the person is no act for this one item.
    qualities.set(Qualities::AFFIRMATIVE, reply.by != Actor::Signal);
    qualities.set(Qualities::EXPLICIT, reply.explicit.contains(&item.document.id));
    let by_itself = !(reply.all_at_once && reply.choices.len() > 1);
    qualities.set(Qualities::SEPARATE, by_itself && !item.bundled);
    qualities.set(Qualities::FREE, !item.document.conditional);
    let heading_fallback = shown.title.fallback || shown.introduction.as_ref().is_some_and(|text| text.fallback);
    qualities.set(Qualities::INFORMED, !heading_fallback && !seen.has_fallback());
    qualities.set(Qualities::EVIDENCED, reply.evidence.is_some());
    qualities
}
