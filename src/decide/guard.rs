//! What stands in front of a field.

use std::{fmt, sync::Arc};

use super::{
    data_use::{DataUse, UseError},
    decision::Decision,
    explain::{Explanation, Ground, explain},
    may_ask::MayAsk,
    plan::{CurrentPlan, Form, Plan},
    ruling::Ruling,
};
use crate::{
    interner::{Interner, LockedInterner},
    policy::Policy,
    standing::{Answers, Standing},
    time::Moment,
    vocabulary::Point,
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
    current: Arc<CurrentPlan>,
}

impl Guard {
    /// Prepares a use.
    ///
    /// # Errors
    /// When the policy does not know a name, or the use is too wide for one guard.
    pub fn new(policy: Arc<Policy>, interner: &Interner, data_use: &DataUse) -> Result<Self, UseError> {
        let mut locked = interner.lock();
        Self::within(policy, interner, &mut locked, data_use)
    }

    pub(crate) fn within(
        policy: Arc<Policy>,
        interner: &Interner,
        locked: &mut LockedInterner<'_>,
        data_use: &DataUse,
    ) -> Result<Self, UseError> {
        let uses = std::slice::from_ref(data_use);
        let (plan, current) =
            CurrentPlan::new(policy, interner, locked, uses, Form::Single).map_err(|(_, error)| error)?;
        Ok(Self { data_use: Arc::new(data_use.clone()), plan, current })
    }

    /// What the guard stands for.
    #[must_use]
    pub fn data_use(&self) -> &DataUse {
        &self.data_use
    }

    /// May the data be used now?
    #[inline]
    pub fn check(&self, standing: &Standing, at: impl Into<Moment>) -> Decision {
        self.decide(standing.answers(), at.into())
    }

    /// As [`check`](Self::check), of answers wherever they lie.
    #[inline(always)]
    pub(crate) fn decide(&self, answers: Answers<'_>, moment: Moment) -> Decision {
        match self.try_fast(answers, moment) {
            Some(decision) => decision,
            None => self.decide_in_full(answers, moment),
        }
    }

    /// The same where that is short work; `None`: it is not.
    #[inline(always)]
    pub(crate) fn try_fast(&self, answers: Answers<'_>, moment: Moment) -> Option<Decision> {
        if self.plan.is_superseded() { None } else { self.plan.try_fast(answers, moment) }
    }

    /// The same, however long it takes.
    #[inline(never)]
    pub(crate) fn decide_in_full(&self, answers: Answers<'_>, moment: Moment) -> Decision {
        self.with_plan(|plan| plan.decide_in_full(answers, moment))
    }

    /// May it, and until when does the answer hold if nobody says anything new?
    pub fn ruling(&self, standing: &Standing, at: impl Into<Moment>) -> Ruling {
        self.with_plan(|plan| plan.ruling(standing.answers(), at.into()))
    }

    /// May the person be asked for it now?
    #[must_use]
    pub fn may_ask(&self, standing: &Standing, at: impl Into<Moment>) -> MayAsk {
        self.with_plan(|plan| plan.may_ask(standing.answers(), at.into()))
    }

    /// Which regime, rule and event decide, what was passed over and why, and what would change the answer.
    #[must_use]
    pub fn explain(&self, standing: &Standing, at: impl Into<Moment>) -> Explanation {
        self.with_plan(|plan| explain(plan, &self.data_use, standing.entry(), at.into()))
    }

    /// What the use rests on if it is allowed now; of one regime at one point, the first rule that allows. Empty if it
    /// is not allowed.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "contact" }],
    /// #         recipients = [{ key = "lingon", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "orders"
    /// #     basis = "contract"
    /// #     scope = { purposes = "service", categories = "contact", recipients = "lingon", operations = "use" }
    /// # "#).unwrap();
    /// # let policy = policy.compile().unwrap();
    /// use consentry::{Basis, DataUse, Guard, History, Operations, Subject, Interner, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let guard = Guard::new(policy.into(), &interner, &DataUse::new("service", "contact", "lingon", Operations::USE))?;
    /// let grounds = guard.grounds(&History::<u64>::new().standing(&Subject::default(), &interner), Timestamp::from_millis(0));
    /// assert_eq!((grounds[0].rule.as_str(), grounds[0].basis), ("orders", Basis::Contract));
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    #[must_use]
    pub fn grounds(&self, standing: &Standing, at: impl Into<Moment>) -> Vec<Ground> {
        self.with_plan(|plan| plan.grounds(standing.entry(), at.into()))
    }

    /// Runs on the current plan.
    ///
    /// INVARIANT: the standing to be judged is at hand before this is called. Then the plan knows every scope in it: a
    /// plan that came later than the standing knows more, and one that was superseded before it shows its flag.
    #[inline]
    pub(crate) fn with_plan<T>(&self, run: impl FnOnce(&Plan) -> T) -> T {
        if self.plan.is_superseded() { run(&self.current.latest()) } else { run(&self.plan) }
    }
}

#[cfg(any(feature = "dialogue", feature = "rollout"))]
impl Guard {
    /// A decision, what it rests on, and the policy version: all by one and the same policy.
    pub(crate) fn grounded(&self, standing: &Standing, moment: Moment) -> (Decision, Vec<Ground>, String) {
        let entry = standing.entry();
        self.with_plan(|plan| {
            (plan.decide(entry.answers, moment), plan.grounds(entry, moment), plan.policy.version().to_owned())
        })
    }

    /// What each point by itself rests on.
    pub(crate) fn point_grounds(&self, standing: &Standing, moment: Moment, tell: impl FnMut(Point, Vec<Ground>)) {
        self.with_plan(|plan| plan.point_grounds(standing.entry(), moment, tell));
    }
}

impl Clone for Guard {
    fn clone(&self) -> Self {
        Self { data_use: self.data_use.clone(), plan: self.current.latest_owned(), current: self.current.clone() }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guard({})", self.data_use)
    }
}
