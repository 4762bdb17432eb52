//! What would change an answer: which act, by whom.

use serde::Serialize;

use super::super::{
    decision::Decision,
    reason::{AskReason, DenyReason},
};
use crate::{
    act::{Kind, Kinds},
    policy::Basis,
};

/// Something that would change an answer; of an allow, a way for the person to stop the use.
///
/// Which remedies apply depends on the reason, and on what the rule that decided hears: where no yes is heard, a yes is
/// no remedy. An explanation [lists them](super::Explanation::remedies), the most direct first. [`Explanation::text`]
/// says each in words.
///
/// | decision | remedies |
/// |---|---|
/// | ask, whatever the reason | the yes that is missing, in the form that it needs |
/// | deny, because the person said no | a new yes where the rule hears one; for some noes a lift |
/// | deny, because of the policy | [`PolicyChange`](Self::PolicyChange) |
/// | deny, because of data | [`StateCollectionTime`](Self::StateCollectionTime), [`FresherData`](Self::FresherData) |
/// | allow | each way in which the person can stop it, or [`Nothing`](Self::Nothing) |
///
/// [`Explanation::text`]: super::Explanation::text
///
/// A remedy is a pointer to an act, not a promise: after a new yes the answer may still be no, for another reason. Ask
/// again.
///
/// ```
/// use consentry::decide::Remedy;
///
/// let button = |remedy: &Remedy| match remedy {
///     Remedy::Consent | Remedy::NewConsent => Some("Say yes"),
///     Remedy::ConsentToCurrentNotice => Some("Read what is new, and say yes"),
///     Remedy::Withdraw => Some("Take my yes back"),
///     _ => None,
/// };
/// assert_eq!(button(&Remedy::Withdraw), Some("Take my yes back"));
/// assert_eq!(serde_json::to_string(&Remedy::ConsentToCurrentNotice)?, r#""consent_to_current_notice""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Remedy {
    /// The person says yes.
    Consent,
    /// A guardian says yes.
    GuardianConsent,
    /// The person says yes after seeing the current notice.
    ConsentToCurrentNotice,
    /// The person says yes in the form that the rule requires.
    ConsentInRequiredForm,
    /// The person says yes anew; the old one counts no more.
    NewConsent,
    /// Nothing but time: the yes begins later.
    Wait,
    /// The person permits it in the settings of the device.
    PlatformPermission,
    /// The restriction is lifted (GDPR Art. 18 (3)).
    LiftRestriction,
    /// The objection is overruled on compelling grounds (GDPR Art. 21 (1)).
    OverruleObjection,
    /// The person comes back after an erasure.
    Reinstatement,
    /// Whoever asks says when the data was collected.
    StateCollectionTime,
    /// Only data that was collected later may be used.
    FresherData,
    /// Only another policy can allow it.
    PolicyChange,
    /// The person can stop it by withdrawing consent.
    Withdraw,
    /// The person can stop it by objecting.
    Object,
    /// The person can stop it by opting out.
    OptOut,
    /// The person can stop it by having it restricted or erased.
    RestrictOrErase,
    /// The person can stop it in the device's settings.
    PlatformSettings,
    /// Nothing that the person says changes it.
    Nothing,
    /// Whoever asks reads the standing with a guard of its own [`Interner`](crate::Interner).
    ReadOwnStanding,
}

/// Returns what would change the decision, where `basis` is that of the rule that decided and `hears` the kinds it
/// hears.
///
/// It never returns an empty list. Where no remedy is known it says [`Remedy::Nothing`], so that the person is not left
/// guessing whether something was forgotten.
pub(super) fn remedies(decision: Decision, basis: Option<Basis>, hears: Kinds) -> Vec<Remedy> {
    use AskReason as Ask;
    match decision {
        Decision::Ask(_) if basis == Some(Basis::Platform) => vec![Remedy::PlatformPermission],
        Decision::Ask(Ask::NeverAsked) => vec![Remedy::Consent],
        Decision::Ask(Ask::NotInForce) => vec![Remedy::Wait, Remedy::NewConsent],
        Decision::Ask(Ask::Expired | Ask::Invalidated | Ask::Completed) => vec![Remedy::NewConsent],
        Decision::Ask(Ask::NoticeOutdated) => vec![Remedy::ConsentToCurrentNotice],
        Decision::Ask(Ask::GuardianRequired) => vec![Remedy::GuardianConsent],
        Decision::Ask(Ask::MissingQuality) => vec![Remedy::ConsentInRequiredForm],
        Decision::Deny(reason) => match reason {
            DenyReason::NotDeclared | DenyReason::Prohibited => vec![Remedy::PolicyChange],
            DenyReason::DataAgeUnknown => vec![Remedy::StateCollectionTime],
            DenyReason::RetentionElapsed => vec![Remedy::FresherData],
            DenyReason::Erased => vec![Remedy::Reinstatement],
            DenyReason::PlatformDenied => vec![Remedy::PlatformPermission],
            DenyReason::Unreadable => vec![Remedy::ReadOwnStanding],
            // Never explained: a check that is refused as stale looks at nobody.
            DenyReason::Stale => vec![Remedy::Nothing],
            DenyReason::HistoryTooLong => vec![Remedy::Nothing],
            DenyReason::Restricted => with_consent(Remedy::LiftRestriction, hears),
            DenyReason::Objected if hears.has(Kind::ObjectionOverruled) => {
                with_consent(Remedy::OverruleObjection, hears)
            }
            _ if hears.has(Kind::Given) => vec![Remedy::NewConsent],
            _ => vec![Remedy::PolicyChange],
        },
        Decision::Allow(_) => {
            let ways = [
                (Kind::Withdrawn, Remedy::Withdraw),
                (Kind::Objected, Remedy::Object),
                (Kind::OptedOut, Remedy::OptOut),
                (Kind::Restricted, Remedy::RestrictOrErase),
                (Kind::PlatformDenied, Remedy::PlatformSettings),
            ];
            let mut found: Vec<_> = ways.into_iter().filter(|(kind, _)| hears.has(*kind)).map(|(_, way)| way).collect();
            if found.is_empty() {
                found.push(Remedy::Nothing);
            }
            found
        }
    }
}

/// Returns the remedy, and a new yes besides where the rule hears one.
///
/// A yes that is newer than a no ends it, as design section 3 says: only a lift or a later yes ends a no.
fn with_consent(first: Remedy, hears: Kinds) -> Vec<Remedy> {
    if hears.has(Kind::Given) { vec![first, Remedy::NewConsent] } else { vec![first] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decide::decision::Grant, policy::Obligations};

    #[test]
    fn every_answer_names_what_would_change_it() {
        use {AskReason as Ask, DenyReason as Deny, Remedy as R};
        let (consent, none) = (Kinds::GIVEN | Kinds::WITHDRAWN, Kinds::empty());
        let overruled = Kinds::OBJECTION_OVERRULED;
        let ask = |reason| remedies(Decision::Ask(reason), Some(Basis::Consent), consent);
        assert_eq!(remedies(Decision::Ask(Ask::Expired), Some(Basis::Platform), none), [R::PlatformPermission]);
        assert_eq!(ask(Ask::NeverAsked), [R::Consent]);
        assert_eq!(ask(Ask::NotInForce), [R::Wait, R::NewConsent]);
        for reason in [Ask::Expired, Ask::Invalidated, Ask::Completed] {
            assert_eq!(ask(reason), [R::NewConsent]);
        }
        assert_eq!(ask(Ask::NoticeOutdated), [R::ConsentToCurrentNotice]);
        assert_eq!(ask(Ask::GuardianRequired), [R::GuardianConsent]);
        assert_eq!(ask(Ask::MissingQuality), [R::ConsentInRequiredForm]);

        // Whatever the rule hears: that nothing is declared, say, no yes can mend.
        for hears in [consent, none] {
            let deny = |reason| remedies(Decision::Deny(reason), None, hears);
            assert_eq!(deny(Deny::NotDeclared), [R::PolicyChange]);
            assert_eq!(deny(Deny::Prohibited), [R::PolicyChange]);
            assert_eq!(deny(Deny::DataAgeUnknown), [R::StateCollectionTime]);
            assert_eq!(deny(Deny::RetentionElapsed), [R::FresherData]);
            assert_eq!(deny(Deny::Erased), [R::Reinstatement]);
            assert_eq!(deny(Deny::PlatformDenied), [R::PlatformPermission]);
            assert_eq!(deny(Deny::Unreadable), [R::ReadOwnStanding]);
            assert_eq!(deny(Deny::Stale), [R::Nothing]);
            assert_eq!(deny(Deny::HistoryTooLong), [R::Nothing]);
        }
        let deny = |reason, hears| remedies(Decision::Deny(reason), None, hears);
        assert_eq!(deny(Deny::Restricted, none), [R::LiftRestriction]);
        assert_eq!(deny(Deny::Restricted, consent), [R::LiftRestriction, R::NewConsent]);
        assert_eq!(deny(Deny::Objected, overruled), [R::OverruleObjection]);
        assert_eq!(deny(Deny::Objected, overruled | consent), [R::OverruleObjection, R::NewConsent]);
        for reason in [Deny::Refused, Deny::Withdrawn, Deny::Objected, Deny::OptedOut, Deny::Ended] {
            assert_eq!(deny(reason, consent), [R::NewConsent]);
            assert_eq!(deny(reason, none), [R::PolicyChange]);
        }

        let allow = |hears| {
            let grant = Grant { basis: Basis::Consent, obligations: Obligations::empty() };
            remedies(Decision::Allow(grant), Some(Basis::Consent), hears)
        };
        assert_eq!(allow(none), [R::Nothing]);
        for (hears, way) in [
            (Kinds::WITHDRAWN, R::Withdraw),
            (Kinds::OBJECTED, R::Object),
            (Kinds::OPTED_OUT, R::OptOut),
            (Kinds::RESTRICTED, R::RestrictOrErase),
            (Kinds::PLATFORM_DENIED, R::PlatformSettings),
        ] {
            assert_eq!(allow(hears), [way]);
        }
    }
}
