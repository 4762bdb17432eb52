//! Explanations.

mod explanation;
mod grounds;
mod language;
mod recorder;
mod remedy;
mod text;
pub(crate) mod words;

pub use explanation::{
    EventExplanation, EventRole, Explanation, Named, PointExplanation, RegimeExplanation, RuleExplanation,
};
pub use grounds::Ground;
pub use language::Language;
pub(super) use recorder::explain;
pub use remedy::Remedy;
