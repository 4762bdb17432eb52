//! What a person is asked, and what they are shown now.
//!
//! A policy declares notices, version by version; a [`Notice`] is the newest version of one, prepared. It shows a
//! person only what can be asked of them now ([`MayAsk`]), in their language, with neither answer ticked or favoured.

use std::sync::Arc;

use super::{
    known::{self, KnownNotices},
    shown::{Addressee, Button, Change, Shown, ShownItem},
};
use crate::{
    act::Kind,
    decide::{Guard, MayAsk, UseError, area_uses},
    dialogue::{digest::Digest, person::Person, text::Text},
    fault::{Faults, debug_like_display},
    interner::Interner,
    policy::{Basis, GuardianDocument, ItemDocument, Localised, NoticeDocument, Policy},
    time::{Moment, Timestamp},
    vocabulary::{Area, Scope},
};

/// The most data uses that one item may stand for.
const MAX_USES: usize = 1024;

/// The newest version of a notice, prepared against a policy.
///
/// Prepare it once for a policy and interner, and again after a reload; it is then asked for each person. It shows only
/// what [`MayAsk`] allows to be asked now: nothing that is settled, nothing that no yes could change, nothing too early
/// after a no. An item appears as [`Changed`](Change::Changed) only where its own words changed, not whenever the
/// notice gets a new version.
///
/// The [documentation of the module](crate::dialogue) has the place of notices among the rest; a whole exchange:
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     requires = ["separate", "free", "informed"]
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// #     [[notices]]
/// #     id = "welcome"
/// #     version = 1
/// #     titles = { en = "Your choices" }
/// #     [[notices.items]]
/// #     id = "newsletter"
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// #     titles = { en = "May we write to you?" }
/// #     why = { en = "To tell you what is new." }
/// #     what_happens = { en = "One letter a week." }
/// #     who = { en = "Only we." }
/// #     how_long = { en = "Until you say stop." }
/// #     saying_no = { en = "Nothing else changes." }
/// # "#)?;
/// # let policy = policy.compile()?;
/// use consentry::{History, Subject, Interner, Timestamp, dialogue::{Notice, Person, Reply}};
///
/// let interner = Interner::new();
/// let notice = Notice::new(policy.into(), &interner, "welcome")?;
/// let (mut history, anna, now) = (History::new(), Subject::default(), "2026-01-01T00:00:00Z".parse::<Timestamp>()?);
///
/// let shown = notice.for_subject(&Person::new(&history, &anna, &interner), "en", now);
/// assert_eq!(shown.items[0].title.text, "May we write to you?");
///
/// let events = notice.answer(&shown, &Reply::new("click-1", "anna".to_owned(), now).accept("newsletter"))?;
/// for event in events {
///     history.insert(event)?;
/// }
/// // What was answered is not asked again.
/// assert!(notice.for_subject(&Person::new(&history, &anna, &interner), "en", now).items.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Notice {
    policy: Arc<Policy>,
    document: NoticeDocument,
    hash: Digest,
    pub(super) items: Vec<Item>,
    known: KnownNotices,
}

/// An item of a notice, with the guards that tell whether it may be asked.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) document: ItemDocument,
    pub(super) scope: Scope,
    area: Area,
    guards: Vec<Guard>,
    /// One switch for several things: declared so, or several top-level purposes.
    pub(super) bundled: bool,
    /// The first version since which it has read as it does now.
    since: u16,
}

/// The reasons why a notice cannot be prepared.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoticeError {
    /// The policy declares no notice of that name.
    #[error("the policy declares no notice `{0}`")]
    Unknown(String),
    /// An item's scope cannot be read.
    #[error("{0}")]
    Scope(Faults),
    /// An item stands for more than guards can be built for.
    #[error("the item `{item}` is too wide to be asked for: {cause}")]
    TooWide {
        /// The id of the item.
        item: String,
        /// What is too much, and what to do about it.
        cause: String,
    },
    /// No guard can be built for an item.
    #[error("{0}")]
    Use(UseError),
}

impl Notice {
    /// Prepares the newest version of the notice with that id.
    ///
    /// # Errors
    /// When the policy declares no such notice, or an item is wider than guards can be.
    pub fn new(policy: Arc<Policy>, interner: &Interner, id: &str) -> Result<Self, NoticeError> {
        let versions = || policy.notices().iter().filter(|notice| notice.id == id);
        let document = versions().max_by_key(|notice| notice.version).cloned();
        let document = document.ok_or_else(|| NoticeError::Unknown(crate::suggest::shortened(id)))?;
        let mut earlier: Vec<&NoticeDocument> = versions().filter(|notice| notice.version < document.version).collect();
        earlier.sort_by_key(|notice| std::cmp::Reverse(notice.version));
        let mut items = Vec::new();
        for item in &document.items {
            let scope = Scope::try_from(&item.scope).map_err(NoticeError::Scope)?;
            let area = policy.vocabulary().resolve(&scope, &mut |_| {});
            let uses = area_uses::uses_of(&policy, &area, MAX_USES).ok_or_else(|| NoticeError::TooWide {
                item: item.id.clone(),
                cause: format!("it covers more than {MAX_USES} uses; list parents instead of their children"),
            })?;
            let guards = uses.iter().map(|data_use| Guard::new(policy.clone(), interner, data_use));
            let guards = guards.collect::<Result<_, _>>()?;
            let same = |notice: &&&NoticeDocument| notice.items.contains(item);
            let since = earlier.iter().take_while(same).last().map_or(document.version, |notice| notice.version);
            let mut purposes: Vec<&str> = uses.iter().map(|data_use| top(data_use.purpose().as_str())).collect();
            purposes.sort_unstable();
            purposes.dedup();
            let bundled = item.bundled || purposes.len() > 1;
            items.push(Item { document: item.clone(), scope, area, guards, bundled, since });
        }
        let known = KnownNotices::new(&policy);
        let hash = known::hash(&document);
        Ok(Self { policy, document, hash, items, known })
    }

    /// Returns the id by which the policy declares it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// Returns the number of its newest version.
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.document.version
    }

    /// Returns the hash of exactly this version, in all its languages.
    #[must_use]
    pub const fn hash(&self) -> Digest {
        self.hash
    }

    /// Returns what to show this person now: the items that may be asked now, and nothing that is settled or comes too
    /// early. `language` is a BCP 47 code, as in the policy's texts.
    #[must_use]
    pub fn for_subject<K: Clone + Eq>(&self, person: &Person<'_, K>, language: &str, now: Timestamp) -> Shown {
        // What is asked for is data from now on, so its age is no obstacle.
        let moment = Moment::from(now).collected_at(now);
        let mut shown = self.nothing_shown(language, now);
        for item in &self.items {
            let standing = person.standing();
            let may_ask = item.guards.iter().map(|guard| guard.may_ask(standing, moment)).max();
            let answered = self.answered(item, person);
            let change = item.change(answered);
            let said_yes = answered.is_some_and(|(_, kind)| kind == Kind::Given);
            let list = match may_ask {
                Some(MayAsk::Yes) => &mut shown.items,
                Some(MayAsk::Unneeded) if said_yes && matches!(change, Change::Changed { .. }) => &mut shown.news,
                _ => continue,
            };
            list.push(item.shown(self.addressee(item, person, now), change, language));
        }
        shown
    }

    /// Returns every item, for a page that the person opened of their own accord, such as a preference centre. Whoever
    /// wants to say something need not be asked, so the time to ask again does not matter here.
    #[must_use]
    pub fn in_full<K: Clone + Eq>(&self, person: &Person<'_, K>, language: &str, now: Timestamp) -> Shown {
        let mut shown = self.nothing_shown(language, now);
        shown.items = (self.items.iter())
            .map(|item| {
                let change = item.change(self.answered(item, person));
                item.shown(self.addressee(item, person, now), change, language)
            })
            .collect();
        shown
    }

    fn nothing_shown(&self, language: &str, now: Timestamp) -> Shown {
        Shown {
            notice: self.document.id.clone(),
            version: self.document.version,
            hash: self.hash,
            language: language.to_owned(),
            at: now,
            title: Text::pick(&self.document.titles, language),
            introduction: (!self.document.introductions.is_empty())
                .then(|| Text::pick(&self.document.introductions, language)),
            items: Vec::new(),
            news: Vec::new(),
        }
    }

    /// The version under which the person last answered the item, and how.
    fn answered<K: Clone + Eq>(&self, item: &Item, person: &Person<'_, K>) -> Option<(u16, Kind)> {
        let answers = person.history().events().filter(|event| {
            let version = event.notice_version();
            let of_this = event.notice().and_then(|notice| notice.hash.as_deref()).map_or_else(
                || {
                    self.policy
                        .notices()
                        .iter()
                        .any(|notice| notice.id == self.document.id && notice.version == version)
                },
                |hash| self.known.named(hash).is_some_and(|(id, _)| id == self.document.id),
            );
            of_this
                && matches!(event.kind(), Kind::Given | Kind::Refused)
                && self.policy.vocabulary().resolve(event.scope(), &mut |_| {}).intersects(&item.area)
        });
        let newest = answers.max_by_key(|event| (event.at(), event.kind() == Kind::Refused));
        newest.map(|event| (event.notice_version(), event.kind()))
    }

    /// A guardian, where a rule that listens to a yes here counts only theirs.
    fn addressee<K: Clone + Eq>(&self, item: &Item, person: &Person<'_, K>, now: Timestamp) -> Addressee {
        let guarded = person.rules(&self.policy, now).any(|rule| {
            rule.basis == Basis::Consent
                && rule.area.intersects(&item.area)
                && rule.min_age.is_some_and(|age| person.may_be_below(age, now))
        });
        if guarded { Addressee::Guardian } else { Addressee::Person }
    }
}

impl Item {
    /// Why it is shown, by how it was answered last.
    fn change(&self, answered: Option<(u16, Kind)>) -> Change {
        match answered {
            None => Change::New,
            Some((answered, _)) if answered < self.since => Change::Changed { answered },
            Some((answered, _)) => Change::Again { answered },
        }
    }

    fn shown(&self, addressee: Addressee, change: Change, language: &str) -> ShownItem {
        let guardian = match addressee {
            Addressee::Guardian => self.document.guardian.clone().unwrap_or_default(),
            Addressee::Person => GuardianDocument::default(),
        };
        // What is not worded for a guardian is worded as for the person.
        let pick = |guardian: &Localised, own: &Localised| {
            Text::pick(if guardian.is_empty() { own } else { guardian }, language)
        };
        let own = &self.document;
        ShownItem {
            item: own.id.clone(),
            addressee,
            change,
            title: pick(&guardian.titles, &own.titles),
            why: pick(&guardian.why, &own.why),
            what_happens: pick(&guardian.what_happens, &own.what_happens),
            who: pick(&guardian.who, &own.who),
            how_long: pick(&guardian.how_long, &own.how_long),
            saying_no: pick(&guardian.saying_no, &own.saying_no),
            scope: own.scope.clone(),
            buttons: Button::pair(language),
        }
    }
}

/// The first part of a key.
fn top(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

debug_like_display!(NoticeError);

impl From<UseError> for NoticeError {
    fn from(cause: UseError) -> Self {
        Self::Use(cause)
    }
}
