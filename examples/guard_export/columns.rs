//! The mapping file: what each column is, and where the facts about a person come from.

use std::{collections::BTreeMap, path::Path};

use csv::StringRecord;
use serde::Deserialize;

use super::failure::{Failure, InFile};

/// What the mapping file says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Columns {
    /// The column that names the person.
    subject: String,
    region: Option<String>,
    birth_date: Option<String>,
    collected_at: Option<String>,
    /// How many unusable lines of the log are no failure.
    #[serde(default)]
    pub(crate) accept_bad_lines: u64,
    #[serde(default)]
    facts: BTreeMap<String, FactSource>,
    /// A category by column, or `key`.
    columns: BTreeMap<String, String>,
    #[serde(skip)]
    file: String,
}

/// A fact is true of a person whose column has one of these values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactSource {
    column: String,
    is: Vec<String>,
}

/// In `[columns]`, what the subject's column may be called instead of a category.
const KEY: &str = "key";

/// The mapping, resolved against the header of the records: positions instead of names.
pub(crate) struct Bound {
    pub(crate) subject: usize,
    pub(crate) region: Option<usize>,
    pub(crate) birth_date: Option<usize>,
    pub(crate) collected_at: Option<usize>,
    pub(crate) facts: Vec<BoundFact>,
    /// One for each column of the records.
    pub(crate) columns: Vec<BoundColumn>,
    /// The categories of the columns, each once.
    pub(crate) categories: Vec<BoundCategory>,
}

pub(crate) struct BoundFact {
    pub(crate) name: String,
    pub(crate) column: usize,
    pub(crate) is: Vec<String>,
}

pub(crate) struct BoundColumn {
    pub(crate) name: String,
    /// The position of its category; none for the key.
    pub(crate) category: Option<usize>,
}

pub(crate) struct BoundCategory {
    pub(crate) key: String,
    /// The columns it stands over.
    pub(crate) columns: Vec<String>,
}

impl Columns {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).in_file("read the columns file", path)?;
        let mut columns: Self =
            toml::from_str(&text).map_err(|error| Failure::in_document("columns file", path, &error.to_string()))?;
        columns.file = super::layout::path(path);
        Ok(columns)
    }

    /// The file, for messages.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Finds every name in the header, and a category for every column.
    pub(crate) fn bind(&self, header: &StringRecord, records: &str) -> Result<Bound, Failure> {
        let mut faults = Vec::new();
        let mut find = |field: &str, name: &str| {
            let found = header.iter().position(|column| column == name);
            if found.is_none() {
                faults.push(format!("{field}: {records} has no column `{name}`; it has {}", listed(header)));
            }
            found
        };
        let subject = find("subject", &self.subject);
        let mut optional = |field, name: &Option<String>| name.as_deref().and_then(|name| find(field, name));
        let region = optional("region", &self.region);
        let birth_date = optional("birth_date", &self.birth_date);
        let collected_at = optional("collected_at", &self.collected_at);
        let facts = self.facts.iter().filter_map(|(name, source)| {
            let column = find(&format!("facts.{name}"), &source.column)?;
            Some(BoundFact { name: name.clone(), column, is: source.is.clone() })
        });
        let facts = facts.collect();
        let mut columns: Vec<BoundColumn> = Vec::new();
        let mut categories: Vec<BoundCategory> = Vec::new();
        for name in header {
            if columns.iter().any(|column| column.name == name) {
                faults.push(format!("{records} has two columns `{name}`; give each its own name"));
            }
            let category = match self.columns.get(name).map(String::as_str) {
                Some(KEY) if name == self.subject => None,
                Some(KEY) => {
                    faults.push(format!(
                        "columns.{name}: only the subject's column, `{}`, may pass as `{KEY}`; name its category",
                        self.subject
                    ));
                    None
                }
                Some(key) => {
                    let known = categories.iter().position(|category| category.key == key);
                    let position = known.unwrap_or(categories.len());
                    match categories.get_mut(position) {
                        Some(category) => category.columns.push(name.to_owned()),
                        None => categories.push(BoundCategory { key: key.to_owned(), columns: vec![name.to_owned()] }),
                    }
                    Some(position)
                }
                None => {
                    faults.push(format!(
                        "columns: `{name}` of {records} is not classified, so it may not be exported; say what it is, \
                         like `{name} = \"user.contact.email\"`, or take it out of the records"
                    ));
                    None
                }
            };
            columns.push(BoundColumn { name: name.to_owned(), category });
        }
        match subject {
            Some(subject) if faults.is_empty() => {
                Ok(Bound { subject, region, birth_date, collected_at, facts, columns, categories })
            }
            _ => Err(Failure::new(format!("the columns file {} is not right:\n{}", self.file, faults.join("\n")))),
        }
    }
}

fn listed(header: &StringRecord) -> String {
    header.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
