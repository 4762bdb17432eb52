//! What left the house, to whom, and by what right.
//!
//! A guard for `share`, `sell` or `transfer` lets data go; [`Guard::disclose`] asks it and hands out a [`Permit`] together
//! with the [`Disclosure`] to keep. Without one nobody could later be told that the person said no.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, Hash},
};

use serde::{Deserialize, Serialize};

use crate::{
    decide::{DataUse, DataUseDocument, Decision, Grant, Ground, Guard},
    event::EventId,
    fault::Faults,
    ledger::LedgerGuard,
    standing::Standing,
    suggest::shortened,
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
/// Only [`Guard::disclose`](crate::Guard::disclose) makes one:
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
    /// It claims to be permitted, but names nothing that it was permitted on.
    #[error("the disclosure `{0}` names no rule that allowed it; ask a guard, and keep what its permit carries")]
    WithoutDecision(String),
    /// What left cannot be read.
    #[error("the disclosure says of what left: {0}")]
    MalformedUse(Faults),
}

impl Guard {
    /// May the data leave now? A permit carries the record to keep: what left, and the events and the policy version that
    /// allowed it.
    ///
    /// ```
    /// # let policy: consentry::PolicyDocument = toml::from_str(r#"
    /// #     version = "1"
    /// #     vocabulary = { purposes = [{ key = "fraud" }], categories = [{ key = "orders" }],
    /// #         recipients = [{ key = "tallkotte", role = "third_party" }] }
    /// #     [[rules]]
    /// #     id = "watch"
    /// #     basis = "legitimate_interests"
    /// #     scope = { purposes = "fraud", categories = "orders", recipients = "tallkotte", operations = "share" }
    /// # "#).unwrap();
    /// # let policy = policy.compile().unwrap();
    /// use consentry::{DataUse, Guard, History, Operations, Subject, Interner, Timestamp, dialogue::Disclosures};
    ///
    /// let interner = Interner::new();
    /// let guard = Guard::new(policy.into(), &interner, &DataUse::new("fraud", "orders", "tallkotte", Operations::SHARE))?;
    /// let standing = History::<u64>::new().standing(&Subject::default(), &interner);
    /// let mut left = Disclosures::new();
    /// let permit = guard.disclose(&standing, 7_u64, "d1", Timestamp::from_millis(0)).unwrap();
    /// left.insert(permit.into_disclosure()).unwrap();
    /// assert_eq!(left.get("d1").unwrap().data_use.recipient, "tallkotte");
    /// # Ok::<(), consentry::decide::UseError>(())
    /// ```
    ///
    /// # Errors
    /// When it is not allowed, the guard stands for a use by which nothing leaves, or the id cannot name a disclosure.
    pub fn disclose<K>(
        &self,
        standing: &Standing,
        subject: K,
        id: &str,
        at: impl Into<Moment>,
    ) -> Result<Permit<K>, DisclosureError> {
        let moment = at.into();
        if EventId::new(id).is_err() {
            return Err(DisclosureError::MalformedId(shortened(id)));
        }
        if !self.data_use().operations().intersects(LEAVING) {
            return Err(DisclosureError::StaysHere(self.data_use().to_string()));
        }
        let (decision, grounds, policy_version) = self.grounded(standing, moment);
        let Decision::Allow(grant) = decision else { return Err(DisclosureError::NotAllowed(decision)) };
        let disclosure = Disclosure {
            id: id.to_owned(),
            subject,
            data_use: self.data_use().into(),
            at: moment.now(),
            origin: Origin::Permitted { grounds, policy_version },
        };
        Ok(Permit { grant, disclosure })
    }
}

impl<K: Hash + Eq, S: BuildHasher> LedgerGuard<K, S> {
    /// May this person's data leave now? As [`Guard::disclose`].
    ///
    /// # Errors
    /// When it is not allowed, the guard stands for a use by which nothing leaves, or the id cannot name a disclosure.
    pub fn disclose(&self, subject: K, id: &str, at: impl Into<Moment>) -> Result<Permit<K>, DisclosureError> {
        // A copy: finding out what an allow rests on takes longer than a check, and nobody else is to wait for it.
        let standing = self.ledger.standing(&subject);
        self.guard.disclose(&standing, subject, id, at)
    }
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
    /// When its id is taken or malformed, it is about someone else, its parent is not on record, or it claims a permit
    /// that no guard gave. Nothing has changed then.
    pub fn insert(&mut self, disclosure: Disclosure<K>) -> Result<bool, DisclosureError> {
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
        if let Origin::Permitted { grounds, .. } = &disclosure.origin {
            // Names of others may be anything; what a guard let go is a use that it was asked for.
            let data_use = DataUse::try_from(&disclosure.data_use).map_err(DisclosureError::MalformedUse)?;
            if !data_use.operations().intersects(LEAVING) {
                return Err(DisclosureError::StaysHere(data_use.to_string()));
            }
            if grounds.is_empty() {
                return Err(DisclosureError::WithoutDecision(disclosure.id));
            }
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
