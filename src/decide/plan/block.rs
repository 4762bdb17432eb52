//! Up to 64 points side by side, one bit each: what deciding them all in one pass reads.
//!
//! The rules that reach a point are tried in their order, so they are laid out in layers: a regime's first layer holds
//! the first rule of each of its points, the second layer the second, and so on. Within a layer every point has at most
//! one rule, whatever rule it is; one pass over a person's answers then decides a layer, with a word where the scalar
//! evaluator has a flag. Most policies have one layer in each regime.
//!
//! An example of layers. In one regime, point 0 is reached by rules A and B, point 1 by B, and point 2 by C and A:
//!
//! | | lane 0 | lane 1 | lane 2 |
//! |---|---|---|---|
//! | first layer | A | B | C |
//! | second layer | B | – | A |
//!
//! The scalar evaluator tries A and then B at point 0. Two passes over the answers, one for each layer, try the same
//! rules in the same order at all three points.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use super::point::{Demands, PointPlan, RulePlan};
use crate::{
    act::Kinds,
    interner::Bits,
    policy::{Basis, Obligations},
};

/// Up to 64 points of a plan, each a lane: a position of a bit in every word here.
///
/// All but `covers` is settled when the plan is compiled.
pub(crate) struct Block {
    /// One bit for each lane there is.
    pub(crate) lanes: u64,
    /// The regimes that reach any lane, in the policy's order.
    pub(crate) regimes: Box<[RegimeBlock]>,
    /// By number of a scope: the lanes that it covers. Set while others read; never cleared.
    ///
    /// INVARIANT: a bit here is set exactly if the point's own set of scopes has the number, for numbers below the
    /// capacity.
    covers: Box<[AtomicU64]>,
}

/// A regime in a block, with its rules in layers.
///
/// A lane outside of the regime's scope is neither allowed nor denied by it.
pub(crate) struct RegimeBlock {
    /// The regime's position in the policy.
    pub(crate) regime: usize,
    /// The profiles that it applies to; `None` means everyone.
    pub(crate) profiles: Option<Bits>,
    /// The lanes within its scope.
    pub(crate) lanes: u64,
    /// The first rules of all lanes, the second rules, and so on.
    pub(crate) layers: Box<[Layer]>,
}

/// A layer of rules: for each lane at most one rule of a regime.
///
/// A lane whose point has fewer rules than there are layers is in none of the later ones.
pub(crate) struct Layer {
    /// The lanes that have one.
    pub(crate) lanes: u64,
    /// Those where the rule prohibits.
    pub(crate) prohibits: u64,
    /// Those where the person is to be asked if no answer decides; elsewhere that allows.
    pub(crate) asks: u64,
    /// By number of a kind: the lanes where the rule hears it.
    ///
    /// It has room for every number that the five bits of a kind can hold, so that no number is out of bounds.
    hears: [u64; 32],
    /// The demands on a yes, each with the lanes whose rule makes them.
    ///
    /// Rules of one policy mostly demand the same, so there are few groups however many lanes there are.
    pub(crate) demands: Box<[(u64, Demands)]>,
    /// The rules that do not always apply, because of a profile, an age or the age of the data, each with its lanes.
    ///
    /// Empty where every rule applies to everyone whatever the age of the data.
    pub(crate) gates: Box<[(u64, RulePlan)]>,
    /// The obligations, each set with the lanes whose rule has it.
    pub(crate) obligations: Box<[(u64, Obligations)]>,
}

impl Block {
    /// The number of lanes that a block has room for: the bits of a word.
    pub(crate) const LANES: usize = 64;

    /// Lays out up to [`Self::LANES`] points, with room for so many scopes.
    ///
    /// It sets no bit of `covers`; the plan does that for each scope when it has all blocks.
    pub(crate) fn new(points: &[PointPlan], scope_capacity: usize) -> Self {
        let mut regimes: BTreeMap<usize, RegimeBuilder> = BTreeMap::new();
        let mut all = 0;
        for (position, point) in points.iter().enumerate().take(Self::LANES) {
            let bit = 1 << position;
            all |= bit;
            for regime in &point.regimes {
                let builder = regimes.entry(regime.regime).or_default();
                builder.profiles.clone_from(&regime.profiles);
                builder.lanes |= bit;
                builder.layers.resize_with(builder.layers.len().max(regime.rules.len()), LayerBuilder::default);
                for (layer, rule) in builder.layers.iter_mut().zip(&regime.rules) {
                    layer.add(bit, rule);
                }
            }
        }
        Self {
            lanes: all,
            regimes: regimes.into_iter().map(|(regime, builder)| builder.build(regime)).collect(),
            covers: (0..scope_capacity).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Returns the block's only layer, where all is of one regime that applies to everyone, and each of its rules does
    /// too.
    ///
    /// It is what the plain evaluator of rows asks for. Most guards of rows have it: one regime without regions, or
    /// none declared, and one rule at each point.
    #[inline]
    pub(crate) fn only_layer(&self) -> Option<&Layer> {
        let [RegimeBlock { profiles: None, layers, .. }] = &*self.regimes else { return None };
        let [layer] = &**layers else { return None };
        (layer.gates.is_empty() && layer.prohibits == 0).then_some(layer)
    }

    /// Returns the lanes that each scope covers, by the scope's number.
    #[inline]
    pub(crate) fn covers(&self) -> &[AtomicU64] {
        &self.covers
    }

    /// Returns the lanes that the scope covers; `None` for a number beyond the capacity.
    #[inline]
    pub(crate) fn lanes_covered_by(&self, scope: u32) -> Option<u64> {
        // Relaxed, as for bits: whoever holds a number got it after the mask was set.
        self.covers.get(scope as usize).map(|mask| mask.load(Ordering::Relaxed))
    }

    /// Notes that the scope covers the lane.
    pub(crate) fn add_covered(&self, scope: u32, lane: usize) {
        if let Some(mask) = self.covers.get(scope as usize) {
            mask.fetch_or(1 << lane, Ordering::Relaxed);
        }
    }
}

impl Layer {
    /// Returns the lanes where the rule hears the kind with that number.
    #[inline]
    pub(crate) fn hears(&self, kind: u8) -> u64 {
        self.hears.get(usize::from(kind & 31)).copied().unwrap_or_default()
    }
}

/// A [`RegimeBlock`] while points are added to it.
///
/// Layers are appended as points with more rules come.
#[derive(Default)]
struct RegimeBuilder {
    profiles: Option<Bits>,
    lanes: u64,
    layers: Vec<LayerBuilder>,
}

impl RegimeBuilder {
    /// Closes the regime at that position in the policy.
    fn build(self, regime: usize) -> RegimeBlock {
        RegimeBlock {
            regime,
            profiles: self.profiles,
            lanes: self.lanes,
            layers: self.layers.into_iter().map(LayerBuilder::build).collect(),
        }
    }
}

/// A [`Layer`] while rules are added to it.
///
/// It has the same fields, in lists that can grow.
#[derive(Default)]
struct LayerBuilder {
    lanes: u64,
    prohibits: u64,
    asks: u64,
    hears: [u64; 32],
    demands: Vec<(u64, Demands)>,
    gates: Vec<(u64, RulePlan)>,
    obligations: Vec<(u64, Obligations)>,
}

impl LayerBuilder {
    /// Adds the rule of the lane with that bit.
    fn add(&mut self, bit: u64, rule: &RulePlan) {
        self.lanes |= bit;
        match rule.basis {
            Basis::Prohibited => self.prohibits |= bit,
            Basis::Consent | Basis::Platform => self.asks |= bit,
            _ => {}
        }
        for (number, hears) in self.hears.iter_mut().enumerate() {
            if rule.hears.intersects(Kinds::from_bits_retain(1 << number)) {
                *hears |= bit;
            }
        }
        group(&mut self.demands, bit, |known| *known == rule.demands, || rule.demands);
        if rule.profiles.is_some() || rule.ages.is_some() || rule.retention_days.is_some() {
            // The same rule at another point has the same conditions, and shares their bits.
            group(&mut self.gates, bit, |known| known.rule == rule.rule, || rule.clone());
        }
        if !rule.obligations.is_empty() {
            group(&mut self.obligations, bit, |known| *known == rule.obligations, || rule.obligations);
        }
    }

    /// Closes the layer: its lists become slices of just their length.
    fn build(self) -> Layer {
        Layer {
            lanes: self.lanes,
            prohibits: self.prohibits,
            asks: self.asks,
            hears: self.hears,
            demands: self.demands.into(),
            gates: self.gates.into(),
            obligations: self.obligations.into(),
        }
    }
}

/// Adds the bit to the group it belongs to, or to a new one.
///
/// Searching a list is enough: there are a handful of groups, and it is done once.
fn group<T>(groups: &mut Vec<(u64, T)>, bit: u64, belongs: impl Fn(&T) -> bool, new: impl FnOnce() -> T) {
    match groups.iter_mut().find(|(_, known)| belongs(known)) {
        Some((lanes, _)) => *lanes |= bit,
        None => groups.push((bit, new())),
    }
}
