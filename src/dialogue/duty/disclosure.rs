//! What left the organisation, to whom, and by what right.
//!
//! A guard for `share`, `sell` or `transfer` lets data go. [`Guard::disclose`](crate::Guard::disclose) asks it and
//! returns a [`Permit`](super::permit::Permit) with the [`Disclosure`] to keep. Without one nobody could later be told
//! that the person said no.

use serde::{Deserialize, Serialize};

use crate::{
    decide::{DataUseDocument, Decision, Ground},
    fault::{Faults, debug_like_display},
    time::Timestamp,
    vocabulary::Operations,
};

/// The operations that let data leave.
pub(super) const LEAVING: Operations = Operations::SHARE.union(Operations::SELL).union(Operations::TRANSFER);

/// One passing of a person's data from one party to another, as the organisation keeps it.
///
/// There are three kinds, by [`Origin`]: what the organisation let go under a [`Permit`](super::permit::Permit), what a
/// recipient passed on, and what came from a supplier. Together they are what GDPR Art. 15(1)(c) and (g) let the person
/// see, and what Art. 19 needs so that everyone can be told. It serializes, in a [`Step`](super::step::Step) or by
/// itself:
///
/// ```
/// use consentry::dialogue::{Disclosure, Origin};
///
/// let kept: Disclosure = toml::from_str(r#"
///     id = "d7"
///     subject = "anna"
///     use = { purpose = "ads", category = "contact", recipient = "birchpost", operations = "share" }
///     at = "2026-01-02T00:00:00Z"
///     origin = { onward = { of = "d1" } }
/// "#)?;
/// assert_eq!(kept.origin, Origin::Onward { of: "d1".to_owned() });
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure<K = String> {
    /// The id, unique among the person's disclosures: 1 to 128 bytes of printable text.
    pub id: String,
    /// The person whose data it is.
    pub subject: K,
    /// The use that it was for: purpose, category, recipient and operations.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant at which the data left or arrived.
    pub at: Timestamp,
    /// The right by which it left, or where it came from.
    pub origin: Origin,
}

/// The way by which data came to its recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Origin {
    /// A guard allowed it.
    Permitted {
        /// The rules and events that the decision rested on, at least one.
        grounds: Vec<Ground>,
        /// The version of the policy that decided.
        policy_version: String,
    },
    /// A recipient passed it on, and told the organisation.
    Onward {
        /// The id of the disclosure by which that recipient had it.
        of: String,
    },
    /// It came to the organisation from a supplier.
    Received {
        /// The key or name of the supplier.
        supplier: String,
    },
}

/// The reasons why data is not passed on, or a disclosure is not kept.
///
/// Whatever returns it has changed nothing.
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
    /// The disclosure is about another person than those kept so far.
    #[error("the disclosure `{0}` is about another person")]
    OtherSubject(String),
    /// The disclosure claims to be permitted, but names nothing that it was permitted on.
    #[error("the disclosure `{0}` names no rule that allowed it; ask a guard, and keep what its permit carries")]
    WithoutDecision(String),
    /// The use that the disclosure states is no data use.
    #[error("the disclosure says of what left: {0}")]
    MalformedUse(Faults),
}

debug_like_display!(DisclosureError);
