//! What the columns of a table are, as it is written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a table holds and what it is used for: read it from TOML or JSON with serde, or fill it in by code.
///
/// ```
/// let document: consentry_arrow::TableDocument = toml::from_str(r#"
///     subject = "customer"
///     purpose = "marketing.email"
///     recipient = "lingon"
///     operations = ["use"]
///     unguarded = ["customer"]
///     [columns]
///     email = "user.contact.email"
///     "address.street" = "user.contact.address"
///     "orders[].total" = { category = "user.purchases", purpose = "analytics" }
/// "#)?;
/// assert_eq!(document.columns.len(), 3);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDocument {
    /// The column with the key of the person whom a row is about.
    pub subject: String,
    /// The column with the instant at which a row's data was collected; needed where a rule has a retention period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collected_at: Option<String>,
    /// The purpose of every column that names none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The recipient of every column that names none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The operations of every column that names none of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// Columns that are let through as they are: what is no personal data, and the subject's key where it may be seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unguarded: Vec<String>,
    /// The category of each guarded column, by name or path: `address.street` in a struct, `orders[].total` in a list,
    /// `preferences{}` for the values of a map. A name stands for all that is in it.
    pub columns: BTreeMap<String, ColumnDocument>,
}

/// What one column is: its category, or with a purpose, a recipient or operations of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a category, or { category, purpose, recipient, operations }")]
pub enum ColumnDocument {
    /// The category, used as the table says.
    Category(String),
    /// The category, and how this column is used.
    Use {
        /// The category of personal data.
        category: String,
        /// The purpose; the table's if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<String>,
        /// The recipient; the table's if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        recipient: Option<String>,
        /// The operations; the table's if not given.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        operations: Vec<String>,
    },
}

impl From<&str> for ColumnDocument {
    fn from(category: &str) -> Self {
        Self::Category(category.to_owned())
    }
}
