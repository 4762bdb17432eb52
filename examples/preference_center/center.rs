//! Everything that is known, and the one way to change it: check, write down, take in.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use consentry::{
    DataUseDocument, Decision, EventDocument, Kind, Ledger, Moment, Operations, Scope, Timestamp,
    dialogue::{
        Choice, Consultation, Digest, Dossier, Duty, Permit, Person, Reply, Report, Shown, Sources, Stage, Step, Task,
        Words,
    },
};

use super::{
    brand::{Brand, Switch},
    choices,
    entry::{Act, Entry, Turn},
    failure::Failure,
    log::{Found, Log},
    people::Customer,
    tongue::Tongue,
    trouble::Trouble,
    uses::Use,
};

/// What is noted of a stopped use.
pub(crate) const STOPPED: &str = "no use passes the guard any more";
/// How long a note may be, in bytes.
const MAX_NOTE: usize = 300;
/// Most acts of one person: enough for a button pressed every day for years, and little enough to read at each press.
const MAX_ENTRIES: usize = 5000;

/// The brand, its customers, and what was said.
pub(crate) struct Center {
    pub(crate) brand: Brand,
    pub(crate) uses: Vec<Use>,
    ledger: Ledger<String>,
    files: BTreeMap<String, File>,
    log: Log,
    is_new: bool,
}

/// What is kept of one person.
pub(crate) struct File {
    pub(crate) customer: Customer,
    pub(crate) dossier: Dossier,
    /// Everything that happened, oldest first.
    pub(crate) entries: Vec<Entry>,
    consultations: Vec<Consultation>,
}

/// What came of wanting to use data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Used {
    Done,
    Refused,
}

impl Center {
    /// Opens what a folder keeps; also what was done about a torn line.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Option<String>), Failure> {
        let policy = Arc::new(Brand::policy(include_str!("brand.toml"))?);
        let ledger = Ledger::new(policy.clone());
        let brand = Brand::new(policy, ledger.symbols())?;
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
            center.take_back(entry).map_err(|trouble| {
                Failure::new(format!("log.jsonl line {line}: {trouble}; nothing is served until it is mended"))
            })?;
        }
        Ok((center, torn))
    }

    /// Whether nothing ever happened.
    pub(crate) const fn is_new(&self) -> bool {
        self.is_new
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
    fn change(
        &mut self,
        key: &str,
        now: Timestamp,
        make: impl FnOnce(&Brand, &Ledger<String>, &mut Dossier) -> Result<Option<Act>, Trouble>,
    ) -> Result<(), Trouble> {
        let file = self.files.get_mut(key).ok_or_else(|| Trouble::unknown_person(key))?;
        if file.entries.len() >= MAX_ENTRIES {
            return Err(Trouble::ours("this person's file is full"));
        }
        let mut next = file.dossier.clone();
        let Some(act) = make(&self.brand, &self.ledger, &mut next)? else { return Ok(()) };
        let entry = Entry { at: now, person: key.to_owned(), act };
        self.log.append(&entry).map_err(|error| Trouble::unwritable(&error))?;
        for event in entry.act.events() {
            // The dossier has accepted the same event under the same policy; were the ledger to refuse it all the same,
            // the next start would say so, and this answer does.
            self.ledger.record(event).map_err(Trouble::ours)?;
        }
        file.dossier = next;
        file.keep(entry);
        self.is_new = false;
        Ok(())
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    pub(crate) fn file(&self, key: &str) -> Result<&File, Trouble> {
        self.files.get(key).ok_or_else(|| Trouble::unknown_person(key))
    }

    fn person<'f>(&self, file: &'f File) -> Person<'f> {
        file.dossier.person(self.ledger.symbols())
    }

    /// Everything the person is owed to know.
    pub(crate) fn report(&self, key: &str, tongue: Tongue, now: Timestamp) -> Result<Report, Trouble> {
        let file = self.file(key)?;
        let duties: Vec<Duty> = file.dossier.duties().cloned().collect();
        let sources =
            Sources { disclosures: file.dossier.disclosures(), duties: &duties, consultations: &file.consultations };
        Ok(Report::for_subject(&self.brand.form, &self.person(file), &sources, &Words::new(tongue.code()), now))
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
            let standing = known.standing(&file.customer.subject, self.ledger.symbols());
            let ruling = wanted.guard.ruling(&standing, Moment::from(start).collected_at(start));
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
    pub(crate) fn questions(&self, key: &str, tongue: Tongue, now: Timestamp) -> Result<Shown, Trouble> {
        let file = self.file(key)?;
        Ok(self.brand.notice.for_subject(&self.person(file), tongue.code(), now))
    }

    /// Every choice there is, in the words it would be answered to.
    pub(crate) fn whole_notice(&self, key: &str, tongue: Tongue, now: Timestamp) -> Result<Shown, Trouble> {
        let file = self.file(key)?;
        Ok(self.brand.notice.in_full(&self.person(file), tongue.code(), now))
    }

    /// Takes the answers of one form: all of them or none. The same form twice is one.
    pub(crate) fn answer(
        &mut self,
        key: &str,
        form: &str,
        tongue: Tongue,
        hash: Digest,
        choices: &[(String, Choice)],
        now: Timestamp,
    ) -> Result<(), Trouble> {
        if self.file(key)?.has_form(form) {
            return Ok(());
        }
        let mut reply = Reply::new(form, key.to_owned(), now).method("preference_center");
        for (item, choice) in choices {
            reply = match choice {
                Choice::Accept => reply.accept(item),
                Choice::Refuse => reply.refuse(item),
            };
        }
        if choices.len() > 1 {
            reply = reply.all_at_once();
        }
        let mut shown = self.whole_notice(key, tongue, now)?;
        shown.hash = hash;
        let events = self.brand.notice.answer(&shown, &reply)?;
        self.say(key, events, now)
    }

    /// The person would rather answer later: nothing is asked again before its time.
    pub(crate) fn later(&mut self, key: &str, form: &str, tongue: Tongue, now: Timestamp) -> Result<(), Trouble> {
        if self.file(key)?.has_form(form) {
            return Ok(());
        }
        let shown = self.questions(key, tongue, now)?;
        let events = self.brand.notice.asked(&shown, form, &key.to_owned())?;
        self.say(key, events, now)
    }

    /// Turns uses off, and calls back what left for them.
    pub(crate) fn stop(&mut self, key: &str, form: &str, switches: &[Switch], now: Timestamp) -> Result<(), Trouble> {
        if self.file(key)?.has_form(form) {
            return Ok(());
        }
        let report = self.report(key, Tongue::English, now)?;
        // One act for each purpose and each kind of no, naming all recipients that it is for.
        let mut acts: BTreeMap<(&str, &'static str), (Kind, Vec<&str>)> = BTreeMap::new();
        for switch in switches {
            let kind = choices::no_to(&report, switch)
                .ok_or_else(|| Trouble::unknown("switch", &format!("{} {}", switch.purpose, switch.recipient)))?;
            acts.entry((&switch.purpose, kind.name())).or_insert((kind, Vec::new())).1.push(&switch.recipient);
        }
        let mut events = Vec::new();
        for ((purpose, name), (kind, recipients)) in acts {
            let scope = consentry::ScopeDocument {
                purposes: vec![purpose.to_owned()],
                // Whatever data it is and whatever is done with it: a no is not to be read narrowly.
                categories: vec!["*".to_owned()],
                recipients: recipients.into_iter().map(str::to_owned).collect(),
                operations: Operations::all().names().map(str::to_owned).collect(),
            };
            let scope = Scope::try_from(&scope).map_err(Trouble::ours)?;
            let mut event = EventDocument::new(format!("{form}/{purpose}.{name}"), key.to_owned(), kind, &scope, now);
            event.method = Some("preference_center".to_owned());
            events.push(event.into_event().map_err(Trouble::malformed)?);
        }
        self.say(key, events, now)
    }

    /// Takes in what the person said, with all that it asks for, as one act.
    pub(crate) fn say(&mut self, key: &str, events: Vec<consentry::Event>, now: Timestamp) -> Result<(), Trouble> {
        self.change(key, now, |brand, ledger, dossier| {
            let steps = events.into_iter().map(|event| dossier.record(&brand.policy, ledger.symbols(), event));
            let mut steps = steps.collect::<Result<Vec<Step>, _>>()?;
            // To stop is no promise: the ledger stands in front of every use and knows of the no when this returns.
            let stops = steps.iter_mut().flat_map(|step| &mut step.duties);
            for duty in stops.filter(|duty| matches!(duty.task, Task::Stop { .. })) {
                duty.progress.stage = Stage::Acknowledged;
                duty.progress.note = Some(STOPPED.to_owned());
                dossier.acknowledged(&duty.id, duty.progress.since, Some(STOPPED.to_owned()))?;
            }
            Ok((!steps.is_empty()).then_some(Act::Said(steps)))
        })
    }

    /// A duty gets on, or does not. Said twice it is said once.
    pub(crate) fn turn(
        &mut self,
        key: &str,
        duty: &str,
        turn: Turn,
        note: Option<String>,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        if note.as_ref().is_some_and(|note| note.len() > MAX_NOTE || note.chars().any(char::is_control)) {
            return Err(Trouble::malformed(format!("a note has up to {MAX_NOTE} bytes on one line")));
        }
        self.change(key, now, |_, _, dossier| {
            let settled = |dossier: &Dossier| {
                dossier.duties().any(|other| other.id == duty && other.progress.stage == Stage::Acknowledged)
            };
            let was_settled = settled(dossier);
            turned(dossier, duty, turn, note.clone(), now)?;
            // What is acknowledged stays so; then there is nothing to write down.
            Ok((!was_settled).then(|| Act::Turned { duty: duty.to_owned(), turn, note }))
        })
    }

    /// Someone in the house wants to use the data. Only an allowed use is done; if data leaves, that is kept, and a
    /// refusal is kept for the person to see.
    pub(crate) fn put_to_use(&mut self, key: &str, id: &str, form: &str, now: Timestamp) -> Result<Used, Trouble> {
        self.file(key)?;
        let wanted = self.uses.iter().find(|wanted| wanted.id == id).ok_or_else(|| Trouble::unknown("use", id))?;
        let moment = Moment::from(now).collected_at(now);
        let decision = wanted.gate.check(key, moment);
        let (guard, leaves) = (wanted.guard.clone(), wanted.leaves);
        let Decision::Allow(_) = decision else {
            let data_use = DataUseDocument::from(guard.data_use());
            let refused = Consultation { at: now, data_use, reason: decision.code().to_owned() };
            self.change(key, now, |_, _, _| Ok(Some(Act::Refused(refused))))?;
            return Ok(Used::Refused);
        };
        if leaves {
            let name = format!("{form}/{id}");
            self.change(key, now, |_, ledger, dossier| {
                if dossier.disclosures().get(&name).is_some() {
                    return Ok(None);
                }
                let permit: Permit = dossier.disclose(&guard, ledger.symbols(), &name, moment)?;
                Ok(Some(Act::Moved(Box::new(left(permit.into_disclosure())))))
            })?;
        }
        Ok(Used::Done)
    }

    /// A company tells that it passed data on.
    pub(crate) fn passed_on(
        &mut self,
        key: &str,
        form: &str,
        of: &str,
        to: &str,
        at: Timestamp,
    ) -> Result<(), Trouble> {
        self.change(key, at, |brand, ledger, dossier| {
            let parent = dossier.disclosures().get(of).ok_or_else(|| Trouble::unknown("disclosure", of))?;
            let data_use = DataUseDocument {
                recipient: to.to_owned(),
                operations: vec!["share".to_owned()],
                ..parent.data_use.clone()
            };
            let name = format!("{form}/passed_on");
            if dossier.disclosures().get(&name).is_some() {
                return Ok(None);
            }
            let step = dossier.passed_on(&brand.policy, ledger.symbols(), &name, of, data_use, at)?;
            Ok(Some(Act::Moved(Box::new(step))))
        })
    }

    /// Data came from a supplier.
    pub(crate) fn received(
        &mut self,
        key: &str,
        id: &str,
        supplier: &str,
        data_use: DataUseDocument,
        at: Timestamp,
    ) -> Result<(), Trouble> {
        self.change(key, at, |brand, ledger, dossier| {
            let step = dossier.received(&brand.policy, ledger.symbols(), id, supplier, data_use, at)?;
            Ok(Some(Act::Moved(Box::new(step))))
        })
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

fn left(disclosure: consentry::dialogue::Disclosure) -> Step {
    Step { event: None, disclosure: Some(disclosure), duties: Vec::new() }
}

fn turned(
    dossier: &mut Dossier,
    duty: &str,
    turn: Turn,
    note: Option<String>,
    at: Timestamp,
) -> Result<(), consentry::dialogue::DutyError> {
    match turn {
        Turn::Sent => dossier.sent(duty, at),
        Turn::Acknowledged => dossier.acknowledged(duty, at, note),
        Turn::Failed => dossier.failed(duty, at, note.unwrap_or_default()),
    }
}
