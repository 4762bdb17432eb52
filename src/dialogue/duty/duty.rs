//! Something that must be done because a person said no, and how far it is.

use serde::{Deserialize, Serialize};

use crate::{fault::debug_like_display, policy::Basis, time::Timestamp};

/// Something that must be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Names it among the person's duties. The same event and disclosures always make the same duties, so that doing one
    /// again under its id is safe: use it as the idempotency key.
    pub id: String,
    /// The event that asks for it.
    pub event: String,
    /// What is to be done.
    pub task: Task,
    /// The source of its limit.
    pub source: String,
    /// The last instant.
    pub due: Timestamp,
    /// How far it is.
    pub progress: Progress,
}

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Task {
    /// Stop the use here, in copies and queues too.
    Stop {
        /// The rules under which it went on.
        rules: Vec<String>,
    },
    /// Tell a recipient what the person said, and have it stop, erase or restrict in turn.
    Notify {
        /// Whom.
        recipient: String,
        /// By which disclosures it has the data.
        disclosures: Vec<String>,
    },
    /// Tell whoever supplied the data.
    NotifySupplier {
        /// Whom.
        supplier: String,
        /// By which disclosures the data came.
        disclosures: Vec<String>,
    },
    /// Erase data of this category that was held under what the event takes away.
    Erase {
        /// The category; what is under it has a task of its own where it differs.
        category: String,
    },
    /// Keep data of this category: another rule needs it. Nothing is to be done, but the person may know why.
    Keep {
        /// The category.
        category: String,
        /// The rule that keeps it.
        rule: String,
        /// On what basis.
        basis: Basis,
    },
    /// Tell the person what was done.
    TellPerson,
}

/// How far a duty is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// Where it stands, time apart.
    pub stage: Stage,
    /// Since when.
    pub since: Timestamp,
    /// How often it was sent.
    pub attempts: u32,
    /// What the recipient said, or why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Where a duty stands, time apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is to be done.
    Planned,
    /// It was sent, or begun.
    Sent,
    /// It is done, and whoever it was for has said so.
    Acknowledged,
    /// It was tried and failed; it is to be tried again.
    Failed,
}

/// Where a duty stands at an instant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is to be done.
    Planned,
    /// It was sent.
    Sent,
    /// It is done.
    Acknowledged,
    /// It was tried and failed.
    Failed,
    /// Its last instant has passed, and it is not acknowledged.
    Overdue,
}

/// Why the progress of a duty is not taken down. Nothing has changed then.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DutyError {
    /// There is no duty of that id.
    #[error("there is no duty `{0}`")]
    Unknown(String),
    /// It was acknowledged, so it cannot have failed since.
    #[error("the duty `{0}` is acknowledged already")]
    Settled(String),
    /// Whoever acknowledges was never told.
    #[error("the duty `{0}` was never sent, so nobody can have acknowledged it")]
    NeverSent(String),
}

impl State {
    /// The name used in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Acknowledged => "acknowledged",
            Self::Failed => "failed",
            Self::Overdue => "overdue",
        }
    }
}

impl Duty {
    /// Where it stands at an instant.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        match self.progress.stage {
            Stage::Acknowledged => State::Acknowledged,
            _ if now > self.due => State::Overdue,
            Stage::Planned => State::Planned,
            Stage::Sent => State::Sent,
            Stage::Failed => State::Failed,
        }
    }

    /// It is sent, perhaps once more. What is acknowledged stays so.
    pub(super) fn send(&mut self, at: Timestamp) {
        if self.progress.stage != Stage::Acknowledged {
            let attempts = self.progress.attempts.saturating_add(1);
            self.progress = Progress { stage: Stage::Sent, since: at, attempts, note: None };
        }
    }

    pub(super) fn acknowledge(&mut self, at: Timestamp, note: Option<String>) -> Result<(), DutyError> {
        let goes_out = matches!(self.task, Task::Notify { .. } | Task::NotifySupplier { .. } | Task::TellPerson);
        match self.progress.stage {
            Stage::Acknowledged => Ok(()),
            Stage::Planned if goes_out => Err(DutyError::NeverSent(self.id.clone())),
            _ => {
                self.progress = Progress { stage: Stage::Acknowledged, since: at, note, ..self.progress };
                Ok(())
            }
        }
    }

    pub(super) fn fail(&mut self, at: Timestamp, why: String) -> Result<(), DutyError> {
        if self.progress.stage == Stage::Acknowledged {
            return Err(DutyError::Settled(self.id.clone()));
        }
        self.progress = Progress { stage: Stage::Failed, since: at, note: Some(why), ..self.progress };
        Ok(())
    }

    /// The disclosures whose recipients it tells.
    pub(super) fn disclosures(&self) -> &[String] {
        match &self.task {
            Task::Notify { disclosures, .. } | Task::NotifySupplier { disclosures, .. } => disclosures,
            _ => &[],
        }
    }
}

debug_like_display!(DutyError);
