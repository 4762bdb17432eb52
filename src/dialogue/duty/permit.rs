//! Leave to pass data on: a guard is asked, and says what to keep of it.
//!
//! [`Guard::disclose`] and [`LedgerGuard::disclose`] stand beside their `check`, with the same answer and a record of
//! it. They allocate, so they belong where data leaves, not where a field is read.

use std::hash::{BuildHasher, Hash};

use super::disclosure::{Disclosure, DisclosureError, LEAVING, Origin};
use crate::{
    decide::{Decision, Grant, Guard},
    event::EventId,
    ledger::LedgerGuard,
    standing::Standing,
    suggest::shortened,
    time::Moment,
};

/// Leave to pass data on now, with what to keep of it.
///
/// A service that sends data takes one by value: then no code path reaches the network without a decision and without
/// something to keep. Keep the [`disclosure`](Self::disclosure) before the data is sent; a disclosure too many is a
/// letter too many later, one too few is a recipient who never hears of the no.
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
    /// The basis and obligations that the guard granted.
    grant: Grant,
    /// The record of what may leave now.
    disclosure: Disclosure<K>,
}

impl<K> Permit<K> {
    /// Returns what the guard granted: on what basis, and with which obligations.
    ///
    /// Obligations such as `no_onward_sharing` or `pseudonymise` are to be met before the data goes.
    #[must_use]
    pub const fn grant(&self) -> Grant {
        self.grant
    }

    /// Returns what is to be kept.
    ///
    /// Serialize it, then send the data.
    #[must_use]
    pub const fn disclosure(&self) -> &Disclosure<K> {
        &self.disclosure
    }

    /// Returns what is to be kept, and gives up the permit.
    ///
    /// Insert it into [`Disclosures`](super::disclosures::Disclosures), unless
    /// [`Dossier::disclose`](super::dossier::Dossier::disclose) made the permit, which has kept it already.
    #[must_use]
    pub fn into_disclosure(self) -> Disclosure<K> {
        self.disclosure
    }
}

impl Guard {
    /// Decides whether the data may leave now. A permit carries what to keep: the use, and the events, rules and
    /// version of the policy that allowed it.
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
    /// let data_use = DataUse::new("fraud", "orders", "tallkotte", Operations::SHARE);
    /// let guard = Guard::new(policy.into(), &interner, &data_use)?;
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
    /// Decides whether this person's data may leave now, by what the ledger knows of them; see [`Guard::disclose`].
    ///
    /// Where a [`Dossier`](super::dossier::Dossier) keeps the disclosures, use
    /// [`Dossier::disclose`](super::dossier::Dossier::disclose), which takes this guard too.
    ///
    /// # Errors
    /// When it is not allowed, the guard stands for a use by which nothing leaves, or the id cannot name a disclosure.
    pub fn disclose(&self, subject: K, id: &str, at: impl Into<Moment>) -> Result<Permit<K>, DisclosureError> {
        // A copy: finding out what an allow rests on takes longer than a check, and nobody else is to wait for it.
        let standing = self.ledger.standing(&subject);
        self.guard.disclose(&standing, subject, id, at)
    }
}

impl AsRef<Guard> for Guard {
    fn as_ref(&self) -> &Guard {
        self
    }
}

/// Lends the guard within, which follows policy reloads too, to whoever checks a standing of their own, such as a
/// [`Dossier`](super::dossier::Dossier).
impl<K, S> AsRef<Guard> for LedgerGuard<K, S> {
    fn as_ref(&self) -> &Guard {
        &self.guard
    }
}
