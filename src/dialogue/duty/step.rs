//! What one change of a dossier brought, as a log keeps it.

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

/// What one act brought: the event or disclosure, with the duties that follow from it. Serialize it whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "K: Serialize + Clone", deserialize = "K: Deserialize<'de> + Hash"), deny_unknown_fields)]
pub struct Step<K = String> {
    /// What was said.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub event: Option<Event<K>>,
    /// What left.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub disclosure: Option<Disclosure<K>>,
    /// What is owed from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
}

/// How far a duty has come. Serialize it too, and a log brings back what was done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// The duty.
    pub duty: String,
    /// Where it stands from now on.
    pub progress: Progress,
}

impl<K> Step<K> {
    /// What left by a permit, for the log.
    #[must_use]
    pub fn of_disclosure(disclosure: Disclosure<K>) -> Self {
        Self { event: None, disclosure: Some(disclosure), duties: Vec::new() }
    }
}

fn none<T>() -> Option<T> {
    None
}

/// Why a step is not taken. Nothing has changed then.
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
