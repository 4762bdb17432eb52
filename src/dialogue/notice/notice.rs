//! What a person is asked, and what they are shown now.
//!
//! A policy declares notices, version by version; a [`Notice`] is the newest version of one, prepared. It shows a
//! person only what can be asked of them now ([`MayAsk`]), in their language, with neither answer ticked or favoured.
//!
//! # What is shown when
//!
//! | the guards of the item say | the person's last answer to it | `for_subject` | `in_full` |
//! |---|---|---|---|
//! | may be asked | none | under `items`, [`Change::New`] | shown |
//! | may be asked | to other words | under `items`, [`Change::Changed`] | shown |
//! | may be asked | to these words | under `items`, [`Change::Again`] | shown |
//! | allowed already | yes, to other words | under `news`: to be told | shown |
//! | allowed already | anything else | not shown | shown |
//! | not yet, or never | anything | not shown | shown |

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
///
/// Each becomes a guard. An item that names parents needs few; one that lists a hundred purposes and a hundred
/// categories would need ten thousand, and nobody could read what it asks.
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
    /// The policy that declares it, kept for names and rules.
    policy: Arc<Policy>,
    /// The newest version, as declared.
    document: NoticeDocument,
    /// The hash of exactly that version.
    hash: Digest,
    /// Its items, in the order of the document.
    pub(super) items: Vec<Item>,
    /// All versions of all notices by hash, to find out under which one an event was given.
    known: KnownNotices,
}

/// An item of a notice, with the guards that tell whether it may be asked.
///
/// An item may be asked if at least one of its uses may be, and every other is allowed already. A whole of which some
/// part is closed is not asked for: a yes to it would promise what it cannot give.
#[derive(Debug)]
pub(super) struct Item {
    /// The item, as declared.
    pub(super) document: ItemDocument,
    /// The scope that an answer has.
    pub(super) scope: Scope,
    /// The scope resolved in the policy's trees, to find answers and rules that overlap it.
    area: Area,
    /// One guard for each use that the scope stands for, at most [`MAX_USES`].
    guards: Vec<Guard>,
    /// One switch for several things: declared so, or several top-level purposes.
    pub(super) bundled: bool,
    /// The first version since which it has read as it does now, without a break.
    ///
    /// An item that read the same in versions 1, 2 and 4 but not in 3 has 4 here: an answer to
    /// version 2 counts as one to other words, since the words were others in between.
    since: u16,
}

/// The reasons why a notice cannot be prepared.
///
/// | variant | cause | what to do |
/// |---|---|---|
/// | `Unknown` | a misspelt id, or a policy without that notice | compare with `notices` in the policy |
/// | `Scope` | an item with an empty or malformed scope | mend the item |
/// | `TooWide` | an item over too many uses | name parents instead of their children, or split it |
/// | `Use` | a use that is too wide for a guard | name something narrower |
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
/// # "#)?;
/// # let policy = policy.compile()?;
/// use consentry::{Interner, dialogue::{Notice, NoticeError}};
///
/// let error = Notice::new(policy.into(), &Interner::new(), "wellcome").unwrap_err();
/// assert_eq!(error, NoticeError::Unknown("wellcome".to_owned()));
/// # Ok::<(), consentry::Faults>(())
/// ```
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
    ///
    /// Old versions that the policy still declares are read too: they tell since when each item has had its present
    /// words.
    ///
    /// The guards belong to `interner`; only a [`Person`] folded with the same one can be shown the notice.
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
    ///
    /// Events carry it, and a rule's `min_notice` and the `since` of vocabulary entries are compared with it.
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.document.version
    }

    /// Returns the hash of exactly this version, in all its languages.
    ///
    /// Another text, language, scope or flag makes another hash, even under the same version number.
    #[must_use]
    pub const fn hash(&self) -> Digest {
        self.hash
    }

    /// Returns what to show this person now: the items that may be asked now, and nothing that is settled or comes too
    /// early. `language` is a BCP 47 code, as in the policy's texts.
    ///
    /// | the guards of an item say | the person's last answer to it | the item is |
    /// |---|---|---|
    /// | may be asked | any or none | under [`items`](Shown::items) |
    /// | allowed already | yes, to other words | under [`news`](Shown::news) |
    /// | anything else | any or none | left out |
    ///
    /// An item that asks for several uses may be asked if at least one of them may be, and the others are allowed
    /// already. Where both lists are empty no page should be drawn.
    ///
    /// It takes one question for each guard of each item, and allocates the texts.
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
    ///
    /// A yes that changes nothing today, such as to something prohibited, is recorded like any other and grants
    /// nothing.
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

    /// The heading of a page without items: whoever calls it adds them.
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
    ///
    /// An event belongs to this notice if its hash does, or, where it has none, if the policy declares a version of
    /// this notice under its number. Of equal instants the no counts, as in a decision.
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
    ///
    /// Unknown age counts as too young: a yes that is asked of the wrong person is worth nothing (GDPR Art. 8(1)).
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
    ///
    /// The numbers of versions are compared, so an answer under a version later than this one is not a change.
    fn change(&self, answered: Option<(u16, Kind)>) -> Change {
        match answered {
            None => Change::New,
            Some((answered, _)) if answered < self.since => Change::Changed { answered },
            Some((answered, _)) => Change::Again { answered },
        }
    }

    /// Texts for a guardian replace those for the person one by one, so that a policy need word only what differs.
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

/// Returns the first part of a key: `marketing` of `marketing.email`.
fn top(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

debug_like_display!(NoticeError);

impl From<UseError> for NoticeError {
    fn from(cause: UseError) -> Self {
        Self::Use(cause)
    }
}
