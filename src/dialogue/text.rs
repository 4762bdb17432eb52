//! Texts in the person's language, and what is shown where there is none.

use serde::Serialize;

use crate::policy::Localised;

/// A text as it is shown. Where the asked-for language is missing, another stands in, and says so.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Text {
    /// The words.
    pub text: String,
    /// The language they are in; empty if there are no words at all.
    pub language: String,
    /// Whether they stand in for a missing translation.
    pub fallback: bool,
}

impl Text {
    /// The text in `language`; else in its base language (`pt` for `pt-BR`), then English, then the first there is.
    ///
    /// ```
    /// use consentry::dialogue::Text;
    /// let texts = [("en".to_owned(), "Newsletter".to_owned())].into();
    /// let text = Text::pick(&texts, "sv");
    /// assert_eq!((text.text.as_str(), text.language.as_str(), text.fallback), ("Newsletter", "en", true));
    /// ```
    #[must_use]
    pub fn pick(texts: &Localised, language: &str) -> Self {
        let base = language.split('-').next().unwrap_or(language);
        let found = [language, base, "en"].into_iter().find_map(|code| texts.get_key_value(code));
        match found.or_else(|| texts.first_key_value()) {
            Some((code, text)) => {
                Self { text: text.clone(), language: code.clone(), fallback: code != language && code != base }
            }
            None => Self { text: String::new(), language: String::new(), fallback: true },
        }
    }
}
