//! What all clones of a guard share: the plan in force, kept up to date.

use std::sync::{Arc, Weak};

use arc_swap::{ArcSwap, Guard as Loaded};

use super::{
    DataUse, UseError,
    plan::{Form, Plan},
};
use crate::{
    policy::Policy,
    subject::Profile,
    symbols::{Frozen, Reader, Symbols},
    vocabulary::Scope,
};

/// The uses of a guard and the newest plan for them.
pub(crate) struct Cell {
    uses: Box<[DataUse]>,
    form: Form,
    latest: ArcSwap<Plan>,
}

impl Cell {
    /// Compiles the uses, and again whenever the table or the policy outgrows the plan.
    ///
    /// # Errors
    /// With the position of the first use that cannot be compiled, and why.
    pub(crate) fn new(
        policy: Arc<Policy>,
        symbols: &Symbols,
        frozen: &mut Frozen<'_>,
        uses: &[DataUse],
        form: Form,
    ) -> Result<(Arc<Plan>, Arc<Self>), (usize, UseError)> {
        let plan = Arc::new(Plan::new(policy, symbols, frozen, uses, form)?);
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
    fn recompile(&self, policy: &Arc<Policy>, symbols: &Symbols, frozen: &Frozen<'_>) {
        let plan = Plan::surviving(policy.clone(), symbols, frozen, &self.uses, self.form);
        let old = self.latest.swap(Arc::new(plan));
        // After the swap: whoever sees the flag finds the new plan.
        old.supersede();
    }

    fn make_room(&self, frozen: &Frozen<'_>) {
        let plan = self.latest.load();
        self.recompile(&plan.policy, &plan.symbols, frozen);
    }
}

impl Reader for Cell {
    fn scope_added(&self, number: u32, scope: &Scope, frozen: &Frozen<'_>) {
        if !self.latest.load().add_scope(number, scope) {
            self.make_room(frozen);
        }
    }

    fn profile_added(&self, number: u32, profile: &Profile, frozen: &Frozen<'_>) {
        if !self.latest.load().add_profile(number, profile) {
            self.make_room(frozen);
        }
    }

    fn policy_replaced(&self, policy: &Arc<Policy>, symbols: &Symbols, frozen: &Frozen<'_>) {
        self.recompile(policy, symbols, frozen);
    }
}
