//! Lines to add where a document lacks a field.
//!
//! A missing field is the one fault whose cure cannot be taken from the document: there is nothing to point at. So
//! the message shows a line that could be added, in the form (TOML or JSON) that the document is written in:
//!
//! ```text
//! rules[0]: the rule has no `basis`; add a line such as `basis = "consent"`
//! rules[0]: the rule has no `id`; add a line such as `"id": "newsletter"`
//! ```
//!
//! The values are examples and not defaults. They are valid by themselves, so that a reader who copies one gets to
//! the next question and not to the next fault.

/// How a document is written.
///
/// Messages differ in what each form calls its parts, and in how a field is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// TOML, as people write policies: `basis = "consent"`.
    ///
    /// Its examples are whole lines of a table.
    #[cfg(feature = "toml")]
    Toml,
    /// JSON, as programs write policies and events: `"basis": "consent"`.
    ///
    /// Its examples lack a comma, which depends on what stands beside them.
    #[cfg(feature = "jsonl")]
    Json,
}

/// A value by what it belongs to (`""`: whatever it is) and by field. The first that fits is taken.
///
/// The order matters: `id` of an event is found before `id` of whatever it is, and a notice's `version`, a number,
/// before that of a policy, a text. A field that is not here is asked for without an example.
const VALUES: [(&str, &str, &str); 17] = [
    ("rule", "id", r#""newsletter""#),
    ("regime", "id", r#""gdpr""#),
    ("event", "id", r#""e1""#),
    ("", "id", r#""newsletter""#),
    ("purpose", "key", r#""marketing.email""#),
    ("category", "key", r#""user.contact.email""#),
    ("recipient", "key", r#""acme""#),
    ("notice", "version", "1"),
    ("`notice`", "version", "1"),
    ("", "version", r#""2026-1""#),
    ("", "basis", r#""consent""#),
    ("", "role", r#""controller""#),
    ("", "actions", r#"["stop"]"#),
    ("", "within_days", "0"),
    ("", "subject", r#""anna""#),
    ("", "kind", r#""given""#),
    ("", "at", r#""2026-01-31T09:30:00Z""#),
];

/// The lists of tables in documents that people write, by the fields that lead to them.
#[cfg(feature = "toml")]
const LISTS_OF_TABLES: [&str; 9] = [
    "rules",
    "regimes",
    "notices",
    "notices.items",
    "vocabulary.purposes",
    "vocabulary.categories",
    "vocabulary.recipients",
    "events",
    "asks",
];

impl Form {
    /// Returns the form's name.
    ///
    /// It ends the sentence `the text is not …`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "toml")]
            Self::Toml => "TOML",
            #[cfg(feature = "jsonl")]
            Self::Json => "JSON",
        }
    }

    /// Returns what the form calls a set of named fields.
    ///
    /// With its article, so that it can stand where a value was expected or found.
    pub(super) const fn table(self) -> &'static str {
        match self {
            #[cfg(feature = "toml")]
            Self::Toml => "a table",
            #[cfg(feature = "jsonl")]
            Self::Json => "an object",
        }
    }

    /// Returns the line that gives `noun` (a rule, an event, …) the field that it lacks, if there is an example of it.
    ///
    /// For (`rule`, `basis`) in TOML that is `basis = "consent"`; in JSON `"basis": "consent"`.
    pub(super) fn line(self, noun: &str, field: &str) -> Option<String> {
        if field == "scope" {
            return Some(self.scope());
        }
        let fits = |owner: &str, name: &str| (owner.is_empty() || owner == noun) && name == field;
        let (_, _, value) = VALUES.iter().find(|(owner, name, _)| fits(owner, name))?;
        Some(self.entry(field, value))
    }

    /// Says how each table of a list begins, where someone wrote a single table: `[[rules]]`. Only TOML has a form of
    /// its own for that, and a list of texts is none.
    pub(super) fn list_of_tables(self, path: &str) -> Option<String> {
        match self {
            #[cfg(feature = "toml")]
            Self::Toml if LISTS_OF_TABLES.contains(&path) => {
                Some(format!("; begin each of its tables with a line `[[{path}]]`"))
            }
            _ => {
                // Without the feature `toml` no path is asked about.
                let _ = path;
                None
            }
        }
    }

    /// Writes a field and its value.
    ///
    /// The value has to be written alike in both forms: texts in double quotes, numbers and lists are.
    fn entry(self, field: &str, value: &str) -> String {
        match self {
            #[cfg(feature = "toml")]
            Self::Toml => format!("{field} = {value}"),
            #[cfg(feature = "jsonl")]
            Self::Json => format!("\"{field}\": {value}"),
        }
    }

    /// Writes a whole scope.
    ///
    /// All four sets, since each must be given. In TOML that is an inline table, which fits on the one line of a
    /// message.
    fn scope(self) -> String {
        let sets = [
            ("purposes", r#""marketing.email""#),
            ("categories", r#""user.contact""#),
            ("recipients", r#""*""#),
            ("operations", r#""use""#),
        ];
        let sets: Vec<_> = sets.into_iter().map(|(set, value)| self.entry(set, value)).collect();
        self.entry("scope", &format!("{{ {} }}", sets.join(", ")))
    }
}
