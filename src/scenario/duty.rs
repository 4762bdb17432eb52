//! What must be owed, held against what is owed.
//!
//! Expected and actual duties are turned into lists of field names and values, so that comparing and showing them are
//! the same for every task.

use super::{
    dialogue_document::{DutiesDocument, DutyExpectDocument, TaskName},
    failure::Failure,
    names::set,
    runner::Runner,
};
use crate::{
    dialogue::{Duty, Task},
    interner::Interner,
    time::Timestamp,
};

/// Field names with values in words, to be compared and shown.
type Fields = Vec<(&'static str, String)>;

/// Returns all fields of a duty, with its state at that instant.
///
/// Names are those of [`DutyExpectDocument`]. Ids that stand for a set are written in one order, so that texts can be
/// compared.
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

/// Returns the fields that are stated; what is left out is not among them.
///
/// The document is taken apart by name, so that a new field cannot be forgotten here.
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

/// Returns whether everything wanted is there with the same value.
fn agrees(wanted: &Fields, actual: &Fields) -> bool {
    wanted.iter().all(|field| actual.contains(field))
}

/// Returns the fields in brackets, so that several duties can stand in one message.
fn described(fields: &Fields) -> String {
    format!("({})", listed(fields))
}

/// Returns the fields in words: `task stop, id no/stop`.
fn listed(fields: &Fields) -> String {
    fields.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}

impl Runner<'_> {
    /// Holds what is owed against what is expected.
    ///
    /// Each expected duty takes away the first actual one that agrees; what is left over at the end is a failure too.
    /// An expected duty without a match is shown beside everything that was left, so that the differing field can be
    /// seen.
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
}
