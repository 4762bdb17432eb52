//! Conditions of rules on a person: ages and facts.

use crate::time::{Birth, Timestamp};

/// A half-open range of ages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ages {
    pub(crate) from: u16,
    pub(crate) below: Option<u16>,
}

impl Ages {
    /// Whether a person born then is in the range at `time`; `None` when the date of birth is unknown.
    pub(crate) fn hold(self, birth: Birth, time: Timestamp) -> Option<bool> {
        let old_enough = self.from == 0 || birth.turns(self.from)? <= time;
        let too_old = match self.below {
            Some(below) => birth.turns(below)? <= time,
            None => false,
        };
        // `from` 0 without an upper end is refused by the compiler, so one side has asked for the date of birth.
        Some(old_enough && !too_old)
    }

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
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct FactTest {
    pub(crate) fact: String,
    pub(crate) holds: bool,
}
