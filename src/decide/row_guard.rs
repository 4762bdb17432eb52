//! All fields of a record in one pass.

use std::{fmt, sync::Arc};

use super::{
    DataUse, Decision, UseError,
    current_plan::CurrentPlan,
    fields::FieldMask,
    plan::{Form, Plan},
};
use crate::{
    interner::{Interner, LockedInterner},
    policy::Policy,
    standing::{Answers, Standing},
    time::Moment,
};

/// Several data uses, one a field of a record, prepared against a policy: all are decided in one pass over a person's
/// answers, 64 points at a time.
///
/// It says of each field what a [`Guard`](super::Guard) for that field would say; `check` neither allocates nor locks,
/// and follows new scopes and policy reloads as a guard does.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "name" }, { key = "email" }],
/// #         recipients = [{ key = "lingon", role = "controller" }] }
/// #     [[rules]]
/// #     id = "delivery"
/// #     basis = "contract"
/// #     scope = { purposes = "service", categories = "name", recipients = "lingon", operations = "use" }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "consent"
/// #     scope = { purposes = "service", categories = "email", recipients = "lingon", operations = "use" }
/// # "#).unwrap();
/// # let policy = policy.compile().unwrap();
/// use consentry::{AskReason, DataUse, Decision, History, Operations, RowGuard, Subject, Interner, Timestamp};
///
/// let interner = Interner::new();
/// let field = |category: &str| DataUse::new("service", category, "lingon", Operations::USE);
/// let guard = RowGuard::new(policy.into(), &interner, &[field("name"), field("email")])?;
///
/// let standing = History::<u64>::new().standing(&Subject::default(), &interner);
/// let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
/// let allowed = guard.check(&standing, now);
/// assert!(allowed.contains(0) && !allowed.contains(1));
/// assert_eq!(guard.decision(1, &standing, now), Decision::Ask(AskReason::NeverAsked));
/// # Ok::<(), consentry::decide::FieldError>(())
/// ```
pub struct RowGuard {
    /// The plan when this guard was built or cloned; current unless superseded.
    plan: Arc<Plan>,
    cell: Arc<CurrentPlan>,
}

/// Why no record guard can be built.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("field {field}: {error}")]
pub struct FieldError {
    /// The field's position, from 0.
    pub field: usize,
    /// Why no guard can be built for it. A record's uses share the room that one guard has.
    #[source]
    pub error: UseError,
}

impl RowGuard {
    /// Prepares one use a field.
    ///
    /// # Errors
    /// When the policy does not know a name, or the uses together are too wide for one guard.
    pub fn new(policy: Arc<Policy>, interner: &Interner, fields: &[DataUse]) -> Result<Self, FieldError> {
        let mut frozen = interner.freeze();
        Self::within(policy, interner, &mut frozen, fields)
    }

    pub(crate) fn within(
        policy: Arc<Policy>,
        interner: &Interner,
        frozen: &mut LockedInterner<'_>,
        fields: &[DataUse],
    ) -> Result<Self, FieldError> {
        let (plan, cell) = CurrentPlan::new(policy, interner, frozen, fields, Form::Record)
            .map_err(|(field, error)| FieldError { field, error })?;
        Ok(Self { plan, cell })
    }

    /// What the guard stands for, a use a field.
    #[must_use]
    pub fn fields(&self) -> &[DataUse] {
        self.cell.uses()
    }

    /// How many words [`check_into`](Self::check_into) fills: one for each 64 fields.
    #[must_use]
    pub fn words(&self) -> usize {
        self.fields().len().div_ceil(64)
    }

    /// Which of the first 64 fields may be used now. Of a wider record the others are not in the answer: ask
    /// [`check_into`](Self::check_into).
    #[inline]
    pub fn check(&self, standing: &Standing, at: impl Into<Moment>) -> FieldMask {
        let mut words = [0];
        self.check_into(standing, at, &mut words);
        let [word] = words;
        FieldMask::from_bits(word)
    }

    /// Which fields may be used now: one bit a field, least significant first, 1 = allowed. Fields that `words` has no
    /// room for are left out; bits beyond the last field are 0.
    #[inline]
    pub fn check_into(&self, standing: &Standing, at: impl Into<Moment>, words: &mut [u64]) {
        self.sweep(standing.rows(), at.into(), words);
    }

    /// As [`check_into`](Self::check_into), of answers wherever they lie.
    #[inline]
    pub(crate) fn sweep(&self, rows: Answers<'_>, moment: Moment, words: &mut [u64]) {
        self.with_plan(|plan| plan.sweep_uses(rows, moment, words));
    }

    /// May the field at that position be used now, and why? A field that is not there is not declared.
    pub fn decision(&self, field: usize, standing: &Standing, at: impl Into<Moment>) -> Decision {
        self.with_plan(|plan| plan.decide_use(field, standing.rows(), at.into()))
    }

    /// The decision of every field, all by the same policy.
    #[must_use]
    pub fn decisions(&self, standing: &Standing, at: impl Into<Moment>) -> Vec<Decision> {
        self.decide_each(standing.rows(), at.into())
    }

    /// As [`decisions`](Self::decisions), of answers wherever they lie.
    pub(crate) fn decide_each(&self, rows: Answers<'_>, moment: Moment) -> Vec<Decision> {
        self.with_plan(|plan| (0..plan.uses.len()).map(|field| plan.decide_use(field, rows, moment)).collect())
    }

    /// Runs on the current plan.
    ///
    /// INVARIANT: as for a guard, the standing to be judged is at hand before this is called.
    #[inline]
    pub(crate) fn with_plan<T>(&self, run: impl FnOnce(&Plan) -> T) -> T {
        if self.plan.is_superseded() { run(&self.cell.latest()) } else { run(&self.plan) }
    }
}

impl Clone for RowGuard {
    fn clone(&self) -> Self {
        Self { plan: self.cell.latest_owned(), cell: self.cell.clone() }
    }
}

impl fmt::Debug for RowGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowGuard")?;
        f.debug_list().entries(self.fields().iter().map(|field| format_args!("{field}").to_string())).finish()
    }
}
