//! How a decision came about, as a value.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    super::{data_use::DataUseDocument, decision::Outcome, may_ask::MayAsk},
    remedy::Remedy,
};
use crate::{
    act::Kind,
    policy::{Basis, Obligations},
    time::Timestamp,
};

/// How a decision came about. Serializes; [`Explanation::text`] says it in plain words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explanation {
    /// The outcome.
    pub outcome: Outcome,
    /// Its stable reason code.
    pub reason: &'static str,
    /// The version of the policy it rests on.
    pub policy_version: String,
    /// What was asked.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant it was asked for.
    pub at: Timestamp,
    /// The point that decided; of several the first.
    pub point: Option<PointExplanation>,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The event that decided, or, where the person has to be asked again, the newest that does not count.
    pub event: Option<EventExplanation>,
    /// What an allow obliges to.
    pub obligations: Obligations,
    /// The first later instant at which the decision is another if nobody says anything new.
    pub until: Option<Timestamp>,
    /// Whether the person may be asked.
    pub may_ask: MayAsk,
    /// What would change the answer.
    pub remedies: Vec<Remedy>,
    /// Every regime that applies at the point, and what it said.
    pub regimes: Vec<RegimeExplanation>,
}

/// A point in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PointExplanation {
    /// Why.
    pub purpose: Named,
    /// What.
    pub category: Named,
    /// Who.
    pub recipient: Named,
    /// How.
    pub operation: &'static str,
}

/// A key and what it is called in each language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Named {
    /// The key.
    pub key: String,
    /// Titles by language.
    pub titles: BTreeMap<String, String>,
}

impl Named {
    /// The title in that language, else in English, else the key.
    #[must_use]
    pub fn title(&self, language: &str) -> &str {
        self.titles.get(language).or_else(|| self.titles.get("en")).unwrap_or(&self.key)
    }
}

/// What a regime said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RegimeExplanation {
    /// The regime.
    pub regime: String,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its reason.
    pub reason: &'static str,
    /// The rules that apply.
    pub rules: Vec<RuleExplanation>,
}

/// What a rule said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RuleExplanation {
    /// The rule.
    pub rule: String,
    /// Its basis.
    pub basis: Basis,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its reason.
    pub reason: &'static str,
    /// The events that it heard, newest first, up to the one that decided.
    pub heard: Vec<EventExplanation>,
}

/// An event and what it did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EventExplanation {
    /// The event's id.
    pub event: String,
    /// What it was.
    pub kind: Kind,
    /// When the person acted.
    pub at: Timestamp,
    /// What it did.
    pub role: EventRole,
    /// Why a yes was passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// What an event did in a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventRole {
    /// It decided.
    Decides,
    /// A yes that could not be used.
    PassedOver,
    /// A no that no longer stands.
    Lifted,
    /// It lifted earlier noes.
    Lifts,
    /// It will lift earlier noes, but is not in force yet.
    LiftsLater,
    /// It made earlier yeses void.
    Voids,
}
