//! What left the house, to whom, and by what right.
//!
//! A guard for `share`, `sell` or `transfer` lets data go; [`disclose`] asks it and hands out a [`Permit`] together with
//! the [`Disclosure`] to keep. Without one nobody could later be told that the person said no.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Person;
use crate::{
    decide::{DataUseDocument, Decision, Grant, Ground, Guard},
    event::EventId,
    time::{Moment, Timestamp},
    vocabulary::Operations,
};

/// The operations that let data leave.
const LEAVING: Operations = Operations::SHARE.union(Operations::SELL).union(Operations::TRANSFER);

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

/// Leave to pass data on now, with what to keep of it.
///
/// Only [`disclose`] makes one:
///
/// ```compile_fail,E0451
/// use consentry::{Grant, dialogue::{Disclosure, Permit}};
/// fn forge(grant: Grant, disclosure: Disclosure) -> Permit { Permit { grant, disclosure } }
/// ```
///
/// ```
/// use consentry::{Grant, dialogue::{Disclosure, Permit}};
/// fn open(permit: Permit) -> (Grant, Disclosure) { (permit.grant(), permit.into_disclosure()) }
/// ```
///
/// One that is thrown away is a warning, which `unused_must_use` makes an error:
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// use consentry::dialogue::Permit;
/// fn share(permit: impl FnOnce() -> Permit) { permit(); }
/// ```
///
/// ```
/// #![deny(unused_must_use)]
/// use consentry::dialogue::Permit;
/// fn share(permit: impl FnOnce() -> Permit) -> Permit { permit() }
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[must_use = "a disclosure that is not kept cannot be called back"]
pub struct Permit<K = String> {
    grant: Grant,
    disclosure: Disclosure<K>,
}

impl<K> Permit<K> {
    /// On what basis, and what it obliges to.
    #[must_use]
    pub const fn grant(&self) -> Grant {
        self.grant
    }

    /// What is to be kept.
    #[must_use]
    pub const fn disclosure(&self) -> &Disclosure<K> {
        &self.disclosure
    }

    /// What is to be kept.
    #[must_use]
    pub fn into_disclosure(self) -> Disclosure<K> {
        self.disclosure
    }
}

/// Why data is not passed on, or a disclosure not kept. Nothing has changed then.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
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
}

/// Asks a guard whether the data may leave now. The permit carries the record to keep.
///
/// # Errors
/// When the guard does not allow it, or stands for a use by which nothing leaves.
pub fn disclose<K: Clone + Eq>(
    guard: &Guard,
    person: &Person<'_, K>,
    key: K,
    id: &str,
    at: impl Into<Moment>,
) -> Result<Permit<K>, DisclosureError> {
    let moment = at.into();
    if !guard.data_use().operations().intersects(LEAVING) {
        return Err(DisclosureError::StaysHere(guard.data_use().to_string()));
    }
    let (decision, grounds, policy_version) = guard.grounded(person.standing(), moment);
    let Decision::Allow(grant) = decision else { return Err(DisclosureError::NotAllowed(decision)) };
    let disclosure = Disclosure {
        id: id.to_owned(),
        subject: key,
        data_use: guard.data_use().into(),
        at: moment.now(),
        origin: Origin::Permitted { grounds, policy_version },
    };
    Ok(Permit { grant, disclosure })
}

/// All disclosures of one person's data. A set by id; each onward one knows its parent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disclosures<K = String> {
    by_id: BTreeMap<String, Disclosure<K>>,
}

impl<K> Default for Disclosures<K> {
    fn default() -> Self {
        Self { by_id: BTreeMap::new() }
    }
}

impl<K: Clone + Eq> Disclosures<K> {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a disclosure; false when it was kept already.
    ///
    /// # Errors
    /// When its id is taken or malformed, it is about someone else, or its parent is not on record.
    pub fn insert(&mut self, disclosure: Disclosure<K>) -> Result<bool, DisclosureError> {
        let shortened = crate::suggest::shortened;
        if EventId::new(&disclosure.id).is_err() {
            return Err(DisclosureError::MalformedId(shortened(&disclosure.id)));
        }
        if let Some(known) = self.by_id.get(&disclosure.id) {
            return if *known == disclosure { Ok(false) } else { Err(DisclosureError::Conflict(disclosure.id)) };
        }
        if self.iter().next().is_some_and(|known| known.subject != disclosure.subject) {
            return Err(DisclosureError::OtherSubject(disclosure.id));
        }
        if let Origin::Onward { of } = &disclosure.origin
            && self.by_id.get(of).is_none_or(|parent| matches!(parent.origin, Origin::Received { .. }))
        {
            return Err(DisclosureError::UnknownParent(shortened(of)));
        }
        self.by_id.insert(disclosure.id.clone(), disclosure);
        Ok(true)
    }

    /// The disclosures, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Disclosure<K>> {
        self.by_id.values()
    }

    /// The disclosure of that id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Disclosure<K>> {
        self.by_id.get(id)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether nothing ever left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The disclosure by which the data first left the house.
    pub(super) fn root<'d>(&'d self, mut disclosure: &'d Disclosure<K>) -> &'d Disclosure<K> {
        // INVARIANT: a parent is on record before its child, so the way up ends.
        while let Origin::Onward { of } = &disclosure.origin
            && let Some(parent) = self.by_id.get(of)
        {
            disclosure = parent;
        }
        disclosure
    }
}
