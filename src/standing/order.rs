//! The order in which a check reads answers.

use super::answer::Answer;
use crate::act::Polarity;

/// Compares two answers in reading order: what a check hears before the rest, newest first, the stricter first, then by
/// id.
///
/// Ids are only asked for where all else is equal. The order is total over distinct events, so that the order of
/// arrival never shows.
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
