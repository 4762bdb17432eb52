//! The plain pass over 64 points.

use std::sync::atomic::Ordering::Relaxed;

use super::{super::plan::Block, steps::unusable};
use crate::{act::Kinds, standing::Answers, time::Timestamp};

/// The lanes of a block that are allowed, where one pass over the answers tells; `None` where it is not that plain: several
/// rules at a point, rules that do not apply to everyone, an erasure, a void, a lift.
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
