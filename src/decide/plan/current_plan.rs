//! What all clones of a guard share: the plan in force, kept up to date.

use std::sync::{Arc, Weak};

use arc_swap::{ArcSwap, Guard as Loaded};

use super::{
    DataUse, UseError,
    plan::{Form, Plan},
};
use crate::{
    interner::{Interner, LockedInterner, PlanListener},
    policy::Policy,
    subject::Profile,
    vocabulary::Scope,
};

/// The uses of a guard and the newest plan for them.
pub(crate) struct CurrentPlan {
    uses: Box<[DataUse]>,
    form: Form,
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
        frozen: &mut LockedInterner<'_>,
        uses: &[DataUse],
        form: Form,
    ) -> Result<(Arc<Plan>, Arc<Self>), (usize, UseError)> {
        let plan = Arc::new(Plan::new(policy, interner, frozen, uses, form)?);
        let cell = Arc::new(Self { uses: uses.into(), form, latest: ArcSwap::new(plan.clone()) });
        let reader: Weak<Self> = Arc::downgrade(&cell);
        frozen.register(reader);
        Ok((plan, cell))
    }

    pub(crate) fn uses(&self) -> &[DataUse] {
        &self.uses
    }

    /// Only asked for once a plan is superseded: not in the hot path, of which the claims look at every instruction.
    #[cold]
    #[inline(never)]
    pub(crate) fn latest(&self) -> Loaded<Arc<Plan>> {
        self.latest.load()
    }

    pub(crate) fn latest_owned(&self) -> Arc<Plan> {
        self.latest.load_full()
    }

    /// Compiles the uses anew; what the policy no longer knows is denied from here on.
    fn recompile(&self, policy: &Arc<Policy>, interner: &Interner, frozen: &LockedInterner<'_>) {
        let plan = Plan::surviving(policy.clone(), interner, frozen, &self.uses, self.form);
        let old = self.latest.swap(Arc::new(plan));
        // After the swap: whoever sees the flag finds the new plan.
        old.supersede();
    }

    fn make_room(&self, frozen: &LockedInterner<'_>) {
        let plan = self.latest.load();
        self.recompile(&plan.policy, &plan.interner, frozen);
    }
}

impl PlanListener for CurrentPlan {
    fn scope_added(&self, number: u32, scope: &Scope, frozen: &LockedInterner<'_>) {
        if !self.latest.load().add_scope(number, scope) {
            self.make_room(frozen);
        }
    }

    fn profile_added(&self, number: u32, profile: &Profile, frozen: &LockedInterner<'_>) {
        if !self.latest.load().add_profile(number, profile) {
            self.make_room(frozen);
        }
    }

    fn policy_replaced(&self, policy: &Arc<Policy>, interner: &Interner, frozen: &LockedInterner<'_>) {
        self.recompile(policy, interner, frozen);
    }
}
