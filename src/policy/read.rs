//! Policy documents from text.
//!
//! Reading finds what is wrong with the *text*; compiling finds what is wrong with what it *says*. Reading stops at
//! its first fault, since a text of the wrong shape has no second one that could be trusted; compiling lists them
//! all.

use super::document::PolicyDocument;
use crate::{document, fault::Faults};

impl PolicyDocument {
    /// Reads a policy document from TOML. Available with the feature `toml`.
    ///
    /// What a document looks like that reads and compiles:
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let policy = PolicyDocument::from_toml(r#"
    ///     version = "2026-1"
    ///     [vocabulary]
    ///     starter = true
    ///     recipients = [{ key = "lingon", role = "controller", location = "SE" }]
    ///     [[rules]]
    ///     id = "newsletter"
    ///     basis = "consent"
    ///     lifetime_days = 730
    /// scope = { purposes = "marketing.email", categories = "user.contact", recipients = "lingon", operations = "use" }
    /// "#)?
    /// .compile()?;
    /// assert_eq!(policy.rules()[0].id(), "newsletter");
    /// # Ok::<(), consentry::Faults>(())
    /// ```
    ///
    /// `toml::from_str` reads the same documents; its errors are those of the crate `toml`, without the rule's id,
    /// the nearest name and the line to add.
    ///
    /// # Errors
    ///
    /// Returns one fault: what is structurally wrong with the text, with its place, line and column, and how to mend
    /// it. What is wrong with the content, [`compile`](Self::compile) lists. The codes are `syntax`, `unknown_field`,
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
    /// Fields are those of TOML, so a document can be turned from one form into the other:
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let document = PolicyDocument::from_toml("version = \"1\"\nfacts = [\"customer\"]")?;
    /// let json = serde_json::to_string(&document).unwrap();
    /// assert_eq!(PolicyDocument::from_json(&json)?, document);
    /// # Ok::<(), consentry::Faults>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns one fault: what is structurally wrong with the text, with its place, line and column, and how to mend
    /// it. What is wrong with the content, [`compile`](Self::compile) lists. The codes are those of reading TOML.
    ///
    /// ```
    /// use consentry::PolicyDocument;
    ///
    /// let text = r#"{"version": "2026-1", "rules": [{"basis": "consent"}]}"#;
    /// let faults = PolicyDocument::from_json(text).unwrap_err();
    /// assert_eq!(
    ///     faults.to_string(),
    ///     "rules[0]: the rule has no `id`; add a line such as `\"id\": \"newsletter\"` (line 1, column 52)",
    /// );
    /// ```
    #[cfg(feature = "jsonl")]
    pub fn from_json(text: &str) -> Result<Self, Faults> {
        document::from_json(text.as_bytes(), "policy")
    }
}

#[cfg(test)]
#[cfg(all(feature = "toml", feature = "jsonl"))]
mod tests {
    use super::PolicyDocument;
    use crate::fault::Faults;

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
            (
                "".to_owned(),
                "the policy has no `version`; add a line such as `version = \"2026-1\"` (line 1, column 1)",
            ),
            ("version = 5".to_owned(), "version: expected a text in quotes, found the number 5 (line 1, column 11)"),
            (
                "version = \"1\"\nrule = []".to_owned(),
                "rule: unknown field `rule`; did you mean `rules`? (line 2, column 1)",
            ),
            (
                "version = \"1\"\ncolour = []".to_owned(),
                "colour: unknown field `colour`; a policy has `version`, `facts`, `vocabulary`, `region_groups`, \
                 `regimes`, `rules`, `notices`, `particulars` (line 2, column 1)",
            ),
            (
                "version = \"1\"\nversion = \"2\"".to_owned(),
                "the same field or table is given twice; keep one of them (line 2, column 1)",
            ),
            (
                "version = \"1".to_owned(),
                "the text is not TOML: invalid basic string, expected `\"` (line 1, column 13)",
            ),
            (
                "version = 2026-01-01".to_owned(),
                "version: expected a text in quotes, found a date without quotes (line 1, column 11)",
            ),
            (
                "version = \"1\"\n[rules]\nid = \"a\"".to_owned(),
                "rules: expected a list, found a table; begin each of its tables with a line `[[rules]]` (line 2, \
                 column 1)",
            ),
            ("version = \"1\"\n[facts]\na = 1".to_owned(), "facts: expected a list, found a table (line 2, column 1)"),
            ("version = \"1\"\nrules = 5".to_owned(), "rules: expected a list, found the number 5 (line 2, column 9)"),
            (
                "version = \"1\"\nfacts = \"customer\"".to_owned(),
                "facts: expected a list, found the text \"customer\" (line 2, column 9)",
            ),
            (
                "version = \"1\"\n[[rules]]\nbasis = \"consent\"".to_owned(),
                "rules[0]: the rule has no `id`; add a line such as `id = \"newsletter\"` (line 2, column 1)",
            ),
            (
                rule("basis = \"consent\""),
                "rules[0] (\"news\"): the rule has no `scope`; add a line such as `scope = { purposes = \
                 \"marketing.email\", categories = \"user.contact\", recipients = \"*\", operations = \"use\" }` \
                 (line 2, column 1)",
            ),
            (
                rule(scope),
                "rules[0] (\"news\"): the rule has no `basis`; add a line such as `basis = \"consent\"` (line 2, \
                 column 1)",
            ),
            (
                rule("basis = \"consnt\""),
                "rules[0] (\"news\").basis: unknown basis `consnt`; did you mean `consent`? (line 4, column 9)",
            ),
            (
                rule("basis = \"because\""),
                "rules[0] (\"news\").basis: unknown basis `because`; there are `consent`, `opt_out`, \
                 `legitimate_interests`, `public_task`, `contract`, `legal_obligation`, `vital_interests`, \
                 `platform`, `prohibited` (line 4, column 9)",
            ),
            (rule("basis = 5"), "rules[0] (\"news\").basis: expected one of its names in quotes (line 4, column 9)"),
            (
                rule("basis = \"consent\"\nlifetime_day = 730"),
                "rules[0] (\"news\").lifetime_day: unknown field `lifetime_day`; did you mean `lifetime_days`? (line \
                 5, column 1)",
            ),
            (
                rule("lifetime_days = \"730\""),
                "rules[0] (\"news\").lifetime_days: expected a whole number from 0 to 4294967295, found the text \
                 \"730\" (line 4, column 17)",
            ),
            (
                rule("lifetime_days = -1"),
                "rules[0] (\"news\").lifetime_days: expected a whole number from 0 to 4294967295, found the number \
                 -1 (line 4, column 17)",
            ),
            (
                rule("min_notice = 70000"),
                "rules[0] (\"news\").min_notice: expected a whole number from 0 to 65535, found the number 70000 \
                 (line 4, column 14)",
            ),
            (
                rule("honours_withdrawal = \"yes\""),
                "rules[0] (\"news\").honours_withdrawal: expected `true` or `false`, found the text \"yes\" (line 4, \
                 column 22)",
            ),
            (
                rule("requires = 5"),
                "rules[0] (\"news\").requires: expected a text or a list of texts, found the number 5 (line 4, \
                 column 12)",
            ),
            (
                rule("requires = [\"free\", 5]"),
                "rules[0] (\"news\").requires[1]: expected a text in quotes, found the number 5 (line 4, column 21)",
            ),
            (
                rule("scope = { purpose = \"a\" }"),
                "rules[0] (\"news\").scope.purpose: unknown field `purpose`; did you mean `purposes`? (there are \
                 `categories`, `operations`, `purposes`, `recipients`) (line 4, column 11)",
            ),
            (
                rule("scope = \"a\""),
                "rules[0] (\"news\").scope: expected a table with the fields of `scope`, found the text \"a\" (line \
                 4, column 9)",
            ),
            (
                rule("ages = { from = 18, until = 65 }"),
                "rules[0] (\"news\").ages.until: unknown field `until`; there are `below`, `from` (line 4, column 21)",
            ),
            (
                rule("on_withdrawal = { actions = \"stop\" }"),
                "rules[0] (\"news\").on_withdrawal: `on_withdrawal` has no `within_days`; add a line such as \
                 `within_days = 0` (line 4, column 17)",
            ),
            (
                rule("exception = \"reserch\""),
                "rules[0] (\"news\").exception: unknown exception `reserch`; did you mean `research`? (line 4, \
                 column 13)",
            ),
            (
                "version = \"1\"\n[[vocabulary.recipients]]\nkey = \"acme\"".to_owned(),
                "vocabulary.recipients[0] (\"acme\"): the recipient has no `role`; add a line such as `role = \
                 \"controller\"` (line 2, column 1)",
            ),
            (
                "version = \"1\"\n[[vocabulary.recipients]]\nrole = \"owner\"".to_owned(),
                "vocabulary.recipients[0].role: unknown role `owner`; there are `controller`, `joint_controller`, \
                 `processor`, `third_party` (line 3, column 8)",
            ),
            (
                "version = \"1\"\n[[vocabulary.categories]]\nspecial = true".to_owned(),
                "vocabulary.categories[0]: the category has no `key`; add a line such as `key = \
                 \"user.contact.email\"` (line 2, column 1)",
            ),
            (
                "version = \"1\"\n[[vocabulary.recipients]]\nkey = \"acme\"\nrole = \"processor\"\nlocation = \"UK\""
                    .to_owned(),
                "vocabulary.recipients[0] (\"acme\").location: `UK` is not a region: the United Kingdom is `GB` \
                 (line 5, column 12)",
            ),
            (
                "version = \"1\"\n[[vocabulary.purposes]]\nkey = \"a\"\nsince = 1.5".to_owned(),
                "vocabulary.purposes[0] (\"a\").since: expected a whole number from 0 to 65535, found the number 1.5 \
                 (line 4, column 9)",
            ),
            (
                "version = \"1\"\n[[regimes]]\nregions = [\"EU\"]".to_owned(),
                "regimes[0]: the regime has no `id`; add a line such as `id = \"gdpr\"` (line 2, column 1)",
            ),
            (
                "version = \"1\"\n[[notices]]\nid = \"main\"".to_owned(),
                "notices[0] (\"main\"): the notice has no `version`; add a line such as `version = 1` (line 2, \
                 column 1)",
            ),
            (
                "version = \"1\"\n[[notices]]\nid = \"main\"\nversion = 1\ntitles = \"News\"".to_owned(),
                "notices[0] (\"main\").titles: expected a table, found the text \"News\" (line 5, column 10)",
            ),
        ];
        for (document, expected) in table {
            assert_eq!(only(PolicyDocument::from_toml(&document)), expected, "{document}");
        }
    }

    #[test]
    fn what_is_wrong_with_json_is_said_with_place_and_cure() {
        let table = [
            ("", "the text is not JSON: a value is missing at its end (line 1, column 1)"),
            ("{\"version\": \"1\"", "the text is not JSON: it ends in the middle of an object (line 1, column 15)"),
            ("{\"version\": \"1\"}]", "the text is not JSON: trailing characters (line 1, column 17)"),
            ("[]", "expected an object with the fields of a policy, found a list of 0 items (line 1, column 2)"),
            ("{}", "the policy has no `version`; add a line such as `\"version\": \"2026-1\"` (line 1, column 2)"),
            ("{\"version\": null}", "version: expected a text in quotes, found nothing (`null`) (line 1, column 16)"),
            (
                "{\"version\": \"1\", \"version\": \"2\"}",
                "version: `version` is given twice; keep one of them (line 1, column 26)",
            ),
            (
                "{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"basis\": \"opt-out\"}]}",
                "rules[0] (\"news\").basis: unknown basis `opt-out`; did you mean `opt_out`? (line 2, column 44)",
            ),
            (
                "{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"basis\": \"consent\"}]}",
                "rules[0] (\"news\"): the rule has no `scope`; add a line such as `\"scope\": { \"purposes\": \
                 \"marketing.email\", \"categories\": \"user.contact\", \"recipients\": \"*\", \"operations\": \
                 \"use\" }` (line 2, column 45)",
            ),
            (
                "{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"retention\": 30}]}",
                "rules[0] (\"news\").retention: unknown field `retention`; did you mean `retention_days`? (line 2, \
                 column 37)",
            ),
            (
                "{\"version\": \"1\",\n \"rules\": [{\"id\": \"news\", \"retention_days\": 3.5}]}",
                "rules[0] (\"news\").retention_days: expected a whole number from 0 to 4294967295, found the number \
                 3.5 (line 2, column 47)",
            ),
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
