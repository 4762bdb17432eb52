//! The order in which a check reads answers.
//!
//! | compared first to last | comes first |
//! |---|---|
//! | whether a check hears it | what it hears |
//! | when the person acted | the newest |
//! | what it says | a no, then a void, a lift, a yes, so that of simultaneous acts the stricter decides |
//! | the event's id | the first by text |

use super::answer::Answer;
use crate::act::Polarity;

/// Compares two answers in reading order: what a check hears before the rest, newest first, the stricter first, then by
/// id.
///
/// Ids are only asked for where all else is equal. The order is total over distinct events, so that the order of
/// arrival never shows.
///
/// It is the order of section 5 of the design, "newest `at` first; at equal `at` a no comes before a void, a void
/// before a lift, a lift before a yes, then by id". Everything that writes answers keeps to it, and reading a snapshot
/// checks it.
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
