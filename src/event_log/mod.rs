//! Event logs as JSON Lines: one [event](crate::event) a line. Available with the feature `jsonl`.
//!
//! [`read_events`] reads a whole log against a policy, [`EventLines`] goes through one line by line, and
//! [`write_events`] writes one. A bad line never hides the others: it becomes a [`LineError`] that says which line,
//! which event, which field, and how to mend it.
//!
//! ```
//! use consentry::{PolicyDocument, event_log::{EventLog, read_events, write_events}};
//!
//! let policy: PolicyDocument = toml::from_str(r#"
//!     version = "1"
//!     vocabulary = { starter = true, recipients = [{ key = "lingon", role = "controller", location = "SE" }] }
//!     [[rules]]
//!     id = "newsletter"
//!     basis = "consent"
//!     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
//! "#)?;
//! let log = r##"
//! {"id": "e1", "subject": "anna", "kind": "given", "at": "2026-01-01T09:00:00Z", "qualities": ["affirmative"],
//!   "scope": {"purposes": "marketing.email", "categories": "user.contact", "recipients": "*", "operations": "use"}}
//! {"id": "e2", "subject": "anna", "kind": "withdrawn", "at": "2026-02-01T09:00:00Z",
//!   "scope": {"purposes": "marketing.emial", "categories": "*", "recipients": "*", "operations": "*"}}
//! "##;
//! let log = log.trim().replace(",\n", ","); // one event a line
//! let read: EventLog = read_events(log.as_bytes(), &policy.compile()?);
//! assert_eq!((read.events.len(), read.errors.len()), (1, 1));
//! assert_eq!(
//!     read.errors[0].to_string(),
//!     "line 2, event `e2`: scope.purposes: unknown purpose `marketing.emial`; did you mean `marketing.email`?",
//! );
//! let mut written = Vec::new();
//! write_events(&mut written, &read.events)?;
//! assert!(written.starts_with(br#"{"id":"e1","subject":"anna","kind":"given""#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it is not
//!
//! No storage: the crate opens no file. Where a log is kept, in what order it is synced, and who may append to it, is
//! the caller's to decide.

mod event_lines;
mod line_error;
mod read;
mod write;

pub use event_lines::EventLines;
pub use line_error::{LineError, LineFault, MAX_LINE_LEN};
pub use read::{EventLog, read_events};
pub use write::write_events;
