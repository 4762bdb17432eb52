//! The languages that explanations are complete in.

/// A language that explanations are complete in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Language {
    /// `en`
    English,
    /// `sv`
    Swedish,
}

impl Language {
    /// The language's code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Swedish => "sv",
        }
    }

    /// One of two texts.
    #[must_use]
    pub const fn pick(self, english: &'static str, swedish: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Swedish => swedish,
        }
    }
}
