//! May this data be used now? The question, the guard that answers it, and how it came to its answer.
//!
//! A [`DataUse`] names a purpose, a category, a recipient and operations. A [`Guard`] is a use prepared against a
//! policy; its [`check`](Guard::check) returns a [`Decision`]; a [`RowGuard`] decides all fields of a record in one
//! pass. [`Guard::explain`] runs the same evaluator with a
//! recorder. [`reference`] is the meaning once more, by names and loops: the oracle that every fast path is held to.

mod ask;
mod block;
mod current_plan;
mod data_use;
mod decision;
mod evaluate;
mod explain;
mod fields;
mod grounds;
mod guard;
mod plan;
pub mod reference;
#[cfg(any(feature = "dialogue", feature = "rollout"))]
pub(crate) mod roots;
mod row_guard;
mod rows;
mod ruling;
mod short;
mod sole_grant;
mod sweep;
pub(crate) mod words;

pub use ask::MayAsk;
pub use data_use::{DataUse, DataUseDocument, MAX_POINTS, UseError};
pub use decision::{AskReason, Decision, DenyReason, Grant, Outcome, Ruling};
pub use explain::{
    EventExplanation, EventRole, Explanation, Named, PointExplanation, RegimeExplanation, Remedy, RuleExplanation,
};
pub use fields::FieldMask;
pub(crate) use fields::ones;
pub use grounds::Ground;
pub use guard::Guard;
pub use row_guard::{FieldError, RowGuard};
pub use rows::RowMask;
pub use words::Language;
