//! Rules and regimes as the decision reads them.

use std::fmt;

use bitflags::bitflags;
use serde::{Serialize, Serializer};

use super::document::{Article9Exception, Basis};
use crate::{
    act::{Kinds, Qualities},
    region::Region,
    time::{Birth, Timestamp},
    vocabulary::Area,
};

bitflags! {
    /// What whoever is allowed to use the data must do.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
    pub struct Obligations: u8 {
        /// Replace what identifies the person (GDPR Art. 4(5)).
        const PSEUDONYMISE = 1;
        /// Use it only summed up with others'.
        const AGGREGATE = 1 << 1;
        /// Keep a record of the use.
        const LOG = 1 << 2;
        /// Have a person look at the result (GDPR Art. 22(3)).
        const HUMAN_REVIEW = 1 << 3;
        /// Do not pass it on.
        const NO_ONWARD_SHARING = 1 << 4;
    }
}

const OBLIGATIONS: [(&str, Obligations); 5] = [
    ("pseudonymise", Obligations::PSEUDONYMISE),
    ("aggregate", Obligations::AGGREGATE),
    ("log", Obligations::LOG),
    ("human_review", Obligations::HUMAN_REVIEW),
    ("no_onward_sharing", Obligations::NO_ONWARD_SHARING),
];

impl Obligations {
    /// The single obligation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        OBLIGATIONS.iter().find(|(known, _)| *known == name).map(|(_, obligation)| *obligation)
    }

    /// The names of the obligations in it.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        OBLIGATIONS.iter().filter(move |(_, obligation)| self.contains(*obligation)).map(|(name, _)| *name)
    }
}

impl fmt::Display for Obligations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().collect::<Vec<_>>().join(", "))
    }
}

impl Serialize for Obligations {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

bitflags! {
    /// What the organisation does when consent is withdrawn.
    #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
    pub struct WithdrawalActions: u8 {
        /// Stop the use.
        const STOP = 1;
        /// Tell everyone who received the data (GDPR Art. 19).
        const NOTIFY_RECIPIENTS = 1 << 1;
        /// Erase the data (GDPR Art. 17(1)(b)).
        const ERASE = 1 << 2;
    }
}

const ACTIONS: [(&str, WithdrawalActions); 3] = [
    ("stop", WithdrawalActions::STOP),
    ("notify_recipients", WithdrawalActions::NOTIFY_RECIPIENTS),
    ("erase", WithdrawalActions::ERASE),
];

impl WithdrawalActions {
    /// The single action of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        ACTIONS.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
    }

    /// The names of the actions in it.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        ACTIONS.iter().filter(move |(_, action)| self.contains(*action)).map(|(name, _)| *name)
    }
}

/// What a rule promises when consent is withdrawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OnWithdrawal {
    /// What is done.
    pub actions: WithdrawalActions,
    /// Within how many days; 0 is at once.
    pub within_days: u32,
}

/// A layer that must be satisfied on its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Regime {
    pub(crate) id: String,
    /// `None`: everywhere.
    pub(crate) regions: Option<Vec<Region>>,
    /// `None`: everything.
    pub(crate) area: Option<Area>,
}

impl Regime {
    /// What names it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it applies to a person in those regions. Nowhere known means it may, so it does.
    pub(crate) fn applies_in(&self, regions: &[Region]) -> bool {
        let Some(own) = &self.regions else { return true };
        regions.is_empty() || regions.iter().any(|region| own.iter().any(|cover| cover.covers(region)))
    }
}

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

/// A declaration of the policy.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    pub(crate) id: String,
    pub(crate) regime: usize,
    pub(crate) area: Area,
    pub(crate) basis: Basis,
    pub(crate) regions: Option<Vec<Region>>,
    pub(crate) ages: Option<Ages>,
    pub(crate) facts: Vec<FactTest>,
    pub(crate) lifetime_days: Option<u32>,
    pub(crate) min_notice: u16,
    /// What a yes must have; with basis consent at least `AFFIRMATIVE`.
    pub(crate) requires: Qualities,
    pub(crate) min_age: Option<u16>,
    pub(crate) ask_again_after_days: Option<u32>,
    pub(crate) retention_days: Option<u32>,
    pub(crate) honours_withdrawal: bool,
    pub(crate) direct_marketing: bool,
    pub(crate) survives_erasure: bool,
    pub(crate) obligations: Obligations,
    pub(crate) on_withdrawal: Option<OnWithdrawal>,
    pub(crate) exception: Option<Article9Exception>,
}

impl Rule {
    /// What names it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// On what ground the use is lawful, or that it is not.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// What whoever is allowed must do.
    #[must_use]
    pub const fn obligations(&self) -> Obligations {
        self.obligations
    }

    /// What the organisation promises when consent is withdrawn.
    #[must_use]
    pub const fn on_withdrawal(&self) -> Option<OnWithdrawal> {
        self.on_withdrawal
    }

    /// The Art. 9(2) exception it rests on.
    #[must_use]
    pub const fn exception(&self) -> Option<Article9Exception> {
        self.exception
    }

    pub(crate) fn is_prohibition(&self) -> bool {
        self.basis == Basis::Prohibited
    }

    /// Whether the conditions on where the person is and what is true of them hold.
    ///
    /// A rule that permits must hold wherever the person may be; one that prohibits, anywhere the person may be.
    pub(crate) fn applies_to(&self, regions: &[Region], facts: &[String]) -> bool {
        let region_holds = self.regions.as_ref().is_none_or(|own| {
            let covered = |region: &Region| own.iter().any(|cover| cover.covers(region));
            if self.is_prohibition() {
                regions.is_empty() || regions.iter().any(covered)
            } else {
                !regions.is_empty() && regions.iter().all(covered)
            }
        });
        region_holds && self.facts.iter().all(|test| facts.contains(&test.fact) == test.holds)
    }

    /// The kinds of event it hears (design: the table of event kinds).
    pub(crate) fn hears(&self, direct_marketing: bool) -> Kinds {
        let person = Kinds::OBJECTED | Kinds::OPTED_OUT;
        let restriction = Kinds::RESTRICTED | Kinds::RESTRICTION_LIFTED;
        let erasure = if self.survives_erasure { Kinds::empty() } else { Kinds::ERASED | Kinds::REINSTATED };
        let withdrawal = if self.honours_withdrawal { Kinds::REFUSED | Kinds::WITHDRAWN } else { Kinds::empty() };
        let overruled = if direct_marketing { Kinds::empty() } else { Kinds::OBJECTION_OVERRULED };
        match self.basis {
            Basis::Consent => {
                let own = Kinds::GIVEN | Kinds::REFUSED | Kinds::WITHDRAWN | Kinds::ENDED;
                own | person | restriction | erasure | Kinds::VOIDS
            }
            Basis::OptOut => {
                Kinds::GIVEN | Kinds::REFUSED | Kinds::WITHDRAWN | person | restriction | erasure | Kinds::VOIDS
            }
            Basis::LegitimateInterests => {
                Kinds::GIVEN | withdrawal | person | restriction | erasure | Kinds::VOIDS | overruled
            }
            Basis::PublicTask => withdrawal | Kinds::OBJECTED | Kinds::OBJECTION_OVERRULED | restriction | erasure,
            Basis::Contract => withdrawal | restriction | erasure,
            Basis::LegalObligation | Basis::VitalInterests => withdrawal,
            Basis::Platform => Kinds::PLATFORM_AUTHORIZED | Kinds::PLATFORM_DENIED,
            Basis::Prohibited => Kinds::empty(),
        }
    }
}
