//! What left the organisation, to whom, and by what right.
//!
//! A guard for `share`, `sell` or `transfer` lets data go. [`Guard::disclose`](crate::Guard::disclose) asks it and
//! returns a [`Permit`](super::permit::Permit) with the [`Disclosure`] to keep. Without one nobody could later be told
//! that the person said no.
//!
//! A disclosure is a statement about the past, so there is no way to change or remove one: a wrong one is corrected by
//! what is done about it, not by forgetting it. GDPR Art. 5(2) and 30(1)(d) expect that an organisation can say to whom
//! it disclosed data, and Art. 15(1)(c), as read by CJEU C-154/21, that it can name each recipient to the person.

use serde::{Deserialize, Serialize};

use crate::{
    decide::{DataUseDocument, Decision, Ground},
    fault::{Faults, debug_like_display},
    time::Timestamp,
    vocabulary::Operations,
};

/// The operations that let data leave: `share`, `sell` and `transfer`.
///
/// A guard for any of them may give a permit, even where its use has further operations. A guard for none of them never
/// does ([`DisclosureError::StaysHere`]), since a record of data that did not leave would send letters to nobody.
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
///
/// The names in it are kept as they were written at the time. A later policy may rename or drop a key; the disclosure
/// still says what was done under the old name, and [`duties`](super::duties::duties) still finds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure<K = String> {
    /// The id, unique among the person's disclosures: 1 to 128 bytes of printable text.
    ///
    /// It must be new for the person; it need not say anything. An order number, a batch with a row number or a random
    /// id all do. It returns in the ids of duties (`no/notify/tallkotte/sale-1`), in the log and in the report.
    pub id: String,
    /// The person whose data it is.
    pub subject: K,
    /// The use that it was for: purpose, category, recipient and operations.
    ///
    /// For a permitted disclosure it is the use of the guard that was asked. For the other two it is what the
    /// organisation was told, and its names may be unknown to the policy.
    #[serde(rename = "use")]
    pub data_use: DataUseDocument,
    /// The instant at which the data left or arrived.
    ///
    /// It is when the data moved, not when the organisation learned of it. A duty that a late disclosure brings counts
    /// its time from the event that asks for it.
    pub at: Timestamp,
    /// The right by which it left, or where it came from.
    pub origin: Origin,
}

/// The way by which data came to its recipient.
///
/// | origin | who acted | what a later no does |
/// |---|---|---|
/// | `Permitted` | the organisation, after asking a guard | tell the recipient, if the no ends one of the grounds |
/// | `Onward` | a recipient | tell that recipient's recipient, as for the disclosure that it stems from |
/// | `Received` | a supplier | tell the supplier (CJEU C-129/21) |
///
/// An erasure or a restriction is told to everyone who has the data, on whatever ground they have it (GDPR Art. 19).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Origin {
    /// A guard allowed it.
    ///
    /// The grounds are kept because they decide later whom a no reaches: who bought data on a consent hears of its
    /// withdrawal, who got the same data on a contract does not.
    Permitted {
        /// The rules and events that the decision rested on, at least one.
        grounds: Vec<Ground>,
        /// The version of the policy that decided.
        policy_version: String,
    },
    /// A recipient passed it on, and told the organisation.
    ///
    /// The way back up leads from parent to parent to the disclosure by which the data first left.
    Onward {
        /// The id of the disclosure by which that recipient had it.
        of: String,
    },
    /// It came to the organisation from a supplier.
    ///
    /// The organisation is the recipient here. Such a disclosure has no onward ones: data that the organisation passes
    /// on is permitted by a guard of its own.
    Received {
        /// The key or name of the supplier.
        supplier: String,
    },
}

/// The reasons why data is not passed on, or a disclosure is not kept.
///
/// Whatever returns it has changed nothing.
///
/// | variant | found by | what to do |
/// |---|---|---|
/// | [`NotAllowed`](Self::NotAllowed) | a guard | send nothing; the decision says why |
/// | [`StaysHere`](Self::StaysHere) | a guard, a set | build the guard for `share`, `sell` or `transfer` |
/// | [`MalformedId`](Self::MalformedId) | a guard, a set | choose an id of 1 to 128 bytes of printable text |
/// | [`Conflict`](Self::Conflict) | a set | choose another id, or find out which of the two is true |
/// | [`UnknownParent`](Self::UnknownParent) | a set | keep the disclosure that was passed on first |
/// | [`OtherSubject`](Self::OtherSubject) | a set | keep one set for each person |
/// | [`WithoutDecision`](Self::WithoutDecision) | a set | keep what a permit carries, unchanged |
/// | [`MalformedUse`](Self::MalformedUse) | a set | mend the names and operations of the use |
///
/// ```
/// use consentry::dialogue::{Disclosure, DisclosureError, Disclosures, Origin};
///
/// let mut left = Disclosures::new();
/// let onward: Disclosure = toml::from_str(r#"
///     id = "d2"
///     subject = "anna"
///     use = { purpose = "ads", category = "contact", recipient = "birchpost", operations = "share" }
///     at = "2026-01-03T00:00:00Z"
///     origin = { onward = { of = "d1" } }
/// "#)?;
/// // Nobody knows how the one who passed it on came to have the data.
/// assert_eq!(left.insert(onward).unwrap_err(), DisclosureError::UnknownParent("d1".to_owned()));
/// assert!(left.is_empty());
/// # Ok::<(), toml::de::Error>(())
/// ```
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
