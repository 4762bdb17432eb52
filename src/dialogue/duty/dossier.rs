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

/// A history, the disclosures of the same person's data, and the duties that follow; kept in step.
///
/// An event and its duties are one [`Step`]: write it as one line of a log, and either both are on record or neither.
/// Then record its event in a ledger; what a dossier takes, a ledger under the same policy takes too.
/// Whatever arrives late, such as word of an onward disclosure, brings its duties along. What a log has of steps and
/// [`Advance`]s, taken in again in order, makes the same dossier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dossier<K = String> {
    key: K,
    subject: Subject,
    history: History<K>,
    disclosures: Disclosures<K>,
    duties: BTreeMap<String, Duty>,
}

impl<K: Clone + Eq> Dossier<K> {
    /// An empty dossier.
    pub fn new(key: K, subject: Subject) -> Self {
        let (history, disclosures) = (History::new(), Disclosures::new());
        Self { key, subject, history, disclosures, duties: BTreeMap::new() }
    }

    /// What the person said.
    #[must_use]
    pub const fn history(&self) -> &History<K> {
        &self.history
    }

    /// What left.
    #[must_use]
    pub const fn disclosures(&self) -> &Disclosures<K> {
        &self.disclosures
    }

    /// What is owed, and how far it is.
    pub fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.duties.values()
    }

    /// The person, for notices, guards and reports.
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

    /// A duty is sent, perhaps once more.
    ///
    /// # Errors
    /// When there is no such duty.
    pub fn sent(&mut self, id: &str, at: Timestamp) -> Result<(), DutyError> {
        self.duty(id)?.send(at);
        Ok(())
    }

    /// A duty is done, and whoever it was for has said so. Saying it twice changes nothing.
    ///
    /// # Errors
    /// When there is no such duty, or nobody was told.
    pub fn acknowledged(&mut self, id: &str, at: Timestamp, note: Option<String>) -> Result<(), DutyError> {
        self.duty(id)?.acknowledge(at, note)
    }

    /// A duty was tried and failed.
    ///
    /// # Errors
    /// When there is no such duty, or it is acknowledged already.
    pub fn failed(&mut self, id: &str, at: Timestamp, why: impl Into<String>) -> Result<(), DutyError> {
        self.duty(id)?.fail(at, why.into())
    }

    /// How far a duty has come, for the log.
    ///
    /// # Errors
    /// When there is no such duty.
    pub fn progress(&self, id: &str) -> Result<Advance, DutyError> {
        let duty = self.duties.get(id).ok_or_else(|| unknown(id))?;
        Ok(Advance { duty: duty.id.clone(), progress: duty.progress.clone() })
    }

    /// Takes in how far a duty has come, read back from a log, as it was.
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
