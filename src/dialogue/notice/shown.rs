//! What a person is shown: a notice's items in their language, with two answers of equal weight.

use serde::Serialize;

use super::choice::Choice;
use crate::{
    dialogue::{digest::Digest, text::Text},
    policy::Localised,
    time::Timestamp,
    vocabulary::ScopeDocument,
};

/// What to show a person now. Serializes; there is nothing to show where `items` and `news` are empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Shown {
    /// The notice.
    pub notice: String,
    /// Its version.
    pub version: u16,
    /// The hash of exactly this version, in all its languages.
    pub hash: Digest,
    /// The language that was asked for.
    pub language: String,
    /// When it was shown.
    pub at: Timestamp,
    /// The heading.
    pub title: Text,
    /// What stands before the choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<Text>,
    /// What is asked.
    pub items: Vec<ShownItem>,
    /// What the person said yes to and what goes on, but reads differently now: to be told, not asked.
    pub news: Vec<ShownItem>,
}

/// A choice as it is shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct ShownItem {
    /// The item.
    pub item: String,
    /// Who is spoken to, and who must answer for a yes.
    pub addressee: Addressee,
    /// Why it is shown.
    pub change: Change,
    /// What is asked.
    pub title: Text,
    /// Why.
    pub why: Text,
    /// What happens after a yes.
    pub what_happens: Text,
    /// Who gets the data.
    pub who: Text,
    /// For how long.
    pub how_long: Text,
    /// What it costs to say no.
    pub saying_no: Text,
    /// What a yes covers.
    pub scope: ScopeDocument,
    /// The answers, each as easy as the other.
    pub buttons: [Button; 2],
}

impl ShownItem {
    /// Whether any of its words are in another language than was asked for.
    #[must_use]
    pub fn has_fallback(&self) -> bool {
        let Self { title, why, what_happens, who, how_long, saying_no, .. } = self;
        [title, why, what_happens, who, how_long, saying_no].into_iter().any(|text| text.fallback)
    }
}

/// Who is asked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The person.
    Person,
    /// Whoever answers for a child.
    Guardian,
}

/// Why an item is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The person never answered it.
    New,
    /// It reads differently since the version that the person answered.
    Changed {
        /// That version.
        answered: u16,
    },
    /// It reads as before, but the answer counts no more, or the time to ask again has come.
    Again {
        /// The version that the person answered.
        answered: u16,
    },
}

/// One of the two answers. Whoever draws it is told as data that neither is ticked, and that both weigh the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Button {
    choice: Choice,
    label: Text,
    prominence: &'static str,
    preselected: bool,
}

impl Button {
    pub(super) fn pair(language: &str) -> [Self; 2] {
        let one = |choice, words: [(&str, &str); 2]| {
            let words: Localised = words.into_iter().map(|(code, word)| (code.to_owned(), word.to_owned())).collect();
            Self { choice, label: Text::pick(&words, language), prominence: "equal", preselected: false }
        };
        [one(Choice::Refuse, [("en", "No"), ("sv", "Nej")]), one(Choice::Accept, [("en", "Yes"), ("sv", "Ja")])]
    }

    /// What it answers.
    #[must_use]
    pub const fn choice(&self) -> Choice {
        self.choice
    }

    /// What stands on it.
    #[must_use]
    pub const fn label(&self) -> &Text {
        &self.label
    }

    /// Always `equal`: a no is as easy to see and to reach as a yes (GDPR recital 42; EDPB Guidelines 03/2022).
    #[must_use]
    pub const fn prominence(&self) -> &'static str {
        self.prominence
    }

    /// Always false: a ticked box is no consent (CJEU C-673/17).
    #[must_use]
    pub const fn is_preselected(&self) -> bool {
        self.preselected
    }
}
