//! Event logs as JSON Lines: one event a line.

use std::{
    collections::HashMap,
    hash::Hash,
    io::{self, BufRead, Read, Write},
};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    event::{Conflict, Event, EventDocument, EventId},
    fault::Faults,
    policy::Policy,
};

/// Longest line of a log, in bytes.
pub const MAX_LINE_LEN: usize = 256 * 1024;

/// A line of a log that is not applied, and why.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {cause}")]
pub struct LineError {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub cause: LineFault,
}

/// What is wrong with a line of a log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineFault {
    /// It is not a JSON object with the fields of an event.
    #[error("not an event: {}", .0.to_string().replacen(" at line 1 column", ", at column", 1))]
    Malformed(serde_json::Error),
    /// It is longer than [`MAX_LINE_LEN`] bytes.
    #[error("longer than {MAX_LINE_LEN} bytes")]
    TooLong,
    /// It has fields that contradict each other, or names that the policy does not know.
    #[error("{0}")]
    Invalid(Faults),
    /// It contradicts an earlier event.
    #[error("{0}")]
    Conflict(Conflict),
    /// The log cannot be read further.
    #[error("cannot read the log: {0}")]
    Io(io::Error),
}

/// Reads a log line by line. Empty lines are passed over; a bad line is an error of its own and reading goes on.
///
/// With a policy, events must use names that it knows. Duplicates come out as they stand: a [`History`](crate::event::History)
/// or a ledger tells repetitions from contradictions, and [`read_events`] does so for a whole log.
#[derive(Debug)]
pub struct EventLines<'p, R, K = String> {
    reader: R,
    policy: Option<&'p Policy>,
    line: u64,
    buffer: Vec<u8>,
    broken: bool,
    subject: std::marker::PhantomData<fn() -> K>,
}

impl<R: BufRead, K: DeserializeOwned + Hash> EventLines<'static, R, K> {
    /// Reads events without checking their names.
    pub fn new(reader: R) -> Self {
        Self { reader, policy: None, line: 0, buffer: Vec::new(), broken: false, subject: std::marker::PhantomData }
    }
}

impl<R: BufRead, K: DeserializeOwned + Hash> EventLines<'_, R, K> {
    /// Also checks that `policy` knows the names.
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

    /// How many lines have been read.
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

    fn parse(&self) -> Result<Event<K>, LineFault> {
        let document: EventDocument<K> = serde_json::from_slice(&self.buffer).map_err(LineFault::Malformed)?;
        let event = document.into_event().map_err(LineFault::Invalid)?;
        if let Some(policy) = self.policy {
            policy.check_names(event.scope()).map_err(LineFault::Invalid)?;
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
                Ok(false) => Err(LineFault::TooLong),
                Err(error) => {
                    self.broken = true;
                    Err(LineFault::Io(error))
                }
            };
            return Some(result.map_err(|cause| LineError { line: self.line, cause }));
        }
        None
    }
}

/// A whole log, read: the good events in their order, and every line that is not among them with its reason.
#[derive(Debug)]
pub struct EventLog<K = String> {
    /// The good events, without repetitions.
    pub events: Vec<Event<K>>,
    /// The bad lines.
    pub errors: Vec<LineError>,
    /// How many lines repeated an earlier event.
    pub repeated: u64,
}

/// Reads a whole log against a policy. Every line becomes an event, a counted repetition, or an error.
pub fn read_events<K: DeserializeOwned + Hash + Eq + Clone>(reader: impl BufRead, policy: &Policy) -> EventLog<K> {
    let mut log = EventLog { events: Vec::new(), errors: Vec::new(), repeated: 0 };
    let mut known: HashMap<EventId, usize> = HashMap::new();
    let mut lines = EventLines::new(reader).checked_against(policy);
    while let Some(line) = lines.next() {
        match line {
            Err(error) => log.errors.push(error),
            Ok(event) => match known.get(event.id()).and_then(|&position| log.events.get_mut(position)) {
                Some(earlier) if earlier.digest() == event.digest() => {
                    earlier.known_since(event.recorded_at());
                    log.repeated += 1;
                }
                Some(_) => {
                    let cause = LineFault::Conflict(Conflict::OtherContent { id: event.id().clone() });
                    log.errors.push(LineError { line: lines.lines_read(), cause });
                }
                None => {
                    known.insert(event.id().clone(), log.events.len());
                    log.events.push(event);
                }
            },
        }
    }
    log
}

/// Writes events, one a line.
///
/// # Errors
/// When the writer fails.
pub fn write_events<'e, K: Serialize + Clone + 'e>(
    mut writer: impl Write,
    events: impl IntoIterator<Item = &'e Event<K>>,
) -> io::Result<()> {
    for event in events {
        serde_json::to_writer(&mut writer, event)?;
        writer.write_all(b"\n")?;
    }
    writer.flush()
}
