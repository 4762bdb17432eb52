//! What a person is shown: a notice's items in their language, with two answers of equal weight.
//!
//! Nothing here decides how a page looks. But what a page may not do is fixed as data: neither answer is selected
//! beforehand, neither is more prominent, and the no stands first.

use serde::Serialize;

use super::choice::Choice;
use crate::{
    dialogue::{digest::Digest, text::Text},
    policy::Localised,
    time::Timestamp,
    vocabulary::ScopeDocument,
};

/// What to show one person now, as data for whoever draws it.
///
/// [`Notice::for_subject`](super::notice::Notice::for_subject) makes it, and
/// [`Notice::answer`](super::notice::Notice::answer) needs it again: keep it in the session until the person answers.
/// There is nothing to show where `items` and `news` are both empty.
///
/// It serializes for a front end, and is not read back: the server keeps its own, so that a client cannot claim to have
/// been shown something else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Shown {
    /// The id of the notice.
    pub notice: String,
    /// The version of the notice.
    pub version: u16,
    /// The hash of exactly this version, in all its languages.
    ///
    /// An answer is refused where the notice has another hash by then
    /// ([`AnswerError::Stale`](crate::dialogue::AnswerError::Stale)).
    pub hash: Digest,
    /// The BCP 47 code of the language that was asked for; each text says which it is in.
    pub language: String,
    /// The instant at which it was shown; answers are never older.
    pub at: Timestamp,
    /// The heading of the whole.
    pub title: Text,
    /// The words before the choices, if the notice has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<Text>,
    /// The choices to put to the person, in the order of the notice.
    pub items: Vec<ShownItem>,
    /// The choices that the person said yes to and that go on, but read differently now: to be told, not asked.
    pub news: Vec<ShownItem>,
}

/// One choice as it is shown.
///
/// The six texts are those that EDPB Guidelines 05/2020 and GDPR Art. 13 want said before a yes: what, why, what
/// happens, who, how long, and what a no costs.
///
/// Texts are shown whole. Shortening one shows other words than those that the hash stands for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct ShownItem {
    /// The id of the item, which a [`Reply`](super::reply::Reply) names.
    pub item: String,
    /// The one who is spoken to, and who must answer for a yes.
    pub addressee: Addressee,
    /// The reason why it is shown now.
    pub change: Change,
    /// The question.
    pub title: Text,
    /// The purpose, in words.
    pub why: Text,
    /// The consequences of a yes.
    pub what_happens: Text,
    /// The recipients of the data, in words.
    pub who: Text,
    /// The time for which the data is kept, in words.
    pub how_long: Text,
    /// The consequences of a no.
    pub saying_no: Text,
    /// The scope that a yes covers.
    pub scope: ScopeDocument,
    /// The answers, each as easy as the other.
    pub buttons: [Button; 2],
}

impl ShownItem {
    /// Whether any of its words are in another language than was asked for.
    ///
    /// A yes to such an item is not `informed`.
    #[must_use]
    pub fn has_fallback(&self) -> bool {
        let Self { title, why, what_happens, who, how_long, saying_no, .. } = self;
        [title, why, what_happens, who, how_long, saying_no].into_iter().any(|text| text.fallback)
    }
}

/// The one whom an item speaks to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The person whose data it is.
    Person,
    /// A guardian, since a rule counts only their yes for a child (GDPR Art. 8(1)).
    Guardian,
}

/// The reason why an item is shown to the person now.
///
/// `New`, `Changed` and `Again` are about the words alone. That an answer has expired, or that the policy asks for a
/// better form by now, shows as `Again`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The person never answered it.
    New,
    /// It reads differently since the version that the person answered.
    Changed {
        /// The version that the person answered.
        answered: u16,
    },
    /// It reads as before, but the answer counts no more, or the time to ask again has come.
    Again {
        /// The version that the person answered.
        answered: u16,
    },
}

/// One of the two answers as a button.
///
/// It says as data, not as advice, that neither is ticked and that both weigh the same. Only the crate makes buttons,
/// so these two are never otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Button {
    /// The answer that it stands for.
    choice: Choice,
    /// The word on it.
    label: Text,
    /// Always `equal`.
    prominence: &'static str,
    /// Always false.
    preselected: bool,
}

impl Button {
    /// No first, then yes, in the person's language.
    ///
    /// Other languages than English and Swedish get the English words, marked as a fallback.
    pub(super) fn pair(language: &str) -> [Self; 2] {
        let one = |choice, words: [(&str, &str); 2]| {
            let words: Localised = words.into_iter().map(|(code, word)| (code.to_owned(), word.to_owned())).collect();
            Self { choice, label: Text::pick(&words, language), prominence: "equal", preselected: false }
        };
        [one(Choice::Refuse, [("en", "No"), ("sv", "Nej")]), one(Choice::Accept, [("en", "Yes"), ("sv", "Ja")])]
    }

    /// Returns the answer that it stands for.
    #[must_use]
    pub const fn choice(&self) -> Choice {
        self.choice
    }

    /// Returns the words on it: yes and no, in English or Swedish.
    #[must_use]
    pub const fn label(&self) -> &Text {
        &self.label
    }

    /// Returns `equal`, always: a no is as easy to see and to reach as a yes (GDPR recital 42; EDPB Guidelines
    /// 03/2022).
    #[must_use]
    pub const fn prominence(&self) -> &'static str {
        self.prominence
    }

    /// Returns false, always: a ticked box is no consent (CJEU C-673/17).
    #[must_use]
    pub const fn is_preselected(&self) -> bool {
        self.preselected
    }
}
