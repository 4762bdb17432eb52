//! Watching in running code what a policy would decide.

use std::sync::Arc;

use serde::Serialize;

use crate::{
    decide::{DataUse, DataUseDocument, Guard, Outcome, UseError},
    interner::Interner,
    policy::Policy,
    standing::Standing,
    time::Moment,
};

/// A guard that stands in front of nothing: it says what a policy *would* decide, and neither lets a use through nor
/// stops it.
///
/// Call it beside the guard that decides, and log where the two differ. The policy it was made for stays its policy:
/// it follows no reload.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "next"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{DataUse, History, Interner, Operations, Subject, Timestamp, decide::Outcome, rollout::ShadowGuard};
///
/// let interner = Interner::new();
/// let data_use = DataUse::new("marketing", "contact", "lingon", Operations::USE);
/// let shadow = ShadowGuard::new(policy.into(), &interner, &data_use)?;
///
/// let silent = History::<u64>::new().standing(&Subject::default(), &interner);
/// let would = shadow.would_decide(&silent, "2026-01-01T00:00:00Z".parse::<Timestamp>()?);
/// assert_eq!((would.outcome, would.reason, would.policy_version.as_str()), (Outcome::Ask, "never_asked", "next"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It has no `check` and makes no [`Decision`](crate::Decision), so it cannot be put where a guard belongs:
///
/// ```compile_fail,E0599
/// use consentry::{Standing, Timestamp, rollout::ShadowGuard};
/// fn gate(guard: &ShadowGuard, standing: &Standing, now: Timestamp) -> bool { guard.check(standing, now).is_allow() }
/// ```
///
/// Here is what compiles:
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
    /// Never handed out: it could be put where a guard belongs.
    guard: Guard,
}

/// What a policy would decide about one use, as told by a [`ShadowGuard`]. It is no decision, and serializes for a
/// log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WouldDecide {
    /// The data use in question.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// Whether the policy would allow, ask or deny.
    pub outcome: Outcome,
    /// The stable code of the reason: `never_asked`.
    pub reason: &'static str,
    /// The `version` of the policy that would decide so.
    pub policy_version: String,
}

impl ShadowGuard {
    /// Prepares a data use for watching under a policy that is not in force.
    ///
    /// `interner` is that of the standings that will be watched, as [`Ledger::interner`](crate::Ledger::interner)
    /// returns it.
    ///
    /// # Errors
    /// Returns a [`UseError`] if the policy does not know a key of the use, or the use is too wide for one guard.
    pub fn new(policy: Arc<Policy>, interner: &Interner, data_use: &DataUse) -> Result<Self, UseError> {
        Guard::new(policy, interner, data_use).map(|guard| Self { guard })
    }

    /// Returns what the policy would decide about a person at that moment.
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
