//! Scenarios as they are written.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Format,
    dialogue_document::{DisclosureDocument, DutiesDocument, ProgressDocument, ReportDocument},
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

/// Until when an answer holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Until(pub(super) Option<Timestamp>);

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(time) => fmt::Display::fmt(&time, f),
            None => f.write_str("never"),
        }
    }
}

impl Serialize for Until {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Until {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "never" {
            return Ok(Self(None));
        }
        text.parse().map(|time| Self(Some(time))).map_err(serde::de::Error::custom)
    }
}

/// One scenario of a file, not yet read.
pub(super) enum Part {
    Toml(toml::Table),
    Json(serde_json::Value),
}

impl Part {
    pub(super) fn title(&self) -> Option<&str> {
        match self {
            Self::Toml(table) => table.get("title")?.as_str(),
            Self::Json(value) => value.get("title")?.as_str(),
        }
    }

    pub(super) fn parse(self) -> Result<ScenarioDocument, String> {
        match self {
            Self::Toml(table) => {
                table.try_into().map_err(|error: toml::de::Error| error.to_string().trim_end().to_owned())
            }
            Self::Json(value) => serde_json::from_value(value).map_err(|error| error.to_string()),
        }
    }
}

/// Splits a file into its scenarios, so that one bad scenario does not hide the others.
pub(super) fn split(text: &str, format: Format) -> Result<Vec<Part>, String> {
    match format {
        Format::Toml => {
            let mut table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
            match table.remove("scenarios") {
                None => Ok(vec![Part::Toml(table)]),
                Some(_) if !table.is_empty() => Err("beside `scenarios` nothing may stand at the top level".to_owned()),
                Some(toml::Value::Array(list)) => list
                    .into_iter()
                    .map(|value| match value {
                        toml::Value::Table(table) => Ok(Part::Toml(table)),
                        _ => Err("`scenarios` is a list of tables; begin each with `[[scenarios]]`".to_owned()),
                    })
                    .collect(),
                Some(_) => Err("`scenarios` is a list of tables; begin each with `[[scenarios]]`".to_owned()),
            }
        }
        Format::Json => match serde_json::from_str(text).map_err(|error| error.to_string())? {
            serde_json::Value::Array(list) => Ok(list.into_iter().map(Part::Json).collect()),
            value => Ok(vec![Part::Json(value)]),
        },
    }
}
