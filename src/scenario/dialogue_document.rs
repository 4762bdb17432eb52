//! What a scenario says of disclosures, duties and reports, as it is written.

use serde::{Deserialize, Serialize};

use super::until::Until;
use crate::{
    decide::{DataUseDocument, Outcome},
    dialogue::{Stage, State},
    policy::Basis,
    time::Timestamp,
};

/// A disclosure, as a scenario states it: data that left, or came from elsewhere.
///
/// Where neither `onward_of` nor `received_from` stands, a guard is asked
/// for leave, and must give it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureDocument {
    /// The id of the disclosure.
    pub id: String,
    /// The use that it was for.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant of it.
    pub at: Timestamp,
    /// The instant at which the organisation learned of it; `at` if not given.
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

/// The progress of a duty, as a scenario states it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressDocument {
    /// The id of the duty.
    pub duty: String,
    /// The instant of it.
    pub at: Timestamp,
    /// The stage that it reached: `sent`, `acknowledged` or `failed`.
    pub stage: Stage,
    /// The words of the recipient, or the reason for a failure.
    #[serde(default)]
    pub note: Option<String>,
}

/// The list of everything that must be owed at an instant, by what is known then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutiesDocument {
    /// The instant of it.
    pub at: Timestamp,
    /// The duties, in any order; no other may be owed.
    pub expect: Vec<DutyExpectDocument>,
}

/// An expected duty. What is left out is not compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyExpectDocument {
    /// The task.
    pub task: TaskName,
    /// The id of the duty.
    #[serde(default)]
    pub id: Option<String>,
    /// The id of the event that asks for it.
    #[serde(default)]
    pub event: Option<String>,
    /// The recipient or supplier to be told.
    #[serde(default)]
    pub whom: Option<String>,
    /// The ids of the disclosures that it is about, exactly.
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
    /// The ids of exactly the rules under which the use stops.
    #[serde(default)]
    pub rules: Option<Vec<String>>,
    /// The last instant.
    #[serde(default)]
    pub due: Option<Timestamp>,
    /// The source of the limit.
    #[serde(default)]
    pub source: Option<String>,
    /// The state at that instant.
    #[serde(default)]
    pub state: Option<State>,
}

/// The name of a task, as in [`Task`](crate::dialogue::Task) without what it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskName {
    /// Stop the use inside the organisation.
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

/// A report that the person must get at an instant, by what is known then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDocument {
    /// The instant of it.
    pub at: Timestamp,
    /// The language; English if not given.
    #[serde(default = "english")]
    pub language: String,
    /// The expected content.
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
    /// The ids of the events that were a no, exactly.
    #[serde(default)]
    pub refused: Option<Vec<String>>,
    /// The ids of the listed disclosures, exactly.
    #[serde(default)]
    pub disclosed: Option<Vec<String>>,
    /// The codes of what the policy owes and does not say, exactly.
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
    /// The key of the purpose.
    pub purpose: String,
    /// The key of the recipient.
    pub recipient: String,
    /// The answer of the guard.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// The reason code.
    #[serde(default)]
    pub reason: Option<String>,
    /// The legal basis.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// The instant since which it stands so.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// The instant until which it stands so, or `never`.
    #[serde(default)]
    pub until: Option<Until>,
    /// The ids of the events that led to it, exactly.
    #[serde(default)]
    pub acts: Option<Vec<String>>,
}
