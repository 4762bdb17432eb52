//! What is wrong with a line of a log.
//!
//! A line that is not applied may be a no. So it is never dropped in silence: it becomes a value that says enough to
//! find the line, mend it, and read it again.

use std::{fmt, io};

use crate::{
    event::{Conflict, EventId},
    fault::{Faults, debug_like_display},
};

/// The longest line of a log, in bytes, its end not counted.
pub const MAX_LINE_LEN: usize = 256 * 1024;

/// A line of a log that is not applied, with its number, its event's id where that can be read, and the cause.
///
/// Its text has all three, and the cause's own text with them, so [`source`](std::error::Error::source) returns none:
/// ``line 3, event `e7`: kind: unknown kind `gven`; did you mean `given`? (column 47)``.
#[derive(thiserror::Error)]
pub struct LineError {
    /// The number of the line, counted from 1. Empty lines count.
    pub line: u64,
    /// The id of the event on the line, if it can be read.
    pub event: Option<EventId>,
    /// The cause: what is wrong with the line.
    pub cause: LineFault,
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        // A conflict names the event itself.
        if let (Some(event), false) = (&self.event, matches!(self.cause, LineFault::Conflict(_))) {
            write!(f, ", event `{event}`")?;
        }
        write!(f, ": {}", self.cause)
    }
}

/// The cause for which a line of a log is not applied.
///
/// | cause | the person who mends it |
/// |---|---|
/// | `Malformed`, `TooLong` | whoever wrote the log: the line is no event |
/// | `Invalid` | whoever wrote the event, or the policy: a name was lost, a field does not fit |
/// | `Conflict` | whoever gives out ids: one stands for two acts |
/// | `Io` | whoever keeps the file |
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum LineFault {
    /// The line is no JSON object with the fields of an event. The fault has the field, the column, and how to mend it.
    #[error("{0}")]
    Malformed(Faults),
    /// The line is longer than [`MAX_LINE_LEN`] bytes.
    #[error("longer than {MAX_LINE_LEN} bytes")]
    TooLong,
    /// The event has fields that contradict each other, or names that the policy does not know.
    #[error("{0}")]
    Invalid(Faults),
    /// The event contradicts an earlier one.
    #[error("{0}")]
    Conflict(Conflict),
    /// The log cannot be read further.
    #[error("cannot read the log: {0}")]
    Io(io::Error),
}

debug_like_display!(LineError, LineFault);

impl LineFault {
    /// Adds where the cause was met.
    ///
    /// `line` is counted from 1.
    pub(super) const fn on(self, line: u64, event: Option<EventId>) -> LineError {
        LineError { line, event, cause: self }
    }
}
