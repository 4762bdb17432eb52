//! Reading a log line by line.

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
