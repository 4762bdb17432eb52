//! What can be done: a person says something, a duty gets on, data is put to use or moves. Each is one line of the log.

use std::collections::BTreeMap;

use consentry::{
    Decision, Event, EventDocument, Kind, Moment, Operations, Scope, Timestamp,
    decide::DataUseDocument,
    dialogue::{Choice, Consultation, Digest, Disclosure, Dossier, Permit, Reply, Stage, Step, Task},
    vocabulary::ScopeDocument,
};

use super::{
    brand::Switch,
    center::{Center, turned},
    choices,
    entry::{Act, Turn},
    error::RequestError,
    language::Language,
};

/// What is noted of a stopped use.
pub(crate) const STOPPED: &str = "no use passes the guard any more";
/// How long a note may be, in bytes.
const MAX_NOTE: usize = 300;

/// What came of wanting to use data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Used {
    Done,
    Refused,
}

impl Center {
    /// Takes the answers of one form: all of them or none. The same form twice is one.
    pub(crate) fn answer(
        &mut self,
        key: &str,
        form: &str,
        language: Language,
        hash: Digest,
        choices: &[(String, Choice)],
        now: Timestamp,
    ) -> Result<(), RequestError> {
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
        let mut shown = self.whole_notice(key, language, now)?;
        shown.hash = hash;
        let events = self.brand.notice.answer(&shown, &reply)?;
        self.say(key, events, now)
    }

    /// The person would rather answer later: nothing is asked again before its time.
    pub(crate) fn later(
        &mut self,
        key: &str,
        form: &str,
        language: Language,
        now: Timestamp,
    ) -> Result<(), RequestError> {
        if self.file(key)?.has_form(form) {
            return Ok(());
        }
        let shown = self.questions(key, language, now)?;
        let events = self.brand.notice.asked(&shown, form, &key.to_owned())?;
        self.say(key, events, now)
    }

    /// Turns uses off, and calls back what left for them.
    pub(crate) fn stop(
        &mut self,
        key: &str,
        form: &str,
        switches: &[Switch],
        now: Timestamp,
    ) -> Result<(), RequestError> {
        if self.file(key)?.has_form(form) {
            return Ok(());
        }
        let report = self.report(key, Language::English, now)?;
        // One act for each purpose and each kind of no, naming all recipients that it is for.
        let mut acts: BTreeMap<(&str, &'static str), (Kind, Vec<&str>)> = BTreeMap::new();
        for switch in switches {
            let kind = choices::no_to(&report, switch)
                .ok_or_else(|| RequestError::unknown("switch", &format!("{} {}", switch.purpose, switch.recipient)))?;
            acts.entry((&switch.purpose, kind.name())).or_insert((kind, Vec::new())).1.push(&switch.recipient);
        }
        let mut events = Vec::new();
        for ((purpose, name), (kind, recipients)) in acts {
            let scope = ScopeDocument {
                purposes: vec![purpose.to_owned()],
                // Whatever data it is and whatever is done with it: a no is not to be read narrowly.
                categories: vec!["*".to_owned()],
                recipients: recipients.into_iter().map(str::to_owned).collect(),
                operations: Operations::all().names().map(str::to_owned).collect(),
            };
            let scope = Scope::try_from(&scope).map_err(RequestError::ours)?;
            let mut event = EventDocument::new(format!("{form}/{purpose}.{name}"), key.to_owned(), kind, &scope, now);
            event.method = Some("preference_center".to_owned());
            events.push(event.into_event().map_err(RequestError::malformed)?);
        }
        self.say(key, events, now)
    }

    /// Takes in what the person said, with all that it asks for, as one act.
    pub(crate) fn say(&mut self, key: &str, events: Vec<Event>, now: Timestamp) -> Result<(), RequestError> {
        self.change(key, now, |brand, ledger, dossier| {
            let steps = events.into_iter().map(|event| dossier.record(&brand.policy, ledger.interner(), event));
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
    ) -> Result<(), RequestError> {
        if note.as_ref().is_some_and(|note| note.len() > MAX_NOTE || note.chars().any(char::is_control)) {
            return Err(RequestError::malformed(format!("a note has up to {MAX_NOTE} bytes on one line")));
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

    /// The brand wants to use the data. Only an allowed use is done; if data leaves, that is kept, and a
    /// refusal is kept for the person to see.
    pub(crate) fn put_to_use(&mut self, key: &str, id: &str, form: &str, now: Timestamp) -> Result<Used, RequestError> {
        self.file(key)?;
        let wanted = self.uses.iter().find(|wanted| wanted.id == id).ok_or_else(|| RequestError::unknown("use", id))?;
        let moment = Moment::from(now).collected_at(now);
        let (guard, leaves) = (wanted.guard.clone(), wanted.leaves);
        let decision = guard.check(key, moment);
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
                let permit: Permit = dossier.disclose(&guard, ledger.interner(), &name, moment)?;
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
    ) -> Result<(), RequestError> {
        self.change(key, at, |brand, ledger, dossier| {
            let parent = dossier.disclosures().get(of).ok_or_else(|| RequestError::unknown("disclosure", of))?;
            let data_use = DataUseDocument {
                recipient: to.to_owned(),
                operations: vec!["share".to_owned()],
                ..parent.data_use.clone()
            };
            let name = format!("{form}/passed_on");
            if dossier.disclosures().get(&name).is_some() {
                return Ok(None);
            }
            let step = dossier.passed_on(&brand.policy, ledger.interner(), &name, of, data_use, at)?;
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
    ) -> Result<(), RequestError> {
        self.change(key, at, |brand, ledger, dossier| {
            let step = dossier.received(&brand.policy, ledger.interner(), id, supplier, data_use, at)?;
            Ok(Some(Act::Moved(Box::new(step))))
        })
    }
}

fn left(disclosure: Disclosure) -> Step {
    Step { event: None, disclosure: Some(disclosure), duties: Vec::new() }
}
