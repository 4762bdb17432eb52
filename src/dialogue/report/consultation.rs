//! Who asked for a person's data and was refused: an optional log of decisions.
//!
//! A check keeps nothing. Where the person is to hear of refusals too, the guard is *consulted*: the decision comes
//! with a [`Consultation`] to keep beside the person's events, unless the data may be used.
//!
//! The log is the organisation's own: this crate returns what to keep, and [`Sources::consultations`](super::Sources)
//! takes it back when a report is made. It contains no data of the person beyond the use that was asked for, but it is
//! about them, and is to be erased with the rest.

use serde::{Deserialize, Serialize};

use crate::{
    decide::{DataUse, DataUseDocument, Decision, Guard},
    standing::Standing,
    time::{Moment, Timestamp},
};

/// A question about a person's data that was refused, as a log may keep it.
///
/// No law asks for this log. It is for organisations that want to show a person that a no worked.
///
/// ```
/// use consentry::dialogue::Consultation;
///
/// let kept: Consultation = serde_json::from_str(r#"{
///     "at": "2026-02-03T08:00:00Z", "reason": "withdrawn",
///     "use": { "purpose": "ads", "category": "contact", "recipient": "lingon", "operations": ["use"] }
/// }"#)?;
/// assert_eq!(kept.data_use.recipient, "lingon");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// The instant of the question.
    pub at: Timestamp,
    /// The use that was asked for.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The reason code of the answer.
    ///
    /// [All codes](crate::docs::codes) are listed with what they mean; the report has the words for it.
    pub reason: String,
}

impl Consultation {
    /// Returns what to keep of a decision: nothing of an allow, which is kept, if at all, as a
    /// [`Disclosure`](crate::dialogue::Disclosure).
    ///
    /// The decision may come from any guard, such as a [`LedgerGuard`](crate::LedgerGuard) or a
    /// [`RowGuard`](crate::RowGuard): it says what was decided, not by whom.
    #[must_use]
    pub fn of(data_use: &DataUse, decision: Decision, at: Timestamp) -> Option<Self> {
        let kept = || Self { at, data_use: data_use.into(), reason: decision.code().to_owned() };
        (!decision.is_allow()).then(kept)
    }
}

impl Guard {
    /// Decides as [`check`](Self::check) does, and returns what to keep for the person to see unless the answer is
    /// allow.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#).unwrap();
    /// # let policy = policy.compile().unwrap();
    /// use consentry::{DataUse, Guard, History, Operations, Subject, Interner, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let data_use = DataUse::new("marketing", "contact", "lingon", Operations::USE);
    /// let guard = Guard::new(policy.into(), &interner, &data_use)?;
    /// let standing = History::<u64>::new().standing(&Subject::default(), &interner);
    /// let (decision, refused) = guard.consult(&standing, Timestamp::from_millis(0));
    /// assert!(!decision.is_allow());
    /// assert_eq!(refused.unwrap().reason, "never_asked");
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    pub fn consult(&self, standing: &Standing, at: impl Into<Moment>) -> (Decision, Option<Consultation>) {
        let moment = at.into();
        let decision = self.check(standing, moment);
        (decision, Consultation::of(self.data_use(), decision, moment.now()))
    }
}
