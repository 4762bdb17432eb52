//! Allow, ask or deny, each with a reason.

use serde::Serialize;

use super::reason::{AskReason, DenyReason};
use crate::policy::{Basis, Obligations};

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
    fn a_decision_is_as_small_as_a_word() {
        assert!(size_of::<Decision>() <= 4);
    }
}
