//! From documents to checked trees.
//!
//! Building goes through these steps, each for all three trees:
//!
//! 1. Every node of the document is checked by itself: keys, tags, languages, counts.
//! 2. It is merged with the starter's nodes: a node with a starter's key restates it, a key given twice is a fault.
//! 3. Parents must exist, and former and retired keys must not.
//! 4. The nodes are laid out in pre-order, so that a subtree is an interval of numbers.
//! 5. Tags and protection are handed down from parents to children.
//!
//! No step stops at the first fault. What cannot stand in a tree is left out, so that the rest can still be checked
//! and one compile lists everything.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    axis::{Axis, Category, Purpose, Recipient},
    details::{CategoryDetails, RecipientDetails},
    document::{CategoryDocument, PurposeDocument, RecipientDocument, VocabularyDocument},
    key::{self, Key},
    node::Node,
    starter,
    tree::Tree,
    vocabulary::Vocabulary,
};
use crate::{
    fault::{Fault, FaultCode},
    suggest::{self, shortened},
};

/// The most nodes in one tree.
///
/// Starter and document count together. Numbers of nodes have 16 bits, so that this leaves room; more than the limit
/// is one fault (`too_many`), and the tree is then empty.
pub const MAX_NODES: usize = 16_384;
/// The most tags, former keys, languages or external identifiers of one node.
///
/// It bounds how long a hostile document can keep the compiler busy. More is a fault (`too_many`).
const MAX_LISTED: usize = 64;
/// Most former places that a node hands on to those under it: as many as it and all nodes above it may list.
const MAX_PLACES: usize = MAX_LISTED * super::key::MAX_DEPTH;

/// A node on its way into a tree.
///
/// The place decides whom a fault is told: a starter node is the crate's own and has none.
struct Draft<A: Axis> {
    /// The place in the document; `None` for a starter node.
    place: Option<String>,
    /// The node as it stands so far: neither its `end` nor inherited tags are set.
    node: Node<A>,
}

impl Vocabulary {
    /// Returns the vocabulary that ships with the crate: common purposes and categories in English and Swedish, with
    /// what W3C DPV, fideslang and IAB TCF call them. It has no recipients: those are yours.
    ///
    /// A policy takes it with `starter = true` in its `vocabulary`.
    /// [Every key, with title and tags](crate::vocabulary#the-starter-vocabulary).
    ///
    /// ```
    /// use consentry::vocabulary::Vocabulary;
    ///
    /// let starter = Vocabulary::starter();
    /// assert!(starter.purposes().id("marketing.email").is_some());
    /// assert!(starter.categories().id("user.contact.email").is_some());
    /// assert!(starter.recipients().is_empty());
    /// ```
    ///
    /// Each call builds all trees anew: keep the result where it is asked for often.
    #[must_use]
    pub fn starter() -> Self {
        let document = VocabularyDocument { starter: true, ..VocabularyDocument::default() };
        // The starter tables are tested to build without faults.
        Self::build(&document, &mut Vec::new())
    }

    /// Builds the trees of a document, on the starter's where it asks for them. Every fault is added to `faults`, with
    /// its place from `vocabulary` on; what is faulty is left out, so that the rest can be checked as well.
    ///
    /// The order of the last steps matters. A recipient's role becomes a tag before tags are handed down, so a
    /// processor under a controller carries both `processor` and `controller`. Protection of categories is handed
    /// down after tags, so that `special` and `sensitive` are on every node of a protected subtree exactly once.
    pub(crate) fn build(document: &VocabularyDocument, faults: &mut Vec<Fault>) -> Self {
        let starter = if document.starter { starter::document() } else { VocabularyDocument::default() };
        let retired = &document.retired;
        let mut purposes = tree(&starter.purposes, &document.purposes, purpose, &retired.purposes, faults);
        let mut categories = tree(&starter.categories, &document.categories, category, &retired.categories, faults);
        let mut recipients = tree(&starter.recipients, &document.recipients, recipient, &retired.recipients, faults);
        for node in &mut recipients {
            add_tag(&mut node.tags, true, node.details.role.name());
        }
        inherit_tags(&mut purposes);
        inherit_tags(&mut categories);
        inherit_tags(&mut recipients);
        inherit_places(&mut purposes);
        inherit_places(&mut categories);
        inherit_places(&mut recipients);
        let mut above: Vec<(u16, CategoryDetails)> = Vec::new();
        for (index, node) in (0..).zip(&mut categories) {
            above.retain(|(end, _)| index < *end);
            if let Some((_, parent)) = above.last() {
                node.details.special |= parent.special;
                node.details.sensitive |= parent.sensitive;
            }
            above.push((node.end, node.details));
            add_tag(&mut node.tags, node.details.special, "special");
            add_tag(&mut node.tags, node.details.sensitive, "sensitive");
        }
        let retired = |keys: &[String]| keys.iter().cloned().collect::<HashSet<_>>();
        Self {
            purposes: Tree::new(purposes, &retired(&document.retired.purposes)),
            categories: Tree::new(categories, &retired(&document.retired.categories)),
            recipients: Tree::new(recipients, &retired(&document.retired.recipients)),
        }
    }
}

/// Adds a tag that `holds`, if it is not there.
///
/// A linear search: a node has few tags.
fn add_tag(tags: &mut Vec<String>, holds: bool, tag: &str) {
    if holds && !tags.iter().any(|own| own == tag) {
        tags.push(tag.to_owned());
    }
}

/// Tags that nodes have by what they are; documents may not give them by hand.
///
/// A tag by hand could say otherwise than the field it stands for (`special = false` beside `tags = ["special"]`),
/// and a rule that selects `#special` would then mean something else than the check of GDPR Art. 9 does. So there is
/// one way to say it, and the other is a fault (`built_in_tag`).
fn is_built_in(tag: &str) -> bool {
    ["special", "sensitive", "controller", "joint_controller", "processor", "third_party"].contains(&tag)
}

/// Makes a node of any of the three documents, which share the names of the common fields.
///
/// The key is taken as it is: a malformed one is reported by [`check`] and left out by [`tree`].
macro_rules! node {
    ($document:expr, $details:expr) => {
        Node {
            key: Key::trusted(&$document.key),
            titles: $document.titles.clone(),
            descriptions: $document.descriptions.clone(),
            since: $document.since,
            tags: $document.tags.clone(),
            formerly: $document.formerly.clone(),
            formerly_tags: $document.formerly_tags.clone(),
            former_places: Vec::new(),
            same_as: $document.same_as.clone(),
            details: $details,
            end: 0,
        }
    };
}

/// Makes a node of a purpose as it is written.
fn purpose(document: &PurposeDocument) -> Node<Purpose> {
    node!(document, ())
}

/// Makes a node of a category as it is written.
fn category(document: &CategoryDocument) -> Node<Category> {
    node!(document, CategoryDetails { special: document.special, sensitive: document.sensitive })
}

/// Makes a node of a recipient as it is written.
fn recipient(document: &RecipientDocument) -> Node<Recipient> {
    node!(
        document,
        RecipientDetails {
            role: document.role,
            location: document.location,
            safeguard: document.safeguard,
            contact: document.contact.clone(),
        }
    )
}

/// Merges starter and document, checks every node, and lays them out in pre-order. A node that cannot stand in the
/// tree becomes a fault and is left out.
///
/// Returned are nodes in pre-order with their `end` set, but without inherited tags. `read` makes a node of one
/// document.
///
/// | what is wrong | code | what becomes of the node |
/// |---|---|---|
/// | a key of the wrong form | `malformed_key` | left out |
/// | a former key, tag or language of the wrong form | `malformed_key`, `malformed_tag`, `malformed_language` | stays |
/// | a tag that the node has anyway | `built_in_tag` | stays |
/// | the key is declared twice | `duplicate_key` | the first stays |
/// | no node has the key of the parent | `missing_parent` | left out, with all that is under it |
/// | a former key that is still a key | `former_key_in_use` | stays |
/// | a retired key that is a key or a former key | `retired_key_in_use` | stays |
///
/// The nearest known key is searched for a bounded number of missing parents, since each search compares all keys.
fn tree<A: Axis, D>(
    starter: &[D],
    documents: &[D],
    read: fn(&D) -> Node<A>,
    retired: &[String],
    faults: &mut Vec<Fault>,
) -> Vec<Node<A>>
where
    Node<A>: Restate,
{
    let place = |position: usize| format!("vocabulary.{}[{position}]", A::PLURAL);
    let mut drafts: Vec<Draft<A>> =
        starter.iter().map(|document| Draft { place: None, node: read(document) }).collect();
    let mut known: HashMap<String, usize> =
        drafts.iter().enumerate().map(|(position, draft)| (draft.node.key.as_str().to_owned(), position)).collect();
    if starter.len() + documents.len() > MAX_NODES {
        let message = format!("{} {} are declared, at most {MAX_NODES} may be", documents.len(), A::PLURAL);
        faults.push(Fault::new(format!("vocabulary.{}", A::PLURAL), FaultCode::TooMany, message));
        return Vec::new();
    }
    for (position, document) in documents.iter().enumerate() {
        let (place, mut node) = (place(position), read(document));
        check(&node, &place, faults);
        // Too many are a fault already, and nothing need be done with them.
        node.tags.truncate(MAX_LISTED);
        node.formerly.truncate(MAX_LISTED);
        node.formerly_tags.truncate(MAX_LISTED);
        if key::check(node.key.as_str()).is_err() {
            continue;
        }
        let twin = known.get(node.key.as_str()).and_then(|&position| drafts.get_mut(position));
        match twin {
            Some(Draft { place: Some(first), .. }) => {
                let message =
                    format!("the {} `{}` is declared already at {first}; keep one of them", A::NAME, node.key);
                faults.push(Fault::new(format!("{place}.key"), FaultCode::DuplicateKey, message));
            }
            Some(starter) => *starter = Draft { place: Some(place), node: node.restating(&starter.node) },
            None => {
                known.insert(node.key.as_str().to_owned(), drafts.len());
                drafts.push(Draft { place: Some(place), node });
            }
        }
    }
    let mut suggestions = suggest::MOST_SUGGESTED;
    for draft in &drafts {
        let Some(place) = &draft.place else { continue };
        if let Some((parent, _)) = draft.node.key.as_str().rsplit_once('.')
            && !known.contains_key(parent)
        {
            let others = known.keys().map(String::as_str).filter(|key| *key != draft.node.key.as_str());
            let near = suggest::spend(&mut suggestions).and_then(|()| suggest::nearest(parent, others));
            let message = format!(
                "the parent `{parent}` of `{}` is not declared{}; add it, or give `{0}` another key",
                draft.node.key,
                suggest::did_you_mean(&near)
            );
            faults.push(Fault::new(format!("{place}.key"), FaultCode::MissingParent, message));
        }
        for (position, former) in draft.node.formerly.iter().enumerate() {
            if known.contains_key(former) {
                let message = format!("`{former}` is still a {}; a former key is one that exists no more", A::NAME);
                faults.push(Fault::new(format!("{place}.formerly[{position}]"), FaultCode::FormerKeyInUse, message));
            }
        }
    }
    let formers: HashSet<&String> = drafts.iter().flat_map(|draft| &draft.node.formerly).collect();
    for (position, key) in retired.iter().enumerate() {
        let place = format!("vocabulary.retired.{}[{position}]", A::PLURAL);
        if let Err(problem) = key::check(key) {
            faults.push(Fault::new(
                place,
                FaultCode::MalformedKey,
                format!("`{}` cannot be a key: {problem}", shortened(key)),
            ));
        } else if known.contains_key(key) || formers.contains(key) {
            let message =
                format!("`{key}` is still in use, as a key or a former key; take it out of one of the places");
            faults.push(Fault::new(place, FaultCode::RetiredKeyInUse, message));
        }
    }
    pre_order(drafts)
}

/// What a document's node takes over from the starter node of the same key.
///
/// A document restates a starter node to give it other words or a `since`. Texts, identifiers and `since` are then
/// the document's; what protects people only ever adds up.
trait Restate {
    /// Returns the document's node with what the starter says beyond it.
    fn restating(self, starter: &Self) -> Self;
}

/// Takes over what all nodes have: texts in other languages, identifiers, and tags.
///
/// A text or an identifier that the document gives stands; the starter's fill in for the rest.
fn restate_common<A: Axis>(mut node: Node<A>, starter: &Node<A>) -> Node<A> {
    fn keep(own: &mut BTreeMap<String, String>, others: &BTreeMap<String, String>) {
        for (language, text) in others {
            own.entry(language.clone()).or_insert_with(|| text.clone());
        }
    }
    keep(&mut node.titles, &starter.titles);
    keep(&mut node.descriptions, &starter.descriptions);
    keep(&mut node.same_as, &starter.same_as);
    for tag in &starter.tags {
        add_tag(&mut node.tags, true, tag);
    }
    node
}

impl Restate for Node<Purpose> {
    fn restating(self, starter: &Self) -> Self {
        restate_common(self, starter)
    }
}

impl Restate for Node<Category> {
    fn restating(self, starter: &Self) -> Self {
        let mut node = restate_common(self, starter);
        // A restated node must not lose its protection by leaving a word out.
        node.details.special |= starter.details.special;
        node.details.sensitive |= starter.details.sensitive;
        node
    }
}

impl Restate for Node<Recipient> {
    fn restating(self, starter: &Self) -> Self {
        restate_common(self, starter)
    }
}

/// Checks what can be said of a node by itself: its keys, tags and languages.
///
/// Places are relative to `place`, such as `vocabulary.purposes[3]`. Lists are looked at up to [`MAX_LISTED`]
/// entries; that there are more is a fault of its own. A language is two to 35 letters, digits and hyphens, as BCP 47
/// tags are (RFC 5646 §4.4.1 recommends room for 35); whether it is registered is not checked.
fn check<A: Axis>(node: &Node<A>, place: &str, faults: &mut Vec<Fault>) {
    let mut fault = |at: String, code, message: String| faults.push(Fault::new(format!("{place}.{at}"), code, message));
    if let Err(problem) = key::check(node.key.as_str()) {
        let message = format!("`{}` cannot be a {} key: {problem}", shortened(node.key.as_str()), A::NAME);
        fault("key".into(), FaultCode::MalformedKey, message);
    }
    for (position, former) in node.formerly.iter().take(MAX_LISTED).enumerate() {
        if let Err(problem) = key::check(former) {
            let message = format!("`{}` cannot have been a key: {problem}", shortened(former));
            fault(format!("formerly[{position}]"), FaultCode::MalformedKey, message);
        }
    }
    for (position, tag) in node.formerly_tags.iter().take(MAX_LISTED).enumerate() {
        if !key::is_word(tag) || tag.len() > key::MAX_KEY_LEN {
            let message = format!("`{}` cannot have been a tag; write one word, without the `#`", shortened(tag));
            fault(format!("formerly_tags[{position}]"), FaultCode::MalformedTag, message);
        }
    }
    for (position, tag) in node.tags.iter().take(MAX_LISTED).enumerate() {
        if !key::is_word(tag) || tag.len() > key::MAX_KEY_LEN {
            let message =
                format!("`{}` is no tag; write one word of lower snake case, without the `#`", shortened(tag));
            fault(format!("tags[{position}]"), FaultCode::MalformedTag, message);
        } else if is_built_in(tag) {
            let message =
                format!("the tag `{tag}` is given by what a node is; say `special`, `sensitive` or `role` instead");
            fault(format!("tags[{position}]"), FaultCode::BuiltInTag, message);
        }
    }
    for (field, texts) in [("titles", &node.titles), ("descriptions", &node.descriptions)] {
        for language in texts.keys().take(MAX_LISTED) {
            let well_formed = (2..=35).contains(&language.len())
                && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if !well_formed {
                let message = format!("`{}` is no language; write a code like `en` or `pt-BR`", shortened(language));
                fault(field.into(), FaultCode::MalformedLanguage, message);
            }
        }
    }
    let counts = [
        ("tags", node.tags.len()),
        ("formerly", node.formerly.len()),
        ("formerly_tags", node.formerly_tags.len()),
        ("titles", node.titles.len()),
        ("descriptions", node.descriptions.len()),
        ("same_as", node.same_as.len()),
    ];
    for (field, count) in counts {
        if count > MAX_LISTED {
            fault(field.into(), FaultCode::TooMany, format!("{count} are listed, at most {MAX_LISTED} may be"));
        }
    }
}

/// Parents before children, siblings as they came. Nodes whose parents are missing are left out (and were reported).
///
/// Declared in any order, `b`, `a.x`, `a` comes out as `b`, `a`, `a.x`, with `end`s 1, 3 and 3: the subtree of `a` is
/// the interval from 1 to 3.
fn pre_order<A: Axis>(drafts: Vec<Draft<A>>) -> Vec<Node<A>> {
    let mut children: HashMap<String, Vec<Node<A>>> = HashMap::new();
    for draft in drafts {
        let parent = draft.node.key.as_str().rsplit_once('.').map_or("", |(parent, _)| parent).to_owned();
        children.entry(parent).or_default().push(draft.node);
    }
    // Depth is at most `MAX_DEPTH`, so the recursion is shallow.
    fn place<A: Axis>(parent: &str, children: &mut HashMap<String, Vec<Node<A>>>, out: &mut Vec<Node<A>>) {
        for node in children.remove(parent).unwrap_or_default() {
            let (position, key) = (out.len(), node.key.as_str().to_owned());
            out.push(node);
            place(&key, children, out);
            let end = u16::try_from(out.len()).unwrap_or(u16::MAX);
            if let Some(node) = out.get_mut(position) {
                node.end = end;
            }
        }
    }
    let mut nodes = Vec::new();
    place("", &mut children, &mut nodes);
    nodes
}

/// Gives every node the tags of the nodes above it.
///
/// One pass is enough, since parents come before their children. `above` holds the open nodes, outermost first, each
/// with the end of its subtree and all its tags.
fn inherit_tags<A: Axis>(nodes: &mut [Node<A>]) {
    let mut above: Vec<(u16, Vec<String>)> = Vec::new();
    for (index, node) in (0..).zip(nodes) {
        above.retain(|(end, _)| index < *end);
        if let Some((_, tags)) = above.last() {
            for tag in tags {
                add_tag(&mut node.tags, true, tag);
            }
        }
        above.push((node.end, node.tags.clone()));
    }
}

/// Gives every node the tags that nodes above it had once, and every place where it stood under their former keys.
///
/// `mail` was `ads.mail`, so `mail.weekly` once stood at `ads.mail.weekly`, whether or not it says so: a no to `ads`
/// was a no to it.
fn inherit_places<A: Axis>(nodes: &mut [Node<A>]) {
    let mut above: Vec<(u16, Vec<String>, Vec<String>)> = Vec::new();
    for (index, node) in (0..).zip(nodes) {
        above.retain(|(end, ..)| index < *end);
        node.former_places = node.formerly.clone();
        if let Some((_, places, tags)) = above.last() {
            let own = node.key.as_str().rsplit('.').next().unwrap_or_default();
            for place in places.iter().take(MAX_PLACES) {
                add_tag(&mut node.former_places, true, &format!("{place}.{own}"));
            }
            for tag in tags {
                add_tag(&mut node.formerly_tags, true, tag);
            }
        }
        above.push((node.end, node.former_places.clone(), node.formerly_tags.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Role;

    #[test]
    fn what_stands_under_a_node_has_its_tags_given_or_built_in() {
        let recipient = |key: &str, role, tags: &[&str]| RecipientDocument {
            key: key.into(),
            role,
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            ..RecipientDocument::default()
        };
        let (shop, mailer) = (Role::Controller, Role::Processor);
        let document = VocabularyDocument {
            recipients: vec![recipient("shop", shop, &["trusted"]), recipient("shop.mailer", mailer, &[])],
            categories: vec![
                CategoryDocument { key: "health".into(), special: true, ..CategoryDocument::default() },
                CategoryDocument { key: "health.genes".into(), ..CategoryDocument::default() },
            ],
            ..VocabularyDocument::default()
        };
        let mut faults = Vec::new();
        let vocabulary = Vocabulary::build(&document, &mut faults);
        assert_eq!(faults, []);
        let tags =
            |key| vocabulary.recipients().id(key).and_then(|id| vocabulary.recipients().node(id)).unwrap().tags();
        assert_eq!(tags("shop"), ["trusted", "controller"]);
        assert_eq!(tags("shop.mailer"), ["processor", "trusted", "controller"]);
        assert!(vocabulary.categories().nodes().all(|(_, node)| node.has_tag("special")));
    }

    #[test]
    fn what_stands_beside_or_above_a_node_has_none_of_its_tags() {
        let category = |key: &str, special, sensitive, tag: &str| CategoryDocument {
            key: key.into(),
            special,
            sensitive,
            tags: vec![tag.to_owned()],
            ..CategoryDocument::default()
        };
        let document = VocabularyDocument {
            categories: vec![
                category("body", false, false, "a"),
                category("body.genes", true, false, "b"),
                category("body.genes.rare", false, true, "b"),
                category("body.height", false, false, "c"),
                category("place", false, true, "d"),
                category("place.town", false, false, "d"),
                category("shop", false, false, "e"),
            ],
            ..VocabularyDocument::default()
        };
        let mut faults = Vec::new();
        let vocabulary = Vocabulary::build(&document, &mut faults);
        assert_eq!(faults, []);
        let found: Vec<_> = vocabulary
            .categories()
            .nodes()
            .map(|(_, node)| {
                assert_eq!(node.has_tag("special"), node.details().special);
                assert_eq!(node.has_tag("sensitive"), node.details().sensitive);
                (node.key().as_str(), node.tags().join(" "))
            })
            .collect();
        let expected = [
            ("body", "a"),
            ("body.genes", "b a special"),
            ("body.genes.rare", "b a special sensitive"),
            ("body.height", "c a"),
            ("place", "d sensitive"),
            ("place.town", "d sensitive"),
            ("shop", "e"),
        ];
        assert_eq!(found, expected.map(|(key, tags)| (key, tags.to_owned())));
    }

    #[test]
    fn a_category_restated_keeps_its_protection() {
        let starter = Vocabulary::starter();
        let restated: Vec<CategoryDocument> = starter
            .categories()
            .nodes()
            .map(|(_, node)| CategoryDocument { key: node.key().to_string(), ..CategoryDocument::default() })
            .collect();
        let document = VocabularyDocument { starter: true, categories: restated, ..VocabularyDocument::default() };
        let vocabulary = Vocabulary::build(&document, &mut Vec::new());
        let details = |vocabulary: &Vocabulary| -> Vec<_> {
            vocabulary.categories().nodes().map(|(_, node)| (node.key().to_string(), *node.details())).collect()
        };
        assert_eq!(details(&vocabulary), details(&starter));
        assert!(details(&starter).iter().any(|(_, details)| details.special));
        assert!(details(&starter).iter().any(|(_, details)| details.sensitive && !details.special));
        for (_, node) in vocabulary.categories().nodes() {
            assert!(node.titles().contains_key("sv") && node.description("sv").is_some(), "{}", node.key());
        }
    }
}
