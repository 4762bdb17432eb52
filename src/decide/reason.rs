//! Why to ask or deny.

use serde::Serialize;

use crate::act::Kind;

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
