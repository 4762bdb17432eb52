//! The three trees of a vocabulary as types, so that the compiler keeps their keys apart.
//!
//! A point has one node of each tree, and the trees have the same shape, so nearly all code about them is written
//! once, over an `A: Axis`. The parameter costs nothing when the program runs: it is a type without values in it.

use std::{fmt, hash::Hash};

use super::details::{CategoryDetails, RecipientDetails};

/// Keeps [`Axis`] to the three trees that a point has.
///
/// Code outside the crate can name the trait, and so write functions over all trees, but cannot implement it.
mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Purpose {}
    impl Sealed for super::Category {}
    impl Sealed for super::Recipient {}
}

/// Marks one of the three trees: [`Purpose`], [`Category`] or [`Recipient`].
///
/// [`Key`](super::Key), [`Node`](super::Node), [`NodeId`](super::NodeId) and [`Tree`](super::Tree) take it as a
/// parameter. The trait is sealed: a fourth tree would change what a decision is.
///
/// ```
/// use consentry::vocabulary::{Axis, Category, Purpose};
///
/// assert_eq!((Purpose::NAME, Category::PLURAL), ("purpose", "categories"));
/// ```
///
/// A function over any tree, such as one that lists what a document declares:
///
/// ```
/// use consentry::vocabulary::{Axis, Tree, Vocabulary};
///
/// fn roots<A: Axis>(tree: &Tree<A>) -> String {
///     let roots = tree.nodes().filter(|(_, node)| !node.key().as_str().contains('.')).count();
///     format!("{roots} top-level {}", A::PLURAL)
/// }
/// let starter = Vocabulary::starter();
/// assert!(roots(starter.purposes()).ends_with(" top-level purposes"));
/// assert_eq!(roots(starter.recipients()), "0 top-level recipients");
/// ```
pub trait Axis: sealed::Sealed + Copy + Ord + Hash + fmt::Debug + Send + Sync + 'static {
    /// The tree's name in the singular, for messages: `purpose`.
    const NAME: &'static str;
    /// The tree's name in the plural, as documents write it: `purposes`.
    const PLURAL: &'static str;
    /// The fields that only nodes of this tree have: nothing, [`CategoryDetails`] or [`RecipientDetails`].
    type Details: Clone + fmt::Debug + Send + Sync;
}

/// The tree of purposes: *why* data is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Purpose;
/// The tree of categories: *what* data is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Category;
/// The tree of recipients: *who* uses data, and so where.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Recipient;

impl Axis for Purpose {
    const NAME: &'static str = "purpose";
    const PLURAL: &'static str = "purposes";
    type Details = ();
}
impl Axis for Category {
    const NAME: &'static str = "category";
    const PLURAL: &'static str = "categories";
    type Details = CategoryDetails;
}
impl Axis for Recipient {
    const NAME: &'static str = "recipient";
    const PLURAL: &'static str = "recipients";
    type Details = RecipientDetails;
}
