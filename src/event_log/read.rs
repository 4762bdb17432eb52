//! Reading a whole log.

use std::{collections::HashMap, hash::Hash, io::BufRead};

use serde::de::DeserializeOwned;

use super::{
    event_lines::EventLines,
    line_error::{LineError, LineFault},
};
use crate::{
    event::{Conflict, Event, EventId},
    policy::Policy,
};

/// A whole log, read: the good events in their order, and every other line with its reason.
///
/// [`read_events`] makes one. What to do with bad lines is the caller's to say; dropping them silently would lose noes.
#[derive(Debug)]
pub struct EventLog<K = String> {
    /// The good events in the order of the log, without repetitions.
    pub events: Vec<Event<K>>,
    /// The bad lines in the order of the log.
    pub errors: Vec<LineError>,
    /// The number of lines that repeated an earlier event.
    pub repeated: u64,
}

/// Reads a whole log against a policy. Every line becomes an event, a counted repetition, or an error.
///
/// Of two lines about one person with one id the first counts: the second is a repetition if its content is the same,
/// and else an error ([`LineFault::Conflict`]). A repetition that was recorded earlier moves the event's `recorded_at`
/// back. Events of different people may share an id, as the lines of a suppression list do: a ledger takes them all,
/// and so does this.
///
/// The whole log is held in memory. Where that is too much, [`EventLines`] reads line by line, and a ledger tells
/// repetitions from contradictions.
///
/// ```
/// use consentry::{PolicyDocument, event_log::{EventLog, LineFault, read_events}};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     vocabulary.starter = true
///     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "*", operations = "use" }
/// "#)?
/// .compile()?;
/// let line = |kind: &str| format!(
///     r#"{{"id": "e1", "subject": "anna", "kind": "{kind}", "at": "2026-01-01T09:00:00Z", "scope":
///     {{"purposes": "marketing.email", "categories": "*", "recipients": "*", "operations": "*"}}}}"#,
/// ).replace('\n', " ");
/// let log = [line("refused"), line("refused"), line("withdrawn")].join("\n");
/// let read: EventLog = read_events(log.as_bytes(), &policy);
/// assert_eq!((read.events.len(), read.repeated, read.errors.len()), (1, 1, 1));
/// assert!(matches!(read.errors[0].cause, LineFault::Conflict(_)));
/// # Ok::<(), consentry::Faults>(())
/// ```
pub fn read_events<K: DeserializeOwned + Hash + Eq + Clone>(reader: impl BufRead, policy: &Policy) -> EventLog<K> {
    let mut log = EventLog { events: Vec::new(), errors: Vec::new(), repeated: 0 };
    // An id names an event among those of one person: a suppression list may have one id for everyone.
    let mut known: HashMap<(K, EventId), usize> = HashMap::new();
    let mut lines = EventLines::new(reader).checked_against(policy);
    while let Some(line) = lines.next() {
        match line {
            Err(error) => log.errors.push(error),
            Ok(event) => match known.get(&identity(&event)).and_then(|&position| log.events.get_mut(position)) {
                Some(earlier) if earlier.digest() == event.digest() => {
                    earlier.known_since(event.recorded_at());
                    log.repeated += 1;
                }
                Some(_) => {
                    let cause = LineFault::Conflict(Conflict::OtherContent { id: event.id().clone() });
                    log.errors.push(cause.on(lines.lines_read(), Some(event.id().clone())));
                }
                None => {
                    known.insert(identity(&event), log.events.len());
                    log.events.push(event);
                }
            },
        }
    }
    log
}

/// What tells an event from all others: whom it is about, and its id.
fn identity<K: Clone>(event: &Event<K>) -> (K, EventId) {
    (event.subject().clone(), event.id().clone())
}
