//! One person's side of the dialogue: what they said, what left, and what is owed to them.
//!
//! # Why one value
//!
//! History, disclosures and duties depend on each other. A withdrawal asks for duties about the disclosures known then;
//! a disclosure that becomes known later asks for duties because of the withdrawals before it. A [`Dossier`] is the one
//! place where both directions are worked out, so that the order in which things become known does not decide who is
//! told.
//!
//! # What to store
//!
//! Store each [`Step`] and each [`Advance`] as a line, in order, before acting on it. Reading the lines back makes an
//! equal dossier. There is nothing else to store: the duties stand in the steps, so a later policy or a later version
//! of this crate does not change what was owed.

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
///
/// | something happens | call | stored as |
/// |---|---|---|
/// | the person, or someone for them, acts | [`record`](Self::record) | [`Step`] with the event and its duties |
/// | data is to leave | [`disclose`](Self::disclose) | [`Step::of_disclosure`] of the permit |
/// | a recipient passed data on | [`passed_on`](Self::passed_on) | [`Step`] with the disclosure and its duties |
/// | a supplier delivered data | [`received`](Self::received) | [`Step`] with the disclosure and its duties |
/// | a duty was sent | [`sent`](Self::sent) | [`Advance`], from [`progress`](Self::progress) |
/// | a duty was done | [`acknowledged`](Self::acknowledged) | [`Advance`] |
/// | a duty was tried in vain | [`failed`](Self::failed) | [`Advance`] |
/// | the service starts again | [`replay`](Self::replay), [`advance`](Self::advance) | – |
///
/// Cost: [`record`](Self::record) and [`replay`](Self::replay) copy what they change, so they take time linear in the
/// file on the one person. A file is small and changes rarely; the check that stands before each field access reads a
/// ledger instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dossier<K = String> {
    /// The key of the person; every event and disclosure must be about it.
    key: K,
    /// What rules may test of the person. It is fixed, so that replaying a log under the same description makes the
    /// same dossier.
    subject: Subject,
    /// What the person said.
    history: History<K>,
    /// What left, and what came from elsewhere.
    disclosures: Disclosures<K>,
    /// All duties by id, done or not: a duty is never forgotten.
    duties: BTreeMap<String, Duty>,
}

impl<K: Clone + Eq> Dossier<K> {
    /// Makes an empty dossier on the person with that key.
    ///
    /// Use the key by which events name the person: an event about another key is refused. `subject` holds the regions,
    /// the birth date and the facts that rules may test. A subject of which nothing is known ([`Subject::default`]) is
    /// valid and is read strictly.
    pub fn new(key: K, subject: Subject) -> Self {
        let (history, disclosures) = (History::new(), Disclosures::new());
        Self { key, subject, history, disclosures, duties: BTreeMap::new() }
    }

    /// Returns what the person said.
    ///
    /// To decide about the person, fold it ([`person`](Self::person)), or use a ledger that the same events were
    /// recorded in.
    #[must_use]
    pub const fn history(&self) -> &History<K> {
        &self.history
    }

    /// Returns what left and what came from elsewhere.
    ///
    /// They include what a recipient passed on and what a supplier delivered; [`Disclosure::origin`] tells the kinds
    /// apart.
    #[must_use]
    pub const fn disclosures(&self) -> &Disclosures<K> {
        &self.disclosures
    }

    /// Returns all duties with their progress, done or not, ordered by id.
    ///
    /// What is to be done now, most urgent first, is a matter of filtering and sorting:
    ///
    /// ```
    /// use consentry::dialogue::{Dossier, Duty, State};
    /// use consentry::Timestamp;
    ///
    /// fn to_do(dossier: &Dossier, now: Timestamp) -> Vec<&Duty> {
    ///     let open = |duty: &&Duty| !matches!(duty.state(now), State::Acknowledged | State::Sent);
    ///     let mut open: Vec<&Duty> = dossier.duties().filter(open).collect();
    ///     open.sort_by_key(|duty| duty.due);
    ///     open
    /// }
    /// # let nobody = Dossier::new("anna".to_owned(), consentry::Subject::default());
    /// # assert!(to_do(&nobody, Timestamp::from_millis(0)).is_empty());
    /// ```
    pub fn duties(&self) -> impl Iterator<Item = &Duty> {
        self.duties.values()
    }

    /// Returns the person, for notices, guards and reports; folds the history anew.
    ///
    /// Guards that check the person must be built with the same interner. The value borrows the dossier, which cannot
    /// be changed meanwhile. It takes time linear in the history; keep it while several guards ask about the same
    /// instant.
    #[must_use]
    pub fn person(&self, interner: &Interner) -> Person<'_, K> {
        Person::new(&self.history, &self.subject, interner)
    }

    /// Takes in what the person said, together with all that it asks for. Known events bring nothing new.
    ///
    /// An event that was recorded before is not an error: the step then repeats the event and has no duties, so that a
    /// message delivered twice is harmless. Whether an event asks for anything is decided at this moment, by this
    /// policy, and never again; see [`duties`](super::duties::duties).
    ///
    /// # Errors
    /// - [`StepError::Conflict`]: the event is about another person, or its id stands for an event with other content.
    /// - [`StepError::UnknownNames`]: its scope has names that the policy does not know, each with the nearest known
    ///   one. An unknown name would be a no that covers nothing.
    ///
    /// Nothing has changed then.
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
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
    /// use consentry::dialogue::{Dossier, StepError};
    ///
    /// let interner = Interner::new();
    /// let mut anna = Dossier::new("anna".to_owned(), Subject::default());
    /// let scope = Scope::new(["ad"], ["contact"], ["lingon"], Operations::USE)?;
    /// let no = EventDocument::new("no", "anna".to_owned(), Kind::Objected, &scope, Timestamp::from_millis(0));
    /// let error = anna.record(&policy, &interner, no.into_event()?).unwrap_err();
    /// assert!(matches!(&error, StepError::UnknownNames(_)));
    /// assert!(error.to_string().contains("did you mean `ads`?"), "{error}");
    /// assert!(anna.history().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    /// Write [`Step::of_disclosure`] of what the permit carries to the log before the data is sent. Refusals are not
    /// kept; where the person is to see them, keep a [`Consultation`](crate::dialogue::Consultation).
    ///
    /// # Errors
    /// - [`NotAllowed`](DisclosureError::NotAllowed): the guard asks or denies; the decision is inside.
    /// - [`StaysHere`](DisclosureError::StaysHere): the guard is for a use by which nothing leaves.
    /// - [`MalformedId`](DisclosureError::MalformedId), [`Conflict`](DisclosureError::Conflict): the id cannot name a
    ///   disclosure, or names another one.
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
    /// `of` is the id of the disclosure by which the one who passed the data on had it. `data_use` is what is known of
    /// the further use; its names need not be in the policy, because whom an organisation's partner deals with is not
    /// the policy's to declare. `at` is when the data moved, which may lie long before the organisation hears of it.
    ///
    /// The step has the duties that earlier events ask for because of this disclosure, each once: whoever was told
    /// already of the same disclosure is not told again.
    ///
    /// # Errors
    /// A [`StepError::Disclosure`] with [`UnknownParent`](DisclosureError::UnknownParent) when what was passed on is
    /// not on record, [`Conflict`](DisclosureError::Conflict) or [`MalformedId`](DisclosureError::MalformedId) when the
    /// id does not do.
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
    /// The person may ask where their data came from (GDPR Art. 14(2)(f), 15(1)(g)), and a no travels back to the
    /// supplier (CJEU C-129/21). `supplier` is a key of the policy or any name.
    ///
    /// # Errors
    /// A [`StepError::Disclosure`] with [`Conflict`](DisclosureError::Conflict) or
    /// [`MalformedId`](DisclosureError::MalformedId) when the id is taken or cannot name a disclosure.
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
    ///
    /// INVARIANT: the disclosure is in the set before the duties are worked out, since they are found by going through
    /// the set.
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

    /// Returns what earlier noes ask for because of disclosures that nobody was told about yet.
    ///
    /// For each event that stops something, the disclosures named in its duties are the ones that were dealt with. What
    /// is affected beyond those is new. This takes the number of such events times the number of disclosures, both of
    /// one person.
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
    ///
    /// A duty is known by its id, which the event and its disclosures determine, so the same step taken in twice adds
    /// nothing.
    fn owe(&mut self, duties: &[Duty]) {
        for duty in duties {
            self.duties.entry(duty.id.clone()).or_insert_with(|| duty.clone());
        }
    }

    /// Takes in a step read back from a log, as it was.
    ///
    /// No policy is asked: the duties are those that the step has. Replaying a step twice changes nothing, so a reader
    /// that starts over from the beginning of its log needs no marker.
    ///
    /// # Errors
    /// When the step contradicts what is here: it is about another person, or one of its ids stands for other content
    /// ([`StepError::Conflict`], [`StepError::Disclosure`]). Then nothing of the step is taken in. The usual cause is a
    /// log of another person, or lines out of order: an onward disclosure before the one that it stems from.
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
    /// Each call counts one attempt. A duty that is acknowledged stays as it is, and that is no error.
    ///
    /// # Errors
    /// [`DutyError::Unknown`] when there is no such duty.
    pub fn sent(&mut self, id: &str, at: Timestamp) -> Result<(), DutyError> {
        self.duty(id)?.send(at);
        Ok(())
    }

    /// Records that a duty is done, and that whoever it was for has said so. Recording it twice changes nothing.
    ///
    /// A duty inside the organisation (`stop`, `erase`) can be acknowledged without being sent. One that goes out to
    /// someone cannot: nobody can confirm a letter that was never written.
    ///
    /// # Errors
    /// - [`DutyError::Unknown`]: there is no such duty.
    /// - [`DutyError::NeverSent`]: it goes out to someone and is still planned; record [`sent`](Self::sent) first.
    pub fn acknowledged(&mut self, id: &str, at: Timestamp, note: Option<String>) -> Result<(), DutyError> {
        self.duty(id)?.acknowledge(at, note)
    }

    /// Records that a duty was tried and failed. It stays owed.
    ///
    /// Failing does not move the deadline: after its last instant the duty is overdue like any other.
    ///
    /// # Errors
    /// - [`DutyError::Unknown`]: there is no such duty.
    /// - [`DutyError::Settled`]: it is acknowledged already.
    pub fn failed(&mut self, id: &str, at: Timestamp, why: impl Into<String>) -> Result<(), DutyError> {
        self.duty(id)?.fail(at, why.into())
    }

    /// Returns the progress of a duty, for the log.
    ///
    /// # Errors
    /// [`DutyError::Unknown`] when there is no such duty.
    pub fn progress(&self, id: &str) -> Result<Advance, DutyError> {
        let duty = self.duties.get(id).ok_or_else(|| unknown(id))?;
        Ok(Advance { duty: duty.id.clone(), progress: duty.progress.clone() })
    }

    /// Takes in the progress of a duty that was read back from a log, as it was.
    ///
    /// The last one counts, whatever it says: the rules of [`sent`](Self::sent) and its neighbours were applied before
    /// it was written, and are not applied again.
    ///
    /// # Errors
    /// [`DutyError::Unknown`] when there is no such duty, such as where the step that brought it was not replayed
    /// before.
    pub fn advance(&mut self, advance: Advance) -> Result<(), DutyError> {
        self.duty(&advance.duty)?.progress = advance.progress;
        Ok(())
    }

    /// Returns the duty with that id, to be changed.
    fn duty(&mut self, id: &str) -> Result<&mut Duty, DutyError> {
        self.duties.get_mut(id).ok_or_else(|| unknown(id))
    }
}

/// Makes the error for an id of no duty; an overlong id is shortened, since it may come from outside.
fn unknown(id: &str) -> DutyError {
    DutyError::Unknown(crate::suggest::shortened(id))
}
