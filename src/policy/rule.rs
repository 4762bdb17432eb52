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

/// A rule of a checked policy: a scope, a basis, conditions and terms, with names resolved.
///
/// See [`RuleDocument`](super::RuleDocument) for how it is declared and what each field means.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// Names it.
    pub(crate) id: String,
    /// The position of its regime in the policy.
    pub(crate) regime: usize,
    /// What it is about, not yet cut to the scope of its regime.
    pub(crate) area: Area,
    /// The ground it rests on.
    pub(crate) basis: Basis,
    /// Where the person must be; `None` is everywhere.
    pub(crate) regions: Option<Vec<Region>>,
    /// How old the person must be; `None` is any age.
    pub(crate) ages: Option<Ages>,
    /// What must be true of the person, sorted, each once.
    pub(crate) facts: Vec<FactTest>,
    /// How many days a yes lasts.
    pub(crate) lifetime_days: Option<u32>,
    /// The oldest notice version that counts; 0 is any.
    pub(crate) min_notice: u16,
    /// The qualities that a yes must have; with basis consent at least `AFFIRMATIVE`.
    pub(crate) requires: Qualities,
    /// The age below which only a guardian's yes counts.
    pub(crate) min_age: Option<u16>,
    /// The days after a no before the person may be asked again; `None` is never.
    pub(crate) ask_again_after_days: Option<u32>,
    /// The days after its collection in which data may be used.
    pub(crate) retention_days: Option<u32>,
    /// Whether refusals and withdrawals count although the basis does not need consent.
    pub(crate) honours_withdrawal: bool,
    /// Whether an objection is final.
    pub(crate) direct_marketing: bool,
    /// Whether erasures do not count.
    pub(crate) survives_erasure: bool,
    /// What an allow of it carries.
    pub(crate) obligations: Obligations,
    /// What is promised on a withdrawal.
    pub(crate) on_withdrawal: Option<OnWithdrawal>,
    /// The exception of GDPR Art. 9(2) that is claimed.
    pub(crate) exception: Option<Article9Exception>,
}

impl Rule {
    /// Returns the name of the rule, as explanations and reports give it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the ground on which the rule makes a use lawful, or [`Basis::Prohibited`].
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// Returns what whoever the rule allows must do.
    #[must_use]
    pub const fn obligations(&self) -> Obligations {
        self.obligations
    }

    /// Returns what the organisation promises when consent is withdrawn; `None` where it promises nothing.
    #[must_use]
    pub const fn on_withdrawal(&self) -> Option<OnWithdrawal> {
        self.on_withdrawal
    }

    /// Returns the exception of GDPR Art. 9(2) that the rule claims, if it claims one.
    #[must_use]
    pub const fn exception(&self) -> Option<Article9Exception> {
        self.exception
    }

    /// Whether the rule prohibits instead of allowing.
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

    /// The kinds of event that it listens to, as in the table at [`Basis`]; `direct_marketing` is whether objections
    /// are final at the point in question.
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
