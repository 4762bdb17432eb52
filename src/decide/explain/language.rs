//! The languages that explanations are complete in.

/// A language that explanations are complete in.
///
/// Titles of purposes, categories and recipients come from the policy's vocabulary, in the language's
/// [`code`](Self::code), else in English. For reports and notices in other languages see the words of the `dialogue`
/// feature.
///
/// ```
/// use consentry::Language;
///
/// assert_eq!(Language::Swedish.code(), "sv");
/// ```
///
/// More may come, so a `match` needs a last arm. What is missing in a policy's titles is said in English, and what has
/// no English title either by its key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Language {
    /// English, `en`.
    English,
    /// Swedish, `sv`.
    Swedish,
}

impl Language {
    /// Returns the language's code of two letters (ISO 639-1).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Swedish => "sv",
        }
    }

    /// Returns the one of two texts that is in this language.
    ///
    /// Pages that show explanations need a few words of their own around them; with this they keep both languages side
    /// by side, so that none can be left out.
    ///
    /// ```
    /// use consentry::Language;
    ///
    /// let heading = |language: Language| language.pick("Your choices", "Dina val");
    /// assert_eq!(heading(Language::Swedish), "Dina val");
    /// ```
    #[must_use]
    pub const fn pick(self, english: &'static str, swedish: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Swedish => swedish,
        }
    }
}
