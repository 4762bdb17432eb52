//! A data use compiled against a policy: what the evaluators read.
//!
//! Everything that depends neither on the person nor on the time is settled here, once, when a guard is built. A check
//! then compares numbers and bits only.
//!
//! - `plan`: the whole, one or several uses.
//! - `point`: one point with the regimes and rules that reach it, in the order in which they are tried.
//! - `block`: up to 64 points side by side, a bit each.
//! - `single_rule`: the commonest plan, one rule at one point, as one flat value.
//! - `conditions`, `coverage`, `lookup`: whom a rule applies to and what a scope covers, as bits by number, and by name
//!   where a number is beyond the bits.
//! - `current_plan`: what all clones of a guard share; it compiles anew after a reload of the policy.
//!
//! Nothing here decides anything: that is done by `evaluate`, which uses this module and is not known to it.
//!
//! An example of what is settled here. Of a policy with forty rules, the use of email addresses for a newsletter is
//! reached by one rule of one regime. The plan has that rule alone, with its demands on a yes as numbers, the kinds it
//! hears as a set of bits, and a bit for each scope that anyone ever answered to. A check does not get slower when
//! rules are added elsewhere.

mod block;
mod conditions;
mod coverage;
mod current_plan;
mod lookup;
#[allow(clippy::module_inception, reason = "a noun's file has its name")]
mod plan;
mod point;
mod single_rule;
mod sole_grant;

pub(super) use block::{Block, Layer};
pub(super) use current_plan::CurrentPlan;
pub(super) use plan::{Form, Plan};
pub(super) use point::{Demands, PointPlan, RegimePlan, RulePlan};
pub(super) use single_rule::SingleRulePlan;
