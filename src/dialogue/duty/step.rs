//! What one change of a dossier brought, as a log keeps it.
//!
//! A log of a person is a sequence of two kinds of line. A [`Step`] brings something new and the duties that follow; an
//! [`Advance`] says how far a duty is. Reading them back in order makes the same dossier, and reading them twice
//! changes nothing.

use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::{
    disclosure::{Disclosure, DisclosureError},
    duty::{Duty, Progress},
};
use crate::{
    event::{Conflict, Event},
    fault::{Faults, debug_like_display},
};

/// What one act brought to a [`Dossier`](super::dossier::Dossier): the event or disclosure, with the duties that
/// follow.
///
/// Serialize it whole, as one line of a log: an event without its duties would be a no that nobody carries out.
/// Replayed in order, the lines make the same dossier ([`Dossier::replay`](super::dossier::Dossier::replay)).
///
/// | made by | `event` | `disclosure` | `duties` |
/// |---|---|---|---|
/// | [`record`](super::dossier::Dossier::record) | the event | – | all that it asks for |
/// | [`passed_on`](super::dossier::Dossier::passed_on) | – | what was passed on | what earlier events ask for now |
/// | [`received`](super::dossier::Dossier::received) | – | what was received | what earlier events ask for now |
/// | [`of_disclosure`](Self::of_disclosure) | – | what left | none |
///
/// An unknown field is an error, so a line of a later version is not half understood.
///
/// ```
/// use consentry::dialogue::{Dossier, Step};
/// use consentry::Subject;
///
/// let line = r#"{ "disclosure": {
///     "id": "r1", "subject": "anna", "at": "2026-01-02T00:00:00Z",
///     "use": { "purpose": "ads", "category": "contact", "recipient": "lingon", "operations": ["collect"] },
///     "origin": { "received": { "supplier": "Adressen AB" } }
/// } }"#;
/// let step: Step = serde_json::from_str(line)?;
/// assert!(step.event.is_none() && step.duties.is_empty());
///
/// let mut anna = Dossier::new("anna".to_owned(), Subject::default());
/// anna.replay(step.clone())?;
/// anna.replay(step)?;
/// assert_eq!(anna.disclosures().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "K: Serialize + Clone", deserialize = "K: Deserialize<'de> + Hash"), deny_unknown_fields)]
pub struct Step<K = String> {
    /// The event that the person or someone for them caused.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub event: Option<Event<K>>,
    /// The disclosure that was made or became known.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub disclosure: Option<Disclosure<K>>,
    /// The duties that are owed from now on; empty for an event that was known already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
}

/// The progress that a duty has made, as a line of a log.
///
/// Without these a dossier read back would do everything again.
///
/// [`Dossier::progress`](super::dossier::Dossier::progress) makes one after each change, and
/// [`Dossier::advance`](super::dossier::Dossier::advance) takes it in again. The last one for a duty counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// The id of the duty.
    pub duty: String,
    /// The progress that counts from now on.
    pub progress: Progress,
}

impl<K> Step<K> {
    /// Wraps what left by a permit, for the log. It brings no duties.
    ///
    /// A guard is asked before the person says no, so there is nothing yet that anyone would have to be told about.
    ///
    /// ```
    /// use consentry::dialogue::{Permit, Step};
    ///
    /// fn line(permit: &Permit) -> serde_json::Result<String> {
    ///     serde_json::to_string(&Step::of_disclosure(permit.disclosure().clone()))
    /// }
    /// ```
    #[must_use]
    pub fn of_disclosure(disclosure: Disclosure<K>) -> Self {
        Self { event: None, disclosure: Some(disclosure), duties: Vec::new() }
    }
}

/// The default of a missing field, without asking that `T` has one.
fn none<T>() -> Option<T> {
    None
}

/// The reasons why a dossier does not take in a step. Nothing has changed then.
///
/// | variant | usual cause | what to do |
/// |---|---|---|
/// | `Conflict` | an id used twice, or the file of another person | give each event an id of its own |
/// | `UnknownNames` | a scope written for another policy | declare the key, or name it under `formerly` |
/// | `Disclosure` | see [`DisclosureError`] | see there |
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StepError {
    /// The event contradicts the history, or is about someone else.
    #[error("{0}")]
    Conflict(Conflict),
    /// The policy does not know a name in the event's scope.
    #[error("{0}")]
    UnknownNames(Faults),
    /// The disclosure cannot be kept.
    #[error("{0}")]
    Disclosure(DisclosureError),
}

debug_like_display!(StepError);

impl From<Conflict> for StepError {
    fn from(cause: Conflict) -> Self {
        Self::Conflict(cause)
    }
}

impl From<Faults> for StepError {
    fn from(cause: Faults) -> Self {
        Self::UnknownNames(cause)
    }
}

impl From<DisclosureError> for StepError {
    fn from(cause: DisclosureError) -> Self {
        Self::Disclosure(cause)
    }
}
