//! Conditions of rules on a person: ages and facts.
//!
//! A condition narrows whom a rule is for; it never says yes or no itself. What is not known of a person is read
//! strictly: a permission with a condition on the unknown does not hold, a prohibition with it does. Which of the two
//! a rule is, is the rule's to say, so [`Ages::hold`] answers in three values and facts are compared in
//! [`Rule`](super::rule::Rule).

use crate::time::{Birth, Timestamp};

/// A range of ages in whole years, without its upper end.
///
/// `{ from: 13, below: Some(18) }` holds from the thirteenth birthday up to the day before the eighteenth. A range
/// that holds everybody or nobody is refused when a policy compiles, so it tells somebody apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ages {
    /// The youngest age; 0 is no lower end.
    pub(crate) from: u16,
    /// The first age that is too old.
    pub(crate) below: Option<u16>,
}

impl Ages {
    /// Whether a person born then is in the range at `time`; `None` when the date of birth is unknown.
    ///
    /// An age is reached at the instant that [`Birth::turns`] gives. A range with `from` 0 asks only its upper end.
    pub(crate) fn hold(self, birth: Birth, time: Timestamp) -> Option<bool> {
        let old_enough = self.from == 0 || birth.turns(self.from)? <= time;
        let too_old = match self.below {
            Some(below) => birth.turns(below)? <= time,
            None => false,
        };
        // `from` 0 without an upper end is refused by the compiler, so one side has asked for the date of birth.
        Some(old_enough && !too_old)
    }

    /// Whether everyone in this range is in the other.
    ///
    /// 13 to 15 lies within 13 to 17 and within 13 without an upper end; 13 without an upper end lies within neither
    /// 13 to 17 nor 16 and older.
    pub(crate) fn is_subset(self, other: Self) -> bool {
        self.from >= other.from
            && match (self.below, other.below) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(own), Some(others)) => own <= others,
            }
    }
}

/// A condition on a fact.
///
/// `customer` in a document is `{ fact: "customer", holds: true }`, `!incapable` is `{ fact: "incapable", holds:
/// false }`. A fact that nobody stated of a person does not hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct FactTest {
    /// The name of a declared fact.
    pub(crate) fact: String,
    /// Whether the fact must be true of the person, or must not.
    pub(crate) holds: bool,
}
