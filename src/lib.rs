//! consentry enforces consent: *may this data of this person be used now, for this purpose, by this recipient, in this
//! way?* It answers in nanoseconds, before every field access, and can always say why.
//!
//! Two types matter. A [`Policy`] is what an organisation declares; a [`Guard`] is one data use prepared against it,
//! which answers with a [`Decision`]: allow, ask or deny, each with a reason. What people said comes in as [`Event`]s
//! and is held in a [`Ledger`], or for one person in a [`History`].
//!
//! ```
//! use consentry::{
//!     AskReason, DataUse, Decision, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope,
//!     Timestamp,
//! };
//!
//! let policy = PolicyDocument::from_toml(r#"
//!     version = "2026-1"
//!     [vocabulary]
//!     starter = true
//!     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
//!     [[rules]]
//!     id = "newsletter"
//!     basis = "consent"
//!     lifetime_days = 730
//!     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
//! "#)?;
//! let ledger: Ledger = Ledger::new(policy.compile()?);
//! let guard = ledger.guard(&DataUse::new("marketing.email", "user.contact.email", "lingon", Operations::USE))?;
//! let now: Timestamp = "2026-06-01T12:00:00Z".parse()?;
//! assert_eq!(guard.check("anna", now), Decision::Ask(AskReason::NeverAsked));
//!
//! let scope = Scope::new(["marketing.email"], ["user.contact"], ["lingon"], Operations::USE)?;
//! let yes = EventDocument::new("e1", "anna".to_owned(), Kind::Given, &scope, "2026-05-01T09:00:00Z".parse()?);
//! ledger.record(&yes.qualities(Qualities::AFFIRMATIVE).into_event()?)?;
//! assert!(guard.check("anna", now).is_allow());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to go
//!
//! | I want to … | read |
//! |---|---|
//! | build a service with it, from nothing | [the guide](docs::guide) |
//! | write my first policy | [Your first policy](docs::first_policy), then [every field](docs::policy_reference) |
//! | know which purposes and categories there are | [the starter vocabulary](vocabulary#the-starter-vocabulary) |
//! | do one thing: a withdrawal, an objection, a replica, a column, … | [the cookbook](docs::cookbook) |
//! | know what a code such as `notice_outdated` or `never_decides` means | [all codes](docs::codes) |
//! | translate between this crate, the GDPR, W3C DPV and ISO/IEC TS 27560 | [the glossary](docs::glossary) |
//! | know exactly when a use is allowed | [the meaning](docs::meaning) |
//! | know what it costs, and how that was measured | [performance](docs::performance) |
//! | know what it cannot do, and how much of everything fits | [limits](docs::limits) |
//! | know what is promised, and which test holds it | [testing](docs::testing) |
//! | understand why it is built this way | [the design](docs::design), [which map](docs::map_choice) |
//! | know what else there is | [a comparison](docs::comparison) |
//!
//! # What it is not
//!
//! It enforces declared purposes; it cannot prove what code does with data after an allowed read. It is not a database,
//! not a consent dialog, not legal advice.
//!
//! # Features
//!
//! Features add; none changes a decision. What is behind one says so on its page.
//!
//! | feature | brings | adds the crates |
//! |---|---|---|
//! | `jsonl` (default) | event logs as JSON Lines: module `event_log`; policies as JSON | `serde_json`, `serde_path_to_error` |
//! | `toml` | policies as TOML: `PolicyDocument::from_toml` | `toml`, `serde_path_to_error` |
//! | `dialogue` | notices, disclosures and duties, reports, receipts, chains: module `dialogue` | `sha2` |
//! | `rollout` | comparing and trying out policies before they are in force: module `rollout` | |
//! | `scenario` | given–when–then policy tests as files: module `scenario`; brings `dialogue`, `toml`, `jsonl` | |
//! | `rayon` | columns and audiences by all threads: methods that begin with `par_` | `rayon` |
//!
//! # Modules
//!
//! Data flows downwards; each module uses only those above it. A first visit needs [`policy`], [`event`], [`ledger`]
//! and [`decide`]. The root re-exports what most programs need.

// What is behind a feature is labelled with it where the documentation is built for everyone.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
// Words for what is wrong; where; when.
mod suggest;

pub mod fault;
pub mod region;
pub mod time;
// Reads documents, and words what is wrong with one.
#[cfg(any(feature = "toml", feature = "jsonl"))]
mod document;
// What can be done, and what can be talked about.
pub mod act;
pub mod vocabulary;
// What the organisation declares, and what is refused.
pub mod policy;
// What the person said, and what of the person a rule may ask.
pub mod event;
#[cfg(feature = "jsonl")]
pub mod event_log;
pub mod subject;
// What a check reads.
pub mod interner;
pub mod standing;
// The answer.
pub mod decide;
pub mod ledger;
// On top; nothing above knows these.
pub mod columns;
#[cfg(feature = "dialogue")]
pub mod dialogue;
#[cfg(feature = "rollout")]
pub mod rollout;
#[cfg(feature = "scenario")]
pub mod scenario;

pub use act::{Actor, Kind, Qualities};
pub use columns::Column;
pub use decide::{
    AskReason, DataUse, Decision, DenyReason, Explanation, Grant, Guard, Language, MayAsk, RowGuard, Ruling,
};
pub use event::{Event, EventDocument, History};
pub use fault::Faults;
pub use interner::Interner;
pub use ledger::{Audience, Ledger, LedgerGuard, LedgerRowGuard, Revision};
pub use policy::{Basis, Obligations, Policy, PolicyDocument};
pub use region::Region;
pub use standing::Standing;
pub use subject::Subject;
pub use time::{Moment, Timestamp};
pub use vocabulary::{Operations, Scope};

pub mod limits;

pub mod docs;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
