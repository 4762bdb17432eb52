//! The two forms of a file.
//!
//! Both have the same fields. TOML is easier to write by hand; JSON is what programs write.

/// The format of a file of scenarios.
///
/// The format of the scenarios says nothing about that of a policy file, which goes by its own name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// TOML: one scenario, or a list of them under `[[scenarios]]`.
    Toml,
    /// JSON: an object, or an array of them.
    Json,
}

impl Format {
    /// Returns the format of a file by the end of its name, `.toml` or `.json` in lower case; `None` for any other.
    ///
    /// ```
    /// use consentry::scenario::Format;
    /// assert_eq!(Format::of("consent.toml"), Some(Format::Toml));
    /// assert_eq!(Format::of("consent.yaml"), None);
    /// ```
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1 {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}
