//! Decides up to 64 points of one rule each, where a person's answers are plain, by one pass over the answers.
//!
//! It is the lane evaluator without what plain answers and plain rules never need: no layers, no conditions, no memory
//! for lifts and voids. Most rows of most tables come through here.

use std::sync::atomic::Ordering::Relaxed;

use super::{super::plan::Block, steps::unusable};
use crate::{act::Kinds, standing::Answers, time::Timestamp};

/// Returns the lanes of a block that are allowed; `None` where it is not that plain: several rules at a point, rules
/// that do not apply to everyone, an erasure, a void, a lift, a scope beyond the masks.
///
/// Which of the other lanes are to be asked for, and which are denied, is not told apart.
///
/// It gives up in the middle of the answers when it meets what it cannot judge, and the general form begins again from
/// the first answer; nothing that was found so far is used.
#[inline]
pub(super) fn try_fast_lanes(block: &Block, answers: Answers<'_>, now: Timestamp) -> Option<u64> {
    let layer = block.only_layer().filter(|_| answers.is_plain())?;
    let covers = block.covers();
    let mut open = layer.lanes;
    let mut allowed = 0;
    for (position, head) in answers.heads().into_iter().enumerate() {
        let covered = covers.get(head.scope() as usize)?.load(Relaxed) & layer.hears(head.kind_number()) & open;
        if covered == 0 {
            continue;
        }
        let kinds = head.kinds();
        if Kinds::NOES.intersects(kinds) {
            open &= !covered;
        } else if Kinds::YESES.intersects(kinds) {
            let answer = answers.answer(position)?;
            let mut usable = covered;
            for (lanes, demands) in &layer.demands {
                if lanes & usable != 0 && unusable(&answer, demands, answers.birth(), now).is_some() {
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
