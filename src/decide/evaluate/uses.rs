//! Where every question comes in: a use is decided from its points, by the fastest evaluator that can.
//!
//! | the plan | the question | goes to |
//! |---|---|---|
//! | one point, one rule | its decision | `single_rule`, else `points` |
//! | few points | its decision | `points`, point after point |
//! | many points | its decision | `lanes`, and `points` for the reason |
//! | a row of fields | one bit a field | `plain_lanes`, else `lanes` |
//! | a row of fields | one field's decision | `points` |

use super::{
    super::{
        decision::{Decision, Grant},
        plan::{Block, Plan, PointPlan},
        reason::DenyReason,
    },
    plain_lanes::try_fast_lanes,
    steps::Worst,
};
use crate::{policy::Obligations, standing::Answers, time::Moment};

impl Plan {
    /// Decides the plan's only use: the worst over its points; of equals the first.
    ///
    /// Of two points that are both denied, the reason is that of the first in the vocabulary's order.
    #[inline]
    pub(crate) fn decide(&self, answers: Answers<'_>, moment: Moment) -> Decision {
        match self.try_fast(answers, moment) {
            Some(decision) => decision,
            None => self.decide_in_full(answers, moment),
        }
    }

    /// Decides where the plan is of a single rule and the answers are plain; otherwise returns `None`, and
    /// [`decide_in_full`](Self::decide_in_full) must be asked.
    ///
    /// It looks first whether the standing can be judged: it must be of the plan's own table, without an erasure and
    /// not full.
    #[inline(always)]
    pub(crate) fn try_fast(&self, answers: Answers<'_>, moment: Moment) -> Option<Decision> {
        let single = self.single_rule.as_ref().filter(|_| answers.table == self.table && answers.is_plain())?;
        single.try_fast(answers, moment.now())
    }

    /// Decides the plan's only use, whatever it takes: point by point, or 64 points at a time where there are many.
    ///
    /// It is kept out of line so that the fast path before it stays small enough to be inlined into loops.
    #[inline(never)]
    pub(crate) fn decide_in_full(&self, answers: Answers<'_>, moment: Moment) -> Decision {
        if let Some(refusal) = self.unanswerable(answers) {
            return Decision::Deny(refusal);
        }
        match &*self.points {
            [point] => self.decide_point(point, answers, moment, &mut ()),
            points if self.blocks.is_empty() => self.decide_points(points, answers, moment),
            _ => self.decide_blocks(answers, moment),
        }
    }

    /// Decides the use at that position: the worst over its points; of equals the first. One that is not there is not
    /// declared.
    pub(crate) fn decide_use(&self, position: usize, answers: Answers<'_>, moment: Moment) -> Decision {
        if let Some(refusal) = self.unanswerable(answers) {
            return Decision::Deny(refusal);
        }
        let points = self.uses.get(position).and_then(|range| self.points.get(range.clone()));
        self.decide_points(points.unwrap_or_default(), answers, moment)
    }

    /// Decides points one by one, up to the first that is denied.
    ///
    /// Of no points at all it is denied as not declared: such are the uses whose names a reloaded policy has lost.
    fn decide_points(&self, points: &[PointPlan], answers: Answers<'_>, moment: Moment) -> Decision {
        let mut worst = Worst::default();
        for point in points {
            worst.add(self.decide_point(point, answers, moment, &mut ()));
            if worst.is_final() {
                break;
            }
        }
        worst.decision()
    }

    /// Returns why this standing cannot be judged at all; `None` if it can.
    ///
    /// | the standing | is denied as |
    /// |---|---|
    /// | has numbers of another table | `unreadable` |
    /// | had more events than fit | `history_too_long` |
    #[inline]
    pub(crate) fn unanswerable(&self, answers: Answers<'_>) -> Option<DenyReason> {
        if answers.table != self.table {
            Some(DenyReason::Unreadable)
        } else if answers.is_full() {
            Some(DenyReason::HistoryTooLong)
        } else {
            None
        }
    }

    /// Returns the lanes of a block that are allowed.
    ///
    /// INVARIANT: the answers can be judged by this plan.
    ///
    /// Rows need no more than that: which of the other lanes would have to be asked for shows in the reason, if someone
    /// asks.
    #[inline]
    fn allowed_lanes(&self, block: &Block, answers: Answers<'_>, moment: Moment) -> u64 {
        match try_fast_lanes(block, answers, moment.now()) {
            Some(allowed) => allowed,
            None => self.decide_lanes(block, answers, moment).allowed,
        }
    }

    /// Decides the plan's only use by blocks: its first point of the worst outcome is decided once more, by the general
    /// evaluator, for the reason.
    ///
    /// INVARIANT: the standing can be judged by this plan.
    ///
    /// Points are in the vocabulary's order and lanes in the order of points, so the lowest bit of the denied lanes is
    /// the first point that is denied. Obligations of an allow are those of all points, not of the one that is decided
    /// once more.
    pub(crate) fn decide_blocks(&self, answers: Answers<'_>, moment: Moment) -> Decision {
        let decide_at = |position: usize| match self.points.get(position) {
            Some(point) => self.decide_point(point, answers, moment, &mut ()),
            None => self.decide_use(0, answers, moment),
        };
        let mut first_asked = None;
        let mut obligations = Obligations::empty();
        for (number, block) in self.blocks.iter().enumerate() {
            let outcomes = self.decide_lanes(block, answers, moment);
            let first = |lanes: u64| number * Block::LANES + lanes.trailing_zeros() as usize;
            let denied = block.lanes & !outcomes.allowed & !outcomes.asked;
            if denied != 0 {
                return decide_at(first(denied));
            }
            if outcomes.asked != 0 {
                first_asked = first_asked.or(Some(first(outcomes.asked)));
            }
            obligations |= outcomes.obligations;
        }
        match decide_at(first_asked.unwrap_or_default()) {
            Decision::Allow(grant) => Decision::Allow(Grant { obligations, ..grant }),
            decision => decision,
        }
    }

    /// Decides all uses of the plan, and writes one bit for each, least significant first: whether all its points are
    /// allowed. Uses that the words have no room for are left out; bits beyond the last use are 0.
    ///
    /// Where each use has just one point, lanes are fields, and a block's word is the answer as it stands. Elsewhere
    /// each use is a run of lanes, which may begin in one block and end in another; its bit is set once the whole run
    /// was allowed.
    #[inline]
    pub(crate) fn decide_uses_into(&self, answers: Answers<'_>, moment: Moment, words: &mut [u64]) {
        if self.unanswerable(answers).is_some() {
            words.fill(0);
            return;
        }
        if self.is_aligned() {
            for (position, word) in words.iter_mut().enumerate() {
                *word = self.blocks.get(position).map_or(0, |block| self.allowed_lanes(block, answers, moment));
            }
            return;
        }
        words.fill(0);
        let mut uses = self.uses.iter().enumerate().peekable();
        // Whether all points of the use at hand were allowed so far: a use may reach over several blocks.
        let mut whole = true;
        for (number, block) in self.blocks.iter().enumerate() {
            let allowed = self.allowed_lanes(block, answers, moment);
            let start = number * Block::LANES;
            while let Some((position, points)) = uses.peek() {
                if points.is_empty() {
                    uses.next();
                    continue;
                }
                let (from, to) = (points.start.max(start) - start, points.end.min(start + Block::LANES) - start);
                if from >= Block::LANES {
                    break;
                }
                whole &= mask(from, to) & !allowed == 0;
                if points.end > start + Block::LANES {
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

/// Returns a word with the bits `from..to` set, where `from < to <= 64`.
///
/// For example `mask(1, 3)` is `0b110`.
const fn mask(from: usize, to: usize) -> u64 {
    (u64::MAX << from) & (u64::MAX >> (64 - to))
}
