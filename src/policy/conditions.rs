//! Conditions of rules on a person: ages and facts.

use crate::time::{Birth, Timestamp};

/// A range of ages in whole years, without its upper end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ages {
    /// The youngest age; 0 is no lower end.
    pub(crate) from: u16,
    /// The first age that is too old.
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

    /// Whether everyone in this range is in the other.
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
    /// The name of a declared fact.
    pub(crate) fact: String,
    /// Whether the fact must be true of the person, or must not.
    pub(crate) holds: bool,
}
