//! The order in which a check reads answers.

use super::answer::Answer;
use crate::act::Polarity;

/// Reading order: what a check hears, then the rest; newest first; the stricter first; by id.
pub(super) fn order(
    a: &Answer,
    a_id: impl FnOnce() -> String,
    b: &Answer,
    b_id: impl FnOnce() -> String,
) -> std::cmp::Ordering {
    let unheard = |answer: &Answer| answer.head.polarity() == Polarity::Neutral;
    unheard(a)
        .cmp(&unheard(b))
        .then_with(|| b.at.cmp(&a.at))
        .then_with(|| a.head.polarity().cmp(&b.head.polarity()))
        .then_with(|| a_id().cmp(&b_id()))
}
