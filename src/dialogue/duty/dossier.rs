//! One person's side of the dialogue: what they said, what left, and what is owed to them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    disclosure::{Disclosure, DisclosureError, Origin},
    disclosures::Disclosures,
    duties,
    duty::{Duty, DutyError},
    permit::Permit,
    reach,
    step::{Advance, Step, StepError},
};
use crate::{
    decide::{DataUseDocument, Guard},
    dialogue::person::Person,
    event::{Conflict, Event, History},
    interner::Interner,
    policy::Policy,
    subject::Subject,
    time::{Moment, Timestamp},
};

/// The file on one person: a history, the disclosures of their data, and the duties that follow, kept in step.
///
/// Each method that takes something in either changes all three together or fails and changes nothing.
///
/// An event and its duties are one [`Step`]: write it as one line of a log, and either both are on record or neither.
/// Then record its event in a ledger; what a dossier takes, a ledger under the same policy takes too.
/// Whatever arrives late, such as word of an onward disclosure, brings its duties along. What a log has of steps and
/// [`Advance`]s, taken in again in order, makes the same dossier.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "ads" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "ads"
/// #     basis = "consent"
/// #     scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#)?;
/// # let policy = std::sync::Arc::new(policy.compile()?);
/// use consentry::{EventDocument, Interner, Kind, Operations, Scope, Subject, Timestamp};
/// use consentry::dialogue::{Dossier, Step};
///
/// let interner = Interner::new();
/// let mut anna = Dossier::new("anna".to_owned(), Subject::default());
/// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::USE)?;
/// let now: Timestamp = "2026-02-01T00:00:00Z".parse()?;
/// let no = EventDocument::new("no", "anna".to_owned(), Kind::Withdrawn, &scope, now).into_event()?;
/// let line = serde_json::to_string(&anna.record(&policy, &interner, no)?)?;
///
/// // Progress goes to the log too, or everything would be done again after a restart.
/// anna.sent("no/tell", now)?;
/// let advance = anna.progress("no/tell")?;
///
/// let mut restored = Dossier::new("anna".to_owned(), Subject::default());
/// restored.replay(serde_json::from_str::<Step>(&line)?)?;
/// restored.advance(advance)?;
/// assert_eq!(restored, anna);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dossier<K = String> {
    key: K,
    subject: Subject,
    history: History<K>,
    disclosures: Disclosures<K>,
    duties: BTreeMap<String, Duty>,
}

impl<K: Clone + Eq> Dossier<K> {
    /// Makes an empty dossier on the person with that key.
    pub fn new(key: K, subject: Subject) -> Self {
        let (history, disclosures) = (History::new(), Disclosures::new());
        Self { key, subject, history, disclosures, duties: BTreeMap::new() }
    }

    /// Returns what the person said.
    #[must_use]
    pub const fn history(&self) -> &History<K> {
        &self.history
    }

    /// Returns what left and what came from elsewhere.
    #[must_use]
    pub const fn disclosures(&self) -> &Disclosures<K> {
        &self.disclosures
    }

    /// Returns all duties with their progress, done or not, ordered by id.
    pub fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.duties.values()
    }

    /// Returns the person, for notices, guards and reports; folds the history anew.
    #[must_use]
    pub fn person(&self, interner: &Interner) -> Person<'_, K> {
        Person::new(&self.history, &self.subject, interner)
    }

    /// Takes in what the person said, together with all that it asks for. Known events bring nothing new.
    ///
    /// # Errors
    /// When the event contradicts the history or uses names that the policy does not know.
    pub fn record(&mut self, policy: &Arc<Policy>, interner: &Interner, event: Event<K>) -> Result<Step<K>, StepError> {
        if *event.subject() != self.key {
            return Err(Conflict::OtherSubject { id: event.id().clone() }.into());
        }
        policy.check_names(event.scope())?;
        let mut history = self.history.clone();
        let is_new = history.insert(event.clone())?;
        let person = Person::new(&history, &self.subject, interner);
        let duties = if is_new { duties::duties(policy, &event, &person, &self.disclosures) } else { Vec::new() };
        // Nothing can fail from here on.
        self.history = history;
        self.owe(&duties);
        Ok(Step { event: Some(event), disclosure: None, duties })
    }

    /// Asks a guard whether data may leave, and keeps what left. Only then is there a permit.
    ///
    /// The guard may be a [`Guard`] or one of a ledger ([`LedgerGuard`](crate::LedgerGuard)), so that an application
    /// needs only one for each use. Either is asked about this dossier's own history, which is never behind what it
    /// keeps, and not about what a ledger has of the person. `interner` is the one that the guard was built with; of a
    /// ledger's guard it is [`Ledger::interner`](crate::Ledger::interner).
    ///
    ///
    /// # Errors
    /// When it is not allowed, or the id is taken.
    pub fn disclose(
        &mut self,
        guard: &impl AsRef<Guard>,
        interner: &Interner,
        id: &str,
        at: impl Into<Moment>,
    ) -> Result<Permit<K>, DisclosureError> {
        let permit = guard.as_ref().disclose(self.person(interner).standing(), self.key.clone(), id, at)?;
        self.disclosures.insert(permit.disclosure().clone())?;
        Ok(permit)
    }

    /// Takes in that a recipient passed data on. If the person has said no since, its recipient is to be told as well.
    ///
    /// # Errors
    /// When what was passed on is not on record, or the id is taken.
    pub fn passed_on(
        &mut self,
        policy: &Arc<Policy>,
        interner: &Interner,
        id: &str,
        of: &str,
        data_use: DataUseDocument,
        at: Timestamp,
    ) -> Result<Step<K>, StepError> {
        self.keep(policy, interner, id, data_use, at, Origin::Onward { of: of.to_owned() })
    }

    /// Takes in that data came from a supplier.
    ///
    /// # Errors
    /// When the id is taken.
    pub fn received(
        &mut self,
        policy: &Arc<Policy>,
        interner: &Interner,
        id: &str,
        supplier: &str,
        data_use: DataUseDocument,
        at: Timestamp,
    ) -> Result<Step<K>, StepError> {
        self.keep(policy, interner, id, data_use, at, Origin::Received { supplier: supplier.to_owned() })
    }

    /// Keeps a disclosure that no guard let go, with what earlier noes ask for because of it.
    fn keep(
        &mut self,
        policy: &Arc<Policy>,
        interner: &Interner,
        id: &str,
        data_use: DataUseDocument,
        at: Timestamp,
        origin: Origin,
    ) -> Result<Step<K>, StepError> {
        let disclosure = Disclosure { id: id.to_owned(), subject: self.key.clone(), data_use, at, origin };
        self.disclosures.insert(disclosure.clone())?;
        let duties = self.owed_for(policy, interner);
        self.owe(&duties);
        Ok(Step { duties, ..Step::of_disclosure(disclosure) })
    }

    /// What earlier noes ask for because of disclosures that nobody was told about yet.
    fn owed_for(&self, policy: &Arc<Policy>, interner: &Interner) -> Vec<Duty> {
        let person = self.person(interner);
        let mut owed = Vec::new();
        for event in self.history.events().filter(|event| reach::is_a_stop(event.kind())) {
            let own = self.duties.values().filter(|duty| duty.event == event.id().as_str());
            let told: BTreeSet<String> = own.flat_map(|duty| duty.disclosures().iter().cloned()).collect();
            owed.extend(duties::further(policy, event, &person, &self.disclosures, &told));
        }
        owed
    }

    /// Adds the duties that are not known yet; the progress of known ones stays.
    fn owe(&mut self, duties: &[Duty]) {
        for duty in duties {
            self.duties.entry(duty.id.clone()).or_insert_with(|| duty.clone());
        }
    }

    /// Takes in a step read back from a log, as it was.
    ///
    /// # Errors
    /// When it contradicts what is here.
    pub fn replay(&mut self, step: Step<K>) -> Result<(), StepError> {
        let mut next = self.clone();
        if let Some(event) = step.event {
            if *event.subject() != self.key {
                return Err(Conflict::OtherSubject { id: event.id().clone() }.into());
            }
            next.history.insert(event)?;
        }
        if let Some(disclosure) = step.disclosure {
            next.disclosures.insert(disclosure)?;
        }
        next.owe(&step.duties);
        *self = next;
        Ok(())
    }

    /// Records that a duty was sent, perhaps once more.
    ///
    /// # Errors
    /// When there is no such duty.
    pub fn sent(&mut self, id: &str, at: Timestamp) -> Result<(), DutyError> {
        self.duty(id)?.send(at);
        Ok(())
    }

    /// Records that a duty is done, and that whoever it was for has said so. Recording it twice changes nothing.
    ///
    /// # Errors
    /// When there is no such duty, or nobody was told.
    pub fn acknowledged(&mut self, id: &str, at: Timestamp, note: Option<String>) -> Result<(), DutyError> {
        self.duty(id)?.acknowledge(at, note)
    }

    /// Records that a duty was tried and failed. It stays owed.
    ///
    /// # Errors
    /// When there is no such duty, or it is acknowledged already.
    pub fn failed(&mut self, id: &str, at: Timestamp, why: impl Into<String>) -> Result<(), DutyError> {
        self.duty(id)?.fail(at, why.into())
    }

    /// Returns the progress of a duty, for the log.
    ///
    /// # Errors
    /// When there is no such duty.
    pub fn progress(&self, id: &str) -> Result<Advance, DutyError> {
        let duty = self.duties.get(id).ok_or_else(|| unknown(id))?;
        Ok(Advance { duty: duty.id.clone(), progress: duty.progress.clone() })
    }

    /// Takes in the progress of a duty that was read back from a log, as it was.
    ///
    /// # Errors
    /// When there is no such duty.
    pub fn advance(&mut self, advance: Advance) -> Result<(), DutyError> {
        self.duty(&advance.duty)?.progress = advance.progress;
        Ok(())
    }

    fn duty(&mut self, id: &str) -> Result<&mut Duty, DutyError> {
        self.duties.get_mut(id).ok_or_else(|| unknown(id))
    }
}

fn unknown(id: &str) -> DutyError {
    DutyError::Unknown(crate::suggest::shortened(id))
}
