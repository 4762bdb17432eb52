//! Scopes and profiles as numbers.

mod bits;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod interner;

pub(crate) use bits::{Bits, is_set};
pub use interner::Interner;
pub(crate) use interner::{LockedInterner, PlanListener};
