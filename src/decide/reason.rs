//! Why a person has to be asked, or a use is denied: closed lists of codes that stay what they are.
//!
//! Codes are part of the public interface: they are written to logs, scenario files and reports. A new version of this
//! crate may add some (both enums are `non_exhaustive`) and never changes what one means.
//!
//! | whose word it is | reasons |
//! |---|---|
//! | the person's | `refused`, `withdrawn`, `objected`, `opted_out`, `restricted`, `erased` |
//! | their device's | `platform_denied` |
//! | the controller's or an authority's | `ended`, `invalidated`, `completed` |
//! | nobody's, for want of a yes in force | `never_asked`, `not_in_force`, `expired` |
//! | nobody's, for want of a yes in the right form | `notice_outdated`, `guardian_required`, `missing_quality` |
//! | the policy's | `not_declared`, `prohibited` |
//! | the data's | `data_age_unknown`, `retention_elapsed` |
//! | the program's | `unreadable`, `history_too_long`, `stale` |
//!
//! Watch the last three groups in production: they grow because of mistakes, and no person can mend them.

use serde::Serialize;

use crate::act::Kind;

/// The reason of a [`Decision::Ask`](super::Decision::Ask): why there is no usable yes, though a yes would help.
///
/// | code | what is the matter | what cures it |
/// |---|---|---|
/// | `never_asked` | no yes to this was ever recorded | ask |
/// | `not_in_force` | the yes is dated later than the check | wait, or ask for one from now on |
/// | `expired` | the yes ended at its own `expires_at`, or after the rule's `lifetime_days` | ask again |
/// | `notice_outdated` | the notice of the yes is older than `min_notice` or a key's `since` | show the notice, ask |
/// | `guardian_required` | the person was younger than `min_age` when they said yes | ask a guardian |
/// | `missing_quality` | the yes lacks a quality that the rule `requires` | ask in that form |
/// | `invalidated` | an authority declared the consent void | ask again |
/// | `completed` | the purpose was achieved and the yes is used up | ask again |
///
/// Where one yes has several defects, the reason is the first of: void, not in force, expired, notice, guardian,
/// quality. Of several yeses it is that of the newest. Whether the person may be asked now is a question of its own:
/// [`Guard::may_ask`](super::Guard::may_ask).
///
/// The law behind them: consent must be given before the use, informed, and as easy to prove as it was to give (GDPR
/// Art. 4 (11) and 7); below an age set by member states a holder of parental responsibility gives it (Art. 8).
///
/// ```
/// use consentry::AskReason;
///
/// assert_eq!(AskReason::NoticeOutdated.code(), "notice_outdated");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AskReason {
    /// No yes to this use was ever recorded.
    NeverAsked,
    /// The yes is dated later than the check, so it does not hold yet.
    NotInForce,
    /// The yes ended: at its own `expires_at`, or when the lifetime that the rule allows had passed.
    Expired,
    /// The yes was given under a notice that is older than the rule's `min_notice`, or than the `since` of a key.
    NoticeOutdated,
    /// The person was younger than the rule's `min_age` when they said yes, or their age is unknown.
    GuardianRequired,
    /// The yes lacks a quality that the rule requires, such as `explicit`.
    MissingQuality,
    /// An authority declared the consent void.
    Invalidated,
    /// The purpose was achieved, and the yes is used up.
    Completed,
}

/// The reason of a [`Decision::Deny`](super::Decision::Deny): what the person said, or what no answer of theirs can
/// help.
///
/// | code | what is the matter | what cures it |
/// |---|---|---|
/// | `not_declared` | no regime reaches the person, or no rule declares the use | another policy |
/// | `prohibited` | a rule with basis `prohibited` applies | another policy |
/// | `data_age_unknown` | the rule has `retention_days`, the question no collection time | [`Moment::collected_at`] |
/// | `retention_elapsed` | the data is older than `retention_days` | younger data |
/// | `refused` | the person was asked and said no | a new yes |
/// | `withdrawn` | the person took a yes back (GDPR Art. 7 (3)) | a new yes |
/// | `objected` | the person objected (GDPR Art. 21) | a new yes, or the objection overruled |
/// | `opted_out` | the person or a signal opted out (such as CCPA § 1798.120) | a new yes |
/// | `restricted` | the person had the use restricted (GDPR Art. 18) | the restriction lifted, a new yes |
/// | `erased` | the person had the data erased (GDPR Art. 17) | the person comes back: `reinstated` |
/// | `ended` | the controller ended the consent | a new yes |
/// | `platform_denied` | the device's platform does not allow it | permission on the device |
/// | `unreadable` | the standing belongs to another [`Interner`] than the guard | a standing of its own |
/// | `history_too_long` | there are more than [`MAX_ANSWERS`] events | nothing that is said |
/// | `stale` | the ledger has not come as far as the question demands | wait, or ask another replica |
///
/// [`Interner`]: crate::Interner
/// [`MAX_ANSWERS`]: crate::standing::MAX_ANSWERS
/// [`Moment::collected_at`]: crate::Moment::collected_at
///
/// A no decides until something ends it, however old it is. Whether a new yes helps depends on the rule's basis; the
/// [remedies](super::Explanation::remedies) of an explanation say what helps in the case at hand.
///
/// ```
/// use consentry::DenyReason;
///
/// assert_eq!(DenyReason::RetentionElapsed.code(), "retention_elapsed");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DenyReason {
    /// No regime applies to the person, or in one that applies no rule declares the use.
    NotDeclared,
    /// A rule with basis `prohibited` applies. It comes before everything that the person said.
    Prohibited,
    /// The rule limits the age of data, and the question does not say when the data was collected.
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
    /// The person had the data erased. This stands over later answers too, until the person is `reinstated`.
    Erased,
    /// The controller ended the consent.
    Ended,
    /// The device platform does not allow it.
    PlatformDenied,
    /// The standing belongs to another [`Interner`](crate::Interner) than the guard, so its numbers mean nothing here.
    Unreadable,
    /// The person has more events than a standing can hold, so some of them cannot be judged.
    HistoryTooLong,
    /// The ledger has not come as far as the question demands.
    Stale,
}

impl AskReason {
    /// Returns the stable code of the reason, as in the table above: `never_asked`.
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
    /// Returns the stable code of the reason, as in the table above: `not_declared`.
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

    /// Returns the reason that a no of that kind gives. Of a kind that is no no, which no evaluator asks for, that is
    /// [`Unreadable`](Self::Unreadable): what is not understood is read strictly.
    ///
    /// The reference evaluator has a table of its own, so that a mistake here is found.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Polarity;

    #[test]
    fn every_no_has_the_reason_of_its_name() {
        for kind in Kind::ALL {
            let reason = DenyReason::of(kind);
            if kind.polarity() == Polarity::No {
                assert_eq!(serde_json::to_value(kind).unwrap(), reason.code());
            } else {
                assert_eq!(reason, DenyReason::Unreadable);
            }
        }
    }

    #[test]
    fn a_code_is_what_serializing_writes() {
        assert_eq!(serde_json::to_value(AskReason::NeverAsked).unwrap(), AskReason::NeverAsked.code());
        assert_eq!(serde_json::to_value(DenyReason::HistoryTooLong).unwrap(), DenyReason::HistoryTooLong.code());
    }
}
