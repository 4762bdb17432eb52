//! Scopes and profiles as numbers.
//!
//! People choose among few toggles, so the same scopes occur in everyone's answers, and the same regions and facts in
//! everyone's profile. An [`Interner`] numbers them, and an answer holds only the number. The numbers do not depend on
//! a policy, so a reload rewrites nobody. Guards keep, for each number, one bit for whether the scope covers their
//! point; the interner tells them of new scopes before anyone learns the number.
//!
//! Most programs never see it: a [`Ledger`](crate::Ledger) has one of its own. Whoever keeps
//! [histories](crate::History) and guards by themselves makes one and uses it for both.
//!
//! # What is shared by number
//!
//! | what | numbered because | looked up again by |
//! |---|---|---|
//! | scopes | a few toggles make a few scopes, and everyone has the same | guards, as one bit for each number |
//! | profiles | regions and facts repeat from person to person | guards, as one bit for each number |
//! | long event ids | an answer has room for 16 bytes | explanations, and the search for repetitions |
//!
//! Nothing is ever removed, so memory grows with the number of *distinct* scopes and profiles, not with people or
//! events. A service that builds scopes from free input would let it grow without end; build them from the policy's
//! keys instead.

mod bits;
mod coverage;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod interner;

pub(crate) use bits::{Bits, is_set};
pub(crate) use coverage::Coverage;
pub use interner::Interner;
pub(crate) use interner::{LockedInterner, PlanListener};
