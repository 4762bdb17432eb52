//! A policy as it is written: the wire types that serde reads, unchecked.
//!
//! A document is data and may be wrong in any way; [`PolicyDocument::compile`] checks it whole and makes a
//! [`Policy`](crate::Policy) of it. A field that a type does not have is an error of serde, so that a misspelt
//! condition is never a condition that is silently missing.
//!
//! | type | stands in a document at |
//! |---|---|
//! | [`PolicyDocument`] | the top |
//! | [`RegimeDocument`] | `regimes[…]` |
//! | [`RuleDocument`], with [`AgesDocument`] and [`OnWithdrawalDocument`] | `rules[…]`, `.ages`, `.on_withdrawal` |
//! | [`NoticeDocument`], [`ItemDocument`], [`GuardianDocument`] | `notices[…]`, `.items[…]`, `.guardian` |
//!
//! Vocabulary and scopes have their documents in [`vocabulary`](crate::vocabulary).

mod notice;
mod policy;
mod regime;
mod rule;

pub use notice::{
    GuardianDocument, ItemDocument, Localised, MAX_ITEMS, MAX_NOTICE_TEXT_LEN, MAX_NOTICES, NoticeDocument,
};
pub use policy::PolicyDocument;
pub use regime::RegimeDocument;
pub use rule::{AgesDocument, OnWithdrawalDocument, RuleDocument};
