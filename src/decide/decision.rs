//! Allow, ask or deny, each with a reason.

use serde::Serialize;

use crate::{
    act::Kind,
    policy::{Basis, Obligations},
    time::Timestamp,
};

/// The answer to "may this data of this person be used now?". Only [`Decision::Allow`] lets data through.
///
/// It is neither a `bool` nor an error, and cannot be overlooked:
///
/// ```compile_fail,E0308
/// fn gate(decision: consentry::Decision) { if decision { /* use the data */ } }
/// ```
///
/// ```
/// fn gate(decision: consentry::Decision) { if decision.is_allow() { /* use the data */ } }
/// ```
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// fn gate(guard: &consentry::Guard, anna: &consentry::Standing, now: consentry::Timestamp) { guard.check(anna, now); }
/// ```
///
/// ```
/// #![deny(unused_must_use)]
/// fn gate(guard: &consentry::Guard, anna: &consentry::Standing, now: consentry::Timestamp) -> consentry::Decision {
///     guard.check(anna, now)
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub enum Decision {
    /// Use it, on this basis and under these obligations.
    Allow(Grant),
    /// Not now; but the person may be asked and could make it lawful.
    Ask(AskReason),
    /// No; the person said so, or no answer of theirs could help.
    Deny(DenyReason),
}

/// On what ground a use is allowed, and what it obliges to.
///
/// Only a check makes one:
///
/// ```compile_fail,E0451
/// use consentry::{Basis, Grant, Obligations};
/// let forged = Grant { basis: Basis::Consent, obligations: Obligations::empty() };
/// ```
///
/// ```
/// use consentry::{Basis, Grant, Obligations};
/// fn owes_nothing(grant: Grant) -> bool {
///     grant.basis() == Basis::Consent && grant.obligations() == Obligations::empty()
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Grant {
    pub(crate) basis: Basis,
    pub(crate) obligations: Obligations,
}

impl Grant {
    /// The basis that the first regime's first point rests on.
    #[must_use]
    pub const fn basis(self) -> Basis {
        self.basis
    }

    /// What whoever uses the data must do: everything that any point in any regime demands.
    #[must_use]
    pub const fn obligations(self) -> Obligations {
        self.obligations
    }
}

/// Why the person has to be asked first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AskReason {
    /// Nobody ever said yes.
    NeverAsked,
    /// The yes begins later.
    NotInForce,
    /// The yes has run out.
    Expired,
    /// The yes was given under a notice that did not cover this.
    NoticeOutdated,
    /// A guardian must say yes.
    GuardianRequired,
    /// The form of the yes is not good enough.
    MissingQuality,
    /// An authority declared the yes void.
    Invalidated,
    /// The purpose was achieved; the yes is used up.
    Completed,
}

/// Why the use is denied.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DenyReason {
    /// No regime or no rule declares the use.
    NotDeclared,
    /// A rule prohibits it.
    Prohibited,
    /// The rule limits the age of data, and the question does not say when it was collected.
    DataAgeUnknown,
    /// The data is older than the rule allows.
    RetentionElapsed,
    /// The person was asked and said no.
    Refused,
    /// The person took the yes back.
    Withdrawn,
    /// The person objected.
    Objected,
    /// The person, or a signal for them, opted out.
    OptedOut,
    /// The person had the use restricted.
    Restricted,
    /// The person had the data erased.
    Erased,
    /// The controller ended the consent.
    Ended,
    /// The device platform does not allow it.
    PlatformDenied,
    /// The standing belongs to another table than the guard, or cannot be read.
    Unreadable,
    /// The person has more events than a standing can hold.
    HistoryTooLong,
    /// The ledger has not come as far as the question demands.
    Stale,
}

impl AskReason {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NeverAsked => "never_asked",
            Self::NotInForce => "not_in_force",
            Self::Expired => "expired",
            Self::NoticeOutdated => "notice_outdated",
            Self::GuardianRequired => "guardian_required",
            Self::MissingQuality => "missing_quality",
            Self::Invalidated => "invalidated",
            Self::Completed => "completed",
        }
    }
}

impl DenyReason {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotDeclared => "not_declared",
            Self::Prohibited => "prohibited",
            Self::DataAgeUnknown => "data_age_unknown",
            Self::RetentionElapsed => "retention_elapsed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Objected => "objected",
            Self::OptedOut => "opted_out",
            Self::Restricted => "restricted",
            Self::Erased => "erased",
            Self::Ended => "ended",
            Self::PlatformDenied => "platform_denied",
            Self::Unreadable => "unreadable",
            Self::HistoryTooLong => "history_too_long",
            Self::Stale => "stale",
        }
    }

    /// What a no of that kind says.
    pub(crate) const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Refused => Self::Refused,
            Kind::Withdrawn => Self::Withdrawn,
            Kind::Objected => Self::Objected,
            Kind::OptedOut => Self::OptedOut,
            Kind::Restricted => Self::Restricted,
            Kind::Erased => Self::Erased,
            Kind::Ended => Self::Ended,
            Kind::PlatformDenied => Self::PlatformDenied,
            _ => Self::Unreadable,
        }
    }
}

/// The three outcomes without their reasons, from best to worst for whoever wants the data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Use it.
    Allow,
    /// Ask first.
    Ask,
    /// No.
    Deny,
}

impl Outcome {
    /// The name used in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Ask => "ask",
            Self::Deny => "deny",
        }
    }
}

impl Decision {
    /// Whether the data may be used.
    #[must_use]
    pub const fn is_allow(self) -> bool {
        matches!(self, Self::Allow(_))
    }

    /// The outcome without its reason.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Allow(_) => Outcome::Allow,
            Self::Ask(_) => Outcome::Ask,
            Self::Deny(_) => Outcome::Deny,
        }
    }

    /// A stable code for the reason: an allow's basis, or why to ask or deny.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Allow(grant) => grant.basis.name(),
            Self::Ask(reason) => reason.code(),
            Self::Deny(reason) => reason.code(),
        }
    }

    /// What an allow obliges to; nothing otherwise.
    #[must_use]
    pub const fn obligations(self) -> Obligations {
        match self {
            Self::Allow(grant) => grant.obligations,
            _ => Obligations::empty(),
        }
    }
}

/// A decision and how long it holds if nobody says anything new.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub struct Ruling {
    /// The decision.
    pub decision: Decision,
    /// The first later instant at which it is another; `None`: never.
    pub until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_allow_allows_and_obliges() {
        let grant = Grant { basis: Basis::Contract, obligations: Obligations::LOG };
        assert_eq!((grant.basis(), grant.obligations()), (Basis::Contract, Obligations::LOG));
        for (decision, outcome, name, code) in [
            (Decision::Allow(grant), Outcome::Allow, "allow", "contract"),
            (Decision::Ask(AskReason::Expired), Outcome::Ask, "ask", "expired"),
            (Decision::Deny(DenyReason::Objected), Outcome::Deny, "deny", "objected"),
        ] {
            let allows = outcome == Outcome::Allow;
            assert_eq!((decision.outcome(), decision.code(), decision.is_allow()), (outcome, code, allows));
            assert_eq!(outcome.name(), name);
            assert_eq!(decision.obligations(), if allows { Obligations::LOG } else { Obligations::empty() });
        }
    }

    #[test]
    fn every_no_has_the_reason_of_its_name() {
        for kind in Kind::ALL {
            let reason = DenyReason::of(kind);
            if kind.polarity() == crate::act::Polarity::No {
                assert_eq!(serde_json::to_value(kind).unwrap(), reason.code());
            } else {
                assert_eq!(reason, DenyReason::Unreadable);
            }
        }
    }

    #[test]
    fn a_decision_is_as_small_as_a_word() {
        assert!(size_of::<Decision>() <= 4);
        assert_eq!(serde_json::to_value(AskReason::NeverAsked).unwrap(), AskReason::NeverAsked.code());
        assert_eq!(serde_json::to_value(DenyReason::HistoryTooLong).unwrap(), DenyReason::HistoryTooLong.code());
    }
}
