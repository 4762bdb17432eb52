//! A data use compiled against a policy: what the evaluator reads.
//!
//! Everything that does not depend on the person or the time is settled here: which regimes and rules reach each point,
//! which kinds of event each hears, and, as bits per number, which scopes cover the point and which profiles each
//! regime and rule applies to. What always holds is dropped.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::{DataUse, UseError};
use crate::{
    event::{Kinds, Qualities},
    policy::{Ages, Basis, Obligations, Policy, Rule},
    subject::Profile,
    symbols::{Bits, Frozen, Symbols},
    time::Timestamp,
    vocabulary::{Axis, Node, NodeId, Point, Scope, Selection, Selector, Tree},
};

/// A data use compiled against a policy.
pub(crate) struct Plan {
    pub(crate) policy: Arc<Policy>,
    pub(crate) symbols: Symbols,
    /// One for each point, in the vocabulary's order. None at all where the policy has lost the use's names.
    pub(crate) lanes: Box<[Lane]>,
    /// Set once a newer plan has taken this one's place.
    superseded: AtomicBool,
}

/// One point.
pub(crate) struct Lane {
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
    profiles: Option<Bits>,
    /// The rules that reach the point: prohibitions first, then as in the document.
    pub(crate) rules: Box<[RulePlan]>,
}

/// A rule at one point.
pub(crate) struct RulePlan {
    pub(crate) rule: usize,
    /// Whom it applies to by region and facts; `None`: everyone.
    profiles: Option<Bits>,
    pub(crate) ages: Option<Ages>,
    pub(crate) basis: Basis,
    pub(crate) hears: Kinds,
    /// The oldest notice a yes may rest on: the rule's own and the `since` of the point's nodes.
    pub(crate) notice: u16,
    pub(crate) requires: Qualities,
    pub(crate) lifetime_days: Option<u32>,
    pub(crate) min_age: Option<u16>,
    pub(crate) retention_days: Option<u32>,
    pub(crate) ask_again_after_days: Option<u32>,
    pub(crate) obligations: Obligations,
}

impl Plan {
    /// Compiles a use, with bits for all scopes and profiles there are.
    pub(crate) fn new(
        policy: Arc<Policy>,
        symbols: &Symbols,
        frozen: &Frozen<'_>,
        data_use: &DataUse,
    ) -> Result<Self, UseError> {
        let points = data_use.points(&policy)?;
        let lanes = points.into_iter().map(|point| Lane::new(&policy, frozen, point)).collect();
        let plan = Self { policy, symbols: symbols.clone(), lanes, superseded: AtomicBool::new(false) };
        for (number, scope) in frozen.scopes() {
            plan.add_scope(number, scope);
        }
        for (number, profile) in frozen.profiles() {
            plan.add_profile(number, profile);
        }
        Ok(plan)
    }

    /// A plan that denies everything: for a use whose names a new policy no longer has.
    pub(crate) fn undeclared(policy: Arc<Policy>, symbols: &Symbols) -> Self {
        Self { policy, symbols: symbols.clone(), lanes: Box::default(), superseded: AtomicBool::new(false) }
    }

    /// Sets the scope's bit at each point that it covers; false where there is no room left.
    pub(crate) fn add_scope(&self, number: u32, scope: &Scope) -> bool {
        let covered = self.lanes.iter().filter(|lane| covers(&self.policy, scope, &lane.point));
        // Without short-circuit: what has room is set in any case.
        covered.fold(self.has_room_for_scope(number), |room, lane| lane.scopes.set(number) && room)
    }

    fn has_room_for_scope(&self, number: u32) -> bool {
        self.lanes.first().is_none_or(|lane| lane.scopes.get(number).is_some())
    }

    /// Sets the profile's bits; false where there is no room left.
    pub(crate) fn add_profile(&self, number: u32, profile: &Profile) -> bool {
        let mut room = true;
        for regime in self.lanes.iter().flat_map(|lane| &lane.regimes) {
            if let Some(bits) = &regime.profiles {
                room &= bits.get(number).is_some();
                if self.regime_applies(regime, profile) {
                    bits.set(number);
                }
            }
            for rule in &regime.rules {
                if let Some(bits) = &rule.profiles {
                    room &= bits.get(number).is_some();
                    if self.rule_applies(rule, profile) {
                        bits.set(number);
                    }
                }
            }
        }
        room
    }

    fn regime_applies(&self, regime: &RegimePlan, profile: &Profile) -> bool {
        self.policy.regimes().get(regime.regime).is_none_or(|regime| regime.applies_in(&profile.regions))
    }

    fn rule_applies(&self, rule: &RulePlan, profile: &Profile) -> bool {
        self.policy.rules().get(rule.rule).is_some_and(|rule| rule.applies_to(&profile.regions, &profile.facts))
    }

    /// Whether the scope covers the lane's point.
    #[inline]
    pub(crate) fn scope_covers(&self, lane: &Lane, scope: u32) -> bool {
        lane.scopes.get(scope).unwrap_or_else(|| self.scope_covers_by_name(lane, scope))
    }

    /// For scopes beyond the room of the bits.
    #[cold]
    fn scope_covers_by_name(&self, lane: &Lane, scope: u32) -> bool {
        self.symbols.scope(scope).is_some_and(|scope| covers(&self.policy, scope, &lane.point))
    }

    /// Whether the regime applies to a person of that profile.
    #[inline]
    pub(crate) fn has_regime(&self, regime: &RegimePlan, profile: u32) -> bool {
        let Some(bits) = &regime.profiles else { return true };
        bits.get(profile).unwrap_or_else(|| {
            // An unreadable profile could be anywhere.
            self.symbols.profile_of(profile).is_none_or(|profile| self.regime_applies(regime, profile))
        })
    }

    /// Whether the rule applies to a person of that profile, born then.
    #[inline]
    pub(crate) fn has_rule(&self, rule: &RulePlan, profile: u32, birth: crate::time::Birth, now: Timestamp) -> bool {
        let by_profile = match &rule.profiles {
            None => true,
            Some(bits) => bits.get(profile).unwrap_or_else(|| {
                self.symbols.profile_of(profile).is_some_and(|profile| self.rule_applies(rule, profile))
            }),
        };
        // At an unknown age a prohibition holds and a permission does not.
        by_profile && rule.ages.is_none_or(|ages| ages.hold(birth, now).unwrap_or(rule.basis == Basis::Prohibited))
    }

    #[inline]
    pub(crate) fn is_superseded(&self) -> bool {
        self.superseded.load(Ordering::Acquire)
    }

    pub(crate) fn supersede(&self) {
        self.superseded.store(true, Ordering::Release);
    }
}

impl Lane {
    fn new(policy: &Policy, frozen: &Frozen<'_>, point: Point) -> Self {
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
                profiles: regime.regions.as_ref().map(|_| Bits::with_capacity(frozen.profile_capacity())),
                rules: reaching
                    .into_iter()
                    .map(|(index, rule)| RulePlan::new(policy, frozen, &point, since, index, rule))
                    .collect(),
            }
        });
        Self { point, regimes: regimes.collect(), scopes: Bits::with_capacity(frozen.scope_capacity()) }
    }
}

impl RulePlan {
    fn new(policy: &Policy, frozen: &Frozen<'_>, point: &Point, since: u16, index: usize, rule: &Rule) -> Self {
        let conditional = rule.regions.is_some() || !rule.facts.is_empty();
        Self {
            rule: index,
            profiles: conditional.then(|| Bits::with_capacity(frozen.profile_capacity())),
            ages: rule.ages,
            basis: rule.basis,
            hears: rule.hears(policy.is_direct_marketing(rule, point)),
            notice: rule.min_notice.max(since),
            requires: rule.requires,
            lifetime_days: rule.lifetime_days,
            min_age: rule.min_age,
            retention_days: rule.retention_days,
            ask_again_after_days: rule.ask_again_after_days,
            obligations: rule.obligations,
        }
    }
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
