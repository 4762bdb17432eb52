//! Something that must be done because a person said no, and how far it is.
//!
//! A [`Duty`] is a plain value: what to do ([`Task`]), by when, because of which source, and how far it is
//! ([`Progress`]). It delivers nothing by itself. The service that holds it sends the letter or calls the API, and
//! reports back through a [`Dossier`](super::dossier::Dossier).

use serde::{Deserialize, Serialize};

use crate::{fault::debug_like_display, policy::Basis, time::Timestamp};

/// Something that must be done because a person said no, by whom to whom and by when.
///
/// [`duties`](super::duties::duties) makes them, and a [`Dossier`](super::dossier::Dossier) keeps them. A duty that is
/// overdue stays so until it is acknowledged: nothing runs out by itself.
///
/// ```
/// use consentry::dialogue::{Duty, State};
///
/// let duty: Duty = serde_json::from_str(r#"{
///     "id": "no/notify/tallkotte/sale-1", "event": "no",
///     "task": { "notify": { "recipient": "tallkotte", "disclosures": ["sale-1"] } },
///     "source": "GDPR Art. 5(2), 24; CJEU C-129/21", "due": "2026-03-01T00:00:00Z",
///     "progress": { "stage": "planned", "since": "2026-02-01T00:00:00Z", "attempts": 0 }
/// }"#)?;
/// assert_eq!(duty.state("2026-03-01T00:00:00Z".parse()?), State::Planned);
/// assert_eq!(duty.state("2026-03-01T00:00:00.001Z".parse()?), State::Overdue);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// The id among the person's duties, `event/task…`. The same event and disclosures always make the same duties, so
    /// that doing one again under its id is safe: use it as the idempotency key.
    ///
    /// | task | id |
    /// |---|---|
    /// | `Stop`, `TellPerson` | `event/stop`, `event/tell` |
    /// | `Notify` | `event/notify/recipient/first disclosure` |
    /// | `NotifySupplier` | `event/supplier/supplier/first disclosure` |
    /// | `Erase`, `Keep` | `event/erase/category`, `event/keep/category` |
    pub id: String,
    /// The id of the event that asks for it.
    pub event: String,
    /// The task to do.
    ///
    /// Its content is fixed when the duty is made; what happens later is in the progress.
    pub task: Task,
    /// The law, judgment or promise that sets the limit: `GDPR Art. 7(3)`.
    pub source: String,
    /// The last instant at which it is in time.
    ///
    /// It is the earliest of the limits that may apply; see the table at [`duties`](super::duties::duties).
    pub due: Timestamp,
    /// The progress so far.
    pub progress: Progress,
}

/// The task of a [`Duty`].
///
/// Tasks divide by who has to act and whether anyone can confirm it:
///
/// | task | done by | must be sent before it can be acknowledged |
/// |---|---|---|
/// | `Stop`, `Erase` | the organisation and its processors | no |
/// | `Notify`, `NotifySupplier`, `TellPerson` | whoever writes to others | yes |
/// | `Keep` | nobody; acknowledged from the start | – |
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Task {
    /// Stop the use inside the organisation, in copies and queues too (GDPR Art. 7(3), 21(3)).
    ///
    /// A check already denies the use once the event is recorded in the ledger. The duty is about what no check guards:
    /// exports, caches, queues, letters at the printer's.
    Stop {
        /// The ids of the rules under which the use went on.
        rules: Vec<String>,
    },
    /// Tell a recipient what the person said, and have it stop, erase or restrict in turn (GDPR Art. 19).
    ///
    /// GDPR Art. 19 speaks of erasure and restriction; that a withdrawn consent must reach recipients too follows from
    /// Art. 5(2) and 24 (CJEU C-129/21).
    Notify {
        /// Whom.
        recipient: String,
        /// By which disclosures it has the data.
        disclosures: Vec<String>,
    },
    /// Tell whoever supplied the data (CJEU C-129/21).
    NotifySupplier {
        /// Whom.
        supplier: String,
        /// By which disclosures the data came.
        disclosures: Vec<String>,
    },
    /// Erase data of this category that was held under what the event takes away.
    ///
    /// A category stands for its whole subtree, except where a further `Erase` or `Keep` names a key below it.
    Erase {
        /// The category; what is under it has a task of its own where it differs.
        category: String,
    },
    /// Keep data of this category: another rule needs it. Nothing is to be done, but the person may know why.
    ///
    /// GDPR Art. 17(3) has the reasons, such as a duty by law. It is a task so that the report to the person can show
    /// what was not erased and why.
    Keep {
        /// The key of the category.
        category: String,
        /// The id of the rule that keeps it.
        rule: String,
        /// The basis of that rule.
        basis: Basis,
    },
    /// Tell the person what was done (GDPR Art. 12(3)).
    ///
    /// It is due within a month of the event even where nothing was erased: a person is also owed to know that nothing
    /// was done (Art. 12(4)).
    TellPerson,
}

/// The progress of a duty.
///
/// A log has it as an [`Advance`](super::step::Advance). It says only the latest: the earlier ones are the earlier
/// lines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The stage that it has reached.
    pub stage: Stage,
    /// The instant at which it reached the stage.
    pub since: Timestamp,
    /// The number of times that it was sent.
    ///
    /// It counts calls of [`sent`](super::dossier::Dossier::sent) and stops at the largest `u32`.
    pub attempts: u32,
    /// The recipient's words, or the reason why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The stage that a duty has reached, whatever the time.
///
/// `Planned` → `Sent` → `Acknowledged`; from the first two also `Failed`, and from there `Sent` again. What is
/// acknowledged stays so.
///
/// | from \ call | `sent` | `acknowledged` | `failed` |
/// |---|---|---|---|
/// | `Planned` | `Sent` | `Acknowledged`, or [`DutyError::NeverSent`] | `Failed` |
/// | `Sent` | `Sent`, one attempt more | `Acknowledged` | `Failed` |
/// | `Failed` | `Sent`, one attempt more | `Acknowledged` | `Failed` |
/// | `Acknowledged` | no change | no change | [`DutyError::Settled`] |
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

/// The state of a duty at an instant: its [`Stage`], or that it is late.
///
/// A duty that is acknowledged is never late, even where it was acknowledged after its deadline; `since` in its
/// [`Progress`] shows that.
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

/// The reasons why the progress of a duty is not recorded. Nothing has changed then.
///
/// | variant | cause | what to do |
/// |---|---|---|
/// | `Unknown` | a misspelt id, or a log whose steps were not replayed | replay the steps first |
/// | `Settled` | a failure that was reported after the confirmation | nothing; it is done |
/// | `NeverSent` | a confirmation without a letter | record that it was sent, if it was |
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
    /// Returns the name used in documents: `overdue`.
    ///
    /// Scenario files and the keys of report words (`state.overdue`) use it.
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
    /// Returns its state at an instant. At its last instant it is still in time; a millisecond later it is overdue.
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

    /// Records that it was sent, perhaps once more. What is acknowledged stays so.
    ///
    /// The note goes: it belonged to the failure or the confirmation before.
    pub(super) fn send(&mut self, at: Timestamp) {
        if self.progress.stage != Stage::Acknowledged {
            let attempts = self.progress.attempts.saturating_add(1);
            self.progress = Progress { stage: Stage::Sent, since: at, attempts, note: None };
        }
    }

    /// Records that it is done. What goes out to someone must have been sent first.
    ///
    /// # Errors
    /// [`DutyError::NeverSent`] where it goes out to someone and is still planned.
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

    /// Records that it was tried and failed.
    ///
    /// # Errors
    /// [`DutyError::Settled`] where it is acknowledged.
    pub(super) fn fail(&mut self, at: Timestamp, why: String) -> Result<(), DutyError> {
        if self.progress.stage == Stage::Acknowledged {
            return Err(DutyError::Settled(self.id.clone()));
        }
        self.progress = Progress { stage: Stage::Failed, since: at, note: Some(why), ..self.progress };
        Ok(())
    }

    /// The ids of the disclosures whose recipients or suppliers it tells.
    ///
    /// Tasks that concern nobody outside have none.
    pub(super) fn disclosures(&self) -> &[String] {
        match &self.task {
            Task::Notify { disclosures, .. } | Task::NotifySupplier { disclosures, .. } => disclosures,
            _ => &[],
        }
    }
}

debug_like_display!(DutyError);
