//! In what form a yes was given.

use std::fmt;

use bitflags::bitflags;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::suggest;

bitflags! {
    /// The form of a yes (GDPR Art. 4(11), 7).
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
    pub struct Qualities: u8 {
        /// By a clear affirmative act: no pre-ticked box, no silence (Art. 4(11)).
        const AFFIRMATIVE = 1;
        /// By an express statement (Art. 9(2)(a)).
        const EXPLICIT = 1 << 1;
        /// Asked for by itself, not bundled (Art. 7(2), recital 43).
        const SEPARATE = 1 << 2;
        /// Not a condition of the service (Art. 7(4)).
        const FREE = 1 << 3;
        /// Given after being told who, what and why (Art. 4(11), 13).
        const INFORMED = 1 << 4;
        /// Provable (Art. 7(1)).
        const EVIDENCED = 1 << 5;
    }
}

const NAMES: [(&str, Qualities); 6] = [
    ("affirmative", Qualities::AFFIRMATIVE),
    ("explicit", Qualities::EXPLICIT),
    ("separate", Qualities::SEPARATE),
    ("free", Qualities::FREE),
    ("informed", Qualities::INFORMED),
    ("evidenced", Qualities::EVIDENCED),
];

impl Qualities {
    /// The single quality of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, quality)| *quality)
    }

    /// The names of the qualities in it.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES.iter().filter(move |(_, quality)| self.contains(*quality)).map(|(name, _)| *name)
    }

    /// The message for a word that is no quality.
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
