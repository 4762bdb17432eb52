//! What all clones of a guard share: the plan in force, kept up to date.
//!
//! A guard holds the plan that it was built with, and reads one flag of it in each check. Only when a newer plan has
//! superseded it, after a reload of the policy or when bits ran out, does the guard come here.
//!
//! | what happens | what is done | a check meanwhile |
//! |---|---|---|
//! | a new scope, with room in the bits | its bit is set | goes on |
//! | a new scope beyond the bits | a plan with more room | looks that scope up by its names |
//! | a new profile | as a new scope | as a new scope |
//! | the policy is reloaded | a plan for the new policy | uses one plan or the other, whole |

use std::sync::{Arc, Weak};

use arc_swap::{ArcSwap, Guard as Loaded};

use super::{
    super::data_use::{DataUse, UseError},
    plan::{Form, Plan},
};
use crate::{
    interner::{Coverage, Interner, LockedInterner, PlanListener},
    policy::Policy,
    subject::Profile,
    vocabulary::Scope,
};

/// The uses of a guard and the newest plan for them. The table tells it of new scopes, profiles and policies.
///
/// The interner holds it weakly, so that it is told of nothing after the last guard is dropped.
pub(crate) struct CurrentPlan {
    /// What is compiled again; names, since positions differ from policy to policy.
    uses: Box<[DataUse]>,
    /// For what: one use with its reason, or a row of fields.
    form: Form,
    /// INVARIANT: the plan in here is not superseded, but for the moment between the swap and the mark on the one
    /// before.
    latest: ArcSwap<Plan>,
}

impl CurrentPlan {
    /// Compiles the uses, and again whenever the table or the policy outgrows the plan.
    ///
    /// # Errors
    /// With the position of the first use that cannot be compiled, and why.
    pub(crate) fn new(
        policy: Arc<Policy>,
        interner: &Interner,
        locked: &mut LockedInterner<'_>,
        uses: &[DataUse],
        form: Form,
    ) -> Result<(Arc<Plan>, Arc<Self>), (usize, UseError)> {
        let plan = Arc::new(Plan::new(policy, interner, locked, uses, form)?);
        let current = Arc::new(Self { uses: uses.into(), form, latest: ArcSwap::new(plan.clone()) });
        let listener: Weak<Self> = Arc::downgrade(&current);
        locked.register(listener);
        Ok((plan, current))
    }

    /// Returns the uses that it is compiled for.
    pub(crate) fn uses(&self) -> &[DataUse] {
        &self.uses
    }

    /// Borrows the newest plan.
    ///
    /// Only asked for once a plan is superseded: not in the hot path, of which the claims look at every instruction.
    #[cold]
    #[inline(never)]
    pub(crate) fn latest(&self) -> Loaded<Arc<Plan>> {
        self.latest.load()
    }

    /// Returns the newest plan to keep.
    ///
    /// Clones of a guard take it, which makes a clone as fast as a new guard after a reload.
    pub(crate) fn latest_owned(&self) -> Arc<Plan> {
        self.latest.load_full()
    }

    /// Compiles the uses anew; what the policy no longer knows is denied from here on.
    ///
    /// It cannot fail: a use whose names the new policy has lost gets no points, and is denied as not declared.
    fn recompile(&self, policy: &Arc<Policy>, interner: &Interner, locked: &LockedInterner<'_>) {
        let plan = Plan::surviving(policy.clone(), interner, locked, &self.uses, self.form);
        let old = self.latest.swap(Arc::new(plan));
        // After the swap: whoever sees the flag finds the new plan.
        old.supersede();
    }

    /// Compiles anew by the same policy, with room for more numbers.
    fn grow(&self, locked: &LockedInterner<'_>) {
        let plan = self.latest.load();
        self.recompile(&plan.policy, &plan.interner, locked);
    }
}

impl PlanListener for CurrentPlan {
    fn scope_added(&self, number: u32, scope: &Scope, coverage: Coverage, locked: &LockedInterner<'_>) {
        if !self.latest.load().add_scope(number, scope, coverage) {
            self.grow(locked);
        }
    }

    fn profile_added(&self, number: u32, profile: &Profile, locked: &LockedInterner<'_>) {
        if !self.latest.load().add_profile(number, profile) {
            self.grow(locked);
        }
    }

    fn policy_replaced(&self, policy: &Arc<Policy>, interner: &Interner, locked: &LockedInterner<'_>) {
        self.recompile(policy, interner, locked);
    }
}
