//! Everything that left, or came from elsewhere, of one person's data.

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
    /// Makes an empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a disclosure. Returns false when exactly it was kept already.
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

    /// Returns the disclosures, ordered by id.
    pub fn iter(&self) -> impl Iterator<Item = &Disclosure<K>> {
        self.by_id.values()
    }

    /// Returns the disclosure with that id, if it is kept.
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

    /// The disclosure by which the data first left the organisation.
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
