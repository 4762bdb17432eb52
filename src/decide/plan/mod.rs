//! Plans.

mod block;
mod conditions;
mod coverage;
mod current_plan;
mod lookup;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod plan;
mod point;
mod single_rule;

pub(super) use block::{Block, Layer};
pub(super) use current_plan::CurrentPlan;
pub(super) use plan::{Form, Plan};
pub(super) use point::{Demands, PointPlan, RegimePlan, RulePlan};
pub(super) use single_rule::SingleRulePlan;
