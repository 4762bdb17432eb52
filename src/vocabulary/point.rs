//! A single point of a vocabulary.
//!
//! Points are never stored in bulk. A policy with a thousand purposes, categories and recipients each has ten
//! thousand million of them; rules and answers are areas and scopes, and a point is what they are asked about.

use super::{
    node::{CategoryId, PurposeId, RecipientId},
    operations::Operations,
};

/// One purpose, category, recipient and operation: the smallest thing that a scope covers or does not cover.
///
/// Inner nodes are points of their own: `user.contact` also stands for contact data that is none of its children.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) struct Point {
    /// The purpose: why.
    pub(crate) purpose: PurposeId,
    /// The category: what.
    pub(crate) category: CategoryId,
    /// The recipient: who.
    pub(crate) recipient: RecipientId,
    /// How: exactly one operation.
    pub(crate) operation: Operations,
}
