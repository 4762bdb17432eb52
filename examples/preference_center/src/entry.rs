//! One line of the log: an act, whole.

use consentry::{
    Event, Timestamp,
    dialogue::{Consultation, Step},
};
use serde::{Deserialize, Serialize};

/// Something that happened to one person's side of the dialogue.
///
/// What belongs together is one line: an answer with everything that it asks for, all answers of one form. So either
/// all of it is on record or nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) at: Timestamp,
    pub(crate) person: String,
    pub(crate) act: Act,
}

/// What happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Act {
    /// The person said something.
    Said(Vec<Step>),
    /// Data left, was passed on by someone who had it, or came from a supplier.
    Moved(Box<Step>),
    /// A duty got on, or did not.
    Turned { duty: String, turn: Turn, note: Option<String> },
    /// The brand wanted to use the data and was refused.
    Refused(Consultation),
}

/// What became of a duty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Turn {
    Sent,
    Acknowledged,
    Failed,
}

impl Turn {
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Sent, Self::Acknowledged, Self::Failed].into_iter().find(|turn| turn.name() == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Acknowledged => "acknowledged",
            Self::Failed => "failed",
        }
    }
}

impl Act {
    /// What the ledger is to know of it.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event<String>> {
        let steps = match self {
            Self::Said(steps) => steps.as_slice(),
            Self::Moved(step) => std::slice::from_ref(&**step),
            _ => &[],
        };
        steps.iter().filter_map(|step| step.event.as_ref())
    }
}
