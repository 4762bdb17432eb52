//! What a policy may ask about a person: where they are, how old they are, and facts.
//!
//! A [`Subject`] has no name and no key: it is what rules, regimes and their conditions test, and nothing else. A
//! [`Ledger`](crate::Ledger) keeps it beside what the person said; it may change as often as the facts do.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, de::Visitor};

use crate::{region::Region, suggest::shortened};

/// A person, as far as rules test it: regions, date of birth, facts. What is not known is left out.
///
/// What is left out is read strictly: with no region every regime and prohibition applies, and no permission that needs
/// a region holds; with no date of birth a prohibition for some ages holds and a permission does not. A fact that is
/// not listed is false.
///
///
/// ```
/// use consentry::{Region, Subject};
///
/// let anna = Subject::in_regions([Region::new("SE")?]).born("1990-05-17".parse().unwrap()).with_fact("customer");
/// assert_eq!(anna.facts, ["customer"]);
///
/// let error = serde_json::from_str::<Subject>(r#"{"birth_date": "2013-06-31"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("`2013-06-31` is no date; write YYYY-MM-DD, like `2013-06-30`"));
/// # Ok::<(), consentry::region::RegionError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    /// The regions in which the person is, in law; several if several laws apply, none if it is not known.
    pub regions: Vec<Region>,
    /// The date of birth, written as `YYYY-MM-DD`. The crate derives ages from it, at midnight UTC.
    #[serde(deserialize_with = "birth_date", skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// The declared facts that are true of the person; every other is false.
    pub facts: Vec<String>,
}

impl Subject {
    /// Creates a person of whom only the regions are known.
    #[must_use]
    pub fn in_regions(regions: impl IntoIterator<Item = Region>) -> Self {
        Self { regions: regions.into_iter().collect(), ..Self::default() }
    }

    /// Sets the date of birth.
    #[must_use]
    pub fn born(self, date: NaiveDate) -> Self {
        Self { birth_date: Some(date), ..self }
    }

    /// Adds a fact that is true of the person. A policy must declare it.
    #[must_use]
    pub fn with_fact(mut self, fact: impl Into<String>) -> Self {
        self.facts.push(fact.into());
        self
    }
}

/// Reads a date of birth, or none, and says how to write one.
fn birth_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    struct Date;
    impl<'de> Visitor<'de> for Date {
        type Value = Option<NaiveDate>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date in quotes, YYYY-MM-DD")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
            text.parse().map(Some).map_err(|_| {
                let input = shortened(text);
                E::custom(format!("`{input}` is no date; write YYYY-MM-DD, like `2013-06-30`"))
            })
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_str(self)
        }
    }
    deserializer.deserialize_option(Date)
}

/// What many persons have in common, stored once: regions and facts, sorted and without repetition.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Profile {
    /// Where they are, in law.
    pub(crate) regions: Box<[Region]>,
    /// What is true of them.
    pub(crate) facts: Box<[String]>,
}

impl From<&Subject> for Profile {
    fn from(subject: &Subject) -> Self {
        fn set<T: Clone + Ord>(list: &[T]) -> Box<[T]> {
            let mut list = list.to_vec();
            list.sort_unstable();
            list.dedup();
            list.into()
        }
        Self { regions: set(&subject.regions), facts: set(&subject.facts) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_person_adds_up() {
        let (region, date) = (Region::new("SE").unwrap(), NaiveDate::from_ymd_opt(1990, 5, 17).unwrap());
        let anna = Subject::in_regions([region]).with_fact("customer").born(date).with_fact("member");
        let facts = vec!["customer".to_owned(), "member".to_owned()];
        assert_eq!(anna, Subject { regions: vec![region], birth_date: Some(date), facts });
    }
}
