//! Design §5 for up to 64 points in one pass over a person's answers.
//!
//! The same steps as the scalar evaluator, with a word of 64 lanes in place of each of its flags. Only the outcome of
//! each point comes of it, not the reason: whoever wants that asks the scalar evaluator for the one point that matters,
//! so that reasons have one source.

use std::sync::atomic::Ordering::Relaxed;

use super::{
    block::{Block, Layer},
    decision::{Decision, Grant},
    evaluate::{lifted_by, too_old, unusable},
    plan::Plan,
};
use crate::{
    act::{Kind, Kinds},
    policy::{Basis, Obligations},
    standing::Answers,
    time::{Moment, Timestamp},
};

/// The outcome of each lane of a block. A lane in neither set is denied.
pub(crate) struct Outcomes {
    pub(crate) allowed: u64,
    pub(crate) asked: u64,
    /// What the rules that allow some lane in some regime oblige to.
    obligations: Obligations,
}

impl Plan {
    /// Decides all lanes of a block.
    ///
    /// INVARIANT: the standing can be judged by this plan.
    #[inline]
    pub(crate) fn sweep(&self, block: &Block, rows: Answers<'_>, moment: Moment) -> Outcomes {
        let mut reached = 0;
        let mut denied = 0;
        let mut asked = 0;
        let mut obligations = Obligations::empty();
        for regime in &block.regimes {
            if !self.has_regime(regime.regime, regime.profiles.as_ref(), rows.profile()) {
                continue;
            }
            reached |= regime.lanes;
            // The lanes that nothing has allowed or prohibited yet: only there the next rules are tried.
            let mut pending = regime.lanes & !denied;
            let mut allowed = 0;
            let mut asks = 0;
            for layer in &regime.layers {
                let (applies, prohibited) = self.applying(layer, pending & layer.lanes, rows, moment);
                pending &= !prohibited;
                if applies != 0 {
                    let outcomes = self.sweep_layer(block, layer, applies, rows, moment.now());
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
        Outcomes { allowed: reached & !denied & !asked, asked: asked & !denied, obligations }
    }

    /// The lanes of a block that are allowed.
    ///
    /// INVARIANT: the rows can be judged by this plan.
    #[inline]
    fn allowed(&self, block: &Block, rows: Answers<'_>, moment: Moment) -> u64 {
        match try_fast_lanes(block, rows, moment.now()) {
            Some(allowed) => allowed,
            None => self.sweep(block, rows, moment).allowed,
        }
    }

    /// Of the wanted lanes, those where the layer's rule applies and could allow, and those where it prohibits.
    #[inline]
    fn applying(&self, layer: &Layer, wanted: u64, rows: Answers<'_>, moment: Moment) -> (u64, u64) {
        let mut applies = wanted;
        let mut could_allow = wanted & !layer.prohibits;
        for (lanes, rule) in &layer.gates {
            if lanes & wanted == 0 {
                continue;
            }
            if !self.has_rule(rule, rows.profile(), rows.birth(), moment.now()) {
                applies &= !lanes;
            } else if rule.basis != Basis::Prohibited && too_old(rule, moment).is_some() {
                could_allow &= !lanes;
            }
        }
        (applies & could_allow, applies & layer.prohibits)
    }

    /// One pass over the answers: the lanes that are allowed, and those that are to be asked for.
    #[inline]
    fn sweep_layer(&self, block: &Block, layer: &Layer, lanes: u64, rows: Answers<'_>, now: Timestamp) -> (u64, u64) {
        let mut open = lanes;
        if rows.has_erasure() {
            open &= !self.erased(block, lanes & layer.hears(Kind::Erased as u8), rows, now);
        }
        let mut allowed = 0;
        let mut void = 0;
        let mut objection_lifted = 0;
        let mut restriction_lifted = 0;
        for (position, head) in rows.heads().into_iter().enumerate() {
            let covered = self.covered(block, head.scope()) & layer.hears(head.kind_number()) & open;
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
                let Some(answer) = rows.answer(position) else { continue };
                let mut usable = covered & !void;
                for (lanes, demands) in &layer.demands {
                    if lanes & usable != 0 && unusable(&answer, demands, rows.birth(), now).is_some() {
                        usable &= !lanes;
                    }
                }
                allowed |= usable;
                open &= !usable;
            } else if Kinds::VOIDS.intersects(kinds) {
                void |= covered;
            } else if rows.answer(position).is_some_and(|answer| answer.at <= now) {
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

    #[inline]
    fn covered(&self, block: &Block, scope: u32) -> u64 {
        block.covered(scope).unwrap_or_else(|| self.covered_by_name(block, scope))
    }

    /// For scopes beyond the room of the masks.
    #[cold]
    fn covered_by_name(&self, block: &Block, scope: u32) -> u64 {
        let start = self.blocks.iter().position(|own| std::ptr::eq(own, block)).unwrap_or_default() * Block::LANES;
        let lanes = self.lanes.iter().skip(start).take(Block::LANES).enumerate();
        lanes
            .filter(|(_, lane)| self.scope_covers_by_name(lane, scope))
            .fold(0, |mask, (position, _)| mask | 1 << position)
    }

    /// The lanes with an erasure that no later reinstatement lifts.
    #[cold]
    fn erased(&self, block: &Block, lanes: u64, rows: Answers<'_>, now: Timestamp) -> u64 {
        let mut open = lanes;
        let mut erased = 0;
        for answer in rows.heard() {
            let covered = || self.covered(block, answer.head.scope()) & open;
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

    /// The outcome of the plan's only use, by blocks: its first point of the worst outcome is decided once more, by
    /// the scalar evaluator, for the reason.
    ///
    /// INVARIANT: the standing can be judged by this plan.
    pub(crate) fn decide_blocks(&self, rows: Answers<'_>, moment: Moment) -> Decision {
        let point = |position: usize| match self.lanes.get(position) {
            Some(lane) => self.decide_point(lane, rows, moment, &mut ()),
            None => self.decide_use(0, rows, moment),
        };
        let mut first_asked = None;
        let mut obligations = Obligations::empty();
        for (number, block) in self.blocks.iter().enumerate() {
            let outcomes = self.sweep(block, rows, moment);
            let first = |lanes: u64| number * Block::LANES + lanes.trailing_zeros() as usize;
            let denied = block.lanes & !outcomes.allowed & !outcomes.asked;
            if denied != 0 {
                return point(first(denied));
            }
            if outcomes.asked != 0 {
                first_asked = first_asked.or(Some(first(outcomes.asked)));
            }
            obligations |= outcomes.obligations;
        }
        match point(first_asked.unwrap_or_default()) {
            Decision::Allow(grant) => Decision::Allow(Grant { obligations, ..grant }),
            decision => decision,
        }
    }

    /// Writes one bit for each use, least significant first: whether all its points are allowed. What the words have no
    /// room for is left out; what they have too much is 0.
    #[inline]
    pub(crate) fn sweep_uses(&self, rows: Answers<'_>, moment: Moment, words: &mut [u64]) {
        if self.unanswerable(rows).is_some() {
            words.fill(0);
            return;
        }
        if self.is_aligned() {
            for (position, word) in words.iter_mut().enumerate() {
                *word = self.blocks.get(position).map_or(0, |block| self.allowed(block, rows, moment));
            }
            return;
        }
        words.fill(0);
        let mut uses = self.uses.iter().enumerate().peekable();
        // Whether all points of the use at hand were allowed so far: a use may reach over several blocks.
        let mut whole = true;
        for (number, block) in self.blocks.iter().enumerate() {
            let allowed = self.allowed(block, rows, moment);
            let start = number * Block::LANES;
            while let Some((position, lanes)) = uses.peek() {
                if lanes.is_empty() {
                    uses.next();
                    continue;
                }
                let (from, to) = (lanes.start.max(start) - start, lanes.end.min(start + Block::LANES) - start);
                if from >= Block::LANES {
                    break;
                }
                whole &= mask(from, to) & !allowed == 0;
                if lanes.end > start + Block::LANES {
                    break;
                }
                if whole && let Some(word) = words.get_mut(position / 64) {
                    *word |= 1 << (position % 64);
                }
                whole = true;
                uses.next();
            }
        }
    }
}

/// The lanes of a block that are allowed, where one pass over the answers tells; `None` where it is not that plain: several
/// rules at a point, rules that do not apply to everyone, an erasure, a void, a lift.
#[inline]
fn try_fast_lanes(block: &Block, rows: Answers<'_>, now: Timestamp) -> Option<u64> {
    let layer = block.only_layer().filter(|_| rows.is_plain())?;
    let covers = block.covers();
    let mut open = layer.lanes;
    let mut allowed = 0;
    for (position, head) in rows.heads().into_iter().enumerate() {
        let covered = covers.get(head.scope() as usize)?.load(Relaxed) & layer.hears(head.kind_number()) & open;
        if covered == 0 {
            continue;
        }
        let kinds = head.kinds();
        if Kinds::NOES.intersects(kinds) {
            open &= !covered;
        } else if Kinds::YESES.intersects(kinds) {
            let answer = rows.answer(position)?;
            let mut usable = covered;
            for (lanes, demands) in &layer.demands {
                if lanes & usable != 0 && unusable(&answer, demands, rows.birth(), now).is_some() {
                    usable &= !lanes;
                }
            }
            allowed |= usable;
            open &= !usable;
        } else {
            return None;
        }
        if open == 0 {
            break;
        }
    }
    Some(allowed | open & !layer.asks)
}

/// The bits `from..to`, where `from < to <= 64`.
const fn mask(from: usize, to: usize) -> u64 {
    (u64::MAX << from) & (u64::MAX >> (64 - to))
}
