//! Rules as the decision reads them.

use super::{
    basis::Basis,
    conditions::{Ages, FactTest},
    exception::Article9Exception,
    obligations::Obligations,
    withdrawal::OnWithdrawal,
};
use crate::{
    act::{Kinds, Qualities},
    region::Region,
    vocabulary::Area,
};

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
