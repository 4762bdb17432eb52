//! Policy documents from text.

use super::document::PolicyDocument;
use crate::{document, fault::Faults};

impl PolicyDocument {
    /// Reads a policy document from TOML. Available with the feature `toml`.
    ///
    /// # Errors
    ///
    /// Returns one fault: what is structurally wrong with the text, with its place, line and column, and how to mend it.
    /// What is wrong with the content, [`compile`](Self::compile) lists. The codes are `syntax`, `unknown_field`,
    /// `unknown_value`, `missing_field`, `duplicate_field`, `wrong_type` and `wrong_value`.
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let faults = PolicyDocument::from_toml(r#"
    /// version = "2026-1"
    /// [[rules]]
    /// id = "newsletter"
    /// basis = "consent"
    /// lifetime_day = 730
    /// "#).unwrap_err();
    /// assert_eq!(
    ///     faults.to_string(),
    ///     "rules[0] (\"newsletter\").lifetime_day: unknown field `lifetime_day`; did you mean `lifetime_days`? \
    ///      (line 6, column 1)",
    /// );
    /// ```
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, Faults> {
        document::from_toml(text, "policy")
    }

    /// Reads a policy document from JSON. Available with the feature `jsonl`.
    ///
    /// # Errors
    ///
    /// Returns one fault: what is structurally wrong with the text, with its place, line and column, and how to mend it.
    /// What is wrong with the content, [`compile`](Self::compile) lists. The codes are those of reading TOML.
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let faults = PolicyDocument::from_json(r#"{"version": "2026-1", "rules": [{"basis": "consent"}]}"#).unwrap_err();
    /// assert_eq!(
    ///     faults.to_string(),
    ///     "rules[0]: the rule has no `id`; add a line such as `\"id\": \"newsletter\"` (line 1, column 54)",
    /// );
    /// ```
    #[cfg(feature = "jsonl")]
    pub fn from_json(text: &str) -> Result<Self, Faults> {
        document::from_json(text.as_bytes(), "policy")
    }
}
