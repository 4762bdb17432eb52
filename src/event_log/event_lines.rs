//! Reading a log line by line.
//!
//! The reader holds one line at a time, of at most [`MAX_LINE_LEN`] bytes, whatever comes: a longer line is skipped
//! as it is read and becomes one error. So a log of any size is read in constant memory.

use std::{
    hash::Hash,
    io::{self, BufRead, Read},
};

use serde::de::DeserializeOwned;

use super::line_error::{LineError, LineFault, MAX_LINE_LEN};
use crate::{
    document::from_json_line,
    event::{Event, EventDocument, EventId},
    policy::Policy,
};

/// A reader that goes through a log line by line, for logs too long to hold.
///
/// Empty lines are passed over. A bad line is an error of its own, and reading goes on after it; only a reader that
/// fails ends the log. With a policy, events must use names that it knows. Repetitions come out as they stand: a
/// [`History`](crate::History) or a ledger tells repetitions from contradictions, and
/// [`read_events`](super::read_events) does so for a whole log.
///
/// ```
/// use consentry::event_log::EventLines;
///
/// let log = r#"{"id": "e1", "subject": "anna", "kind": "gven", "at": "2026-01-01T09:00:00Z", "scope": {}}"#;
/// let mut lines: EventLines<'_, _> = EventLines::new(log.as_bytes());
/// let error = lines.next().unwrap().unwrap_err();
/// assert!(error.to_string().starts_with("line 1, event `e1`: kind: unknown kind `gven`; did you mean `given`?"));
/// assert!(lines.next().is_none());
/// ```
///
/// | a line that | becomes |
/// |---|---|
/// | is empty or white space | nothing, but is counted |
/// | is no JSON, or lacks a field | [`LineFault::Malformed`](super::LineFault::Malformed) |
/// | is longer than [`MAX_LINE_LEN`](super::MAX_LINE_LEN) | [`LineFault::TooLong`](super::LineFault::TooLong) |
/// | is an event that cannot be, or has unknown names | [`LineFault::Invalid`](super::LineFault::Invalid) |
/// | cannot be read | [`LineFault::Io`](super::LineFault::Io), and the iteration ends |
///
/// To take a log into a ledger without holding it:
///
/// ```
/// use consentry::{Ledger, PolicyDocument, event_log::EventLines};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     vocabulary.starter = true
///     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "*", operations = "use" }
/// "#)?;
/// let ledger: Ledger = Ledger::new(policy.compile()?);
/// let log = concat!(
///     r#"{"id": "e1", "subject": "anna", "kind": "refused", "at": "2026-01-01T09:00:00Z", "scope": "#,
///     r#"{"purposes": "marketing.email", "categories": "*", "recipients": "*", "operations": "*"}}"#,
///     "\n{\"id\": \"e2\"}\n",
/// );
/// let mut refused = 0;
/// for line in EventLines::new(log.as_bytes()) {
///     match line {
///         Ok(event) => assert!(ledger.record(&event)?.new),
///         Err(error) => {
///             assert_eq!((error.line, error.event.as_ref().map(|id| id.as_str())), (2, Some("e2")));
///             refused += 1;
///         }
///     }
/// }
/// assert_eq!((ledger.len(), refused), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct EventLines<'p, R, K = String> {
    reader: R,
    /// The policy that must know the names, if one does.
    policy: Option<&'p Policy>,
    /// How many lines were read.
    line: u64,
    /// The line at hand, without its end.
    buffer: Vec<u8>,
    /// Whether the reader failed; nothing is read then any more.
    broken: bool,
    subject: std::marker::PhantomData<fn() -> K>,
}

impl<R: BufRead, K: DeserializeOwned + Hash> EventLines<'static, R, K> {
    /// Creates a reader that does not check the names of scopes.
    pub fn new(reader: R) -> Self {
        Self { reader, policy: None, line: 0, buffer: Vec::new(), broken: false, subject: std::marker::PhantomData }
    }
}

impl<R: BufRead, K: DeserializeOwned + Hash> EventLines<'_, R, K> {
    /// Makes the reader check that `policy` knows the names of each scope, by a current, former or retired key.
    pub fn checked_against(self, policy: &Policy) -> EventLines<'_, R, K> {
        EventLines {
            reader: self.reader,
            policy: Some(policy),
            line: self.line,
            buffer: self.buffer,
            broken: self.broken,
            subject: self.subject,
        }
    }

    /// Returns how many lines have been read, empty ones included.
    #[must_use]
    pub const fn lines_read(&self) -> u64 {
        self.line
    }

    /// Reads the next line into the buffer: whether it fits, or `None` at the end.
    fn next_line(&mut self) -> Option<io::Result<bool>> {
        self.buffer.clear();
        let most = MAX_LINE_LEN as u64 + 1;
        let read = match (&mut self.reader).take(most).read_until(b'\n', &mut self.buffer) {
            Ok(read) => read,
            Err(error) => return Some(Err(error)),
        };
        if read == 0 {
            return None;
        }
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
            return Some(Ok(self.buffer.len() <= MAX_LINE_LEN));
        }
        if self.buffer.len() <= MAX_LINE_LEN {
            return Some(Ok(true)); // the last line, without its end
        }
        Some(self.skip_line().map(|()| false))
    }

    /// Reads up to the end of an overlong line, without keeping it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let (used, done) = {
                let rest = self.reader.fill_buf()?;
                match rest.iter().position(|byte| *byte == b'\n') {
                    Some(end) => (end + 1, true),
                    None => (rest.len(), rest.is_empty()),
                }
            };
            self.reader.consume(used);
            if done {
                return Ok(());
            }
        }
    }

    /// Makes an event of the line at hand.
    ///
    /// The id is looked for in a line that is otherwise at fault too, so that the error can name the event.
    fn parse(&self) -> Result<Event<K>, LineError> {
        let document: EventDocument<K> = from_json_line(&self.buffer, "event").map_err(|(faults, id)| {
            LineFault::Malformed(faults).on(self.line, id.and_then(|id| EventId::new(&id).ok()))
        })?;
        let id = EventId::new(&document.id).ok();
        let event = document.into_event().map_err(|faults| LineFault::Invalid(faults).on(self.line, id))?;
        if let Some(policy) = self.policy {
            let known = policy.check_names(event.scope());
            known.map_err(|faults| LineFault::Invalid(faults).on(self.line, Some(event.id().clone())))?;
        }
        Ok(event)
    }
}

impl<R: BufRead, K: DeserializeOwned + Hash> Iterator for EventLines<'_, R, K> {
    type Item = Result<Event<K>, LineError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.broken {
            let fits = self.next_line()?;
            self.line += 1;
            let result = match fits {
                Ok(true) if self.buffer.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(true) => self.parse(),
                Ok(false) => Err(LineFault::TooLong.on(self.line, None)),
                Err(error) => {
                    self.broken = true;
                    Err(LineFault::Io(error).on(self.line, None))
                }
            };
            return Some(result);
        }
        None
    }
}
