//! A data use compiled against a policy: what the evaluator reads.
//!
//! Everything that does not depend on the person or the time is settled here: which regimes and rules reach each point,
//! which kinds of event each hears, and, as bits per number, which scopes cover the point and which profiles each
//! regime and rule applies to. What always holds is dropped.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{DataUse, UseError, block::Block, data_use::MAX_POINTS, short::SingleRulePlan};
use crate::{
    act::{Kinds, Qualities},
    interner::{Bits, Interner, LockedInterner},
    policy::{Ages, Basis, Obligations, Policy, Rule},
    subject::Profile,
    time::Timestamp,
    vocabulary::{Axis, Node, NodeId, Point, Scope, Selection, Selector, Tree},
};

/// One or several data uses compiled against a policy.
pub(crate) struct Plan {
    pub(crate) policy: Arc<Policy>,
    pub(crate) interner: Interner,
    /// The number of that table.
    pub(crate) table: u32,
    /// The whole plan in one piece, where it is short.
    pub(crate) short: Option<SingleRulePlan>,
    /// One for each point: use after use, each in the vocabulary's order.
    pub(crate) lanes: Box<[PointPlan]>,
    /// The lanes of each use. None where the policy has lost the use's names: it is denied.
    pub(crate) uses: Box<[Range<usize>]>,
    /// The same lanes, 64 to a block, where deciding many at once is worth while; else none.
    pub(crate) blocks: Box<[Block]>,
    aligned: bool,
    /// Whom each regime and each rule applies to, where it is not everyone.
    conditions: Conditions,
    /// Set once a newer plan has taken this one's place.
    superseded: AtomicBool,
}

/// What a plan is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// One use, decided with its reason.
    Single,
    /// Many uses, each allowed or not.
    Record,
}

/// Fewest lanes that are decided faster in a block than one by one.
const WORTH_A_BLOCK: usize = 6;

/// Bits by profile, one set for all points that a regime or rule reaches.
#[derive(Default)]
struct Conditions {
    regimes: BTreeMap<usize, Bits>,
    rules: BTreeMap<usize, Bits>,
}

/// One point.
pub(crate) struct PointPlan {
    pub(crate) point: Point,
    /// The regimes whose scope has the point.
    pub(crate) regimes: Box<[RegimePlan]>,
    /// Which scopes cover the point.
    scopes: Bits,
}

/// A regime at one point.
pub(crate) struct RegimePlan {
    pub(crate) regime: usize,
    /// Whom it applies to; `None`: everyone.
    pub(crate) profiles: Option<Bits>,
    /// The rules that reach the point: prohibitions first, then as in the document.
    pub(crate) rules: Box<[RulePlan]>,
}

/// A rule at one point. Clones share their bits.
#[derive(Clone)]
pub(crate) struct RulePlan {
    pub(crate) rule: usize,
    /// Whom it applies to by region and facts; `None`: everyone.
    pub(crate) profiles: Option<Bits>,
    pub(crate) ages: Option<Ages>,
    pub(crate) basis: Basis,
    pub(crate) hears: Kinds,
    pub(crate) demands: Demands,
    pub(crate) retention_days: Option<u32>,
    pub(crate) ask_again_after_days: Option<u32>,
    pub(crate) obligations: Obligations,
}

/// What a rule demands of a yes at one point.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Demands {
    /// The oldest notice it may rest on: the rule's own and the `since` of the point's nodes.
    pub(crate) notice: u16,
    pub(crate) requires: Qualities,
    pub(crate) lifetime_days: Option<u32>,
    pub(crate) min_age: Option<u16>,
}

impl Plan {
    /// Compiles uses, with bits for all scopes and profiles there are.
    ///
    /// # Errors
    /// With the position of the first use that cannot be compiled, and why.
    pub(crate) fn new(
        policy: Arc<Policy>,
        interner: &Interner,
        frozen: &LockedInterner<'_>,
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
        Ok(Self::of_points(policy, interner, frozen, points, form))
    }

    /// Compiles uses for a policy that may have lost their names. What cannot be compiled is denied.
    pub(crate) fn surviving(
        policy: Arc<Policy>,
        interner: &Interner,
        frozen: &LockedInterner<'_>,
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
        Self::of_points(policy, interner, frozen, points, form)
    }

    fn of_points(
        policy: Arc<Policy>,
        interner: &Interner,
        frozen: &LockedInterner<'_>,
        points: Vec<Vec<Point>>,
        form: Form,
    ) -> Self {
        let mut conditions = Conditions::default();
        let mut uses = Vec::with_capacity(points.len());
        let mut lanes = Vec::with_capacity(points.iter().map(Vec::len).sum());
        for points in points {
            let start = lanes.len();
            lanes.extend(points.into_iter().map(|point| PointPlan::new(&policy, frozen, &mut conditions, point)));
            uses.push(start..lanes.len());
        }
        let blocks = if form == Form::Record || lanes.len() >= WORTH_A_BLOCK {
            lanes.chunks(Block::LANES).map(|lanes| Block::new(lanes, frozen.scope_capacity())).collect()
        } else {
            Box::default()
        };
        let plan = Self {
            policy,
            interner: interner.clone(),
            table: interner.number(),
            short: SingleRulePlan::of(&lanes).filter(|_| form == Form::Single),
            lanes: lanes.into(),
            aligned: uses.iter().enumerate().all(|(position, lanes)| *lanes == (position..position + 1)),
            uses: uses.into(),
            blocks,
            conditions,
            superseded: AtomicBool::new(false),
        };
        for (number, scope) in frozen.scopes() {
            plan.add_scope(number, scope);
        }
        for (number, profile) in frozen.profiles() {
            plan.add_profile(number, profile);
        }
        plan
    }

    /// Sets the scope's bit at each point that it covers; false where there is no room left.
    pub(crate) fn add_scope(&self, number: u32, scope: &Scope) -> bool {
        if self.lanes.first().is_some_and(|lane| lane.scopes.get(number).is_none()) {
            return false;
        }
        for (position, lane) in self.lanes.iter().enumerate() {
            if covers(&self.policy, scope, &lane.point) {
                lane.scopes.set(number);
                if let Some(block) = self.blocks.get(position / Block::LANES) {
                    block.cover(number, position % Block::LANES);
                }
            }
        }
        true
    }

    /// Sets the profile's bits; false where there is no room left.
    pub(crate) fn add_profile(&self, number: u32, profile: &Profile) -> bool {
        let regimes =
            self.conditions.regimes.iter().map(|(regime, bits)| (self.regime_applies(*regime, profile), bits));
        let rules = self.conditions.rules.iter().map(|(rule, bits)| (self.rule_applies(*rule, profile), bits));
        let mut room = true;
        for (applies, bits) in regimes.chain(rules) {
            room &= bits.get(number).is_some();
            if applies {
                bits.set(number);
            }
        }
        room
    }

    fn regime_applies(&self, regime: usize, profile: &Profile) -> bool {
        self.policy.regimes().get(regime).is_none_or(|regime| regime.applies_in(&profile.regions))
    }

    fn rule_applies(&self, rule: usize, profile: &Profile) -> bool {
        self.policy.rules().get(rule).is_some_and(|rule| rule.applies_to(&profile.regions, &profile.facts))
    }

    /// Whether the scope covers the lane's point.
    #[inline]
    pub(crate) fn scope_covers(&self, lane: &PointPlan, scope: u32) -> bool {
        lane.scopes.get(scope).unwrap_or_else(|| self.scope_covers_by_name(lane, scope))
    }

    /// For scopes beyond the room of the bits.
    #[cold]
    pub(crate) fn scope_covers_by_name(&self, lane: &PointPlan, scope: u32) -> bool {
        self.interner.scope(scope).is_some_and(|scope| covers(&self.policy, scope, &lane.point))
    }

    /// Whether the regime applies to a person of that profile.
    #[inline]
    pub(crate) fn has_regime(&self, regime: usize, profiles: Option<&Bits>, profile: u32) -> bool {
        let Some(bits) = profiles else { return true };
        bits.get(profile).unwrap_or_else(|| {
            // An unreadable profile could be anywhere.
            self.interner.profile_of(profile).is_none_or(|profile| self.regime_applies(regime, profile))
        })
    }

    /// Whether the rule applies to a person of that profile, born then.
    #[inline]
    pub(crate) fn has_rule(&self, rule: &RulePlan, profile: u32, birth: crate::time::Birth, now: Timestamp) -> bool {
        let by_profile = match &rule.profiles {
            None => true,
            Some(bits) => bits.get(profile).unwrap_or_else(|| {
                self.interner.profile_of(profile).is_some_and(|profile| self.rule_applies(rule.rule, profile))
            }),
        };
        // At an unknown age a prohibition holds and a permission does not.
        by_profile && rule.ages.is_none_or(|ages| ages.hold(birth, now).unwrap_or(rule.basis == Basis::Prohibited))
    }

    /// Whether each use has just one lane, so that lanes are uses.
    #[inline]
    pub(crate) fn is_aligned(&self) -> bool {
        self.aligned
    }

    #[inline]
    pub(crate) fn is_superseded(&self) -> bool {
        self.superseded.load(Ordering::Acquire)
    }

    pub(crate) fn supersede(&self) {
        self.superseded.store(true, Ordering::Release);
    }
}

impl PointPlan {
    pub(super) const fn scopes(&self) -> &Bits {
        &self.scopes
    }

    fn new(policy: &Policy, frozen: &LockedInterner<'_>, conditions: &mut Conditions, point: Point) -> Self {
        let since = policy.since(&point);
        let regimes = policy
            .regimes()
            .iter()
            .enumerate()
            .filter(|(_, regime)| regime.area.as_ref().is_none_or(|area| area.contains(&point)));
        let regimes = regimes.map(|(index, regime)| {
            let mut reaching: Vec<(usize, &Rule)> = policy
                .rules()
                .iter()
                .enumerate()
                .filter(|(_, rule)| rule.regime == index && rule.area.contains(&point))
                .collect();
            reaching.sort_by_key(|(_, rule)| !rule.is_prohibition());
            RegimePlan {
                regime: index,
                profiles: regime.regions.as_ref().map(|_| shared(&mut conditions.regimes, index, frozen)),
                rules: reaching
                    .into_iter()
                    .map(|(index, rule)| {
                        let conditional = rule.regions.is_some() || !rule.facts.is_empty();
                        let profiles = conditional.then(|| shared(&mut conditions.rules, index, frozen));
                        RulePlan::new(policy, &point, since, index, rule, profiles)
                    })
                    .collect(),
            }
        });
        Self { point, regimes: regimes.collect(), scopes: Bits::with_capacity(frozen.scope_capacity()) }
    }
}

impl RulePlan {
    fn new(policy: &Policy, point: &Point, since: u16, index: usize, rule: &Rule, profiles: Option<Bits>) -> Self {
        Self {
            rule: index,
            profiles,
            ages: rule.ages,
            basis: rule.basis,
            hears: rule.hears(policy.is_direct_marketing(rule, point)),
            demands: Demands {
                notice: rule.min_notice.max(since),
                requires: rule.requires,
                lifetime_days: rule.lifetime_days,
                min_age: rule.min_age,
            },
            retention_days: rule.retention_days,
            ask_again_after_days: rule.ask_again_after_days,
            obligations: rule.obligations,
        }
    }
}

fn shared(bits: &mut BTreeMap<usize, Bits>, index: usize, frozen: &LockedInterner<'_>) -> Bits {
    bits.entry(index).or_insert_with(|| Bits::with_capacity(frozen.profile_capacity())).clone()
}

/// Whether a scope covers a point, by names and without allocating.
fn covers(policy: &Policy, scope: &Scope, point: &Point) -> bool {
    let vocabulary = policy.vocabulary();
    scope.operations.contains(point.operation)
        && selects(&scope.purposes, vocabulary.purposes(), point.purpose)
        && selects(&scope.categories, vocabulary.categories(), point.category)
        && selects(&scope.recipients, vocabulary.recipients(), point.recipient)
}

fn selects<A: Axis>(selection: &Selection<A>, tree: &Tree<A>, id: NodeId<A>) -> bool {
    let Some(node) = tree.node(id) else { return false };
    selection.selectors().iter().any(|selector| match selector {
        Selector::All => true,
        Selector::Tag(tag) => node.has_tag(tag),
        Selector::Key(key) => {
            is_at_or_under(node.key().as_str(), key) || (tree.id(key).is_none() && was_at_or_under(tree, node, key))
        }
    })
}

fn is_at_or_under(key: &str, ancestor: &str) -> bool {
    key.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether the node, or one above it, was once called `key`.
fn was_at_or_under<A: Axis>(tree: &Tree<A>, node: &Node<A>, key: &str) -> bool {
    tree.formerly(key)
        .filter_map(|id| tree.node(id))
        .any(|former| is_at_or_under(node.key().as_str(), former.key().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        act::Kind,
        decide::{Decision, DenyReason, Guard, RowGuard},
        event::{EventDocument, History},
        policy::PolicyDocument,
        region::Region,
        subject::Subject,
        time::{Birth, Moment},
        vocabulary::Operations,
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
        Plan::new(policy.clone(), interner, &interner.freeze(), uses, form)
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
            interner.intern(&scope(&format!("other{number}"), "contact"));
        }
        for number in 0..100 {
            interner.profile(Profile::from(&Subject::default().with_fact(format!("other{number}"))));
        }
        let guards = uses.each_ref().map(|own| Guard::new(policy.clone(), &interner, own).unwrap());
        let row_guard = RowGuard::new(policy.clone(), &interner, &uses).unwrap();
        let mut answers = std::collections::BTreeSet::new();
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
                    record.sweep_uses(standing.rows(), moment, &mut words[0]);
                    row_guard.check_into(&standing, moment, &mut words[1]);
                    assert_eq!(words[0], words[1], "{region} {facts:?} {kind:?}");
                    for (single, guard) in singles.iter().zip(&guards) {
                        let decision = guard.check(&standing, moment);
                        assert_eq!(single.decide(standing.rows(), moment), decision, "{region} {facts:?} {kind:?}");
                        assert_eq!(single.ruling(standing.rows(), moment), guard.ruling(&standing, moment));
                        answers.insert(decision.code());
                    }
                }
            }
        }
        assert_eq!(
            answers.into_iter().collect::<Vec<_>>(),
            ["consent", "erased", "not_declared", "opt_out", "withdrawn"]
        );
    }

    #[test]
    fn a_profile_that_nobody_has_could_be_anywhere_and_nobodys() {
        let (policy, interner) = (policy(), Interner::new());
        let plan = deaf(&policy, &interner, &[DataUse::new("ads", "contact", "lingon", Operations::USE)], Form::Single);
        let [gdpr, everywhere] = &*plan.lanes[0].regimes else { panic!("two regimes") };
        assert!(plan.has_regime(gdpr.regime, gdpr.profiles.as_ref(), 9_999));
        assert!(!plan.has_rule(&everywhere.rules[0], 9_999, Birth::UNKNOWN, Timestamp::default()));
    }

    #[test]
    fn what_a_policy_no_longer_names_or_has_no_room_for_is_denied() {
        let (policy, interner) = (policy(), Interner::new());
        let gone = DataUse::new("fax", "contact", "lingon", Operations::USE);
        let kept = DataUse::new("ads.mail", "contact.email", "lingon", Operations::USE);
        let customer = Subject::in_regions([Region::new("US").unwrap()]).with_fact("customer");
        let standing = History::<u64>::new().standing(&customer, &interner);
        let plan = Plan::surviving(policy, &interner, &interner.freeze(), &[gone, kept], Form::Record);
        let moment = Moment::from(Timestamp::default());
        let denied = Decision::Deny(DenyReason::NotDeclared);
        assert_eq!(plan.decide_use(0, standing.rows(), moment), denied);
        assert!(plan.decide_use(1, standing.rows(), moment).is_allow());
        assert_eq!(plan.decide_use(2, standing.rows(), moment), denied, "there is no such use");
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
            |interner: &Interner| Plan::new(policy.clone(), interner, &interner.freeze(), &uses, Form::Record).unwrap();
        let old = plan(&interner);
        let scope = |purpose: &str| Scope::new([purpose], ["*"], ["*"], Operations::USE).unwrap();
        let mut fillers = (0..).map(|n| interner.intern(&scope(&format!("x{n}"))));
        assert!(fillers.any(|number| old.lanes[0].scopes.get(number).is_none()));

        let yes = EventDocument::new("yes", 1u64, Kind::Given, &scope("q"), Timestamp::default());
        let mut history = History::new();
        history.insert(yes.qualities(Qualities::AFFIRMATIVE).into_event().unwrap()).unwrap();
        let standing = history.standing(&Subject::default(), &interner);
        let moment = Moment::from(Timestamp::default());
        for plan in [old, plan(&interner)] {
            let mut words = [0; 2];
            plan.sweep_uses(standing.rows(), moment, &mut words);
            for field in 0..uses.len() {
                let allowed = words[field / 64] >> (field % 64) & 1 == 1;
                assert_eq!(allowed, is_q(field), "{field}");
                assert_eq!(plan.decide_use(field, standing.rows(), moment).is_allow(), is_q(field), "{field}");
            }
        }
    }
}
