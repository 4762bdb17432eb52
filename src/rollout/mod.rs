//! Trying a policy out before it is in force (feature `rollout`).
//!
//! A [`PolicyChange`] says who gains and who loses by a new policy, rule by rule and point class by point class; a
//! [`Simulation`] for how many people an answer would become another; a [`ShadowGuard`] what the policy would decide in
//! running code, where it stands in front of nothing.

mod change;
mod point_class;
mod shadow_guard;
mod simulation;

pub use change::{ChangeKind, PolicyChange, Reach, RuleChange, TermChange};
pub use point_class::{Effect, Footing, PointClass};
pub use shadow_guard::{ShadowGuard, WouldDecide};
pub use simulation::{Shift, Simulation};
