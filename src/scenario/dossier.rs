//! A dossier with everything that the organisation had learned by an instant.
//!
//! What happened is taken in step by step, in the order in which the organisation learned of it: once as it comes, and
//! once replayed from the steps as they would stand in a log. Both must come to the same.
//!
//! A log is simulated by writing each step as JSON and reading it back, so that whatever does not survive a log is
//! found by every scenario with duties or reports.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    dialogue_document::{DisclosureDocument, ProgressDocument},
    runner::{Runner, SUBJECT},
    scenario::Scenario,
};
use crate::{
    decide::{DataUse, Guard},
    dialogue::{Advance, DisclosureError, Dossier, Permit, Stage, Step, StepError},
    event::Event,
    interner::Interner,
    time::Timestamp,
};

/// Something that the organisation learned of.
///
/// The three kinds are what changes a dossier; asks and expectations do not.
enum Occurrence<'s> {
    /// Someone did something, and it was recorded.
    Event(&'s Event<String>),
    /// Data left, or it became known that it had left or come.
    Disclosure(&'s DisclosureDocument),
    /// A duty went on.
    Progress(&'s ProgressDocument),
}

impl Occurrence<'_> {
    /// Returns when it was learned; of what was learned at once, what the person said comes first.
    ///
    /// Disclosures come next and progress last. So a no at the instant of a disclosure forbids it, and a duty can be
    /// sent at the instant at which it arises.
    fn known(&self) -> (Timestamp, u8) {
        match self {
            Self::Event(event) => (event.recorded_at(), 0),
            Self::Disclosure(disclosure) => (disclosure.known_at.unwrap_or(disclosure.at), 1),
            Self::Progress(progress) => (progress.at, 2),
        }
    }
}

impl Runner<'_> {
    /// Returns everything that was known at an instant, taken in as it came.
    ///
    /// # Errors
    /// In words: a disclosure that is refused or allowed against what is stated, progress of a duty that is not owed,
    /// and a log that does not come to the same dossier.
    pub(super) fn dossier(&self, at: Timestamp, interner: &Interner) -> Result<Dossier, String> {
        let Scenario { document, .. } = self.scenario;
        let events = self.events.iter().map(Occurrence::Event);
        let disclosures = document.disclosures.iter().map(Occurrence::Disclosure);
        let progress = document.progress.iter().map(Occurrence::Progress);
        let mut all: Vec<Occurrence<'_>> = events.chain(disclosures).chain(progress).collect();
        all.retain(|occurrence| occurrence.known().0 <= at);
        all.sort_by_key(Occurrence::known);

        let empty = || Dossier::new(SUBJECT.to_owned(), document.subject.clone());
        let (mut dossier, mut replayed) = (empty(), empty());
        for occurrence in all {
            match self.take_in(&mut dossier, interner, &occurrence)? {
                Some(Entry::Step(step)) => replayed.replay(reread(&*step)?).map_err(|error| error.to_string()),
                Some(Entry::Advance(advance)) => replayed.advance(reread(&advance)?).map_err(|error| error.to_string()),
                None => Ok(()),
            }
            .map_err(|error| format!("replayed from a log: {error}"))?;
        }
        if dossier != replayed {
            return Err(format!("the steps, replayed from a log, come to something else: {replayed:?}"));
        }
        Ok(dossier)
    }

    /// Takes in one occurrence, and returns the line that a log would keep of it; `None` for a disclosure that is
    /// rightly refused.
    ///
    /// # Errors
    /// What the dossier refuses, and what the scenario states wrongly, with the id.
    fn take_in(
        &self,
        dossier: &mut Dossier,
        interner: &Interner,
        occurrence: &Occurrence<'_>,
    ) -> Result<Option<Entry>, String> {
        let policy = &self.policy;
        let step = match occurrence {
            Occurrence::Event(event) => dossier.record(policy, interner, (*event).clone()),
            Occurrence::Disclosure(DisclosureDocument {
                id, data_use, at, onward_of, received_from, refused, ..
            }) => match (onward_of, received_from) {
                (Some(of), None) => dossier.passed_on(policy, interner, id, of, data_use.clone(), *at),
                (None, Some(supplier)) => dossier.received(policy, interner, id, supplier, data_use.clone(), *at),
                (Some(_), Some(_)) => {
                    return Err(format!("the disclosure `{id}` has both `onward_of` and `received_from`"));
                }
                (None, None) => {
                    let asked = DataUse::try_from(data_use).map_err(|faults| format!("{id}: {faults}"))?;
                    let guard =
                        Guard::new(policy.clone(), interner, &asked).map_err(|error| format!("{id}: {error}"))?;
                    let refused = refused.as_deref();
                    match (dossier.disclose(&guard, interner, id, *at), refused) {
                        (Err(DisclosureError::NotAllowed(decision)), Some(code)) if decision.code() == code => {
                            return Ok(None);
                        }
                        (Ok(_), Some(code)) => {
                            return Err(format!("the disclosure `{id}` is allowed, not refused as `{code}`"));
                        }
                        (result, _) => {
                            let kept = |permit: Permit| Step::of_disclosure(permit.into_disclosure());
                            result.map(kept).map_err(StepError::Disclosure)
                        }
                    }
                }
            },
            Occurrence::Progress(ProgressDocument { duty, at, stage, note }) => {
                let done = match stage {
                    Stage::Sent => dossier.sent(duty, *at),
                    Stage::Acknowledged => dossier.acknowledged(duty, *at, note.clone()),
                    Stage::Failed => dossier.failed(duty, *at, note.clone().unwrap_or_default()),
                    Stage::Planned => return Err(format!("the duty `{duty}` is planned by itself; leave that out")),
                };
                let advance = done.and_then(|()| dossier.progress(duty));
                return advance.map(Entry::Advance).map(Some).map_err(|error| error.to_string());
            }
        };
        step.map(|step| Some(Entry::Step(Box::new(step)))).map_err(|error| error.to_string())
    }
}

/// A line of the log that a dossier's changes make.
///
/// The step is boxed because it is much larger than the other.
enum Entry {
    /// Something new, with the duties that follow.
    Step(Box<Step>),
    /// The progress of a duty.
    Advance(Advance),
}

/// Returns what is read back of a line of a log.
///
/// # Errors
/// When a value cannot be written, or what was written cannot be read; the message has the line.
fn reread<T: Serialize + DeserializeOwned>(value: &T) -> Result<T, String> {
    let line = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&line).map_err(|error| format!("{error} in {line}"))
}
