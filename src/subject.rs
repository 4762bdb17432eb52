//! What a policy may ask about a person: where they are, how old they are, and facts.
//!
//! A [`Subject`] has no name and no key: it is what rules, regimes and their conditions test, and nothing else. A
//! [`Ledger`](crate::Ledger) keeps it beside what the person said; it may change as often as the facts do.
//!
//! | field | a rule or regime tests it by | where it is not known |
//! |---|---|---|
//! | `regions` | `regions` | every regime and prohibition applies, no permission with regions does |
//! | `birth_date` | `ages`, and `min_age` for a yes | a prohibition with ages holds, a permission does not |
//! | `facts` | `facts = ["customer", "!employee"]` | not listed means false |
//!
//! Facts are the exception: a fact that is not listed *is* false, so that a policy can say `!employee`. Name facts so
//! that leaving one out by mistake is the strict reading.

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
///
/// Field order and repetition do not matter: two subjects with the same regions and the same facts share one entry in
/// the interner, whatever their dates of birth.
///
/// A rule for adults shows what unknown means:
///
/// ```
/// use consentry::{DataUse, Guard, Interner, Operations, PolicyDocument, Standing, Subject, Timestamp};
///
/// let policy = PolicyDocument::from_toml(r#"
///     version = "1"
///     vocabulary = { purposes = [{ key = "offers" }], categories = [{ key = "orders" }],
///         recipients = [{ key = "shop", role = "controller" }] }
///     [[rules]]
///     id = "adults"
///     basis = "legitimate_interests"
///     ages = { from = 18 }
///     scope = { purposes = "offers", categories = "orders", recipients = "shop", operations = "use" }
/// "#)?;
/// let interner = Interner::new();
/// let data_use = DataUse::new("offers", "orders", "shop", Operations::USE);
/// let guard = Guard::new(policy.compile()?.into(), &interner, &data_use)?;
/// let now: Timestamp = "2026-06-01T00:00:00Z".parse()?;
/// let code = |subject: Subject| guard.check(&Standing::new(&subject, &interner), now).code();
///
/// assert_eq!(code(Subject::default().born("1990-05-17".parse()?)), "legitimate_interests");
/// assert_eq!(code(Subject::default().born("2015-05-17".parse()?)), "not_declared");
/// assert_eq!(code(Subject::default()), "not_declared", "of an unknown age the permission does not hold");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Subject {
    /// The regions in which the person is, in law; several if several laws apply, none if it is not known.
    ///
    /// A permission must hold in all of them; a prohibition is enough in one. Someone who lives in Sweden and studies
    /// in California has both, and each regime that reaches either of them must agree.
    pub regions: Vec<Region>,
    /// The date of birth, written as `YYYY-MM-DD`. The crate derives ages from it, at midnight UTC.
    ///
    /// An age is reached at 00:00 UTC of the birthday, by those born on 29 February on 1 March in years without that
    /// day. A date that the calendar does not have is refused when it is read.
    #[serde(deserialize_with = "birth_date", skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// The declared facts that are true of the person; every other is false.
    ///
    /// They are names that the policy declares under `facts`. [`Ledger::describe`](crate::Ledger::describe) refuses a
    /// name that it does not declare; a [`Standing`](crate::Standing) made by hand takes it, and no rule ever tests it.
    pub facts: Vec<String>,
}

impl Subject {
    /// Creates a person of whom only the regions are known.
    ///
    /// An empty list is the same as [`Subject::default`]: nothing is known.
    #[must_use]
    pub fn in_regions(regions: impl IntoIterator<Item = Region>) -> Self {
        Self { regions: regions.into_iter().collect(), ..Self::default() }
    }

    /// Sets the date of birth.
    ///
    /// A second call replaces the date of the first.
    #[must_use]
    pub fn born(self, date: NaiveDate) -> Self {
        Self { birth_date: Some(date), ..self }
    }

    /// Adds a fact that is true of the person. A policy must declare it.
    ///
    /// Adding a fact twice changes no decision.
    ///
    /// ```
    /// use consentry::Subject;
    ///
    /// let subject = Subject::default().with_fact("customer").with_fact("employee");
    /// assert_eq!(serde_json::to_string(&subject)?, r#"{"regions":[],"facts":["customer","employee"]}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn with_fact(mut self, fact: impl Into<String>) -> Self {
        self.facts.push(fact.into());
        self
    }
}

/// Reads a date of birth, or none, and says how to write one.
///
/// chrono's own reading says only that the input is out of range. Whoever writes a document needs to see the text that
/// is wrong and the form that is right, so this visitor takes the text and says both. Missing and `null` both mean
/// unknown.
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
///
/// The interner numbers profiles, and a standing holds the number. A date of birth is not part of it: nearly everyone
/// has another, so it stands in the standing itself.
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
