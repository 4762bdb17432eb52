//! One tree of nodes: purposes, categories or recipients.
//!
//! All names that a tree ever had are looked up in one of two maps: current keys in `by_key`, everything else (former
//! and retired keys, tags) in `others`. A check never comes here; names are resolved when a guard is made or an event
//! comes.

use std::collections::{HashMap, HashSet};

use super::{
    axis::Axis,
    node::{Node, NodeId},
    selector::Selector,
    spans::Spans,
};
use crate::suggest;

/// One tree of a vocabulary: its nodes in pre-order, a parent before its children, siblings in document order.
///
/// ```
/// use consentry::vocabulary::Vocabulary;
///
/// let starter = Vocabulary::starter();
/// let purposes = starter.purposes();
/// let marketing: Vec<_> = purposes
///     .nodes()
///     .map(|(_, node)| node.key().as_str())
///     .filter(|key| key.starts_with("marketing"))
///     .collect();
/// assert_eq!(marketing[0], "marketing");
/// assert!(marketing.contains(&"marketing.email"));
/// assert!(purposes.id("marketing.fax").is_none());
/// ```
///
/// A node's number is its place in that order, so what lies under a node follows it directly:
///
/// ```
/// use consentry::vocabulary::Vocabulary;
///
/// let starter = Vocabulary::starter();
/// let categories = starter.categories();
/// let under = |parent: &str| {
///     let prefix = format!("{parent}.");
///     categories.nodes().filter(|(_, node)| node.key().as_str().starts_with(&prefix)).count()
/// };
/// let contact = categories.nodes().position(|(_, node)| node.key().as_str() == "user.contact").unwrap();
/// let subtree: Vec<_> = categories.nodes().skip(contact + 1).take(under("user.contact")).collect();
/// assert!(subtree.iter().all(|(_, node)| node.key().as_str().starts_with("user.contact.")));
/// ```
#[derive(Clone, Debug)]
pub struct Tree<A: Axis> {
    /// In pre-order.
    nodes: Vec<Node<A>>,
    /// The position of each current key.
    by_key: HashMap<Box<str>, u16>,
    /// What a selector that is no current key stands for: former keys, retired keys (nothing), tags with their `#`.
    others: HashMap<Box<str>, Spans>,
}

impl<A: Axis> Tree<A> {
    /// Builds the tree from nodes in pre-order whose `end`s and inherited tags are set.
    pub(crate) fn new(nodes: Vec<Node<A>>, retired: &HashSet<String>) -> Self {
        let mut others: HashMap<Box<str>, Vec<(u16, u16)>> = HashMap::new();
        let mut by_key = HashMap::new();
        for (index, node) in (0u16..).zip(&nodes) {
            let span = (index, node.end);
            by_key.insert(node.key.as_str().into(), index);
            for former in &node.formerly {
                others.entry(former.as_str().into()).or_default().push(span);
            }
            for tag in &node.tags {
                others.entry(format!("#{tag}").into()).or_default().push(span);
            }
        }
        // A tag that no node has any more is known all the same: old noes are on it.
        for tag in nodes.iter().flat_map(|node| &node.formerly_tags) {
            others.entry(format!("#{tag}").into()).or_default();
        }
        for key in retired {
            others.entry(key.as_str().into()).or_default();
        }
        let others = others.into_iter().map(|(text, spans)| (text, Spans::new(spans))).collect();
        Self { nodes, by_key, others }
    }

    /// Returns the number of the node with that key. Former and retired keys are not found.
    ///
    /// One hash look-up. That old names are not found is on purpose: code that uses data should name it as it is
    /// called today, while old *events* still count under the names they were written with.
    #[must_use]
    pub fn id(&self, key: &str) -> Option<NodeId<A>> {
        self.by_key.get(key).map(|&index| NodeId::new(index))
    }

    /// Returns the node, or `None` for a number of a larger vocabulary.
    ///
    /// A number of another vocabulary may return a node that has nothing to do with it: numbers are places, not
    /// names.
    #[must_use]
    pub fn node(&self, id: NodeId<A>) -> Option<&Node<A>> {
        self.nodes.get(usize::from(id.index))
    }

    /// Returns all nodes in pre-order, each with its number.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId<A>, &Node<A>)> {
        (0..).map(NodeId::new).zip(&self.nodes)
    }

    /// Returns how many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether the tree has no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the first node that another vocabulary calls `identifier`.
    ///
    /// ```
    /// use consentry::vocabulary::Vocabulary;
    ///
    /// let starter = Vocabulary::starter();
    /// let node = starter.purposes().same_as("dpv", "dpv:SellDataToThirdParties").unwrap();
    /// assert_eq!(node.key().as_str(), "sharing.sale");
    /// ```
    ///
    /// All nodes are looked at one after the other. Several nodes may have one identifier, where the other vocabulary
    /// is coarser; the first in pre-order is returned.
    #[must_use]
    pub fn same_as(&self, vocabulary: &str, identifier: &str) -> Option<&Node<A>> {
        self.nodes.iter().find(|node| node.same_as(vocabulary) == Some(identifier))
    }

    /// Returns the nodes that were once called `key`.
    pub(crate) fn formerly(&self, key: &str) -> impl Iterator<Item = NodeId<A>> {
        self.nodes().filter(move |(_, node)| node.formerly.iter().any(|former| former == key)).map(|(id, _)| id)
    }

    /// Returns the numbers of the node and of everything under it.
    pub(crate) fn subtree(&self, id: NodeId<A>) -> std::ops::Range<u16> {
        id.index..self.node(id).map_or(id.index, |node| node.end)
    }

    /// Returns the nodes that a selector stands for, or `None` when nothing here has ever had that name.
    ///
    /// The table in `resolve.rs` says what each form stands for.
    pub(crate) fn resolve(&self, selector: &Selector) -> Option<Spans> {
        match selector {
            Selector::All => Some(Spans::new(vec![(0, u16::try_from(self.nodes.len()).unwrap_or(u16::MAX))])),
            Selector::Tag(tag) => self.others.get(format!("#{tag}").as_str()).cloned(),
            Selector::Key(key) => match self.id(key) {
                Some(id) => Some(Spans::new(vec![(id.index, self.subtree(id).end)])),
                None => self.others.get(key).cloned(),
            },
        }
    }

    /// Returns the nodes that a selector stands for in a no: those of today, and those that ever stood there or had the
    /// tag. `None` when nothing here has ever had that name.
    #[cfg(feature = "dialogue")]
    pub(crate) fn resolve_ever(&self, selector: &Selector) -> Option<Spans> {
        let today = self.resolve(selector)?;
        let once = (0u16..).zip(&self.nodes).filter(|(_, node)| node.was_selected_by(selector));
        let once = once.map(|(index, _)| (index, index.saturating_add(1)));
        Some(Spans::new(today.as_slice().iter().copied().chain(once).collect()))
    }

    /// Returns the message for a name that is not the key of a node here.
    ///
    /// A former key is answered with the current one, a retired key with that word, anything else with the nearest
    /// keys and tags.
    pub(crate) fn unknown(&self, text: &str) -> String {
        if let Some(current) = self.nodes.iter().find(|node| node.formerly.iter().any(|former| former == text)) {
            return format!("the {} `{text}` is now called `{}`", A::NAME, current.key);
        }
        if self.others.contains_key(text) && !text.starts_with('#') {
            return format!("the {} `{text}` is retired", A::NAME);
        }
        let tags = self.others.keys().map(AsRef::as_ref).filter(|name| name.starts_with('#'));
        let near = suggest::nearest(text, self.nodes.iter().map(|node| node.key.as_str()).chain(tags));
        let did_you_mean = suggest::did_you_mean(&near);
        format!("unknown {} `{}`{did_you_mean}", A::NAME, suggest::shortened(text))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        hash::{Hash, Hasher},
    };

    use super::*;
    use crate::vocabulary::{PurposeDocument, RetiredDocument, Vocabulary, VocabularyDocument};

    fn texts(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter().map(|&(language, text)| (language.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn a_node_says_what_was_declared() {
        let full = PurposeDocument {
            key: "ads".into(),
            titles: texts(&[("en", "Ads"), ("sv", "Reklam")]),
            descriptions: texts(&[("en", "We advertise."), ("sv", "Vi gör reklam.")]),
            since: 7,
            tags: vec!["ours".into()],
            formerly: vec!["promo".into()],
            formerly_tags: vec!["theirs".into()],
            same_as: texts(&[("dpv", "dpv:Advertising")]),
        };
        let bare = PurposeDocument { key: "bare".into(), ..PurposeDocument::default() };
        let retired = RetiredDocument { purposes: vec!["fax".into()], ..RetiredDocument::default() };
        let document = VocabularyDocument { purposes: vec![full, bare], retired, ..VocabularyDocument::default() };
        let mut faults = Vec::new();
        let vocabulary = Vocabulary::build(&document, &mut faults);
        assert_eq!(faults, []);
        let tree = vocabulary.purposes();
        let (ads, bare) = (tree.id("ads").unwrap(), tree.id("bare").unwrap());
        assert!(ads == tree.id("ads").unwrap() && ads != bare);
        assert_eq!(format!("{ads:?} {bare:?}"), "purpose#0 purpose#1");
        let hash = |id: NodeId<_>| {
            let mut state = std::hash::DefaultHasher::new();
            id.hash(&mut state);
            state.finish()
        };
        assert_ne!(hash(ads), hash(bare));
        assert_eq!((tree.len(), tree.is_empty(), vocabulary.recipients().is_empty()), (2, false, true));
        let (node, plain) = (tree.node(ads).unwrap(), tree.node(bare).unwrap());
        assert_eq!([node.title("sv"), node.title("en"), node.title("fi")], ["Reklam", "Ads", "Ads"]);
        let description = |language| node.description(language).unwrap();
        assert_eq!([description("sv"), description("fi")], ["Vi gör reklam.", "We advertise."]);
        assert_eq!((plain.title("en"), plain.description("en"), plain.since()), ("bare", None, 0));
        assert_eq!(
            (node.since(), node.tags(), node.formerly()),
            (7, ["ours".into()].as_slice(), ["promo".into()].as_slice())
        );
        assert_eq!((node.same_as("dpv"), node.same_as("tcf")), (Some("dpv:Advertising"), None));
        let found = |vocabulary, name| tree.same_as(vocabulary, name).map(|node| node.key().as_str());
        assert_eq!(found("dpv", "dpv:Advertising"), Some("ads"));
        assert_eq!((found("dpv", "dpv:Other"), found("tcf", "dpv:Advertising")), (None, None));
        assert!(tree.unknown("promo").contains("is now called `ads`"), "{}", tree.unknown("promo"));
        assert!(tree.unknown("bar").contains("did you mean `bare`?") && tree.unknown("#our").contains("`#ours`"));
        assert_eq!(tree.unknown("zzz"), "unknown purpose `zzz`; there are `ads`, `bare`");
        assert_eq!(tree.unknown("fax"), "the purpose `fax` is retired");
        // Where only keys may stand, a tag is unknown and nothing else.
        assert!(tree.unknown("#ours").starts_with("unknown purpose `#ours`"), "{}", tree.unknown("#ours"));
    }
}
