//! Scenarios as they are written.

use serde::{Deserialize, Serialize};

use super::{
    dialogue_document::{DisclosureDocument, DutiesDocument, ProgressDocument, ReportDocument},
    until::Until,
};
use crate::{
    decide::{DataUseDocument, MayAsk, Outcome},
    event::EventDocument,
    policy::PolicyDocument,
    subject::Subject,
    time::Timestamp,
};

/// A scenario: given a policy, a person and events, what is the answer to each ask, what is owed, what is the person told?
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioDocument {
    /// What it shows, as a sentence.
    pub title: String,
    /// The legal or technical source.
    #[serde(default)]
    pub source: Option<String>,
    /// A whole policy.
    #[serde(default)]
    pub policy: Option<PolicyDocument>,
    /// Or the name of a file with one, relative to the scenario's file.
    #[serde(default)]
    pub policy_file: Option<String>,
    /// The person.
    #[serde(default)]
    pub subject: Subject,
    /// What happened; the subject may be left out.
    #[serde(default)]
    pub events: Vec<EventDocument<Option<String>>>,
    /// What left or came from elsewhere.
    #[serde(default)]
    pub disclosures: Vec<DisclosureDocument>,
    /// How duties went.
    #[serde(default)]
    pub progress: Vec<ProgressDocument>,
    /// What is asked, and what must come.
    #[serde(default)]
    pub asks: Vec<AskDocument>,
    /// What must be owed, and when.
    #[serde(default)]
    pub duties: Vec<DutiesDocument>,
    /// What the person must be told.
    #[serde(default)]
    pub reports: Vec<ReportDocument>,
}

/// A question and its expected answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskDocument {
    /// What is to be done with which data.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// When.
    pub at: Timestamp,
    /// Only events recorded until then are known.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// When the data was collected.
    #[serde(default)]
    pub collected_at: Option<Timestamp>,
    /// What must come.
    pub expect: ExpectDocument,
}

/// An expected answer. What is left out is not compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectDocument {
    /// The outcome.
    pub outcome: Outcome,
    /// The reason code.
    #[serde(default)]
    pub reason: Option<String>,
    /// The rule that decides.
    #[serde(default)]
    pub rule: Option<String>,
    /// The event that decides.
    #[serde(default)]
    pub event: Option<String>,
    /// Exactly these obligations.
    #[serde(default)]
    pub obligations: Option<Vec<String>>,
    /// Until when the answer holds: an instant, or `never` if it never changes by itself.
    #[serde(default)]
    pub until: Option<Until>,
    /// Whether the person may be asked.
    #[serde(default)]
    pub may_ask: Option<MayAsk>,
}
