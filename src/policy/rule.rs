//! Rules as the decision reads them.
//!
//! A rule is stored as it was declared, with names resolved. A check does not read it: guards make plans of rules, and
//! a plan has what is the same for every check of one data use worked out already.

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
///
/// Public are only the parts that a program acts on after a decision. To see every field, read the document that the
/// policy was compiled from; to see what changed between two policies, use [`rollout`](crate::rollout).
///
/// ```
/// use consentry::{Basis, Obligations, PolicyDocument, policy::WithdrawalActions};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     vocabulary.starter = true
///     vocabulary.recipients = [{ key = "lingon", role = "controller", location = "SE" }]
///     [[rules]]
///     id = "newsletter"
///     basis = "consent"
///     obligations = ["log"]
///     on_withdrawal = { actions = ["stop", "erase"], within_days = 7 }
///     scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
/// "#)?
/// .compile()?;
/// let rule = &policy.rules()[0];
/// assert_eq!((rule.id(), rule.basis(), rule.obligations()), ("newsletter", Basis::Consent, Obligations::LOG));
/// let promise = rule.on_withdrawal().unwrap();
/// assert!(promise.actions.contains(WithdrawalActions::ERASE) && promise.within_days == 7);
/// assert_eq!(rule.exception(), None);
/// # Ok::<(), consentry::Faults>(())
/// ```
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
    ///
    /// No decision reads it: a withdrawal stops the use at once, whatever is promised about the data that is there
    /// already.
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
    ///
    /// | the rule has `regions` and | a permission | a prohibition |
    /// |---|---|---|
    /// | the person's region is unknown | does not hold | holds |
    /// | all regions of the person are covered | holds | holds |
    /// | some are | does not hold | holds |
    /// | none is | does not hold | does not hold |
    ///
    /// A fact that was never stated of a person does not hold, so `!incapable` is true of a person of whom nothing is
    /// known.
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
    ///
    /// The mask is the whole difference between the bases, apart from what happens when nothing was heard: going
    /// through a person's answers is the same for all. Lifts are heard where what they lift is; an overruled
    /// objection is not, where the objection is final (GDPR Art. 21(3)).
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
            Basis::PublicTask => withdrawal | Kinds::OBJECTED | overruled | restriction | erasure,
            Basis::Contract => withdrawal | restriction | erasure,
            Basis::LegalObligation | Basis::VitalInterests => withdrawal,
            Basis::Platform => Kinds::PLATFORM_AUTHORIZED | Kinds::PLATFORM_DENIED,
            Basis::Prohibited => Kinds::empty(),
        }
    }
}
