//! Section 3 of the design as a table: who hears which kind, what it says, what it lifts.
//!
//! It repeats what `act` and `policy` know, on purpose: a mistake in either table shows as a difference between a guard
//! and the reference.

use super::super::reason::DenyReason;
use crate::{
    act::Kind,
    policy::{Basis, RuleDocument},
    vocabulary::{Node, Purpose},
};

/// In the order in which simultaneous events are gone through.
///
/// At equal times a no comes first and a yes last, so that two acts within one millisecond are read strictly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Polarity {
    /// Denies, until something lifts it or a later yes ends it; an erasure is only ended by a lift.
    No,
    /// Makes earlier yeses count no more, and refuses nothing.
    Void,
    /// Cancels earlier noes of one kind, and grants nothing.
    Lift,
    /// Allows, if it can be used.
    Yes,
    /// Says nothing about a use: a request, a notice, a disclosure, an acknowledgement.
    Neither,
}

/// Returns, by the table of section 3, whether a rule of that basis hears that kind at a point with that purpose.
///
/// The purpose matters to one kind alone: an objection to direct marketing cannot be overruled (GDPR Art. 21 (2) and
/// (3)).
pub(super) fn hears(rule: &RuleDocument, purpose: &Node<Purpose>, kind: Kind) -> bool {
    use Basis::{Consent, Contract, LegitimateInterests, OptOut, Platform, PublicTask};
    let direct_marketing = rule.direct_marketing || purpose.tags().iter().any(|tag| tag == "direct_marketing");
    let is_one_of = |bases: &[Basis]| bases.contains(&rule.basis);
    match kind {
        Kind::Given => is_one_of(&[Consent, OptOut, LegitimateInterests]),
        Kind::Refused | Kind::Withdrawn => is_one_of(&[Consent, OptOut]) || rule.honours_withdrawal,
        Kind::Objected => is_one_of(&[Consent, OptOut, LegitimateInterests, PublicTask]),
        Kind::OptedOut => is_one_of(&[Consent, OptOut, LegitimateInterests]),
        Kind::Restricted | Kind::RestrictionLifted => {
            is_one_of(&[Consent, OptOut, LegitimateInterests, PublicTask, Contract])
        }
        Kind::Erased | Kind::Reinstated => {
            is_one_of(&[Consent, OptOut, LegitimateInterests, PublicTask, Contract]) && !rule.survives_erasure
        }
        Kind::Ended => is_one_of(&[Consent]),
        Kind::Invalidated | Kind::Completed => is_one_of(&[Consent, OptOut, LegitimateInterests]),
        Kind::ObjectionOverruled => is_one_of(&[LegitimateInterests, PublicTask]) && !direct_marketing,
        Kind::PlatformAuthorized | Kind::PlatformDenied => is_one_of(&[Platform]),
        Kind::Requested | Kind::Informed | Kind::Disclosed | Kind::Acknowledged => false,
    }
}

/// Returns what a kind says.
///
/// Every kind is listed, so that a new one cannot be forgotten.
pub(super) fn polarity(kind: Kind) -> Polarity {
    match kind {
        Kind::Refused
        | Kind::Withdrawn
        | Kind::Objected
        | Kind::OptedOut
        | Kind::Restricted
        | Kind::Erased
        | Kind::Ended
        | Kind::PlatformDenied => Polarity::No,
        Kind::Invalidated | Kind::Completed => Polarity::Void,
        Kind::ObjectionOverruled | Kind::RestrictionLifted | Kind::Reinstated => Polarity::Lift,
        Kind::Given | Kind::PlatformAuthorized => Polarity::Yes,
        Kind::Requested | Kind::Informed | Kind::Disclosed | Kind::Acknowledged => Polarity::Neither,
    }
}

/// Returns the kind of no that a lift cancels.
///
/// `None` for every kind that is no lift.
pub(super) fn lifts(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::ObjectionOverruled => Some(Kind::Objected),
        Kind::RestrictionLifted => Some(Kind::Restricted),
        Kind::Reinstated => Some(Kind::Erased),
        _ => None,
    }
}

/// Returns the reason that a no gives.
///
/// Each kind of no has a reason of its own.
pub(super) fn denial(no: Kind) -> DenyReason {
    match no {
        Kind::Refused => DenyReason::Refused,
        Kind::Withdrawn => DenyReason::Withdrawn,
        Kind::Objected => DenyReason::Objected,
        Kind::OptedOut => DenyReason::OptedOut,
        Kind::Restricted => DenyReason::Restricted,
        Kind::Erased => DenyReason::Erased,
        Kind::Ended => DenyReason::Ended,
        Kind::PlatformDenied => DenyReason::PlatformDenied,
        _ => DenyReason::Unreadable, // no other kind is a no
    }
}
