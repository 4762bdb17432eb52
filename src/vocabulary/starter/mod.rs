//! The starter vocabulary: tables in our own words, cited to the standards they correspond to.

mod categories;
mod purposes;

use std::collections::BTreeMap;

use super::document::{CategoryDocument, PurposeDocument, VocabularyDocument};

pub(super) struct StarterPurpose {
    pub(super) key: &'static str,
    /// Title and description.
    pub(super) en: (&'static str, &'static str),
    pub(super) sv: (&'static str, &'static str),
    pub(super) tags: &'static [&'static str],
    pub(super) dpv: Option<&'static str>,
    pub(super) fideslang: Option<&'static str>,
    pub(super) tcf: Option<&'static str>,
}

pub(super) struct StarterCategory {
    pub(super) key: &'static str,
    /// Title and description.
    pub(super) en: (&'static str, &'static str),
    pub(super) sv: (&'static str, &'static str),
    pub(super) special: bool,
    pub(super) sensitive: bool,
    pub(super) tags: &'static [&'static str],
    pub(super) dpv: Option<&'static str>,
    pub(super) fideslang: Option<&'static str>,
    pub(super) tcf: Option<&'static str>,
}

/// The tables as a document, so that the starter takes the same way in as anyone's vocabulary.
pub(super) fn document() -> VocabularyDocument {
    VocabularyDocument {
        purposes: purposes::PURPOSES
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
        categories: categories::CATEGORIES
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

fn by_language(en: &str, sv: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("en".to_owned(), en.to_owned()), ("sv".to_owned(), sv.to_owned())])
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn same_as(dpv: Option<&str>, fideslang: Option<&str>, tcf: Option<&str>) -> BTreeMap<String, String> {
    [("dpv", dpv), ("fideslang", fideslang), ("tcf", tcf)]
        .into_iter()
        .filter_map(|(vocabulary, name)| Some((vocabulary.to_owned(), name?.to_owned())))
        .collect()
}
