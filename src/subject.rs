//! What a policy may ask about a person: where, how old, and facts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::region::Region;

/// A person, as far as rules test it. What is not known is left out, and then the stricter reading holds.
///
/// ```
/// use consentry::{Region, Subject};
/// let anna = Subject::in_regions([Region::new("SE")?]).born("1990-05-17".parse().unwrap()).with_fact("customer");
/// assert_eq!(anna.facts, ["customer"]);
/// # Ok::<(), consentry::region::RegionError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    /// Where the person is, in law; several if several laws apply. None: unknown.
    pub regions: Vec<Region>,
    /// The date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// The declared facts that are true of the person; every other is not.
    pub facts: Vec<String>,
}

impl Subject {
    /// A person of whom only the regions are known.
    #[must_use]
    pub fn in_regions(regions: impl IntoIterator<Item = Region>) -> Self {
        Self { regions: regions.into_iter().collect(), ..Self::default() }
    }

    /// The same person, born on that date.
    #[must_use]
    pub fn born(self, date: NaiveDate) -> Self {
        Self { birth_date: Some(date), ..self }
    }

    /// The same person, of whom the fact is true.
    #[must_use]
    pub fn with_fact(mut self, fact: impl Into<String>) -> Self {
        self.facts.push(fact.into());
        self
    }
}

/// What many persons have in common, stored once: regions and facts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Profile {
    pub(crate) regions: Box<[Region]>,
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
