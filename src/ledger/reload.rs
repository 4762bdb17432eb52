//! Putting another policy in force under running checks.
//!
//! What a reload must never do is to lose a no. A name that the new policy does not know covers nothing, so answers
//! that use it would fall silent; therefore every scope that any answer has is resolved before the policy is
//! replaced.

use std::{
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use super::ledger::Ledger;
use crate::{
    fault::{Faults, debug_like_display},
    policy::Policy,
};

/// Why a [reload](Ledger::reload) is refused: the new policy does not know names that people's answers use.
///
/// The ledger keeps the policy it has. A name can be a key or a `#tag`. It is lost if it is in the new vocabulary
/// neither as itself, nor under `formerly` of another node, nor under `vocabulary.retired`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the new policy has lost names that people's answers use; list each key under `formerly` of what takes its place \
     or under `vocabulary.retired`, and keep each `#tag` on some node:\n{0}"
)]
///
/// | the lost name | cure in the new policy |
/// |---|---|
/// | a key that has another name now | `formerly = ["old.key"]` at its node |
/// | a key whose data or purpose is gone | `retired = { purposes = ["old.key"] }` in the vocabulary |
/// | a `#tag` that somebody objected to | keep the tag on some node |
pub struct ReloadError(Faults);

debug_like_display!(ReloadError);

impl ReloadError {
    /// One fault for each lost name; its place is the axis the name is on.
    #[must_use]
    pub const fn faults(&self) -> &Faults {
        &self.0
    }
}

impl<K: Hash + Eq, S: BuildHasher> Ledger<K, S> {
    /// Puts another policy in force in place of the current one.
    ///
    /// All guards, row guards and audiences of the ledger follow before this returns. A guard's data use that the new
    /// policy no longer declares is denied from then on, with reason `not_declared`. A check that is under way is
    /// decided wholly by the old policy or wholly by the new one.
    ///
    /// Every live guard is compiled anew meanwhile. Checks go on; events with a scope that no event had before wait.
    ///
    /// ```
    /// # let policy = |purpose: &str, formerly: &str| toml::from_str::<consentry::PolicyDocument>(&format!(r#"
    /// #     version = "1"
    /// #     vocabulary = {{ purposes = [{{ key = "{purpose}", formerly = [{formerly}] }}],
    /// #         categories = [{{ key = "contact" }}], recipients = [{{ key = "lingon", role = "controller" }}] }}
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     scope = {{ purposes = "{purpose}", categories = "contact", recipients = "lingon", operations = "use" }}
    /// # "#)).unwrap().compile().unwrap();
    /// use consentry::{EventDocument, Kind, Ledger, Operations, Scope};
    ///
    /// let ledger: Ledger<u64> = Ledger::new(policy("ads", ""));
    /// let scope = Scope::new(["ads"], ["contact"], ["lingon"], Operations::USE)?;
    /// let at = "2026-01-01T00:00:00Z".parse()?;
    /// ledger.record(&EventDocument::new("e1", 7, Kind::Refused, &scope, at).into_event()?)?;
    ///
    /// let error = ledger.reload(policy("mail", "")).unwrap_err(); // the refusal of `ads` would be lost
    /// assert!(error.to_string().contains("`ads`"));
    /// ledger.reload(policy("mail", "\"ads\""))?; // `mail` was `ads` before
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A reload does not ask whether the new policy may follow the old one: compile it with
    /// [`compile_succeeding`](crate::PolicyDocument::compile_succeeding), which refuses to go on without consent
    /// where people were promised that they could withdraw it.
    ///
    /// # Errors
    /// Returns a [`ReloadError`] if people's answers use names that the new policy does not know: their noes would be
    /// lost. The policy in force stays.
    pub fn reload(&self, policy: impl Into<Arc<Policy>>) -> Result<(), ReloadError> {
        let policy = policy.into();
        // INVARIANT: no scope comes in between the check of all names and the new policy, and no guard is made; so no
        // name is missed, and every guard hears of the policy.
        let locked = self.inner.interner.lock();
        policy.check_all_names(locked.scopes().map(|(_, scope, _)| scope)).map_err(ReloadError)?;
        self.inner.policy.store(policy.clone());
        locked.each_listener(|listener| listener.policy_replaced(&policy, &self.inner.interner, &locked));
        drop(locked);
        self.inner.watchers.policy_replaced();
        Ok(())
    }
}
