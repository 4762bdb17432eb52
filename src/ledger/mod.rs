//! Everyone's answers in memory: many readers, live writes.
//!
//! A [`Ledger`] holds what all people have said, by a key that names a person. It is a handle: clones share the same
//! people. Checks take no lock, while other threads record events and put a new policy in force.
//!
//! ```
//! # let policy = |lifetime: u32| toml::from_str::<consentry::PolicyDocument>(&format!(r#"
//! #     version = "1"
//! #     vocabulary = {{ purposes = [{{ key = "marketing" }}], categories = [{{ key = "contact" }}],
//! #         recipients = [{{ key = "lingon", role = "controller" }}] }}
//! #     [[rules]]
//! #     id = "newsletter"
//! #     basis = "consent"
//! #     lifetime_days = {lifetime}
//! #     scope = {{ purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }}
//! # "#)).unwrap().compile().unwrap();
//! use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Qualities, Scope, Timestamp};
//!
//! let ledger: Ledger<u64> = Ledger::new(policy(365));
//! let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
//!
//! let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
//! let (then, now): (Timestamp, Timestamp) = ("2026-01-01T00:00:00Z".parse()?, "2026-03-01T00:00:00Z".parse()?);
//! let yes = EventDocument::new("e1", 7, Kind::Given, &scope, then).qualities(Qualities::AFFIRMATIVE).into_event()?;
//! ledger.record(&yes)?;
//! assert!(guard.check(&7, now).is_allow());
//!
//! ledger.reload(policy(30))?; // guards follow
//! assert_eq!(guard.check(&7, now).code(), "expired");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which type for what
//!
//! | to | use |
//! |---|---|
//! | take in what people say | [`Ledger::record`]; many events at once: [`Ledger::load`] |
//! | say where a person lives, how old they are and which facts hold | [`Ledger::describe`] |
//! | check one data use | [`LedgerGuard`], made by [`Ledger::guard`] |
//! | check all fields of a row in one pass | [`LedgerRowGuard`], made by [`Ledger::row_guard`] |
//! | check a column of people | [`columns`](crate::columns) |
//! | list everyone for whom a use is allowed | [`Audience`], made by [`Ledger::audience`] |
//! | combine sets of people, and look people up in them | [`Members`], made by [`Audience::members`] |
//! | put a new policy in force | [`Ledger::reload`] |
//! | survive a restart without the whole log | [`Ledger::snapshot`] and [`Ledger::restore`] |
//! | check on several machines | [`Revision`] and [`LedgerRole`] |
//!
//! # Threads
//!
//! All methods take `&self`, and a clone costs one reference count. Give each thread a clone of the ledger, or of a
//! guard:
//!
//! ```
//! # let policy: consentry::PolicyDocument = toml::from_str(r#"
//! #     version = "1"
//! #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
//! #         recipients = [{ key = "lingon", role = "controller" }] }
//! #     [[rules]]
//! #     id = "newsletter"
//! #     basis = "opt_out"
//! #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
//! # "#).unwrap();
//! # let policy = policy.compile().unwrap();
//! use consentry::{DataUse, EventDocument, Kind, Ledger, Operations, Scope, Timestamp};
//!
//! let ledger: Ledger<u64> = Ledger::new(policy);
//! let guard = ledger.guard(&DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
//! let scope = Scope::new(["marketing"], ["contact"], ["lingon"], Operations::USE)?;
//! let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
//! let no = EventDocument::new("e1", 7, Kind::OptedOut, &scope, now).into_event()?;
//!
//! let (writer, reader) = (ledger.clone(), guard.clone());
//! let writer = std::thread::spawn(move || writer.record(&no).map(|recorded| recorded.new));
//! let reader = std::thread::spawn(move || reader.check(&7, now)); // allowed before, denied after
//! assert_eq!(writer.join().unwrap(), Ok(true));
//! assert!(["opt_out", "opted_out"].contains(&reader.join().unwrap().code()));
//! assert_eq!(guard.check(&7, now).code(), "opted_out"); // from now on
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is promised
//!
//! - **A check that starts after [`record`](Ledger::record) returned sees that event.** So does every guard, row
//!   guard and audience of the ledger, whenever it was made.
//! - **Each check is decided wholly by one policy** and by a person's answers as they were at one moment, even while
//!   both change.
//! - **Recording is idempotent and independent of order.** The same event twice is one event; the same events in any
//!   order give the same decisions.
//! - **Readers are never blocked.** A check takes no lock. Writers of the same eighth of the people wait for each
//!   other, and an event with a scope that no event had before waits for guards that are being made and for reloads.
//!
//! # What it is not
//!
//! A ledger is not a database. It keeps what checks and explanations read and not the events' full texts, and nothing
//! is on a disk unless you put it there. Keep the events in a log (feature `jsonl`: [`event_log`](crate::event_log));
//! after a restart [`load`](Ledger::load) them, or [`restore`](Ledger::restore) a snapshot and load what came after
//! it. Nothing is ever removed from a ledger: a person who erases everything is one more event.
//!
//! # Memory
//!
//! | for each | bytes |
//! |---|---|
//! | answer | 44: 24 that checks read and 20 that tell which event it was |
//! | person, beside the answers | 16 in a block, the key and a word or two in the register, 21 to 43 in the index |
//!
//! Blocks are packed, so little is lost beside that: at most an eighth of a page. A ledger takes 4,294,967,294 people
//! and some 70 GB of answers; see the chapter on [limits](crate::docs::limits).

mod audience;
mod guard;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod ledger;
mod load;
mod people;
mod progress;
mod record;
mod reload;
mod revision;
mod row_guard;
mod snapshot;
mod watchers;

pub use audience::{Audience, Members};
pub use guard::LedgerGuard;
pub use ledger::{DefaultHasher, Ledger};
pub use load::{LoadError, LoadReport, MAX_LOAD_ERRORS};
pub(crate) use people::BATCH;
pub use record::{DescribeError, RecordError, Recorded};
pub use reload::ReloadError;
pub use revision::{LedgerRole, Revision};
pub use row_guard::LedgerRowGuard;
pub use snapshot::{SnapshotError, SnapshotKey, SnapshotReport};
