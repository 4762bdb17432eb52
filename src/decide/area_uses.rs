//! The data uses that together make up an area: what a rule or a notice covers, as questions that a guard can be built
//! for.
//!
//! Simulations, notices and shadow guards ask about whole areas; a guard asks about one product of subtrees. An area is
//! a product of three sets of nodes and a set of operations, and each set is a union of few subtrees, so a handful of
//! uses covers it. No point is asked about twice, and none that the area does not have.
//!
//! For example the area of a rule over `marketing` and `service.email`, all categories under `user.contact`, and one
//! recipient is two uses: one for each of the two topmost purposes.

use super::data_use::DataUse;
use crate::{
    policy::Policy,
    vocabulary::{Area, Axis, Key, NodeId, Spans, Tree},
};

/// Returns the keys of the topmost nodes of a set: their subtrees together are the set.
///
/// A set is kept as spans of node numbers in pre-order. Where a span begins, a subtree begins; after the subtree comes
/// the next topmost node, until the span is over.
///
/// INVARIANT: spans hold whole subtrees, so the first node that is left is always a topmost one.
pub(crate) fn topmost_keys<A: Axis>(tree: &Tree<A>, spans: &Spans) -> Vec<Key<A>> {
    let mut keys = Vec::new();
    for &(start, end) in spans.as_slice() {
        let mut index = start;
        while index < end
            && let Some(node) = tree.node(NodeId::new(index))
        {
            keys.push(node.key().clone());
            index = node.end.max(index.saturating_add(1));
        }
    }
    keys
}

/// Returns the uses that together denote the area; `None` where they are more than `most`.
///
/// The limit is checked before anything is built, so that an area of everything costs no more than a small one.
pub(crate) fn uses_of(policy: &Policy, area: &Area, most: usize) -> Option<Vec<DataUse>> {
    let vocabulary = policy.vocabulary();
    let purposes = topmost_keys(vocabulary.purposes(), &area.purposes);
    let categories = topmost_keys(vocabulary.categories(), &area.categories);
    let recipients = topmost_keys(vocabulary.recipients(), &area.recipients);
    let count = purposes.len().saturating_mul(categories.len()).saturating_mul(recipients.len());
    if count > most {
        return None;
    }
    let mut uses = Vec::with_capacity(count);
    for purpose in &purposes {
        for category in &categories {
            for recipient in &recipients {
                uses.push(DataUse::new(purpose.clone(), category.clone(), recipient.clone(), area.operations));
            }
        }
    }
    Some(uses)
}
