//! What a plan knows of scopes and profiles by their numbers, and how it learns new ones.
//!
//! Bits have room for more numbers than there are. A number beyond them is looked up by name, which is slower and says
//! the same; the plan is then compiled anew with more room.
//!
//! | asked | by number | by name, where the number is beyond the bits |
//! |---|---|---|
//! | does this scope cover the point? | `point.scopes` | the scope's selectors, against the vocabulary |
//! | does this regime reach the person? | the regime's bits | the profile's regions |
//! | does this rule apply? | the rule's bits, then the age | the profile's regions and facts, then the age |
//!
//! Where even the name is missing, because the number is of no scope or profile, a scope covers nothing, a regime
//! applies, and a rule does not: nothing is permitted to a person who cannot be read.

use super::{
    block::Block,
    coverage::covers,
    plan::Plan,
    point::{PointPlan, RulePlan},
};
use crate::{
    interner::{Bits, Coverage},
    policy::Basis,
    subject::Profile,
    time::{Birth, Timestamp},
    vocabulary::Scope,
};

impl Plan {
    /// Sets the scope's bit at each point that it covers; returns false where the bits have no room for its number.
    ///
    /// Setting bits of a plan that is in use is safe: nobody asks about the number before this has returned.
    pub(crate) fn add_scope(&self, number: u32, scope: &Scope, coverage: Coverage) -> bool {
        if self.points.first().is_some_and(|point| point.scopes.get(number).is_none()) {
            return false;
        }
        for (position, point) in self.points.iter().enumerate() {
            if covers(&self.policy, scope, coverage, &point.id) {
                point.scopes.set(number);
                if let Some(block) = self.blocks.get(position / Block::LANES) {
                    block.add_covered(number, position % Block::LANES);
                }
            }
        }
        true
    }

    /// Sets the bits of regimes and rules that apply to the profile; returns false where there is no room for its
    /// number.
    ///
    /// A plan without conditions has room for any profile, as it keeps no bits for them.
    pub(crate) fn add_profile(&self, number: u32, profile: &Profile) -> bool {
        let regimes =
            self.conditions.regimes.iter().map(|(regime, bits)| (self.regime_applies_by_name(*regime, profile), bits));
        let rules = self.conditions.rules.iter().map(|(rule, bits)| (self.rule_applies_by_name(*rule, profile), bits));
        let mut room = true;
        for (applies, bits) in regimes.chain(rules) {
            room &= bits.get(number).is_some();
            if applies {
                bits.set(number);
            }
        }
        room
    }

    /// Returns whether the regime reaches one of the profile's regions. A regime that there is not could apply: it
    /// does.
    fn regime_applies_by_name(&self, regime: usize, profile: &Profile) -> bool {
        self.policy.regimes().get(regime).is_none_or(|regime| regime.applies_in(&profile.regions))
    }

    /// Returns whether the rule's regions and facts hold of the profile. A rule that there is not does not apply.
    fn rule_applies_by_name(&self, rule: usize, profile: &Profile) -> bool {
        self.policy.rules().get(rule).is_some_and(|rule| rule.applies_to(&profile.regions, &profile.facts))
    }

    /// Returns whether the scope with that number covers the point.
    ///
    /// This is the most frequent question of all: once for each answer of a person at each point.
    #[inline]
    pub(crate) fn scope_covers(&self, point: &PointPlan, scope: u32) -> bool {
        point.scopes.get(scope).unwrap_or_else(|| self.scope_covers_by_name(point, scope))
    }

    /// Looks up by its names whether a scope beyond the bits covers the point. A scope that there is not covers
    /// nothing.
    #[cold]
    pub(crate) fn scope_covers_by_name(&self, point: &PointPlan, scope: u32) -> bool {
        self.interner.scope(scope).is_some_and(|(scope, coverage)| covers(&self.policy, scope, coverage, &point.id))
    }

    /// Returns whether the regime applies to a person of that profile; `profiles` are the regime's bits.
    #[inline]
    pub(crate) fn regime_applies(&self, regime: usize, profiles: Option<&Bits>, profile: u32) -> bool {
        let Some(bits) = profiles else { return true };
        bits.get(profile).unwrap_or_else(|| {
            // An unreadable profile could be anywhere.
            self.interner.profile_of(profile).is_none_or(|profile| self.regime_applies_by_name(regime, profile))
        })
    }

    /// Returns whether the rule applies now to a person of that profile, born then.
    ///
    /// Ages are half-open: a rule with `from = 16` and `below = 18` applies from the 16th birthday on, and no longer on
    /// the 18th.
    #[inline]
    pub(crate) fn rule_applies(&self, rule: &RulePlan, profile: u32, birth: Birth, now: Timestamp) -> bool {
        let by_profile = match &rule.profiles {
            None => true,
            Some(bits) => bits.get(profile).unwrap_or_else(|| {
                self.interner.profile_of(profile).is_some_and(|profile| self.rule_applies_by_name(rule.rule, profile))
            }),
        };
        // At an unknown age a prohibition holds and a permission does not.
        by_profile && rule.ages.is_none_or(|ages| ages.hold(birth, now).unwrap_or(rule.basis == Basis::Prohibited))
    }
}
