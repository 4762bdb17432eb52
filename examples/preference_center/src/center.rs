//! Everything that is known, and the one way to change it: check, write down, take in.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use consentry::{
    Ledger, Moment, Timestamp,
    dialogue::{Consultation, Dossier, Duty, DutyError, Person, Report, Shown, Sources, Words},
};

use super::{
    brand::{Brand, Switch},
    entry::{Act, Entry, Turn},
    error::RequestError,
    failure::Failure,
    language::Language,
    log::{Found, Log},
    people::Customer,
    uses::Use,
};

/// The brand, its customers, and what was said.
pub struct Center {
    pub(crate) brand: Brand,
    pub(crate) uses: Vec<Use>,
    ledger: Ledger<String>,
    files: BTreeMap<String, File>,
    log: Log,
    is_new: bool,
}

/// What is kept of one person.
pub struct File {
    pub(crate) customer: Customer,
    /// What left, and what is owed.
    pub dossier: Dossier,
    /// Everything that happened, oldest first.
    pub(crate) entries: Vec<Entry>,
    consultations: Vec<Consultation>,
}

impl Center {
    /// Opens what a folder keeps; also what was done about a torn line.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Option<String>), Failure> {
        let policy = Arc::new(Brand::policy(include_str!("brand.toml"))?);
        let ledger = Ledger::new(policy.clone());
        let brand = Brand::new(policy, ledger.interner())?;
        let uses = Use::all(&brand, &ledger)?;
        let people = Customer::all(include_str!("people.toml"))
            .map_err(|error| Failure::new(format!("the customers cannot be read: {error}")))?;
        let mut files = BTreeMap::new();
        for customer in people {
            let described = ledger.describe(customer.key.clone(), &customer.subject);
            described.map_err(|faults| Failure::new(format!("customer `{}`: {faults}", customer.key)))?;
            let dossier = Dossier::new(customer.key.clone(), customer.subject.clone());
            let key = customer.key.clone();
            files.insert(key, File { customer, dossier, entries: Vec::new(), consultations: Vec::new() });
        }
        let Found { log, entries, torn } = Log::open(folder)?;
        let mut center = Self { brand, uses, ledger, files, log, is_new: entries.is_empty() };
        for (line, entry) in entries {
            center.take_back(entry).map_err(|error| {
                Failure::new(format!("log.jsonl line {line}: {error}; nothing is served until it is mended"))
            })?;
        }
        Ok((center, torn))
    }

    /// Whether nothing ever happened.
    pub(crate) const fn is_new(&self) -> bool {
        self.is_new
    }

    /// When the latest thing happened.
    pub(crate) fn latest(&self) -> Timestamp {
        let entries = self.files.values().flat_map(|file| &file.entries);
        entries.map(|entry| entry.at).max().unwrap_or_default()
    }

    /// Takes in a line of the log, as it was.
    fn take_back(&mut self, entry: Entry) -> Result<(), String> {
        let file =
            self.files.get_mut(&entry.person).ok_or_else(|| format!("there is no customer `{}`", entry.person))?;
        match &entry.act {
            Act::Said(steps) => {
                for step in steps {
                    file.dossier.replay(step.clone()).map_err(|error| error.to_string())?;
                }
            }
            Act::Moved(step) => file.dossier.replay((**step).clone()).map_err(|error| error.to_string())?,
            Act::Turned { duty, turn, note } => {
                turned(&mut file.dossier, duty, *turn, note.clone(), entry.at).map_err(|error| error.to_string())?;
            }
            Act::Refused(_) => {}
        }
        for event in entry.act.events() {
            self.ledger.record(event).map_err(|error| error.to_string())?;
        }
        file.keep(entry);
        Ok(())
    }

    /// Changes one person's side: on a copy first, then on disk, and only then for everyone to see.
    pub(super) fn change(
        &mut self,
        key: &str,
        now: Timestamp,
        make: impl FnOnce(&Brand, &Ledger<String>, &mut Dossier) -> Result<Option<Act>, RequestError>,
    ) -> Result<(), RequestError> {
        let file = self.files.get_mut(key).ok_or_else(|| RequestError::unknown_person(key))?;
        let mut next = file.dossier.clone();
        let Some(act) = make(&self.brand, &self.ledger, &mut next)? else { return Ok(()) };
        let entry = Entry { at: now, person: key.to_owned(), act };
        self.log.append(&entry).map_err(|error| RequestError::unwritable(&error))?;
        for event in entry.act.events() {
            // The dossier has accepted the same event under the same policy; were the ledger to refuse it all the same,
            // the next start would say so, and this answer does.
            self.ledger.record(event).map_err(RequestError::ours)?;
        }
        file.dossier = next;
        file.keep(entry);
        self.is_new = false;
        Ok(())
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    /// What is kept of a person.
    ///
    /// # Errors
    /// When nobody has that key.
    pub fn file(&self, key: &str) -> Result<&File, RequestError> {
        self.files.get(key).ok_or_else(|| RequestError::unknown_person(key))
    }

    fn person<'f>(&self, file: &'f File) -> Person<'f> {
        file.dossier.person(self.ledger.interner())
    }

    /// Everything the person is owed to know.
    pub(crate) fn report(&self, key: &str, language: Language, now: Timestamp) -> Result<Report, RequestError> {
        let file = self.file(key)?;
        let duties: Vec<Duty> = file.dossier.duties().cloned().collect();
        let sources =
            Sources { disclosures: file.dossier.disclosures(), duties: &duties, consultations: &file.consultations };
        Ok(Report::for_subject(&self.brand.form, &self.person(file), &sources, &Words::new(language.code()), now))
    }

    /// When the use behind a switch was allowed, by what was known at each time.
    pub(crate) fn allowed_spans(
        &self,
        file: &File,
        switch: &Switch,
        from: Timestamp,
        now: Timestamp,
    ) -> Vec<(Timestamp, Timestamp)> {
        let Some(wanted) = self.uses.iter().find(|wanted| {
            let data_use = wanted.guard.data_use();
            let recipient = data_use.recipient().as_str();
            let is_theirs = recipient.strip_prefix(switch.recipient.as_str());
            data_use.purpose().as_str() == switch.purpose
                && is_theirs.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        }) else {
            return Vec::new();
        };
        let mut changes: Vec<Timestamp> = vec![from];
        changes.extend(file.dossier.history().events().map(|event| event.recorded_at().max(event.at())));
        changes.sort_unstable();
        changes.dedup();
        let mut spans: Vec<(Timestamp, Timestamp)> = Vec::new();
        for (position, &start) in changes.iter().enumerate() {
            let end = changes.get(position + 1).copied().unwrap_or(now);
            let known = file.dossier.history().as_of(start);
            let standing = known.standing(&file.customer.subject, self.ledger.interner());
            let ruling = wanted.guard.as_ref().ruling(&standing, Moment::from(start).collected_at(start));
            if ruling.decision.is_allow() {
                // A yes can run out before anyone says anything new.
                let end = ruling.until.map_or(end, |until| until.min(end));
                match spans.last_mut() {
                    Some((_, last)) if *last == start => *last = end,
                    _ => spans.push((start, end)),
                }
            }
        }
        spans
    }

    /// What to ask the person now.
    pub(crate) fn questions(&self, key: &str, language: Language, now: Timestamp) -> Result<Shown, RequestError> {
        let file = self.file(key)?;
        Ok(self.brand.notice.for_subject(&self.person(file), language.code(), now))
    }

    /// Every choice there is, in the words it would be answered to.
    pub(crate) fn whole_notice(&self, key: &str, language: Language, now: Timestamp) -> Result<Shown, RequestError> {
        let file = self.file(key)?;
        Ok(self.brand.notice.in_full(&self.person(file), language.code(), now))
    }
}

impl File {
    fn keep(&mut self, entry: Entry) {
        if let Act::Refused(consultation) = &entry.act {
            self.consultations.push(consultation.clone());
        }
        self.entries.push(entry);
    }

    /// Whether a form was taken already.
    pub(crate) fn has_form(&self, form: &str) -> bool {
        self.events_of(form).next().is_some()
    }

    /// What was said by a form.
    pub(crate) fn events_of<'f>(&'f self, form: &'f str) -> impl Iterator<Item = &'f consentry::Event> {
        let events = self.dossier.history().events();
        events.filter(move |event| event.id().as_str().split_once('/').is_some_and(|(own, _)| own == form))
    }
}

/// Takes in what became of a duty.
pub(super) fn turned(
    dossier: &mut Dossier,
    duty: &str,
    turn: Turn,
    note: Option<String>,
    at: Timestamp,
) -> Result<(), DutyError> {
    match turn {
        Turn::Sent => dossier.sent(duty, at),
        Turn::Acknowledged => dossier.acknowledged(duty, at, note),
        Turn::Failed => dossier.failed(duty, at, note.unwrap_or_default()),
    }
}
