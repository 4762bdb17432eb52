//! consentry enforces consent: *may this data of this person be used now, for this purpose, by this recipient, in this
//! way?* It answers in nanoseconds, before every field access, and can always say why.
//!
//! Two types matter. A [`Policy`] is what an organisation declares; a [`Guard`] is one data use prepared against it,
//! which answers with a [`Decision`]: allow, ask or deny, each with a reason. What people said comes in as [`Event`]s
//! and is held in a [`Ledger`], or for one person in a [`History`].
//!
//! ```
//! use consentry::{AskReason, DataUse, Decision, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp};
//!
//! let policy: PolicyDocument = toml::from_str(r#"
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
//! # Chapters
//!
//! - [The meaning](docs::meaning): what a decision is, sentence by sentence.
//! - [The design and its reasons](docs::design).
//! - [What else exists](docs::comparison).
//! - [Limits](docs::limits).
//! - [Which map, and why](docs::map_choice).
//! - [How it is tested, what is promised, what is not](docs::testing).
//!
//! # What it is not
//!
//! It enforces declared purposes; it cannot prove what code does with data after an allowed read. It is not a database,
//! not a consent dialog, not legal advice.
//!
//! # Features
//!
//! None changes a decision.
//!
//! - `jsonl` (default): event logs as JSON Lines, policies as JSON.
//! - `toml`: policies as TOML.
//! - `scenario`: given–when–then policy tests as files (brings `dialogue` along).
//! - `rayon`: columns by all threads.
//! - `dialogue`: notices, disclosures and duties, reports, receipts, changes of policy.
//!
//! # Modules
//!
//! Data flows downwards; each module uses only those above it.

#![forbid(unsafe_code)]
// Words for what is wrong; where; when.
pub mod fault;
pub mod region;
mod suggest;
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

/// Chapters.
pub mod docs {
    #[doc = include_str!("docs/comparison.md")]
    pub mod comparison {}
    #[doc = include_str!("docs/design.md")]
    pub mod design {}
    #[doc = include_str!("docs/limits.md")]
    pub mod limits {}
    #[doc = include_str!("docs/map_choice.md")]
    pub mod map_choice {}
    #[doc = include_str!("docs/meaning.md")]
    pub mod meaning {}
    #[doc = include_str!("docs/testing.md")]
    pub mod testing {}
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
