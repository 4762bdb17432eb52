//! What a person's acts ask for and what they are told, held against what a scenario expects.
//!
//! What happened is taken in step by step, in the order in which the organisation learned of it: once as it comes, and
//! once replayed from the steps as they would stand in a log. Both must come to the same.

use std::collections::BTreeSet;

use serde::{Serialize, de::DeserializeOwned};

use super::{
    Failure, Scenario,
    dialogue_document::{
        DisclosureDocument, DutiesDocument, DutyExpectDocument, ProgressDocument, ReportDocument, TaskName,
        UseExpectDocument,
    },
    document::Until,
    run::Runner,
};
use crate::{
    decide::{DataUse, Guard},
    dialogue::{
        Advance, DisclosureError, Dossier, Duty, Report, ReportForm, Sources, Stage, Step, StepError, Task, UseLine,
        Words,
    },
    event::Event,
    interner::Interner,
    time::Timestamp,
};

/// Something that the organisation learned of.
enum Occurrence<'s> {
    Event(&'s Event<String>),
    Disclosure(&'s DisclosureDocument),
    Progress(&'s ProgressDocument),
}

impl Occurrence<'_> {
    /// When it was learned; of what was learned at once, what the person said comes first.
    fn known(&self) -> (Timestamp, u8) {
        match self {
            Self::Event(event) => (event.recorded_at(), 0),
            Self::Disclosure(disclosure) => (disclosure.known_at.unwrap_or(disclosure.at), 1),
            Self::Progress(progress) => (progress.at, 2),
        }
    }
}

impl Runner<'_> {
    /// Holds what is owed against what is expected.
    pub(super) fn owed(&self, position: usize, document: &DutiesDocument, failures: &mut Vec<Failure>) {
        let named = format!("duties {}, at {}", position + 1, document.at);
        let dossier = match self.dossier(document.at, &Interner::new()) {
            Ok(dossier) => dossier,
            Err(problem) => {
                failures.push(self.scenario.failure(Some(named), "what happened", "can be taken in", problem));
                return;
            }
        };
        let mut left: Vec<&Duty> = dossier.duties().collect();
        for expected in &document.expect {
            let found = left.iter().position(|duty| agrees(&wanted_of(expected), &fields(duty, document.at)));
            match found {
                Some(place) => {
                    left.swap_remove(place);
                }
                None => {
                    let came: Vec<String> = left.iter().map(|duty| described(&fields(duty, document.at))).collect();
                    failures.push(self.scenario.failure(
                        Some(named.clone()),
                        "duty",
                        &listed(&wanted_of(expected)),
                        if came.is_empty() { "no further duty".to_owned() } else { came.join("; or ") },
                    ));
                }
            }
        }
        for duty in left {
            let came = described(&fields(duty, document.at));
            failures.push(self.scenario.failure(Some(named.clone()), "duty", "none", came));
        }
    }

    /// Holds what the person is told against what is expected.
    pub(super) fn told(&self, position: usize, document: &ReportDocument, failures: &mut Vec<Failure>) {
        let named = format!("report {}, in {}, at {}", position + 1, document.language, document.at);
        let report = match self.report(document) {
            Ok(report) => report,
            Err(problem) => {
                failures.push(self.scenario.failure(Some(named), "the report", "can be written", problem));
                return;
            }
        };
        let mut fail = |what: &str, expected: &str, actual: String| {
            failures.push(self.scenario.failure(Some(named.clone()), what, expected, actual));
        };
        let expect = &document.expect;
        for wanted in &expect.uses {
            let own = |line: &&UseLine| {
                line.rule == wanted.rule && line.purpose_key == wanted.purpose && line.recipient.key == wanted.recipient
            };
            let what = format!("use of {} by {} (rule {})", wanted.purpose, wanted.recipient, wanted.rule);
            let Some(line) = report.uses.iter().find(own) else {
                fail(&what, "is listed", "is not".to_owned());
                continue;
            };
            for (field, expected, actual) in use_differences(wanted, line) {
                fail(&format!("{field} of the {what}"), &expected, actual);
            }
        }
        let lists = [
            ("refused", differing(expect.refused.as_deref(), report.refused.iter().map(|act| &*act.event))),
            (
                "disclosed",
                differing(expect.disclosed.as_deref(), report.disclosures.iter().map(|line| &*line.disclosure)),
            ),
            ("missing", differing(expect.missing.as_deref(), report.missing.iter().map(|missing| missing.code))),
        ];
        for (what, differing) in lists {
            if let Some((expected, actual)) = differing {
                fail(what, &expected, actual);
            }
        }
        let text = report.text();
        for line in &expect.lines {
            let bare = |line: &str| line.trim_start_matches([' ', '-']).trim_end().to_owned();
            if !text.lines().any(|own| bare(own) == bare(line)) {
                fail("line", line, format!("none such in\n{text}"));
            }
        }
        for words in expect.absent.iter().filter(|words| text.contains(words.as_str())) {
            fail("words", &format!("`{words}` nowhere"), format!("some in\n{text}"));
        }
    }

    fn report(&self, document: &ReportDocument) -> Result<Report, String> {
        let interner = Interner::new();
        let dossier = self.dossier(document.at, &interner)?;
        let form = ReportForm::new(self.policy.clone(), &interner).map_err(|error| error.to_string())?;
        let duties: Vec<Duty> = dossier.duties().cloned().collect();
        let sources = Sources { disclosures: dossier.disclosures(), duties: &duties, consultations: &[] };
        let words = Words::new(&document.language);
        Ok(Report::for_subject(&form, &dossier.person(&interner), &sources, &words, document.at))
    }

    /// Everything that was known at an instant, taken in as it came.
    fn dossier(&self, at: Timestamp, interner: &Interner) -> Result<Dossier, String> {
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
                            let kept = |permit: crate::dialogue::Permit| Step::of_disclosure(permit.into_disclosure());
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
enum Entry {
    Step(Box<Step>),
    Advance(Advance),
}

/// What is read back of a line of a log.
fn reread<T: Serialize + DeserializeOwned>(value: &T) -> Result<T, String> {
    let line = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&line).map_err(|error| format!("{error} in {line}"))
}

/// The name of whoever a scenario is about; nothing depends on it.
pub(super) const SUBJECT: &str = "subject";

/// Names and values, to be compared and shown.
type Fields = Vec<(&'static str, String)>;

fn fields(duty: &Duty, at: Timestamp) -> Fields {
    let mut fields = vec![("id", duty.id.clone()), ("event", duty.event.clone())];
    let mut add = |name, value: String| fields.push((name, value));
    let task = match &duty.task {
        Task::Stop { rules } => {
            add("rules", set(rules));
            TaskName::Stop
        }
        Task::Notify { recipient: whom, disclosures } => {
            add("whom", whom.clone());
            add("disclosures", set(disclosures));
            TaskName::Notify
        }
        Task::NotifySupplier { supplier: whom, disclosures } => {
            add("whom", whom.clone());
            add("disclosures", set(disclosures));
            TaskName::NotifySupplier
        }
        Task::Erase { category } => {
            add("category", category.clone());
            TaskName::Erase
        }
        Task::Keep { category, rule, basis } => {
            add("category", category.clone());
            add("rule", rule.clone());
            add("basis", basis.name().to_owned());
            TaskName::Keep
        }
        Task::TellPerson => TaskName::TellPerson,
    };
    add("task", task.name().to_owned());
    add("due", duty.due.to_string());
    add("source", duty.source.clone());
    add("state", duty.state(at).name().to_owned());
    fields
}

fn wanted_of(expected: &DutyExpectDocument) -> Fields {
    let DutyExpectDocument { task, id, event, whom, disclosures, category, rule, basis, rules, due, source, state } =
        expected;
    let wanted = [
        ("task", Some(task.name().to_owned())),
        ("id", id.clone()),
        ("event", event.clone()),
        ("whom", whom.clone()),
        ("disclosures", disclosures.as_deref().map(set)),
        ("category", category.clone()),
        ("rule", rule.clone()),
        ("basis", basis.map(|basis| basis.name().to_owned())),
        ("rules", rules.as_deref().map(set)),
        ("due", due.map(|time| time.to_string())),
        ("source", source.clone()),
        ("state", state.map(|state| state.name().to_owned())),
    ];
    wanted.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn agrees(wanted: &Fields, actual: &Fields) -> bool {
    wanted.iter().all(|field| actual.contains(field))
}

fn listed(fields: &Fields) -> String {
    fields.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}

fn described(fields: &Fields) -> String {
    format!("({})", listed(fields))
}

fn use_differences(wanted: &UseExpectDocument, line: &UseLine) -> Vec<(&'static str, String, String)> {
    let or_none = |time: Option<Timestamp>| time.map_or_else(|| "none".to_owned(), |time| time.to_string());
    let acts: Vec<String> = line.acts.iter().map(|act| act.event.clone()).collect();
    let pairs = [
        ("outcome", wanted.outcome.map(|outcome| outcome.name().to_owned()), line.outcome.name().to_owned()),
        ("reason", wanted.reason.clone(), line.code.to_owned()),
        ("basis", wanted.basis.map(|basis| basis.name().to_owned()), line.basis.name().to_owned()),
        ("since", wanted.since.map(|time| time.to_string()), or_none(line.since)),
        ("until", wanted.until.map(|until| until.to_string()), Until(line.until).to_string()),
        ("acts", wanted.acts.as_deref().map(set), set(&acts)),
    ];
    let differing = pairs.into_iter().filter_map(|(what, expected, actual)| Some((what, expected?, actual)));
    differing.filter(|(_, expected, actual)| expected != actual).collect()
}

/// Both as sets, if anything is expected and something else came.
fn differing<'n>(expected: Option<&[String]>, actual: impl Iterator<Item = &'n str>) -> Option<(String, String)> {
    let actual: Vec<String> = actual.map(str::to_owned).collect();
    let (expected, actual) = (set(expected?), set(&actual));
    (expected != actual).then_some((expected, actual))
}

/// Names as a set, in words.
fn set(names: &[String]) -> String {
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    if names.is_empty() { "none".to_owned() } else { names.into_iter().collect::<Vec<_>>().join(", ") }
}
