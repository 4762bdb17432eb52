//! consentry enforces consent: *may this data of this person be used now, for this purpose, by this recipient, in this
//! way?* It answers in nanoseconds, before every field access, and can always say why.
//!
//! Two types matter. A [`Policy`] is what an organisation declares; a [`Guard`] is one data use prepared against it,
//! which answers with a [`Decision`]: allow, ask or deny, each with a reason. What people said comes in as [`Event`]s
//! and is held in a [`Ledger`], or for one person in a [`History`].
//!
//! ```
//! use consentry::{
//!     AskReason, DataUse, Decision, EventDocument, Kind, Ledger, Operations, PolicyDocument, Qualities, Scope, Timestamp,
//! };
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
//! - `jsonl` (default): event logs as JSON Lines.
//! - `scenario`: given–when–then policy tests as files (brings `dialogue` along).
//! - `rayon`: columns by all threads.
//! - `dialogue`: notices, disclosures and duties, reports, receipts, changes of policy.
//!
//! # Modules
//!
//! Data flows downwards; each module uses only those above it.

#![forbid(unsafe_code)]
// The library does not panic; tests, benches and examples may.
#![warn(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::todo,
    clippy::unimplemented
)]

// What can be talked about.
mod region;
mod suggest;
mod time;
mod vocabulary;
// What the organisation declares, and what is wrong with it.
mod fault;
mod policy;
// What the person said, and what of the person a rule may ask.
mod event;
mod subject;
// What a check reads.
mod standing;
mod symbols;
// The answer.
pub mod columns;
mod decide;
mod ledger;
// On top; nothing above knows it.
#[cfg(feature = "dialogue")]
pub mod dialogue;
#[cfg(feature = "scenario")]
pub mod scenario;

pub use columns::{Column, RecordColumn, Tally};
pub use decide::{
    AskReason, DataUse, DataUseDocument, Decision, DenyReason, EventExplanation, EventRole, Explanation, FieldError,
    FieldMask, Grant, Ground, Guard, Language, MAX_POINTS, MayAsk, Named, Outcome, PointExplanation, RecordGuard,
    RegimeExplanation, Remedy, RowMask, RuleExplanation, Ruling, UseError, reference,
};
pub use event::{
    Actor, Conflict, Event, EventDocument, EventId, EventIdError, History, Kind, MAX_EVENT_ID_LEN, MAX_TEXT_LEN,
    Notice, Qualities,
};
#[cfg(feature = "jsonl")]
pub use event::{EventLines, EventLog, LineError, LineFault, MAX_LINE_LEN, read_events, write_events};
pub use fault::{Fault, Faults};
pub use ledger::{
    Audience, DefaultHasher, Ledger, LedgerGuard, LedgerRecordGuard, LedgerRole, LoadError, LoadReport,
    MAX_LOAD_ERRORS, Members, RecordError, Recorded, ReloadError, Revision, SnapshotError, SnapshotKey, SnapshotReport,
};
pub use policy::{
    AgesDocument, Article9Exception, Basis, GuardianDocument, ItemDocument, Localised, MAX_FACTS, MAX_ITEMS,
    MAX_NOTICE_TEXT_LEN, MAX_NOTICES, MAX_REGIMES, MAX_RULES, NoticeDocument, Obligations, OnWithdrawal,
    OnWithdrawalDocument, Policy, PolicyDocument, Regime, RegimeDocument, Rule, RuleDocument, WithdrawalActions,
};
pub use region::{EEA_BEYOND_EU, EU, Region, RegionError};
pub use standing::{MAX_ANSWERS, Standing};
pub use subject::Subject;
pub use symbols::Symbols;
pub use time::{Moment, Timestamp, TimestampError};
pub use vocabulary::{
    Axis, Category, CategoryDetails, CategoryDocument, CategoryId, Key, KeyError, MAX_DEPTH, MAX_KEY_LEN, MAX_NODES,
    MAX_SELECTORS, Node, NodeId, Operations, Purpose, PurposeDocument, PurposeId, Recipient, RecipientDetails,
    RecipientDocument, RecipientId, RetiredDocument, Role, Safeguard, Scope, ScopeDocument, Tree, Vocabulary,
    VocabularyDocument,
};

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
