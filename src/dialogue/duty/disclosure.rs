//! What left the organisation, to whom, and by what right.
//!
//! A guard for `share`, `sell` or `transfer` lets data go. [`Guard::disclose`](crate::Guard::disclose) asks it and returns
//! a [`Permit`](super::permit::Permit) with the [`Disclosure`] to keep. Without one nobody could later be told that the
//! person said no.

use serde::{Deserialize, Serialize};

use crate::{
    decide::{DataUseDocument, Decision, Ground},
    fault::{Faults, debug_like_display},
    time::Timestamp,
    vocabulary::Operations,
};

/// The operations that let data leave.
pub(super) const LEAVING: Operations = Operations::SHARE.union(Operations::SELL).union(Operations::TRANSFER);

/// One passing-on of a person's data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure<K = String> {
    /// Names it, uniquely among the person's disclosures.
    pub id: String,
    /// Whose data.
    pub subject: K,
    /// Why, what, to whom and how.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// When.
    pub at: Timestamp,
    /// By what right, or from where.
    pub origin: Origin,
}

/// How data came to its recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Origin {
    /// A guard allowed it.
    Permitted {
        /// What the decision rested on.
        grounds: Vec<Ground>,
        /// The version of the policy that decided.
        policy_version: String,
    },
    /// A recipient passed it on, and said so.
    Onward {
        /// The disclosure by which that recipient had it.
        of: String,
    },
    /// It came to the organisation from a supplier.
    Received {
        /// The supplier.
        supplier: String,
    },
}

/// Why data is not passed on, or a disclosure not kept. Nothing has changed then.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DisclosureError {
    /// The guard does not allow it.
    #[error("the disclosure is not allowed: {} ({})", .0.code(), .0.outcome().name())]
    NotAllowed(Decision),
    /// The guard is for a use that lets nothing leave.
    #[error("`{0}` lets nothing leave; ask a guard for share, sell or transfer")]
    StaysHere(String),
    /// The id is empty, too long, or has control characters.
    #[error("`{0}` cannot name a disclosure; use 1 to 128 bytes of printable text")]
    MalformedId(String),
    /// The id stands for another disclosure already.
    #[error("the disclosure id `{0}` is taken by one with other content")]
    Conflict(String),
    /// What was passed on is not on record.
    #[error("the disclosure `{0}`, of which this is said to be a part, is not on record")]
    UnknownParent(String),
    /// It is about someone else.
    #[error("the disclosure `{0}` is about another person")]
    OtherSubject(String),
    /// It claims to be permitted, but names nothing that it was permitted on.
    #[error("the disclosure `{0}` names no rule that allowed it; ask a guard, and keep what its permit carries")]
    WithoutDecision(String),
    /// What left cannot be read.
    #[error("the disclosure says of what left: {0}")]
    MalformedUse(Faults),
}

debug_like_display!(DisclosureError);
