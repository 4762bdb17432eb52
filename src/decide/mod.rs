//! May this data be used now? The question, the guard that answers it, and how it came to its answer.
//!
//! A [`DataUse`] names a purpose, a category, a recipient and operations. A [`Guard`] is a use prepared against a
//! policy; its [`check`](Guard::check) returns a [`Decision`]; a [`RowGuard`] decides all fields of a record in one
//! pass. [`Guard::explain`] runs the same evaluator with a
//! recorder. [`reference`] is the meaning once more, by names and loops: the oracle that every fast path is held to.

#[cfg(any(feature = "dialogue", feature = "rollout"))]
pub(crate) mod area_uses;
mod data_use;
mod decision;
mod evaluate;
mod explain;
mod field_mask;
mod guard;
mod may_ask;
mod plan;
mod reason;
pub mod reference;
mod row_guard;
mod row_mask;
mod ruling;

pub use data_use::{DataUse, DataUseDocument, MAX_POINTS, UseError};
pub use decision::{Decision, Grant, Outcome};
#[cfg(feature = "dialogue")]
pub(crate) use explain::words;
pub use explain::{
    EventExplanation, EventRole, Explanation, Ground, Language, Named, PointExplanation, RegimeExplanation, Remedy,
    RuleExplanation,
};
pub use field_mask::FieldMask;
pub(crate) use field_mask::ones;
pub use guard::Guard;
pub use may_ask::MayAsk;
pub use reason::{AskReason, DenyReason};
pub use row_guard::{FieldError, RowGuard};
pub use row_mask::RowMask;
pub use ruling::Ruling;
