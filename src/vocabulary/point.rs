//! A single point of a vocabulary.

use super::{
    node::{CategoryId, PurposeId, RecipientId},
    operations::Operations,
};

/// One purpose, category, recipient and operation: the smallest thing that a scope covers or does not cover.
///
/// Inner nodes are points of their own: `user.contact` also stands for contact data that is none of its children.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) struct Point {
    /// Why.
    pub(crate) purpose: PurposeId,
    /// What.
    pub(crate) category: CategoryId,
    /// Who.
    pub(crate) recipient: RecipientId,
    /// How: exactly one operation.
    pub(crate) operation: Operations,
}
