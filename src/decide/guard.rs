//! What stands in front of a field.

use std::{fmt, sync::Arc};

use super::{
    DataUse, Decision, Explanation, MayAsk, Ruling, UseError,
    current_plan::CurrentPlan,
    explain,
    plan::{Form, Plan},
};
use crate::{
    interner::{Interner, LockedInterner},
    policy::Policy,
    standing::{Answers, Standing},
    time::Moment,
};

/// A data use prepared against a policy. Build one per field and keep it; a check is then nanoseconds.
///
/// `check` neither allocates nor locks. A guard stays right as new scopes appear in its [`Interner`], and a guard of a
/// ledger through policy reloads; a clone is as fast again as one newly built.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "marketing" }], categories = [{ key = "contact" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "marketing", categories = "contact", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{AskReason, DataUse, Decision, Guard, History, Operations, Subject, Interner, Timestamp};
///
/// let interner = Interner::new();
/// let guard = Guard::new(policy.into(), &interner, &DataUse::new("marketing", "contact", "lingon", Operations::USE))?;
/// let standing = History::<u64>::new().standing(&Subject::default(), &interner);
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
/// assert_eq!(guard.check(&standing, now), Decision::Ask(AskReason::NeverAsked));
/// # Ok::<(), consentry::decide::UseError>(())
/// ```
pub struct Guard {
    data_use: Arc<DataUse>,
    /// The plan when this guard was built or cloned; current unless superseded.
    plan: Arc<Plan>,
    cell: Arc<CurrentPlan>,
}

impl Guard {
    /// Prepares a use.
    ///
    /// # Errors
    /// When the policy does not know a name, or the use is too wide for one guard.
    pub fn new(policy: Arc<Policy>, interner: &Interner, data_use: &DataUse) -> Result<Self, UseError> {
        let mut frozen = interner.freeze();
        Self::within(policy, interner, &mut frozen, data_use)
    }

    pub(crate) fn within(
        policy: Arc<Policy>,
        interner: &Interner,
        frozen: &mut LockedInterner<'_>,
        data_use: &DataUse,
    ) -> Result<Self, UseError> {
        let uses = std::slice::from_ref(data_use);
        let (plan, cell) =
            CurrentPlan::new(policy, interner, frozen, uses, Form::Single).map_err(|(_, error)| error)?;
        Ok(Self { data_use: Arc::new(data_use.clone()), plan, cell })
    }

    /// What the guard stands for.
    #[must_use]
    pub fn data_use(&self) -> &DataUse {
        &self.data_use
    }

    /// May the data be used now?
    #[inline]
    pub fn check(&self, standing: &Standing, at: impl Into<Moment>) -> Decision {
        self.decide(standing.rows(), at.into())
    }

    /// As [`check`](Self::check), of answers wherever they lie.
    #[inline(always)]
    pub(crate) fn decide(&self, rows: Answers<'_>, moment: Moment) -> Decision {
        match self.try_fast(rows, moment) {
            Some(decision) => decision,
            None => self.decide_in_full(rows, moment),
        }
    }

    /// The same where that is short work; `None`: it is not.
    #[inline(always)]
    pub(crate) fn try_fast(&self, rows: Answers<'_>, moment: Moment) -> Option<Decision> {
        if self.plan.is_superseded() { None } else { self.plan.try_fast(rows, moment) }
    }

    /// The same, however long it takes.
    #[inline(never)]
    pub(crate) fn decide_in_full(&self, rows: Answers<'_>, moment: Moment) -> Decision {
        self.with_plan(|plan| plan.decide_in_full(rows, moment))
    }

    /// May it, and until when does the answer hold if nobody says anything new?
    pub fn ruling(&self, standing: &Standing, at: impl Into<Moment>) -> Ruling {
        self.with_plan(|plan| plan.ruling(standing.rows(), at.into()))
    }

    /// May the person be asked for it now?
    #[must_use]
    pub fn may_ask(&self, standing: &Standing, at: impl Into<Moment>) -> MayAsk {
        self.with_plan(|plan| plan.may_ask(standing.rows(), at.into()))
    }

    /// Which regime, rule and event decide, what was passed over and why, and what would change the answer.
    #[must_use]
    pub fn explain(&self, standing: &Standing, at: impl Into<Moment>) -> Explanation {
        self.with_plan(|plan| explain::explain(plan, &self.data_use, standing.entry(), at.into()))
    }

    /// Runs on the current plan.
    ///
    /// INVARIANT: the standing to be judged is at hand before this is called. Then the plan knows every scope in it: a
    /// plan that came later than the standing knows more, and one that was superseded before it shows its flag.
    #[inline]
    pub(crate) fn with_plan<T>(&self, run: impl FnOnce(&Plan) -> T) -> T {
        if self.plan.is_superseded() { run(&self.cell.latest()) } else { run(&self.plan) }
    }
}

impl Clone for Guard {
    fn clone(&self) -> Self {
        Self { data_use: self.data_use.clone(), plan: self.cell.latest_owned(), cell: self.cell.clone() }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guard({})", self.data_use)
    }
}
