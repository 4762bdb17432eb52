//! What a policy would decide in running code.

use std::sync::Arc;

use serde::Serialize;

use crate::{
    decide::{DataUse, DataUseDocument, Guard, Outcome, UseError},
    interner::Interner,
    policy::Policy,
    standing::Standing,
    time::Moment,
};

/// A guard that stands in front of nothing: it says what a policy *would* decide, and lets nothing through or stops it.
///
/// It has no `check` and makes no [`Decision`](crate::Decision), so it cannot be put where a guard belongs:
///
/// ```compile_fail,E0599
/// use consentry::{Standing, Timestamp, rollout::ShadowGuard};
/// fn gate(guard: &ShadowGuard, standing: &Standing, now: Timestamp) -> bool { guard.check(standing, now).is_allow() }
/// ```
///
/// ```
/// use consentry::{Guard, Standing, Timestamp, rollout::ShadowGuard};
/// fn gate(guard: &Guard, standing: &Standing, now: Timestamp) -> bool { guard.check(standing, now).is_allow() }
/// fn watch(shadow: &ShadowGuard, standing: &Standing, now: Timestamp) -> String {
///     shadow.would_decide(standing, now).reason.to_owned()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ShadowGuard {
    guard: Guard,
}

/// What a policy would decide. Not a decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WouldDecide {
    /// What would be asked.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// What would come.
    pub outcome: Outcome,
    /// The stable code of why.
    pub reason: &'static str,
    /// The version of the policy.
    pub policy_version: String,
}

impl ShadowGuard {
    /// Watches a use under a policy that is not in force.
    ///
    /// # Errors
    /// When the policy does not know a name, or the use is too wide for a guard.
    pub fn new(policy: Arc<Policy>, interner: &Interner, data_use: &DataUse) -> Result<Self, UseError> {
        Guard::new(policy, interner, data_use).map(|guard| Self { guard })
    }

    /// What the policy would decide now.
    #[must_use]
    pub fn would_decide(&self, standing: &Standing, at: impl Into<Moment>) -> WouldDecide {
        let (decision, _, policy_version) = self.guard.grounded(standing, at.into());
        WouldDecide {
            data_use: self.guard.data_use().into(),
            outcome: decision.outcome(),
            reason: decision.code(),
            policy_version,
        }
    }
}
