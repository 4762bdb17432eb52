//! One point of a plan: the regimes and rules that reach it.
//!
//! Rules are copied to each point that they reach, because some of what they say depends on the point: how old a notice
//! may be, on the `since` of its nodes; which kinds are heard, on whether its purpose is direct marketing. What they
//! share, the bits of conditions, they share by reference.

use super::{
    super::decision::{Decision, Grant},
    conditions::Conditions,
};
use crate::{
    act::{Kinds, Qualities},
    interner::{Bits, LockedInterner},
    policy::{Ages, Basis, Obligations, Policy, Rule},
    vocabulary::Point,
};

/// One point: what is read to decide it by itself.
///
/// For example *email, by the shop, for the newsletter, to use* is one point, and *to store* is another.
pub(crate) struct PointPlan {
    /// Which point it is: purpose, category, recipient and operation.
    pub(crate) id: Point,
    /// The regimes whose scope has the point, in the policy's order.
    pub(crate) regimes: Box<[RegimePlan]>,
    /// The scopes that cover the point, a bit for each number.
    ///
    /// Set while others read; never cleared.
    pub(super) scopes: Bits,
}

/// A regime at one point, with the rules of it that reach the point.
///
/// A regime without rules at the point stays in the plan: it denies whomever it applies to as not declared.
pub(crate) struct RegimePlan {
    /// The regime's position in the policy.
    pub(crate) regime: usize,
    /// The profiles that it applies to; `None` means everyone.
    pub(crate) profiles: Option<Bits>,
    /// The rules that reach the point: prohibitions first, then as in the document.
    pub(crate) rules: Box<[RulePlan]>,
}

/// A rule at one point, without whatever can be settled beforehand. Clones share their bits.
///
/// Positions and not references, so that a plan can be read without the policy and named with it.
#[derive(Clone)]
pub(crate) struct RulePlan {
    /// The rule's position in the policy.
    pub(crate) rule: usize,
    /// The profiles that it applies to by region and facts; `None` means everyone.
    pub(crate) profiles: Option<Bits>,
    /// The ages it applies to; `None` means all. At an unknown age a prohibition holds and a permission does not.
    pub(crate) ages: Option<Ages>,
    /// The legal basis: it settles what silence means, and stands in the allow that the rule gives.
    pub(crate) basis: Basis,
    /// The kinds of event that it hears at this point, from the table of section 3 of the design.
    pub(crate) hears: Kinds,
    /// What a yes must be like to count here.
    pub(crate) demands: Demands,
    /// The age in days from which data may not be used; `None` means no limit.
    pub(crate) retention_days: Option<u32>,
    /// The days to wait after a no or an unanswered request; `None`: after a no the person is never asked again.
    pub(crate) ask_again_after_days: Option<u32>,
    /// What whoever uses the data must do if this rule allows it.
    pub(crate) obligations: Obligations,
}

/// What a rule demands of a yes at one point. A yes that does not meet it is passed over.
///
/// A rule that says nothing demands notice 0, no quality, no lifetime and no age. For consent the compiler adds
/// `affirmative` (GDPR Art. 4 (11): "by a statement or by a clear affirmative action").
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Demands {
    /// The oldest notice it may rest on: the rule's own and the `since` of the point's nodes.
    pub(crate) notice: u16,
    /// The qualities that it must have, all of them.
    pub(crate) requires: Qualities,
    /// The days after which it has expired; `None` means never by the rule.
    pub(crate) lifetime_days: Option<u32>,
    /// The age below which only a guardian's yes counts, as of the yes; `None` means any age.
    pub(crate) min_age: Option<u16>,
}

impl PointPlan {
    /// Compiles one point: chooses the regimes and rules that reach it.
    ///
    /// The sort is stable, so rules keep the order of the document among prohibitions and among the rest.
    pub(super) fn new(
        policy: &Policy,
        interner: &LockedInterner<'_>,
        conditions: &mut Conditions,
        point: Point,
    ) -> Self {
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
                profiles: regime.regions.as_ref().map(|_| conditions.of_regime(index, interner)),
                rules: reaching
                    .into_iter()
                    .map(|(index, rule)| {
                        let conditional = rule.regions.is_some() || !rule.facts.is_empty();
                        let profiles = conditional.then(|| conditions.of_rule(index, interner));
                        RulePlan::new(policy, &point, since, index, rule, profiles)
                    })
                    .collect(),
            }
        });
        Self { id: point, regimes: regimes.collect(), scopes: Bits::with_capacity(interner.scope_capacity()) }
    }
}

impl RulePlan {
    /// Copies of the rule what a check at this point asks for. `since` is the newest `since` of the point's nodes.
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

    /// Returns the allow that the rule gives.
    ///
    /// Every allow begins here; obligations of other points and regimes are added to it later.
    #[inline]
    pub(in crate::decide) const fn allow(&self) -> Decision {
        Decision::Allow(Grant { basis: self.basis, obligations: self.obligations })
    }
}
