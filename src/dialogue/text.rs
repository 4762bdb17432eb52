//! Texts in the person's language, and what is shown where there is none.
//!
//! The words of a policy come in several languages, and rarely in all of them. What a person is shown is always a
//! [`Text`], which says which language it is really in, so that a missing translation is visible to whoever draws it,
//! to whoever reads it aloud, and in the form of the answer that is recorded.

use serde::Serialize;

use crate::policy::Localised;

/// A text as it is shown to the person, with the language that it is in.
///
/// Where the asked-for language is missing, another stands in, and [`fallback`](Self::fallback) says so: a yes to words
/// that the person may not have understood is not `informed` (GDPR Art. 4(11)).
///
/// | asked for | the document has | shown | `fallback` |
/// |---|---|---|---|
/// | `pt-BR` | `pt-BR`, `pt`, `en` | `pt-BR` | no |
/// | `pt-BR` | `pt`, `en` | `pt` | no |
/// | `pt` | `pt-BR`, `en` | `en` | yes |
/// | `sv` | `en`, `fi` | `en` | yes |
/// | `sv` | `fi`, `de` | `de`, the first by code | yes |
/// | `sv` | nothing | an empty text | yes |
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Text {
    /// The words; empty where the document has none in any language.
    ///
    /// They are as the policy has them: not trimmed, and not escaped for any markup.
    pub text: String,
    /// The BCP 47 code of the language that they are in; empty for a bare key or for no words at all.
    pub language: String,
    /// Whether they stand in for a missing translation.
    pub fallback: bool,
}

impl Text {
    /// Picks the text in `language`; else in its base language (`pt` for `pt-BR`), then English, then the first there
    /// is.
    ///
    /// The base language is no fallback: whoever reads `pt-BR` reads `pt`.
    ///
    /// ```
    /// use consentry::dialogue::Text;
    /// let texts = [("en".to_owned(), "Newsletter".to_owned())].into();
    /// let text = Text::pick(&texts, "sv");
    /// assert_eq!((text.text.as_str(), text.language.as_str(), text.fallback), ("Newsletter", "en", true));
    /// ```
    ///
    /// Codes are compared as they are written: `SV` is not `sv`. Look-ups take time logarithmic in the number of
    /// languages.
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
