//! All fields of a row in one pass.
//!
//! A row guard is one plan of many uses. Its points lie side by side, 64 to a block, and each answer of a person is
//! compared with all 64 at once: one load tells which of them its scope covers.

use std::{fmt, sync::Arc};

use super::{
    data_use::{DataUse, UseError},
    decision::Decision,
    field_mask::FieldMask,
    plan::{CurrentPlan, Form, Plan},
};
use crate::{
    fault::debug_like_display,
    interner::{Interner, LockedInterner},
    policy::Policy,
    standing::{Answers, Standing},
    time::Moment,
};

/// A guard of several data uses, one for each field of a row, that decides them all in one pass.
///
/// It goes through a person's answers once, 64 points at a time, and says of each field what a [`Guard`](super::Guard)
/// for that field would say. `check` neither allocates nor locks, and follows new scopes and policy reloads as a guard
/// does. It returns a mask; [`decision`](Self::decision) gives the reason of one field.
///
/// Fields are known by their position in the slice that the guard was built from.
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
///
/// | | one [`Guard`](super::Guard) a field | one row guard |
/// |---|---|---|
/// | passes over a person's answers | one a field | one for each 64 points |
/// | reason | with each decision | by [`decision`](Self::decision), when asked |
/// | fields that differ in purpose or recipient | yes | yes: each field is a use of its own |
/// | a reload in the middle of a row | fields may differ in policy | all fields are decided by one policy |
///
/// An empty slice makes a guard over no field, which allows nothing and is no error.
pub struct RowGuard {
    /// The plan in force when this guard was built or cloned. It still is unless it says that it is superseded.
    plan: Arc<Plan>,
    /// Shared with all clones: where the newest plan is found.
    current: Arc<CurrentPlan>,
}

/// The reason why no [`RowGuard`] can be built, and the field that it is about.
///
/// Its text is `field 3: …` with the text of [`error`](Self::error) behind it. The cause is part of the text, so
/// [`source`](std::error::Error::source) returns none, and a printed chain of errors says it once.
///
/// ```
/// # let policy: consentry::PolicyDocument = toml::from_str(r#"
/// #     version = "1"
/// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }, { key = "name" }],
/// #         recipients = [{ key = "shop", role = "controller" }] }
/// #     [[rules]]
/// #     id = "newsletter"
/// #     basis = "contract"
/// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
/// # "#).unwrap();
/// # let policy: std::sync::Arc<consentry::Policy> = policy.compile().unwrap().into();
/// use consentry::{DataUse, Interner, Operations, RowGuard};
///
/// let field = |category: &str| DataUse::new("news", category, "shop", Operations::USE);
/// let error = RowGuard::new(policy, &Interner::new(), &[field("email"), field("nmae")]).unwrap_err();
/// assert_eq!(error.field, 1);
/// assert!(error.to_string().starts_with("field 1: "), "{error}");
/// assert!(std::error::Error::source(&error).is_none());
/// ```
///
/// | cause | cure |
/// |---|---|
/// | a field's use names what the policy does not know | as [`UseError::Unknown`] says |
/// | the fields up to this one denote too many points together | narrower keys, or two guards of half as many fields |
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("field {field}: {error}")]
pub struct FieldError {
    /// The field's position in the slice that the guard was to be built from, counted from 0.
    pub field: usize,
    /// The reason why no guard can be built for that field. All fields of a row guard share the
    /// [`MAX_POINTS`](super::MAX_POINTS) points that one guard may stand for.
    pub error: UseError,
}

debug_like_display!(FieldError);

impl RowGuard {
    /// Prepares one use for each field.
    ///
    /// # Errors
    /// With the position of the first field for which it fails: when the policy does not know a name, or the uses up to
    /// it denote more than [`MAX_POINTS`](super::MAX_POINTS) points together.
    ///
    /// It takes as long as building a guard for each field, once. Later checks cost by points, not by rules.
    pub fn new(policy: Arc<Policy>, interner: &Interner, fields: &[DataUse]) -> Result<Self, FieldError> {
        let mut locked = interner.lock();
        Self::within(policy, interner, &mut locked, fields)
    }

    /// Prepares the uses while the table is locked already.
    pub(crate) fn within(
        policy: Arc<Policy>,
        interner: &Interner,
        locked: &mut LockedInterner<'_>,
        fields: &[DataUse],
    ) -> Result<Self, FieldError> {
        let (plan, current) = CurrentPlan::new(policy, interner, locked, fields, Form::Record)
            .map_err(|(field, error)| FieldError { field, error })?;
        Ok(Self { plan, current })
    }

    /// Returns the uses that the guard stands for, one for each field, in the order they were given.
    #[must_use]
    pub fn fields(&self) -> &[DataUse] {
        self.current.uses()
    }

    /// Returns how many words [`check_into`](Self::check_into) fills: one for every 64 fields.
    #[must_use]
    pub fn words(&self) -> usize {
        self.fields().len().div_ceil(64)
    }

    /// Decides which of the first 64 fields may be used at that moment.
    ///
    /// Fields from position 64 on are not in the answer, and so are not allowed by it; for a wider row use
    /// [`check_into`](Self::check_into).
    ///
    /// A field's bit is set only if *all* points of its use are allowed. `at` is one moment for the whole row; where
    /// fields were collected at different times and their rules limit the age of data, ask with
    /// [`decision`](Self::decision) field by field.
    #[inline]
    pub fn check(&self, standing: &Standing, at: impl Into<Moment>) -> FieldMask {
        let mut words = [0];
        self.check_into(standing, at, &mut words);
        let [word] = words;
        FieldMask::from_bits(word)
    }

    /// Decides which fields may be used at that moment, and writes one bit for each.
    ///
    /// Field *n* is bit *n* mod 64 of word *n* / 64, least significant first; 1 means allowed. Fields that `words` has
    /// no room for are left out. Every other bit of `words` is set to 0, so nothing of an earlier answer is left.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }, { key = "name" }],
    /// #         recipients = [{ key = "shop", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "contract"
    /// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
    /// # "#).unwrap();
    /// # let policy: std::sync::Arc<consentry::Policy> = policy.compile().unwrap().into();
    /// use consentry::{DataUse, Interner, Operations, RowGuard, Standing, Subject, Timestamp};
    ///
    /// let interner = Interner::new();
    /// // Of a table with 70 columns every second one holds a name, which no rule declares.
    /// let field = |column: usize| DataUse::new("news", ["email", "name"][column % 2], "shop", Operations::USE);
    /// let guard = RowGuard::new(policy, &interner, &(0..70).map(field).collect::<Vec<_>>())?;
    /// let standing = Standing::new(&Subject::default(), &interner);
    ///
    /// let mut words = vec![0; guard.words()];
    /// guard.check_into(&standing, Timestamp::from_millis(0), &mut words);
    /// assert_eq!(words, [0x5555_5555_5555_5555, 0b01_0101]);
    /// # Ok::<(), consentry::decide::FieldError>(())
    /// ```
    #[inline]
    pub fn check_into(&self, standing: &Standing, at: impl Into<Moment>, words: &mut [u64]) {
        self.decide_into(standing.answers(), at.into(), words);
    }

    /// Decides as [`check_into`](Self::check_into) does, of answers wherever they lie.
    #[inline]
    pub(crate) fn decide_into(&self, answers: Answers<'_>, moment: Moment, words: &mut [u64]) {
        self.with_plan(|plan| plan.decide_uses_into(answers, moment, words));
    }

    /// Decides whether the field at that position may be used, with the reason.
    ///
    /// A position beyond the last field is denied as not declared.
    ///
    /// It is allowed exactly if the field's bit is set in what [`check`](Self::check) returns for the same standing and
    /// moment.
    pub fn decision(&self, field: usize, standing: &Standing, at: impl Into<Moment>) -> Decision {
        self.with_plan(|plan| plan.decide_use(field, standing.answers(), at.into()))
    }

    /// Returns the decision of every field in order, all by the same policy.
    ///
    /// It allocates one list and decides each field by itself, so it costs as much as a guard for each field. Use it to
    /// show a person their whole row with reasons:
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "service" }], categories = [{ key = "name" }, { key = "email" }],
    /// #         recipients = [{ key = "shop", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "delivery"
    /// #     basis = "contract"
    /// #     scope = { purposes = "service", categories = "name", recipients = "shop", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, Interner, Operations, RowGuard, Standing, Subject, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let field = |category: &str| DataUse::new("service", category, "shop", Operations::USE);
    /// let guard = RowGuard::new(policy.into(), &interner, &[field("name"), field("email")])?;
    /// let standing = Standing::new(&Subject::default(), &interner);
    ///
    /// let decisions = guard.decisions(&standing, Timestamp::from_millis(0));
    /// let lines: Vec<String> = (guard.fields().iter().zip(decisions))
    ///     .map(|(data_use, decision)| format!("{}: {}", data_use.category(), decision.code()))
    ///     .collect();
    /// assert_eq!(lines, ["name: contract", "email: not_declared"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn decisions(&self, standing: &Standing, at: impl Into<Moment>) -> Vec<Decision> {
        let moment = at.into();
        self.with_plan(|plan| {
            (0..plan.uses.len()).map(|field| plan.decide_use(field, standing.answers(), moment)).collect()
        })
    }

    /// Runs a closure on the plan in force.
    ///
    /// INVARIANT: as for a guard, the standing to be judged is at hand before this is called.
    #[inline]
    pub(crate) fn with_plan<T>(&self, run: impl FnOnce(&Plan) -> T) -> T {
        if self.plan.is_superseded() { run(&self.current.latest()) } else { run(&self.plan) }
    }
}

impl Clone for RowGuard {
    fn clone(&self) -> Self {
        Self { plan: self.current.latest_owned(), current: self.current.clone() }
    }
}

impl fmt::Debug for RowGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowGuard")?;
        f.debug_list().entries(self.fields().iter().map(|field| format_args!("{field}").to_string())).finish()
    }
}
