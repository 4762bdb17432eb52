//! Writing a log.

use std::io::{self, Write};

use serde::Serialize;

use crate::event::Event;

/// Writes events, one a line, and flushes the writer.
///
/// What is written can be read back: an event's instants and texts are checked when it is built.
///
/// Every field is written that is known, `recorded_at` and `by` included, so that a reader needs no defaults. The
/// writer is not synced to a disk: that is the caller's to do before a person is told that they were heard.
///
/// # Errors
///
/// Returns the writer's error; lines before it may have been written.
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
