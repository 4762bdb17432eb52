//! One event as a check reads it: what it is about in one word, and when it holds in two more.
//!
//! | bits of the head | what | read by |
//! |---|---|---|
//! | 0–31 | number of the scope in the interner | every evaluator, first |
//! | 32–36 | number of the kind | every evaluator, second |
//! | 37 | whether a guardian acted | demands of age |
//! | 38–39 | form of the event's id | explanations, search for repetitions |
//! | 40–45 | qualities | demands on a yes |
//! | 46–47 | unused, 0 | |
//! | 48–63 | version of the notice, 0 for none | demands on a yes |
//!
//! What a word holds is never trusted: a ledger's page may be written while it is read, and a snapshot may be damaged.
//! Every word has some reading, and a kind that does not exist is heard by no rule.

use crate::{
    act::{Actor, Kind, Kinds, Polarity, Qualities},
    event::Event,
    time::Timestamp,
};

/// What an answer is about and how it was given: scope in bits 0–31, kind in 32–36, guardian in 37, the form of the
/// event's id in 38–39, qualities in 40–45, notice version in 48–63.
///
/// For example a yes of kind 0 under notice 3 to scope 17, with quality bit 0, has the word `0x0003_0100_0000_0011` if
/// its id is text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct AnswerHead(u64);

/// The first bit of the kind's number.
const KIND: u32 = 32;
/// The bit of a guardian's act.
const GUARDIAN: u64 = 1 << 37;
/// The first bit of the form of the event's id.
const ID_FORM: u32 = 38;
/// The first bit of the qualities.
const QUALITIES: u32 = 40;
/// The first bit of the notice version.
const NOTICE: u32 = 48;

/// How the id of the event behind an answer is stored.
///
/// It stands in the head and not beside the id, since the 16 bytes of the id are full.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum IdForm {
    /// Its text, of up to 16 bytes.
    Text = 0,
    /// The 16 bytes of a lower-case UUID.
    Uuid = 1,
    /// A number in the table of long ids.
    Long = 2,
}

impl AnswerHead {
    /// Packs what a check asks of an event, with its scope as a number.
    pub(super) fn new<K>(event: &Event<K>, scope: u32, id_form: IdForm) -> Self {
        let guardian = if event.by() == Actor::Guardian { GUARDIAN } else { 0 };
        let form = (event.kind() as u64) << KIND | guardian | u64::from(event.qualities().bits()) << QUALITIES;
        Self(u64::from(scope) | form | (id_form as u64) << ID_FORM | u64::from(event.notice_version()) << NOTICE)
    }

    /// Reads a head out of a word, whatever it holds.
    #[inline]
    pub(super) const fn of(word: u64) -> Self {
        Self(word)
    }

    /// Returns the word.
    pub(super) const fn word(self) -> u64 {
        self.0
    }

    /// Returns the scope's number in the interner.
    ///
    /// It may be a number that no scope has, in a word that was torn; the evaluator then reads again or denies.
    #[inline]
    pub(crate) const fn scope(self) -> u32 {
        self.0 as u32
    }

    /// Returns the kind as a set of one. A number that no kind has is a bit of its own, which no rule hears.
    ///
    /// A set, because what a rule hears is a set too: one `and` tells whether the rule listens.
    #[inline]
    pub(crate) const fn kinds(self) -> Kinds {
        Kinds::from_bits_retain(1 << self.kind_number())
    }

    /// Returns the kind's number, below 32.
    ///
    /// It indexes the arrays of 32 that blocks keep, so it is cut to that range whatever the word holds.
    #[inline]
    pub(crate) const fn kind_number(self) -> u8 {
        (self.0 >> KIND) as u8 & 31
    }

    /// Returns the kind; `None` for a number that no kind has.
    pub(crate) fn kind(self) -> Option<Kind> {
        Kind::from_number(self.kind_number())
    }

    /// Returns what the kind says: yes, no, void, lift or nothing.
    pub(super) fn polarity(self) -> Polarity {
        self.kind().map_or(Polarity::Neutral, Kind::polarity)
    }

    /// Returns whether a guardian acted.
    #[inline]
    pub(crate) const fn by_guardian(self) -> bool {
        self.0 & GUARDIAN != 0
    }

    /// Returns the qualities of the act.
    #[inline]
    pub(crate) const fn qualities(self) -> Qualities {
        Qualities::from_bits_retain((self.0 >> QUALITIES) as u8 & Qualities::all().bits())
    }

    /// Returns the version of the notice that the person saw; 0 for none.
    ///
    /// A yes without a notice has 0, and so meets only demands whose oldest notice is 0.
    #[inline]
    pub(crate) const fn notice(self) -> u16 {
        (self.0 >> NOTICE) as u16
    }

    /// Returns how the event's id is stored; `None` for a form that no id has.
    pub(super) const fn id_form(self) -> Option<IdForm> {
        match self.0 >> ID_FORM & 3 {
            0 => Some(IdForm::Text),
            1 => Some(IdForm::Uuid),
            2 => Some(IdForm::Long),
            _ => None,
        }
    }

    /// Returns whether it can be what [`Self::new`] made, in a table with so many scopes.
    ///
    /// It is asked of snapshots: a head with a bit in an unused place was not written by this crate.
    pub(super) fn is_readable(self, scopes: usize) -> bool {
        let qualities = u64::from(Qualities::all().bits()) << QUALITIES;
        let known = u64::from(u32::MAX) | 31 << KIND | GUARDIAN | 3 << ID_FORM | qualities | u64::MAX << NOTICE;
        self.kind().is_some() && self.id_form().is_some() && self.0 & !known == 0 && (self.scope() as usize) < scopes
    }
}

/// One event as a check reads it: its head and when it holds.
///
/// It is what an evaluator works with once a head has shown that the answer matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Answer {
    /// What it is about and how it was given.
    pub(crate) head: AnswerHead,
    /// When the person acted.
    ///
    /// A yes and a lift are in force from here on; a no and a void count at once, whatever their time.
    pub(crate) at: Timestamp,
    /// When it expires; [`Timestamp::MAX`] where the person set no end.
    pub(crate) expires_at: Timestamp,
}

impl Answer {
    /// Makes the answer of an event, with its scope as a number.
    pub(super) fn new<K>(event: &Event<K>, scope: u32, id_form: IdForm) -> Self {
        let head = AnswerHead::new(event, scope, id_form);
        Self { head, at: event.at(), expires_at: event.expires_at().unwrap_or(Timestamp::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::EventDocument,
        vocabulary::{Operations, Scope},
    };

    #[test]
    fn a_head_gives_back_what_it_was_made_of() {
        let scope = Scope::new(["a"], ["b"], ["c"], Operations::USE).unwrap();
        let document = EventDocument::new("e", 1u64, Kind::Given, &scope, Timestamp::from_millis(-7));
        let event = document.by(Actor::Guardian).qualities(Qualities::all()).notice(u16::MAX).into_event().unwrap();
        for form in [IdForm::Text, IdForm::Uuid, IdForm::Long] {
            let head = AnswerHead::new(&event, u32::MAX - 1, form);
            assert_eq!((head.scope(), head.kind(), head.notice()), (u32::MAX - 1, Some(Kind::Given), u16::MAX));
            assert_eq!((head.id_form(), head.qualities(), head.by_guardian()), (Some(form), Qualities::all(), true));
            assert!(head.is_readable(u32::MAX as usize) && !head.is_readable(u32::MAX as usize - 1));
            assert_eq!(AnswerHead::of(head.word()), head);
        }
        assert!(!AnswerHead::of(31 << KIND).is_readable(1), "no such kind");
        assert!(!AnswerHead::of(3 << ID_FORM).is_readable(1), "no such form");
        assert!(!AnswerHead::of(1 << 47).is_readable(1), "no such bit");
    }
}
