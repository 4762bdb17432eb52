//! The starter tables as a document.
//!
//! The starter takes the road of every vocabulary, [`build`](crate::vocabulary::Vocabulary::starter) included, so
//! nothing about its nodes is special: what a document can say of a node, a row can say, and the other way round.

use std::collections::BTreeMap;

use super::{categories::CATEGORIES, purposes::PURPOSES};
use crate::vocabulary::document::{CategoryDocument, PurposeDocument, VocabularyDocument};

/// The tables as a document, so that the starter takes the same way in as anyone's vocabulary.
pub(in crate::vocabulary) fn document() -> VocabularyDocument {
    VocabularyDocument {
        purposes: PURPOSES
            .iter()
            .map(|node| PurposeDocument {
                key: node.key.to_owned(),
                titles: by_language(node.en.0, node.sv.0),
                descriptions: by_language(node.en.1, node.sv.1),
                tags: owned(node.tags),
                same_as: same_as(node.dpv, node.fideslang, node.tcf),
                ..PurposeDocument::default()
            })
            .collect(),
        categories: CATEGORIES
            .iter()
            .map(|node| CategoryDocument {
                key: node.key.to_owned(),
                titles: by_language(node.en.0, node.sv.0),
                descriptions: by_language(node.en.1, node.sv.1),
                tags: owned(node.tags),
                same_as: same_as(node.dpv, node.fideslang, node.tcf),
                special: node.special,
                sensitive: node.sensitive,
                ..CategoryDocument::default()
            })
            .collect(),
        ..VocabularyDocument::default()
    }
}

/// Pairs two texts with their languages.
///
/// The starter speaks these two; a document adds others by restating a node.
fn by_language(en: &str, sv: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("en".to_owned(), en.to_owned()), ("sv".to_owned(), sv.to_owned())])
}

/// Copies words into a list of their own.
fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// Pairs the identifiers that there are with their vocabularies.
fn same_as(dpv: Option<&str>, fideslang: Option<&str>, tcf: Option<&str>) -> BTreeMap<String, String> {
    [("dpv", dpv), ("fideslang", fideslang), ("tcf", tcf)]
        .into_iter()
        .filter_map(|(vocabulary, name)| Some((vocabulary.to_owned(), name?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use crate::vocabulary::{Axis, Tree, Vocabulary};

    /// A table of a tree: key, English title, and the tags that the node above has not.
    fn table<A: Axis>(tree: &Tree<A>, text: &mut String) {
        writeln!(text, "\n| key | title | tags |\n|---|---|---|").unwrap();
        for (_, node) in tree.nodes() {
            let above = node.key().as_str().rsplit_once('.').and_then(|(parent, _)| tree.node(tree.id(parent)?));
            let own = node.tags().iter().filter(|tag| !above.is_some_and(|above| above.has_tag(tag)));
            let tags: Vec<_> = own.map(String::as_str).collect();
            writeln!(text, "| `{}` | {} | {} |", node.key(), node.title("en"), tags.join(" ")).unwrap();
        }
    }

    #[test]
    fn the_tables_in_the_documentation_are_those_of_the_code() {
        let starter = Vocabulary::starter();
        let mut text = String::from(
            "# The starter vocabulary\n\n\
             A node also has the tags of the nodes above it. Titles and descriptions are there in English and \
             Swedish;\n\
             [`Node::same_as`] gives the identifiers in W3C DPV, fideslang and IAB TCF. Recipients are yours to \
             declare.\n\n## Purposes\n",
        );
        table(starter.purposes(), &mut text);
        text.push_str("\n## Categories\n");
        table(starter.categories(), &mut text);
        assert!(text == include_str!("tables.md"), "starter/tables.md is stale; it must be:\n{text}");
    }
}
