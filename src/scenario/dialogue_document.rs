//! What a scenario says of disclosures, duties and reports, as it is written.

use serde::{Deserialize, Serialize};

use super::until::Until;
use crate::{
    decide::{DataUseDocument, Outcome},
    dialogue::{Stage, State},
    policy::Basis,
    time::Timestamp,
};

/// Something that left, or came from elsewhere. Where neither `onward_of` nor `received_from` stands, a guard is asked
/// for leave, and must give it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureDocument {
    /// Names it.
    pub id: String,
    /// Why, what, to whom and how.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// When.
    pub at: Timestamp,
    /// When the organisation learned of it; `at` if not given.
    #[serde(default)]
    pub known_at: Option<Timestamp>,
    /// The disclosure that its recipient passed on.
    #[serde(default)]
    pub onward_of: Option<String>,
    /// The supplier that the organisation had it from.
    #[serde(default)]
    pub received_from: Option<String>,
    /// The reason code for which the guard must refuse it; nothing leaves then.
    #[serde(default)]
    pub refused: Option<String>,
}

/// How a duty went on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressDocument {
    /// The duty, by its id.
    pub duty: String,
    /// When.
    pub at: Timestamp,
    /// `sent`, `acknowledged` or `failed`.
    pub stage: Stage,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
}

/// Everything that must be owed at an instant, by what is known then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutiesDocument {
    /// When.
    pub at: Timestamp,
    /// Each duty, in any order; no other may be owed.
    pub expect: Vec<DutyExpectDocument>,
}

/// An expected duty. What is left out is not compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyExpectDocument {
    /// What is to be done.
    pub task: TaskName,
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// The event that asks for it.
    #[serde(default)]
    pub event: Option<String>,
    /// The recipient or supplier to be told.
    #[serde(default)]
    pub whom: Option<String>,
    /// Exactly the disclosures that it is about.
    #[serde(default)]
    pub disclosures: Option<Vec<String>>,
    /// The category to be erased or kept.
    #[serde(default)]
    pub category: Option<String>,
    /// The rule that keeps it.
    #[serde(default)]
    pub rule: Option<String>,
    /// The basis on which it is kept.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// Exactly the rules under which the use stops.
    #[serde(default)]
    pub rules: Option<Vec<String>>,
    /// The last instant.
    #[serde(default)]
    pub due: Option<Timestamp>,
    /// The source of the limit.
    #[serde(default)]
    pub source: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub state: Option<State>,
}

/// What is to be done, by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskName {
    /// Stop the use here.
    Stop,
    /// Tell a recipient.
    Notify,
    /// Tell a supplier.
    NotifySupplier,
    /// Erase data.
    Erase,
    /// Keep data, for a reason.
    Keep,
    /// Tell the person.
    TellPerson,
}

impl TaskName {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Notify => "notify",
            Self::NotifySupplier => "notify_supplier",
            Self::Erase => "erase",
            Self::Keep => "keep",
            Self::TellPerson => "tell_person",
        }
    }
}

/// What the person must be told at an instant, by what is known then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDocument {
    /// When.
    pub at: Timestamp,
    /// In which language; English if not given.
    #[serde(default = "english")]
    pub language: String,
    /// What must stand in it.
    pub expect: ReportExpectDocument,
}

fn english() -> String {
    "en".to_owned()
}

/// An expected report. What is left out is not compared.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportExpectDocument {
    /// Uses that must be listed, each as stated.
    #[serde(default)]
    pub uses: Vec<UseExpectDocument>,
    /// Exactly the events that were a no.
    #[serde(default)]
    pub refused: Option<Vec<String>>,
    /// Exactly the disclosures that are listed.
    #[serde(default)]
    pub disclosed: Option<Vec<String>>,
    /// Exactly the codes of what the policy owes and does not say.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    /// Lines of the plain text, without what is before the first word.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Words that must stand nowhere in the plain text.
    #[serde(default)]
    pub absent: Vec<String>,
}

/// An expected use in a report. What is left out is not compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseExpectDocument {
    /// The rule that declares it.
    pub rule: String,
    /// Why: a key.
    pub purpose: String,
    /// Who: a key.
    pub recipient: String,
    /// Whether it is done.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// The reason code.
    #[serde(default)]
    pub reason: Option<String>,
    /// On what ground.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// Since when.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// Until when, or `never`.
    #[serde(default)]
    pub until: Option<Until>,
    /// Exactly the events that led to it.
    #[serde(default)]
    pub acts: Option<Vec<String>>,
}
