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

#[cfg(all(test, feature = "toml", feature = "jsonl"))]
mod tests {
    use super::*;

    /// A policy whose rule begins with these lines.
    fn rule(lines: &str) -> String {
        format!("version = \"1\"\n[[rules]]\nid = \"news\"\n{lines}")
    }

    /// The only fault of a document, as its text.
    fn only(read: Result<PolicyDocument, Faults>) -> String {
        let faults = read.unwrap_err();
        assert_eq!(faults.as_slice().len(), 1, "{faults}");
        faults.to_string()
    }

    const SCOPE: &str = "scope = { purposes = \"a\", categories = \"a\", recipients = \"a\", operations = \"use\" }\n";

    #[test]
    fn what_is_wrong_with_toml_is_said_with_place_and_cure() {
        let scope = SCOPE;
        let table = [
            ("".to_owned(), "EXPECT"),
            ("version = 5".to_owned(), "EXPECT"),
            ("version = \"1\"\nrule = []".to_owned(), "EXPECT"),
            ("version = \"1\"\ncolour = []".to_owned(), "EXPECT"),
            ("version = \"1\"\nversion = \"2\"".to_owned(), "EXPECT"),
            ("version = \"1".to_owned(), "EXPECT"),
            ("version = \"1\"\nrules = 5".to_owned(), "EXPECT"),
            ("version = \"1\"\nfacts = \"customer\"".to_owned(), "EXPECT"),
            ("version = \"1\"\n[[rules]]\nbasis = \"consent\"".to_owned(), "EXPECT"),
            (rule("basis = \"consent\""), "EXPECT"),
            (rule(scope), "EXPECT"),
            (rule("basis = \"consnt\""), "EXPECT"),
            (rule("basis = \"because\""), "EXPECT"),
            (rule("basis = 5"), "EXPECT"),
            (rule("basis = \"consent\"\nlifetime_day = 730"), "EXPECT"),
            (rule("lifetime_days = \"730\""), "EXPECT"),
            (rule("lifetime_days = -1"), "EXPECT"),
            (rule("min_notice = 70000"), "EXPECT"),
            (rule("honours_withdrawal = \"yes\""), "EXPECT"),
            (rule("requires = 5"), "EXPECT"),
            (rule("requires = [\"free\", 5]"), "EXPECT"),
            (rule("scope = { purpose = \"a\" }"), "EXPECT"),
            (rule("scope = \"a\""), "EXPECT"),
            (rule("ages = { from = 18, until = 65 }"), "EXPECT"),
            (rule("on_withdrawal = { actions = \"stop\" }"), "EXPECT"),
            (rule("exception = \"reserch\""), "EXPECT"),
            ("version = \"1\"\n[[vocabulary.recipients]]\nkey = \"acme\"".to_owned(), "EXPECT"),
            ("version = \"1\"\n[[vocabulary.recipients]]\nrole = \"owner\"".to_owned(), "EXPECT"),
            ("version = \"1\"\n[[vocabulary.categories]]\nspecial = true".to_owned(), "EXPECT"),
            (
                "version = \"1\"\n[[vocabulary.recipients]]\nkey = \"acme\"\nrole = \"processor\"\nlocation = \"UK\""
                    .to_owned(),
                "EXPECT",
            ),
            ("version = \"1\"\n[[vocabulary.purposes]]\nkey = \"a\"\nsince = 1.5".to_owned(), "EXPECT"),
            ("version = \"1\"\n[[regimes]]\nregions = [\"EU\"]".to_owned(), "EXPECT"),
            ("version = \"1\"\n[[notices]]\nid = \"main\"".to_owned(), "EXPECT"),
            ("version = \"1\"\n[[notices]]\nid = \"main\"\nversion = 1\ntitles = \"News\"".to_owned(), "EXPECT"),
        ];
        for (document, expected) in table {
            assert_eq!(only(PolicyDocument::from_toml(&document)), expected, "{document}");
        }
    }

    #[test]
    fn what_is_wrong_with_json_is_said_with_place_and_cure() {
        let table = [
            ("", "EXPECT"),
            ("{\"version\": \"1\"", "EXPECT"),
            ("{\"version\": \"1\"}]", "EXPECT"),
            ("[]", "EXPECT"),
            ("{}", "EXPECT"),
            ("{\"version\": null}", "EXPECT"),
            ("{\"version\": \"1\", \"version\": \"2\"}", "EXPECT"),
            ("{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"basis\": \"opt-out\"}]}", "EXPECT"),
            ("{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"basis\": \"consent\"}]}", "EXPECT"),
            ("{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"retention\": 30}]}", "EXPECT"),
            ("{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"retention_days\": 3.5}]}", "EXPECT"),
        ];
        for (document, expected) in table {
            assert_eq!(only(PolicyDocument::from_json(document)), expected, "{document}");
        }
    }

    #[test]
    fn what_can_be_read_is_read_as_serde_reads_it() {
        let text = rule(&format!("basis = \"consent\"\n{SCOPE}"));
        let document = PolicyDocument::from_toml(&text).unwrap();
        assert_eq!(document, toml::from_str(&text).unwrap());
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(PolicyDocument::from_json(&json).unwrap(), document);
    }

    #[test]
    fn long_and_hostile_words_are_cut_and_do_not_break_the_message() {
        let long = "x".repeat(100_000);
        let said = only(PolicyDocument::from_toml(&format!("{long} = 5")));
        assert!(said.len() < 600, "{said}");
        let said = only(PolicyDocument::from_json("{\"a`, expected one of `b\": 5}"));
        assert!(said.contains("unknown field `a`, expected one of `b`"), "{said}");
    }
}
