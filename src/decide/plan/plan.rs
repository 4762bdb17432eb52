//! A data use compiled against a policy.
//!
//! Everything that does not depend on the person or the time is settled here: which regimes and rules reach each point,
//! which kinds of event each hears, and, as bits per number, which scopes cover the point and which profiles each
//! regime and rule applies to. What always holds is dropped.
//!
//! What is dropped: regimes and rules whose scope does not have the point, conditions that hold of everyone, demands
//! that are always met, and the text of every name but those that a number beyond the bits needs.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    super::data_use::{DataUse, MAX_POINTS, UseError},
    block::Block,
    conditions::Conditions,
    point::PointPlan,
    single_rule::SingleRulePlan,
};
use crate::{
    interner::{Interner, LockedInterner},
    policy::Policy,
    vocabulary::Point,
};

/// One or several data uses compiled against a policy.
///
/// A plan never changes but for its bits, which are set as new scopes and profiles appear, and the mark that it is
/// superseded. After a reload of the policy a new plan takes its place; see [`CurrentPlan`](super::CurrentPlan).
///
/// | to find | look in |
/// |---|---|
/// | the points of use *n* | `points[uses[n]]` |
/// | the lane of point *n* | bit *n* mod 64 of block *n* / 64 |
/// | the rule's name | `policy.rules()`, by the position that a `RulePlan` holds |
pub(crate) struct Plan {
    /// What it was compiled from, kept for names: those of explanations, and of scopes beyond the bits.
    pub(crate) policy: Arc<Policy>,
    /// The table that scopes and profiles are numbered by.
    pub(crate) interner: Interner,
    /// The number of that table: only standings with the same can be judged.
    pub(crate) table: u32,
    /// The whole plan in one piece, where it is of one point and one rule.
    pub(crate) single_rule: Option<SingleRulePlan>,
    /// The points of all uses: use after use, each in the vocabulary's order.
    pub(crate) points: Box<[PointPlan]>,
    /// The range of points of each use. Empty where the policy has lost the use's names: then it is denied.
    pub(crate) uses: Box<[Range<usize>]>,
    /// The same points, 64 to a block, where deciding many at once is worth while; else empty.
    pub(crate) blocks: Box<[Block]>,
    /// Whether use *n* has just point *n*.
    ///
    /// Then blocks of lanes are words of fields. So it is for most rows, whose fields are leaves of the vocabulary.
    pub(super) aligned: bool,
    /// Whom each regime and each rule applies to, where it is not everyone.
    pub(super) conditions: Conditions,
    /// Set once a newer plan has taken this one's place.
    ///
    /// It is never cleared. A check that misses it by a moment decides by the plan before, as if it had come a moment
    /// earlier.
    superseded: AtomicBool,
}

/// What a plan is for, which settles how it is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// One use, decided with its reason.
    ///
    /// Its points are in blocks only where there are many, and it may have a [`SingleRulePlan`].
    Single,
    /// Many uses, each allowed or not.
    ///
    /// Its points are always in blocks.
    Record,
}

/// The fewest points that are decided faster in a block than one by one: measured.
///
/// Below it, setting a pass over words up costs more than it saves.
const WORTH_A_BLOCK: usize = 6;

impl Plan {
    /// Compiles uses, with bits for all scopes and profiles that there are.
    ///
    /// # Errors
    /// With the position of the first use that cannot be compiled, and why.
    ///
    /// A guard is built by this, and refuses what it cannot compile. The limit on points is for all uses together.
    pub(crate) fn new(
        policy: Arc<Policy>,
        interner: &Interner,
        locked: &LockedInterner<'_>,
        uses: &[DataUse],
        form: Form,
    ) -> Result<Self, (usize, UseError)> {
        let mut count: usize = 0;
        let mut points = Vec::with_capacity(uses.len());
        for (position, data_use) in uses.iter().enumerate() {
            let own = data_use.points(&policy).map_err(|error| (position, error))?;
            count += own.len();
            if count > MAX_POINTS {
                return Err((position, UseError::TooWide { count }));
            }
            points.push(own);
        }
        Ok(Self::of_points(policy, interner, locked, points, form))
    }

    /// Compiles uses for a policy that may have lost their names. What cannot be compiled is denied.
    ///
    /// A guard that exists must not fail because a policy was reloaded, so a use that has become unknown or too wide is
    /// kept without points, and denied. A later policy that knows its names again gives it points again.
    pub(crate) fn surviving(
        policy: Arc<Policy>,
        interner: &Interner,
        locked: &LockedInterner<'_>,
        uses: &[DataUse],
        form: Form,
    ) -> Self {
        let mut room = MAX_POINTS;
        let points = uses.iter().map(|data_use| match data_use.points(&policy) {
            Ok(own) if own.len() <= room => {
                room -= own.len();
                own
            }
            _ => Vec::new(),
        });
        let points = points.collect();
        Self::of_points(policy, interner, locked, points, form)
    }

    /// Lays out points that are known to the policy, use by use.
    ///
    /// Bits are set last, for all scopes and profiles that the locked table has; those that come later are announced.
    fn of_points(
        policy: Arc<Policy>,
        interner: &Interner,
        locked: &LockedInterner<'_>,
        points_by_use: Vec<Vec<Point>>,
        form: Form,
    ) -> Self {
        let mut conditions = Conditions::default();
        let mut uses = Vec::with_capacity(points_by_use.len());
        let mut points = Vec::with_capacity(points_by_use.iter().map(Vec::len).sum());
        for own in points_by_use {
            let start = points.len();
            points.extend(own.into_iter().map(|point| PointPlan::new(&policy, locked, &mut conditions, point)));
            uses.push(start..points.len());
        }
        let blocks = if form == Form::Record || points.len() >= WORTH_A_BLOCK {
            points.chunks(Block::LANES).map(|points| Block::new(points, locked.scope_capacity())).collect()
        } else {
            Box::default()
        };
        let plan = Self {
            policy,
            interner: interner.clone(),
            table: interner.number(),
            single_rule: SingleRulePlan::of(&points).filter(|_| form == Form::Single),
            points: points.into(),
            aligned: uses.iter().enumerate().all(|(position, range)| *range == (position..position + 1)),
            uses: uses.into(),
            blocks,
            conditions,
            superseded: AtomicBool::new(false),
        };
        for (number, scope, coverage) in locked.scopes() {
            plan.add_scope(number, scope, coverage);
        }
        for (number, profile) in locked.profiles() {
            plan.add_profile(number, profile);
        }
        plan
    }

    /// Returns whether each use has just one point, so that the lanes of blocks are uses.
    #[inline]
    pub(crate) fn is_aligned(&self) -> bool {
        self.aligned
    }

    /// Returns whether a newer plan has taken this one's place.
    #[inline]
    pub(crate) fn is_superseded(&self) -> bool {
        self.superseded.load(Ordering::Acquire)
    }

    /// Notes that a newer plan has taken this one's place. The newer one must be in its place before.
    ///
    /// Release, to pair with the acquire of [`is_superseded`](Self::is_superseded): whoever sees the mark finds the
    /// newer plan.
    pub(crate) fn supersede(&self) {
        self.superseded.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        act::{Kind, Qualities},
        decide::{Decision, DenyReason, Guard, RowGuard},
        event::{EventDocument, History},
        interner::Coverage,
        policy::PolicyDocument,
        region::Region,
        subject::{Profile, Subject},
        time::{Birth, Moment, Timestamp},
        vocabulary::{Operations, Scope},
    };

    fn policy() -> Arc<Policy> {
        let document: PolicyDocument = toml::from_str(
            r#"
            version = "1"
            facts = ["customer"]
            vocabulary.purposes = [{ key = "ads" }, { key = "ads.mail" }, { key = "orders" }]
            vocabulary.categories = [{ key = "contact" }, { key = "contact.email" }, { key = "contact.phone" }]
            vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
            regimes = [{ id = "gdpr", regions = ["EEA"] }, { id = "everywhere" }]
            [[rules]]
            id = "letters"
            regime = "gdpr"
            basis = "consent"
            scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
            [[rules]]
            id = "customers"
            regime = "everywhere"
            basis = "opt_out"
            facts = ["customer"]
            scope = { purposes = "ads", categories = "contact", recipients = "lingon", operations = "use" }
            "#,
        )
        .unwrap();
        document.compile().unwrap().into()
    }

    /// A plan that nobody tells of what is new in the table: what it has no room for it must ask the names.
    fn deaf(policy: &Arc<Policy>, interner: &Interner, uses: &[DataUse], form: Form) -> Plan {
        Plan::new(policy.clone(), interner, &interner.lock(), uses, form)
            .unwrap_or_else(|_| panic!("the uses are known"))
    }

    fn scope(purpose: &str, category: &str) -> Scope {
        Scope::new([purpose], [category], ["lingon"], Operations::USE).unwrap()
    }

    #[test]
    fn what_a_plan_has_no_room_for_it_asks_by_name() {
        let (policy, interner) = (policy(), Interner::new());
        let uses = [("ads", "contact"), ("ads.mail", "contact.email")]
            .map(|(purpose, category)| DataUse::new(purpose, category, "lingon", Operations::USE));
        let singles = uses.each_ref().map(|own| deaf(&policy, &interner, std::slice::from_ref(own), Form::Single));
        let record = deaf(&policy, &interner, &uses, Form::Record);
        assert!(!singles[0].blocks.is_empty() && singles[1].blocks.is_empty(), "one by blocks, one by points");
        for number in 0..2_000 {
            interner.intern(&scope(&format!("other{number}"), "contact"), Coverage::Today);
        }
        for number in 0..100 {
            interner.profile(Profile::from(&Subject::default().with_fact(format!("other{number}"))));
        }
        let guards = uses.each_ref().map(|own| Guard::new(policy.clone(), &interner, own).unwrap());
        let row_guard = RowGuard::new(policy.clone(), &interner, &uses).unwrap();
        let mut codes = std::collections::BTreeSet::new();
        for region in ["SE", "US"] {
            for facts in [&[][..], &["customer"]] {
                let subject = Subject::in_regions([Region::new(region).unwrap()]);
                let subject = facts.iter().fold(subject, |subject, fact| subject.with_fact(*fact));
                let mut history = History::new();
                let acts = [
                    (Kind::Given, scope("ads", "contact")),
                    (Kind::Erased, scope("ads", "contact.phone")),
                    (Kind::Reinstated, scope("ads", "contact.phone")),
                    (Kind::Withdrawn, scope("ads.mail", "contact.phone")),
                    (Kind::Withdrawn, scope("ads.mail", "contact.email")),
                ];
                for (number, (kind, scope)) in (0..).zip(acts) {
                    let at = Timestamp::default().plus_days(number);
                    let event = EventDocument::new(format!("e{number}"), 1u64, kind, &scope, at);
                    let event = if kind == Kind::Given { event.qualities(Qualities::AFFIRMATIVE) } else { event };
                    history.insert(event.into_event().unwrap()).unwrap();
                    let standing = history.standing(&subject, &interner);
                    let moment = Moment::from(Timestamp::default().plus_days(9));
                    let mut words = [[0]; 2];
                    record.decide_uses_into(standing.answers(), moment, &mut words[0]);
                    row_guard.check_into(&standing, moment, &mut words[1]);
                    assert_eq!(words[0], words[1], "{region} {facts:?} {kind:?}");
                    for (single, guard) in singles.iter().zip(&guards) {
                        let decision = guard.check(&standing, moment);
                        assert_eq!(single.decide(standing.answers(), moment), decision, "{region} {facts:?} {kind:?}");
                        assert_eq!(single.ruling(standing.answers(), moment), guard.ruling(&standing, moment));
                        codes.insert(decision.code());
                    }
                }
            }
        }
        assert_eq!(
            codes.into_iter().collect::<Vec<_>>(),
            ["consent", "erased", "not_declared", "opt_out", "withdrawn"]
        );
    }

    #[test]
    fn a_profile_that_nobody_has_could_be_anywhere_and_nobodys() {
        let (policy, interner) = (policy(), Interner::new());
        let plan = deaf(&policy, &interner, &[DataUse::new("ads", "contact", "lingon", Operations::USE)], Form::Single);
        let [gdpr, everywhere] = &*plan.points[0].regimes else { panic!("two regimes") };
        assert!(plan.regime_applies(gdpr.regime, gdpr.profiles.as_ref(), 9_999));
        assert!(!plan.rule_applies(&everywhere.rules[0], 9_999, Birth::UNKNOWN, Timestamp::default()));
    }

    #[test]
    fn what_a_policy_no_longer_names_or_has_no_room_for_is_denied() {
        let (policy, interner) = (policy(), Interner::new());
        let gone = DataUse::new("fax", "contact", "lingon", Operations::USE);
        let kept = DataUse::new("ads.mail", "contact.email", "lingon", Operations::USE);
        let customer = Subject::in_regions([Region::new("US").unwrap()]).with_fact("customer");
        let standing = History::<u64>::new().standing(&customer, &interner);
        let plan = Plan::surviving(policy, &interner, &interner.lock(), &[gone, kept], Form::Record);
        let moment = Moment::from(Timestamp::default());
        let denied = Decision::Deny(DenyReason::NotDeclared);
        assert_eq!(plan.decide_use(0, standing.answers(), moment), denied);
        assert!(plan.decide_use(1, standing.answers(), moment).is_allow());
        assert_eq!(plan.decide_use(2, standing.answers(), moment), denied, "there is no such use");
    }

    /// Bits are made room for before a number is given out; should one ever be beyond them, the name says the same.
    #[test]
    fn a_scope_that_there_is_no_bit_for_covers_by_its_name() {
        let text = r#"
            version = "1"
            vocabulary = { purposes = [{ key = "p" }, { key = "q" }], categories = [{ key = "c" }],
                recipients = [{ key = "r", role = "controller" }] }
            [[rules]]
            id = "a"
            basis = "consent"
            scope = { purposes = "*", categories = "c", recipients = "r", operations = "use" }
        "#;
        let policy = Arc::new(toml::from_str::<PolicyDocument>(text).unwrap().compile().unwrap());
        let interner = Interner::new();
        let is_q = |field: usize| field % 3 == 1;
        let uses: Vec<DataUse> =
            (0..70).map(|field| DataUse::new(if is_q(field) { "q" } else { "p" }, "c", "r", Operations::USE)).collect();
        // Nobody tells this plan of new scopes.
        let plan =
            |interner: &Interner| Plan::new(policy.clone(), interner, &interner.lock(), &uses, Form::Record).unwrap();
        let old = plan(&interner);
        let scope = |purpose: &str| Scope::new([purpose], ["*"], ["*"], Operations::USE).unwrap();
        let mut fillers = (0..).map(|n| interner.intern(&scope(&format!("x{n}")), Coverage::Today));
        assert!(fillers.any(|number| old.points[0].scopes.get(number).is_none()));

        let yes = EventDocument::new("yes", 1u64, Kind::Given, &scope("q"), Timestamp::default());
        let mut history = History::new();
        history.insert(yes.qualities(Qualities::AFFIRMATIVE).into_event().unwrap()).unwrap();
        let standing = history.standing(&Subject::default(), &interner);
        let moment = Moment::from(Timestamp::default());
        for plan in [old, plan(&interner)] {
            let mut words = [0; 2];
            plan.decide_uses_into(standing.answers(), moment, &mut words);
            for field in 0..uses.len() {
                let allowed = words[field / 64] >> (field % 64) & 1 == 1;
                assert_eq!(allowed, is_q(field), "{field}");
                assert_eq!(plan.decide_use(field, standing.answers(), moment).is_allow(), is_q(field), "{field}");
            }
        }
    }
}
