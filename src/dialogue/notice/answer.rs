//! From answers to a shown notice to events of the right form.
//!
//! A consent that cannot be told apart from a click on something else is worth nothing later. So an event never says
//! more of an answer than was so: its qualities are worked out here, from what was shown and how it was answered.
//!
//! | quality | set on a yes when | source |
//! |---|---|---|
//! | `affirmative` | someone acted: every actor but a signal | GDPR Art. 4(11) |
//! | `explicit` | the item was answered by a statement | GDPR Art. 9(2)(a) |
//! | `separate` | the item is not bundled, and was not one of several answered at once | GDPR Art. 7(2), recital 43 |
//! | `free` | the service does not depend on it (`conditional`) | GDPR Art. 7(4) |
//! | `informed` | heading, introduction and item were in the language asked for | GDPR Art. 4(11), 12(1) |
//! | `evidenced` | the reply names where the proof is | GDPR Art. 7(1) |
//!
//! A no has no qualities: it counts in whatever form it comes.

use std::hash::Hash;

use super::{
    choice::Choice,
    notice::{Item, Notice},
    reply::Reply,
    shown::{Addressee, Shown, ShownItem},
};
use crate::{
    act::{Actor, Kind, Qualities},
    dialogue::digest::Digest,
    event::{self, Event, EventDocument},
    fault::{Faults, debug_like_display},
    vocabulary::Scope,
};

/// The reasons why a reply makes no events.
///
/// A reply is taken whole or not at all: after an error nothing of it is to be recorded.
///
/// | variant | usual cause | what to do |
/// |---|---|---|
/// | `Stale` | the policy was reloaded while the page was open | show the notice again |
/// | `NeverShown` | a forged or outdated form field | show the notice again; log it |
/// | `AnsweredTwice` | two form fields with one name | mend the form |
/// | `GuardianRequired` | a child, or someone of unknown age, answered | ask the guardian; reply `by` them |
/// | `BeforeShown` | clocks that differ | use one clock for both |
/// | `Invalid` | an id that cannot name an event | choose a shorter or cleaner id |
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The notice has changed since it was shown, so the answer is to other words than it has now.
    #[error("the answers are to another version of the notice `{notice}` (`{shown}`, now `{current}`); show it again")]
    Stale {
        /// The notice that was answered.
        notice: String,
        /// The hash of the version that was shown.
        shown: Digest,
        /// The hash of the version that it has now.
        current: Digest,
    },
    /// The item was not among what was shown.
    #[error("the item `{item}` was never shown to this person; answers count only to what was asked")]
    NeverShown {
        /// The id of the item.
        item: String,
    },
    /// The reply answers an item twice.
    #[error("the item `{item}` is answered twice in one reply")]
    AnsweredTwice {
        /// The id of the item.
        item: String,
    },
    /// Someone else than a guardian said yes where only a guardian can (GDPR Art. 8(1)).
    #[error("the item `{item}` was put to a guardian, who alone can say yes to it")]
    GuardianRequired {
        /// The id of the item.
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
    ///
    /// An item is looked up in what was *shown*, not in the notice: someone can answer only what was put to them. Items
    /// that the reply does not mention make no event.
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
    /// #     [[notices]]
    /// #     id = "welcome"
    /// #     version = 1
    /// #     titles = { en = "Your choices" }
    /// #     [[notices.items]]
    /// #     id = "ads"
    /// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
    /// #     titles = { en = "May we?" }
    /// #     why = { en = "To sell." }
    /// #     what_happens = { en = "Letters." }
    /// #     who = { en = "We." }
    /// #     how_long = { en = "Until you say stop." }
    /// #     saying_no = { en = "Nothing changes." }
    /// # "#)?;
    /// # let policy = policy.compile()?;
    /// use consentry::{History, Interner, Qualities, Subject, Timestamp};
    /// use consentry::dialogue::{AnswerError, Notice, Person, Reply};
    ///
    /// let interner = Interner::new();
    /// let notice = Notice::new(policy.into(), &interner, "welcome")?;
    /// let (history, subject) = (History::<String>::new(), Subject::default());
    /// let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    /// // Shown in English to someone who asked for Swedish.
    /// let shown = notice.for_subject(&Person::new(&history, &subject, &interner), "sv", now);
    ///
    /// let reply = |id: &str| Reply::new(id, "anna".to_owned(), now);
    /// let events = notice.answer(&shown, &reply("r1").accept("ads"))?;
    /// assert!(events[0].qualities().contains(Qualities::AFFIRMATIVE));
    /// assert!(!events[0].qualities().contains(Qualities::INFORMED));
    ///
    /// let error = notice.answer(&shown, &reply("r2").accept("profiling")).unwrap_err();
    /// assert_eq!(error, AnswerError::NeverShown { item: "profiling".to_owned() });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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

    /// Returns the events that record that the person was asked, one for each item shown, named `id/item`.
    ///
    /// Once they are recorded, [`for_subject`](Self::for_subject) does not show those items again until the person
    /// answers or the time to ask again comes.
    ///
    /// # Errors
    /// When the notice has changed since, or `id` cannot name events.
    ///
    /// A rule's `ask_again_after` counts from such a request too, so a person who closes the window is left in peace
    /// for a while. Record them when the page is drawn, not when the answer comes.
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

    /// The answer to one item as an event, without qualities.
    ///
    /// It carries what a later reader needs to see what was answered: the version and hash of the notice, the language
    /// that was asked for, the method and the place of the proof.
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
    ///
    /// The hash says more than the version: it shows that the words are still the same.
    fn seen(&self) -> event::NoticeSeen {
        event::NoticeSeen { version: self.version(), hash: Some(self.hash().to_string()) }
    }
}

/// The form that a yes to the item really had (GDPR Art. 4(11), 7(1), 7(2), 7(4)).
///
/// INVARIANT: no quality is set on the word of a caller alone where this function can know better. The reply says how
/// the answer was made; whether it was free, separate and informed follows from the notice and from what was shown.
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

debug_like_display!(AnswerError);
