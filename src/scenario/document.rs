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

/// A scenario: given a policy, a person and events, what is the answer to each ask, what is owed, what is the person
/// told?
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioDocument {
    /// The sentence that it shows to be true.
    pub title: String,
    /// The legal or technical source.
    #[serde(default)]
    pub source: Option<String>,
    /// The whole policy.
    #[serde(default)]
    pub policy: Option<PolicyDocument>,
    /// The name of a file with the policy instead, relative to the scenario's file.
    #[serde(default)]
    pub policy_file: Option<String>,
    /// The person.
    #[serde(default)]
    pub subject: Subject,
    /// The events; their subject may be left out.
    #[serde(default)]
    pub events: Vec<EventDocument<Option<String>>>,
    /// The disclosures: data that left or came from elsewhere.
    #[serde(default)]
    pub disclosures: Vec<DisclosureDocument>,
    /// The progress of duties.
    #[serde(default)]
    pub progress: Vec<ProgressDocument>,
    /// The questions, each with its expected answer.
    #[serde(default)]
    pub asks: Vec<AskDocument>,
    /// The duties that must be owed, and when.
    #[serde(default)]
    pub duties: Vec<DutiesDocument>,
    /// The reports that the person must get.
    #[serde(default)]
    pub reports: Vec<ReportDocument>,
}

/// A question and its expected answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskDocument {
    /// The use that is asked for.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant of the question.
    pub at: Timestamp,
    /// The instant up to which recorded events are known; all of them if not given.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// The instant at which the data was collected; unknown if not given.
    #[serde(default)]
    pub collected_at: Option<Timestamp>,
    /// The expected answer.
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
    /// The obligations, exactly.
    #[serde(default)]
    pub obligations: Option<Vec<String>>,
    /// The end of the answer: an instant, or `never` if it never changes by itself.
    #[serde(default)]
    pub until: Option<Until>,
    /// The answer to whether the person may be asked.
    #[serde(default)]
    pub may_ask: Option<MayAsk>,
}
