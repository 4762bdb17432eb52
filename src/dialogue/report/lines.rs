//! The lines of a report: plain values, each text in the person's language, each key and code beside its words.
//!
//! Keys and codes are for programs, such as a switch in a preference centre; texts are for people. Both stand side by
//! side, so that no program has to read a text.

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

/// A controller, processor or third party, as a report names them.
///
/// Someone of whom only a name is known, such as a supplier or the recipient of a recipient, has that name and nothing
/// else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Party {
    /// The key in the policy, or the name that a disclosure gave.
    pub key: String,
    /// The name; the key where the policy has no title.
    pub name: Text,
    /// The role in law; `None` for someone whom the policy does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The country or region where they keep the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Region>,
    /// The safeguard for data sent there (GDPR Art. 13(1)(f), 15(2)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safeguard: Option<Safeguard>,
    /// The contact that the policy states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// One use of the person's data: a rule, a purpose and a recipient, and whether it is made now.
///
/// It is one row of a preference centre: `purpose`, `recipient` and `outcome` say what the switch stands for and how it
/// stands, `then` what moving it does.
///
/// | `outcome` | `ways` say | `then` says |
/// |---|---|---|
/// | allow, on consent or opt-out | how to stop it | that it stops, and that recipients are told |
/// | allow, on a contract or an interest | how to object, where one can | what follows |
/// | allow, by law or for someone's life | what can be done, if anything | that it goes on |
/// | ask, or deny where a yes would help | how to allow it | that it begins, and can be stopped as easily |
/// | deny otherwise | what would help, if anything | that it is not used |
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct UseLine {
    /// The id of the rule that declares the use.
    pub rule: String,
    /// The key of the purpose, for switches.
    pub purpose_key: String,
    /// The purpose.
    pub purpose: Text,
    /// The purpose described at more length, if the policy does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The keys of the categories.
    pub categories: Vec<String>,
    /// The names of the categories, in the same order.
    pub data: Vec<Text>,
    /// The recipient.
    pub recipient: Party,
    /// The operations, in words.
    pub operations: Vec<Text>,
    /// The legal basis.
    pub basis: Basis,
    /// The legal basis, in words.
    pub ground: Text,
    /// The answer of the guard now: whether the use is made.
    ///
    /// Where the categories have different answers it is the strictest one.
    pub outcome: Outcome,
    /// The stable code of the reason for that answer.
    pub code: &'static str,
    /// The reason for that answer, in words.
    pub reason: Text,
    /// The instant since which it stands so by the person's own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// The instant until which it stands so, if nobody says anything new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The days after its collection for which data may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// The person's acts that led to it.
    ///
    /// They are those that the deciding rule heard, so an act that was lifted or overtaken may be among them.
    pub acts: Vec<ActLine>,
    /// The ways to change it, in words.
    pub ways: Vec<Text>,
    /// The consequence of changing it, in words.
    pub then: Text,
}

/// Something that the person or someone for them did.
///
/// It repeats the event without its proof: how an answer was given stands in its receipt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ActLine {
    /// The id of the event.
    pub event: String,
    /// The instant of it.
    pub at: Timestamp,
    /// The kind of act.
    pub kind: Kind,
    /// The kind of act, in words.
    pub act: Text,
    /// The one who acted.
    pub by: Actor,
    /// The purposes that it is about.
    pub about: Vec<Text>,
    /// Whether it rests on the words of a notice that the policy does not know.
    ///
    /// Such an act still counts. The mark tells person and organisation that nobody could show the words any more.
    pub unknown_notice: bool,
}

/// A disclosure, as a report tells it.
///
/// | kind | `passed_on_by` | `received_from` | `rules` |
/// |---|---|---|---|
/// | the organisation let it go | – | – | those that allowed it |
/// | a recipient passed it on | that recipient | – | – |
/// | a supplier delivered it | – | the supplier | – |
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DisclosureLine {
    /// The id of the disclosure.
    pub disclosure: String,
    /// The instant of it.
    pub at: Timestamp,
    /// The purpose.
    pub purpose: Text,
    /// The category of data.
    pub data: Text,
    /// The recipient.
    pub recipient: Party,
    /// The recipient who passed it on, if not the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed_on_by: Option<Party>,
    /// The supplier from whom the organisation had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_from: Option<String>,
    /// The ids of the rules that allowed it.
    pub rules: Vec<String>,
}

/// A duty, as a report tells it.
///
/// Duties that are done are listed too: the person is to see that they were.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DutyLine {
    /// The id of the duty.
    pub duty: String,
    /// The task, in words.
    pub task: Text,
    /// The data or party that the task is about.
    pub object: Option<Text>,
    /// The last instant at which it is in time.
    pub due: Timestamp,
    /// The state at the instant of the report.
    pub state: State,
}

/// A refused question about the data, as a report tells it.
///
/// It shows a person that their no was respected, by the reason that the one who asked was given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ConsultationLine {
    /// The instant of it.
    pub at: Timestamp,
    /// The recipient who asked.
    pub recipient: Party,
    /// The purpose.
    pub purpose: Text,
    /// The data that was asked for.
    pub data: Text,
    /// The stable code of the reason for the refusal.
    pub code: String,
    /// The reason for the refusal, in words.
    pub reason: Text,
}

/// Whether an act of that kind stands among what the person said no to.
///
/// Acts of the controller (`ended`) and of an authority (`invalidated`) end a consent too, but the person did not say
/// them.
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
