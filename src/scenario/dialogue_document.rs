//! What a scenario says of disclosures, duties and reports, as it is written.
//!
//! The ask of a scenario is about one instant. What is stated here is about a course of events: data leaves, the person
//! says no, letters are sent, a report is given out. All of it is taken in by a [`Dossier`](crate::dialogue::Dossier)
//! in the order in which the organisation learned of it.

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
/// | stated | means |
/// |---|---|
/// | neither `onward_of` nor `received_from` | a guard is asked for leave, and must give it |
/// | `refused = "code"` | a guard is asked, and must refuse with that code; nothing is kept |
/// | `onward_of = "d1"` | the recipient of `d1` passed data on |
/// | `received_from = "Adressen AB"` | a supplier delivered data to the organisation |
/// | both `onward_of` and `received_from` | the scenario fails: data has one origin |
///
/// ```toml
/// [[disclosures]]
/// id = "d1"
/// use = { purpose = "ads", category = "contact", recipient = "tallkotte", operations = "sell" }
/// at = "2026-01-02T00:00:00Z"
///
/// [[disclosures]]
/// id = "d2"
/// use = { purpose = "ads", category = "contact", recipient = "birchpost", operations = "share" }
/// at = "2026-01-05T00:00:00Z"
/// known_at = "2026-03-01T00:00:00Z"
/// onward_of = "d1"
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureDocument {
    /// The id of the disclosure.
    ///
    /// Duties and reports name it.
    pub id: String,
    /// The use that it was for.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant of it.
    pub at: Timestamp,
    /// The instant at which the organisation learned of it; `at` if not given.
    ///
    /// A disclosure that becomes known after a no brings duties of its own, and a report at an earlier instant does not
    /// list it.
    #[serde(default)]
    pub known_at: Option<Timestamp>,
    /// The disclosure that its recipient passed on.
    #[serde(default)]
    pub onward_of: Option<String>,
    /// The supplier that the organisation had it from.
    #[serde(default)]
    pub received_from: Option<String>,
    /// The reason code for which the guard must refuse it; nothing leaves then.
    ///
    /// It is compared only where a guard is asked, so beside `onward_of` or `received_from` it has no effect.
    #[serde(default)]
    pub refused: Option<String>,
}

/// The progress of a duty, as a scenario states it.
///
/// `planned` is refused: a duty is planned by itself as soon as it is owed. Progress of a duty that is not owed by then
/// makes every list of duties and every report from then on fail, with the id in the message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressDocument {
    /// The id of the duty.
    ///
    /// It is as [`Duty::id`](crate::dialogue::Duty::id) says: `no/notify/tallkotte/d1`.
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
///
/// Events recorded after `at`, disclosures known after it and later progress are not taken in. An empty list says that
/// nothing is owed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutiesDocument {
    /// The instant of it.
    pub at: Timestamp,
    /// The duties, in any order; no other may be owed.
    ///
    /// Each is matched with the first duty that agrees in all stated fields. State more of each where several could
    /// match.
    pub expect: Vec<DutyExpectDocument>,
}

/// An expected duty. What is left out is not compared.
///
/// A field that the task does not have, such as `whom` of `erase`, agrees with no duty.
///
/// ```toml
/// expect = [
///     { task = "stop", rules = ["ads"], due = "2026-02-01T00:00:00Z" },
///     { task = "notify", whom = "tallkotte", disclosures = ["d1", "d2"], state = "overdue" },
///     { task = "keep", category = "contact.email", rule = "orders", basis = "contract" },
/// ]
/// ```
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
    ///
    /// To the millisecond: a limit in the same month at another hour is another limit.
    #[serde(default)]
    pub due: Option<Timestamp>,
    /// The source of the limit.
    ///
    /// Compared letter by letter, such as `GDPR Art. 5(2), 24; CJEU C-129/21`.
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
    /// It is the word of scenario files.
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
///
/// The report is made as an organisation would make it: a form prepared from the policy, filled in for the person as of
/// `at`, with the disclosures and duties that are known by then, and without a log of refused questions.
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

/// Returns the language of a report whose scenario names none.
fn english() -> String {
    "en".to_owned()
}

/// An expected report. What is left out is not compared.
///
/// `uses`, `lines` and `absent` name what must or must not be there; whatever else is there is not compared. `refused`,
/// `disclosed` and `missing` are exact lists, in any order, so that `[]` says that there is none.
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
    ///
    /// A code that several places lack stands once.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    /// Lines of the plain text, without what is before the first word.
    ///
    /// Spaces and hyphens at the beginning, and spaces at the end, are not compared. Texts are those of the language
    /// asked for.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Words that must stand nowhere in the plain text.
    #[serde(default)]
    pub absent: Vec<String>,
}

/// An expected use in a report. What is left out is not compared.
///
/// The first three fields find the line; a scenario fails where there is none. The rest is compared with it.
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
    ///
    /// A use that no act of the person decides has none, which cannot be stated.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// The instant until which it stands so, or `never`.
    #[serde(default)]
    pub until: Option<Until>,
    /// The ids of the events that led to it, exactly.
    #[serde(default)]
    pub acts: Option<Vec<String>>,
}
