//! A list that may be written as a single text.

use std::fmt;

use serde::{
    Deserializer,
    de::{SeqAccess, Visitor},
};

/// Reads a list of texts, or a single text as a list of one: `"use"` is `["use"]`.
///
/// For `#[serde(deserialize_with = "…")]` on a `Vec<String>`. The deserializer must describe itself, as those of TOML
/// and JSON do.
pub(crate) fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    /// Takes either form. It has no state: the first token that comes tells which form it is.
    struct OneOrMany;
    impl<'de> Visitor<'de> for OneOrMany {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text or a list of texts")
        }

        fn visit_str<E>(self, text: &str) -> Result<Vec<String>, E> {
            Ok(vec![text.to_owned()])
        }

        fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Vec<String>, S::Error> {
            let mut list = Vec::new();
            while let Some(text) = seq.next_element()? {
                list.push(text);
            }
            Ok(list)
        }
    }
    deserializer.deserialize_any(OneOrMany)
}
