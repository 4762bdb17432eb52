//! What stands in front of a field: one data use, prepared.
//!
//! A guard is the pair of a question and a plan. The plan is what a check reads; it is made once and shared by all
//! clones. When the policy is reloaded, or so many new scopes come that bits run out, another plan takes its place, and
//! the old one gets a mark. A check reads the mark first: usually it is not set, and the plan at hand is the right one.

use std::{fmt, sync::Arc};

use super::{
    data_use::{DataUse, UseError},
    decision::Decision,
    explain::{Explanation, Ground, explain},
    may_ask::MayAsk,
    plan::{CurrentPlan, Form, Plan},
    ruling::Ruling,
};
#[cfg(feature = "dialogue")]
use crate::vocabulary::Point;
use crate::{
    interner::{Interner, LockedInterner},
    policy::Policy,
    standing::{Answers, Standing},
    time::Moment,
};

/// A data use prepared against a policy: the thing that stands in front of a field.
///
/// Build one for each field and purpose, keep it, and share it between threads; a check is then nanoseconds. `check`
/// neither allocates nor locks. A guard stays right as new scopes appear in its [`Interner`], and a guard of a
/// [`Ledger`](crate::Ledger) also through reloads of the policy. After a reload a clone is as fast again as a guard
/// newly built.
///
/// Five questions can be put to it:
///
/// | method | answers | cost |
/// |---|---|---|
/// | [`check`](Self::check) | may the data be used now? | nanoseconds |
/// | [`ruling`](Self::ruling) | until when does that hold? | a few checks |
/// | [`may_ask`](Self::may_ask) | may the person be asked now? | a few checks |
/// | [`grounds`](Self::grounds) | which rules and events does an allow rest on? | allocates |
/// | [`explain`](Self::explain) | how did the decision come about? | allocates |
///
/// A standing must be folded with the guard's own [`Interner`]; any other is denied as `unreadable`.
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
///
/// # Which guard
///
/// | people are in | use | why |
/// |---|---|---|
/// | a [`Ledger`](crate::Ledger) | [`LedgerGuard`](crate::LedgerGuard) | finds people by key, follows reloads |
/// | standings that the program keeps | `Guard` | takes a [`Standing`] |
/// | either, and a row has many fields | [`RowGuard`](super::RowGuard) and its twin of the ledger | one pass for all |
///
/// It is `Send` and `Sync`. A guard over an interner of its own keeps the policy that it was built with: build another
/// for another policy.
pub struct Guard {
    data_use: Arc<DataUse>,
    /// The plan in force when this guard was built or cloned. It still is unless it says that it is superseded.
    plan: Arc<Plan>,
    /// Shared with all clones: where the newest plan is found.
    current: Arc<CurrentPlan>,
}

impl Guard {
    /// Prepares a use.
    ///
    /// Standings that it is to check must be made with the same `interner`. Building takes microseconds and grows with
    /// the number of rules and of points; checks do not.
    ///
    /// # Errors
    /// When the policy does not know a name, no operation is named, or the use is too wide for one guard.
    ///
    /// ```
    /// use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument};
    ///
    /// let policy = PolicyDocument::from_toml(r#"
    ///     version = "1"
    ///     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
    ///         recipients = [{ key = "shop", role = "controller" }] }
    ///     [[rules]]
    ///     id = "newsletter"
    ///     basis = "consent"
    ///     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
    /// "#)?;
    /// let (policy, interner) = (std::sync::Arc::new(policy.compile()?), Interner::new());
    /// let prepare = |purpose: &str, operations| {
    ///     Guard::new(policy.clone(), &interner, &DataUse::new(purpose, "email", "shop", operations))
    /// };
    /// assert!(prepare("news", Operations::USE).is_ok());
    ///
    /// let error = prepare("newz", Operations::empty()).unwrap_err().to_string();
    /// assert!(error.contains("did you mean `news`?"), "{error}");
    /// assert!(error.contains("the use names no operation"), "both faults are listed: {error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(policy: Arc<Policy>, interner: &Interner, data_use: &DataUse) -> Result<Self, UseError> {
        let mut locked = interner.lock();
        Self::within(policy, interner, &mut locked, data_use)
    }

    /// Prepares a use while the table is locked already, so that no scope can be added between plan and registration.
    ///
    /// A ledger uses it, which reads its policy under the same lock.
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

    /// Returns the use that the guard stands for.
    #[must_use]
    pub fn data_use(&self) -> &DataUse {
        &self.data_use
    }

    /// Decides whether the data may be used at that moment.
    ///
    /// `at` is an instant, or a [`Moment`] that also says when the data was collected, which rules with
    /// `retention_days` ask for. There is no error: what cannot be judged is denied, with a reason that says so.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }, { key = "name" }],
    /// #         recipients = [{ key = "shop", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "contract"
    /// #     retention_days = 30
    /// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
    /// # "#).unwrap();
    /// # let policy: std::sync::Arc<consentry::Policy> = policy.compile().unwrap().into();
    /// use consentry::{DataUse, Guard, Interner, Moment, Operations, Standing, Subject, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let guard = Guard::new(policy, &interner, &DataUse::new("news", "email", "shop", Operations::USE))?;
    /// let standing = Standing::new(&Subject::default(), &interner);
    ///
    /// // The rule lets data be used for 30 days, so it must be known how old the data is.
    /// let now: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    /// assert_eq!(guard.check(&standing, now).code(), "data_age_unknown");
    /// let young = Moment::from(now).collected_at("2026-02-20T00:00:00Z".parse::<Timestamp>().unwrap());
    /// assert_eq!(guard.check(&standing, young).code(), "contract");
    /// let old = Moment::from(now).collected_at("2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap());
    /// assert_eq!(guard.check(&standing, old).code(), "retention_elapsed");
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    #[inline]
    pub fn check(&self, standing: &Standing, at: impl Into<Moment>) -> Decision {
        self.decide(standing.answers(), at.into())
    }

    /// Decides as [`check`](Self::check) does, of answers wherever they lie: in a standing or in a ledger's pages.
    #[inline(always)]
    pub(crate) fn decide(&self, answers: Answers<'_>, moment: Moment) -> Decision {
        match self.try_fast(answers, moment) {
            Some(decision) => decision,
            None => self.decide_in_full(answers, moment),
        }
    }

    /// Decides if the plan in force is of a single rule and the answers are plain; otherwise returns `None`, and
    /// [`decide_in_full`](Self::decide_in_full) must be asked.
    ///
    /// A ledger inlines it into its loops and calls the other, larger half only when it has to.
    #[inline(always)]
    pub(crate) fn try_fast(&self, answers: Answers<'_>, moment: Moment) -> Option<Decision> {
        if self.plan.is_superseded() { None } else { self.plan.try_fast(answers, moment) }
    }

    /// Decides by the plan in force with whatever evaluator it takes.
    #[inline(never)]
    pub(crate) fn decide_in_full(&self, answers: Answers<'_>, moment: Moment) -> Decision {
        self.with_plan(|plan| plan.decide_in_full(answers, moment))
    }

    /// Decides whether the data may be used, and until when that answer holds if nothing new is recorded.
    ///
    /// It tries the instants at which something could change: the beginning and end of a yes, a lifetime, the retention
    /// of the data, a birthday.
    ///
    /// It allocates a list of those instants, and decides again at each until the answer differs. A ruling may be
    /// cached until [`until`](Ruling::until), as long as nothing is recorded about the person and the policy stays:
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "orders" }], categories = [{ key = "address" }],
    /// #         recipients = [{ key = "shop", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "delivery"
    /// #     basis = "contract"
    /// #     retention_days = 30
    /// #     scope = { purposes = "orders", categories = "address", recipients = "shop", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, Guard, Interner, Moment, Operations, Standing, Subject, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let data_use = DataUse::new("orders", "address", "shop", Operations::USE);
    /// let guard = Guard::new(policy.into(), &interner, &data_use)?;
    /// let standing = Standing::new(&Subject::default(), &interner);
    ///
    /// let collected: Timestamp = "2026-03-01T12:00:00Z".parse()?;
    /// let ruling = guard.ruling(&standing, Moment::from(collected.plus_days(1)).collected_at(collected));
    /// assert!(ruling.decision.is_allow());
    /// assert_eq!(ruling.until, Some(collected.plus_days(30)), "then the data is too old");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn ruling(&self, standing: &Standing, at: impl Into<Moment>) -> Ruling {
        self.with_plan(|plan| plan.ruling(standing.answers(), at.into()))
    }

    /// Returns whether the person may be asked for the use now.
    ///
    /// The answer is [`MayAsk::Unneeded`] where the use is allowed already.
    ///
    /// Ask this before a consent form is shown, and record a `requested` event when it was:
    ///
    /// ```
    /// # let policy = consentry::PolicyDocument::from_toml(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "news" }], categories = [{ key = "email" }],
    /// #         recipients = [{ key = "shop", role = "controller" }] }
    /// #     [[rules]]
    /// #     id = "newsletter"
    /// #     basis = "consent"
    /// #     ask_again_after_days = 90
    /// #     scope = { purposes = "news", categories = "email", recipients = "shop", operations = "use" }
    /// # "#)?.compile()?;
    /// use consentry::{DataUse, EventDocument, Guard, History, Interner, Kind, MayAsk, Operations, Scope};
    /// use consentry::{Subject, Timestamp};
    ///
    /// let interner = Interner::new();
    /// let guard = Guard::new(policy.into(), &interner, &DataUse::new("news", "email", "shop", Operations::USE))?;
    /// let scope = Scope::new(["news"], ["email"], ["shop"], Operations::USE)?;
    /// let asked: Timestamp = "2026-06-01T00:00:00Z".parse()?;
    ///
    /// let mut history = History::new();
    /// history.insert(EventDocument::new("e1", 7u64, Kind::Requested, &scope, asked).into_event()?)?;
    /// let standing = history.standing(&Subject::default(), &interner);
    /// assert_eq!(guard.check(&standing, asked).code(), "never_asked", "a question is no answer");
    /// assert_eq!(guard.may_ask(&standing, asked.plus_days(1)), MayAsk::NotBefore(asked.plus_days(90)));
    /// assert_eq!(guard.may_ask(&standing, asked.plus_days(90)), MayAsk::Yes);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn may_ask(&self, standing: &Standing, at: impl Into<Moment>) -> MayAsk {
        self.with_plan(|plan| plan.may_ask(standing.answers(), at.into()))
    }

    /// Explains the decision: which regime, rule and event decide, what was passed over and why, and what would change
    /// it.
    ///
    /// It runs the evaluator that checks, with a recorder, so it never says anything else than [`check`](Self::check).
    ///
    /// It takes microseconds and allocates, so call it when someone asks and not beside every check. See
    /// [`Explanation`] for what it contains, with an example.
    #[must_use]
    pub fn explain(&self, standing: &Standing, at: impl Into<Moment>) -> Explanation {
        self.with_plan(|plan| explain(plan, &self.data_use, standing.entry(), at.into()))
    }

    /// Returns what the use rests on if it is allowed now, sorted and each once; an empty list if it is not allowed.
    ///
    /// Of one regime at one point it names the first rule that allows.
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
    /// let data_use = DataUse::new("service", "contact", "lingon", Operations::USE);
    /// let guard = Guard::new(policy.into(), &interner, &data_use)?;
    /// let standing = History::<u64>::new().standing(&Subject::default(), &interner);
    /// let grounds = guard.grounds(&standing, Timestamp::from_millis(0));
    /// assert_eq!((grounds[0].rule.as_str(), grounds[0].basis), ("orders", Basis::Contract));
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    ///
    /// Keep them with what was done on their strength: when the person withdraws, they tell which disclosures rested on
    /// the yes that is gone (GDPR Art. 19 asks that recipients be told of erasures and restrictions).
    #[must_use]
    pub fn grounds(&self, standing: &Standing, at: impl Into<Moment>) -> Vec<Ground> {
        self.with_plan(|plan| plan.grounds(standing.entry(), at.into()))
    }

    /// Runs a closure on the plan in force.
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
    /// Returns the decision, what it rests on, and the policy's version: all by one and the same plan, so that a reload
    /// in between cannot mix them.
    pub(crate) fn grounded(&self, standing: &Standing, moment: Moment) -> (Decision, Vec<Ground>, String) {
        let entry = standing.entry();
        self.with_plan(|plan| {
            (plan.decide(entry.answers, moment), plan.grounds(entry, moment), plan.policy.version().to_owned())
        })
    }

    /// Tells of each point by itself what it rests on; an empty list where the point is not allowed.
    #[cfg(feature = "dialogue")]
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
