//! Section 5 of the design for up to 64 points at once, by one pass over a person's answers a layer.
//!
//! The steps are those of the general evaluator, with a word of 64 lanes in place of each of its flags. Only the
//! outcome of each point comes of it, not the reason: whoever wants that asks the general evaluator for the one point
//! that matters, so that reasons have one source.
//!
//! A lane is one bit position, and stands for one point. For the flags of one point there is a word here, and *and*,
//! *or* and *not* do for 64 points what they would do for one:
//!
//! | at one point | here |
//! |---|---|
//! | the rule hears the kind and the scope covers the point | `covered = covers[scope] & hears[kind] & open` |
//! | a no decides: stop | `open &= !covered` |
//! | a usable yes decides: allow, and stop | `allowed \|= usable; open &= !usable` |
//! | a void: yeses count no more | `void \|= covered` |
//! | a lift: that kind of no counts no more | `objection_lifted \|= covered` |
//! | nothing decided | what is left in `open` |
//!
//! For example with three points, of which a yes covers the first two and an older no the last two: the yes gives
//! `allowed = 0b011` and leaves `open = 0b100`; the no meets the second point too late and denies only the third.

use super::{
    super::plan::{Block, Layer, Plan},
    steps::{lifted_by, too_old, unusable},
};
use crate::{
    act::{Kind, Kinds},
    policy::{Basis, Obligations},
    standing::Answers,
    time::{Moment, Timestamp},
};

/// The outcome of each lane of a block, as sets of lanes. A lane in neither set is denied.
///
/// INVARIANT: the two sets have no lane in common.
pub(crate) struct LaneOutcomes {
    /// The lanes that are allowed.
    pub(crate) allowed: u64,
    /// The lanes that the person has to be asked for.
    pub(crate) asked: u64,
    /// The obligations of all rules that allow some lane in some regime.
    ///
    /// They matter only where all lanes are allowed, since only then is the whole use allowed.
    pub(crate) obligations: Obligations,
}

impl Plan {
    /// Decides all lanes of a block: over regimes the worst, in a regime the best of its layers.
    ///
    /// INVARIANT: the standing can be judged by this plan.
    ///
    /// A regime begins with the lanes that no regime before has denied, as nothing can change those any more. Layer by
    /// layer it tries the first, second, … rule of each lane, until every lane is allowed or prohibited, or no layer is
    /// left.
    #[inline]
    pub(crate) fn decide_lanes(&self, block: &Block, answers: Answers<'_>, moment: Moment) -> LaneOutcomes {
        let mut reached = 0;
        let mut denied = 0;
        let mut asked = 0;
        let mut obligations = Obligations::empty();
        for regime in &block.regimes {
            if !self.regime_applies(regime.regime, regime.profiles.as_ref(), answers.profile()) {
                continue;
            }
            reached |= regime.lanes;
            // The lanes that nothing has allowed or prohibited yet: only there the next rules are tried.
            let mut pending = regime.lanes & !denied;
            let mut allowed = 0;
            let mut asks = 0;
            for layer in &regime.layers {
                let (applies, prohibited) = self.lanes_that_apply(layer, pending & layer.lanes, answers, moment);
                pending &= !prohibited;
                if applies != 0 {
                    let outcomes = self.decide_layer(block, layer, applies, answers, moment.now());
                    for (lanes, own) in &layer.obligations {
                        if lanes & outcomes.0 != 0 {
                            obligations |= *own;
                        }
                    }
                    allowed |= outcomes.0;
                    asks |= outcomes.1;
                    pending &= !outcomes.0;
                }
                if pending == 0 {
                    break;
                }
            }
            denied |= regime.lanes & !allowed & !asks;
            asked |= asks & !allowed;
        }
        LaneOutcomes { allowed: reached & !denied & !asked, asked: asked & !denied, obligations }
    }

    /// Returns, of the wanted lanes, those where the layer's rule applies and could allow, and those where it
    /// prohibits.
    ///
    /// Only rules with a condition have a gate, so for most layers the loop is empty.
    #[inline]
    fn lanes_that_apply(&self, layer: &Layer, wanted: u64, answers: Answers<'_>, moment: Moment) -> (u64, u64) {
        let mut applies = wanted;
        let mut could_allow = wanted & !layer.prohibits;
        for (lanes, rule) in &layer.gates {
            if lanes & wanted == 0 {
                continue;
            }
            if !self.rule_applies(rule, answers.profile(), answers.birth(), moment.now()) {
                applies &= !lanes;
            } else if rule.basis != Basis::Prohibited && too_old(rule, moment).is_some() {
                could_allow &= !lanes;
            }
        }
        (applies & could_allow, applies & layer.prohibits)
    }

    /// Decides the layer's rules in these lanes: returns those that are allowed, and those that are to be asked for.
    ///
    /// It is `decide_rule` of the general evaluator for all lanes of the layer. Lanes leave `open` when an answer
    /// decides them, and the pass ends when none is left.
    #[inline]
    fn decide_layer(
        &self,
        block: &Block,
        layer: &Layer,
        lanes: u64,
        answers: Answers<'_>,
        now: Timestamp,
    ) -> (u64, u64) {
        let mut open = lanes;
        if answers.has_erasure() {
            open &= !self.erased_lanes(block, lanes & layer.hears(Kind::Erased as u8), answers, now);
        }
        let mut allowed = 0;
        let mut void = 0;
        let mut objection_lifted = 0;
        let mut restriction_lifted = 0;
        for (position, head) in answers.heads().into_iter().enumerate() {
            let covered = self.lanes_covered(block, head.scope()) & layer.hears(head.kind_number()) & open;
            if covered == 0 {
                continue;
            }
            let kinds = head.kinds();
            if Kinds::NOES.intersects(kinds) {
                // An erasure that still stood has decided before.
                open &= !match kinds {
                    Kinds::OBJECTED => covered & !objection_lifted,
                    Kinds::RESTRICTED => covered & !restriction_lifted,
                    Kinds::ERASED => 0,
                    _ => covered,
                };
            } else if Kinds::YESES.intersects(kinds) {
                let Some(answer) = answers.answer(position) else { continue };
                let mut usable = covered & !void;
                for (lanes, demands) in &layer.demands {
                    if lanes & usable != 0 && unusable(&answer, demands, answers.birth(), now).is_some() {
                        usable &= !lanes;
                    }
                }
                allowed |= usable;
                open &= !usable;
            } else if Kinds::VOIDS.intersects(kinds) {
                void |= covered;
            } else if answers.answer(position).is_some_and(|answer| answer.at <= now) {
                match lifted_by(kinds) {
                    Kinds::OBJECTED => objection_lifted |= covered,
                    Kinds::RESTRICTED => restriction_lifted |= covered,
                    _ => {}
                }
            }
            if open == 0 {
                break;
            }
        }
        (allowed | open & !layer.asks, open & layer.asks)
    }

    /// Returns the lanes that the scope with that number covers.
    #[inline]
    fn lanes_covered(&self, block: &Block, scope: u32) -> u64 {
        block.lanes_covered_by(scope).unwrap_or_else(|| self.lanes_covered_by_name(block, scope))
    }

    /// Looks up by its names which lanes a scope beyond the masks covers.
    ///
    /// It serves the short time between a new scope and a plan with room for it. The block is recognized by its
    /// address, as it does not know its own number.
    #[cold]
    fn lanes_covered_by_name(&self, block: &Block, scope: u32) -> u64 {
        let start = self.blocks.iter().position(|own| std::ptr::eq(own, block)).unwrap_or_default() * Block::LANES;
        let points = self.points.iter().skip(start).take(Block::LANES).enumerate();
        points
            .filter(|(_, point)| self.scope_covers_by_name(point, scope))
            .fold(0, |mask, (position, _)| mask | 1 << position)
    }

    /// Returns the lanes with an erasure that no later reinstatement lifts.
    ///
    /// Reinstatements take lanes out of the question, erasures put them into the answer; newest first, so whichever
    /// comes first for a lane counts.
    #[cold]
    fn erased_lanes(&self, block: &Block, lanes: u64, answers: Answers<'_>, now: Timestamp) -> u64 {
        let mut open = lanes;
        let mut erased = 0;
        for answer in answers.heard() {
            let covered = || self.lanes_covered(block, answer.head.scope()) & open;
            match answer.head.kind() {
                Some(Kind::Reinstated) if answer.at <= now => open &= !covered(),
                Some(Kind::Erased) => {
                    erased |= covered();
                    open &= !erased;
                }
                _ => {}
            }
        }
        erased
    }
}
