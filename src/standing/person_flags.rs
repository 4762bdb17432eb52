//! What else a check asks of a standing, in four bytes.
//!
//! | bits | what |
//! |---|---|
//! | 0–1 | unused |
//! | 2 | an erasure is among the answers, lifted or not |
//! | 3 | there were more events than a standing holds |
//! | 4–31 | date of birth as a count of days, or the least number for an unknown date |
//!
//! With bits 2 and 3 unset a standing is plain: the fast evaluators can judge it.

use crate::time::Birth;

/// The date of birth, whether there is an erasure, and whether there were too many events, in one word.
///
/// It is the upper half of the first word of a person's answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PersonFlags(i32);

/// The bit of an erasure.
const ERASED: i32 = 1 << 2;
/// The bit of too many events.
const FULL: i32 = 1 << 3;
/// Bits 4–31: the date of birth, as a count of days. chrono's dates fit 28 bits with room to spare.
const BIRTH: u32 = 4;
/// Stands for an unknown date.
///
/// It is the least number of 28 bits, which is no date of chrono's.
const UNKNOWN: i32 = i32::MIN >> BIRTH;

impl PersonFlags {
    /// The flags of a person of whom nothing is known.
    pub(super) const NONE: Self = Self(UNKNOWN << BIRTH);

    /// Reads flags out of a word, whatever it holds.
    #[inline]
    pub(super) const fn of(word: u32) -> Self {
        Self(word.cast_signed())
    }

    /// Returns the word.
    pub(super) const fn word(self) -> u32 {
        self.0.cast_unsigned()
    }

    /// Sets the date of birth.
    ///
    /// The marks stay as they are.
    pub(super) fn with_birth(self, birth: Birth) -> Self {
        let days = if birth == Birth::UNKNOWN { UNKNOWN } else { birth.number() };
        Self(days << BIRTH | self.0 & (FULL | ERASED))
    }

    /// Notes an erasure if there is one; one that was noted stays.
    ///
    /// It stays even if the person is reinstated later: whether an erasure still stands is for the evaluator to find
    /// out, and this bit only says that it has to look.
    pub(super) const fn with_erasure(self, erased: bool) -> Self {
        Self(if erased { self.0 | ERASED } else { self.0 })
    }

    /// Notes that there were too many events, if so; once noted it stays.
    ///
    /// It cannot be taken back: which event was dropped is not known any more.
    pub(super) const fn with_full(self, full: bool) -> Self {
        Self(if full { self.0 | FULL } else { self.0 })
    }

    /// Returns the date of birth.
    #[inline]
    pub(super) fn birth(self) -> Birth {
        let days = self.0 >> BIRTH;
        if days == UNKNOWN { Birth::UNKNOWN } else { Birth::from_days(days) }
    }

    /// Returns whether an erasure was noted.
    #[inline]
    pub(super) const fn erased(self) -> bool {
        self.0 & ERASED != 0
    }

    /// Returns whether there were too many events.
    #[inline]
    pub(super) const fn full(self) -> bool {
        self.0 & FULL != 0
    }

    /// Returns whether neither an erasure nor too many events stand in the way of the fast evaluators.
    #[inline]
    pub(super) const fn plain(self) -> bool {
        self.0 & (ERASED | FULL) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn all_fit_beside_each_other() {
        let date = |text: &str| Birth::new(Some(text.parse::<NaiveDate>().unwrap()));
        let dates = [
            Birth::UNKNOWN,
            Birth::new(Some(NaiveDate::MIN)),
            Birth::new(Some(NaiveDate::MAX)),
            date("1990-05-17"),
            date("0000-12-31"),
        ];
        for birth in dates {
            for (erased, full) in [(false, false), (true, false), (false, true), (true, true)] {
                let flags = PersonFlags::NONE.with_erasure(erased).with_full(full).with_birth(birth);
                assert_eq!(flags.birth(), birth);
                assert_eq!((flags.erased(), flags.full(), flags.plain()), (erased, full, !erased && !full));
                assert_eq!(PersonFlags::of(flags.word()), flags);
            }
        }
        assert_eq!(PersonFlags::NONE.birth(), Birth::UNKNOWN);
    }
}
