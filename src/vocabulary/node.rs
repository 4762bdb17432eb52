//! One node of a tree, and its number.
//!
//! Fields of a node are what a document said of it, but for three that building the tree adds: inherited tags and
//! protection, and the end of the subtree.

use std::{
    collections::BTreeMap,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use super::{
    axis::{Axis, Category, Purpose, Recipient},
    key::Key,
    selector::Selector,
};

/// The number of a purpose in one vocabulary.
pub type PurposeId = NodeId<Purpose>;
/// The number of a category in one vocabulary.
pub type CategoryId = NodeId<Category>;
/// The number of a recipient in one vocabulary.
pub type RecipientId = NodeId<Recipient>;

/// The number of a node in one tree of one vocabulary, as [`Tree::id`](super::Tree::id) returns it.
///
/// Numbers follow the tree in pre-order, siblings in document order, so a subtree is a range of them. They mean nothing
/// in another vocabulary, such as that of the policy's next version: keep keys, not numbers.
///
/// A number of one tree does not fit another:
///
/// ```compile_fail,E0308
/// use consentry::vocabulary::{CategoryId, Node, Purpose, Vocabulary};
/// fn why(vocabulary: &Vocabulary, id: CategoryId) -> Option<&Node<Purpose>> { vocabulary.purposes().node(id) }
/// ```
///
/// ```
/// use consentry::vocabulary::{Node, Purpose, PurposeId, Vocabulary};
/// fn why(vocabulary: &Vocabulary, id: PurposeId) -> Option<&Node<Purpose>> { vocabulary.purposes().node(id) }
/// ```
///
/// ```
/// use consentry::vocabulary::Vocabulary;
///
/// let starter = Vocabulary::starter();
/// let purposes = starter.purposes();
/// let (parent, child) = (purposes.id("marketing").unwrap(), purposes.id("marketing.email").unwrap());
/// assert_ne!(parent, child);
/// assert_eq!(purposes.node(child).unwrap().key().as_str(), "marketing.email");
/// assert!(format!("{child:?}").starts_with("purpose#"));
/// ```
pub struct NodeId<A: Axis> {
    /// The position in pre-order, from 0.
    pub(crate) index: u16,
    /// Which tree the number belongs to.
    axis: PhantomData<A>,
}

impl<A: Axis> NodeId<A> {
    /// Creates the number of the node at that position in pre-order.
    pub(crate) const fn new(index: u16) -> Self {
        Self { index, axis: PhantomData }
    }
}

// Derives would ask the same of the marker.
impl<A: Axis> Clone for NodeId<A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A: Axis> Copy for NodeId<A> {}
impl<A: Axis> PartialEq for NodeId<A> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<A: Axis> Eq for NodeId<A> {}
impl<A: Axis> Hash for NodeId<A> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<A: Axis> fmt::Debug for NodeId<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", A::NAME, self.index)
    }
}

/// A purpose, category or recipient of a checked vocabulary.
///
/// The common fields are here; what only categories and recipients have is in [`details`](Self::details). Tags and
/// protection are those of the node and of every node above it.
///
/// ```
/// use consentry::vocabulary::Vocabulary;
///
/// let starter = Vocabulary::starter();
/// let categories = starter.categories();
/// let email = categories.id("user.contact.email").and_then(|id| categories.node(id)).unwrap();
/// assert_eq!((email.key().as_str(), email.title("en")), ("user.contact.email", "Email address"));
/// assert_eq!(email.title("tlh"), email.title("en"), "English stands in for a language that is not there");
/// assert!(!email.details().special);
/// ```
#[derive(Clone, Debug)]
pub struct Node<A: Axis> {
    /// What names it.
    pub(crate) key: Key<A>,
    /// Titles by language code.
    pub(crate) titles: BTreeMap<String, String>,
    /// Sentences by language code.
    pub(crate) descriptions: BTreeMap<String, String>,
    /// The notice version from which on consent covers it.
    pub(crate) since: u16,
    /// Tags; once the tree is laid out, inherited ones too.
    pub(crate) tags: Vec<String>,
    /// Old keys.
    pub(crate) formerly: Vec<String>,
    /// Tags it had once; once the tree is laid out, inherited ones too.
    pub(crate) formerly_tags: Vec<String>,
    /// Every key under which it ever stood but today's: its own former keys, and its place under those of the nodes
    /// above it.
    pub(crate) former_places: Vec<String>,
    /// Identifiers by other vocabulary.
    pub(crate) same_as: BTreeMap<String, String>,
    /// What only this tree's nodes have.
    pub(crate) details: A::Details,
    /// One past the last node of its subtree.
    pub(crate) end: u16,
}

impl<A: Axis> Node<A> {
    /// Returns the key.
    #[must_use]
    pub const fn key(&self) -> &Key<A> {
        &self.key
    }

    /// Returns the title in `language`, else in English, else the key.
    ///
    /// The language code has to be written as in the document: `pt` does not find `pt-BR`.
    #[must_use]
    pub fn title(&self, language: &str) -> &str {
        let title = self.titles.get(language).or_else(|| self.titles.get("en"));
        title.map_or(self.key.as_str(), String::as_str)
    }

    /// Returns the titles by language code.
    #[must_use]
    pub const fn titles(&self) -> &BTreeMap<String, String> {
        &self.titles
    }

    /// Returns a sentence about the node in `language`, else in English; `None` where there is neither.
    #[must_use]
    pub fn description(&self, language: &str) -> Option<&str> {
        self.descriptions.get(language).or_else(|| self.descriptions.get("en")).map(String::as_str)
    }

    /// Returns the notice version in which the node appeared or was last materially changed; 0 if it was always there.
    ///
    /// Consent that was given under an older notice does not cover the node.
    ///
    /// A document raises it when what the node stands for has changed materially (new data under it, another aim), so
    /// that people are asked anew for this node alone. A rule's `min_notice` does the same for everything that the
    /// rule covers. A no covers the node whatever its `since`.
    #[must_use]
    pub const fn since(&self) -> u16 {
        self.since
    }

    /// Returns the tags, those inherited included, without the `#`.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// Returns whether the node, or one above it, has the tag; `tag` is written without the `#`.
    ///
    /// ```
    /// use consentry::vocabulary::Vocabulary;
    ///
    /// let starter = Vocabulary::starter();
    /// let email = starter.purposes().id("marketing.email").and_then(|id| starter.purposes().node(id)).unwrap();
    /// assert!(email.has_tag("direct_marketing"));
    /// assert!(!email.has_tag("#direct_marketing"), "the `#` is part of a scope, not of the tag");
    /// ```
    #[must_use]
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }

    /// Returns the old keys of the node, under which old events still resolve to it.
    #[must_use]
    pub fn formerly(&self) -> &[String] {
        &self.formerly
    }

    /// Returns the tags that the node, or one above it, had once: a no on such a tag still covers it.
    #[must_use]
    pub fn formerly_tags(&self) -> &[String] {
        &self.formerly_tags
    }

    /// Returns whether a no on that selector was ever about the node for a reason that holds no more: it, or a node
    /// above it, stood there once, or had the tag.
    pub(crate) fn was_selected_by(&self, selector: &Selector) -> bool {
        match selector {
            Selector::All => false,
            Selector::Tag(tag) => self.formerly_tags.iter().any(|own| **own == **tag),
            Selector::Key(key) => self
                .former_places
                .iter()
                .any(|place| place.strip_prefix(&**key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))),
        }
    }

    /// Returns the identifier that another vocabulary (`dpv`, `fideslang`, `tcf`) has for the node.
    ///
    /// It is for exchange with others: a record of consent can name the purpose as W3C DPV does. No decision reads
    /// it.
    #[must_use]
    pub fn same_as(&self, vocabulary: &str) -> Option<&str> {
        self.same_as.get(vocabulary).map(String::as_str)
    }

    /// Returns the fields that only this tree's nodes have: `()`, [`CategoryDetails`](super::CategoryDetails) or
    /// [`RecipientDetails`](super::RecipientDetails).
    #[must_use]
    pub const fn details(&self) -> &A::Details {
        &self.details
    }
}
