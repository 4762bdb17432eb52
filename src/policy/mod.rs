//! What an organisation declares: a vocabulary, regimes and rules, with a basis for each.
//!
//! A [`PolicyDocument`] (TOML, JSON, any serde format) compiles to a [`Policy`]: checked whole, immutable, and with
//! names resolved. Nothing half-valid comes out: one wrong rule fails the compile, and every fault is listed with its
//! place and how to mend it.
//!
//! ```
//! use consentry::PolicyDocument;
//!
//! let text = r#"
//!     version = "1"
//!     [vocabulary]
//!     starter = true
//!     [[vocabulary.recipients]]
//!     key = "lingon"
//!     role = "controller"
//!     location = "SE"
//!     [[rules]]
//!     id = "newsletter"
//!     basis = "consent"
//!     scope = { purposes = "marketing.emial", categories = "*", recipients = "lingon", operations = "use" }
//! "#;
//! let document: PolicyDocument = toml::from_str(text)?;
//! let faults = document.compile().unwrap_err();
//! assert_eq!(faults.as_slice()[0].place, "rules[0].scope.purposes[0]");
//! assert!(faults.to_string().contains("did you mean `marketing.email`?"));
//! # Ok::<(), toml::de::Error>(())
//! ```
//!
//! # How rules and regimes work together
//!
//! A **rule** says that a use is lawful on a [`Basis`], or prohibited. Within a regime rules are alternatives: any one
//! that allows is enough, unless one prohibits. A **regime** is a layer of law or platform that must be satisfied on
//! its own; where several apply to a person, all must allow. What no rule covers is not allowed.
//!
//! # What is checked
//!
//! Compiling refuses what cannot be meant: unknown names, empty sets, fields without effect, rules that can never
//! decide anything, uses that the GDPR does not allow as they are written. [`FaultCode`](crate::fault::FaultCode) lists
//! it all. [`Policy::lints`] advises on what is only suspicious. [`PolicyDocument::compile_succeeding`] also holds a
//! policy against the one before it.
//!
//! It is not legal advice: that a rule compiles does not make it lawful.

// Each uses only those above it.
mod basis;
mod exception;
mod obligations;
mod withdrawal;

mod conditions;
mod document;
mod particulars;
#[cfg(any(feature = "toml", feature = "jsonl"))]
mod read;
mod regime;
mod rule;

mod policy;

mod check;
mod compile;

pub use basis::Basis;
pub use compile::{MAX_FACTS, MAX_REGIMES, MAX_RULES};
pub(crate) use conditions::Ages;
pub use document::{
    AgesDocument, GuardianDocument, ItemDocument, Localised, MAX_ITEMS, MAX_NOTICE_TEXT_LEN, MAX_NOTICES,
    NoticeDocument, OnWithdrawalDocument, PolicyDocument, RegimeDocument, RuleDocument,
};
pub use exception::Article9Exception;
pub use obligations::Obligations;
#[cfg(feature = "dialogue")]
pub(crate) use particulars::PARTICULARS;
pub use policy::Policy;
pub use regime::Regime;
pub use rule::Rule;
pub use withdrawal::{OnWithdrawal, WithdrawalActions};
