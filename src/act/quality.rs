//! In what form a yes was given.

use std::fmt;

use bitflags::bitflags;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::suggest;

bitflags! {
    /// The form in which a yes was given, as bit flags (GDPR Art. 4(11), 7).
    ///
    /// An event of kind `given` says which it has; a rule says with `requires` which it needs. Consent always needs
    /// `affirmative`. A yes that lacks one is passed over, and the decision is to ask, with the reason
    /// `missing_quality`. Only a yes has a form; other events with qualities are refused.
    ///
    /// | name | what it says | source |
    /// |---|---|---|
    /// | `affirmative` | by a clear affirmative act | GDPR Art. 4(11) |
    /// | `explicit` | by an express statement | GDPR Art. 9(2)(a), 22(2)(c), 49(1)(a) |
    /// | `separate` | asked for by itself | GDPR Art. 7(2), recital 43 |
    /// | `free` | not a condition of the service | GDPR Art. 7(4) |
    /// | `informed` | after being told who, what and why | GDPR Art. 4(11), 13 |
    /// | `evidenced` | provable | GDPR Art. 7(1) |
    ///
    /// ```
    /// use consentry::Qualities;
    ///
    /// let form = Qualities::AFFIRMATIVE | Qualities::SEPARATE;
    /// assert_eq!(form.to_string(), "affirmative, separate");
    /// assert!(!form.contains(Qualities::EXPLICIT));
    /// assert_eq!(Qualities::named("free"), Some(Qualities::FREE));
    ///
    /// let error = serde_json::from_str::<Qualities>(r#"["explicite"]"#).unwrap_err().to_string();
    /// assert!(error.starts_with("unknown quality `explicite`; did you mean `explicit`?"));
    /// ```
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
    pub struct Qualities: u8 {
        /// Given by a clear affirmative act: no pre-ticked box, no silence (Art. 4(11)).
        const AFFIRMATIVE = 1;
        /// Given by an express statement (Art. 9(2)(a)).
        const EXPLICIT = 1 << 1;
        /// Asked for by itself, not bundled (Art. 7(2), recital 43).
        const SEPARATE = 1 << 2;
        /// Given without being a condition of the service (Art. 7(4)).
        const FREE = 1 << 3;
        /// Given after being told who, what and why (Art. 4(11), 13).
        const INFORMED = 1 << 4;
        /// Given in a way that can be proved (Art. 7(1)).
        const EVIDENCED = 1 << 5;
    }
}

/// Names in the order of their declaration.
const NAMES: [(&str, Qualities); 6] = [
    ("affirmative", Qualities::AFFIRMATIVE),
    ("explicit", Qualities::EXPLICIT),
    ("separate", Qualities::SEPARATE),
    ("free", Qualities::FREE),
    ("informed", Qualities::INFORMED),
    ("evidenced", Qualities::EVIDENCED),
];

impl Qualities {
    /// Returns the single quality of that name, or `None` for an unknown one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, quality)| *quality)
    }

    /// Returns the names of the qualities in it, in the order of their declaration.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES.iter().filter(move |(_, quality)| self.contains(*quality)).map(|(name, _)| *name)
    }

    /// Returns the message for a word that is no quality.
    pub(crate) fn unknown(word: &str) -> String {
        let near = suggest::nearest(word, Self::all().names());
        let all = Self::all().names().collect::<Vec<_>>().join(", ");
        format!("unknown quality `{}`{}; there are {all}", suggest::shortened(word), suggest::did_you_mean(&near))
    }
}

impl fmt::Display for Qualities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().collect::<Vec<_>>().join(", "))
    }
}

impl Serialize for Qualities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}

impl<'de> Deserialize<'de> for Qualities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut qualities = Self::empty();
        for word in Vec::<String>::deserialize(deserializer)? {
            qualities |= Self::named(&word).ok_or_else(|| serde::de::Error::custom(Self::unknown(&word)))?;
        }
        Ok(qualities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_documents() {
        let two = Qualities::AFFIRMATIVE | Qualities::FREE;
        assert_eq!(two.to_string(), "affirmative, free");
        assert_eq!(serde_json::to_value(two).unwrap(), serde_json::json!(["affirmative", "free"]));
        assert_eq!(serde_json::from_str::<Qualities>(r#"["free", "affirmative"]"#).unwrap(), two);
        let error = serde_json::from_str::<Qualities>(r#"["fre"]"#).unwrap_err().to_string();
        assert!(error.contains("did you mean `free`?") && error.contains("there are affirmative, explicit"), "{error}");
    }
}
