//! Everything that left, or came from elsewhere, of one person's data.
//!
//! The set enforces what later duties rely on. Each onward disclosure has a parent on record, each permitted one has
//! grounds, and all are about one person. With these, whom a no reaches can always be found, whatever the order in
//! which disclosures became known.

use std::collections::BTreeMap;

use super::disclosure::{Disclosure, DisclosureError, LEAVING, Origin};
use crate::{decide::DataUse, event::EventId, suggest::shortened};

/// All disclosures of one person's data: a set by id, in which each onward one has its parent.
///
/// What is inserted twice is kept once. What could not be traced later is refused: another person's disclosure, an
/// onward one without a parent, a permitted one without grounds.
///
/// Ids order the iteration, so the same disclosures make the same [`duties`](super::duties::duties) in whatever order
/// they became known.
///
/// Insertion and look-up take time logarithmic in the number of disclosures. Going from an onward disclosure up to
/// where the data first left takes one look-up for each step.
///
/// ```
/// use consentry::dialogue::{Disclosure, Disclosures};
///
/// let bought: Disclosure = toml::from_str(r#"
///     id = "r1"
///     subject = "anna"
///     use = { purpose = "ads", category = "contact", recipient = "lingon", operations = "collect" }
///     at = "2026-01-02T00:00:00Z"
///     origin = { received = { supplier = "Adressen AB" } }
/// "#)?;
/// let mut known = Disclosures::new();
/// assert_eq!(known.insert(bought.clone()), Ok(true));
/// // A message that arrives twice is kept once …
/// assert_eq!(known.insert(bought.clone()), Ok(false));
/// // … and one that says something else under the same id is refused.
/// let other = Disclosure { at: consentry::Timestamp::from_millis(0), ..bought };
/// assert!(known.insert(other).is_err());
/// assert_eq!(known.len(), 1);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disclosures<K = String> {
    /// Ordered by id, so that iteration, and with it the order of duties, depends on nothing else.
    by_id: BTreeMap<String, Disclosure<K>>,
}

impl<K> Default for Disclosures<K> {
    fn default() -> Self {
        Self { by_id: BTreeMap::new() }
    }
}

impl<K: Clone + Eq> Disclosures<K> {
    /// Makes an empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a disclosure. Returns false when exactly it was kept already.
    ///
    /// Onward disclosures must come after the one that they stem from, so a log is read in the order in which it was
    /// written. A permitted one is checked as the guard would have: its use must be readable and let data leave. The
    /// names of the other two kinds are taken as they are, since the organisation only repeats what it was told.
    ///
    /// # Errors
    /// - [`MalformedId`](DisclosureError::MalformedId): the id is empty, longer than 128 bytes, or not printable.
    /// - [`Conflict`](DisclosureError::Conflict): the id stands for a disclosure with other content.
    /// - [`OtherSubject`](DisclosureError::OtherSubject): it is about another person than those kept so far.
    /// - [`UnknownParent`](DisclosureError::UnknownParent): what was passed on is not on record, or is something that
    ///   the organisation received, which nobody else can have passed on.
    /// - [`MalformedUse`](DisclosureError::MalformedUse), [`StaysHere`](DisclosureError::StaysHere),
    ///   [`WithoutDecision`](DisclosureError::WithoutDecision): it claims a permit that no guard can have given.
    ///
    /// Nothing has changed then.
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

    /// Returns the disclosures, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = &Disclosure<K>> {
        self.by_id.values()
    }

    /// Returns the disclosure with that id, if it is kept.
    ///
    /// The look-up is by the exact id; a malformed one is simply not found.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Disclosure<K>> {
        self.by_id.get(id)
    }

    /// Returns the number of disclosures.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Returns whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Returns the disclosure by which the data first left the organisation.
    ///
    /// For a disclosure that is not an onward one it is that disclosure itself. What the person said is about the
    /// organisation's own act, so the purpose, the recipient and the grounds that matter are those of the root; an
    /// onward recipient may use names that no scope of the person covers.
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
