//! The customers that one can be here.

use std::collections::BTreeMap;

use consentry::Subject;
use serde::Deserialize;

use super::language::Language;

/// A customer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Customer {
    pub(crate) key: String,
    pub(crate) name: String,
    about: BTreeMap<String, String>,
    pub(crate) subject: Subject,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleDocument {
    people: Vec<Customer>,
}

impl Customer {
    /// Reads all of them.
    pub(crate) fn all(text: &str) -> Result<Vec<Self>, toml::de::Error> {
        Ok(toml::from_str::<PeopleDocument>(text)?.people)
    }

    pub(crate) fn first_name(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }

    pub(crate) fn about(&self, language: Language) -> &str {
        self.about.get(language.code()).or_else(|| self.about.get("en")).map_or("", String::as_str)
    }
}
