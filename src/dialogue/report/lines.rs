//! The lines of a report.

use serde::Serialize;

use crate::{
    act::{Actor, Kind},
    decide::Outcome,
    dialogue::{duty::duty::State, text::Text},
    policy::Basis,
    region::Region,
    time::Timestamp,
    vocabulary::{Role, Safeguard},
};

/// Someone who has the data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Party {
    /// The key, or the name that was given.
    pub key: String,
    /// What they are called.
    pub name: Text,
    /// What they are in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Where they keep the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Region>,
    /// What protects data sent there (GDPR Art. 13(1)(f), 15(2)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safeguard: Option<Safeguard>,
    /// How to reach them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// A use of the person's data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct UseLine {
    /// The rule that declares it.
    pub rule: String,
    /// Why: a key, for switches.
    pub purpose_key: String,
    /// Why.
    pub purpose: Text,
    /// More about why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// What data: keys.
    pub categories: Vec<String>,
    /// What data.
    pub data: Vec<Text>,
    /// Who.
    pub recipient: Party,
    /// How.
    pub operations: Vec<Text>,
    /// On what ground.
    pub basis: Basis,
    /// On what ground, in words.
    pub ground: Text,
    /// Whether it is done now.
    pub outcome: Outcome,
    /// The stable code of why it is done or not.
    pub code: &'static str,
    /// Why it is done or not.
    pub reason: Text,
    /// Since when it stands so at the person's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Until when, if nobody says anything new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// For how many days after it was collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// The person's acts that led to it.
    pub acts: Vec<ActLine>,
    /// How to change it.
    pub ways: Vec<Text>,
    /// What happens then.
    pub then: Text,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ActLine {
    /// The event.
    pub event: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: Kind,
    /// What, in words.
    pub act: Text,
    /// Who acted.
    pub by: Actor,
    /// What it is about: purposes.
    pub about: Vec<Text>,
    /// Whether it rests on the words of a notice that the policy does not know.
    pub unknown_notice: bool,
}

/// A passing-on of data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DisclosureLine {
    /// The disclosure.
    pub disclosure: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub purpose: Text,
    /// What.
    pub data: Text,
    /// To whom.
    pub recipient: Party,
    /// Who passed it on, if not the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed_on_by: Option<Party>,
    /// Who supplied it to the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_from: Option<String>,
    /// The rules that allowed it.
    pub rules: Vec<String>,
}

/// Something that is done about a no.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DutyLine {
    /// The duty.
    pub duty: String,
    /// What is done.
    pub task: Text,
    /// With what, or to whom.
    pub object: Option<Text>,
    /// By when.
    pub due: Timestamp,
    /// Where it stands.
    pub state: State,
}

/// A question about the data that was not answered with yes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ConsultationLine {
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub recipient: Party,
    /// Why.
    pub purpose: Text,
    /// For what data.
    pub data: Text,
    /// The stable code of why they were refused.
    pub code: String,
    /// Why they were refused.
    pub reason: Text,
}

/// Whether an act of that kind stands among what the person said no to.
pub(super) const fn says_no(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Refused
            | Kind::Withdrawn
            | Kind::Objected
            | Kind::OptedOut
            | Kind::Restricted
            | Kind::Erased
            | Kind::PlatformDenied
    )
}
