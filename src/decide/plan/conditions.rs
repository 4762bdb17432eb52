//! Whom each regime and each rule of a plan applies to.
//!
//! Regions and facts are looked at once for each profile, when the profile or the plan is new. A check reads a bit:
//! *does this rule apply to people with profile 17?* Ages are not part of it, since they depend on the date of birth
//! and the time.

use std::collections::BTreeMap;

use crate::interner::{Bits, LockedInterner};

/// The profiles that regimes and rules apply to, where it is not everyone: bits by the number of the profile, one set
/// for all points that a regime or rule reaches.
///
/// INVARIANT: a regime or rule with a condition has an entry here if it reaches any point of the plan; one without has
/// none.
#[derive(Default)]
pub(super) struct Conditions {
    /// By position of the regime in the policy.
    pub(super) regimes: BTreeMap<usize, Bits>,
    /// By position of the rule in the policy.
    pub(super) rules: BTreeMap<usize, Bits>,
}

impl Conditions {
    /// Returns the bits of that regime, made on first use. All points that the regime reaches share them.
    pub(super) fn of_regime(&mut self, regime: usize, interner: &LockedInterner<'_>) -> Bits {
        shared(&mut self.regimes, regime, interner)
    }

    /// Returns the bits of that rule, made on first use. All points that the rule reaches share them.
    pub(super) fn of_rule(&mut self, rule: usize, interner: &LockedInterner<'_>) -> Bits {
        shared(&mut self.rules, rule, interner)
    }
}

/// Returns the bits at that position, made on first use. Clones share them.
fn shared(bits: &mut BTreeMap<usize, Bits>, index: usize, interner: &LockedInterner<'_>) -> Bits {
    bits.entry(index).or_insert_with(|| Bits::with_capacity(interner.profile_capacity())).clone()
}
