//! Allow, ask or deny: what a check returns.

use serde::Serialize;

use super::reason::{AskReason, DenyReason};
use crate::policy::{Basis, Obligations};

/// The answer to "may this data of this person be used now?". Only [`Decision::Allow`] lets data through.
///
/// `Ask` means: not now, but a yes would make it lawful. `Deny` means: the person said no, or nothing that they say
/// could help. A pipeline treats both alike and lets nothing through; a user interface tells them apart.
///
/// ```
/// use consentry::{AskReason, Decision, DenyReason};
///
/// fn next_step(decision: Decision) -> &'static str {
///     match decision {
///         Decision::Allow(_) => "use it",
///         Decision::Ask(AskReason::NoticeOutdated) => "show the new notice and ask",
///         Decision::Ask(_) => "ask, if `may_ask` says so",
///         Decision::Deny(DenyReason::NotDeclared) => "mend the policy",
///         Decision::Deny(_) => "leave it",
///     }
/// }
/// assert_eq!(next_step(Decision::Ask(AskReason::NeverAsked)), "ask, if `may_ask` says so");
/// assert_eq!(next_step(Decision::Deny(DenyReason::Withdrawn)), "leave it");
/// ```
///
/// It is at most four bytes, `Copy`, and neither a `bool` nor an error, so it cannot be overlooked:
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
///
/// | decision | says | a pipeline | a user interface |
/// |---|---|---|---|
/// | `Allow` | there is a lawful basis now | uses the data, and keeps the obligations | shows how to stop it |
/// | `Ask` | no usable yes, but a yes would help | leaves the data out | asks, if [`MayAsk`](super::MayAsk) permits |
/// | `Deny` | a no stands, or no answer would help | leaves the data out | shows why, and does not ask |
///
/// There is no `Default`, no conversion from `bool`, and no way to make an allow outside of the crate: [`Grant`] has
/// private fields. So data that passes `is_allow` passed a check. Tests that need an allow get one from a policy with a
/// rule that gives it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[must_use = "a decision that nobody looks at protects nobody"]
pub enum Decision {
    /// The data may be used, on this basis and under these obligations.
    ///
    /// The grant says which basis; a report that lists uses by basis takes it from here (GDPR Art. 13 (1) (c)).
    Allow(Grant),
    /// The data may not be used now, but a yes of the person could make it lawful.
    ///
    /// The reason says in which form to ask: with the current notice, by a guardian, explicitly, or simply again.
    Ask(AskReason),
    /// The data may not be used: the person said so, or no answer of theirs could help.
    ///
    /// The reason says whether it is the person's word, the policy, the data or the program that stands in the way.
    Deny(DenyReason),
}

/// The basis on which a use is allowed, and the obligations that come with it.
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
///
/// It says what was true when it was made. Keep the decision or its [`Ground`](super::Ground)s as a record, but ask
/// again before the next use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Grant {
    /// The basis of the first rule that allows, in the order of points and regimes.
    pub(crate) basis: Basis,
    /// The union over everything that had to allow.
    pub(crate) obligations: Obligations,
}

impl Grant {
    /// Returns the basis of the rule that allows the use. Of several points and regimes it is that of the first.
    #[must_use]
    pub const fn basis(self) -> Basis {
        self.basis
    }

    /// Returns what whoever uses the data must do: the union over all points and all regimes.
    #[must_use]
    pub const fn obligations(self) -> Obligations {
        self.obligations
    }
}

/// The outcome of a decision without its reason.
///
/// Outcomes are ordered from the best to the worst for whoever wants the data. In a regime the best of its rules
/// counts; over regimes and over the points of a use the worst.
///
/// ```
/// use consentry::decide::Outcome;
///
/// assert!(Outcome::Allow < Outcome::Ask && Outcome::Ask < Outcome::Deny);
/// ```
///
/// It is what scenario files, tallies and explanations name, in lower case:
///
/// ```
/// use consentry::decide::Outcome;
///
/// let worst = [Outcome::Allow, Outcome::Ask].into_iter().max();
/// assert_eq!(worst.map(Outcome::name), Some("ask"));
/// assert_eq!(serde_json::to_string(&Outcome::Deny)?, r#""deny""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The data may be used.
    Allow,
    /// The person has to be asked first.
    Ask,
    /// The data may not be used.
    Deny,
}

impl Outcome {
    /// Returns the name that documents use: `allow`, `ask` or `deny`.
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
    /// Returns whether the data may be used. It is the only outcome that lets data through.
    ///
    /// Use it where the reason does not matter; a `match` shows the reason to whoever reads the code.
    #[must_use]
    pub const fn is_allow(self) -> bool {
        matches!(self, Self::Allow(_))
    }

    /// Returns the outcome without its reason.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::Allow(_) => Outcome::Allow,
            Self::Ask(_) => Outcome::Ask,
            Self::Deny(_) => Outcome::Deny,
        }
    }

    /// Returns the stable code of the reason: the name of an allow's basis (`consent`), or the code of an [`AskReason`]
    /// or a [`DenyReason`]. No two share one.
    ///
    /// Codes are for logs, metrics and tests: short, in lower snake case, and never changed once published.
    ///
    /// ```
    /// use consentry::{AskReason, Decision, DenyReason};
    ///
    /// assert_eq!(Decision::Ask(AskReason::Expired).code(), "expired");
    /// assert_eq!(Decision::Deny(DenyReason::Withdrawn).code(), "withdrawn");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Allow(grant) => grant.basis.name(),
            Self::Ask(reason) => reason.code(),
            Self::Deny(reason) => reason.code(),
        }
    }

    /// Returns what an allow obliges to; an empty set for any other decision.
    ///
    /// The crate names obligations and cannot keep them: whoever uses the data must.
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
