//! Scenarios as they are written.
//!
//! These are the types that serde reads. They check the form only: that fields are known and of the right type. What
//! they mean together is checked when the scenario is run.

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
///
/// The [documentation of the module](crate::scenario) lists all fields with their defaults.
///
/// Scenarios can also be built or changed by a program, since every document serializes:
///
/// ```
/// use consentry::scenario::{Format, Scenario, ScenarioDocument};
///
/// let mut document: ScenarioDocument = toml::from_str(r#"
///     title = "No answer is no consent"
///     [policy]
///     version = "1"
///     vocabulary.purposes = [{ key = "marketing" }]
///     vocabulary.categories = [{ key = "contact" }]
///     vocabulary.recipients = [{ key = "lingon", role = "controller" }]
///     [[policy.rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
///     [[asks]]
///     use = { purpose = "marketing", category = "contact", recipient = "lingon", operations = "use" }
///     at = "2026-01-01T00:00:00Z"
///     expect = { outcome = "ask" }
/// "#)?;
/// // Nobody answered; so the same must hold whenever it is asked.
/// let ask = document.asks[0].clone();
/// document.asks.extend((2..=12).map(|month| {
///     let mut ask = ask.clone();
///     ask.at = format!("2026-{month:02}-01T00:00:00Z").parse().unwrap();
///     ask
/// }));
/// let text = serde_json::to_string(&document)?;
/// let scenarios = Scenario::read(&text, Format::Json, |_| Err("no other file here".into()));
/// let scenario = scenarios.into_iter().next().unwrap()?;
/// assert_eq!(scenario.asks(), 12);
/// assert!(scenario.run().failures.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioDocument {
    /// The sentence that it shows to be true.
    pub title: String,
    /// The legal or technical source.
    ///
    /// It is free text for readers: `GDPR Art. 7(3); CJEU C-61/19`.
    #[serde(default)]
    pub source: Option<String>,
    /// The whole policy.
    #[serde(default)]
    pub policy: Option<PolicyDocument>,
    /// The name of a file with the policy instead, relative to the scenario's file.
    ///
    /// Exactly one of `policy` and `policy_file` must be there. The file may be TOML or JSON, whatever the scenario's
    /// own is.
    #[serde(default)]
    pub policy_file: Option<String>,
    /// The person.
    ///
    /// Left out, nothing is known of them: every regime applies, and no permission that has conditions does.
    #[serde(default)]
    pub subject: Subject,
    /// The events; their subject may be left out.
    ///
    /// All of them must be about one person. Their order in the file does not matter, which is tested with each ask.
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
///
/// It is put by five ways of asking, which must agree; see [`Scenario::run`](super::Scenario::run).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskDocument {
    /// The use that is asked for.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant of the question.
    pub at: Timestamp,
    /// The instant up to which recorded events are known; all of them if not given.
    ///
    /// The question is then what would have been decided on what was known: an event recorded later does not count,
    /// however early it happened.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// The instant at which the data was collected; unknown if not given.
    ///
    /// Rules with `retention_days` deny data of unknown age.
    #[serde(default)]
    pub collected_at: Option<Timestamp>,
    /// The expected answer.
    pub expect: ExpectDocument,
}

/// An expected answer. What is left out is not compared.
///
/// State at least the reason: many wrong rules come to the right outcome.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectDocument {
    /// The outcome.
    pub outcome: Outcome,
    /// The reason code.
    ///
    /// [All codes](crate::docs::codes) are listed with what they mean.
    #[serde(default)]
    pub reason: Option<String>,
    /// The rule that decides.
    #[serde(default)]
    pub rule: Option<String>,
    /// The event that decides.
    #[serde(default)]
    pub event: Option<String>,
    /// The obligations, exactly.
    ///
    /// In any order; `[]` says that there are none.
    #[serde(default)]
    pub obligations: Option<Vec<String>>,
    /// The end of the answer: an instant, or `never` if it never changes by itself.
    #[serde(default)]
    pub until: Option<Until>,
    /// The answer to whether the person may be asked.
    #[serde(default)]
    pub may_ask: Option<MayAsk>,
}
