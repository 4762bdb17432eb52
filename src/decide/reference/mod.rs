//! The meaning of a decision once more, by names and loops: the oracle that every fast path is held to.
//!
//! This module is written to be held against the text of the design, section 5, sentence by sentence (quoted in the
//! comments). It reads the policy as it was written and compares keys as text. It shares no code with the guard: no
//! plans, no ids, no bits. It is slow, and allocates; use a [`Guard`](crate::Guard) for anything but comparing.
//!
//! ```
//! use consentry::{DataUse, Decision, Operations, PolicyDocument, Subject, Timestamp};
//! use consentry::decide::reference::{Question, Reference};
//!
//! let document: PolicyDocument = toml::from_str(r#"
//!     version = "1"
//!     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
//!         recipients = [{ key = "lingon", role = "controller" }] }
//!     [[rules]]
//!     id = "newsletter"
//!     basis = "consent"
//!     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
//! "#)?;
//! let policy = document.compile()?;
//! let reference = Reference::new(&document, policy.vocabulary());
//! let question = Question::<u64> {
//!     subject: &Subject::default(),
//!     events: &[],
//!     data_use: &DataUse::new("marketing", "contact", "lingon", Operations::USE),
//!     moment: "2026-01-01T00:00:00Z".parse::<Timestamp>()?.into(),
//!     as_of: None,
//! };
//! assert_eq!(reference.decide(&question).code(), "never_asked");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How to use it
//!
//! It is public so that whoever builds on this crate, or stores events in another way, can hold their own path to the
//! same meaning. Take random policies and histories, ask the reference and your own code, and compare:
//!
//! | the reference's | must equal |
//! |---|---|
//! | [`Reference::decide`] | [`Guard::check`](crate::Guard::check) |
//! | [`Reference::until`] | [`Guard::ruling`](crate::Guard::ruling), its `until` |
//! | [`Reference::may_ask`] | [`Guard::may_ask`](crate::Guard::may_ask) |
//! | [`Reference::verdict`] | rule and event of [`Guard::explain`](crate::Guard::explain) |
//!
//! Its own tests are the scenario files, which are written by hand from the design.

mod kinds;
mod question;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod reference;
mod terms;

pub use question::{Question, Verdict};
pub use reference::Reference;
